//! ApplicationSets without Argo CD: what one would generate, and how to write one. Pure: what is read comes in through
//! a trait, nothing here opens anything.

pub mod gotemplate;
pub mod yaml_out;

//! An answer in the forms that people and programs read.

pub mod markdown;
pub mod sarif;
pub mod text;

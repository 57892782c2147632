//! The secret audit.

pub(crate) mod sops;
pub(crate) mod value;

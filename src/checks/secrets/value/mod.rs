//! What a value is, without ever keeping it.

pub(crate) mod content;
pub(crate) mod key_name;
pub(crate) mod pairs;
pub(crate) mod trivial;

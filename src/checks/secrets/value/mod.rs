//! What a value is, without ever keeping it.

pub(crate) mod content;
pub(crate) mod key_name;
pub(crate) mod pairs;
mod placeholder;
mod reference;
pub(crate) mod settings;
pub(crate) mod shape;
pub(crate) mod trivial;
pub(crate) mod usual;
pub(crate) mod words;

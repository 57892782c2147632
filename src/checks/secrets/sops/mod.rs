//! SOPS: its file formats, its choice of leaves, its configuration. Everything is pure; only [`verify`] needs a
//! key.

mod age_file;
pub(crate) mod age_key;
pub(crate) mod choice;
pub(crate) mod config;
pub(crate) mod enc;
pub(crate) mod flat;
pub(crate) mod keys;
pub(crate) mod leaves;
pub(crate) mod metadata;
pub(crate) mod pattern;
pub(crate) mod raw;
pub(crate) mod recipients;
pub(crate) mod selection;
pub(crate) mod verify;

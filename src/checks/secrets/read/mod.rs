//! What is known of one file, and the small facts that outlive it.

pub(crate) mod clear;
pub(crate) mod entry;
pub(crate) mod extract;
pub(crate) mod facts;
pub(crate) mod file;
pub(crate) mod govern;
pub(crate) mod literal;
pub(crate) mod object;
pub(crate) mod patch;
pub(crate) mod report;
pub(crate) mod secret;
pub(crate) mod settings_file;
pub(crate) mod source;
pub(crate) mod way;

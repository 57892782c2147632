//! ApplicationSets: templates, globs, generators, the two tools.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test stops at the first surprise"
)]

mod cases;
#[path = "../support/git.rs"]
mod git;
mod globs;
mod reference;
mod templates;
mod tools;

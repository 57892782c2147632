//! Health and tracing: the catalogues, the semantics of both engines, and the errors of earlier scripts that must not
//! return, over exports and over a small API server.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::too_many_lines,
    clippy::too_many_arguments,
    reason = "a test stops at the first surprise"
)]

mod access;
mod api;
mod argocd_api;
mod brief;
#[path = "../support/canary.rs"]
mod canary_forms;
mod catalogue;
mod controllers;
mod export;
#[path = "../support/git.rs"]
mod git;
mod ha;
mod hf;
mod hub;
mod live;
mod mend;
mod overrides;
mod real;
mod resource;
mod rules;
mod support;
mod sync_windows;
mod trace;

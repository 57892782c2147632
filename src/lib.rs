//! gitops-mcp: the judgement of a senior GitOps engineer for AI agents, for Argo CD and Flux alike.
//!
//! ```text
//! model, data ← yaml ← schemas, clients, appset ← checks ← docs, output ← tools ← server ← cli, main
//!             ↖ knowledge (references, templates, prompts) ↗
//! ```
//!
//! An arrow points from what is used to what uses it; nothing points back. `tests/architecture.rs` holds it.

#![forbid(unsafe_code)]

pub mod appset;
pub mod checks;
pub mod cli;
pub mod clients;
pub mod config;
pub mod data;
pub mod docs;
pub mod knowledge;
pub mod model;
pub mod output;
pub mod schemas;
pub mod server;
pub mod tools;
pub mod yaml;

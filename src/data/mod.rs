//! What the world looked like on [`CHECKED_ON`]: versions, API versions, withdrawn names, behaviour
//! changes, known failures. Every fact about a version that the product states comes from here, with
//! its source, so that one look at one folder brings it up to date.

pub mod apis;
pub mod blocks;
pub mod catalogue;
pub mod changes;
pub mod components;
pub mod markers;
pub mod moves;
pub mod surface;
pub mod tokens;
pub mod version;
pub mod withdrawn;

pub use blocks::generated_block;
pub use version::Version;

/// The day on which every row of these tables was last compared with its source (ISO 8601).
pub const CHECKED_ON: &str = "2026-11-24";

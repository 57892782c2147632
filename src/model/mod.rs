//! Plain data that every layer shares: findings, reports, rules and the cleaning of foreign text. No I/O, no async.

pub mod clean;
pub mod credential;
mod cursor;
mod finding;
mod location;
mod report;
mod rule;
mod severity;

pub use cursor::{Cursor, CursorError};
pub(crate) use finding::fingerprint;
pub use finding::{Affects, Evidence, Finding, Fix, Related, Safety};
pub use location::{Artifact, FilePlace, Location, ObjectPlace};
pub use report::{Count, Coverage, Detail, Page, Report, Skipped, Suppressed, Why};
pub use rule::{Meta, Problem, Rule};
pub use severity::{Confidence, Severity};

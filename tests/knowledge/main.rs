//! The texts that the product ships, held against its data tables.
//!
//! A text may mention a withdrawn name or a removed API version only on a line that says so: see
//! [`texts::says_it_is_gone`].

#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it does not expect"
)]

mod catalogue;
mod errors;
mod names;
mod places;
mod texts;
mod yaml;

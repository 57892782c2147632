//! Go's text/template with the functions that Argo CD gives to ApplicationSets (argo-cd 3.6, applicationset/utils):
//! Sprig 3.3 without `env`, `expandenv` and `getHostByName`, and `normalize`, `slugify`, `toYaml`, `fromYaml`,
//! `fromYamlArray`, `tpl`.
//!
//! A result is what Argo CD would write. What it would refuse is [`Fail::Error`]; where no answer can be given without
//! it (random functions, the clock, something not supported, a budget) it is [`Fail::Refused`], never a guess.

mod arg;
mod ast;
mod builtins;
mod calls;
mod constant;
mod context;
mod error;
mod escape;
mod exec;
mod format;
mod functions;
mod lex;
mod parse;
mod parse_pipe;
mod printf;
mod regex_syntax;
mod sha1;
mod sprig;
mod time;
mod value;
mod version;

pub use context::MissingKey;
pub use error::Fail;
pub(crate) use format::{display, float};
pub use functions::names;
pub use sprig::names::sanitize;
pub(crate) use sprig::paths::{base as path_base, dir as path_dir};
pub(crate) use sprig::slug;
pub use time::Moment;
pub use value::{Dict, Elem, List, Value};
pub use version::Version;

/// Renders a text. Each template may make at most 1 MiB of text and a million steps.
///
/// # Errors
/// If Argo CD would report an error, or what it writes cannot be told.
pub fn render(text: &str, data: &Value, missing: MissingKey) -> Result<String, Fail> {
    if !text.contains("{{") {
        return Ok(text.to_owned());
    }
    exec::run(&parse::parse(text)?, data, missing)
}

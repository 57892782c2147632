//! The functions of Sprig 3.3 by subject, and those that Argo CD adds.

mod cases;
mod cast;
mod dates;
mod decimal;
mod defaults;
mod dicts;
mod encoding;
mod json;
mod lists;
mod merge;
pub(crate) mod names;
mod numbers;
pub(crate) mod paths;
mod regexes;
mod semver;
mod texts;
mod urls;
mod wrap;
mod yaml;

pub(crate) use names::slug;

use super::functions::Function;

pub(super) static TABLES: &[&[Function]] = &[
    cases::TABLE,
    dates::TABLE,
    defaults::TABLE,
    dicts::TABLE,
    encoding::TABLE,
    json::TABLE,
    lists::TABLE,
    names::TABLE,
    numbers::TABLE,
    paths::TABLE,
    regexes::TABLE,
    semver::TABLE,
    texts::TABLE,
    urls::TABLE,
    wrap::TABLE,
    yaml::TABLE,
];

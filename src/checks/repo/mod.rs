//! Rules on what a repository holds.

use crate::model::clean::clean;
use crate::model::{Finding, Location, Meta, Problem, Rule};
use crate::yaml::Stream;

mod yaml_duplicate_key;
mod yaml_read_differently;
mod yaml_syntax;
mod yaml_text_after_end;

/// What a rule of this area looks at.
pub enum Check {
    /// One file of YAML or JSON as it was read.
    Yaml(fn(&YamlFile<'_>) -> Vec<Problem>),
}

/// All rules of this area, ordered by id.
pub static RULES: [&Rule<Check>; 4] = [
    &yaml_duplicate_key::RULE,
    &yaml_read_differently::RULE,
    &yaml_syntax::RULE,
    &yaml_text_after_end::RULE,
];

/// A file of YAML or JSON as it was read.
pub struct YamlFile<'f> {
    /// Path relative to the root.
    pub path: &'f str,
    /// What was read of it.
    pub stream: &'f Stream,
}

impl YamlFile<'_> {
    fn place(&self, line: u32, pointer: &str) -> Location {
        if pointer.is_empty() {
            Location::line(self.path, line)
        } else {
            Location::node(self.path, line, clean(pointer, 1_024))
        }
    }
}

/// Runs the rules on one file.
#[must_use]
pub fn judge_yaml(file: &YamlFile<'_>) -> Vec<Finding> {
    let runs = RULES.iter().map(|rule| {
        let Check::Yaml(check) = rule.check;
        (&rule.meta, check(file))
    });
    runs.flat_map(|(meta, problems)| problems.into_iter().map(|problem| meta.finding(problem)))
        .collect()
}

/// The static records of the rules, ordered by id.
pub fn metas() -> impl Iterator<Item = &'static Meta> {
    RULES.iter().map(|rule| &rule.meta)
}

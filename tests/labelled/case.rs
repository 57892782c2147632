//! One labelled file.

use crate::value::make;
use std::ops::RangeInclusive;

/// What is expected of a file.
pub(crate) enum Label {
    /// A credential stands in these lines.
    Planted(RangeInclusive<u32>),
    /// Nothing to cry about.
    Near,
}

/// One file with its label, and files that it needs beside it.
pub(crate) struct Case {
    pub(crate) form: &'static str,
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) label: Label,
    beside: Vec<(String, String)>,
}

const OPEN: char = '⟦';
const CLOSE: char = '⟧';

impl Case {
    /// All files of the case.
    pub(crate) fn files(&self) -> Vec<(String, String)> {
        let own = (self.path.clone(), self.text.clone());
        std::iter::once(own)
            .chain(self.beside.iter().cloned())
            .collect()
    }
}

/// The cases of one form, each in a folder of its own.
pub(crate) struct Set {
    form: &'static str,
    folder: String,
    pub(crate) cases: Vec<Case>,
}

impl Set {
    pub(crate) fn new(form: &'static str) -> Self {
        let folder = form
            .to_ascii_lowercase()
            .replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        Self {
            form,
            folder,
            cases: Vec::new(),
        }
    }

    /// A file with a credential between `⟦` and `⟧`. The line before counts too: a block scalar begins with its key.
    pub(crate) fn planted(&mut self, name: &str, recipe: &str) -> &mut Self {
        let made = make(recipe, self.seed());
        let start = made
            .find(OPEN)
            .unwrap_or_else(|| panic!("no mark in {recipe}"));
        let end = made
            .rfind(CLOSE)
            .unwrap_or_else(|| panic!("no end of the mark in {recipe}"));
        let line = |at: usize| u32::try_from(made[..at].matches('\n').count() + 1).unwrap();
        let lines = line(start).saturating_sub(1).max(1)..=line(end);
        let text = made.replace([OPEN, CLOSE], "");
        self.push(name, text, Label::Planted(lines))
    }

    /// A file without one.
    pub(crate) fn near(&mut self, name: &str, recipe: &str) -> &mut Self {
        let text = make(recipe, self.seed()).replace([OPEN, CLOSE], "");
        self.push(name, text, Label::Near)
    }

    /// Adds a file to the folder of the last case.
    pub(crate) fn beside(&mut self, name: &str, recipe: &str) -> &mut Self {
        let seed = self.seed();
        let case = self
            .cases
            .last_mut()
            .expect("a case before what stands beside it");
        let folder: Vec<&str> = case.path.split('/').take(2).collect();
        case.beside
            .push((format!("{}/{name}", folder.join("/")), make(recipe, seed)));
        self
    }

    fn push(&mut self, name: &str, text: String, label: Label) -> &mut Self {
        let path = format!("{}/{:03}/{name}", self.folder, self.cases.len());
        let case = Case {
            form: self.form,
            path,
            text,
            label,
            beside: Vec::new(),
        };
        self.cases.push(case);
        self
    }

    fn seed(&self) -> u64 {
        let name: u64 = self.form.bytes().map(u64::from).sum();
        name * 1_000 + self.cases.len() as u64
    }
}

//! Every text of the product, cut into lines that know where they stand.

use std::fs;
use std::path::{Path, PathBuf};

pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) struct Text {
    /// Relative to the repository.
    pub(crate) path: String,
    pub(crate) body: String,
}

/// One line of a text.
pub(crate) struct Line<'t> {
    pub(crate) text: &'t Text,
    /// From 1.
    pub(crate) number: usize,
    pub(crate) line: &'t str,
    /// The language of the fenced block around it, empty for one without a name; `None` for prose.
    pub(crate) block: Option<&'t str>,
}

impl Line<'_> {
    pub(crate) fn place(&self) -> String {
        format!("{}:{}: {}", self.text.path, self.number, self.line.trim())
    }
}

/// References, prompts, templates and the rules' own sources, whose documentation is a page each.
pub(crate) fn all() -> Vec<Text> {
    let mut found = Vec::new();
    for (folder, endings) in [
        ("references", &["md"][..]),
        ("prompts", &["md"][..]),
        ("templates", &["yaml", "sh", "md"][..]),
        ("src/checks", &["rs"][..]),
    ] {
        collect(&root().join(folder), endings, &mut found);
    }
    for page in ["README.md", "CONTRIBUTING.md"] {
        let path = root().join(page);
        if path.is_file() {
            found.push(read(&path));
        }
    }
    assert!(!found.is_empty());
    found
}

fn collect(folder: &Path, endings: &[&str], found: &mut Vec<Text>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let ending = path
            .extension()
            .and_then(|ending| ending.to_str())
            .unwrap_or("");
        if path.is_dir() {
            collect(&path, endings, found);
        } else if endings.contains(&ending) {
            found.push(read(&path));
        }
    }
    // Of the sources only rules tell a reader something; readers of files name what files may hold.
    found.retain(|text| !text.path.ends_with(".rs") || text.body.contains("static RULE: Rule<"));
}

fn read(path: &Path) -> Text {
    Text {
        path: path
            .strip_prefix(root())
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned(),
        body: fs::read_to_string(path).unwrap(),
    }
}

impl Text {
    pub(crate) fn is_markdown(&self) -> bool {
        self.path.ends_with(".md")
    }

    pub(crate) fn lines(&self) -> Vec<Line<'_>> {
        let mut block = None;
        let mut lines = Vec::new();
        for (at, line) in self.body.lines().enumerate() {
            let fence = self
                .is_markdown()
                .then(|| line.trim_start().strip_prefix("```"))
                .flatten();
            if let Some(language) = fence {
                block = if block.is_some() {
                    None
                } else {
                    Some(language.trim())
                };
                continue;
            }
            let block = if self.is_markdown() {
                block
            } else {
                Some("file")
            };
            lines.push(Line {
                text: self,
                number: at + 1,
                line,
                block,
            });
        }
        lines
    }

    /// The fenced blocks in this language, with the number of their first line.
    pub(crate) fn blocks(&self, language: &str) -> Vec<(usize, String)> {
        let mut blocks: Vec<(usize, String)> = Vec::new();
        let mut last = 0;
        for line in self
            .lines()
            .iter()
            .filter(|line| line.block == Some(language))
        {
            if line.number != last + 1 {
                blocks.push((line.number, String::new()));
            }
            if let Some((_, body)) = blocks.last_mut() {
                body.push_str(line.line);
                body.push('\n');
            }
            last = line.number;
        }
        blocks
    }
}

/// Whether a line says that what it names is not to be used any more, or is a search for it.
pub(crate) fn says_it_is_gone(line: &str) -> bool {
    const WORDS: &[&str] = &[
        "removed",
        "remove ",
        "gone",
        "not served",
        "no longer",
        "never existed",
        "does not exist",
        "deprecated",
        "archived",
        "withdrawn",
        "instead of",
        "no such",
        "unserved",
        "is ignored",
        "has no effect",
        "old name",
        "renamed",
        "maintenance mode",
        "since ",
        "nobody reads",
        "gives way",
    ];
    let line = line.to_lowercase();
    WORDS.iter().any(|word| line.contains(word))
}

/// The code spans of a line of prose.
pub(crate) fn spans(line: &str) -> Vec<&str> {
    line.split('`').skip(1).step_by(2).collect()
}

pub(crate) fn report(what: &str, wrong: &[String]) {
    assert!(wrong.is_empty(), "{what}:\n{}", wrong.join("\n"));
}

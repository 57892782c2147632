//! From the bytes of files to findings and an account of what was judged. No file is opened here.

use std::collections::HashMap;
use std::path::Path;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::read::extract::facts;
use super::read::facts::{Facts, State};
use super::read::file::{File, is_config};
use super::read::literal::tool_file::is_tree_by_name;
use super::read::settings_file::is_settings_file;
use super::read::source::loose;
use super::read::way::mend;
use super::sops::flat::{Flat, Format};
use super::sops::keys::AgeKeys;
use super::sops::verify::{Verdict, open};
use super::tally::Tally;
use super::{Check, RULES};
use crate::checks::folder::weigh;
use crate::checks::known::{Notes, Object as Noted};
use crate::checks::repo::{YamlFile, judge_yaml};
use crate::model::{Coverage, Finding, Location, Meta, Problem, Why};
use crate::yaml::{Budget, Class, Error, classify, parse};

/// What one file gave.
#[derive(Debug, Default)]
pub struct Judged {
    pub(super) findings: Vec<Finding>,
    pub(super) facts: Facts,
    pub(super) coverage: Coverage,
    pub(super) notes: Notes,
}

/// What all files gave.
#[derive(Debug)]
pub struct Audit {
    /// What is wrong, in no particular order.
    pub findings: Vec<Finding>,
    /// What was looked at, and what could not be.
    pub coverage: Coverage,
    /// Where the Secrets ended.
    pub tally: Tally,
    /// What the files say beside.
    pub(super) notes: Notes,
}

/// Parts of words without which a tree of YAML holds nothing for this audit that a format alone does not tell.
const WORD_LIST: [&str; 23] = [
    "secret",
    "sops",
    "enc[aes",
    "passw",
    "passphrase",
    "pwd",
    "token",
    "credential",
    "creds",
    "apikey",
    "api-key",
    "api_key",
    "accesskey",
    "access-key",
    "access_key",
    "private",
    "auth",
    "dsn",
    "bearer",
    "webhook",
    "certificatekey",
    "cli -a ",
    "sshpass",
];

/// Whether a file of YAML has to be read as a tree.
static WORDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(WORD_LIST)
        .ok()
});

/// The kind under which files are counted.
const FILE: &str = "file";
/// The kind under which SOPS files are counted that a key opens. Sound: every value opens, and the code holds.
const SOPS_CODE: &str = "SOPS MAC";

/// Judges one file by itself. `path` is relative to the root, as it is shown.
#[must_use]
pub fn judge(path: &str, bytes: &[u8]) -> Judged {
    let mut judged = Judged::default();
    judged.facts.paths.push(path.to_owned());
    judged.coverage.seen(FILE, 1);
    judged.notes.read(path, bytes);
    match class(path, bytes) {
        Class::Binary => judged.coverage.not_judged(FILE, "binary", 1),
        Class::OtherText => judged.other_text(path, bytes),
        Class::HelmTemplate => {
            judged.coverage.not_judged(FILE, "template", 1);
            judged.read(path, bytes, true);
        }
        Class::Yaml | Class::Json => judged.read(path, bytes, false),
    }
    judged
}

/// Whether this audit finds something in a file that must not be shown.
pub(crate) fn holds_secret(path: &str, bytes: &[u8]) -> bool {
    let judged = judge(path, bytes);
    judged
        .findings
        .iter()
        .any(|finding| finding.rule.starts_with("secrets/"))
}

/// The class of a file. Some tools give their YAML or JSON no ending that says so.
fn class(path: &str, bytes: &[u8]) -> Class {
    match classify(bytes, Path::new(path)) {
        Class::OtherText if is_tree_by_name(path) => Class::Yaml,
        class => class,
    }
}

impl Judged {
    /// Opens the SOPS file that this is, if it is one, with the age keys at hand.
    #[must_use]
    pub fn opened(mut self, path: &str, bytes: &[u8], keys: Option<&AgeKeys>) -> Self {
        if self.facts.encrypted.is_empty() {
            return self;
        }
        let Some(opened) = open(path, bytes, keys) else {
            return self;
        };
        for rule in RULES {
            if let Check::Opened(check) = rule.check {
                let found = check(&opened).into_iter();
                self.findings
                    .extend(found.map(|problem| stamp(&rule.meta, problem)));
            }
        }
        self.coverage.seen(SOPS_CODE, 1);
        match opened.verdict {
            Verdict::Verified => self.coverage.healthy(SOPS_CODE, 1),
            Verdict::NotJudged(reason) => self.coverage.not_judged(SOPS_CODE, reason, 1),
            Verdict::Mismatch(_) | Verdict::Undecryptable(_) | Verdict::Refused(_) => {}
        }
        self
    }

    /// Judges what can be parsed; `template` when the file as a whole is one, so that what cannot is no fault.
    fn read(&mut self, path: &str, bytes: &[u8], template: bool) {
        if is_config(path)
            || is_tree_by_name(path)
            || WORDS.as_ref().is_none_or(|words| words.is_match(bytes))
        {
            self.run(
                &File::new(path, bytes, &parse(bytes, &Budget::default()), None),
                bytes,
                template,
            );
        } else {
            self.text(path, bytes);
        }
    }

    /// Text of which only the formats of credentials are looked for.
    fn text(&mut self, path: &str, bytes: &[u8]) {
        self.run(
            &File::new(path, bytes, &parse(b"", &Budget::default()), None),
            bytes,
            false,
        );
    }

    /// What SOPS encrypts beside YAML and JSON: dotenv, INI, and anything else as a JSON with one leaf.
    fn other_text(&mut self, path: &str, bytes: &[u8]) {
        let has_words = WORDS.as_ref().is_none_or(|words| words.is_match(bytes));
        match (Format::of(path), std::str::from_utf8(bytes)) {
            (Some(format), Ok(text)) => {
                let flat = Flat::read(format, text);
                self.run(
                    &File::new(path, bytes, &parse(b"", &Budget::default()), Some(&flat)),
                    bytes,
                    false,
                );
            }
            (None, _) if has_words && bytes.trim_ascii_start().starts_with(b"{") => {
                let stream = parse(bytes, &Budget::default());
                let file = File::new(path, bytes, &stream, None);
                match file.encrypted.is_empty() {
                    true => self.text(path, bytes),
                    false => self.run(&file, bytes, false),
                }
            }
            (None, Ok(text)) => {
                self.text(path, bytes);
                if !is_settings_file(path) {
                    self.facts.loose = loose(path, text);
                }
            }
            (_, Err(_)) => self.text(path, bytes),
        }
    }

    fn run(&mut self, file: &File<'_>, bytes: &[u8], template: bool) {
        for rule in RULES {
            if let Check::File(check) = rule.check {
                self.findings.extend(
                    check(file)
                        .into_iter()
                        .map(|problem| stamp(&rule.meta, problem)),
                );
            }
        }
        if !template {
            self.findings.extend(yaml_findings(file));
        }
        self.facts.merge(facts(file));
        self.notes.objects(
            file.path,
            file.objects.iter().map(|object| Noted {
                lines: object.lines(),
                title: object.title().into(),
            }),
        );
        self.unread_parts(file, bytes, template);
    }

    /// Accounts for what the parser could not read.
    fn unread_parts(&mut self, file: &File<'_>, bytes: &[u8], template: bool) {
        let Some(first) = file.stream.errors.first() else {
            return;
        };
        let read = file
            .objects
            .iter()
            .filter(|object| object.kind == "Secret")
            .count() as u64;
        let unread = secrets_in_text(bytes).saturating_sub(read);
        if template || file.stream.is_template() {
            self.coverage
                .not_judged(FILE, "template", u64::from(!template));
            return self.unread_secrets(unread, "stands in a template");
        }
        self.coverage.not_judged(FILE, "not valid YAML", 1);
        if !is_config(file.path)
            && !names_judged_kind(file.stream.source())
            && !matches!(first, Error::Budget { .. })
        {
            return;
        }
        self.unread_secrets(unread, "its document is not valid YAML");
        let why = if matches!(first, Error::Budget { .. }) {
            Why::Limit
        } else {
            Why::Unsupported
        };
        self.coverage.skip(
            format!("{}:{}", file.path, first.line()),
            why,
            "mend the document, so that it can be judged",
        );
    }

    fn unread_secrets(&mut self, count: u64, reason: &str) {
        if count > 0 {
            self.coverage.seen("Secret", count);
            self.coverage.not_judged("Secret", reason, count);
        }
    }
}

/// Stamps a problem and weighs it by its place.
fn stamp(meta: &Meta, problem: Problem) -> Finding {
    let mut finding = meta.finding(problem);
    if let Location::File(place) = &finding.location {
        finding.severity = weigh(finding.severity, &place.path);
    }
    finding
}

/// Facts of the parser that change what a secret is: those inside what this audit judges, and what cuts a document off.
fn yaml_findings(file: &File<'_>) -> Vec<Finding> {
    let has_judged = file.judged_lines().next().is_some();
    let may_hide = is_config(file.path)
        || !file.objects.is_empty() && has_judged
        || names_judged_kind(file.stream.source());
    if !may_hide && !has_judged {
        return Vec::new();
    }
    let judged = |line: u32| {
        file.judged_lines()
            .any(|(first, last)| (first..=last).contains(&line))
    };
    let mut findings = judge_yaml(&YamlFile {
        path: file.path,
        stream: file.stream,
    });
    findings.retain(|finding| match &finding.location {
        Location::File(place) => match (finding.rule.as_str(), place.line) {
            ("repo/yaml-duplicate-key" | "repo/yaml-read-differently", Some(line)) => judged(line),
            _ => may_hide,
        },
        _ => false,
    });
    findings
}

/// Whether text that cannot be parsed probably holds what this audit judges.
fn names_judged_kind(text: &str) -> bool {
    // Cheaper than a look at every line.
    let is_possible = text.contains("sops:") || text.contains("Secret") && text.contains("kind:");
    is_possible
        && text.lines().any(|line| {
            let line = line.trim_start().trim_start_matches("- ");
            line.starts_with("sops:")
                || line
                    .strip_prefix("kind:")
                    .is_some_and(|kind| kind.contains("Secret"))
        })
}

/// Lines at the left margin that say `kind: Secret`, in text that cannot be parsed.
fn secrets_in_text(bytes: &[u8]) -> u64 {
    let lines = bytes.split(|byte| *byte == b'\n');
    lines.filter(|line| is_secret_line(line)).count() as u64
}

fn is_secret_line(line: &[u8]) -> bool {
    let Some(value) = line
        .strip_prefix(b"kind:")
        .and_then(|rest| std::str::from_utf8(rest).ok())
    else {
        return false;
    };
    let value = value.split(" #").next().unwrap_or(value).trim();
    matches!(value, "Secret" | "\"Secret\"" | "'Secret'")
}

/// Judges the repository by what all its files gave.
#[must_use]
pub fn conclude(files: impl IntoIterator<Item = Judged>) -> Audit {
    let mut findings = Vec::new();
    let mut coverage = Coverage::default();
    let mut facts = Facts::default();
    let mut notes = Notes::default();
    for file in files {
        findings.extend(file.findings);
        coverage.merge(file.coverage);
        facts.merge(file.facts);
        notes.merge(file.notes);
    }
    facts.settle();
    for rule in RULES {
        if let Check::Repository(check) = rule.check {
            findings.extend(
                check(&facts)
                    .into_iter()
                    .map(|problem| stamp(&rule.meta, problem)),
            );
        }
    }
    mend(&mut findings, &facts);
    let tally = account(&facts, &findings, &mut coverage);
    Audit {
        findings,
        coverage,
        tally,
        notes,
    }
}

/// Puts every object into exactly one column: a finding lies in it, it is sound, or it is not judged.
fn account(facts: &Facts, findings: &[Finding], coverage: &mut Coverage) -> Tally {
    let mut lines: HashMap<&str, Vec<u32>> = HashMap::new();
    for finding in findings {
        if let Location::File(place) = &finding.location {
            lines.entry(&place.path).or_default().extend(place.line);
        }
    }
    let has_finding = |path: &str, (first, last): (u32, u32)| {
        lines
            .get(path)
            .is_some_and(|lines| lines.iter().any(|line| (first..=last).contains(line)))
    };
    let mut tally = Tally::default();
    for secret in &facts.secrets {
        tally.add(&secret.state);
        coverage.seen("Secret", 1);
        match &secret.state {
            State::NotJudged(reason) => coverage.not_judged("Secret", reason, 1),
            _ if has_finding(&secret.at.path, secret.at.lines) => {}
            _ => coverage.healthy("Secret", 1),
        }
    }
    let sealed = facts.sealed.iter().map(|sealed| ("SealedSecret", sealed));
    let external = facts
        .external
        .iter()
        .map(|external| ("ExternalSecret", &external.at));
    let stores = facts.stores.iter().map(|store| ("SecretStore", store));
    for (kind, object) in sealed.chain(external).chain(stores) {
        coverage.seen(kind, 1);
        coverage.healthy(kind, u64::from(!has_finding(&object.path, object.lines)));
    }
    tally.sealed = facts.sealed.len() as u64;
    tally.external = facts.external.len() as u64;
    tally
}

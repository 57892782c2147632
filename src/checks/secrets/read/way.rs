//! The way in which a repository keeps its secrets: what becomes of one in clear, once it is changed.

use super::facts::Facts;
use super::govern::{command_path, governing};
use crate::checks::patch::{Change, Edit, diff};
use crate::checks::secrets::sops::age_key::unfit_age;
use crate::checks::secrets::sops::config::{Config, CreationRule};
use crate::checks::secrets::sops::recipients::KeyType;
use crate::checks::secrets::sops::selection::Selection;
use crate::model::{Finding, Fix, Location};
use crate::yaml::{Budget, parse};

/// What SOPS would have to encrypt in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// `data` and `stringData` of Secrets, and nothing that Kubernetes reads.
    Manifest,
    /// Every value.
    Values,
}

/// Findings in files that SOPS encrypts as a whole.
const WHOLE_FILES: [&str; 2] = [
    "secrets/env-file-credential",
    "secrets/helm-values-credential",
];

/// The fix of a Secret in clear that no creation rule covers.
pub(crate) fn way(facts: &Facts, path: &str) -> Fix {
    let uses_sops = facts.encrypted.len() + facts.configs.len();
    let others = facts.sealed.len().max(facts.external.len());
    let tool = match () {
        () if uses_sops > 0 && facts.encrypted.len() >= others => sops(facts, path),
        () if facts.sealed.is_empty() && facts.external.is_empty() => Fix::review(
            "Then keep it with SOPS, Sealed Secrets or External Secrets, and commit only the encrypted or external form.",
        ),
        () if facts.sealed.len() >= facts.external.len() => Fix {
            command: command_path(path).map(|path| {
                format!(
                    "kubeseal --format yaml --secret-file {path} --sealed-secret-file {}",
                    sealed(path)
                )
            }),
            ..Fix::review(
                "Then seal the new one with `kubeseal`, as others here are, and commit the SealedSecret only.",
            )
        },
        () => external(facts),
    };
    Fix {
        summary: format!("Change the credential where it is used. {}", tool.summary),
        ..tool
    }
}

/// Gives findings in files that SOPS encrypts as a whole the rule that covers them, where SOPS is in use.
pub(crate) fn mend(findings: &mut [Finding], facts: &Facts) {
    for finding in findings {
        let Location::File(place) = &finding.location else {
            continue;
        };
        let Some(fix) = finding
            .fix
            .as_mut()
            .filter(|_| WHOLE_FILES.contains(&finding.rule.as_str()))
        else {
            continue;
        };
        if !governing(&facts.configs, &place.path).is_empty() {
            fix.command = encrypt(&place.path);
        } else if let Some(patch) = rule_patch(facts, &place.path, Content::Values) {
            fix.patch = Some(patch);
            fix.command = encrypt(&place.path);
        }
    }
}

fn encrypt(path: &str) -> Option<String> {
    command_path(path).map(|path| format!("sops encrypt --in-place {path}"))
}

fn sealed(path: &str) -> String {
    match path.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/sealed-{name}"),
        None => format!("sealed-{path}"),
    }
}

fn sops(facts: &Facts, path: &str) -> Fix {
    if let Some(patch) = rule_patch(facts, path, Content::Manifest) {
        return Fix {
            patch: Some(patch),
            command: encrypt(path),
            ..Fix::review(
                "Then apply the creation rule for this path and encrypt the file with SOPS, as other files here are.",
            )
        };
    }
    if facts.configs.is_empty() {
        return Fix {
            command: with_recipients(facts, path),
            ..Fix::review(
                "Then encrypt the file with SOPS for the recipients of other files here, and add a `.sops.yaml` with a rule for it.",
            )
        };
    }
    Fix::review(
        "Then add a creation rule for this path to `.sops.yaml` and encrypt the file with SOPS, as other files here are.",
    )
}

/// The age recipients of the encrypted file that lies nearest.
fn with_recipients(facts: &Facts, path: &str) -> Option<String> {
    let path = command_path(path)?;
    let shared = |other: &str| {
        path.bytes()
            .zip(other.bytes())
            .take_while(|(one, other)| one == other)
            .count()
    };
    let nearest = facts
        .encrypted
        .iter()
        .max_by_key(|document| shared(&document.path))?;
    let is_age = nearest.recipients.iter().all(|recipient| {
        recipient.key == KeyType::Age
            && recipient.id.starts_with("age1")
            && unfit_age(&recipient.id).is_none()
    });
    let ids: Vec<&str> = nearest
        .recipients
        .iter()
        .map(|recipient| recipient.id.as_str())
        .collect();
    (is_age && !ids.is_empty()).then(|| {
        format!(
            "sops encrypt --age {} --encrypted-regex '^(data|stringData)$' --in-place {path}",
            ids.join(",")
        )
    })
}

fn external(facts: &Facts) -> Fix {
    let mut names: Vec<(&str, &str)> = facts
        .external
        .iter()
        .flat_map(|external| &external.stores)
        .map(|store| (store.kind.as_str(), store.name.as_str()))
        .collect();
    names.sort_unstable();
    names.dedup();
    let store = match names.as_slice() {
        [(kind, name)] if command_path(name).is_some() => format!("behind {kind} `{name}`"),
        _ => "that the repository uses".to_owned(),
    };
    Fix::review(format!(
        "Then store the new one in the secret store {store} and name it in an ExternalSecret, as others here are."
    ))
}

/// A creation rule for the path, made after one that is there, at the end of the nearest configuration above it.
fn rule_patch(facts: &Facts, path: &str, content: Content) -> Option<String> {
    let mut configs: Vec<&Config> = facts
        .configs
        .iter()
        .filter(|config| config.is_read() && path.starts_with(&config.folder))
        .collect();
    configs.sort_by_key(|config| std::cmp::Reverse(config.folder.len()));
    configs
        .into_iter()
        .find_map(|config| patch_of(config, path, content))
}

fn patch_of(config: &Config, path: &str, content: Content) -> Option<String> {
    let relative = path.strip_prefix(&config.folder)?;
    let stream = parse(config.text.as_bytes(), &Budget::default());
    let root = stream.documents.first()?.root();
    let rules = root.get("creation_rules")?;
    let last = rules.items().last()?;
    let lines: Vec<&str> = config.text.lines().collect();
    let lines_of = |from: u32, to: u32| lines.get(from.checked_sub(1)? as usize..to as usize);
    let model = config
        .rules
        .iter()
        .rev()
        .find(|rule| is_model(rule, content))?;
    let item = stream.documents.first()?.at(&model.pointer)?;
    let added = written_after(
        lines_of(item.line(), item.end_line())?,
        relative,
        (model, content),
    )?;
    let key = rules.key()?;
    let whole = [lines_of(key.line(), last.end_line())?.join("\n"), added].join("\n");
    let edit = Edit {
        document: 0,
        pointer: "/creation_rules".to_owned(),
        change: Change::Replace(whole),
    };
    (key.column() == 1)
        .then(|| diff(&config.path, &stream, &[edit]))
        .flatten()
}

/// A rule with a path and recipients that chooses what is wanted, or chooses nothing in particular.
fn is_model(rule: &CreationRule, content: Content) -> bool {
    rule.path.is_some()
        && !rule.recipients.is_empty()
        && rule
            .selection
            .as_ref()
            .is_ok_and(|selection| fits(selection, content) || rule.settings.is_empty())
}

fn fits(selection: &Selection, content: Content) -> bool {
    let must = |path: &[&str]| selection.must_encrypt(path) == Some(true);
    match content {
        Content::Manifest => {
            must(&["data", "key"]) && must(&["stringData", "key"]) && !must(&["metadata", "name"])
        }
        Content::Values => must(&["value"]),
    }
}

/// The lines of a rule with another path.
fn written_after(
    lines: &[&str],
    path: &str,
    (model, content): (&CreationRule, Content),
) -> Option<String> {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'\'' | b'\\');
    if !path.bytes().all(is_plain) || lines.iter().any(|line| line.contains(['&', '#'])) {
        return None;
    }
    let setting = "path_regex:";
    let is_path = |line: &&str| line.trim_start_matches(['-', ' ']).starts_with(setting);
    let mut written: Vec<String> = Vec::new();
    for line in lines {
        match line.find(setting).filter(|_| is_path(line)) {
            Some(at) => written.push(format!(
                "{}{setting} '{}'",
                line.get(..at)?,
                expression(path)
            )),
            None => written.push((*line).to_owned()),
        }
    }
    // One line for the path, and nothing of it on the next.
    let at = lines.iter().position(is_path)?;
    let indent = lines.get(at)?.find(setting)?;
    let is_own_line = lines.get(at + 1).is_none_or(|next| {
        next.find(|c: char| c != ' ')
            .is_none_or(|column| column <= indent)
    });
    if content == Content::Manifest
        && model
            .selection
            .as_ref()
            .is_ok_and(|selection| !fits(selection, content))
    {
        written.insert(
            at + 1,
            format!("{}encrypted_regex: ^(data|stringData)$", " ".repeat(indent)),
        );
    }
    is_own_line.then(|| written.join("\n"))
}

/// An anchored expression for one path.
fn expression(path: &str) -> String {
    let escaped: String = path
        .chars()
        .flat_map(|c| {
            let special = matches!(
                c,
                '.' | '+' | '*' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '^' | '$'
            );
            special.then_some('\\').into_iter().chain([c])
        })
        .collect();
    format!("^{escaped}$")
}

//! A Secret as a whole.

use super::entry::{FIELDS, Verdict, of_text, verdict};
use super::file::File;
use super::object::Object;
use crate::checks::secrets::sops::choice::Choice;
use crate::checks::secrets::sops::raw::is_null;
use crate::checks::secrets::sops::selection::Selection;
use crate::checks::secrets::value::content::without_templates;
use crate::checks::secrets::value::key_name::{KeyName, key_name};
use crate::model::Confidence;
use crate::yaml::{Kind, Node};

/// What the entries of a Secret are, with the places of those that matter.
#[derive(Debug, Default)]
pub(crate) struct Entries<'d> {
    pub(crate) credentials: Vec<(Node<'d>, &'d str, Confidence)>,
    pub(crate) placeholders: Vec<(Node<'d>, &'d str)>,
    pub(crate) encrypted: usize,
    pub(crate) references: usize,
    pub(crate) harmless: usize,
    /// Why some part cannot be judged.
    pub(crate) unjudged: Option<&'static str>,
}

impl Entries<'_> {
    pub(crate) const fn is_empty(&self) -> bool {
        self.credentials.is_empty()
            && self.placeholders.is_empty()
            && self.encrypted == 0
            && self.references == 0
            && self.harmless == 0
    }
}

/// Judges all entries of a Secret.
pub(crate) fn entries<'d>(secret: &Object<'d>) -> Entries<'d> {
    let mut found = Entries::default();
    for (name, field) in FIELDS {
        let Some(map) = secret.node.get(name) else {
            continue;
        };
        if map.kind() != Kind::Mapping {
            if !is_null(map) {
                found.unjudged = Some("its data is no mapping");
            }
            continue;
        }
        for (key, value) in pairs(map) {
            let key_text = key.text().unwrap_or_default();
            match verdict(field, key_text, value) {
                Verdict::Empty => {}
                Verdict::Encrypted => found.encrypted += 1,
                Verdict::Reference => found.references += 1,
                Verdict::Harmless => found.harmless += 1,
                Verdict::Placeholder => found.placeholders.push((value, key_text)),
                Verdict::Credential(confidence) => {
                    found.credentials.push((value, key_text, confidence))
                }
                Verdict::NoText => found.unjudged = Some("an entry is no text"),
            }
        }
    }
    doubt_names(secret, &mut found);
    found
}

/// A password that repeats another entry, such as the name of the user, is a default rather than a secret.
fn doubt_names(secret: &Object<'_>, found: &mut Entries<'_>) {
    let fields = FIELDS.iter().filter_map(|(name, _)| secret.node.get(name));
    let names: Vec<&str> = fields
        .flat_map(pairs)
        .filter(|(key, _)| key_name(key.text().unwrap_or_default()) == KeyName::Harmless)
        .filter_map(|(_, value)| value.text())
        .collect();
    for (node, _, confidence) in &mut found.credentials {
        if node.text().is_some_and(|text| names.contains(&text)) {
            *confidence = Confidence::Possible;
        }
    }
}

/// Entries as written, with merge keys replaced by the entries that they bring. Of a key that stands twice both are
/// given: what the second hides is in the file all the same.
fn pairs(map: Node<'_>) -> Vec<(Node<'_>, Node<'_>)> {
    const MAX_MERGES: usize = 64;
    let mut found = Vec::new();
    let mut pending = vec![map];
    let mut merges = 0;
    while let Some(node) = pending.pop() {
        if node.kind() == Kind::Sequence {
            pending.extend(node.items());
        }
        for (key, value) in node.entries() {
            if key.text() == Some("<<") && value.kind() != Kind::Scalar {
                merges += 1;
                pending.extend((merges <= MAX_MERGES).then_some(value));
            } else {
                found.push((key, value));
            }
        }
    }
    found
}

/// The credentials of a Secret in an encrypted document that the document's rule leaves in clear. `None` when it stands
/// in no encrypted document or when the rule cannot be evaluated. A key that asks by its suffix to stay in clear is the
/// author's word and not among them.
pub(crate) fn uncovered<'f>(
    file: &File<'f>,
    secret: &Object<'f>,
) -> Option<Vec<(Node<'f>, &'f str, Confidence)>> {
    if !secret.is_secret() {
        return None;
    }
    let selection = file.encryption_of(secret)?.metadata.selection()?;
    if matches!(selection, Selection::UnencryptedSuffix(_)) {
        return None;
    }
    let choice = Choice::new(selection, secret.root.document);
    let entries = entries(secret);
    // Where a rule picks single keys, what it leaves out on purpose counts only if its name says that it is a secret.
    let is_picked = entries.encrypted > 0;
    let mut found = entries.credentials;
    found.retain(|(node, _, confidence)| {
        (!is_picked || *confidence == Confidence::Certain)
            && choice.must_encrypt(*node) == Some(false)
    });
    Some(found)
}

/// Entries of a template that are a credential by their key and no template by their value.
pub(crate) fn literal_credentials<'d>(data: Node<'d>) -> Vec<(Node<'d>, &'d str)> {
    let entries = data
        .entries()
        .filter_map(|(key, value)| Some((value, key.text()?)));
    entries
        .filter(|(value, key)| {
            let text = value.text().unwrap_or_default();
            matches!(of_text(key, text), Verdict::Credential(Confidence::Certain))
                && without_templates(text).is_none()
        })
        .collect()
}

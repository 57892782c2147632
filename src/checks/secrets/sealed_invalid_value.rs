use super::Check;
use super::read::file::File;
use super::read::object::Object;
use super::sealed::GROUP;
use super::sealed::blob::{Defect, defect};
use super::value::content::{Content, content};
use crate::model::clean::clean;
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};
use crate::yaml::Node;

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/sealed-invalid-value",
        title: "A value of a SealedSecret was never sealed, or is damaged",
        severity: Severity::High,
        applies_to: &["SealedSecret"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

Each value of `spec.encryptedData`: base64 of two bytes of length, a session key of that length, and ciphertext with a tag of 16 bytes. Text that is not of
this form is either a clear value that somebody pasted in, or ciphertext that was cut.

## Why it matters

A clear value is readable by everyone who can read the repository. Either way the controller cannot unseal the object.

## Likely causes

- The value of a Secret was copied into `encryptedData`, in clear or in base64.
- The ciphertext was cut while copying, or broken by an editor.

## How to fix

Change a credential that was in clear. Then seal it with `kubeseal --raw` or `kubeseal --merge-into FILE`.

## Source

bitnami-labs/sealed-secrets, `pkg/crypto/crypto.go` (`HybridEncrypt`).
";

fn check(file: &File<'_>) -> Vec<Problem> {
    let sealed = file
        .objects
        .iter()
        .filter(|object| object.is(GROUP, "SealedSecret"));
    sealed.flat_map(|object| problems(file, object)).collect()
}

fn problems(file: &File<'_>, object: &Object<'_>) -> Vec<Problem> {
    let data = object.at(&["spec", "encryptedData"]);
    let values = data.into_iter().flat_map(Node::entries);
    values
        .filter_map(|(key, value)| {
            let text = value.text().unwrap_or_default();
            let defect = defect(text)?;
            let key = clean(key.text().unwrap_or_default(), KEY);
            let (severity, what) = match (defect, content(text)) {
                (Defect::Clear, Content::Clear) => (Severity::High, "is not sealed: it stands there in clear"),
                (Defect::Clear, _) => (Severity::Low, "is not sealed: a placeholder or reference stands in its place"),
                (Defect::Damaged(_), _) => (Severity::Medium, "is damaged, so the controller cannot unseal it"),
            };
            let reason = match defect {
                Defect::Clear => "no sealed value",
                Defect::Damaged(reason) => reason,
            };
            Some(Problem {
                severity: Some(severity),
                evidence: vec![Evidence::new("defect", reason)],
                fix: Some(Fix::review("Change the credential if it was in clear, then seal it with `kubeseal --raw` or `kubeseal --merge-into`.")),
                ..Problem::new(format!("`{key}` of {} {what}", object.title()), file.node(value))
            })
        })
        .collect()
}

const KEY: usize = 80;

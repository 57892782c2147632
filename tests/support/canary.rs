//! Canary values, and every form in which one could slip out.

#![allow(dead_code, reason = "each test binary uses a part")]

use std::io::Write as _;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use sha2::{Digest as _, Sha256};

/// A value of its own for each row, drawn from the row so that a failure can be repeated.
pub(crate) fn canary(row: &str) -> String {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let digest = Sha256::digest(row.as_bytes());
    let drawn: String = digest
        .iter()
        .take(24)
        .map(|byte| char::from(alphabet[usize::from(*byte) % 62]))
        .collect();
    format!("CNRY{row}{drawn}")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The forms in which a value could slip out.
pub(crate) fn forms(value: &str) -> Vec<String> {
    let mut forms = vec![
        value.to_owned(),
        value.chars().rev().collect(),
        hex(value.as_bytes()),
    ];
    for shift in 0..3 {
        let padded = format!("{}{value}", "x".repeat(shift));
        // Without the ends, which depend on what stands beside the value.
        let middle = |text: String| text[4 * usize::from(shift > 0)..text.len() - 4].to_owned();
        forms.push(middle(STANDARD.encode(&padded)));
        forms.push(middle(URL_SAFE.encode(&padded)));
    }
    forms.push(hex(&Sha256::digest(value.as_bytes())));
    forms.push(md5(value));
    // Split over two lines, or cut.
    let (one, other) = value.split_at(value.len() / 2);
    forms.extend([one.to_owned(), other.to_owned()]);
    forms.push(value[value.len() - 6..].to_owned());
    forms.extend(value.get(7..13).map(str::to_owned));
    forms
}

/// Whether a text holds no form of a value.
#[track_caller]
pub(crate) fn silent(told: &str, place: &str, value: &str) {
    for form in forms(value) {
        assert!(!told.contains(&form), "{place} tells {form}");
    }
}

fn md5(value: &str) -> String {
    let mut child = Command::new("md5sum")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(value.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    String::from_utf8(output.stdout).unwrap()[..32].to_owned()
}

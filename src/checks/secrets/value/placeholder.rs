//! Tells what stands for a value that somebody has yet to give.

use super::shape::is_hollow_pem;

/// Words that are a placeholder when they are all there is.
const WHOLE: [&str; 29] = [
    "not needed",
    "not-used",
    "not used",
    "not-required",
    "unused",
    "todo",
    "tbd",
    "fixme",
    "none",
    "null",
    "nil",
    "n/a",
    "na",
    "undefined",
    "redacted",
    "removed",
    "hidden",
    "masked",
    "secret-here",
    "value",
    "string",
    "dummy",
    "fake",
    "example",
    "sample",
    "unset",
    "empty",
    "foobar",
    "foo",
];
/// Words that mark a placeholder wherever they stand.
const ANYWHERE: [&str; 24] = [
    "changeme",
    "changeit",
    "not-needed",
    "change-me",
    "change_me",
    "change me",
    "changethis",
    "change-this",
    "change_this",
    "replaceme",
    "replace-me",
    "replace_me",
    "replace_with",
    "replace-with",
    "replace with",
    "replace-this",
    "placeholder",
    "insert-your",
    "insert_your",
    "put-your",
    "fill-me",
    "fillme",
    "redacted",
    "to-be-replaced",
];
/// Words that mark a placeholder at its start.
const STARTS: [&str; 21] = [
    "my-password",
    "my-secret",
    "my-token",
    "my_password",
    "my_secret",
    "my_token",
    "your-",
    "your_",
    "your ",
    "yoursecret",
    "yourpassword",
    "<your",
    "my-secret-here",
    "replace",
    "example-",
    "example_",
    "dummy-",
    "dummy_",
    "fake-",
    "fake_",
    "insert-",
];
/// Longer texts that hold such a word have other content too.
const LONGEST: usize = 80;

pub(super) fn is_placeholder(text: &str) -> bool {
    if is_hollow_pem(text) {
        return true;
    }
    if text.len() > LONGEST || text.contains('\n') {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    let bare = lower
        .trim_matches(|c: char| matches!(c, '"' | '\'' | '[' | ']' | '{' | '}' | '(' | ')' | '_'));
    let filler = |c: char| matches!(c, 'x' | '*' | '.' | '-' | '_' | '?' | '#' | '0');
    is_angle_bracketed(text)
        || (bare.len() >= 3 && bare.chars().all(filler))
        || WHOLE.contains(&bare)
        || ANYWHERE.iter().any(|word| lower.contains(word))
        || STARTS.iter().any(|word| bare.starts_with(word))
        || lower.ends_with("-here")
        || lower.ends_with("_here")
        || lower.trim_end_matches('*').ends_with(" here")
        || is_shaped_filler(&lower)
        || (text.len() > 4 && text.starts_with("**") && text.ends_with("**"))
        || is_screaming_name(text)
        || holds_angle_name(text)
}

/// `SECRET_ACCESS_KEY`, `PASSWORD`: the name of a variable where its value belongs.
fn is_screaming_name(text: &str) -> bool {
    let is_name = text
        .bytes()
        .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
        && text.starts_with(|c: char| c.is_ascii_uppercase());
    is_name
        && text.split('_').any(|word| {
            matches!(
                word,
                "PASSWORD"
                    | "SECRET"
                    | "TOKEN"
                    | "KEY"
                    | "CREDENTIAL"
                    | "CREDENTIALS"
                    | "USER"
                    | "USERNAME"
                    | "PASS"
            )
        })
}

/// `<CLUSTER_NAME>-tls`: a part that somebody has yet to fill in.
fn holds_angle_name(text: &str) -> bool {
    let Some((_, rest)) = text.split_once('<') else {
        return false;
    };
    let name = rest.split_once('>').map_or("", |(name, _)| name);
    name.len() > 2
        && name.bytes().all(|byte| {
            byte.is_ascii_uppercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-')
        })
}

/// `<password>`, `<your token>`.
fn is_angle_bracketed(text: &str) -> bool {
    text.len() > 2 && text.starts_with('<') && text.ends_with('>') && !text.contains("</")
}

/// A known prefix followed by nothing but filler, such as `ghp_xxxxxxxx`.
fn is_shaped_filler(lower: &str) -> bool {
    let tail = lower
        .rsplit(['_', '-', '.', ':'])
        .next()
        .unwrap_or_default();
    tail.len() >= 6 && tail.bytes().all(|byte| byte == b'x' || byte == b'*')
}

//! Settings inside a text: `key: value`, `key=value`, `"key": "value"`, one a line.

/// A setting with the number of lines before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Setting<'t> {
    pub(crate) lines_before: u32,
    pub(crate) key: &'t str,
    pub(crate) value: &'t str,
}

/// The settings of a text, in the order of their lines.
pub(crate) fn settings(text: &str) -> impl Iterator<Item = Setting<'_>> {
    (0..).zip(text.lines()).filter_map(|(lines_before, line)| {
        let (key, value) = setting(line)?;
        Some(Setting {
            lines_before,
            key,
            value,
        })
    })
}

/// One line. Comments are none, nor is prose.
pub(crate) fn setting(line: &str) -> Option<(&str, &str)> {
    let line = line.trim().trim_start_matches("- ").trim_start();
    if line.starts_with(['#', ';', '/', '<']) {
        return None;
    }
    let line = line.strip_prefix("export ").unwrap_or(line);
    let at = line.find(['=', ':'])?;
    let key = trimmed(line.get(..at)?);
    let value = line
        .get(at + 1..)?
        .trim_start_matches(['=', '>', ' '])
        .trim();
    let value = without_comment(value).trim_end_matches([',', ';']).trim();
    let is_key = !key.is_empty()
        && key.len() <= 100
        && key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/'));
    is_key.then(|| (key, trimmed(value)))
}

/// Without the quotes around it.
fn trimmed(text: &str) -> &str {
    let text = text.trim();
    ['"', '\'']
        .into_iter()
        .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(text)
}

/// A comment begins with ` #` outside quotes.
fn without_comment(value: &str) -> &str {
    if value.starts_with(['"', '\'']) {
        let quote = value.get(..1).unwrap_or_default();
        let close = value.get(1..).and_then(|rest| rest.find(quote));
        return close
            .and_then(|close| value.get(..close + 2))
            .unwrap_or(value);
    }
    value.split(" #").next().unwrap_or(value)
}

/// Whether a text is a list of settings rather than one value: of its lines with something on them most are.
pub(crate) fn is_settings(text: &str) -> bool {
    let mut lines = 0_usize;
    let mut found = 0_usize;
    for line in text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with(['#', ';']))
    {
        lines += 1;
        let opens =
            line.starts_with(['[', '{', '}', ']']) || line == "---" || line.starts_with("- ");
        found += usize::from(opens || setting(line).is_some());
    }
    lines >= 2 && found * 10 >= lines * 7
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_setting() {
        for (line, expected) in [
            ("  password: secret # note", Some(("password", "secret"))),
            ("export TOKEN=\"a b\"", Some(("TOKEN", "a b"))),
            ("\"key\": \"v#1\",", Some(("key", "v#1"))),
            ("- name = x;", Some(("name", "x"))),
            ("# password: x", None),
            ("just some prose: with a colon", None),
            ("no setting", None),
        ] {
            assert_eq!(setting(line), expected, "{line}");
        }
    }

    #[test]
    fn texts_of_settings() {
        assert!(is_settings("a: b\nc:\n  d: e\n"));
        assert!(is_settings("[db]\npassword=x\n"));
        assert!(!is_settings("-----BEGIN X-----\nAAAA\nBBBB\n"));
        assert!(!is_settings("password: x"));
    }
}

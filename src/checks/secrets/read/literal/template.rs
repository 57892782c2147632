//! Literals in a chart's templates, which are no YAML before they are rendered: read line by line.

use super::Place;
use super::search::Search;
use crate::checks::secrets::value::pairs::settings;
use crate::yaml::{Document, Stream};

/// Searches what no document of the stream covers.
pub(super) fn search(search: &mut Search, stream: &Stream) {
    let read: Vec<(u32, u32)> = stream
        .documents
        .iter()
        .map(Document::root)
        .map(|root| (root.line(), root.end_line()))
        .collect();
    let mut name = "";
    for one in settings(stream.source()) {
        let line = one.lines_before + 1;
        if read
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&line))
        {
            continue;
        }
        // `- name: DB_PASSWORD` and `value: …` in the next line.
        let key = if one.key == "value" { name } else { one.key };
        name = if one.key == "name" { one.value } else { "" };
        search.line(Place::HelmTemplate, (key, literal(one.value)), line);
    }
}

/// The text of a value: all of it, or the string that its action begins with or falls back to.
fn literal(value: &str) -> &str {
    let Some((_, action)) = value.split_once("{{") else {
        return value;
    };
    let action = action.trim_start_matches('-').trim_start();
    let quoted = action
        .strip_prefix('"')
        .or_else(|| action.split_once("default \"").map(|(_, rest)| rest));
    quoted
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn strings_of_actions() {
        for (value, expected) in [
            ("plain", "plain"),
            (r#"{{ "text" | b64enc }}"#, "text"),
            (r#"{{- .Values.x | default "text" | quote }}"#, "text"),
            (r#"{{ include "app.name" . }}"#, ""),
            ("{{ .Values.x }}", ""),
        ] {
            assert_eq!(literal(value), expected, "{value}");
        }
    }
}

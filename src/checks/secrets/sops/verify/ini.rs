//! INI as the reader of SOPS takes it, with its quotes, comments and continued lines (go-ini/ini 1.67: `parser.go`).

/// A section in the order of the file. Keys before the first are in one named `DEFAULT`.
pub(super) struct Section {
    pub(super) name: String,
    pub(super) keys: Vec<Key>,
}

/// One key; given twice, it keeps its first place and its last value.
pub(super) struct Key {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) line: u32,
}

/// Most lines that are read.
const MAX_LINES: usize = 100_000;

/// Reads a text, or says why that reader refuses it.
pub(super) fn read(text: &str) -> Result<Vec<Section>, &'static str> {
    let mut sections = vec![section("DEFAULT")];
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = (1..).zip(text.split_inclusive('\n')).take(MAX_LINES);
    while let Some((line, content)) = lines.next() {
        let content = content.trim_start();
        match content.chars().next() {
            None | Some('#' | ';') => {}
            Some('[') => {
                let end = content.rfind(']').ok_or("a section is not closed")?;
                let name = content.get(1..end).unwrap_or_default();
                if name.is_empty() {
                    return Err("a section has no name");
                }
                sections.push(section(name));
            }
            Some(_) => {
                let (name, rest) = key_name(content)?;
                let value = value(rest, &mut lines)?;
                if let Some(last) = sections.last_mut() {
                    last.set(name, value, line);
                }
            }
        }
    }
    Ok(sections)
}

fn section(name: &str) -> Section {
    Section {
        name: name.to_owned(),
        keys: Vec::new(),
    }
}

impl Section {
    fn set(&mut self, name: &str, value: String, line: u32) {
        match self.keys.iter_mut().find(|key| key.name == name) {
            Some(key) => key.value = value,
            None => self.keys.push(Key {
                name: name.to_owned(),
                value,
                line,
            }),
        }
    }
}

fn key_name(content: &str) -> Result<(&str, &str), &'static str> {
    let quote = ["\"\"\"", "\"", "`"]
        .into_iter()
        .find(|quote| content.starts_with(quote));
    let Some(quote) = quote else {
        let end = content
            .find(['=', ':'])
            .ok_or("a line has no `=` and no `:`")?;
        let name = content.get(..end).unwrap_or_default().trim();
        if end == 0 || name.is_empty() {
            return Err("a key has no name");
        }
        return Ok((name, content.get(end + 1..).unwrap_or_default()));
    };
    let inner = content.get(quote.len()..).unwrap_or_default();
    let (name, rest) = inner
        .split_once(quote)
        .ok_or("a quoted key is not closed")?;
    let (_, rest) = rest
        .split_once(['=', ':'])
        .ok_or("a line has no `=` and no `:`")?;
    Ok((name.trim(), rest))
}

fn value<'t>(
    rest: &'t str,
    lines: &mut impl Iterator<Item = (u32, &'t str)>,
) -> Result<String, &'static str> {
    let text = rest.trim_start();
    if let Some(quote) = ["\"\"\"", "`"]
        .into_iter()
        .find(|quote| text.starts_with(quote) && text.len() > quote.len())
    {
        return quoted(text.get(quote.len()..).unwrap_or_default(), quote, lines);
    }
    let text = text.trim();
    if let Some(begun) = text.strip_suffix('\\') {
        return Ok(continued(begun, lines));
    }
    let text = match text.find(['#', ';']) {
        Some(at) => text.get(..at).unwrap_or_default().trim(),
        None => text,
    };
    Ok(unquoted(text).to_owned())
}

/// Text up to the last quote of the line on which one stands.
fn quoted<'t>(
    first: &str,
    quote: &str,
    lines: &mut impl Iterator<Item = (u32, &'t str)>,
) -> Result<String, &'static str> {
    if let Some(end) = first.rfind(quote) {
        return Ok(first.get(..end).unwrap_or_default().to_owned());
    }
    let mut value = first.to_owned();
    for (_, next) in lines {
        match next.rfind(quote) {
            Some(end) if !next.trim_end().ends_with('\\') => {
                value.push_str(next.get(..end).unwrap_or_default());
                return Ok(value);
            }
            _ => value.push_str(next),
        }
    }
    Err("a quoted value is not closed")
}

fn continued<'t>(begun: &str, lines: &mut impl Iterator<Item = (u32, &'t str)>) -> String {
    let mut value = begun.to_owned();
    for (_, next) in lines {
        let next = next.trim();
        match next.strip_suffix('\\') {
            Some(part) => value.push_str(part),
            None => {
                value.push_str(next);
                break;
            }
        }
    }
    value
}

fn unquoted(text: &str) -> &str {
    let inner = ['\'', '"'].into_iter().find_map(|quote| {
        let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
        (!inner.contains(quote)).then_some(inner)
    });
    inner.unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Vec<String> {
        let sections = read(text).unwrap();
        let all = sections.iter().flat_map(|section| {
            section
                .keys
                .iter()
                .map(move |key| format!("{}:{}={}", section.name, key.name, key.value))
        });
        all.collect()
    }

    #[test]
    fn values_are_read_as_by_the_reader_of_sops() {
        let text = "top = 1\n[db] ; note\n# comment\npassword = `a#b`\nuser: x ; y\nlong = one \\\n  two\nquoted = \"z\"\nmany = \"\"\"a\nb\"\"\"\npassword = last\nempty =\n";
        assert_eq!(
            pairs(text),
            [
                "DEFAULT:top=1",
                "db:password=last",
                "db:user=x",
                "db:long=one two",
                "db:quoted=z",
                "db:many=a\nb",
                "db:empty=",
            ]
        );
    }

    #[test]
    fn what_it_refuses_is_refused() {
        for text in ["no pair\n", "[open\n", "= x\n", "[]\n", "a = `open\n"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}

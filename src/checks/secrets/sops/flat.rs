//! dotenv and INI as SOPS reads them (getsops/sops 3.13: `stores/dotenv/store.go`, `stores/ini/store.go`).

use super::raw::Raw;

/// The formats of SOPS that have no tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Dotenv,
    Ini,
}

/// One `key=value`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pair<'t> {
    /// Section of an INI file.
    pub(crate) section: Option<&'t str>,
    pub(crate) key: &'t str,
    pub(crate) value: &'t str,
    pub(crate) line: u32,
}

impl Pair<'_> {
    /// A JSON pointer as a document of the same content would have it.
    pub(crate) fn pointer(&self) -> String {
        let step = |text: &str| format!("/{}", text.replace('~', "~0").replace('/', "~1"));
        self.section.map(step).unwrap_or_default() + &step(self.key)
    }
}

/// A file without a tree.
#[derive(Debug, Default)]
pub(crate) struct Flat<'t> {
    /// Everything but metadata.
    pub(crate) pairs: Vec<Pair<'t>>,
    /// What SOPS added: `sops_…` in dotenv, the section `sops` in INI.
    metadata: Vec<(&'t str, &'t str, u32)>,
}

/// Most entries that are read of one file.
const MAX_PAIRS: usize = 100_000;
const PREFIX: &str = "sops_";

impl Format {
    /// By the name of the file, as SOPS chooses; `.env.production` and the like are dotenv to people.
    pub(crate) fn of(path: &str) -> Option<Self> {
        let name = path.rsplit('/').next().unwrap_or(path);
        if name.ends_with(".ini") {
            return Some(Self::Ini);
        }
        (name.ends_with(".env") || name.starts_with(".env.") || name == ".env")
            .then_some(Self::Dotenv)
    }
}

impl<'t> Flat<'t> {
    /// Reads a text. Lines that are no entry are passed over.
    pub(crate) fn read(format: Format, text: &'t str) -> Self {
        match format {
            Format::Dotenv => Self::dotenv(text),
            Format::Ini => Self::ini(text),
        }
    }

    fn dotenv(text: &'t str) -> Self {
        let mut flat = Self::default();
        for (line, content) in lines(text) {
            if content.starts_with('#') {
                continue;
            }
            let Some((key, value)) = content.split_once('=') else {
                continue;
            };
            match key.strip_prefix(PREFIX) {
                Some(name) => flat.metadata.push((name, value, line)),
                None => flat.pairs.push(Pair {
                    section: None,
                    key,
                    value,
                    line,
                }),
            }
        }
        flat
    }

    fn ini(text: &'t str) -> Self {
        let mut flat = Self::default();
        let mut section = None;
        for (line, content) in lines(text) {
            let content = content.trim();
            if let Some(name) = content
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'))
            {
                section = Some(name.trim());
                continue;
            }
            let Some((key, value)) = content
                .split_once(['=', ':'])
                .filter(|_| !content.starts_with([';', '#']))
            else {
                continue;
            };
            let (key, value) = (key.trim(), unquoted(value.trim()));
            match section {
                Some("sops") => flat.metadata.push((key, value, line)),
                _ => flat.pairs.push(Pair {
                    section,
                    key,
                    value,
                    line,
                }),
            }
        }
        flat
    }

    /// The metadata as a tree.
    pub(crate) fn metadata(&self) -> Option<Raw> {
        (!self.metadata.is_empty()).then(|| Raw::from_flat(self.metadata.iter().copied()))
    }
}

fn lines(text: &str) -> impl Iterator<Item = (u32, &str)> {
    (1..).zip(text.lines()).take(MAX_PAIRS)
}

/// INI writers quote values that hold a `#`, a `;` or a back quote.
fn unquoted(value: &str) -> &str {
    let quoted = ['"', '\'', '`']
        .into_iter()
        .find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote));
    quoted.unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dotenv_keeps_values_as_they_are() {
        let flat = Flat::read(
            Format::Dotenv,
            "# comment\nA=1=2\n\nno entry\nexport B=\"x\"\nsops_mac=m\n",
        );
        let pairs: Vec<_> = flat
            .pairs
            .iter()
            .map(|pair| (pair.key, pair.value, pair.line))
            .collect();
        assert_eq!(pairs, [("A", "1=2", 2), ("export B", "\"x\"", 5)]);
        assert_eq!(
            flat.metadata().unwrap().get("mac").unwrap().text(),
            Some("m")
        );
    }

    #[test]
    fn ini_has_sections() {
        let flat = Flat::read(
            Format::Ini,
            "top = 1\n[db]\n; note\npassword = `a#b`\n[sops]\nmac = m\n",
        );
        assert_eq!(
            flat.pairs.iter().map(Pair::pointer).collect::<Vec<_>>(),
            ["/top", "/db/password"]
        );
        assert_eq!(flat.pairs[1].value, "a#b");
        assert!(flat.metadata().is_some());
    }

    #[test]
    fn formats_are_told_by_name() {
        for (path, format) in [
            ("a/.env", Some(Format::Dotenv)),
            ("prod.env", Some(Format::Dotenv)),
            (".env.local", Some(Format::Dotenv)),
            ("x.ini", Some(Format::Ini)),
            ("env.yaml", None),
        ] {
            assert_eq!(Format::of(path), format, "{path}");
        }
    }
}

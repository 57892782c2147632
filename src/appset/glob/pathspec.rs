//! Paths for `git ls-files`, the default of the files of a Git generator: `*` matches `/` too, and a plain path names
//! a file or everything below a folder (Git's pathspec and wildmatch).

use super::BadPattern;

/// Steps of matching one name.
const MOST_STEPS: usize = 200_000;

/// A pattern that was found sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pathspec {
    pattern: Vec<char>,
    text: String,
    has_wildcard: bool,
}

/// Reads a pattern.
///
/// # Errors
/// If it leads out of the repository, or uses magic such as `:(glob)`.
pub fn pathspec(pattern: &str) -> Result<Pathspec, BadPattern> {
    if pattern.starts_with(':') {
        return Err(BadPattern::Refused);
    }
    if pattern.starts_with('/') {
        return Err(BadPattern::Outside);
    }
    if pattern.len() > 4_096 || pattern.contains('\0') {
        return Err(BadPattern::Refused);
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in pattern.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() {
                    return Err(BadPattern::Outside);
                }
            }
            part => parts.push(part),
        }
    }
    let mut text = parts.join("/");
    if pattern.ends_with('/') && !text.is_empty() {
        text.push('/');
    }
    let has_wildcard = text.contains(['*', '?', '[', '\\']);
    Ok(Pathspec {
        pattern: text.chars().collect(),
        text,
        has_wildcard,
    })
}

impl Pathspec {
    /// Whether Git lists the file.
    ///
    /// # Errors
    /// If it takes too long to tell.
    pub fn matches(&self, name: &str) -> Result<bool, BadPattern> {
        if self.text.is_empty() {
            return Ok(true);
        }
        if let Some(rest) = name.strip_prefix(self.text.as_str())
            && (rest.is_empty() || rest.starts_with('/') || self.text.ends_with('/'))
        {
            return Ok(true);
        }
        if !self.has_wildcard {
            return Ok(false);
        }
        let name: Vec<char> = name.chars().collect();
        wildmatch(&self.pattern, &name)
    }
}

/// wildmatch without `WM_PATHNAME`: one star is as good as two.
fn wildmatch(pattern: &[char], name: &[char]) -> Result<bool, BadPattern> {
    let (mut at, mut place) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    for _ in 0..MOST_STEPS {
        let fits = match (pattern.get(at), name.get(place)) {
            (Some('*'), _) => {
                at += 1;
                star = Some((at, place));
                continue;
            }
            (None, None) => return Ok(true),
            (None, Some(_)) | (Some(_), None) => None,
            (Some('?'), Some(_)) => Some(at + 1),
            (Some('['), Some(c)) => class(pattern, at + 1, *c),
            (Some('\\'), Some(c)) => match pattern.get(at + 1) {
                Some(literal) if literal == c => Some(at + 2),
                _ => None,
            },
            (Some(literal), Some(c)) => (literal == c).then_some(at + 1),
        };
        if let Some(next) = fits {
            (at, place) = (next, place + 1);
            continue;
        }
        let Some((back, from)) = star.filter(|(_, from)| *from < name.len()) else {
            return Ok(false);
        };
        star = Some((back, from + 1));
        (at, place) = (back, from + 1);
    }
    Err(BadPattern::Refused)
}

/// The place behind a class that holds the character; a class that is not closed matches nothing.
fn class(pattern: &[char], start: usize, c: char) -> Option<usize> {
    let negated = matches!(pattern.get(start), Some('!' | '^'));
    let mut at = start + usize::from(negated);
    let first = at;
    let mut found = false;
    let mut before: Option<char> = None;
    loop {
        match *pattern.get(at)? {
            ']' if at > first => return (found != negated).then_some(at + 1),
            '-' if before.is_some() && !matches!(pattern.get(at + 1), None | Some(']')) => {
                at += 1;
                at += usize::from(pattern.get(at) == Some(&'\\'));
                let high = *pattern.get(at)?;
                found |= before.is_some_and(|low| low <= c && c <= high);
                before = None;
            }
            '[' if pattern.get(at + 1) == Some(&':') => {
                let name: String = pattern
                    .get(at + 2..)?
                    .iter()
                    .take_while(|c| **c != ']')
                    .collect();
                let Some(name) = name.strip_suffix(':') else {
                    found |= c == '[';
                    before = None;
                    at += 1;
                    continue;
                };
                found |= posix(name, c)?;
                at += name.chars().count() + 3;
                before = None;
            }
            '\\' => {
                at += 1;
                let literal = *pattern.get(at)?;
                found |= literal == c;
                before = Some(literal);
            }
            literal => {
                found |= literal == c;
                before = Some(literal);
            }
        }
        at += 1;
    }
}

fn posix(name: &str, c: char) -> Option<bool> {
    Some(match name {
        "alnum" => c.is_ascii_alphanumeric(),
        "alpha" => c.is_ascii_alphabetic(),
        "blank" => matches!(c, ' ' | '\t'),
        "cntrl" => c.is_ascii_control(),
        "digit" => c.is_ascii_digit(),
        "graph" => c.is_ascii_graphic(),
        "lower" => c.is_ascii_lowercase(),
        "print" => c.is_ascii_graphic() || c == ' ',
        "punct" => c.is_ascii_punctuation(),
        "space" => c.is_ascii_whitespace() || c == '\u{b}',
        "upper" => c.is_ascii_uppercase(),
        "xdigit" => c.is_ascii_hexdigit(),
        _ => return None,
    })
}

//! `path.Match` of Go, for the directories of a Git generator: `*` and `?` stop at `/`, there is no `**`.

use super::BadPattern;

/// Whether the whole name matches.
///
/// # Errors
/// If the pattern is malformed, as far as Go looks before it knows the answer.
pub fn path_match(pattern: &str, name: &str) -> Result<bool, BadPattern> {
    let (mut pattern, mut name) = (pattern, name);
    while !pattern.is_empty() {
        let (star, chunk, rest) = scan(pattern);
        pattern = rest;
        if star && chunk.is_empty() {
            return Ok(!name.contains('/'));
        }
        if let Some(tail) =
            matched(chunk, name)?.filter(|tail| tail.is_empty() || !pattern.is_empty())
        {
            name = tail;
            continue;
        }
        if star && let Some(tail) = later(chunk, name, pattern.is_empty())? {
            name = tail;
            continue;
        }
        // Nothing can match any more; the rest is still checked.
        while !pattern.is_empty() {
            let (_, chunk, rest) = scan(pattern);
            pattern = rest;
            matched(chunk, "")?;
        }
        return Ok(false);
    }
    Ok(name.is_empty())
}

/// Where the chunk behind a star matches first within the path element.
fn later<'n>(chunk: &str, name: &'n str, last: bool) -> Result<Option<&'n str>, BadPattern> {
    for (at, c) in name.char_indices() {
        if c == '/' {
            break;
        }
        let after = name.get(at + c.len_utf8()..).unwrap_or("");
        if let Some(tail) = matched(chunk, after)?
            && !(last && !tail.is_empty())
        {
            return Ok(Some(tail));
        }
    }
    Ok(None)
}

/// Leading stars, what follows up to the next star, and the rest.
fn scan(pattern: &str) -> (bool, &str, &str) {
    let body = pattern.trim_start_matches('*');
    let star = body.len() < pattern.len();
    let mut in_range = false;
    let mut chars = body.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                chars.next();
            }
            '[' => in_range = true,
            ']' => in_range = false,
            '*' if !in_range => {
                let (chunk, rest) = body.split_at_checked(at).unwrap_or((body, ""));
                return (star, chunk, rest);
            }
            _ => {}
        }
    }
    (star, body, "")
}

/// What is left of the name behind the chunk.
fn matched<'n>(chunk: &str, name: &'n str) -> Result<Option<&'n str>, BadPattern> {
    let (mut pattern, mut rest) = (chunk.chars(), name.chars());
    let mut failed = false;
    while let Some(c) = pattern.next() {
        failed = failed || rest.as_str().is_empty();
        let mut next = || if failed { None } else { rest.next() };
        match c {
            '[' => {
                let own = next();
                failed |= !in_class(&mut pattern, own)?;
            }
            '?' => failed = failed || next() == Some('/'),
            '\\' => {
                let Some(literal) = pattern.next() else {
                    return Err(BadPattern::Syntax);
                };
                failed = failed || next() != Some(literal);
            }
            literal => failed = failed || next() != Some(literal),
        }
    }
    Ok((!failed).then_some(rest.as_str()))
}

fn in_class(pattern: &mut std::str::Chars<'_>, own: Option<char>) -> Result<bool, BadPattern> {
    let negated = pattern.as_str().starts_with('^');
    if negated {
        pattern.next();
    }
    let (mut found, mut ranges) = (false, 0);
    loop {
        if ranges > 0 && pattern.as_str().starts_with(']') {
            pattern.next();
            return Ok(found != negated);
        }
        let low = escaped(pattern)?;
        let mut high = low;
        if pattern.as_str().starts_with('-') {
            pattern.next();
            high = escaped(pattern)?;
        }
        // Go compares with zero where the name has ended.
        let own = own.unwrap_or('\0');
        found |= low <= own && own <= high;
        ranges += 1;
    }
}

fn escaped(pattern: &mut std::str::Chars<'_>) -> Result<char, BadPattern> {
    let c = match pattern.next() {
        None | Some('-' | ']') => return Err(BadPattern::Syntax),
        Some('\\') => pattern.next().ok_or(BadPattern::Syntax)?,
        Some(c) => c,
    };
    if pattern.as_str().is_empty() {
        Err(BadPattern::Syntax)
    } else {
        Ok(c)
    }
}

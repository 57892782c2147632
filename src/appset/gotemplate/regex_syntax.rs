//! Go's regular expressions (RE2 syntax) in the spelling of the crate `regex`.

use super::error::Fail;

/// What differs: `\d`, `\w`, `\s` and `\b` are ASCII in Go, `[` inside a class stands for itself, and there are no
/// operations on classes.
pub(super) fn translate(pattern: &str) -> Result<String, Fail> {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => escape(&mut chars, false, &mut out)?,
            '[' => class(&mut chars, &mut out)?,
            '(' if chars.peek() == Some(&'?') => {
                out.push('(');
                group(&mut chars, &mut out)?;
            }
            c => out.push(c),
        }
    }
    Ok(out)
}

type Chars<'p> = std::iter::Peekable<std::str::Chars<'p>>;

fn escape(chars: &mut Chars<'_>, in_class: bool, out: &mut String) -> Result<(), Fail> {
    let Some(c) = chars.next() else {
        return Fail::error("error parsing regexp: trailing backslash at end of expression");
    };
    match (c, in_class) {
        ('d', false) => out.push_str("[0-9]"),
        ('d', true) => out.push_str("0-9"),
        ('D', false) => out.push_str("[^0-9]"),
        ('w', false) => out.push_str("[0-9A-Za-z_]"),
        ('w', true) => out.push_str("0-9A-Za-z_"),
        ('W', false) => out.push_str("[^0-9A-Za-z_]"),
        ('s', false) => out.push_str("[\\t\\n\\f\\r ]"),
        ('s', true) => out.push_str("\\t\\n\\f\\r "),
        ('S', false) => out.push_str("[^\\t\\n\\f\\r ]"),
        ('b', false) => out.push_str("(?-u:\\b)"),
        ('B', false) => return Fail::refused("`\\B` is not supported in a regular expression"),
        ('D' | 'W' | 'S', true) => out.push_str(match c {
            'D' => "[^0-9]",
            'W' => "[^0-9A-Za-z_]",
            _ => "[^\\t\\n\\f\\r ]",
        }),
        ('Q' | 'C' | 'E', _) => {
            return Fail::refused(format!("`\\{c}` is not supported in a regular expression"));
        }
        ('a' | 'f' | 't' | 'n' | 'r' | 'v' | 'x' | 'p' | 'P', _) | ('A' | 'z', false) => {
            out.push('\\');
            out.push(c);
        }
        ('0'..='9', _) => {
            return Fail::refused("an octal escape is not supported in a regular expression");
        }
        (c, _) if c.is_ascii_punctuation() => {
            // What Go escapes for nothing, the crate may not know.
            if !matches!(c, '<' | '>') {
                out.push('\\');
            }
            out.push(c);
        }
        (c, _) => {
            return Fail::error(format!(
                "error parsing regexp: invalid escape sequence: `\\{c}`"
            ));
        }
    }
    Ok(())
}

fn class(chars: &mut Chars<'_>, out: &mut String) -> Result<(), Fail> {
    out.push('[');
    if chars.next_if_eq(&'^').is_some() {
        out.push('^');
    }
    if chars.next_if_eq(&']').is_some() {
        out.push_str("\\]");
    }
    while let Some(c) = chars.next() {
        match c {
            ']' => {
                out.push(']');
                return Ok(());
            }
            '\\' => escape(chars, true, out)?,
            '[' if chars.peek() == Some(&':') => {
                let name: String = chars.clone().take_while(|c| *c != ']').collect();
                let known = name.strip_suffix(':').is_some_and(|name| name.len() > 1);
                if known {
                    out.push('[');
                    out.push_str(&name);
                    out.push(']');
                    (0..=name.chars().count()).for_each(|_| {
                        chars.next();
                    });
                } else {
                    out.push_str("\\[");
                }
            }
            '[' | '&' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '-' if chars.peek() == Some(&'-') => {
                return Fail::refused("`--` in a class of a regular expression is not supported");
            }
            c => out.push(c),
        }
    }
    Fail::error("error parsing regexp: missing closing ]")
}

/// Flags and names of groups; Go knows `i`, `m`, `s` and `U`.
fn group(chars: &mut Chars<'_>, out: &mut String) -> Result<(), Fail> {
    while let Some(c) = chars.next_if(|c| matches!(c, '?' | 'i' | 'm' | 's' | 'U' | '-')) {
        out.push(c);
    }
    match chars.peek() {
        Some(':' | ')' | 'P' | '<') => Ok(()),
        _ => Fail::error("error parsing regexp: invalid or unsupported Perl syntax"),
    }
}

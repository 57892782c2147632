//! The one function through which foreign text (repositories, clusters, registries, arguments) passes before it
//! stands in an answer, an error or a log.

use std::fmt::Write as _;

use super::credential::{is_blank, mask};

/// Longest piece of an argument that is echoed.
pub const ECHO: usize = 64;

/// Cleans foreign text: credentials are masked (`credential::mask`); control, bidi, zero-width and tag
/// characters are written as escapes, so that neither a terminal nor a reader is misled; line breaks become spaces;
/// the result is cut to `max` characters with an explicit mark. Cleaning twice changes nothing more, but for the cut.
#[must_use]
pub fn clean(text: &str, max: usize) -> String {
    // Nothing beyond this can survive the cut; a mask never makes text longer than what it hides plus five characters.
    let window = floor_char_boundary(text, max.saturating_mul(8).saturating_add(4096));
    let head = text.get(..window).unwrap_or("");
    let masked = mask(if window < text.len() {
        whole_words(head)
    } else {
        head
    });
    let mut out = String::with_capacity(masked.len().min(max * 4));
    for (written, character) in masked.chars().enumerate() {
        if written >= max {
            let _ = write!(out, "… (cut from {} bytes)", text.len());
            return out;
        }
        match character {
            '\n' | '\r' | '\t' => out.push(' '),
            c if misleads(c) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    if window < text.len() {
        let _ = write!(out, "… (cut from {} bytes)", text.len());
    }
    out
}

/// Cleans an argument for an echo: cut to [`ECHO`] characters.
#[must_use]
pub fn echo(text: &str) -> String {
    clean(text, ECHO)
}

/// Foreign text as a Markdown code span that it cannot leave.
#[must_use]
pub fn code(text: &str, max: usize) -> String {
    let text = clean(text, max);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    if longest == 0 {
        return format!("`{text}`");
    }
    let fence = "`".repeat(longest + 1);
    format!("{fence} {text} {fence}")
}

/// A name inside a sentence of ours: as it is where it looks like one, else a code span that it cannot leave.
#[must_use]
pub fn name(text: &str, max: usize) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-:/+@".contains(c);
    if text.chars().all(is_plain) {
        return clean(text, max);
    }
    code(text, max)
}

/// Control, format, bidi, zero-width, tag and other characters that a reader does not see as what they are.
#[must_use]
pub fn misleads(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c),
            0x00AD | 0x034F | 0x061C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F
            | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0
            | 0xFFF0..=0xFFFB | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF)
}

fn floor_char_boundary(text: &str, at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    (0..=at)
        .rev()
        .find(|&i| text.is_char_boundary(i))
        .unwrap_or(0)
}

/// Text that was cut, without its last word: that could be half a credential, which no longer looks like one.
fn whole_words(head: &str) -> &str {
    let end = head.rfind(|c| is_blank(c) || matches!(c, '"' | '\''));
    head.get(..end.unwrap_or(0)).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_credentials_in_urls_and_headers() {
        assert_eq!(
            clean("clone https://bob:pw@git.example.com/x failed", 200),
            "clone https://***@git.example.com/x failed"
        );
        assert_eq!(
            clean("Authorization: Bearer abc.def", 200),
            "Authorization: Bearer ***"
        );
        assert_eq!(
            clean("basic authentication failed", 200),
            "basic authentication failed"
        );
        assert_eq!(
            clean("https://git.example.com/a@b", 200),
            "https://git.example.com/a@b"
        );
    }

    #[test]
    fn masks_tokens_behind_any_blanks() {
        assert_eq!(clean("Bearer  abc.def", 200), "Bearer  ***");
        assert_eq!(clean("Basic\r\n\tYWJj next", 200), "Basic   *** next");
    }

    #[test]
    fn a_credential_cut_in_half_stays_hidden() {
        // The masked start makes room for what stands just before the cut.
        let long = format!("https://{}@a ", "x".repeat(4_200));
        for shift in 0..200 {
            let text = format!("{long}{}https://user:hunter2@b", "y".repeat(shift));
            let cleaned = clean(&text, 40);
            assert!(!cleaned.contains("hunt"), "{cleaned}");
        }
    }

    #[test]
    fn escapes_what_misleads() {
        assert_eq!(
            clean("a\u{1b}[31mb\u{202e}c\u{e0061}", 200),
            "a\\u{1b}[31mb\\u{202e}c\\u{e0061}"
        );
        assert_eq!(clean("two\r\nlines", 200), "two  lines");
    }

    #[test]
    fn cuts_with_a_mark() {
        assert_eq!(clean("abcdef", 3), "abc… (cut from 6 bytes)");
        assert!(clean(&"x".repeat(1 << 20), 64).len() < 120);
    }

    #[test]
    fn a_code_span_cannot_be_left() {
        assert_eq!(code("a `b` c", 50), "`` a `b` c ``");
        assert_eq!(code("plain", 50), "`plain`");
        assert_eq!(name("apps/web-7d9", 50), "apps/web-7d9");
        assert_eq!(name("web `is` healthy", 50), "`` web `is` healthy ``");
    }
}

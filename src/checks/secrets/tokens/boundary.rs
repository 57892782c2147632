//! Whether a token can begin or end at a place.

/// Bytes that continue a token.
pub(super) const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// Whether a token can begin at `at`: after nothing, after a byte of no token, after an escape or the dashes of PEM.
/// One that begins with a dot or a quote can begin anywhere.
pub(super) fn before(bytes: &[u8], at: usize) -> bool {
    let Some(last) = at.checked_sub(1).and_then(|last| bytes.get(last)).copied() else {
        return true;
    };
    if !is_word(last) || !bytes.get(at).is_some_and(|first| is_word(*first)) {
        return true;
    }
    let head = bytes.get(at.saturating_sub(5)..at).unwrap_or_default();
    head == b"-----"
        || head.ends_with(b"\\n")
        || head.ends_with(b"\\t")
        || head.ends_with(b"\\r")
        || is_percent(head)
}

/// `%3D` and the like.
fn is_percent(head: &[u8]) -> bool {
    matches!(head, [.., b'%', high, low] if high.is_ascii_digit() && low.is_ascii_hexdigit())
}

/// Whether a token can end before `at`.
pub(super) fn after(bytes: &[u8], at: usize) -> bool {
    let is_inside = at
        .checked_sub(1)
        .and_then(|last| bytes.get(last))
        .is_some_and(|last| is_word(*last))
        && bytes.get(at).is_some_and(|next| is_word(*next));
    !is_inside || bytes.get(at..at + 5) == Some(b"-----")
}

/// Whether a value that is nothing but a token ends before `at`.
pub(super) fn value_ends(bytes: &[u8], at: usize) -> bool {
    bytes
        .get(at)
        .is_none_or(|next| next.is_ascii_whitespace() || b"\"'`\\,;)]}<>&#|".contains(next))
}

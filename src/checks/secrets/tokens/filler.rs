//! Tells what a machine drew from what a person typed to fill a place.

/// Words that no drawn token holds.
const WORDS: [&[u8]; 12] = [
    b"example",
    b"xxxxx",
    b"placeholder",
    b"changeme",
    b"change_me",
    b"redacted",
    b"replace",
    b"insert",
    b"your_",
    b"your-",
    b"dummy",
    b"notreal",
];
/// Tokens of public emulators, by how they begin: Azurite and the Cosmos DB emulator (Microsoft documentation).
const EMULATORS: [&[u8]; 2] = [b"Eby8vdM02xNOcq", b"C2y6yDjf5/R+ob"];
/// Longer texts are blocks in which a run can occur.
const LONGEST: usize = 600;
/// The same letter, or letters in order, this many times: nobody draws that.
const RUN: usize = 8;

/// Whether a token stands for one that somebody has yet to give, or is known to be public.
pub(super) fn is_filler(token: &[u8]) -> bool {
    if token.len() > LONGEST {
        return false;
    }
    EMULATORS.iter().any(|start| token.starts_with(start))
        || WORDS.iter().any(|word| {
            token
                .windows(word.len())
                .any(|part| part.eq_ignore_ascii_case(word))
        })
        || has_run(token)
        || (token.len() >= 16 && distinct(token) <= 4)
}

fn has_run(token: &[u8]) -> bool {
    let (mut same, mut rising) = (1, 1);
    token.windows(2).any(|pair| {
        let (before, byte) = (
            pair.first().copied().unwrap_or_default(),
            pair.last().copied().unwrap_or_default(),
        );
        same = if byte == before && byte.is_ascii_alphanumeric() {
            same + 1
        } else {
            1
        };
        rising = if byte == before.wrapping_add(1) && byte.is_ascii_alphanumeric() {
            rising + 1
        } else {
            1
        };
        same >= RUN || rising >= RUN
    })
}

fn counts(token: &[u8]) -> [u32; 256] {
    let mut counts = [0_u32; 256];
    for byte in token {
        if let Some(count) = counts.get_mut(usize::from(*byte)) {
            *count += 1;
        }
    }
    counts
}

fn distinct(token: &[u8]) -> usize {
    counts(token).iter().filter(|count| **count > 0).count()
}

/// Shannon entropy, in bits per byte.
pub(super) fn entropy(bytes: &[u8]) -> f64 {
    let total = f64::from(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
    let bits = |count: &u32| {
        let share = f64::from(*count) / total;
        -share * share.log2()
    };
    counts(bytes)
        .iter()
        .filter(|count| **count > 0)
        .map(bits)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filler_is_told() {
        for token in [
            "AKIAIOSFODNN7EXAMPLE",
            "ghp_xxxxxxxxxxxxxxxxxxxx",
            "0123456789abcdef",
            "aaaaaaaaaaaaaaaa",
            "ababababababababab",
        ] {
            assert!(is_filler(token.as_bytes()), "{token}");
        }
        assert!(!is_filler(b"q3Zr8Lk2Vd7Xn5Tb"));
    }

    #[test]
    fn entropy_counts_bits() {
        assert!(entropy(b"").abs() < 1e-9);
        assert!(entropy(b"aaaa").abs() < 1e-9);
        assert!((entropy(b"abcd") - 2.0).abs() < 1e-9);
    }
}

//! Quantities: `100m`, `1.5Gi`, `1e3`.

/// Suffixes of apimachinery `pkg/api/resource/suffix.go` (Kubernetes 1.37).
const SUFFIXES: [&str; 15] = [
    "", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi",
];

/// Whether the API server takes a text for a quantity.
pub(super) fn is_quantity(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let end = unsigned
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(unsigned.len());
    let (number, suffix) = unsigned.split_at(end);
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let points = number.len() - digits;
    digits > 0
        && points <= 1
        && (suffix == "Ei" || SUFFIXES.contains(&suffix) || is_exponent(suffix))
}

fn is_exponent(suffix: &str) -> bool {
    let Some(number) = suffix.strip_prefix(['e', 'E']) else {
        return false;
    };
    let digits = number.strip_prefix(['+', '-']).unwrap_or(number);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::is_quantity;

    #[test]
    fn quantities() {
        for good in [
            "1", "100m", "1.5Gi", "1e3", "1E-3", ".5", "5.", "-1", "+2k", "1E", "1Ei",
        ] {
            assert!(is_quantity(good), "{good}");
        }
        for bad in [
            "", "1 Gi", "1GB", "1mi", "Gi", "1..5", "1K", "e3", "1e", ".",
        ] {
            assert!(!is_quantity(bad), "{bad}");
        }
    }
}

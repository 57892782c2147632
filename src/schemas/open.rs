//! Text that something else fills in before the API server sees it.

/// Whether a string is not final: a Flux or shell variable, a template action, a SOPS value, a `<PLACEHOLDER>`.
pub(super) fn is_open(text: &str) -> bool {
    ["${", "$(", "{{", "ENC[AES256_GCM"]
        .iter()
        .any(|mark| text.contains(mark))
        || has_placeholder(text)
}

/// Capitals in angle brackets, as scripts that set a repository up replace them.
fn has_placeholder(text: &str) -> bool {
    text.split('<').skip(1).any(|rest| {
        rest.split_once('>').is_some_and(|(name, _)| {
            name.starts_with(|c: char| c.is_ascii_uppercase())
                && name
                    .chars()
                    .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_' || c == '-')
        })
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_capitals_in_brackets_are_a_placeholder() {
        assert!(super::is_open("<WORKLOAD_CLUSTER_NAME>-vault"));
        for text in ["a < B > c", "<br>", "<>", "List<String>", "a"] {
            assert!(!super::is_open(text), "{text}");
        }
    }
}

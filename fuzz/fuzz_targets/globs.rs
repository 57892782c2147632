//! The three ways to match paths, on any pattern and name: no panic, no endless work; a name matches itself once its
//! special characters are escaped, and nothing that is longer.

#![no_main]

use gitops_mcp::appset::glob::{doublestar, path_match, pathspec};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let (pattern, name) = text
        .split_once('\0')
        .unwrap_or((&text, "apps/guestbook/values.yaml"));
    let _ = path_match(pattern, name);
    let _ = doublestar(pattern, name);
    if let Ok(spec) = pathspec(pattern) {
        let _ = spec.matches(name);
    }
    let escaped: String = name
        .chars()
        .flat_map(|c| {
            if "*?[]{}\\".contains(c) {
                vec!['\\', c]
            } else {
                vec![c]
            }
        })
        .collect();
    assert_eq!(path_match(&escaped, name), Ok(true), "{escaped:?}");
    assert_eq!(path_match(&escaped, &format!("{name}x")), Ok(false));
    if name.len() < 1_000 {
        assert_eq!(doublestar(&escaped, name), Ok(true), "{escaped:?}");
        assert_eq!(doublestar(&escaped, &format!("{name}x")), Ok(false));
    }
});

//! Paths of Git generators. `reference.rs` asks Go about the same patterns and names.

use gitops_mcp::appset::glob::{BadPattern, doublestar, path_match, pathspec};

pub(crate) const PATTERNS: [&str; 58] = [
    "*",
    "**",
    "***",
    "?",
    "a",
    "apps/*",
    "apps/**",
    "apps/*/*",
    "*/*",
    "**/*",
    "**/config.json",
    "apps/**/config.json",
    "apps/*/config.json",
    "apps/?/config.json",
    "[a-c]*",
    "[^a-c]*",
    "[!a-c]*",
    "[]a]",
    "[a",
    "[a-]",
    "[-a]",
    "a[",
    "[\\]]",
    "\\*",
    "\\",
    "a\\",
    "{a,b}",
    "{apps,infra}/*",
    "apps/{a,b/*}/config.json",
    "{a,{b,c}}",
    "{a",
    "a}",
    "{,a}",
    "{}",
    "**/",
    "/**",
    "a/**",
    "a/**/",
    "**/a/**",
    "a**b",
    "a/**b",
    "*.json",
    "config.*",
    "apps/a*",
    "apps/*a",
    "*a*",
    "a*b*c",
    "ä*",
    "[ä-ö]",
    "?/?",
    "",
    "/",
    "a//b",
    "./apps/*",
    "apps/",
    "[[:alpha:]]",
    "x{2,3}",
    "[*]",
];
pub(crate) const NAMES: [&str; 27] = [
    "",
    "a",
    "b",
    "c",
    "ab",
    "abc",
    "a/b",
    "a/b/c",
    "apps",
    "apps/a",
    "apps/ab",
    "apps/a/config.json",
    "apps/a/b/config.json",
    "apps/b/x/config.json",
    "config.json",
    "infra/x",
    "*",
    "[",
    "]",
    "{a,b}",
    "ä",
    "äx",
    "/",
    "/a",
    "x2",
    "a*b",
    "-",
];

#[test]
fn directories_match_as_path_match_does() {
    for (pattern, name, want) in [
        ("apps/*", "apps/guestbook", true),
        ("apps/*", "apps/guestbook/prod", false),
        ("apps/**", "apps/guestbook/prod", false),
        ("*/[a-g]*", "apps/guestbook", true),
        ("apps/guest\\*", "apps/guest*", true),
        ("{a,b}", "a", false),
    ] {
        assert_eq!(path_match(pattern, name), Ok(want), "{pattern} {name}");
    }
    assert_eq!(path_match("[a", "a"), Err(BadPattern::Syntax));
}

#[test]
fn files_match_as_git_does_by_default() {
    for (pattern, name, want) in [
        ("apps/*/config.json", "apps/a/b/config.json", true),
        ("config.json", "apps/config.json", false),
        ("*config.json", "apps/config.json", true),
        ("apps", "apps/a", true),
        ("apps/", "apps/a", true),
        ("app", "apps/a", false),
        ("./apps//a", "apps/a", true),
        ("apps/[!a]", "apps/b", true),
        ("[[:alpha:]]pps/?", "apps/a", true),
        ("apps\\*", "apps*", true),
        ("{a,b}", "a", false),
    ] {
        assert_eq!(
            pathspec(pattern).unwrap().matches(name),
            Ok(want),
            "{pattern} {name}"
        );
    }
}

#[test]
fn t49_patterns_that_leave_the_repository_or_explode_are_refused() {
    for pattern in ["../**", "/**", "a/../../b"] {
        assert_eq!(pathspec(pattern), Err(BadPattern::Outside));
    }
    let bomb = "{a,b}".repeat(20);
    let begun = std::time::Instant::now();
    let _ = doublestar(&format!("{bomb}c"), &"ab".repeat(10));
    let many = format!("{{{}}}", [""; 100].join(","));
    assert_eq!(
        doublestar(&format!("a{}b", many.repeat(8)), "a"),
        Err(BadPattern::Refused)
    );
    let _ = doublestar(&"**/*a".repeat(20), &"a/".repeat(200));
    let _ = path_match(&"*a".repeat(40), &"a".repeat(400));
    let _ = pathspec(&"*a".repeat(200))
        .unwrap()
        .matches(&"a".repeat(4_000));
    assert!(begun.elapsed().as_secs() < 5);
}

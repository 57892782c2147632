//! What the path of a file says about the weight of what is in it.

/// Folders whose content is for reading or for tests.
const QUIET: [&str; 22] = [
    "docs",
    "doc",
    "documentation",
    "example",
    "examples",
    "sample",
    "samples",
    "test",
    "tests",
    "testdata",
    "test-data",
    "test_data",
    "e2e",
    "fixtures",
    "fixture",
    "mock",
    "mocks",
    "demo",
    "demos",
    "tutorial",
    "tutorials",
    "__tests__",
];

/// Whether a file is documentation or a test, so that what is found in it counts one step less.
pub(crate) fn is_quiet(path: &str) -> bool {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let lower = name.to_ascii_lowercase();
    folders
        .split('/')
        .any(|folder| QUIET.iter().any(|quiet| folder.eq_ignore_ascii_case(quiet)))
        || [
            ".md",
            ".rst",
            ".adoc",
            ".example",
            ".sample",
            ".tmpl",
            ".template",
            ".dist",
        ]
        .iter()
        .any(|end| lower.ends_with(end))
        || [".example.", ".sample.", "_test.", ".test."]
            .iter()
            .any(|part| lower.contains(part))
}

#[cfg(test)]
mod tests {
    use super::is_quiet;

    #[test]
    fn by_folder_and_by_name() {
        for path in [
            "docs/a.yaml",
            "x/Examples/a.yaml",
            "README.md",
            ".env.example",
            "a/secret.sample.yaml",
        ] {
            assert!(is_quiet(path), "{path}");
        }
        for path in [
            "a.yaml",
            "clusters/prod/app.yaml",
            "contest/a.yaml",
            "doc.yaml",
            "latest/a.yaml",
        ] {
            assert!(!is_quiet(path), "{path}");
        }
    }
}

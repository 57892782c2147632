//! What the path of a file says about the weight of what is in it.

use crate::model::Severity;

/// Folders whose content is for reading or for tests.
const QUIET: [&str; 23] = [
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
    "testutil",
];

/// Folders with the code of others.
const FOREIGN: [&str; 7] = [
    "venv",
    ".venv",
    "site-packages",
    "node_modules",
    "vendor",
    "third_party",
    "third-party",
];

/// The weight of a finding by its path: what lies in documentation or tests counts less, what came with the code of
/// others least. Nothing is hidden.
pub(crate) fn weigh(severity: Severity, path: &str) -> Severity {
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    if folders.split('/').any(|folder| FOREIGN.contains(&folder)) {
        return severity.min(Severity::Low);
    }
    if is_quiet(path) {
        severity.lower().min(Severity::Medium)
    } else {
        severity
    }
}

/// Whether a file is documentation or a test.
pub(crate) fn is_quiet(path: &str) -> bool {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let lower = name.to_ascii_lowercase();
    folders.split('/').any(|folder| QUIET.iter().any(|quiet| folder.eq_ignore_ascii_case(quiet)))
        || [".md", ".rst", ".adoc", ".example", ".sample", ".tmpl", ".template", ".dist"].iter().any(|end| lower.ends_with(end))
        || [".example.", ".sample.", "_test.", ".test."].iter().any(|part| lower.contains(part))
        || ["example", "sample", "test_", "test-", "testutil"].iter().any(|start| lower.starts_with(start))
        // Values with which charts are tested, by the convention of chart-testing.
        || (folders.ends_with("/ci") && lower.ends_with("values.yaml"))
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

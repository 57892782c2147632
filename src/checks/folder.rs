//! What the path of a file says about the weight of what is in it.

use crate::model::Severity;

/// Folders whose content is for reading or for tests.
const QUIET: [&str; 31] = [
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
    // Clusters on the machine of a developer, and the scripts that make them.
    "hack",
    "local",
    "localdev",
    "local-dev",
    "local-cluster",
    "local-clusters",
    "k3d",
    "kind",
    "minikube",
];

/// Words that make a folder one of them wherever they stand in its name: `functional-tests`.
const QUIET_WORDS: [&str; 9] = [
    "tests", "testdata", "testing", "fixture", "fixtures", "example", "examples", "sample",
    "samples",
];
/// Words that say so of a file: `example-secret.yaml`, `pull-secret-sample.yaml`.
const QUIET_FILES: [&str; 8] = [
    "example", "examples", "sample", "samples", "fixture", "fixtures", "tests", "testdata",
];
/// Below these a folder names an environment, and `test` or `demo` is one that runs.
const ENVIRONMENTS: [&str; 11] = [
    "overlays",
    "overlay",
    "clusters",
    "cluster",
    "environments",
    "environment",
    "envs",
    "env",
    "stages",
    "tenants",
    "regions",
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
    let mut above = "";
    for folder in folders.split('/') {
        if is_quiet_folder(folder, above) {
            return true;
        }
        above = folder;
    }
    [".md", ".rst", ".adoc", ".tmpl", ".template", ".dist"]
        .iter()
        .any(|end| lower.ends_with(end))
        || ["_test.", ".test."].iter().any(|part| lower.contains(part))
        || has_word(&lower, &QUIET_FILES)
        || ["test_", "testutil"].iter().any(|start| lower.starts_with(start))
        // Values with which charts are tested, by the convention of chart-testing.
        || (folders.ends_with("/ci") && lower.ends_with("values.yaml"))
}

fn is_quiet_folder(folder: &str, above: &str) -> bool {
    let is = |list: &[&str], name: &str| list.iter().any(|word| name.eq_ignore_ascii_case(word));
    if is(&["test", "demo", "sample", "example"], folder) && is(&ENVIRONMENTS, above) {
        return false;
    }
    is(&QUIET, folder) || has_word(&folder.to_ascii_lowercase(), &QUIET_WORDS)
}

fn has_word(name: &str, words: &[&str]) -> bool {
    name.split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| words.contains(&word))
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
            "functional-tests/a.yaml",
            "base/example-secret.yaml",
            "test/a.yaml",
            "local-clusters/a/b.yaml",
        ] {
            assert!(is_quiet(path), "{path}");
        }
        for path in [
            "a.yaml",
            "clusters/prod/app.yaml",
            "contest/a.yaml",
            "doc.yaml",
            "latest/a.yaml",
            "apps/local-path-provisioner/a.yaml",
            "overlays/test/a.yaml",
            "exampled/a.yaml",
        ] {
            assert!(!is_quiet(path), "{path}");
        }
    }
}

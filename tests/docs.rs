//! Generated text is fresh, and what the documents name exists. `UPDATE=1` rewrites what is generated.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test stops at the first surprise"
)]

use std::fs;
use std::path::{Path, PathBuf};

use gitops_mcp::{checks, docs, tools};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn update() -> bool {
    std::env::var_os("UPDATE").is_some()
}

/// Compares a file with what it should be, or writes it.
fn fresh(name: &str, made: &str) {
    let path = root().join(name);
    if update() {
        fs::write(&path, made).unwrap();
    }
    let stands = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stands == made,
        "{name} is not fresh: run `UPDATE=1 cargo test --test docs` and look at the change"
    );
}

/// Replaces what stands between `<!-- generated: NAME -->` and `<!-- end generated -->`.
fn with_block(text: &str, name: &str, block: &str) -> String {
    let begin = format!("<!-- generated: {name} -->");
    let (before, rest) = text
        .split_once(&begin)
        .unwrap_or_else(|| panic!("no block {name}"));
    let (_, after) = rest.split_once("<!-- end generated -->").unwrap();
    format!(
        "{before}{begin}\n\n{}\n\n<!-- end generated -->{after}",
        block.trim()
    )
}

fn tool_table() -> String {
    let rows: String = tools::TOOLS
        .iter()
        .map(|tool| format!("| `{}` | {} |\n", tool.name, tool.description))
        .collect();
    format!("| tool | what it answers |\n|---|---|\n{rows}")
}

fn rule_summary() -> String {
    let rules = checks::all();
    let mut areas: Vec<&str> = rules
        .iter()
        .map(|meta| meta.id.split('/').next().unwrap())
        .collect();
    areas.dedup();
    let rows: String = areas
        .iter()
        .map(|area| {
            let titles: Vec<String> = rules
                .iter()
                .filter(|meta| meta.id.split('/').next() == Some(area))
                .map(|meta| format!("`{}`", meta.id.split_once('/').unwrap().1))
                .collect();
            format!("| {area} | {} | {} |\n", titles.len(), titles.join(", "))
        })
        .collect();
    format!("| area | rules | problems |\n|---|---|---|\n{rows}")
}

#[test]
fn the_rule_index_is_fresh() {
    fresh("references/rules.md", &docs::rule_index());
}

#[test]
fn the_tables_of_the_readme_are_fresh() {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    let made = with_block(
        &with_block(&text, "tools", &tool_table()),
        "rules",
        &rule_summary(),
    );
    fresh("README.md", &made);
}

#[test]
fn client_entries_parse_and_start_this_binary() {
    for (file, key) in [("mcp.json", "mcpServers"), (".vscode/mcp.json", "servers")] {
        let entry: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(root().join(file)).unwrap()).unwrap();
        assert_eq!(
            entry[key]["gitops"]["command"],
            env!("CARGO_PKG_NAME"),
            "{file}"
        );
    }
}

/// Every relative link and every path in backticks that looks like a file of the project exists.
#[test]
fn links_and_paths_of_the_documents_exist() {
    let mut missing = Vec::new();
    for name in ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"] {
        let text = fs::read_to_string(root().join(name)).unwrap();
        let links = text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next());
        let spans = text.split('`').skip(1).step_by(2).filter(|span| {
            [
                "src/",
                "tests/",
                "references/",
                "prompts/",
                "templates/",
                "fuzz/",
                "benches/",
                "examples/",
                ".ci/",
            ]
            .iter()
            .any(|start| span.starts_with(start))
        });
        for path in links.chain(spans) {
            let path = path.split(['#', ' ']).next().unwrap();
            let checkable =
                !path.is_empty() && !path.contains("://") && !path.contains(['<', '*', '{', '…']);
            if checkable && !root().join(path).exists() {
                missing.push(format!("{name}: {path}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// Every command of the README that begins with the binary's name is one that the binary knows.
#[test]
fn commands_of_the_documents_exist() {
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_gitops-mcp"));
    for name in ["README.md", "CONTRIBUTING.md"] {
        let text = fs::read_to_string(root().join(name)).unwrap();
        for line in text
            .lines()
            .map(str::trim)
            .filter_map(|line| line.strip_prefix("gitops-mcp "))
        {
            let word = line.split_whitespace().next().unwrap();
            let help = std::process::Command::new(&binary)
                .args([word, "--help"])
                .output()
                .unwrap();
            assert!(
                word.starts_with('-') || help.status.success(),
                "{name}: gitops-mcp {word}"
            );
        }
    }
}

//! Layers point one way. One crate has no compiler to say so, so this test does.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test stops at the first surprise"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Each layer, what of ours it may use, and which outside crates (besides std) it may name.
const LAYERS: &[(&str, &[&str], &[&str])] = &[
    (
        "model",
        &["model"],
        &["serde", "schemars", "sha2", "base64"],
    ),
    (
        "data",
        &["model", "data"],
        &["base64", "regex", "serde", "serde_json", "toml"],
    ),
    (
        "yaml",
        &["model", "yaml"],
        &["base64", "granit_parser", "memchr", "serde_json"],
    ),
    (
        "schemas",
        &["model", "data", "yaml", "schemas"],
        &[
            "base64",
            "cel",
            "flate2",
            "regex",
            "serde",
            "serde_json",
            "strsim",
        ],
    ),
    (
        "clients",
        &["model", "data", "yaml", "clients"],
        &[
            "anyhow",
            "base64",
            "cap_fs_ext",
            "cap_std",
            "flate2",
            "http",
            "ignore",
            "k8s_openapi",
            "kube",
            "serde",
            "serde_json",
            "strsim",
            "tokio",
            "tracing",
            "rustix",
        ],
    ),
    (
        "knowledge",
        &["model", "data", "yaml", "knowledge"],
        &[
            "anyhow",
            "include_dir",
            "minijinja",
            "regex",
            "serde",
            "serde_json",
            "strsim",
            "toml",
        ],
    ),
    (
        "appset",
        &["model", "data", "yaml", "appset"],
        &[
            "base64",
            "chrono",
            "chrono_tz",
            "regex",
            "serde",
            "serde_json",
            "sha2",
        ],
    ),
    (
        "checks",
        &[
            "model", "data", "yaml", "schemas", "clients", "appset", "checks",
        ],
        &[
            "aes_gcm",
            "aho_corasick",
            "anyhow",
            "base64",
            "chacha20poly1305",
            "chrono",
            "chrono_tz",
            "hkdf",
            "hmac",
            "regex",
            "schemars",
            "serde",
            "serde_json",
            "sha2",
            "similar",
            "strsim",
            "toml",
            "tracing",
            "x25519_dalek",
            "zeroize",
        ],
    ),
    ("docs", &["model", "data", "checks", "knowledge"], &[]),
    (
        "output",
        &["model", "data", "checks", "docs"],
        &["serde_json"],
    ),
    (
        "tools",
        &[
            "model",
            "data",
            "yaml",
            "clients",
            "knowledge",
            "appset",
            "checks",
            "docs",
            "output",
            "tools",
        ],
        &[
            "anyhow",
            "schemars",
            "serde",
            "serde_json",
            "strsim",
            "tracing",
        ],
    ),
    (
        "server",
        &[
            "model",
            "data",
            "clients",
            "knowledge",
            "checks",
            "docs",
            "output",
            "tools",
            "server",
        ],
        &[
            "anyhow",
            "axum",
            "base64",
            "hyper",
            "hyper_util",
            "rmcp",
            "serde_json",
            "tokio",
            "tokio_util",
            "tower",
            "tower_http",
            "tracing",
        ],
    ),
    (
        "config",
        &["model", "clients"],
        &["anyhow", "serde", "toml", "zeroize"],
    ),
    (
        "cli",
        &[
            "model",
            "data",
            "clients",
            "knowledge",
            "checks",
            "docs",
            "output",
            "tools",
            "server",
            "config",
            "cli",
        ],
        &[
            "anyhow",
            "clap",
            "clap_complete",
            "include_dir",
            "indicatif",
            "rmcp",
            "serde_json",
            "tempfile",
            "tokio",
            "tokio_util",
            "tracing",
            "tracing_subscriber",
        ],
    ),
];

fn sources(dir: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push(path);
        }
    }
}

/// The layer of a file below `src`: its first folder, or its stem.
fn layer(path: &Path, src: &Path) -> String {
    let below = path.strip_prefix(src).unwrap();
    let first = below
        .components()
        .next()
        .unwrap()
        .as_os_str()
        .to_string_lossy()
        .into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// `use crate::x` and `crate::x` anywhere; `use outside::` at the start of a line. Test modules may use anything.
fn uses(text: &str) -> (Vec<String>, Vec<String>) {
    let code = text.split("#[cfg(test)]").next().unwrap();
    let mut ours = Vec::new();
    let mut outside = Vec::new();
    for line in code.lines() {
        let line = line.trim_start();
        if line.starts_with("//") {
            continue;
        }
        for piece in line.split("crate::").skip(1) {
            let name: String = piece
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            if name.is_empty() {
                ours.extend(
                    piece
                        .trim_start_matches('{')
                        .split([',', '}', ';'])
                        .map(|part| part.trim().split("::").next().unwrap_or("").to_owned())
                        .filter(|part| !part.is_empty()),
                );
            } else {
                ours.push(name);
            }
        }
        if let Some(rest) = line.strip_prefix("use ") {
            let name: String = rest
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            let is_crate = name.starts_with(|c: char| c.is_ascii_lowercase());
            if is_crate
                && !["crate", "super", "self", "std", "core"].contains(&name.as_str())
                && rest.contains("::")
            {
                outside.push(name);
            }
        }
    }
    (ours, outside)
}

#[test]
fn layers_point_one_way() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let allowed: BTreeMap<&str, (&[&str], &[&str])> = LAYERS
        .iter()
        .map(|(layer, ours, outside)| (*layer, (*ours, *outside)))
        .collect();
    let mut files = Vec::new();
    sources(&src, &mut files);
    let mut wrong = Vec::new();
    for path in files {
        let layer = layer(&path, &src);
        if ["lib", "main"].contains(&layer.as_str()) {
            continue;
        }
        let Some((ours, outside)) = allowed.get(layer.as_str()) else {
            wrong.push(format!(
                "{}: layer `{layer}` has no row in LAYERS of tests/architecture.rs",
                path.display()
            ));
            continue;
        };
        let text = fs::read_to_string(&path).unwrap();
        let local: Vec<String> = text
            .lines()
            .filter_map(|line| {
                line.trim()
                    .strip_prefix("mod ")
                    .or_else(|| line.trim().strip_prefix("pub mod "))
            })
            .map(|rest| rest.trim_end_matches(';').to_owned())
            .collect();
        let (used, named) = uses(&text);
        let name = path.strip_prefix(&src).unwrap().display().to_string();
        wrong.extend(
            used.iter()
                .filter(|each| !ours.contains(&each.as_str()))
                .map(|each| format!("{name} uses crate::{each}; {layer} may use {ours:?}")),
        );
        wrong.extend(
            named
                .iter()
                .filter(|each| !outside.contains(&each.as_str()) && !local.contains(each))
                .map(|each| format!("{name} names the crate {each}; {layer} may name {outside:?}")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

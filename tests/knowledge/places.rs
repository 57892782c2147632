//! Every place that a text sends a reader to exists, and every generated block is fresh.

use std::collections::BTreeSet;
use std::fs;

use gitops_mcp::data::{blocks, surface};
use regex::Regex;

use crate::texts::{Text, all, report, root};

/// Set `UPDATE=1` to write the blocks anew.
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "a switch of the test, not of the product"
)]
fn generated_blocks_are_fresh() {
    let mut stale = Vec::new();
    for text in all()
        .iter()
        .filter(|text| text.path.starts_with("references/"))
    {
        let fresh = match blocks::refresh(&text.body) {
            Ok(fresh) => fresh,
            Err(problem) => panic!("{}: {problem}", text.path),
        };
        if fresh == text.body {
            continue;
        }
        if std::env::var_os("UPDATE").is_some() {
            fs::write(root().join(&text.path), fresh).unwrap();
        } else {
            stale.push(text.path.clone());
        }
    }
    report("stale blocks, run the test with UPDATE=1", &stale);
}

#[test]
fn every_resource_link_resolves() {
    let link = Regex::new(r#"gitops://([a-z]+)(?:/([^\s`)\]>"'|,;]*))?"#).unwrap();
    let mut wrong = Vec::new();
    for text in all().iter().filter(|text| text.is_markdown()) {
        for line in text.lines() {
            for found in link.captures_iter(line.line) {
                let rest = found
                    .get(2)
                    .map_or("", |rest| rest.as_str().trim_end_matches(['.', ':']));
                if !resolves(&found[1], rest) {
                    wrong.push(format!("{} ({})", line.place(), &found[0]));
                }
            }
        }
    }
    report("links to nowhere", &wrong);
}

fn resolves(family: &str, rest: &str) -> bool {
    let is_variable = rest.starts_with(['{', '<', '…']);
    match family {
        "references" => is_variable || surface::REFERENCES.contains(&rest),
        "templates" => is_variable || rest.is_empty() || surface::TEMPLATES.contains(&rest),
        "rules" => is_variable || rest.is_empty() || is_rule(rest),
        _ => false,
    }
}

fn is_rule(id: &str) -> bool {
    let file = root()
        .join("src/checks")
        .join(id.replace('-', "_"))
        .with_extension("rs");
    file.is_file()
}

/// Backticked `area/problem` names rules of this build only.
#[test]
fn every_rule_that_a_text_names_exists() {
    let areas = surface::AREAS.join("|");
    let id = Regex::new(&format!("^(?:{areas})/[a-z][a-z0-9-]+$")).unwrap();
    let mut wrong = Vec::new();
    for text in all()
        .iter()
        .filter(|text| text.path.starts_with("references") || text.path.starts_with("prompts"))
    {
        for line in text.lines() {
            for span in crate::texts::spans(line.line) {
                if id.is_match(span) && !is_rule(span) {
                    wrong.push(format!("{} ({span})", line.place()));
                }
            }
        }
    }
    report("rules that do not exist", &wrong);
}

#[test]
fn every_link_within_a_page_and_between_pages_resolves() {
    let link = Regex::new(r"\]\(([^)\s]+)\)").unwrap();
    let mut wrong = Vec::new();
    for text in all().iter().filter(|text| text.is_markdown()) {
        for line in text.lines().iter().filter(|line| line.block.is_none()) {
            for found in link.captures_iter(line.line) {
                let target = &found[1];
                if !target.contains("://")
                    && !target.starts_with("mailto:")
                    && !leads_somewhere(text, target)
                {
                    wrong.push(line.place());
                }
            }
        }
    }
    report("links to nowhere", &wrong);
}

fn leads_somewhere(text: &Text, target: &str) -> bool {
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let file = root().join(&text.path);
    let file = if path.is_empty() {
        file
    } else {
        file.parent().unwrap().join(path)
    };
    let Ok(body) = fs::read_to_string(&file) else {
        return file.is_dir();
    };
    anchor.is_empty() || anchors(&body).contains(anchor)
}

fn anchors(body: &str) -> BTreeSet<String> {
    let headings = body.lines().filter(|line| line.starts_with('#'));
    let slug = |heading: &str| {
        let letters = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = letters
            .chars()
            .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    headings.map(slug).collect()
}

/// What the surface table lists is there once its folder is.
#[test]
fn the_surface_table_fits_the_files() {
    let mut missing = Vec::new();
    let lists: [(&str, &[&str], &str); 3] = [
        ("references", surface::REFERENCES, ".md"),
        ("templates", surface::TEMPLATES, ""),
        ("prompts", surface::PROMPTS, ".md"),
    ];
    for (folder, names, ending) in lists {
        for name in names {
            let path = format!("{folder}/{name}{ending}");
            if !root().join(&path).is_file() {
                missing.push(path);
            }
        }
    }
    report("files that the surface table promises", &missing);
}

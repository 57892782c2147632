//! The tables as Markdown, for the marked blocks of the references.
//!
//! A page holds `<!-- generated: NAME ARGS -->`, the block, `<!-- end generated -->`. The test
//! `generated_blocks_are_fresh` compares and, with `UPDATE=1`, rewrites what stands between.

use super::CHECKED_ON;
use super::apis::API_VERSIONS;
use super::catalogue::{self, Engine, Failure, Place};
use super::changes::CHANGES;
use super::components::{self, COMPONENTS, Component};
use super::version::{Minor, Version};
use super::withdrawn::WITHDRAWN;

const BEGIN: &str = "<!-- generated: ";
const BEGIN_END: &str = " -->";
const END: &str = "<!-- end generated -->";

/// The Markdown of one block, or `None` where no block has this name or arguments.
///
/// | name | arguments |
/// |---|---|
/// | `catalogue` | `argocd` or `flux` |
/// | `versions` | component ids; none: all |
/// | `support` | component ids that have minor lines |
/// | `apis` | component ids |
/// | `changes` | one component id, then optionally the first minor to show |
/// | `withdrawn` | component ids; none: all |
#[must_use]
pub fn generated_block(name: &str, args: &[&str]) -> Option<String> {
    match (name, args) {
        ("catalogue", ["argocd"]) => Some(failures(Engine::ArgoCd)),
        ("catalogue", ["flux"]) => Some(failures(Engine::Flux)),
        ("versions", ids) => Some(versions(&chosen(ids)?)),
        ("support", ids) => Some(support(&chosen(ids)?)),
        ("apis", ids) => Some(apis(&chosen(ids)?)),
        ("changes", [id]) => changes(id, Minor::new(0, 0)),
        ("changes", [id, from]) => changes(id, Version::parse(from)?.line()),
        ("withdrawn", ids) => Some(withdrawn(ids)),
        _ => None,
    }
}

/// The page with every generated block made anew; the error names the block that cannot be made.
pub fn refresh(page: &str) -> Result<String, String> {
    let mut fresh = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((before, after)) = rest.split_once(BEGIN) {
        let (head, after) = after
            .split_once(BEGIN_END)
            .ok_or("a block's first marker does not end")?;
        let (_, after) = after
            .split_once(END)
            .ok_or_else(|| format!("block `{head}` has no end marker"))?;
        let words: Vec<_> = head.split_whitespace().collect();
        let made = words
            .split_first()
            .and_then(|(name, args)| generated_block(name, args));
        let block = made.ok_or_else(|| format!("no block is called `{head}`"))?;
        fresh.push_str(before);
        fresh.push_str(&format!("{BEGIN}{head}{BEGIN_END}\n\n{block}\n{END}"));
        rest = after;
    }
    fresh.push_str(rest);
    Ok(fresh)
}

fn chosen(ids: &[&str]) -> Option<Vec<&'static Component>> {
    if ids.is_empty() {
        return Some(COMPONENTS.iter().collect());
    }
    ids.iter().map(|id| components::find(id)).collect()
}

/// A Markdown table. Cells must not hold a line break; bars are escaped here.
fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut out = format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(head.len()));
    for row in rows {
        let cells: Vec<_> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    out
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn codes(texts: &[&str], between: &str) -> String {
    let spans: Vec<_> = texts.iter().map(|text| code(text)).collect();
    spans.join(between)
}

fn failures(engine: Engine) -> String {
    let head = ["", "Message and place", "Cause", "What to do", "Look with"];
    table(&head, catalogue::of(engine).map(failure))
}

fn failure(row: &'static Failure) -> Vec<String> {
    let places: Vec<_> = row.places.iter().map(place).collect();
    let mut shows = codes(row.patterns, " · ");
    if !shows.is_empty() {
        shows.push_str("<br>");
    }
    shows.push_str(&places.join("; "));
    let mut cause = row.cause.to_owned();
    if row.wrapper {
        cause.push_str(". *Look deeper first.*");
    }
    let look = codes(row.checks, "<br>");
    vec![row.id.to_owned(), shows, cause, row.fix.to_owned(), look]
}

fn place(place: &Place) -> String {
    let kind = if place.kind == "*" {
        "any object"
    } else {
        place.kind
    };
    match (place.field, place.is) {
        ("status.conditions", is) => format!("{kind}: condition `{is}`"),
        (field, "") => format!("{kind}: `{field}`"),
        (field, is) => format!("{kind}: `{field}` is `{is}`"),
    }
}

fn versions(wanted: &[&'static Component]) -> String {
    let head = [
        "Component",
        "Newest known",
        "Released",
        "The project mends",
        "Note",
    ];
    let rows = wanted.iter().filter_map(|component| {
        let newest = components::newest(component.id)?;
        Some(vec![
            component.name.to_owned(),
            newest.version.to_string(),
            newest.date.unwrap_or("not known").to_owned(),
            component.policy.to_owned(),
            component.note.to_owned(),
        ])
    });
    dated(table(&head, rows))
}

fn support(wanted: &[&'static Component]) -> String {
    let head = [
        "Line",
        "Newest known",
        "Released",
        "Kubernetes",
        "Still mended",
    ];
    let lines = wanted.iter().flat_map(|component| {
        let lines = components::lines(component.id).into_iter();
        lines.map(move |line| (component, line))
    });
    let rows = lines.map(|(component, line)| {
        let newest = components::releases(component.id)
            .into_iter()
            .find(|row| row.version.line() == line.minor);
        vec![
            format!("{} {}", component.name, line.minor),
            newest.map_or("not listed".to_owned(), |row| row.version.to_string()),
            newest
                .and_then(|row| row.date)
                .unwrap_or("not known")
                .to_owned(),
            line.kubernetes
                .map_or("not read".to_owned(), |(oldest, newest)| {
                    format!("{oldest} to {newest}")
                }),
            if line.supported { "yes" } else { "no" }.to_owned(),
        ]
    });
    dated(table(&head, rows))
}

fn apis(wanted: &[&'static Component]) -> String {
    let head = ["API version", "Kinds", "Served since", "Removed in"];
    let ours = API_VERSIONS
        .iter()
        .filter(|row| wanted.iter().any(|component| component.id == row.component));
    let rows = ours.map(|row| {
        vec![
            code(&row.api_version()),
            row.kinds.join(", "),
            row.since
                .map_or("before these tables".to_owned(), |minor| minor.to_string()),
            row.removed.map_or("still served".to_owned(), |minor| {
                format!("removed in {minor}")
            }),
        ]
    });
    dated(table(&head, rows))
}

fn changes(id: &str, from: Minor) -> Option<String> {
    let component = components::find(id)?;
    let head = [
        "To",
        "Weight",
        "What changes",
        "How to see it",
        "What to do",
    ];
    let ours = CHANGES
        .iter()
        .filter(|row| row.component == component.id && row.to >= from);
    let rows = ours.map(|row| {
        vec![
            row.to.to_string(),
            row.weight.name().to_owned(),
            row.what.to_owned(),
            row.detect.to_owned(),
            row.fix.to_owned(),
        ]
    });
    Some(dated(table(&head, rows)))
}

fn withdrawn(ids: &[&str]) -> String {
    let head = ["Name", "Is", "Of", "Standing", "Use instead"];
    let ours = WITHDRAWN
        .iter()
        .filter(|row| ids.is_empty() || ids.contains(&row.component));
    let rows = ours.map(|row| {
        vec![
            code(row.name),
            row.sort.name().to_owned(),
            row.component.to_owned(),
            row.standing.words(),
            row.instead.to_owned(),
        ]
    });
    dated(table(&head, rows))
}

fn dated(table: String) -> String {
    format!("As of {CHECKED_ON}.\n\n{table}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_blocks_are_refused() {
        for (name, args) in [
            ("catalogue", vec![]),
            ("catalogue", vec!["helm"]),
            ("versions", vec!["argo"]),
            ("nothing", vec![]),
        ] {
            assert!(generated_block(name, &args).is_none(), "{name} {args:?}");
        }
        assert!(
            refresh("<!-- generated: nothing -->\n<!-- end generated -->")
                .unwrap_err()
                .contains("nothing")
        );
        assert!(
            refresh("<!-- generated: versions -->")
                .unwrap_err()
                .contains("end marker")
        );
    }

    #[test]
    fn a_page_keeps_what_is_not_generated_and_settles() {
        let page =
            "before\n<!-- generated: versions argocd -->\nold\n<!-- end generated -->\nafter\n";
        let fresh = refresh(page).unwrap();
        assert!(fresh.starts_with("before\n") && fresh.ends_with("\nafter\n"));
        assert!(fresh.contains("Argo CD") && !fresh.contains("old"));
        assert_eq!(refresh(&fresh).unwrap(), fresh);
        assert_eq!(refresh("plain").unwrap(), "plain");
    }

    #[test]
    fn every_row_of_a_block_has_as_many_cells_as_its_head() {
        for (name, args) in [
            ("catalogue", vec!["argocd"]),
            ("catalogue", vec!["flux"]),
            ("versions", vec![]),
            ("support", vec![]),
            ("apis", vec![]),
            ("changes", vec!["argocd"]),
            ("withdrawn", vec![]),
        ] {
            let block = generated_block(name, &args).unwrap();
            let bars = |line: &str| line.replace("\\|", "").matches('|').count();
            let lines: Vec<_> = block.lines().filter(|line| line.starts_with('|')).collect();
            assert!(lines.len() > 2, "{name}");
            for line in &lines {
                assert_eq!(bars(line), bars(lines[0]), "{line}");
            }
        }
    }
}

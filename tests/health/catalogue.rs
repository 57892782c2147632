//! One scenario for each row of both catalogues: the expected rule and object come first, with cause and fix of the row.

use std::fs;

use gitops_mcp::data::catalogue;

use crate::support::{both, fixtures, snapshot};

/// Rows that no export can show, and why.
const WITHOUT: [(&str, &str); 0] = [];

#[test]
fn every_row_has_a_scenario_that_finds_it_first() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for row in catalogue::all() {
        if WITHOUT.iter().any(|(id, _)| *id == row.id) {
            continue;
        }
        let (letter, number) = row.id.split_at(1);
        let file = fixtures().join(format!(
            "catalogue/{}{number:0>2}.yaml",
            letter.to_lowercase()
        ));
        let text =
            fs::read_to_string(&file).unwrap_or_else(|_| panic!("{} has no scenario", row.id));
        let head = text.lines().next().unwrap();
        let expected: Vec<&str> = head.trim_start_matches("# ").split(' ').collect();
        let [_, rule, kind, name, rest @ ..] = expected.as_slice() else {
            panic!("{}: first line", file.display())
        };
        let findings = both(&snapshot(&file));
        let told = findings.first().map_or("nothing".to_owned(), |it| {
            format!("{} {}", it.rule, it.location)
        });
        let place = format!("{kind} {name}");
        let fits = findings
            .first()
            .is_some_and(|it| it.rule == *rule && it.location.to_string().starts_with(&place));
        let cause = findings
            .first()
            .and_then(|it| it.cause.clone())
            .unwrap_or_default();
        let by_row = rest
            .first()
            .is_none_or(|id| cause.ends_with(&format!("({id})")));
        if !fits || !by_row {
            wrong.push(format!(
                "{}: expected {rule} {place}; got {told} because {cause}",
                row.id
            ));
        }
        if findings.len() > 1 {
            let also: Vec<_> = findings
                .iter()
                .map(|it| format!("{} {}", it.rule, it.location))
                .collect();
            wrong.push(format!("{}: more than one cause: {also:?}", row.id));
        }
        seen += 1;
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert_eq!(seen + WITHOUT.len(), 82);
}

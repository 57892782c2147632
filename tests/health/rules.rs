//! Every rule against its fixtures: each bad one fires it, no good one does.

use std::fs;

use gitops_mcp::checks::health;

use crate::support::{both, fixtures, snapshot};

#[test]
fn bad_fixtures_fire_their_rule_and_good_ones_do_not() {
    let mut wrong = Vec::new();
    for meta in health::metas() {
        let name = meta.id.split_once('/').unwrap().1.replace('-', "_");
        let folder = fixtures().join(&name);
        let files = fs::read_dir(&folder)
            .unwrap_or_else(|_| panic!("{} has no fixtures: add {}", meta.id, folder.display()));
        let (mut bad, mut good) = (0, 0);
        for path in files.map(|entry| entry.unwrap().path()) {
            let fires = both(&snapshot(&path)).iter().any(|it| it.rule == meta.id);
            let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
            if stem.starts_with("bad") {
                bad += 1;
                if !fires {
                    wrong.push(format!("{}: {stem} does not fire", meta.id));
                }
            } else {
                good += 1;
                if fires {
                    wrong.push(format!("{}: {stem} fires", meta.id));
                }
            }
        }
        if bad == 0 || good == 0 {
            wrong.push(format!("{}: {bad} bad and {good} good fixtures", meta.id));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn healthy_fleets_give_no_finding() {
    for path in fs::read_dir(fixtures().join("healthy"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
    {
        let snapshot = snapshot(&path);
        let found = both(&snapshot);
        assert!(found.is_empty(), "{}: {found:#?}", path.display());
    }
}

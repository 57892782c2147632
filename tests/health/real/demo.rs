//! The fleet of the demo as one whole, in a real API server: what is told of it there is what the demo tells of the export.

use std::fs;
use std::time::Instant;

use gitops_mcp::cli::demo::fleet_export;
use gitops_mcp::clients::cluster::Targets;
use serde_json::Value;

use super::scenario::happening_now;
use super::server::{Server, text};
use super::{KINDS, LIVE, ask, findings, targets, told};

#[test]
#[ignore = "needs a bare copy of the live layer"]
fn the_fleet_of_the_demo_has_the_same_causes_in_a_real_server() {
    let server = Server::of(LIVE);
    server.empty(&KINDS);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fleet.jsonl");
    fs::write(&file, fleet_export()).unwrap();
    // The account of the shipped role may not read a Secret, and nothing that is told of this fleet needs one.
    let mut objects: Vec<Value> = fleet_export()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|object| text(object, "/kind") != "Secret")
        .collect();
    happening_now(&file, &mut objects);
    let before = Instant::now();
    let refused: Vec<String> = objects
        .iter()
        .filter_map(|object| server.bring(object).err())
        .collect();
    assert!(
        refused.is_empty(),
        "{} refused, such as {:#?}",
        refused.len(),
        refused
            .iter()
            .step_by(refused.len().div_ceil(12))
            .collect::<Vec<_>>()
    );
    let took = before.elapsed().as_secs_f32();
    let targets = targets(&super::rights::reader(&server, folder.path()));
    let live = ask(
        folder.path(),
        &targets,
        &targets.contexts().current.unwrap(),
    );
    let file = ask(folder.path(), &Targets::default(), "export:fleet.jsonl");
    server.clear();
    println!("{} objects brought in within {took:.0} s", objects.len());
    assert_eq!(told(&findings(&live)), told(&findings(&file)));
    let first = &live[0].findings[0];
    assert_eq!(first.rule, "health/flux-source-failed");
    assert_eq!(first.affects.as_ref().map(|it| it.count), Some(212));
    assert!(
        live[0].summary.contains("2,140 objects"),
        "{}",
        live[0].summary
    );
    assert_eq!(live[0].findings.len(), 3);
    assert_eq!(live[1].findings.len(), 1);
}

//! `schemas/sources.yaml` is what the data was made from, and what `data::components` knows.

use std::collections::BTreeMap;
use std::path::Path;

use gitops_mcp::data::components;
use gitops_mcp::schemas::{Source, sources};
use gitops_mcp::yaml::{Budget, Reading, parse};
use serde_json::Value;

fn table() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/sources.yaml");
    let stream = parse(&std::fs::read(path).unwrap(), &Budget::default());
    stream.documents[0].to_json(Reading::Kubectl).unwrap()
}

fn text<'v>(row: &'v Value, name: &str) -> &'v str {
    row[name]
        .as_str()
        .unwrap_or_else(|| panic!("{row} has no {name}"))
}

#[test]
fn the_data_is_what_the_table_says() {
    let table = table();
    let rows: Vec<Source> = table["sources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| Source::Shipped {
            component: text(row, "component").to_owned(),
            version: text(row, "version").to_owned(),
            module: text(row, "module").to_owned(),
        })
        .collect();
    assert_eq!(sources(), rows, "run the generator: schemas/generate");
}

#[test]
fn the_versions_are_known_releases() {
    for row in table()["sources"].as_array().unwrap() {
        let component = text(row, "component");
        if components::find(component).is_none() || row.get("why").is_some() {
            continue;
        }
        let newest = components::newest(component).unwrap();
        assert_eq!(
            newest.version.to_string(),
            text(row, "version"),
            "{component}"
        );
    }
}

#[test]
fn every_row_is_one_file_and_small() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/data");
    let mut sizes = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        sizes.insert(
            entry.file_name().into_string().unwrap(),
            entry.metadata().unwrap().len(),
        );
    }
    let mut expected: Vec<String> = table()["sources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| format!("{}.json.gz", text(row, "data")))
        .collect();
    expected.push("index.json".to_owned());
    expected.sort();
    assert_eq!(sizes.keys().cloned().collect::<Vec<_>>(), expected);
    assert!(sizes.values().sum::<u64>() < 400 << 10, "{sizes:?}");
}

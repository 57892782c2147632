//! A small repository whose files hold any bytes, judged as a whole: kustomization files that refer to each other, to
//! what lies outside, and to what is not there.

use gitops_mcp::checks::known::{Asked, Day, Known};
use gitops_mcp::checks::repo::{Question, validate};
use gitops_mcp::clients::repository::{Roots, Unwatched};
use gitops_mcp::model::Location;
use std::fs;
use std::path::Path;

const CANARY: &str = "c4n4ryOutsideOfTheRoot";
/// Where the parts of an input stand; a NUL parts them.
const NAMES: [&str; 8] = [
    "kustomization.yaml",
    "base/kustomization.yaml",
    "base/web.yaml",
    "component/Kustomization",
    "clusters/a/flux.yaml",
    "overlay/kustomization.yml",
    "overlay/patch.yaml",
    "charts/web/values.yaml",
];

/// `folder` is made, and written over from run to run.
pub fn check(folder: &Path, data: &[u8]) {
    let root = folder.join("root");
    let mut parts = data.split(|byte| *byte == 0);
    for name in NAMES {
        let path = root.join(name);
        let _ = fs::create_dir_all(path.parent().unwrap_or(&root));
        match parts.next() {
            Some(part) => fs::write(&path, part).unwrap(),
            None => drop(fs::remove_file(&path)),
        }
    }
    let outside = format!("kind: Kustomization\nresources: [{CANARY}]\n");
    for name in ["kustomization.yaml", "outside.yaml"] {
        fs::write(folder.join(name), &outside).unwrap();
    }
    judge(&root, data);
}

/// Findings stand in the files that were given, at lines that they have; the same twice; nothing of what lies outside.
fn judge(root: &Path, data: &[u8]) {
    let repository = Roots::new(&[root.to_owned()], None)
        .unwrap()
        .open(".")
        .unwrap();
    let asked = Asked {
        baseline: None,
        compare_to: None,
        today: Day::parse("2026-11-24").unwrap(),
    };
    let known = Known::open(&repository, &asked).unwrap();
    let question = Question {
        names: true,
        ..Question::default()
    };
    let report = || validate(&repository, &question, (&known, &Unwatched)).unwrap();
    let first = report();
    for finding in &first.findings {
        let Location::File(place) = &finding.location else {
            panic!("{finding:?}");
        };
        let at = NAMES.iter().position(|name| *name == place.path);
        let part = at.and_then(|at| data.split(|byte| *byte == 0).nth(at));
        let part = part.unwrap_or_else(|| panic!("{finding:?}"));
        let ends = part.iter().filter(|byte| matches!(byte, b'\n' | b'\r'));
        let last = ends.count() as u32 + 1;
        assert!(
            place.line.is_none_or(|line| (1..=last).contains(&line)),
            "{finding:?}"
        );
    }
    let shown = format!("{first:?}");
    let is_given = data
        .windows(CANARY.len())
        .any(|part| part == CANARY.as_bytes());
    assert!(is_given || !shown.contains(CANARY), "{shown}");
    assert_eq!(shown, format!("{:?}", report()));
}

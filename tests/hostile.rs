//! Hostile input: what fuzzing found interesting, with the checks of the fuzz targets; lines of a mebibyte; Git objects
//! that run in circles or unfold. Bounds on time are wide: they tell a hang, not a slow machine.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test that cannot go on must fail"
)]
#![allow(unreachable_pub, reason = "the checks are modules of two programs")]

#[path = "../fuzz/checks/git_objects.rs"]
mod git_objects;
#[path = "../fuzz/checks/kustomization.rs"]
mod kustomization;
#[path = "../fuzz/checks/tokens.rs"]
mod matcher;
#[path = "../fuzz/checks/schemas.rs"]
mod schemas;
#[path = "../fuzz/checks/settings.rs"]
mod settings;
#[path = "../fuzz/checks/sops_config.rs"]
mod sops_config;

use git_objects::{COMMIT, FIRST, Pack, commit, distance, line, loose, varint, zlib};
use gitops_mcp::checks::secrets::{conclude, judge};
use gitops_mcp::clients::history::{self, HistoryLimits, HistoryWalk};
use gitops_mcp::clients::repository::{Roots, Unwatched};
use gitops_mcp::model::Why;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// More than a hundred times what any of these needs, and enough for a machine that many share.
const HANG: Duration = Duration::from_secs(300);
const MEBIBYTE: usize = 1 << 20;

fn replay(target: &str, check: impl Fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    let mut files = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        // A check that fails tells the input by this name.
        eprintln!("{}", path.display());
        check(&fs::read(&path).unwrap());
        files += 1;
    }
    assert!(files >= 20, "{files} files");
}

#[test]
fn configurations_of_sops() {
    replay("sops_config", sops_config::check);
}

#[test]
fn dotenv_and_ini() {
    replay("settings", settings::check);
}

#[test]
fn tokens_in_any_bytes() {
    replay("tokens", matcher::check);
}

#[test]
fn git_objects_of_any_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let repository = folder.path().join("repository");
    replay("git_objects", |data| git_objects::check(&repository, data));
}

#[test]
fn kustomization_files_of_any_bytes() {
    let folder = tempfile::tempdir().unwrap();
    replay("kustomization", |data| {
        kustomization::check(folder.path(), data)
    });
}

#[test]
fn schemas_and_objects_of_any_bytes() {
    replay("schemas", schemas::check);
}

fn in_time<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let made = work();
    let took = started.elapsed();
    eprintln!("{what}: {took:.2?}");
    assert!(took < HANG, "{what}: {took:.2?}");
    made
}

fn judged_in_time(path: &str, text: &str) {
    let shown = text.get(..40).unwrap_or(text).escape_debug().to_string();
    in_time(&format!("{path}: {shown}"), || {
        conclude([judge(path, text.as_bytes())])
    });
}

/// One line of a mebibyte, in the readers that it can reach.
#[test]
fn lines_of_a_mebibyte_take_bounded_time() {
    let units = [
        "a",
        "=",
        "\"",
        "${",
        "{{ ",
        "}}",
        "[",
        "a=b ",
        "*a ",
        "ENC[AES256_GCM,data:",
        "https://a:b@",
        "-----BEGIN ",
        "password=",
        "AA",
        "<path:",
    ];
    for unit in units {
        let long = unit.repeat(MEBIBYTE / unit.len());
        judged_in_time(".env", &format!("DB_PASSWORD={long}\n"));
        judged_in_time(
            "a.yaml",
            &format!("kind: Secret\nstringData:\n  password: {long}\n"),
        );
    }
}

#[test]
fn rules_of_a_mebibyte_take_bounded_time() {
    for unit in ["a", "(a*)*", "[a-z]{1,100}"] {
        let long = serde_json::Value::from(unit.repeat(MEBIBYTE / unit.len()));
        for key in ["path_regex", "encrypted_regex", "age", "unknown"] {
            let config = format!("{{\"creation_rules\": [{{\"{key}\": {long}}}]}}");
            let files = [
                (".sops.yaml", config.as_str()),
                ("a/secret.yaml", "kind: Secret\nstringData:\n  a: b\n"),
            ];
            in_time(&format!("{key}: {unit}"), || {
                conclude(files.map(|(path, text)| judge(path, text.as_bytes())))
            });
        }
    }
}

/// A bare repository of these files.
fn walk(files: Vec<(String, Vec<u8>)>, limits: &HistoryLimits) -> HistoryWalk<(String, usize)> {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("repository");
    git_objects::write(&place, files);
    let roots = Roots::for_command_line(&place).unwrap();
    let history = history::open(&roots.open(&place.to_string_lossy()).unwrap()).unwrap();
    let _ = history.revision("HEAD");
    history.blobs(None, (limits, &Unwatched), |visit| {
        Some((visit.path.to_string(), visit.bytes.len()))
    })
}

#[test]
fn deltas_in_a_circle_are_damaged_objects() {
    let mut pack = Pack::new();
    let delta = [varint(1), varint(1), vec![1, b'x']].concat();
    for (name, base) in [
        (FIRST, FIRST + 1),
        (FIRST + 1, FIRST),
        (FIRST + 2, FIRST + 2),
        (FIRST + 3, FIRST),
    ] {
        pack.add([name; 20], (7, &[base; 20]), &delta);
    }
    pack.add([FIRST + 4; 20], (3, &[]), b"sound");
    let walk = in_time("circles", || walk(pack.files(), &HistoryLimits::default()));
    assert_eq!(walk.made, [(format!("{}.yaml", FIRST + 4), 5)]);
    for name in FIRST..FIRST + 4 {
        let path = format!("{name}.yaml");
        let told = walk
            .skipped
            .iter()
            .find(|unread| unread.path.to_string() == path)
            .unwrap();
        assert_eq!(told.why, Why::Unsupported, "{path}");
        assert!(told.hint.contains("git fsck"), "{}", told.hint);
    }
}

#[test]
fn a_chain_of_a_hundred_thousand_deltas_is_read() {
    let mut pack = Pack::new();
    let mut before = pack.end();
    pack.add([FIRST + 1; 20], (3, &[]), b"x");
    let delta = [varint(1), varint(1), vec![1, b'y']].concat();
    for number in 0..100_000u32 {
        let at = pack.end();
        let mut id = [FIRST; 20];
        if number < 99_999 {
            id[..5].copy_from_slice(&[[9].as_slice(), &number.to_be_bytes()].concat());
        }
        pack.add(id, (6, &distance(at - before)), &delta);
        before = at;
    }
    let walk = in_time("chain", || walk(pack.files(), &HistoryLimits::default()));
    let read: BTreeSet<_> = walk.made.into_iter().map(|(path, _)| path).collect();
    assert_eq!(
        read,
        BTreeSet::from([format!("{FIRST}.yaml"), format!("{}.yaml", FIRST + 1)])
    );
}

/// A few bytes that copy their base many times over.
#[test]
fn deltas_that_unfold_stay_within_the_limits() {
    let mut pack = Pack::new();
    let mut size = 1 << 16;
    let mut before = pack.end();
    pack.add([FIRST; 20], (3, &[]), &vec![b'x'; size]);
    for name in FIRST + 1..FIRST + 12 {
        let copies = if size < 8 << 20 { 16 } else { 1 };
        let mut delta = [varint(size), varint(size.min(1 << 16) * copies)].concat();
        (0..copies).for_each(|_| delta.extend([0xb0, 0, 0]));
        let at = pack.end();
        pack.add([name; 20], (6, &distance(at - before)), &delta);
        (before, size) = (at, size.min(1 << 16) * copies);
    }
    let limits = HistoryLimits {
        object_bytes: 1 << 20,
        total_bytes: 4 << 20,
        threads: 1,
    };
    let walk = in_time("unfold", || walk(pack.files(), &limits));
    let read: usize = walk.made.iter().map(|(_, size)| size).sum();
    assert!(read <= 4 << 20, "{read}");
    assert!(walk.made.len() >= 2, "{:?}", walk.made);
    assert!(
        walk.skipped.iter().any(|unread| unread.why == Why::Limit),
        "{:?}",
        walk.skipped
    );
}

/// Names are not checked against content, so forged objects can name each other in circles.
#[test]
fn commits_trees_tags_and_references_in_a_circle() {
    let whole = |word: &str, content: &[u8]| {
        zlib(&[format!("{word} {}\0", content.len()).as_bytes(), content].concat())
    };
    let (tree, tag) = ([2; 20], [3; 20]);
    let entry = |mode: &str, id: [u8; 20]| [mode.as_bytes(), b"\0", &id].concat();
    let entries = [entry("40000 again", tree), entry("100644 a.yaml", [4; 20])].concat();
    let mut looped = commit();
    looped.splice(46..46, [b"parent ".to_vec(), line(&COMMIT)].concat());
    let tag_of_itself = [
        b"object ".to_vec(),
        line(&tag),
        b"type tag\ntag v1\n".to_vec(),
    ]
    .concat();
    let files = vec![
        loose(&COMMIT, whole("commit", &looped)),
        loose(&tree, whole("tree", &entries)),
        loose(&tag, whole("tag", &tag_of_itself)),
        loose(&[4; 20], whole("blob", b"text")),
        ("refs/tags/v1".to_owned(), line(&tag)),
        (
            "refs/heads/one".to_owned(),
            b"ref: refs/heads/two\n".to_vec(),
        ),
        (
            "refs/heads/two".to_owned(),
            b"ref: refs/heads/one\n".to_vec(),
        ),
        ("logs/HEAD".to_owned(), b"x".repeat(MEBIBYTE)),
        ("packed-refs".to_owned(), b"y".repeat(MEBIBYTE)),
        (
            "objects/info/alternates".to_owned(),
            b"../objects\n".to_vec(),
        ),
    ];
    let walk = in_time("circles", || walk(files, &HistoryLimits::default()));
    assert_eq!(walk.made, [("a.yaml".to_owned(), 4)]);
    assert_eq!(walk.commits, 1);
    let alternates = walk
        .skipped
        .iter()
        .find(|unread| unread.path.to_string().ends_with("alternates"));
    assert_eq!(alternates.unwrap().why, Why::Unsupported);
}

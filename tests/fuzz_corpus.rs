//! What fuzzing found interesting stays readable in the ordinary run too, with the checks of the fuzz targets.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must fail"
)]
#![allow(unreachable_pub, reason = "the checks are modules of two programs")]

#[path = "../fuzz/checks/git_objects.rs"]
mod git_objects;
#[path = "../fuzz/checks/settings.rs"]
mod settings;
#[path = "../fuzz/checks/sops_config.rs"]
mod sops_config;
#[path = "../fuzz/checks/tokens.rs"]
mod tokens;

use std::fs;
use std::path::Path;

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
    replay("tokens", tokens::check);
}

#[test]
fn git_objects_of_any_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let repository = folder.path().join("repository");
    replay("git_objects", |data| git_objects::check(&repository, data));
}

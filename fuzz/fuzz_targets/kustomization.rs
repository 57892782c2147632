//! See the check: an ordinary test replays the corpus with it. A `TMPDIR` in memory makes it several times faster.
#![no_main]

#[path = "../checks/kustomization.rs"]
mod check;

use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;

static FOLDER: LazyLock<PathBuf> =
    LazyLock::new(|| std::env::temp_dir().join(format!("kustomization-{}", std::process::id())));

fuzz_target!(|data: &[u8]| check::check(&FOLDER, data));

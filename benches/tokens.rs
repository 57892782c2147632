//! How fast the token matcher reads: `cargo bench --bench tokens -- FOLDER…`. Prints MiB/s over the files of the
//! folders, held in memory, on one thread; and the formats it met, so that two runs can be compared.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test stops at the first surprise"
)]

use gitops_mcp::checks::secrets::tokens;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

const ROUNDS: usize = 3;
/// Larger files are not text that anybody wrote.
const LARGEST: u64 = 4 << 20;

fn main() {
    let folders: Vec<PathBuf> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .map(PathBuf::from)
        .collect();
    let mut files = Vec::new();
    folders.iter().for_each(|folder| read(folder, &mut files));
    let bytes: usize = files.iter().map(Vec::len).sum();
    let started = Instant::now();
    tokens::find(b"warm up", |_| {});
    println!(
        "{} files, {:.1} MiB; set-up {:.1?}",
        files.len(),
        mebibytes(bytes),
        started.elapsed()
    );
    for _ in 0..ROUNDS {
        let mut met: BTreeMap<&str, usize> = BTreeMap::new();
        let started = Instant::now();
        for file in &files {
            tokens::find(file, |hit| *met.entry(hit.format.id).or_default() += 1);
        }
        let took = started.elapsed();
        println!(
            "{:.0} MiB/s ({took:.2?}), {} hits of {} formats",
            mebibytes(bytes) / took.as_secs_f64(),
            met.values().sum::<usize>(),
            met.len()
        );
    }
    let (sets, expressions) = tokens::compiles();
    println!("compiled: {sets} set, {expressions} expressions");
}

#[allow(clippy::cast_precision_loss, reason = "a figure for people")]
fn mebibytes(bytes: usize) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

fn read(path: &Path, files: &mut Vec<Vec<u8>>) {
    let Ok(found) = path.symlink_metadata() else {
        return;
    };
    if found.is_dir() {
        let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
        entries.for_each(|entry| read(&entry.path(), files));
    } else if found.is_file() && found.len() <= LARGEST {
        files.extend(std::fs::read(path));
    }
}

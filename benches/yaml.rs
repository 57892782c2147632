//! Figures for the YAML tree, printed, not asserted.
//!
//! `cargo bench --bench yaml` reads the manifests below this repository;
//! `cargo bench --bench yaml -- <folder>…` those below other folders.
//! Throughput: building the tree against the bare events of the same parser, alternating in one
//! run. Bombs: time and peak memory of each, in a process of its own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::type_complexity,
    clippy::regex_creation_in_loops,
    clippy::ptr_arg,
    reason = "a test stops at the first surprise"
)]

#[path = "../tests/yaml/bombs.rs"]
mod bombs;

use std::error::Error;
use std::fs;
use std::io::{Write as _, stdout};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use bombs::BOMBS;
use gitops_mcp::yaml::{Budget, parse};
use granit_parser::Parser;

/// Pairs of runs; the median of their ratios is reported.
const PAIRS: usize = 7;

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments
        .iter()
        .map(String::as_str)
        .filter(|argument| *argument != "--bench")
        .collect();
    match arguments[..] {
        ["--bomb", name] => bomb(name),
        [] => report(&[env!("CARGO_MANIFEST_DIR")]),
        ref folders => report(folders),
    }
}

fn report(folders: &[&str]) -> Outcome {
    throughput(folders)?;
    bombs_alone()
}

fn throughput(folders: &[&str]) -> Outcome {
    let mut files = Vec::new();
    for folder in folders {
        collect(Path::new(folder), &mut files)?;
    }
    // Both sides must be able to read every file to its end.
    files.retain(|bytes| events(bytes).is_some());
    let total: usize = files.iter().map(Vec::len).sum();
    let (mut ratios, mut best) = (Vec::new(), [Duration::MAX; 2]);
    let (mut nodes, mut count) = (0, 0);
    for _ in 0..PAIRS {
        let start = Instant::now();
        count = files.iter().filter_map(|bytes| events(bytes)).sum();
        let bare = start.elapsed();
        let start = Instant::now();
        nodes = files.iter().map(|bytes| tree(bytes)).sum();
        let built = start.elapsed();
        ratios.push(bare.as_secs_f64() / built.as_secs_f64());
        best = [best[0].min(bare), best[1].min(built)];
    }
    ratios.sort_by(f64::total_cmp);
    let speed = |time: Duration| total as f64 / (1 << 20) as f64 / time.as_secs_f64();
    let (worst, median, top) = (ratios[0], ratios[PAIRS / 2], ratios[PAIRS - 1]);
    writeln!(
        stdout(),
        "throughput, granit-parser, {} files, {:.2} MiB, best of {PAIRS}:\n  \
         bare events {:.1} MiB/s ({count} events)\n  \
         tree        {:.1} MiB/s ({nodes} nodes)\n  \
         tree / events: median {median:.2} (from {worst:.2} to {top:.2})",
        files.len(),
        total as f64 / (1 << 20) as f64,
        speed(best[0]),
        speed(best[1]),
    )?;
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<Vec<u8>>) -> Outcome {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            if !matches!(entry.file_name().to_str(), Some("target" | ".git")) {
                collect(&path, files)?;
            }
        } else if entry.file_type()?.is_file() && is_yaml(&path) {
            files.push(fs::read(path)?);
        }
    }
    Ok(())
}

fn is_yaml(path: &PathBuf) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "yaml" || extension == "yml")
}

/// Events of the file, nothing if it is broken.
fn events(bytes: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut count = 0;
    for event in Parser::new_from_str(text) {
        event.ok()?;
        count += 1;
    }
    Some(count)
}

fn tree(bytes: &[u8]) -> usize {
    let stream = parse(bytes, &Budget::default());
    stream
        .documents
        .iter()
        .map(|document| document.walk().count())
        .sum()
}

fn bombs_alone() -> Outcome {
    writeln!(
        stdout(),
        "bombs, each in its own process: input, time, memory above the input"
    )?;
    let program = std::env::current_exe()?;
    for (name, _) in BOMBS {
        let status = Command::new(&program).args(["--bomb", name]).status()?;
        if !status.success() {
            return Err(format!("{name}: {status}").into());
        }
    }
    Ok(())
}

fn bomb(name: &str) -> Outcome {
    let (_, make) = BOMBS
        .iter()
        .find(|(known, _)| *known == name)
        .ok_or("no such bomb")?;
    let bytes = make();
    let before = peak_memory()?;
    let start = Instant::now();
    let stream = parse(&bytes, &Budget::default());
    let taken = start.elapsed();
    let memory = peak_memory()?.saturating_sub(before);
    let end = match stream.errors.first() {
        Some(error) => format!("refused: {error}"),
        None => format!("read: {} documents", stream.documents.len()),
    };
    writeln!(
        stdout(),
        "  {name:<50} {:>8.1} MiB {:>8.1} ms {:>7.1} MiB  {end}",
        bytes.len() as f64 / (1 << 20) as f64,
        taken.as_secs_f64() * 1_000.0,
        memory as f64 / 1_024.0,
    )?;
    Ok(())
}

/// Peak resident memory of this process in KiB; 0 where the system does not tell.
fn peak_memory() -> Result<u64, Box<dyn Error>> {
    let Ok(status) = fs::read_to_string("/proc/self/status") else {
        return Ok(0);
    };
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let digits: Option<&str> = line.and_then(|line| line.split_whitespace().nth(1));
    Ok(digits.unwrap_or("0").parse()?)
}

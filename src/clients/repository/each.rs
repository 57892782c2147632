//! Reads many files in parallel, one open and one read each, and keeps results in path order.

use super::error::{ReadError, Unread, Why};
use super::open::Repository;
use super::walk::Entry;
use super::watch::Watch;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Files that one thread takes at a time.
const BATCH: usize = 16;
/// A buffer that one large file grew beyond this is given back.
const KEEP_BUFFER: usize = 4 * 1024 * 1024;

/// How to read many files.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    pub threads: usize,
    /// Larger files are reported, not read.
    pub max_bytes: u64,
    pub watch: &'a dyn Watch,
}

impl<'a> Reading<'a> {
    /// As many threads as there are cores, and the default limit of 10 MiB for each file.
    pub fn new(watch: &'a dyn Watch) -> Self {
        Self {
            threads: thread::available_parallelism().map_or(1, usize::from),
            max_bytes: 10 << 20,
            watch,
        }
    }
}

impl Repository {
    /// Calls `work` for each file with its bytes and returns the results in the order of `files`. Memory holds one file
    /// for each thread. A file that cannot be read, or on which `work` panics, becomes an [`Unread`].
    pub fn read_each<T: Send>(
        &self,
        files: &[Entry],
        reading: &Reading<'_>,
        work: impl Fn(&Entry, &[u8]) -> T + Sync,
    ) -> Vec<Result<T, Unread>> {
        let next = AtomicUsize::new(0);
        let done = AtomicUsize::new(0);
        let job = Job {
            repository: self,
            reading,
            work: &work,
        };
        let worker = || {
            let mut mine = Vec::new();
            let mut buffer = Vec::new();
            while !reading.watch.cancelled()
                && let at = next.fetch_add(BATCH, Ordering::Relaxed)
                && let Some(batch) = files.get(at..files.len().min(at.saturating_add(BATCH)))
                && !batch.is_empty()
            {
                let results: Vec<_> = batch
                    .iter()
                    .map(|entry| job.run(entry, &mut buffer))
                    .collect();
                let so_far = done.fetch_add(results.len(), Ordering::Relaxed) + results.len();
                reading
                    .watch
                    .progress(so_far as u64, Some(files.len() as u64));
                mine.push((at, results));
            }
            mine
        };
        let batches = thread::scope(|scope| {
            let threads: Vec<_> = (0..reading.threads.max(1))
                .map(|_| scope.spawn(worker))
                .collect();
            threads
                .into_iter()
                .filter_map(|thread| thread.join().ok())
                .flatten()
                .collect()
        });
        in_order(files, batches)
    }
}

struct Job<'a, W> {
    repository: &'a Repository,
    reading: &'a Reading<'a>,
    work: &'a W,
}

impl<W> Job<'_, W> {
    fn run<T>(&self, entry: &Entry, buffer: &mut Vec<u8>) -> Result<T, Unread>
    where
        W: Fn(&Entry, &[u8]) -> T + Sync,
    {
        if buffer.capacity() > KEEP_BUFFER {
            *buffer = Vec::new();
        }
        let unread = |error: ReadError| error.unread(&entry.path);
        self.repository
            .read_into(&entry.path, self.reading.max_bytes, buffer)
            .map_err(unread)?;
        catch_unwind(AssertUnwindSafe(|| (self.work)(entry, buffer))).map_err(|_| Unread {
            path: entry.path.clone(),
            why: Why::Unsupported,
            hint: "an error of our own while judging this file; please report it with the file's shape".to_owned(),
        })
    }
}

/// Puts the batches in order; files that no thread reached were cancelled.
fn in_order<T>(
    files: &[Entry],
    mut batches: Vec<(usize, Vec<Result<T, Unread>>)>,
) -> Vec<Result<T, Unread>> {
    batches.sort_by_key(|(at, _)| *at);
    let mut results = Vec::with_capacity(files.len());
    let fill = |results: &mut Vec<_>, until: usize| {
        let missing = files.get(results.len()..until).unwrap_or_default();
        results.extend(missing.iter().map(|entry| Err(not_reached(entry))));
    };
    for (at, batch) in batches {
        fill(&mut results, at);
        results.extend(batch);
    }
    fill(&mut results, files.len());
    results
}

fn not_reached(entry: &Entry) -> Unread {
    Unread {
        path: entry.path.clone(),
        why: Why::Timeout,
        hint: "the call ended before this file was read".to_owned(),
    }
}

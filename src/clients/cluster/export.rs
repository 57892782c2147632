//! `export:<path>`: a file, a folder or a `.tar.gz` of objects, as `kubectl get -o yaml|json` prints them or as
//! `gitops-mcp export` wrote them.

use std::fmt;
use std::io::{self, BufRead as _, BufReader, Read};

use flate2::read::MultiGzDecoder;
use serde::{Deserialize, Serialize};

use super::decode::Broken;
use super::object::Object;
use super::settled::{Collected, Depth};
use super::snapshot::{Outcome, Snapshot, Whole};
use super::{json, tar, told, yaml};
use crate::clients::repository::{
    Kind, OpenError, RelativePath, Repository, Roots, WalkLimits, Watch,
};
use crate::model::clean::clean;
use crate::model::{Skipped, Why};

/// The file that tells what an export of ours holds and what it could not get.
pub const MANIFEST: &str = "gitops-mcp-export.json";
/// Most bytes of an export, unpacked.
const MOST_BYTES: u64 = 4 << 30;
/// What a packed export may grow to, for each byte.
const RATIO: u64 = 100;

/// Why an export could not be opened.
#[derive(Debug)]
pub enum ExportError {
    Open(OpenError),
    /// It was opened and holds no object.
    Empty(Vec<Skipped>),
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(error) => error.fmt(f),
            Self::Empty(skipped) => {
                f.write_str("the export holds no Kubernetes object")?;
                match skipped.first() {
                    Some(first) => write!(f, " that can be read ({}: {})", first.what, first.hint),
                    None => Ok(()),
                }
            }
        }
    }
}

/// What an export of ours records.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Manifest {
    pub format: String,
    pub target: String,
    pub taken_at: String,
    pub versions: std::collections::BTreeMap<String, String>,
    pub kinds: Vec<KindRead>,
    /// Parts of kinds that could not be read.
    pub skipped: Vec<Skipped>,
}

/// What reading one kind came to.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct KindRead {
    pub kind: String,
    pub group: String,
    /// `read`, `absent` (not installed), or why not: `denied`, `unreachable`, `timeout`, `unsupported`, `limit`.
    pub outcome: String,
    pub count: u64,
}

/// Reads an export below the roots.
pub fn open_export(
    roots: &Roots,
    path: &str,
    (depth, watch): (Depth, &dyn Watch),
) -> Result<Snapshot, ExportError> {
    open_whole(roots, path, (depth, watch, None))
}

/// The same, and hands every object as it stands there to `whole`.
pub(super) fn open_whole(
    roots: &Roots,
    path: &str,
    (depth, watch, whole): (Depth, &dyn Watch, Option<&Whole>),
) -> Result<Snapshot, ExportError> {
    let mut reading = Reading {
        collected: Collected::new(depth),
        snapshot: Snapshot {
            target: format!("export:{}", clean(path, 200)),
            ..Snapshot::default()
        },
        manifest: None,
        watch,
        whole,
    };
    match roots.open(path) {
        Ok(folder) => reading.folder(&folder),
        Err(OpenError::NotAFolder { .. }) => {
            let (folder, name) = path.rsplit_once('/').unwrap_or((".", path));
            let folder = roots.open(if folder.is_empty() { "/" } else { folder });
            let folder = folder.map_err(ExportError::Open)?;
            reading.named(&folder, name);
        }
        Err(error) => return Err(ExportError::Open(error)),
    }
    reading.finish()
}

struct Reading<'w> {
    snapshot: Snapshot,
    collected: Collected,
    manifest: Option<Manifest>,
    watch: &'w dyn Watch,
    whole: Option<&'w Whole>,
}

impl Reading<'_> {
    fn folder(&mut self, folder: &Repository) {
        let walk = folder.walk(&WalkLimits::default(), self.watch);
        for unread in &walk.skipped {
            self.skip(unread.path.to_string(), Why::Unsupported, &unread.hint);
        }
        let total = walk.files.len() as u64;
        for (done, entry) in walk.files.iter().enumerate() {
            if self.watch.cancelled() {
                self.skip(
                    format!("{} files", total - done as u64),
                    Why::Timeout,
                    "the call ended before they were read",
                );
                return;
            }
            self.watch.progress(done as u64, Some(total));
            self.file(folder, &entry.path);
        }
    }

    fn named(&mut self, folder: &Repository, name: &str) {
        match folder.resolve(folder.folder(), name) {
            Ok((path, Kind::File)) => self.file(folder, &path),
            Ok(_) => self.skip(clean(name, 200), Why::Unsupported, "it is no regular file"),
            Err(error) => self.skip(clean(name, 200), Why::Unsupported, &error.to_string()),
        }
    }

    fn file(&mut self, folder: &Repository, path: &RelativePath) {
        let shown = path.to_string();
        let Some(form) = Form::of(&shown) else { return };
        match folder.open_file(path) {
            Err(error) => {
                let unread = error.unread(path);
                self.skip(shown, Why::Unsupported, &unread.hint);
            }
            Ok((file, size)) => {
                let most = match form {
                    Form::Packed => size.saturating_mul(RATIO).min(MOST_BYTES),
                    _ => MOST_BYTES,
                };
                let read = match form {
                    Form::Packed => self.archive(MultiGzDecoder::new(file).take(most), &shown),
                    other => self.text(file.take(most), other, &shown),
                };
                if let Err(error) = read {
                    self.skip(shown, Why::Unsupported, &error.to_string());
                }
            }
        }
    }

    fn archive(&mut self, packed: impl Read, shown: &str) -> io::Result<()> {
        tar::each_file(packed, |name, content| {
            let place = format!("{shown}:{}", clean(name, 200));
            match Form::of(name) {
                Some(Form::Packed) | None => Ok(()),
                Some(form) => self.text(content, form, &place),
            }
        })
    }

    fn text(&mut self, content: impl Read, form: Form, shown: &str) -> io::Result<()> {
        if matches!(form, Form::Manifest) {
            self.manifest = serde_json::from_reader(content).ok();
            if self.manifest.is_none() {
                self.skip(shown.to_owned(), Why::Unsupported, "the manifest of the export cannot be read, so what it lacks is not known; make the export again");
            }
            return Ok(());
        }
        let mut broken = Vec::new();
        let collected = &mut self.collected;
        let mut sink = |one: Result<Object, Broken>| match one {
            Ok(object) => collected.take(object),
            Err(error) => broken.push(error),
        };
        let mut content = BufReader::with_capacity(1 << 16, content);
        let is_json = content.fill_buf()?.trim_ascii_start().first() == Some(&b'{');
        let read = if is_json {
            json::each(content, self.whole, &mut sink)
                .map(|_| ())
                .map_err(|error| damaged(&error))
        } else {
            yaml::each(content, self.whole, &mut sink)
        };
        for error in broken {
            let what = format!("{} in {shown}", clean(&error.what, 200));
            self.skip(what, Why::Unsupported, &error.why);
        }
        read
    }

    fn skip(&mut self, what: String, why: Why, hint: &str) {
        self.snapshot.skipped.push(Skipped {
            what,
            why,
            hint: hint.to_owned(),
        });
    }

    fn finish(mut self) -> Result<Snapshot, ExportError> {
        let is_empty = self.collected.len() == 0;
        self.snapshot.absorb(std::mem::take(&mut self.collected));
        told::apply(&mut self.snapshot);
        match self.manifest.take() {
            Some(manifest) => self.record(manifest),
            None if is_empty => {
                return Err(ExportError::Empty(self.snapshot.skipped));
            }
            None => self.snapshot.date_from_objects(),
        }
        Ok(self.snapshot)
    }

    fn record(&mut self, manifest: Manifest) {
        let snapshot = &mut self.snapshot;
        snapshot.recorded = true;
        snapshot.taken_at = clean(&manifest.taken_at, 40);
        snapshot.versions = manifest.versions;
        let part = |part: Skipped| Skipped {
            what: clean(&part.what, 300),
            hint: clean(&part.hint, 300),
            ..part
        };
        snapshot
            .skipped
            .extend(manifest.skipped.into_iter().map(part));
        for kind in manifest.kinds {
            let name = format!("{}.{}", kind.kind, kind.group);
            let outcome = match kind.outcome.as_str() {
                "read" => Outcome::Read,
                "absent" => Outcome::NotInstalled,
                "denied" => Outcome::Failed(Why::Denied),
                "timeout" => Outcome::Failed(Why::Timeout),
                "limit" => Outcome::Failed(Why::Limit),
                "unreachable" => Outcome::Failed(Why::Unreachable),
                _ => Outcome::Failed(Why::Unsupported),
            };
            snapshot.kinds.insert(name, outcome);
        }
    }
}

/// A read error in words; the parser's own would quote the text.
fn damaged(error: &serde_json::Error) -> io::Error {
    if error.is_io() {
        return io::Error::other(
            "it could not be read to its end, or an object is larger than 16 MiB",
        );
    }
    io::Error::other(format!(
        "it is no valid JSON at line {} column {}: objects behind this place were not read",
        error.line(),
        error.column()
    ))
}

#[derive(Clone, Copy)]
enum Form {
    Text,
    Packed,
    Manifest,
}

impl Form {
    fn of(name: &str) -> Option<Self> {
        let last = name.rsplit('/').next().unwrap_or(name);
        if last == MANIFEST {
            return Some(Self::Manifest);
        }
        let lower = last.to_ascii_lowercase();
        let ends = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
        if ends(&[".tar.gz", ".tgz"]) {
            return Some(Self::Packed);
        }
        ends(&[".yaml", ".yml", ".json", ".jsonl", ".ndjson"]).then_some(Self::Text)
    }
}

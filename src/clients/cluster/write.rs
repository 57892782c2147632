//! Writes an export: one file a kind, one object a line, and a manifest of what was read and what was not.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context as _;
use serde_json::Value;

use super::access::Access;
use super::export::{KindRead, MANIFEST, Manifest};
use super::live;
use super::settled::Depth;
use super::snapshot::{Outcome, Snapshot};
use super::targets::{Target, Targets};
use super::{mask, server, tar, told};
use crate::clients::repository::Watch;

/// Exports a context of the kubeconfig to a new folder, or to a new `.tar.gz`. Nothing is written over.
pub fn write_export(
    access: impl Into<Access>,
    context: Option<&str>,
    out: &Path,
    watch: &dyn Watch,
) -> anyhow::Result<Manifest> {
    let access = access.into();
    write(out, |taking| {
        Ok(live::read(&access, context, (watch, taking.clone()))?)
    })
}

/// Exports a target of the configuration, or a context; without a name the current one. What the API of an Argo CD tells
/// is part of it where the target has one, and all of it where the target has nothing else.
pub fn write_target(
    targets: &Targets,
    name: Option<&str>,
    out: &Path,
    watch: &dyn Watch,
) -> anyhow::Result<Manifest> {
    let named = name.and_then(|name| targets.named.get(name));
    let server = name.and_then(|name| Some((name, targets.servers.get(name)?)));
    let context = match named {
        Some(Target::Export(_)) => {
            anyhow::bail!("{} is an export already", name.unwrap_or_default())
        }
        Some(Target::Context(context)) => Some(context.as_str()),
        None => name,
    };
    write(out, |taking| {
        let Some((name, server)) = server else {
            return Ok(live::read(
                &targets.access(None),
                context,
                (watch, taking.clone()),
            )?);
        };
        if named.is_none() {
            return server::read(name, server, (watch, taking))
                .with_context(|| format!("read the Argo CD of target {name}"));
        }
        let mut snapshot = live::read(&targets.access(None), context, (watch, taking.clone()))?;
        server::complete(&mut snapshot, server, (watch, taking));
        Ok(snapshot)
    })
}

/// Reads into a folder beside the place, which is named when it is whole.
fn write(
    out: &Path,
    read: impl FnOnce(&live::Taking) -> anyhow::Result<Snapshot>,
) -> anyhow::Result<Manifest> {
    anyhow::ensure!(
        out.symlink_metadata().is_err(),
        "{} exists already; an export is never written over something",
        out.display()
    );
    let packed = out.to_string_lossy().ends_with(".tar.gz");
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    let part = out.with_file_name(format!(".{name}.part"));
    fs::create_dir(&part).with_context(|| format!("make the folder {}", part.display()))?;
    let written = fill(&part, read).and_then(|manifest| {
        if packed {
            let archive = out.with_file_name(format!(".{name}.part.tar.gz"));
            tar::pack(&part, &archive).context("pack the export")?;
            fs::rename(&archive, out).with_context(|| format!("name {}", out.display()))?;
        } else {
            fs::rename(&part, out).with_context(|| format!("name {}", out.display()))?;
        }
        Ok(manifest)
    });
    if packed || written.is_err() {
        // What is left after a failure is ours and incomplete.
        let _ = fs::remove_dir_all(&part);
    }
    written
}

fn fill(
    folder: &Path,
    read: impl FnOnce(&live::Taking) -> anyhow::Result<Snapshot>,
) -> anyhow::Result<Manifest> {
    let lines = Arc::new(Lines {
        folder: folder.to_owned(),
        files: Mutex::new(BTreeMap::new()),
    });
    let writing = Arc::clone(&lines);
    let raw: live::Raw = Arc::new(move |kind, version, object| {
        let Ok(value) = serde_json::from_str::<Value>(object.get()) else {
            return;
        };
        let value = typed(value, (kind, version));
        let masked = match (kind.group, kind.kind) {
            ("argoproj.io", "Repository" | "Cluster") => mask::connection(value),
            _ => mask::mask(value),
        };
        writing.add(&file_of(kind.plural, kind.group), &masked);
    });
    let snapshot = read(&live::Taking {
        raw: Some(raw),
        depth: Depth::Whole,
        ..live::Taking::default()
    })?;
    for line in told::lines(&snapshot) {
        lines.add(&file_of("applicationresources", told::GROUP), &line);
    }
    lines.finish()?;
    let manifest = manifest(&snapshot);
    let text = serde_json::to_string_pretty(&manifest).context("write the manifest")?;
    fs::write(folder.join(MANIFEST), text).context("write the manifest")?;
    Ok(manifest)
}

fn file_of(plural: &str, group: &str) -> String {
    format!("{plural}.{group}.jsonl")
}

/// Items of a typed list do not repeat their kind; a line of the export does.
fn typed(mut value: Value, (kind, version): (&live::Kind, &str)) -> Value {
    if let Some(map) = value.as_object_mut() {
        map.entry("kind")
            .or_insert_with(|| Value::String(kind.kind.to_owned()));
        map.entry("apiVersion")
            .or_insert_with(|| Value::String(kind.api_version(version)));
    }
    value
}

/// Files by kind, and the first error of writing them.
struct Lines {
    folder: PathBuf,
    files: Mutex<BTreeMap<String, std::io::Result<File>>>,
}

impl Lines {
    fn add(&self, name: &str, value: &Value) {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let file = files.entry(name.to_owned()).or_insert_with(|| {
            OpenOptions::new()
                .write(true)
                .create_new(true)
                .open(self.folder.join(name))
        });
        if let Ok(open) = file
            && let Err(error) = writeln!(open, "{value}")
        {
            *file = Err(error);
        }
    }

    fn finish(&self) -> anyhow::Result<()> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        for (name, file) in std::mem::take(&mut *files) {
            file.and_then(|mut open| open.flush())
                .with_context(|| format!("write {name}"))?;
        }
        Ok(())
    }
}

fn manifest(snapshot: &Snapshot) -> Manifest {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for object in &snapshot.objects {
        *counts
            .entry(format!("{}.{}", object.kind, object.group()))
            .or_default() += 1;
    }
    let kinds = snapshot.kinds.iter().map(|(name, outcome)| {
        let (kind, group) = name.split_once('.').unwrap_or((name, ""));
        KindRead {
            kind: kind.to_owned(),
            group: group.to_owned(),
            outcome: match outcome {
                Outcome::Read => "read".to_owned(),
                Outcome::NotInstalled => "absent".to_owned(),
                Outcome::Failed(why) => why.name().to_owned(),
            },
            count: counts.get(name).copied().unwrap_or(0),
        }
    });
    Manifest {
        format: "gitops-mcp-export/1".to_owned(),
        target: snapshot.target.clone(),
        taken_at: snapshot.taken_at.clone(),
        versions: snapshot.versions.clone(),
        kinds: kinds.collect(),
        skipped: snapshot.skipped.clone(),
    }
}

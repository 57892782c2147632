//! Flags, file and environment become one configuration; nothing else reads the environment.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::clients::cluster::{Depth, Target, Targets};
use crate::clients::repository::Roots;

/// Longest deadline that can be asked for.
const LONGEST_DEADLINE: u64 = 3_600;

/// The configuration file. A key that nothing reads yet is refused, so that a typo does not pass unseen.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Folders that a server may read.
    #[serde(default)]
    pub roots: Vec<PathBuf>,
    /// Limits of a call.
    #[serde(default)]
    pub limits: Limits,
    /// What SOPS files may be opened with.
    #[serde(default)]
    pub sops: Sops,
    /// Clusters and exports by name.
    #[serde(default)]
    pub targets: BTreeMap<String, TargetEntry>,
}

/// One of `context` and `export`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetEntry {
    /// A context of the kubeconfig.
    pub context: Option<String>,
    /// A file, folder or `.tar.gz` of objects.
    pub export: Option<PathBuf>,
}

/// What SOPS files may be opened with, to verify them. Keys stand in a file, never in the configuration itself.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sops {
    /// A file of private age keys, as `SOPS_AGE_KEY_FILE` names one.
    pub age_key_file: Option<PathBuf>,
}

/// One text with private age keys that was offered, wiped when dropped; `None` when it cannot be read.
pub type OfferedKeys = Option<Zeroizing<String>>;

/// Largest file of keys that is read.
const MAX_KEY_FILE: u64 = 64 * 1024;

/// Limits of a call.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Longest time of a call, in seconds.
    pub deadline: Option<u64>,
}

impl Config {
    /// Reads the file that was named, or the user's own if there is one.
    pub fn load(named: Option<&PathBuf>) -> anyhow::Result<Self> {
        let Some(path) = named.cloned().or_else(own_file) else {
            return Ok(Self::default());
        };
        if named.is_none() && !path.exists() {
            return Ok(Self::default());
        }
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("read the configuration {}", path.display()))?;
        // The parser's own message quotes the line; a configuration may hold what nobody should see.
        toml::from_str(&text).map_err(|error| {
            anyhow::anyhow!(
                "read the configuration {}: {}",
                path.display(),
                error.message()
            )
        })
    }

    /// The texts with private age keys that this process was offered, by environment or configuration.
    #[must_use]
    pub fn age_keys(&self) -> Vec<OfferedKeys> {
        let in_variable =
            variable("SOPS_AGE_KEY").map(|text| text.into_string().ok().map(Zeroizing::new));
        let files = variable("SOPS_AGE_KEY_FILE")
            .map(PathBuf::from)
            .into_iter()
            .chain(self.sops.age_key_file.clone());
        in_variable
            .into_iter()
            .chain(files.map(|path| key_file(&path)))
            .collect()
    }

    /// The roots of a server: flags first, then the file, then the working folder.
    pub fn server_roots(&self, flags: &[PathBuf]) -> anyhow::Result<Roots> {
        let dirs = if flags.is_empty() { &self.roots } else { flags };
        Ok(Roots::new(dirs, home().as_deref())?)
    }

    /// The targets by name, and the kubeconfig as kubectl finds it.
    pub fn targets(&self) -> anyhow::Result<Targets> {
        let mut named = BTreeMap::new();
        for (name, entry) in &self.targets {
            let target = match (&entry.context, &entry.export) {
                (Some(context), None) => Target::Context(context.clone()),
                (None, Some(path)) => Target::Export(path.clone()),
                _ => anyhow::bail!(
                    "the target {name} of the configuration needs `context` or `export`, one of them"
                ),
            };
            named.insert(name.clone(), target);
        }
        Ok(Targets {
            depth: Depth::Whole,
            named,
            kubeconfig: kubeconfig(),
        })
    }

    /// The deadline of a call: flag first, then the file, then 50 seconds.
    pub fn deadline(&self, flag: Option<u64>) -> anyhow::Result<Duration> {
        let seconds = flag.or(self.limits.deadline).unwrap_or(50);
        anyhow::ensure!(
            (1..=LONGEST_DEADLINE).contains(&seconds),
            "the deadline must be from 1 to {LONGEST_DEADLINE} seconds, not {seconds}"
        );
        Ok(Duration::from_secs(seconds))
    }
}

/// Whether output to a terminal may be coloured (`NO_COLOR`, `TERM=dumb`).
#[must_use]
pub fn wants_colour() -> bool {
    variable("NO_COLOR").is_none() && variable("TERM").is_none_or(|term| term != "dumb")
}

/// The log filter: quiet unless `RUST_LOG` says otherwise, because answers must not be repeated in logs.
#[must_use]
pub fn log_filter() -> String {
    variable("RUST_LOG")
        .and_then(|filter| filter.into_string().ok())
        .unwrap_or_else(|| "warn".to_owned())
}

fn key_file(path: &Path) -> OfferedKeys {
    let mut text = Zeroizing::new(String::with_capacity(usize::try_from(MAX_KEY_FILE).ok()?));
    std::fs::File::open(path)
        .ok()?
        .take(MAX_KEY_FILE)
        .read_to_string(&mut text)
        .ok()?;
    Some(text)
}

fn own_file() -> Option<PathBuf> {
    let folder = variable("XDG_CONFIG_HOME")
        .map(PathBuf::from)
        .or_else(|| home().map(|home| home.join(".config")))?;
    Some(folder.join("gitops-mcp/config.toml"))
}

/// The files of `KUBECONFIG`, else the default one if it is there.
fn kubeconfig() -> Vec<PathBuf> {
    if let Some(list) = variable("KUBECONFIG") {
        return std::env::split_paths(&list)
            .filter(|path| !path.as_os_str().is_empty())
            .collect();
    }
    home()
        .map(|home| home.join(".kube/config"))
        .filter(|path| path.is_file())
        .into_iter()
        .collect()
}

fn home() -> Option<PathBuf> {
    variable("HOME").map(PathBuf::from)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one reader of the environment"
)]
fn variable(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

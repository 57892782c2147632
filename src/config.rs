//! Flags, file and environment become one configuration; nothing else reads the environment.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::clients::cluster::{
    ArgoServer, Depth, InCluster, Plugins, Secret, SecretRead, Target, Targets, Token,
};
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
    /// Whether the exec and auth-provider plugins of a kubeconfig may be run (default: yes).
    pub exec_plugins: Option<bool>,
    /// Clusters and exports by name.
    #[serde(default)]
    pub targets: BTreeMap<String, TargetEntry>,
}

/// One of `context` and `export`, or `argocd`; `argocd` beside one of them adds what only its API tells.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetEntry {
    /// A context of the kubeconfig.
    pub context: Option<String>,
    /// A file, folder or `.tar.gz` of objects.
    pub export: Option<PathBuf>,
    /// Further names of the cluster: destinations of Argo CD, `namespace/name` of the Secret in a `spec.kubeConfig`.
    #[serde(default)]
    pub known_as: Vec<String>,
    /// What may be read of Secrets: `helm-storage`, `argocd-clusters`. Each needs a role of its own.
    #[serde(default)]
    pub secret_reads: Vec<SecretRead>,
    /// The API of an Argo CD.
    pub argocd: Option<ArgoEntry>,
}

/// The API of an Argo CD. Without `token_file` the token is that of `ARGOCD_AUTH_TOKEN`, as for the `argocd` command.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArgoEntry {
    /// `https://`, host, and the path below which it is served, if any.
    pub url: String,
    /// A file with the token of an account; read anew when it changes.
    pub token_file: Option<PathBuf>,
    /// Certificates to trust in place of the system's (PEM).
    pub ca_file: Option<PathBuf>,
    /// `Name: value` lines that are sent with each request.
    pub headers_file: Option<PathBuf>,
    /// Takes any certificate of this one server, and plain HTTP to it.
    #[serde(default)]
    pub insecure_skip_tls_verify: bool,
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
        toml::from_str(&text).map_err(|error| {
            anyhow::anyhow!(
                "read the configuration {}{}: {}",
                path.display(),
                line_of(&text, &error),
                unquoted(error.message())
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
                (None, None) if entry.argocd.is_some() => continue,
                (Some(context), None) => Target::Context(context.clone()),
                (None, Some(path)) => Target::Export(path.clone()),
                _ => anyhow::bail!(
                    "the target {name} of the configuration needs one of `context` and `export`, or `argocd`"
                ),
            };
            named.insert(name.clone(), target);
        }
        Ok(Targets {
            depth: Depth::Whole,
            pods_of: Vec::new(),
            named,
            servers: self.servers()?,
            in_cluster: in_cluster().filter(|_| kubeconfig().is_empty()),
            plugins: match self.exec_plugins {
                Some(false) => Plugins::Off,
                _ if variable("KUBECONFIG").is_none() => Plugins::Own,
                _ => Plugins::OutsideRoots,
            },
            known_as: self
                .targets
                .iter()
                .map(|(name, entry)| (name.clone(), entry.known_as.clone()))
                .collect(),
            secret_reads: self
                .targets
                .iter()
                .map(|(name, entry)| (name.clone(), entry.secret_reads.clone()))
                .collect(),
            kubeconfig: kubeconfig(),
        })
    }

    /// The servers of Argo CD by the name of their target.
    fn servers(&self) -> anyhow::Result<BTreeMap<String, ArgoServer>> {
        let entries = || {
            let all = self.targets.iter();
            all.filter_map(|(name, entry)| Some((name, entry.argocd.as_ref()?)))
        };
        let text = variable("ARGOCD_AUTH_TOKEN").and_then(|text| text.into_string().ok());
        let without_file = entries().filter(|(_, it)| it.token_file.is_none()).count();
        anyhow::ensure!(
            text.is_none() || without_file < 2,
            "ARGOCD_AUTH_TOKEN is a token of one Argo CD, and {without_file} targets have no `token_file`: give each its own"
        );
        let server = |entry: &ArgoEntry| ArgoServer {
            url: entry.url.trim_end_matches('/').to_owned(),
            token: match (&entry.token_file, &text) {
                (Some(file), _) => Token::File(file.clone()),
                (None, Some(text)) => Token::Text(Secret::from(text.clone())),
                (None, None) => Token::None,
            },
            ca_file: entry.ca_file.clone(),
            headers_file: entry.headers_file.clone(),
            insecure_skip_tls_verify: entry.insecure_skip_tls_verify,
        };
        entries()
            .map(|(name, entry)| {
                entry
                    .check()
                    .with_context(|| format!("the target {name} of the configuration"))?;
                Ok((name.clone(), server(entry)))
            })
            .collect()
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

/// The line of an error, as `:3`.
fn line_of(text: &str, error: &toml::de::Error) -> String {
    let before = error.span().and_then(|span| text.get(..span.start));
    before.map_or_else(String::new, |it| {
        format!(":{}", it.matches('\n').count() + 1)
    })
}

/// The parser's words without the value that they quote, and without the line: a configuration may hold what nobody
/// should see. Names of fields, which stand in backquotes, stay.
fn unquoted(message: &str) -> String {
    let first = message.lines().next().unwrap_or("");
    let is_value_quoted = first.starts_with("unknown variant");
    let quote = if is_value_quoted { '`' } else { '"' };
    let start = first.find(quote);
    // A value may hold quotes of its own, so that its end is the last one, but for variants, which are listed behind it.
    let end = match is_value_quoted {
        true => first.find("`, expected"),
        false => first.rfind(quote),
    };
    match (start, end.or(first.len().checked_sub(1))) {
        (Some(start), Some(end)) if start < end => {
            let part = |range: Option<&str>| range.unwrap_or("").to_owned();
            part(first.get(..start)) + "(a value)" + &part(first.get(end + 1..))
        }
        _ => first.to_owned(),
    }
}

impl ArgoEntry {
    /// A token goes over TLS, except to this machine or where the user says so; it never stands in the URL.
    fn check(&self) -> anyhow::Result<()> {
        let (scheme, rest) = self.url.split_once("://").unwrap_or(("", ""));
        let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
        anyhow::ensure!(
            matches!(scheme, "https" | "http")
                && !authority.is_empty()
                && !rest.contains(['?', '#']),
            "`argocd.url` must be like https://argocd.example.com"
        );
        anyhow::ensure!(
            !authority.contains('@'),
            "`argocd.url` must not hold a credential; use `token_file`"
        );
        let host = authority
            .rsplit_once(':')
            .map_or(authority, |(host, _)| host);
        let is_here = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
        anyhow::ensure!(
            scheme == "https" || is_here || self.insecure_skip_tls_verify,
            "`argocd.url` must be https, because a token is sent to it (or set `insecure_skip_tls_verify = true` for this target)"
        );
        Ok(())
    }
}

/// Whether output to a terminal may be coloured (`NO_COLOR`, `TERM=dumb`).
#[must_use]
pub fn wants_colour() -> bool {
    variable("NO_COLOR").is_none() && variable("TERM").is_none_or(|term| term != "dumb")
}

/// The log filter: quiet unless `RUST_LOG` says otherwise, because answers must not be repeated in logs. What the client of
/// an API logs as an error stands in the answer, with the part that it concerns.
#[must_use]
pub fn log_filter() -> String {
    let wanted = variable("RUST_LOG")
        .and_then(|filter| filter.into_string().ok())
        .unwrap_or_else(|| "warn,kube_client=off".to_owned());
    // The library of the protocol logs whole messages, and what is asked may hold a credential.
    let others = wanted
        .split(',')
        .filter(|part| !part.trim_start().starts_with("rmcp"));
    others.chain(["rmcp=warn"]).collect::<Vec<_>>().join(",")
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

/// Where a Pod finds the account that it runs under.
const ACCOUNT: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

/// The cluster that this runs in, as the clients of Kubernetes find it.
fn in_cluster() -> Option<InCluster> {
    let text = |name: &str| variable(name)?.into_string().ok();
    let (host, port) = (
        text("KUBERNETES_SERVICE_HOST")?,
        text("KUBERNETES_SERVICE_PORT")?,
    );
    let account = PathBuf::from(ACCOUNT);
    let host = if host.contains(':') {
        format!("[{host}]")
    } else {
        host
    };
    account.join("token").is_file().then(|| InCluster {
        server: format!("https://{host}:{port}"),
        account,
    })
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

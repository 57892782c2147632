//! From a kubeconfig to a client.

use std::fmt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::{Client, Config};

use super::request::{Answer, Requester};
use crate::model::clean::{clean, echo};

/// Why nothing could be read of a cluster.
#[derive(Debug)]
pub enum ConnectError {
    /// There is no kubeconfig.
    NoKubeconfig,
    /// It cannot be read; its text is never quoted.
    BadKubeconfig(PathBuf),
    /// It has no such context.
    NoContext(String),
    /// It has no current context.
    NoCurrent,
    /// Credentials of the context cannot be loaded.
    BadCredentials(String),
    Unauthenticated,
    Denied,
    /// Something answers that is no API of Kubernetes.
    NoApi,
    Unreachable(String),
    Runtime,
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoKubeconfig => f.write_str("there is no kubeconfig (KUBECONFIG, or .kube/config in the home folder)"),
            Self::BadKubeconfig(path) => write!(f, "the kubeconfig {} is no valid kubeconfig", clean(&path.to_string_lossy(), 300)),
            Self::NoContext(name) => write!(f, "the kubeconfig has no context `{}`", echo(name)),
            Self::NoCurrent => f.write_str("the kubeconfig has no current context"),
            Self::BadCredentials(name) => write!(f, "the cluster or the credentials of context `{}` cannot be loaded: a file, a certificate or an exec plugin of it", echo(name)),
            Self::Unauthenticated => f.write_str("not authenticated (401): the credential of this context is expired or not known; renew it"),
            Self::Denied => f.write_str("not allowed to ask which API groups are served (403)"),
            Self::NoApi => f.write_str("the address answers with something that is no Kubernetes API (a proxy, or a login page)"),
            Self::Unreachable(said) => f.write_str(said),
            Self::Runtime => f.write_str("no runtime could be started"),
        }
    }
}

impl std::error::Error for ConnectError {}

impl ConnectError {
    pub(super) fn from_answer(answer: &Answer) -> Self {
        match answer {
            Answer::Unauthenticated => Self::Unauthenticated,
            Answer::Denied => Self::Denied,
            Answer::Failed(_, said) => Self::Unreachable(said.clone()),
            _ => Self::NoApi,
        }
    }
}

/// A client for one context, and the context's name.
pub(super) async fn connect(
    files: &[PathBuf],
    context: Option<&str>,
    until: Instant,
) -> Result<(Requester, String), ConnectError> {
    let name = match context.map(str::to_owned).or(load(files)?.current_context) {
        Some(name) if !name.is_empty() => name,
        _ => return Err(ConnectError::NoCurrent),
    };
    let (client, host) = client(files, &name).await?;
    let requester = Requester::new(client, clean(&host, 200), until).from_kubeconfig(files, &name);
    Ok((requester, name))
}

/// A client with the credential as it is now, and the host that it asks.
pub(super) async fn client(
    files: &[PathBuf],
    context: &str,
) -> Result<(Client, String), ConnectError> {
    let kubeconfig = load(files)?;
    if !kubeconfig.contexts.iter().any(|it| it.name == context) {
        return Err(ConnectError::NoContext(context.to_owned()));
    }
    let options = KubeConfigOptions {
        context: Some(context.to_owned()),
        ..KubeConfigOptions::default()
    };
    let bad = || ConnectError::BadCredentials(context.to_owned());
    let mut config = Config::from_custom_kubeconfig(kubeconfig, &options)
        .await
        .map_err(|_| bad())?;
    config.connect_timeout = Some(Duration::from_secs(5));
    config.read_timeout = Some(Duration::from_secs(20));
    config.default_retry = false;
    let host = config
        .cluster_url
        .authority()
        .map_or_else(String::new, ToString::to_string);
    let client = Client::try_from(config).map_err(|_| bad())?;
    Ok((client, host))
}

/// All files as one, the first one winning.
fn load(files: &[PathBuf]) -> Result<Kubeconfig, ConnectError> {
    let mut all: Option<Kubeconfig> = None;
    for file in files {
        let bad = || ConnectError::BadKubeconfig(file.clone());
        let one = Kubeconfig::read_from(file).map_err(|_| bad())?;
        all = Some(match all {
            Some(before) => before.merge(one).map_err(|_| bad())?,
            None => one,
        });
    }
    all.ok_or(ConnectError::NoKubeconfig)
}

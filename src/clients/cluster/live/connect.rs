//! From a kubeconfig to a client.

use std::collections::HashSet;
use std::fmt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use kube::config::{
    AuthInfo, Cluster, Context, KubeConfigOptions, Kubeconfig, NamedAuthInfo, NamedCluster,
    NamedContext,
};
use kube::{Client, Config};

use super::super::access::{Access, IN_CLUSTER, InCluster};
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
    /// The address of its cluster is no URL that can be asked.
    BadAddress(String),
    /// Credentials of the context cannot be loaded.
    BadCredentials(String),
    /// Its credential comes from a program that may not be run.
    PluginRefused(String),
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
            Self::NoKubeconfig => f.write_str("there is no kubeconfig (KUBECONFIG, or .kube/config in the home folder), and this does not run in a Pod with a service account"),
            Self::BadKubeconfig(path) => write!(f, "the kubeconfig {} is no valid kubeconfig", clean(&path.to_string_lossy(), 300)),
            Self::NoContext(name) => write!(f, "the kubeconfig has no context `{}`", echo(name)),
            Self::NoCurrent => f.write_str("the kubeconfig has no current context"),
            Self::BadAddress(name) => write!(f, "`server` of the cluster of context `{}` must be like https://host:6443, without user and password", echo(name)),
            Self::BadCredentials(name) => write!(f, "the cluster or the credentials of context `{}` cannot be loaded: a file, a certificate or an exec plugin of it", echo(name)),
            Self::PluginRefused(name) => write!(f, "the credential of context `{}` comes from a plugin (exec or auth-provider), which is not run: `exec_plugins = false` is set, or the kubeconfig lies in a folder that is read as a repository; use a kubeconfig of your own outside it", echo(name)),
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
    access: &Access,
    context: Option<&str>,
    until: Instant,
) -> Result<(Requester, String), ConnectError> {
    let current = load(access)?.kubeconfig.current_context;
    let name = match context.map(str::to_owned).or(current) {
        Some(name) if !name.is_empty() => name,
        _ => return Err(ConnectError::NoCurrent),
    };
    let (client, host) = client(access, &name).await?;
    let requester = Requester::new(client, clean(&host, 200), until).renewed_from(access, &name);
    Ok((requester, name))
}

/// A client with the credential as it is now, and the host that it asks.
pub(super) async fn client(
    access: &Access,
    context: &str,
) -> Result<(Client, String), ConnectError> {
    let Loaded {
        kubeconfig,
        without,
    } = load(access)?;
    let found = kubeconfig.contexts.iter().find(|it| it.name == context);
    let Some(found) = found else {
        return Err(ConnectError::NoContext(context.to_owned()));
    };
    let user = found.context.as_ref().and_then(|it| it.user.as_ref());
    if user.is_some_and(|user| without.contains(user)) {
        return Err(ConnectError::PluginRefused(context.to_owned()));
    }
    let options = KubeConfigOptions {
        context: Some(context.to_owned()),
        ..KubeConfigOptions::default()
    };
    let bad = || ConnectError::BadCredentials(context.to_owned());
    let config = Config::from_custom_kubeconfig(kubeconfig, &options)
        .await
        .map_err(|_| bad())?;
    let config = bounded(config);
    let host = address(&config.cluster_url);
    let host = host.ok_or_else(|| ConnectError::BadAddress(context.to_owned()))?;
    let client = Client::try_from(config).map_err(|_| bad())?;
    Ok((client, host))
}

/// Host and port of a URL that can be asked: with a scheme, and without a credential, which would stand in every log.
pub(in crate::clients::cluster) fn address(url: &http::Uri) -> Option<String> {
    let authority = url.authority()?;
    let is_plain = matches!(url.scheme_str(), Some("https" | "http"));
    (is_plain && !authority.as_str().contains('@')).then(|| authority.to_string())
}

/// The times of one connection. Tries are the requester's to count.
pub(in crate::clients::cluster) fn bounded(mut config: Config) -> Config {
    config.connect_timeout = Some(Duration::from_secs(5));
    config.read_timeout = Some(Duration::from_secs(20));
    config.default_retry = false;
    config
}

/// A kubeconfig of one context, for what is configured elsewhere.
pub(in crate::clients::cluster) fn only(
    name: &str,
    cluster: Cluster,
    user: AuthInfo,
) -> Kubeconfig {
    let name = name.to_owned();
    Kubeconfig {
        clusters: vec![NamedCluster {
            name: name.clone(),
            cluster: Some(cluster),
            ..NamedCluster::default()
        }],
        auth_infos: vec![NamedAuthInfo {
            name: name.clone(),
            auth_info: Some(user),
            ..NamedAuthInfo::default()
        }],
        contexts: vec![NamedContext {
            name: name.clone(),
            context: Some(Context {
                cluster: name.clone(),
                user: Some(name.clone()),
                ..Context::default()
            }),
            ..NamedContext::default()
        }],
        current_context: Some(name),
        ..Kubeconfig::default()
    }
}

struct Loaded {
    kubeconfig: Kubeconfig,
    /// Users whose plugin is not run.
    without: HashSet<String>,
}

/// All files as one, the first one winning; files of the list that do not exist are passed over, as in kubectl. Without
/// any, the cluster that this runs in.
fn load(access: &Access) -> Result<Loaded, ConnectError> {
    let mut all: Option<Kubeconfig> = None;
    let mut without = HashSet::new();
    for file in access.files.iter().filter(|file| file.exists()) {
        let bad = || ConnectError::BadKubeconfig(file.clone());
        let mut one = Kubeconfig::read_from(file).map_err(|_| bad())?;
        one.current_context = one.current_context.filter(|name| !name.is_empty());
        if access.without_plugins.contains(file) {
            let known = all.iter().flat_map(|it| &it.auth_infos).map(|it| &it.name);
            let known: HashSet<&String> = known.collect();
            let fresh = one.auth_infos.iter().filter(|it| !known.contains(&it.name));
            without.extend(fresh.filter(|it| has_plugin(it)).map(|it| it.name.clone()));
        }
        all = Some(match all {
            Some(before) => before.merge(one).map_err(|_| bad())?,
            None => one,
        });
    }
    let kubeconfig = all
        .or_else(|| access.in_cluster.as_ref().map(own_cluster))
        .ok_or(ConnectError::NoKubeconfig)?;
    Ok(Loaded {
        kubeconfig,
        without,
    })
}

fn has_plugin(user: &NamedAuthInfo) -> bool {
    let info = user.auth_info.as_ref();
    info.is_some_and(|it| it.exec.is_some() || it.auth_provider.is_some())
}

/// The service account of the Pod; its token is read anew when it is renewed.
fn own_cluster(own: &InCluster) -> Kubeconfig {
    let file = |name: &str| Some(own.account.join(name).to_string_lossy().into_owned());
    let cluster = Cluster {
        server: Some(own.server.clone()),
        certificate_authority: file("ca.crt"),
        ..Cluster::default()
    };
    let user = AuthInfo {
        token_file: file("token"),
        ..AuthInfo::default()
    };
    only(IN_CLUSTER, cluster, user)
}

//! From the settings of a server to a client: the one of the clusters, so that TLS, proxies, tries and deadlines are
//! the same. No redirect is followed, so a token goes to no other host.

use std::fmt;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use http::header::{HeaderName, HeaderValue};
use kube::config::{
    AuthInfo, Cluster, Context, KubeConfigOptions, Kubeconfig, NamedAuthInfo, NamedCluster,
    NamedContext,
};
use kube::{Client, Config};

use super::super::live::{Requester, Settings};
use super::{ArgoServer, ServerError};
use crate::model::clean::clean;

/// Largest file of headers.
const MOST_HEADERS: u64 = 64 * 1024;
/// The name that the parts of the client's configuration share.
const NAME: &str = "argocd";
/// Where the user set what a message is about.
static SETTINGS: Settings = Settings {
    address: "`url` of the target",
    authority: "the system and `ca_file` of the target; give the right `ca_file`",
};

/// How the caller is known to the server. Read anew from a file, so that a renewed token is taken up.
#[derive(Clone)]
pub enum Token {
    /// Nothing is sent.
    None,
    File(PathBuf),
    Text(Secret),
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a token")
    }
}

/// A text that is never shown.
#[derive(Clone)]
pub struct Secret(String);

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

pub(super) async fn connect(server: &ArgoServer, until: Instant) -> Result<Requester, ServerError> {
    let ca_file = server.ca_file.as_deref().map(readable_ca).transpose()?;
    let cluster = Cluster {
        server: Some(server.url.clone()),
        certificate_authority: ca_file,
        insecure_skip_tls_verify: Some(server.insecure_skip_tls_verify),
        ..Cluster::default()
    };
    let kubeconfig = Kubeconfig {
        clusters: vec![NamedCluster {
            name: NAME.to_owned(),
            cluster: Some(cluster),
            ..NamedCluster::default()
        }],
        auth_infos: vec![NamedAuthInfo {
            name: NAME.to_owned(),
            auth_info: Some(auth(&server.token)?),
            ..NamedAuthInfo::default()
        }],
        contexts: vec![NamedContext {
            name: NAME.to_owned(),
            context: Some(Context {
                cluster: NAME.to_owned(),
                user: Some(NAME.to_owned()),
                ..Context::default()
            }),
            ..NamedContext::default()
        }],
        current_context: Some(NAME.to_owned()),
        ..Kubeconfig::default()
    };
    let mut config = Config::from_custom_kubeconfig(kubeconfig, &KubeConfigOptions::default())
        .await
        .map_err(|_| ServerError::Setting("url", "or the proxy for it is no URL"))?;
    config.connect_timeout = Some(Duration::from_secs(5));
    config.read_timeout = Some(Duration::from_secs(20));
    config.default_retry = false;
    if let Some(file) = &server.headers_file {
        config.headers.extend(headers(file)?);
    }
    let host = config
        .cluster_url
        .authority()
        .map_or_else(String::new, ToString::to_string);
    let client = Client::try_from(config)
        .map_err(|_| ServerError::Setting("ca_file", "holds no certificate in PEM"))?;
    Ok(Requester::new(client, clean(&host, 200), until).with(&SETTINGS))
}

fn auth(token: &Token) -> Result<AuthInfo, ServerError> {
    let mut auth = AuthInfo::default();
    match token {
        Token::None => {}
        Token::File(path) => {
            let held = std::fs::read_to_string(path).is_ok_and(|text| !text.trim().is_empty());
            if !held {
                return Err(ServerError::Setting(
                    "token_file",
                    "names a file that cannot be read or is empty",
                ));
            }
            auth.token_file = Some(path.to_string_lossy().into_owned());
        }
        Token::Text(Secret(text)) => auth.token = Some(text.trim().to_owned().into()),
    }
    Ok(auth)
}

fn readable_ca(path: &Path) -> Result<String, ServerError> {
    match std::fs::File::open(path) {
        Ok(_) => Ok(path.to_string_lossy().into_owned()),
        Err(_) => Err(ServerError::Setting(
            "ca_file",
            "names a file that cannot be read",
        )),
    }
}

/// `Name: value` lines; blank ones and those that start with `#` are passed over.
fn headers(path: &Path) -> Result<Vec<(HeaderName, HeaderValue)>, ServerError> {
    let unread = || ServerError::Setting("headers_file", "names a file that cannot be read");
    let mut text = String::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(MOST_HEADERS).read_to_string(&mut text))
        .map_err(|_| unread())?;
    let lines = text.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            header(line).ok_or(ServerError::Setting(
                "headers_file",
                "has a line that is no `Name: value`",
            ))
        })
        .collect()
}

fn header(line: &str) -> Option<(HeaderName, HeaderValue)> {
    let (name, value) = line.split_once(':')?;
    let mut value = HeaderValue::from_str(value.trim()).ok()?;
    value.set_sensitive(true);
    Some((name.trim().parse().ok()?, value))
}

//! From the settings of a server to a client: the one of the clusters, so that TLS, proxies, tries and deadlines are
//! the same. No redirect is followed, so a token goes to no other host.

use std::fmt;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use http::header::{HeaderName, HeaderValue};
use kube::config::{AuthInfo, Cluster, KubeConfigOptions};
use kube::{Client, Config};

use super::super::live::{Requester, Settings, address, bounded, only};
use super::{ArgoServer, ServerError};
use crate::model::clean::clean;

/// Largest file of headers.
const MOST_HEADERS: u64 = 64 * 1024;
/// Where the user set what a message is about.
static SETTINGS: Settings = Settings {
    address: "`url` of the target",
    authority: "the system and `ca_file` of the target; give the right `ca_file`",
};

/// How the caller is known to the server.
#[derive(Clone)]
pub enum Token {
    /// Nothing is sent.
    None,
    /// Read for each call, so that a renewed one is taken up.
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
    let kubeconfig = only("argocd", cluster, auth(&server.token)?);
    let config = Config::from_custom_kubeconfig(kubeconfig, &KubeConfigOptions::default())
        .await
        .map_err(|_| ServerError::Setting("url", "or the proxy for it is no URL"))?;
    let mut config = bounded(config);
    if let Some(file) = &server.headers_file {
        config.headers.extend(headers(file)?);
    }
    let host = address(&config.cluster_url).ok_or(ServerError::Setting(
        "url",
        "must be like https://argocd.example.com, without user and password",
    ))?;
    let client = Client::try_from(config)
        .map_err(|_| ServerError::Setting("ca_file", "holds no certificate in PEM"))?;
    Ok(Requester::new(client, clean(&host, 200), until).with(&SETTINGS))
}

/// The token as it stands in its file now. The client's own reading of files keeps a line break at the end.
fn auth(token: &Token) -> Result<AuthInfo, ServerError> {
    let unread = ServerError::Setting("token_file", "names a file that cannot be read or is empty");
    let text = match token {
        Token::None => return Ok(AuthInfo::default()),
        Token::File(path) => std::fs::read_to_string(path).map_err(|_| unread)?,
        Token::Text(Secret(text)) => text.clone(),
    };
    let text = text.trim();
    if text.is_empty() || text.contains(char::is_whitespace) {
        return Err(ServerError::Setting("token_file", "holds no token"));
    }
    Ok(AuthInfo {
        token: Some(text.to_owned().into()),
        ..AuthInfo::default()
    })
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

//! One GET with a deadline, bounded tries and what the server asked to wait.

use std::time::{Duration, Instant};

use http::{Request, StatusCode, header};
use hyper::body::Bytes;
use kube::Client;
use kube::client::Body;

use crate::model::Why;
use crate::model::clean::clean;

/// Tries of one request.
const TRIES: u32 = 3;
/// Longest time of one try.
const LONGEST: Duration = Duration::from_secs(10);
/// Largest answer: a page of 500 objects.
const LARGEST: usize = 256 << 20;

/// Asks one API; it can ask for nothing but GET.
pub(in crate::clients::cluster) struct Requester {
    client: Client,
    /// Host and port, for messages.
    pub(super) host: String,
    until: Instant,
    settings: &'static Settings,
}

/// Where the user set what a message is about.
pub(in crate::clients::cluster) struct Settings {
    pub(in crate::clients::cluster) address: &'static str,
    /// Whom the certificate has to be signed by, and what to give.
    pub(in crate::clients::cluster) authority: &'static str,
}

static KUBECONFIG: Settings = Settings {
    address: "`server` of the kubeconfig",
    authority: "the CA of the kubeconfig; give the right `certificate-authority`",
};

/// What an API answered.
#[derive(Debug)]
pub(in crate::clients::cluster) enum Answer {
    Found(Bytes),
    /// 401: who asks is not known.
    Unauthenticated,
    /// 403.
    Denied,
    /// 404.
    Absent,
    /// 410: the page token is too old.
    Expired,
    /// An answer that is no API's: a login page, a proxy.
    NoApi,
    /// No answer in the end, and why.
    Failed(Why, String),
}

impl Requester {
    pub(in crate::clients::cluster) fn new(client: Client, host: String, until: Instant) -> Self {
        Self {
            client,
            host,
            until,
            settings: &KUBECONFIG,
        }
    }

    /// The same, for an address that stands elsewhere than in a kubeconfig.
    pub(in crate::clients::cluster) fn with(self, settings: &'static Settings) -> Self {
        Self { settings, ..self }
    }

    pub(in crate::clients::cluster) async fn get(&self, path: &str) -> Answer {
        let mut last = Answer::Failed(Why::Timeout, "there was no time left".to_owned());
        for attempt in 1..=TRIES {
            let left = self.until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return last;
            }
            let (answer, wait) = match tokio::time::timeout(left.min(LONGEST), self.once(path))
                .await
            {
                Ok(done) => done,
                Err(_) => {
                    let said = format!("no whole answer within {} s", left.min(LONGEST).as_secs());
                    (Answer::Failed(Why::Timeout, said), None)
                }
            };
            // Whoever did not answer in time is not asked again: it would hold the call for as long once more.
            if !matches!(answer, Answer::Failed(why, _) if why != Why::Timeout) {
                return answer;
            }
            last = answer;
            let pause = wait.unwrap_or_else(|| pause(attempt));
            if attempt == TRIES || pause >= self.until.saturating_duration_since(Instant::now()) {
                break;
            }
            tokio::time::sleep(pause).await;
        }
        last
    }

    async fn once(&self, path: &str) -> (Answer, Option<Duration>) {
        let request = Request::get(path)
            .header(header::ACCEPT, "application/json")
            .body(Body::empty());
        let Ok(request) = request else {
            return (
                Answer::Failed(Why::Unsupported, "the path is no URL".to_owned()),
                None,
            );
        };
        let response = match self.client.send(request).await {
            Ok(response) => response,
            Err(error) => {
                return (
                    Answer::Failed(Why::Unreachable, self.unreachable(&error)),
                    None,
                );
            }
        };
        let status = response.status();
        let wait = response
            .headers()
            .get(header::RETRY_AFTER)
            .and_then(|value| value.to_str().ok()?.parse().ok())
            .map(Duration::from_secs);
        let is_json = response
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|kind| kind.contains("json"));
        let answer = match status {
            StatusCode::UNAUTHORIZED => Answer::Unauthenticated,
            StatusCode::FORBIDDEN => Answer::Denied,
            StatusCode::NOT_FOUND => Answer::Absent,
            StatusCode::GONE => Answer::Expired,
            StatusCode::TOO_MANY_REQUESTS => {
                let long = wait.map_or(String::new(), |wait| {
                    format!(" and asks to wait {} s", wait.as_secs())
                });
                Answer::Failed(Why::Limit, format!("the API limits the rate{long}"))
            }
            status if status.is_success() && !is_json => Answer::NoApi,
            status if status.is_success() => match response.into_body().collect_bytes().await {
                Ok(bytes) if bytes.len() <= LARGEST => Answer::Found(bytes),
                Ok(_) => Answer::Failed(Why::Limit, "the answer is larger than 256 MiB".to_owned()),
                Err(_) => Answer::Failed(
                    Why::Unreachable,
                    "the connection ended in the middle of the answer".to_owned(),
                ),
            },
            status => Answer::Failed(Why::Unreachable, format!("the API answered {status}")),
        };
        (answer, wait)
    }
}

/// Half a second, a second, with jitter, so that many callers do not come back at once.
fn pause(attempt: u32) -> Duration {
    let nanos = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.subsec_nanos());
    let base = 250_u64 << attempt.min(4);
    Duration::from_millis(base + u64::from(nanos % 250))
}

impl Requester {
    /// The chain of an error in words. Certificates and names are told apart, because what to do differs.
    fn unreachable(&self, error: &kube::Error) -> String {
        let mut chain = Vec::new();
        let mut next: Option<&dyn std::error::Error> = Some(error);
        while let Some(error) = next {
            chain.push(error.to_string());
            next = error.source();
        }
        let all = chain.join(": ").to_lowercase();
        let Settings { address, authority } = self.settings;
        let said = if all.contains("certificate") && all.contains("expired") {
            "its certificate is expired".to_owned()
        } else if all.contains("certificate") || all.contains("unknownissuer") {
            format!("its certificate is not trusted by {authority}")
        } else if all.contains("dns") || all.contains("lookup") || all.contains("resolve") {
            format!("its name is not found; the name comes from {address}")
        } else if all.contains("refused") {
            "it refuses the connection".to_owned()
        } else if all.contains("reset") || all.contains("closed") || all.contains("eof") {
            "the connection ended early".to_owned()
        } else {
            "it cannot be reached".to_owned()
        };
        clean(&format!("{}: {said}", self.host), 300)
    }
}

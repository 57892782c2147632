//! One GET with a deadline, bounded tries and what the server asked to wait.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

use http::{Request, StatusCode, header};
use kube::Client;
use kube::client::Body;

use super::super::access::Access;
use crate::model::Why;
use crate::model::clean::clean;

/// Tries of one request.
const TRIES: u32 = 3;
/// Longest time of one try.
const LONGEST: Duration = Duration::from_secs(10);
/// The pause before a try that would change nothing.
const NEVER: Option<Duration> = Some(Duration::MAX);
/// Largest answer: a page of 500 objects.
const LARGEST: usize = 256 << 20;

/// Asks one API; it can ask for nothing but GET.
pub(in crate::clients::cluster) struct Requester {
    client: RwLock<Current>,
    /// Where the credential came from, to read it once more when it stops being valid.
    origin: Option<(Access, String)>,
    renewing: tokio::sync::Mutex<()>,
    /// Something was answered: the credential was good once.
    answered: AtomicBool,
    /// Host and port, for messages.
    pub(super) host: String,
    until: Instant,
    settings: &'static Settings,
}

/// A client, and how often its credential was read anew.
#[derive(Clone)]
struct Current {
    client: Client,
    renewals: u32,
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
    Found(Vec<u8>),
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
            client: RwLock::new(Current {
                client,
                renewals: 0,
            }),
            origin: None,
            renewing: tokio::sync::Mutex::new(()),
            answered: AtomicBool::new(false),
            host,
            until,
            settings: &KUBECONFIG,
        }
    }

    /// The same, for an address that stands elsewhere than in a kubeconfig.
    pub(in crate::clients::cluster) fn with(self, settings: &'static Settings) -> Self {
        Self { settings, ..self }
    }

    /// The same, with a credential that can be read once more: a file, an exec plugin, or a kubeconfig that was renewed.
    pub(super) fn renewed_from(self, access: &Access, context: &str) -> Self {
        Self {
            origin: Some((access.clone(), context.to_owned())),
            ..self
        }
    }

    fn current(&self) -> Current {
        self.client
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The client with the credential as it stands now; once, and only where the old one was good before.
    async fn renewed(&self, old: &Current) -> Option<Current> {
        let (access, context) = self.origin.as_ref()?;
        let _one_at_a_time = self.renewing.lock().await;
        let current = self.current();
        if current.renewals != old.renewals {
            return Some(current);
        }
        if !self.answered.load(Ordering::Relaxed) || current.renewals > 0 {
            return None;
        }
        let (client, _) = super::connect::client(access, context).await.ok()?;
        let fresh = Current {
            client,
            renewals: 1,
        };
        *self.client.write().unwrap_or_else(PoisonError::into_inner) = fresh.clone();
        Some(fresh)
    }

    pub(in crate::clients::cluster) async fn get(&self, path: &str) -> Answer {
        self.get_as(path, "application/json").await
    }

    /// The same, where the answer is to have another form.
    pub(super) async fn get_as(&self, path: &str, accept: &str) -> Answer {
        let (current, asked) = (self.current(), (path, accept));
        let answer = self.tries(&current.client, asked).await;
        if matches!(answer, Answer::Unauthenticated)
            && let Some(fresh) = self.renewed(&current).await
        {
            return self.tries(&fresh.client, asked).await;
        }
        answer
    }

    async fn tries(&self, client: &Client, asked: (&str, &str)) -> Answer {
        let mut last = Answer::Failed(Why::Timeout, "there was no time left".to_owned());
        for attempt in 1..=TRIES {
            let left = self.until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return last;
            }
            let longest = left.min(LONGEST);
            let (answer, wait) = match tokio::time::timeout(longest, self.once(client, asked)).await
            {
                Ok(done) => done,
                // Whoever did not answer in time would hold the call for as long once more.
                Err(_) => {
                    let said = format!("no whole answer within {} s", longest.as_secs());
                    (Answer::Failed(Why::Timeout, said), NEVER)
                }
            };
            last = match answer {
                Answer::Failed(why, said) if attempt > 1 => {
                    Answer::Failed(why, format!("{said} (tried {attempt} times)"))
                }
                Answer::Failed(..) => answer,
                done => return done,
            };
            let pause = wait.unwrap_or_else(|| pause(attempt));
            if attempt == TRIES || pause >= self.until.saturating_duration_since(Instant::now()) {
                break;
            }
            tokio::time::sleep(pause).await;
        }
        last
    }

    async fn once(
        &self,
        client: &Client,
        (path, accept): (&str, &str),
    ) -> (Answer, Option<Duration>) {
        let request = Request::get(path)
            .header(header::ACCEPT, accept)
            .body(Body::empty());
        let Ok(request) = request else {
            return (
                Answer::Failed(Why::Unsupported, "the path is no URL".to_owned()),
                None,
            );
        };
        let response = match client.send(request).await {
            Ok(response) => response,
            Err(error) => {
                let (said, pause) = unreachable(&error, &self.host, self.settings);
                return (Answer::Failed(Why::Unreachable, said), pause);
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
            StatusCode::TOO_MANY_REQUESTS => Answer::Failed(Why::Limit, limited(wait)),
            status if status.is_success() && !is_json => Answer::NoApi,
            status if status.is_success() => self.whole(response.into_body()).await,
            status => {
                let why = match status {
                    StatusCode::GATEWAY_TIMEOUT => Why::Timeout,
                    _ => Why::Unreachable,
                };
                let reason = reason(response.into_body()).await;
                Answer::Failed(why, format!("the API answered {status}{reason}"))
            }
        };
        // A request that the API calls wrong stays wrong.
        let is_wrong = status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS;
        (answer, if is_wrong { NEVER } else { wait })
    }

    async fn whole(&self, body: Body) -> Answer {
        match body.collect_bytes().await {
            Ok(bytes) if bytes.len() <= LARGEST => {
                self.answered.store(true, Ordering::Relaxed);
                Answer::Found(bytes.into())
            }
            Ok(_) => Answer::Failed(Why::Limit, "the answer is larger than 256 MiB".to_owned()),
            Err(_) => Answer::Failed(
                Why::Unreachable,
                "the connection ended in the middle of the answer".to_owned(),
            ),
        }
    }
}

fn limited(wait: Option<Duration>) -> String {
    let long = wait.map(|wait| format!(" and asks to wait {} s", wait.as_secs()));
    format!("the API limits the rate{}", long.unwrap_or_default())
}

/// What a server says about its failure, where it says so as an API does.
async fn reason(body: Body) -> String {
    #[derive(serde::Deserialize)]
    struct Status {
        message: String,
    }
    const LONGEST_BODY: usize = 64 << 10;
    let body = body.collect_bytes().await.unwrap_or_default();
    if body.len() > LONGEST_BODY {
        return String::new();
    }
    serde_json::from_slice::<Status>(&body).map_or_else(
        |_| String::new(),
        |it| format!(": {}", clean(&it.message, 200)),
    )
}

/// Half a second, a second, with jitter, so that many callers do not come back at once.
fn pause(attempt: u32) -> Duration {
    let nanos = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.subsec_nanos());
    let base = 250_u64 << attempt.min(4);
    Duration::from_millis(base + u64::from(nanos % 250))
}

/// The chain of an error in words, and the pause before it is worth another try. Certificates and names are told apart,
/// because what to do differs.
fn unreachable(error: &kube::Error, host: &str, settings: &Settings) -> (String, Option<Duration>) {
    let mut chain = Vec::new();
    let mut next: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = next {
        chain.push(error.to_string());
        next = error.source();
    }
    let all = chain.join(": ").to_lowercase();
    let lasting = super::certificate::said(&all, settings.authority);
    let named = || {
        let missing = ["dns", "lookup", "resolve"]
            .iter()
            .any(|it| all.contains(it));
        missing.then(|| {
            format!(
                "its name is not found; the name comes from {}",
                settings.address
            )
        })
    };
    let shown = |said: &str| clean(&format!("{host}: {said}"), 300);
    if let Some(said) = lasting.or_else(named) {
        return (shown(&said), NEVER);
    }
    let said = if all.contains("refused") {
        "it refuses the connection"
    } else if all.contains("reset") || all.contains("closed") || all.contains("eof") {
        "the connection ended early"
    } else {
        "it cannot be reached"
    };
    (shown(said), None)
}

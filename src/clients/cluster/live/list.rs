//! All objects of a kind, page by page.

use std::time::{Duration, Instant};

use super::super::json;
use super::super::settled::Collected;
use super::super::snapshot::Outcome;
use super::kinds::Kind;
use super::request::{Answer, Requester};
use super::{Taking, object};
use crate::model::clean::clean;
use crate::model::{Skipped, Why};

/// Objects of a page.
const PAGE: usize = 500;

/// What reading a kind came to.
pub(super) struct Read {
    pub(super) outcome: Outcome,
    pub(super) read: Collected,
    pub(super) skipped: Option<Skipped>,
}

impl Read {
    /// Without an object.
    pub(super) fn nothing(outcome: Outcome) -> Self {
        Self {
            outcome,
            read: Collected::default(),
            skipped: None,
        }
    }
}

/// Over all namespaces.
pub(super) async fn all(
    requester: &Requester,
    kind: &Kind,
    versions: &[String],
    taking: &Taking,
) -> Read {
    within(requester, kind, (versions, ""), taking).await
}

/// In one namespace, or in all where it is empty. The first version that is served is taken.
pub(super) async fn within(
    requester: &Requester,
    kind: &Kind,
    (versions, namespace): (&[String], &str),
    taking: &Taking,
) -> Read {
    let mut last = Read::nothing(Outcome::NotInstalled);
    for version in versions {
        last = List {
            requester,
            kind,
            version,
            namespace,
            taking,
        }
        .read()
        .await;
        if last.outcome != Outcome::NotInstalled {
            return last;
        }
    }
    last
}

struct List<'l> {
    requester: &'l Requester,
    kind: &'l Kind,
    version: &'l str,
    namespace: &'l str,
    taking: &'l Taking,
}

impl List<'_> {
    /// A token that expired starts the list again, once; then what was read is told as a part.
    async fn read(&self) -> Read {
        let first = self.pages().await;
        match first {
            Err(Stopped::Expired(_)) => match self.pages().await {
                Err(Stopped::Expired(objects)) => self.part(
                    objects,
                    Why::Limit,
                    "it changed while it was read; counts are lower bounds",
                ),
                other => self.read_of(other),
            },
            other => self.read_of(other),
        }
    }

    fn read_of(&self, read: Result<(Collected, u64), Stopped>) -> Read {
        match read {
            Ok((read, 0)) => Read {
                outcome: Outcome::Read,
                read,
                skipped: None,
            },
            Ok((read, broken)) => Read {
                outcome: Outcome::Read,
                read,
                skipped: Some(Skipped {
                    what: format!("{broken} {} objects", self.kind.kind),
                    why: Why::Unsupported,
                    hint: "a field of them has a type that its API does not allow".to_owned(),
                }),
            },
            Err(Stopped::Absent) => Read::nothing(Outcome::NotInstalled),
            Err(Stopped::Expired(objects)) => {
                self.part(objects, Why::Limit, "it changed while it was read")
            }
            Err(Stopped::Failed(objects, why, said)) => self.part(objects, why, &said),
        }
    }

    /// What was read before the list stopped is kept, and never taken for the whole.
    fn part(&self, read: Collected, why: Why, said: &str) -> Read {
        let count = read.len();
        // What is plainly denied is told by kind, with the rule to add.
        let skipped = (!said.is_empty()).then(|| Skipped {
            what: clean(
                &format!(
                    "{}.{} after {count} objects",
                    self.kind.kind, self.kind.group
                ),
                200,
            ),
            why,
            hint: clean(said, 300),
        });
        Read {
            outcome: Outcome::Failed(why),
            read,
            skipped,
        }
    }

    async fn pages(&self) -> Result<(Collected, u64), Stopped> {
        let mut objects = Collected::new(self.taking.depth);
        let mut broken = 0;
        let mut next: Option<String> = None;
        let (mut size, mut decoding) = (0, Duration::ZERO);
        loop {
            let bytes = match self.requester.get(&self.path(next.as_deref())).await {
                Answer::Found(bytes) => bytes,
                other => return Err(stopped(other, objects)),
            };
            let started = Instant::now();
            // A page that is cut is not judged as a part: its objects are dropped.
            let page = match self.page(&bytes) {
                Ok(page) => page,
                Err(said) => return Err(Stopped::Failed(objects, Why::Unsupported, said)),
            };
            broken += page.broken;
            objects.absorb(page.objects);
            size += bytes.len();
            decoding += started.elapsed();
            next = page.next;
            if next.is_none() {
                let (kind, count, us) = (self.kind.kind, objects.len(), decoding.as_micros());
                tracing::debug!(kind, count, bytes = size, decoding_us = us, "listed");
                return Ok((objects, broken));
            }
        }
    }

    fn page(&self, bytes: &[u8]) -> Result<Page, String> {
        let mut objects = Collected::new(self.taking.depth);
        let mut broken = 0;
        let tail = json::each_raw(bytes, &mut |item| {
            if let Some(raw) = &self.taking.raw {
                raw(self.kind, self.version, item);
            }
            match object(item, self.kind, self.version) {
                Ok(object) => objects.take(object),
                Err(_) => broken += 1,
            }
        })
        .map_err(|error| {
            format!(
                "the answer is no whole JSON (at line {} column {})",
                error.line(),
                error.column()
            )
        })?;
        Ok(Page {
            objects,
            broken,
            next: tail.next_page,
        })
    }

    fn path(&self, next: Option<&str>) -> String {
        let Kind {
            group,
            plural,
            selector,
            fields,
            ..
        } = self.kind;
        let prefix = if group.is_empty() {
            format!("/api/{}", self.version)
        } else {
            format!("/apis/{group}/{}", self.version)
        };
        let namespace = if self.namespace.is_empty() {
            String::new()
        } else {
            format!("/namespaces/{}", self.namespace)
        };
        let mut path = format!("{prefix}{namespace}/{plural}?limit={PAGE}");
        if !selector.is_empty() {
            path.push_str(&format!("&labelSelector={}", escape(selector)));
        }
        if !fields.is_empty() {
            path.push_str(&format!("&fieldSelector={}", escape(fields)));
        }
        if let Some(token) = next {
            path.push_str(&format!("&continue={}", escape(token)));
        }
        path
    }
}

/// One page, decoded.
struct Page {
    objects: Collected,
    /// Objects that could not be decoded.
    broken: u64,
    next: Option<String>,
}

/// What an answer without a page means for the list.
fn stopped(answer: Answer, objects: Collected) -> Stopped {
    let (why, said) = match answer {
        Answer::Absent => return Stopped::Absent,
        Answer::Expired => return Stopped::Expired(objects),
        Answer::Denied => (Why::Denied, String::new()),
        Answer::Unauthenticated => (
            Why::Denied,
            "the credential stopped being valid while the cluster was read (401); renew it and ask again".to_owned(),
        ),
        Answer::Found(_) | Answer::NoApi => (
            Why::Unsupported,
            "the answer is no JSON of an API".to_owned(),
        ),
        Answer::Failed(why, said) => (why, said),
    };
    Stopped::Failed(objects, why, said)
}

/// Why a list stopped, with what was read before.
enum Stopped {
    Absent,
    Expired(Collected),
    Failed(Collected, Why, String),
}

/// Percent-encodes all but what every URL may hold.
pub(in crate::clients::cluster) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

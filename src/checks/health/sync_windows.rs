//! Whether the sync windows of a project let an Application sync, and when they will (argo-cd 3.6,
//! `pkg/apis/application/v1alpha1/types.go`: Matches, CanSync).

use chrono::{DateTime, Offset as _, TimeDelta, TimeZone as _};
use chrono_tz::Tz;
use regex::Regex;

use super::clock;
use super::cron::Cron;
use crate::clients::cluster::{AppProject, Application, Destination, SyncWindow};
use crate::model::clean::clean;

/// Openings and closings that are looked at for the next time that lets a sync through.
const TURNS: usize = 2_000;

/// What the windows say now.
pub(super) enum Verdict<'p> {
    /// No window is about this Application, or they let it through.
    Open,
    /// Nothing is synced by itself.
    Closed(Closed<'p>),
    /// A window cannot be read: Argo CD then lets nothing through.
    Broken(&'p SyncWindow),
    /// The time of reading is not known, or the schedule has a time zone of its own (`TZ=…`).
    NotEvaluated(&'p SyncWindow),
}

pub(super) struct Closed<'p> {
    /// The deny window that is open, else an allow window that is not.
    pub(super) by: &'p SyncWindow,
    /// When a sync is let through again (RFC 3339); `None` where no turn ahead does.
    pub(super) opens: Option<String>,
    /// A sync by hand is let through.
    pub(super) by_hand: bool,
}

/// The verdict for one Application at a time (seconds since 1970).
pub(super) fn verdict<'p>(
    project: &'p AppProject,
    app: &Application,
    now: Option<i64>,
) -> Verdict<'p> {
    let about: Vec<&SyncWindow> = project
        .spec
        .sync_windows
        .iter()
        .filter(|window| is_about(window, app))
        .collect();
    let Some(first) = about.first() else {
        return Verdict::Open;
    };
    let Some(now) = now else {
        return Verdict::NotEvaluated(first);
    };
    let own_zone = |it: &&&SyncWindow| it.schedule.contains("TZ=");
    if let Some(window) = about.iter().find(own_zone) {
        return Verdict::NotEvaluated(window);
    }
    let mut windows = Vec::new();
    for window in about {
        match Window::read(window) {
            Some(read) => windows.push(read),
            None => return Verdict::Broken(window),
        }
    }
    let all = Windows(windows);
    match all.closed_by(now) {
        None => Verdict::Open,
        Some(by) => Verdict::Closed(Closed {
            by,
            opens: all.opens(now).and_then(shown),
            by_hand: all.lets_people(now),
        }),
    }
}

/// `2026-11-24T10:00:00Z`.
fn shown(seconds: i64) -> Option<String> {
    Some(
        DateTime::from_timestamp(seconds, 0)?
            .format("%Y-%m-%dT%H:%M:%SZ")
            .to_string(),
    )
}

/// `deny at 0 6 * * * for 4h (Europe/Berlin)`.
pub(super) fn told(window: &SyncWindow) -> String {
    let zone = window.time_zone.as_deref().filter(|it| !it.is_empty());
    clean(
        &format!(
            "{} at {} for {} ({})",
            window.kind,
            window.schedule,
            window.duration,
            zone.unwrap_or("UTC")
        ),
        300,
    )
}

struct Window<'p> {
    written: &'p SyncWindow,
    cron: Cron,
    duration: i64,
    zone: Tz,
}

impl<'p> Window<'p> {
    fn read(written: &'p SyncWindow) -> Option<Self> {
        // A zone that is not known counts as UTC, as in Argo CD.
        let zone = written.time_zone.as_deref().and_then(|it| it.parse().ok());
        Some(Self {
            written,
            cron: Cron::parse(&written.schedule)?,
            duration: clock::duration(&written.duration)?,
            zone: zone.unwrap_or(Tz::UTC),
        })
    }

    fn is_deny(&self) -> bool {
        &*self.written.kind == "deny"
    }

    /// The first start behind a time, in seconds.
    fn start_after(&self, time: i64) -> Option<i64> {
        let utc = DateTime::from_timestamp(time, 0)?.naive_utc();
        let offset = self.zone.offset_from_utc_datetime(&utc).fix();
        let offset = TimeDelta::seconds(i64::from(offset.local_minus_utc()));
        let start = self.cron.after(utc + offset)? - offset;
        Some(start.and_utc().timestamp())
    }

    /// The end of the opening that holds this time.
    fn open_until(&self, time: i64) -> Option<i64> {
        let start = self.start_after(time - self.duration)?;
        (start <= time).then_some(start + self.duration)
    }

    fn is_open(&self, time: i64) -> bool {
        self.open_until(time).is_some()
    }

    /// When it opens or closes next.
    fn turn(&self, time: i64) -> Option<i64> {
        let ends = self.open_until(time);
        let starts = self.start_after(time);
        ends.into_iter().chain(starts).min()
    }
}

struct Windows<'p>(Vec<Window<'p>>);

impl<'p> Windows<'p> {
    /// The window that holds syncs back: an open deny; without an open allow, an allow that is closed.
    fn closed_by(&self, time: i64) -> Option<&'p SyncWindow> {
        let open = |window: &&Window<'p>| window.is_open(time);
        if let Some(deny) = self.0.iter().filter(|it| it.is_deny()).find(open) {
            return Some(deny.written);
        }
        let mut allows = self.0.iter().filter(|it| !it.is_deny()).peekable();
        let first = allows.peek()?.written;
        allows.all(|it| !it.is_open(time)).then_some(first)
    }

    fn opens(&self, now: i64) -> Option<i64> {
        let mut time = now;
        for _ in 0..TURNS {
            time = self.0.iter().filter_map(|it| it.turn(time)).min()?;
            if self.closed_by(time).is_none() {
                return Some(time);
            }
        }
        None
    }

    /// Whether the windows that hold back let people through, all of them.
    fn lets_people(&self, time: i64) -> bool {
        let denies: Vec<&Window<'_>> = self
            .0
            .iter()
            .filter(|it| it.is_deny() && it.is_open(time))
            .collect();
        if denies.is_empty() {
            let mut allows = self.0.iter().filter(|it| !it.is_deny());
            return allows.all(|it| it.written.manual_sync);
        }
        denies.iter().all(|it| it.written.manual_sync)
    }
}

/// Applications, clusters and namespaces of a window: one of them is enough, or all with `andOperator`.
fn is_about(window: &SyncWindow, app: &Application) -> bool {
    let Destination {
        server,
        name,
        namespace,
    } = &app.spec.destination;
    let any = |patterns: &[Box<str>], texts: &[&str]| {
        patterns
            .iter()
            .any(|pattern| texts.iter().any(|text| glob(pattern, text)))
    };
    let clusters: Vec<&str> = [name, server]
        .into_iter()
        .filter_map(|it| it.as_deref())
        .collect();
    let said = [
        (&window.applications, vec![app.metadata.name.as_str()]),
        (&window.clusters, clusters),
        (&window.namespaces, vec![namespace.as_deref().unwrap_or("")]),
    ];
    let mut given = said
        .iter()
        .filter(|(patterns, _)| !patterns.is_empty())
        .peekable();
    if given.peek().is_none() {
        return false;
    }
    if window.and_operator {
        given.all(|(patterns, texts)| any(patterns, texts))
    } else {
        given.any(|(patterns, texts)| any(patterns, texts))
    }
}

/// Patterns of gobwas/glob without separators; one that is broken fits nothing.
pub(super) fn glob(pattern: &str, text: &str) -> bool {
    let mut regex = String::from("^(?s:");
    let mut braces = 0;
    let mut letters = pattern.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '*' => regex.push_str(".*"),
            '?' => regex.push('.'),
            '[' => {
                regex.push('[');
                if letters.next_if_eq(&'!').is_some() {
                    regex.push('^');
                }
            }
            ']' | '-' => regex.push(letter),
            '{' => {
                braces += 1;
                regex.push_str("(?:");
            }
            '}' if braces > 0 => {
                braces -= 1;
                regex.push(')');
            }
            ',' if braces > 0 => regex.push('|'),
            '\\' => regex.push_str(&regex::escape(
                &letters.next().map_or(String::new(), String::from),
            )),
            other => regex.push_str(&regex::escape(&other.to_string())),
        }
    }
    regex.push_str(")$");
    Regex::new(&regex).is_ok_and(|regex| regex.is_match(text))
}

//! What the health tools have in common: targets are read, judged, and the answer is cut to a page.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::paging::Wanted;
use super::spokes;
use super::{Answer, Context, Failure};
use crate::checks::health::{Checkout, Judged, ObjectLine, Question, Show, judge, wake_stale};
use crate::clients::cluster::{Depth, Snapshot, TargetError};
use crate::model::{Coverage, Cursor, Report, Skipped, Why};

/// A report, and the objects that were asked for one by one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HealthReport {
    #[serde(flatten)]
    pub report: Report,
    /// Only with `show=all` or `revision`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<ObjectLine>,
}

impl HealthReport {
    /// The report, then one line for each object.
    pub(super) fn markdown(&self) -> String {
        let mut out = crate::output::markdown::report(&self.report);
        if self.objects.is_empty() {
            return out;
        }
        out.push_str("\nObjects:\n");
        for line in &self.objects {
            out.push_str(&format!("- {}\n", told(line)));
        }
        out
    }
}

/// `Kustomization apps/web` Healthy, main@sha1:1f2e3d4c of …
fn told(line: &ObjectLine) -> String {
    let code = |text: &str| crate::model::clean::code(text, 300);
    let mut parts = vec![code(&line.object), line.health.clone()];
    parts.extend(line.sync.clone());
    if let Some(arrived) = line.arrived {
        parts.push(if arrived { "arrived" } else { "not arrived" }.to_owned());
    }
    match (&line.revision, &line.source_revision) {
        (Some(own), Some(source)) if own != source => {
            parts.push(format!("{} (its source has {})", code(own), code(source)));
        }
        (Some(own), _) => parts.push(code(own)),
        (None, Some(source)) => parts.push(format!("its source has {}", code(source))),
        (None, None) => {}
    }
    parts.extend(
        line.source
            .as_deref()
            .map(|source| format!("from {}", code(source))),
    );
    parts.extend(line.since.as_deref().map(|since| format!("since {since}")));
    parts.extend(line.note.clone());
    parts.join(", ")
}

/// Which objects to list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Listed {
    /// What is wrong.
    #[default]
    Findings,
    /// Every object, healthy or not.
    All,
}

impl From<Listed> for Show {
    fn from(listed: Listed) -> Self {
        match listed {
            Listed::Findings => Self::Findings,
            Listed::All => Self::All,
        }
    }
}

/// Reads the targets that are named: one, or `*` for all of the configuration.
pub(super) fn read(
    context: &Context<'_>,
    target: Option<&str>,
    depth: Depth,
) -> Result<(Vec<Snapshot>, Vec<Skipped>), Failure> {
    let targets = context.targets.with(depth);
    let (mut snapshots, mut skipped) = read_each(context, target, |name| {
        targets.read(context.roots, name, context.watch)
    })?;
    match snapshots.as_mut_slice() {
        [hub] if target != Some("*") => {
            let asked = (target.unwrap_or(""), depth);
            skipped.extend(spokes::follow(context, hub, asked));
        }
        all => spokes::join(context.targets, all),
    }
    Ok((snapshots, skipped))
}

/// The same, with a way of reading of one's own; no name is the current context.
pub(super) fn read_each<T>(
    context: &Context<'_>,
    target: Option<&str>,
    read: impl Fn(&str) -> Result<T, TargetError>,
) -> Result<(Vec<T>, Vec<Skipped>), Failure> {
    let targets = context.targets;
    if target != Some("*") {
        return read(target.unwrap_or(""))
            .map(|one| (vec![one], Vec::new()))
            .map_err(|error| failed(&error));
    }
    let names = targets.names();
    if names.is_empty() {
        return Err(Failure::new(
            "`target=*` asks every configured target, and none is configured.",
            "write `[targets.NAME]` with `context` or `export` into the configuration file, or name one target",
        ));
    }
    let mut snapshots = Vec::new();
    let mut skipped = Vec::new();
    for name in names {
        match read(&name) {
            Ok(snapshot) => snapshots.push(snapshot),
            Err(error) => skipped.push(unread(&name, &error)),
        }
    }
    Ok((snapshots, skipped))
}

/// A target that could not be read, as a part that is missing.
pub(super) fn unread(name: &str, error: &TargetError) -> Skipped {
    Skipped {
        what: format!("the target {name}"),
        why: match error {
            TargetError::Export(_) => Why::Absent,
            _ => Why::Unreachable,
        },
        hint: error.to_string(),
    }
}

pub(super) fn failed(error: &TargetError) -> Failure {
    Failure::new(
        format!("{error}."),
        "name a context of your kubeconfig, a target of the configuration, or `export:<path>` with a file or folder of objects below an allowed root, for example `target=export:cluster.yaml`",
    )
}

/// The checkout that `path` names, with where each object stands in it.
pub(super) fn checkout(
    context: &Context<'_>,
    path: Option<&str>,
) -> Result<Option<Checkout>, Failure> {
    let Some(path) = path else { return Ok(None) };
    let repository = context
        .roots
        .open(path)
        .map_err(|error| super::unreadable(&error))?;
    Ok(Some(Checkout::read(&repository, context.watch)))
}

/// Judges what was read.
pub(super) fn answer(
    context: &Context<'_>,
    target: Option<&str>,
    question: &Question,
    path: Option<&str>,
) -> Result<Judged, Failure> {
    let (mut snapshots, skipped) = read(context, target, question.depth())?;
    snapshots.iter_mut().for_each(wake_stale);
    let checkout = checkout(context, path)?;
    let mut judged = judge(&snapshots, question, checkout.as_ref());
    if question.name.is_some() && judged.asked == 0 && skipped.is_empty() {
        return Err(nothing_named(&snapshots, question));
    }
    if !skipped.is_empty() {
        let coverage = Coverage {
            checked: judged.report.checked,
            skipped: judged.report.skipped.into_iter().chain(skipped).collect(),
            suppressed: judged.report.suppressed,
        };
        let subject = format!("{} targets that could be read", snapshots.len());
        judged.report = Report::new(coverage, judged.report.findings, &subject, "");
        if let Some(arrival) = &judged.arrival {
            judged.report.summary = format!("{arrival} {}", judged.report.summary);
        }
    }
    Ok(judged)
}

/// A name that nothing bears is a question that cannot be answered, never a healthy one.
fn nothing_named(snapshots: &[Snapshot], question: &Question) -> Failure {
    let name = question.name.as_deref().unwrap_or_default();
    let mut near: Vec<(f64, String)> = snapshots
        .iter()
        .flat_map(|snapshot| &snapshot.objects)
        .map(|object| (likeness(name, object.name()), object))
        .filter(|(likeness, _)| *likeness > 0.6)
        .map(|(likeness, object)| {
            let shown = format!("{} {}/{}", object.kind, object.namespace(), object.name());
            (likeness, crate::model::clean::clean(&shown, 200))
        })
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    near.dedup_by(|a, b| a.1 == b.1);
    let near: Vec<String> = near.into_iter().take(5).map(|(_, name)| name).collect();
    Failure::new(
        format!(
            "no object named `{}` fits the question.",
            crate::model::clean::echo(name)
        ),
        if near.is_empty() {
            "leave out `name`, `namespace` or `kind` to see what is there".to_owned()
        } else {
            format!("the nearest are {}", near.join(", "))
        },
    )
}

/// How near two names are, swapped letters of short names included.
fn likeness(wrong: &str, name: &str) -> f64 {
    strsim::jaro_winkler(wrong, name).max(strsim::normalized_damerau_levenshtein(wrong, name))
}

/// Cuts findings and objects to a page: the findings first, then the objects, one place in both.
pub(super) fn page(judged: Judged, question: &str, wanted: &Wanted<'_>) -> Result<Answer, Failure> {
    if judged.objects.is_empty() {
        return match super::paging::page(judged.report, question, wanted)? {
            Answer::Report(report, _) => Ok(Answer::Health(HealthReport {
                report,
                objects: Vec::new(),
            })),
            other => Ok(other),
        };
    }
    let prints: Vec<String> = judged
        .report
        .findings
        .iter()
        .map(|finding| finding.fingerprint.clone())
        .chain(
            judged
                .objects
                .iter()
                .map(|line| format!("{} {}", line.target, line.object)),
        )
        .collect();
    let list = || prints.iter().map(String::as_str);
    let refused =
        |error: crate::model::CursorError| Failure::new("`cursor` was refused.", error.to_string());
    let start = wanted
        .cursor
        .map(|text| Cursor::decode(text, question, list()))
        .transpose()
        .map_err(refused)?
        .map_or(0, |cursor| {
            usize::try_from(cursor.offset).unwrap_or(usize::MAX)
        });
    let limit = match (wanted.whole, wanted.limit) {
        (true, _) => usize::MAX,
        (_, limit) => limit.unwrap_or(40) as usize,
    };
    let most = if wanted.limit.is_none() {
        8_192
    } else {
        32_000
    };
    let mut taken = limit.min(prints.len().saturating_sub(start));
    loop {
        let cut = cut(&judged, start, taken);
        let size = cut.structured().to_string().len().max(cut.markdown().len());
        if wanted.whole || size <= most || taken <= 1 {
            let next = start + taken;
            let Answer::Health(mut health) = cut else {
                return Ok(cut);
            };
            health.report.omitted = prints.len().saturating_sub(next) as u64;
            health.report.next_cursor = (health.report.omitted > 0)
                .then(|| Cursor::new(next as u64, question, list()).to_string());
            return Ok(Answer::Health(health));
        }
        taken = (taken * most / size).clamp(1, taken - 1);
    }
}

fn cut(judged: &Judged, start: usize, taken: usize) -> Answer {
    let findings = judged.report.findings.len();
    let mut report = judged.report.clone();
    report.findings = report
        .findings
        .into_iter()
        .skip(start)
        .take(taken)
        .collect();
    for finding in &mut report.findings {
        finding.related.clear();
        finding.evidence.truncate(1);
    }
    let rest = taken - report.findings.len().min(taken);
    let objects = judged
        .objects
        .iter()
        .skip(start.saturating_sub(findings))
        .take(rest)
        .cloned()
        .collect();
    Answer::Health(HealthReport { report, objects })
}

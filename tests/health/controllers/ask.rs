//! Asks both health tools, and says what of their answers is not as a scenario expects.

use std::path::PathBuf;

use gitops_mcp::clients::cluster::Targets;
use gitops_mcp::clients::repository::{Roots, Unwatched};
use gitops_mcp::model::{Finding, Location, Report, Skipped, Why};
use gitops_mcp::tools::{self, Context};
use serde_json::{Value, json};

use super::rows;
use super::scenario::Scenario;

/// One place that can be asked: a cluster, or an export below a folder.
pub(super) struct Asked {
    pub(super) targets: Targets,
    pub(super) root: PathBuf,
    pub(super) name: String,
}

impl Asked {
    pub(super) fn report(&self, engine: &str, narrow: Value) -> Report {
        let answer = self.call(&format!("check_{engine}_health"), narrow);
        answer.report().unwrap().clone()
    }

    pub(super) fn call(&self, tool: &str, narrow: Value) -> tools::Answer {
        let roots = Roots::new(std::slice::from_ref(&self.root), None).unwrap();
        let context = Context {
            roots: &roots,
            targets: &self.targets,
            watch: &Unwatched,
            whole: true,
        };
        let mut arguments = json!({ "target": self.name });
        if let Value::Object(narrow) = narrow {
            arguments.as_object_mut().unwrap().extend(narrow);
        }
        tools::find(tool)
            .unwrap()
            .call(&context, arguments.as_object().unwrap().clone())
            .unwrap_or_else(|failure| panic!("{tool} {arguments}: {failure}"))
    }

    /// What is told of the whole fleet.
    pub(super) fn fleet(&self, engines: &[&str]) -> Vec<Finding> {
        let mut all: Vec<Finding> = Vec::new();
        for engine in engines {
            let report = self.report(engine, json!({"detail": "full"}));
            // One server is read: a cluster that a scenario deploys to is rightly told as unread.
            let elsewhere =
                |it: &Skipped| it.why == Why::Absent && it.what.starts_with("the cluster ");
            let whole = report.skipped.iter().all(elsewhere);
            assert!(whole, "{engine}: {:?}", report.skipped);
            all.extend(report.findings);
        }
        all.dedup();
        all
    }
}

/// When the fleet is looked at: some findings need time, and no test waits for it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    Now,
    /// From an export that says it was taken twenty minutes later.
    Later,
}

impl Scenario {
    /// Whether a finding is about an object of this scenario.
    pub(super) fn owns(&self, finding: &Finding) -> bool {
        let (namespace, name) = match &finding.location {
            Location::Object(at) => (at.namespace.as_deref().unwrap_or(""), at.name.as_str()),
            _ => ("", ""),
        };
        let own = |it: &str| {
            it.strip_prefix(self.name.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        // A cluster is told by its address, with its name beside it.
        let by_name = finding.message.contains(&format!("({})", self.name));
        own(namespace) || (["", "argocd"].contains(&namespace) && own(name)) || by_name
    }

    /// Why what is told is not what should be told of this scenario; findings of others do not matter.
    pub(super) fn wrong(&self, findings: &[Finding], when: When) -> Option<String> {
        let told: Vec<&Finding> = findings.iter().filter(|it| self.owns(it)).collect();
        let expected = self.expected.as_ref();
        let Some(expected) = expected.filter(|it| !it.later || when == When::Later) else {
            let lines = lines(&told);
            return (!told.is_empty())
                .then(|| format!("{}: expected nothing, got {lines:#?}", self.name));
        };
        let first = told.first().is_some_and(|first| {
            let cause = first.cause.as_deref().unwrap_or("");
            let by_row = match &expected.row {
                Some(row) => cause.ends_with(&format!("({row})")),
                None => !rows::is_row(cause),
            };
            let place = first.location.to_string();
            first.rule == expected.rule && place.starts_with(&expected.at) && by_row
        });
        let mut rest = told.iter().skip(1);
        let also = rest.all(|it| expected.also.contains(&it.rule));
        let lines = lines(&told);
        (!first || !also).then(|| format!("{}: expected {expected:?}, got {lines:#?}", self.name))
    }
}

/// Rule, place, cause, and the words that it was found by.
pub(super) fn lines(told: &[&Finding]) -> Vec<String> {
    told.iter()
        .map(|it| {
            let cause = it.cause.as_deref().unwrap_or("");
            let words = it.evidence.first().map_or("", |it| it.value.as_str());
            let (rule, place, message) = (&it.rule, &it.location, &it.message);
            format!("{rule} {place}: {message} | {cause} | {words}")
        })
        .collect()
}

/// What must be the same however the objects were read.
pub(super) fn told<'f>(findings: impl Iterator<Item = &'f Finding>) -> Vec<String> {
    let cause = |it: &Finding| it.cause.clone().unwrap_or_default();
    let mut all: Vec<String> = findings
        .map(|it| format!("{} {}: {}", it.rule, it.location, cause(it)))
        .collect();
    all.sort();
    all
}

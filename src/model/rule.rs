use super::finding::fingerprint;
use super::{Affects, Confidence, Evidence, Finding, Fix, Location, Related, Severity};

/// A rule: its static record and the area's check. One rule, one file, named after the problem.
pub struct Rule<C> {
    /// What is known about the rule without running it.
    pub meta: Meta,
    /// The pure function (or the choice of functions) of the area that holds the rule.
    pub check: C,
}

/// The static record of a rule. Everything that describes rules is generated from these.
#[derive(Debug, Clone, Copy)]
pub struct Meta {
    /// `area/problem-name`; stable.
    pub id: &'static str,
    /// Names the problem, not the fix; no full stop.
    pub title: &'static str,
    /// Severity unless a problem says otherwise.
    pub severity: Severity,
    /// Kinds or file types that the rule looks at.
    pub applies_to: &'static [&'static str],
    /// Version of gitops-mcp that brought the rule.
    pub since: &'static str,
    /// Markdown in fixed sections: What it checks, Why it matters, Likely causes, How to fix, Source.
    pub docs: &'static str,
}

/// What a rule returns: everything of a finding but what [`Meta::finding`] stamps on it.
#[derive(Debug, Clone)]
pub struct Problem {
    /// Other severity than the rule's own, for example in a test folder.
    pub severity: Option<Severity>,
    /// How sure it is.
    pub confidence: Confidence,
    /// One sentence that names the object and what is wrong.
    pub message: String,
    /// Where.
    pub location: Location,
    /// When it began, if known.
    pub since: Option<String>,
    /// Other places.
    pub related: Vec<Related>,
    /// What was read.
    pub evidence: Vec<Evidence>,
    /// Why, when the evidence supports it.
    pub cause: Option<String>,
    /// The way out.
    pub fix: Option<Fix>,
    /// What follows.
    pub affects: Option<Affects>,
}

impl Problem {
    /// A certain problem without further detail; set the other fields by struct update.
    #[must_use]
    pub fn new(message: impl Into<String>, location: Location) -> Self {
        Self {
            severity: None,
            confidence: Confidence::Certain,
            message: message.into(),
            location,
            since: None,
            related: Vec::new(),
            evidence: Vec::new(),
            cause: None,
            fix: None,
            affects: None,
        }
    }
}

impl Meta {
    /// The address of the rule's page.
    #[must_use]
    pub fn docs_uri(&self) -> String {
        format!("gitops://rules/{}", self.id)
    }

    /// Makes a finding of a problem: stamps id, severity, docs and fingerprint, so that no rule reports under another's name.
    #[must_use]
    pub fn finding(&self, problem: Problem) -> Finding {
        Finding {
            rule: self.id.to_owned(),
            severity: problem.severity.unwrap_or(self.severity),
            confidence: problem.confidence,
            fingerprint: fingerprint(self.id, &problem.location, None),
            message: problem.message,
            location: problem.location,
            since: problem.since,
            related: problem.related,
            evidence: problem.evidence,
            cause: problem.cause,
            fix: problem.fix,
            docs: self.docs_uri(),
            affects: problem.affects,
        }
    }
}

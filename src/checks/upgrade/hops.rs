//! From which version to which, and over which steps.

use std::fmt;

use crate::data::apis::API_VERSIONS;
use crate::data::changes::CHANGES;
use crate::data::version::Minor;
use crate::data::{CHECKED_ON, Version, components};
use crate::model::clean::echo;

/// The components that a plan can be made for, by id of the table of components.
pub const COMPONENTS: [&str; 7] = [
    "argocd",
    "flux",
    "kubernetes",
    "external-secrets",
    "sealed-secrets",
    "argo-rollouts",
    "flagger",
];

/// Components whose minors follow each other and are not to be skipped. Sources: Kubernetes version skew policy; argo-cd
/// docs/operator-manual/upgrading/overview.md (each page between has to be read); flux2 `flux migrate`, which knows the
/// versions of one minor at a time.
const EVERY_MINOR: [&str; 3] = ["argocd", "flux", "kubernetes"];

/// One component on its way.
pub(crate) struct Move {
    pub(super) component: &'static str,
    /// The project's name of it.
    pub(super) name: &'static str,
    /// What is installed; none where nothing tells.
    pub(super) from: Option<Version>,
    /// Only the minor of it is told.
    pub(super) only_line: bool,
    pub(super) to: Version,
}

/// One step of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// An id of [`COMPONENTS`].
    pub component: &'static str,
    /// None where nothing tells what is installed.
    pub from: Option<String>,
    /// The newest known release of the line.
    pub to: String,
    /// The Kubernetes minors that the line supports, oldest and newest, where the table knows.
    pub kubernetes: Option<(Minor, Minor)>,
    /// The line that the step ends in.
    pub(super) line: Minor,
}

/// Why no plan can be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoPlan {
    /// The version is none.
    NoVersion(String),
    /// Newer than the table.
    Newer {
        component: &'static str,
        to: Version,
        newest: Version,
    },
    /// Older than what is installed.
    Backwards { from: Version, to: Version },
}

impl fmt::Display for NoPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoVersion(given) => write!(f, "`to` is no released version: {}", echo(given)),
            Self::Newer {
                component,
                to,
                newest,
            } => write!(
                f,
                "{component} {to} is newer than this build knows: its table of {CHECKED_ON} ends with {newest}"
            ),
            Self::Backwards { from, to } => {
                write!(f, "`to` is {to}, and {from} is installed")
            }
        }
    }
}

impl Move {
    /// The way of a component to a version, or to the newest that is known.
    pub(super) fn new(
        component: &'static str,
        from: Option<Version>,
        to: Option<&str>,
    ) -> Result<Self, NoPlan> {
        let newest = components::newest(component).map_or(Version::new(0, 0, 0), |row| row.version);
        let to = match to {
            None => newest.max(from.unwrap_or(newest)),
            Some(text) => exact(component, text)?,
        };
        if to.line() > newest.line() && from.is_none_or(|from| to != from) {
            return Err(NoPlan::Newer {
                component,
                to,
                newest,
            });
        }
        if let Some(from) = from.filter(|from| from.line() > to.line()) {
            return Err(NoPlan::Backwards { from, to });
        }
        Ok(Self {
            component,
            name: components::find(component).map_or(component, |row| row.name),
            from,
            only_line: false,
            to,
        })
    }

    /// The installed version as it is told.
    pub(super) fn installed(&self) -> Option<String> {
        let from = self.from?;
        Some(if self.only_line {
            from.line().to_string()
        } else {
            from.to_string()
        })
    }

    /// Whether the end of the way is in this minor or behind it.
    pub(super) fn reaches(&self, minor: Option<Minor>) -> bool {
        minor.is_some_and(|minor| minor <= self.to.line())
    }

    /// Whether a change that begins with this minor lies on the way.
    pub(super) fn passes(&self, minor: Minor) -> bool {
        minor <= self.to.line() && self.from.is_none_or(|from| minor > from.line())
    }

    /// The steps, in order.
    pub(super) fn hops(&self) -> Vec<Hop> {
        let lines = self.lines();
        let mut from = self.installed();
        let mut hops = Vec::with_capacity(lines.len());
        for line in lines {
            let to = newest_of(self.component, line, self.to);
            let known = components::lines(self.component);
            hops.push(Hop {
                component: self.component,
                from: from.replace(to.clone()),
                kubernetes: known
                    .iter()
                    .find(|row| row.minor == line)
                    .and_then(|row| row.kubernetes),
                to,
                line,
            });
        }
        hops
    }

    /// The minors to stop at; the last one is the end of the way.
    fn lines(&self) -> Vec<Minor> {
        let end = self.to.line();
        let Some(from) = self.from.map(Version::line) else {
            return vec![end];
        };
        let mut lines = known_lines(self.component);
        if EVERY_MINOR.contains(&self.component) && from.major == end.major {
            lines.extend((from.minor..end.minor).map(|minor| Minor::new(end.major, minor)));
        }
        lines.retain(|line| *line > from && *line < end);
        if end > from || self.from.is_some_and(|from| self.to > from) {
            lines.push(end);
        }
        lines.sort();
        lines.dedup();
        lines
    }
}

/// Minors at which the tables say that something happens.
fn known_lines(component: &str) -> Vec<Minor> {
    let changes = CHANGES
        .iter()
        .filter(|row| row.component == component)
        .map(|row| row.to);
    let apis = API_VERSIONS.iter().filter(|row| row.component == component);
    let mut lines: Vec<Minor> = changes.chain(apis.filter_map(|row| row.removed)).collect();
    if EVERY_MINOR.contains(&component) {
        lines.extend(components::lines(component).iter().map(|row| row.minor));
    }
    lines
}

/// A version, or a minor as its newest known release.
fn exact(component: &str, text: &str) -> Result<Version, NoPlan> {
    let version = Version::parse(text.trim()).ok_or_else(|| NoPlan::NoVersion(text.to_owned()))?;
    if text.trim().matches('.').count() > 1 {
        return Ok(version);
    }
    let releases = components::releases(component);
    let known = releases
        .iter()
        .find(|row| row.version.line() == version.line());
    Ok(known.map_or(version, |row| row.version))
}

fn newest_of(component: &str, line: Minor, end: Version) -> String {
    if end.line() == line {
        return end.to_string();
    }
    let releases = components::releases(component);
    let known = releases
        .iter()
        .find(|row| row.version.line() == line && row.why.is_empty());
    known.map_or_else(|| line.to_string(), |row| row.version.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(component: &'static str, from: &str, to: &str) -> Vec<String> {
        let moved = Move::new(component, Version::parse(from), Some(to)).unwrap();
        moved.hops().into_iter().map(|hop| hop.to).collect()
    }

    #[test]
    fn minors_are_not_skipped() {
        assert_eq!(way("flux", "2.6.4", "2.9.5"), ["2.7", "2.8", "2.9.5"]);
        assert_eq!(
            way("argocd", "2.14.0", "3.2"),
            ["3.0", "3.1", "3.2.0"],
            "the step over a major is known by its page"
        );
        assert_eq!(way("kubernetes", "1.34.1", "1.36"), ["1.35", "1.36.0"]);
        assert_eq!(way("flux", "2.9.0", "2.9.5"), ["2.9.5"]);
        assert!(way("flux", "2.9.5", "2.9.5").is_empty());
    }

    #[test]
    fn a_version_that_the_table_does_not_know_is_refused_with_its_date() {
        let newer = Move::new("flux", None, Some("9.1")).err().unwrap();
        assert!(newer.to_string().contains(CHECKED_ON), "{newer}");
        assert!(Move::new("flux", None, Some("latest")).is_err());
        let back = Move::new("flux", Version::parse("2.9.0"), Some("2.7.0")).err();
        assert!(matches!(back, Some(NoPlan::Backwards { .. })));
    }
}

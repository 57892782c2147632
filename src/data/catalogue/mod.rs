//! Known failures of Argo CD and Flux: where each shows, what causes it, how to mend it.
//!
//! The troubleshooting reference is generated from these rows and the health rules judge by them.
//! Message patterns are fragments: `…` stands for anything, a capital letter that stands alone for
//! one name. Upstream wording moves between versions, so nothing may depend on a whole message.

mod argocd_compare;
mod argocd_sync;
mod find;
mod flux_apply;
mod flux_source;

pub use find::{Match, find};

/// Which engine reports it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    ArgoCd,
    Flux,
}

impl Engine {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ArgoCd => "Argo CD",
            Self::Flux => "Flux",
        }
    }
}

/// Where in an object a failure shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub kind: &'static str,
    /// Path of the field, without indices: `status.conditions`.
    pub field: &'static str,
    /// What stands there: a condition type, `Type/Reason`, a phase or a result; empty if only the message tells.
    pub is: &'static str,
}

impl Place {
    const fn new(kind: &'static str, field: &'static str, is: &'static str) -> Self {
        Self { kind, field, is }
    }

    /// A condition of this type, or of this `Type/Reason`.
    const fn condition(kind: &'static str, is: &'static str) -> Self {
        Self::new(kind, "status.conditions", is)
    }
}

/// One row of a catalogue.
#[derive(Debug)]
pub struct Failure {
    /// `A1` … for Argo CD, `F1` … for Flux; stable.
    pub id: &'static str,
    pub engine: Engine,
    pub places: &'static [Place],
    /// Fragments of messages; empty where the failure has no message of its own.
    pub patterns: &'static [&'static str],
    pub cause: &'static str,
    pub fix: &'static str,
    /// Commands that show more. Capitals are for the reader to replace.
    pub checks: &'static [&'static str],
    pub source: &'static str,
    /// Whether the wording was found in the source of the program that reports it. Other wordings
    /// come from Kubernetes, Helm, kustomize or a Git library and move with those.
    pub confirmed: bool,
    /// The message only wraps another one: look for a deeper match first.
    pub wrapper: bool,
}

/// All rows of one engine, in the order of their ids.
pub fn of(engine: Engine) -> impl Iterator<Item = &'static Failure> {
    let parts: [&[Failure]; 2] = match engine {
        Engine::ArgoCd => [argocd_compare::FAILURES, argocd_sync::FAILURES],
        Engine::Flux => [flux_source::FAILURES, flux_apply::FAILURES],
    };
    parts.into_iter().flatten()
}

/// Both catalogues, Argo CD first.
pub fn all() -> impl Iterator<Item = &'static Failure> {
    of(Engine::ArgoCd).chain(of(Engine::Flux))
}

/// The row with this id.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static Failure> {
    all().find(|failure| failure.id == id)
}

impl Failure {
    const fn new(id: &'static str, engine: Engine) -> Self {
        Self {
            id,
            engine,
            places: &[],
            patterns: &[],
            cause: "",
            fix: "",
            checks: &[],
            source: "",
            confirmed: true,
            wrapper: false,
        }
    }

    const fn argocd(id: &'static str, places: &'static [Place]) -> Self {
        let mut row = Self::new(id, Engine::ArgoCd);
        row.places = places;
        row
    }

    const fn flux(id: &'static str, places: &'static [Place]) -> Self {
        let mut row = Self::new(id, Engine::Flux);
        row.places = places;
        row
    }

    const fn says(mut self, patterns: &'static [&'static str]) -> Self {
        self.patterns = patterns;
        self
    }

    const fn because(mut self, cause: &'static str) -> Self {
        self.cause = cause;
        self
    }

    const fn mend(mut self, fix: &'static str) -> Self {
        self.fix = fix;
        self
    }

    const fn look(mut self, checks: &'static [&'static str]) -> Self {
        self.checks = checks;
        self
    }

    const fn from(mut self, source: &'static str) -> Self {
        self.source = source;
        self
    }

    const fn unconfirmed(mut self) -> Self {
        self.confirmed = false;
        self
    }

    const fn wraps(mut self) -> Self {
        self.wrapper = true;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogues_are_whole_and_in_order() {
        for (engine, letter, count) in [(Engine::ArgoCd, "A", 42), (Engine::Flux, "F", 40)] {
            let ids: Vec<_> = of(engine).map(|row| row.id.to_owned()).collect();
            let expected: Vec<_> = (1..=count).map(|n| format!("{letter}{n}")).collect();
            assert_eq!(ids, expected);
        }
    }

    #[test]
    fn every_row_can_be_acted_upon() {
        for row in all() {
            assert!(!row.places.is_empty(), "{} shows nowhere", row.id);
            for text in [row.cause, row.fix, row.source] {
                assert!(!text.is_empty(), "{}", row.id);
            }
            assert!(!row.checks.is_empty(), "{} has no command", row.id);
        }
    }
}

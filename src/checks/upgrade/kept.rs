//! What clusters keep in an API version whose end lies on the way, told once for all targets.

use std::collections::BTreeMap;

use super::hops::Move;
use super::seen::{How, Kept};
use crate::data::apis::ApiVersion;
use crate::model::{Affects, Evidence, Fix, Problem, Related};

/// Places that are named one by one.
const MOST: usize = 5;

/// The same old version kept in the same way, in all targets.
pub(crate) struct Held<'a> {
    pub(super) row: &'static ApiVersion,
    pub(super) how: &'a How,
    pub(super) on: &'a Move,
    pub(super) kept: Vec<&'a Kept>,
}

/// Groups what is kept of a component by version and way.
pub(super) fn held<'a>(all: impl Iterator<Item = &'a Kept>, on: &'a Move) -> Vec<Held<'a>> {
    let mut groups: BTreeMap<(String, &How), Vec<&Kept>> = BTreeMap::new();
    for kept in
        all.filter(|kept| kept.row.component == on.component && on.reaches(kept.row.removed))
    {
        let key = (
            format!("{} {:?}", kept.row.api_version(), kept.row.kinds),
            &kept.how,
        );
        groups.entry(key).or_default().push(kept);
    }
    let groups = groups.into_iter();
    groups
        .filter_map(|((_, how), kept)| {
            let row = kept.first()?.row;
            Some(Held { row, how, on, kept })
        })
        .collect()
}

impl Held<'_> {
    /// The problem at the first place, with the others beside it.
    pub(super) fn problem(&self, message: &str, fix: Fix) -> Option<Problem> {
        let (first, others) = self.kept.split_first()?;
        let field = match self.how {
            How::Stored(_) => "status.storedVersions",
            How::Written(_) => "metadata.managedFields",
        };
        let rest = others.iter().take(MOST);
        Some(Problem {
            evidence: vec![Evidence::new(field, &self.row.api_version())],
            related: rest
                .map(|kept| Related {
                    location: kept.place.clone(),
                    note: kept.title.clone(),
                })
                .collect(),
            cause: Some(format!("Source: {}", self.row.source)),
            affects: (!others.is_empty()).then(|| Affects {
                count: self.kept.len() as u64,
                first: self
                    .kept
                    .iter()
                    .take(MOST)
                    .map(|kept| kept.title.clone())
                    .collect(),
            }),
            fix: Some(fix),
            ..Problem::new(message, first.place.clone())
        })
    }
}

/// How stored objects and managed fields are moved while the old version is still served.
pub(super) fn migrate(on: &Move, row: &ApiVersion, by_hand: &str) -> Fix {
    let flux = on.component == "flux";
    let summary = if flux {
        "Before the upgrade, with the old version still installed, run `flux migrate`: it writes every object again in the version of today and takes the old one out of the CRD. Then write the new version in Git (`flux migrate -f .`). Never replace the CRD by force: its objects go with it.".to_owned()
    } else {
        let old = row.api_version();
        format!("Before the upgrade, while {old} is still served: {by_hand}")
    };
    Fix {
        command: flux.then(|| "flux migrate".to_owned()),
        ..Fix::review(summary)
    }
}

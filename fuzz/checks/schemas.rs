//! Any bytes: definitions are taken from them and objects are judged by them and by the shipped schemas. Nothing panics,
//! the violations are bounded, and their lines lie in the file.

use gitops_mcp::schemas::{Catalogue, Definition, How, Outcome};
use gitops_mcp::yaml::{Budget, Reading, parse};

pub fn check(bytes: &[u8]) {
    let stream = parse(bytes, &Budget::default());
    let mut catalogue = Catalogue::default();
    for definition in stream.documents.iter().filter_map(Definition::read) {
        catalogue.add(&definition);
    }
    let last = u32::try_from(stream.source().split(['\n', '\r']).count()).unwrap_or(u32::MAX);
    for document in &stream.documents {
        for reading in [Reading::Kubectl, Reading::Kustomize] {
            let how = How {
                reading,
                assumed: Some(("kustomize.config.k8s.io/v1beta1", "Kustomization")),
            };
            for judged in catalogue.judge(document, how) {
                let Outcome::Judged(verdict) = judged.outcome else {
                    continue;
                };
                assert!(verdict.violations.len() <= 200);
                assert!(
                    verdict
                        .violations
                        .iter()
                        .all(|each| (1..=last).contains(&each.line))
                );
            }
        }
    }
}

//! Short comments for the reader of the file.

use super::{Kind, Request};

/// Comments by pointer, each above its key.
pub(super) fn comments(request: &Request) -> Vec<(&'static str, &'static str)> {
    let mut all = vec![(
        "/spec/goTemplateOptions",
        "A parameter that is missing is an error, not `<no value>`.",
    )];
    all.push((
        "/spec/syncPolicy/preserveResourcesOnDeletion",
        if request.preserves() {
            "An Application that goes away leaves what it deployed."
        } else {
            "An Application that goes away takes what it deployed with it."
        },
    ));
    if !request.options.rolling_steps.is_empty() {
        all.push((
            "/spec/strategy",
            "Needs progressive syncs switched on; turns automated sync of the Applications off.",
        ));
    }
    if request.has(Kind::PullRequest) {
        all.push((
            "/spec/template/spec/source/targetRevision",
            "The commit of the pull request.",
        ));
    }
    if request.sync.auto {
        all.push(("/spec/template/spec/syncPolicy/automated", "Synced without a person; `prune` deletes what left Git, `selfHeal` undoes changes in the cluster."));
    }
    all
}

//! Hub and spoke: the targets that hold what another one deploys.

use super::{Context, health};
use std::time::{Duration, Instant};

use crate::clients::cluster::{Depth, EXPORT, Snapshot, Target, Targets};
use crate::model::Skipped;

/// Most spokes that one question follows.
const MOST: usize = 10;
/// Longest time for going on to another target: a call has a deadline, and what was asked for is read already.
const PATIENCE: Duration = Duration::from_secs(10);

/// Joins targets that were read side by side: each takes over what it deploys to the others.
pub(super) fn join(targets: &Targets, snapshots: &mut [Snapshot]) {
    for hub in 0..snapshots.len() {
        let (before, rest) = snapshots.split_at_mut(hub);
        let Some((own, after)) = rest.split_first_mut() else {
            continue;
        };
        if own.remotes().is_empty() {
            continue;
        }
        for spoke in before.iter().chain(after.iter()) {
            own.graft(spoke, &targets.known_as(&spoke.target));
        }
    }
}

/// Reads the targets that a hub deploys to, as far as any is known by one of the names. What cannot be read is told.
pub(super) fn follow(
    context: &Context<'_>,
    hub: &mut Snapshot,
    (asked, depth): (&str, Depth),
) -> Vec<Skipped> {
    let remotes = hub.remotes();
    let own = context.targets.known_as(asked);
    let mut skipped = Vec::new();
    let names: Vec<String> = others(context, hub).collect();
    let started = Instant::now();
    for name in names {
        let names = context.targets.known_as(&name);
        let wanted = remotes
            .iter()
            .any(|remote| remote.iter().any(|it| names.contains(it)));
        if !wanted || names == own {
            continue;
        }
        let late = started.elapsed() > PATIENCE || context.watch.cancelled();
        if hub.grafts.len() >= MOST || late {
            skipped.push(Skipped {
                what: format!("the target {name}"),
                why: crate::model::Why::Limit,
                hint: "other spokes were followed; ask for this target".to_owned(),
            });
            continue;
        }
        let targets = context.targets.with(depth);
        match targets.read(context.roots, &name, context.watch) {
            Ok(spoke) => {
                hub.graft(&spoke, &names);
                hub.miss(&spoke);
            }
            Err(error) => skipped.push(health::unread(&name, &error)),
        }
    }
    skipped
}

/// The hub that deploys this object to the target in which it stands: other targets are read until one does.
pub(super) fn hub(
    context: &Context<'_>,
    spoke: &Snapshot,
    deploys: impl Fn(&Snapshot) -> bool,
) -> Option<Snapshot> {
    let names = context.targets.known_as(&spoke.target);
    let targets = context.targets.with(Depth::Traced);
    let started = Instant::now();
    let mut names_in_time = others(context, spoke)
        .take(MOST)
        .take_while(|_| started.elapsed() < PATIENCE);
    names_in_time.find_map(|name| {
        let mut hub = targets.read(context.roots, &name, context.watch).ok()?;
        (hub.graft(spoke, &names) && deploys(&hub)).then_some(hub)
    })
}

/// The other targets of the configuration and the kubeconfig. An export is of its time: it leads to no cluster of today.
fn others<'c>(context: &'c Context<'_>, one: &'c Snapshot) -> impl Iterator<Item = String> + 'c {
    let is_export = |name: &str| matches!(context.targets.named.get(name), Some(Target::Export(_)));
    let from_export = one.target.starts_with(EXPORT) || is_export(&one.target);
    let names = context.targets.names().into_iter();
    names
        .filter(move |name| *name != one.target && (!from_export || is_export(name)))
        .take_while(|_| !context.watch.cancelled())
}

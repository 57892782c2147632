//! Each version of each file, once, with where and when it came.

use super::bits::Bits;
use super::fault::Fault;
use super::forest::Object;
use super::graph::{Graph, MISSING};
use super::object::ObjectKind;
use super::store::Select;
use super::timeline::{Appearance, Timeline, below, subtree};
use super::{BlobVisit, CommitInfo, History, HistoryLimits, HistoryWalk, Since};
use crate::clients::repository::{RelativePath, Unread, Watch};
use crate::model::Why;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};

impl History {
    /// Calls `work` for each version of each file below the folder that was asked for, once, on several threads.
    pub fn blobs<T: Send>(
        &self,
        since: Option<Since>,
        (limits, watch): (&HistoryLimits, &dyn Watch),
        work: impl Fn(&BlobVisit<'_>) -> Option<T> + Sync,
    ) -> HistoryWalk<T> {
        let bounds = limits.bounds(watch);
        let graph = Graph::read(&self.store, &bounds);
        let timeline = Timeline::new(&graph, &self.store, &self.refs, &self.folder);
        let view = View {
            history: self,
            graph: &graph,
            timeline: &timeline,
        };
        let plan = Plan::new(&view, since);
        let done = AtomicU64::new(0);
        let select = Select {
            wanted: &|object| plan.place(object).is_some(),
            keep: |_| true,
        };
        let out = self.store.visit(&select, &bounds, |object| {
            let at = plan
                .place(object.number)
                .filter(|_| object.kind == ObjectKind::Blob)
                .ok_or(Fault::Broken)?;
            watch.progress(done.fetch_add(1, Ordering::Relaxed) + 1, Some(plan.count));
            let visit = view.visit(&plan, at, object).ok_or(Fault::Broken)?;
            let made = catch_unwind(AssertUnwindSafe(|| work(&visit))).map_err(|_| Fault::Panic)?;
            Ok(made.map(|made| (at, made)))
        });
        let mut made = out.made;
        made.sort_by_key(|(at, _)| *at);
        let faults = out
            .faults
            .into_iter()
            .map(|(object, fault)| (plan.place(object).and_then(|at| view.path(at)), fault));
        let faults: Vec<_> = faults
            .map(|(path, fault)| (path.unwrap_or_default(), fault))
            .collect();
        HistoryWalk {
            made: made.into_iter().map(|(_, made)| made).collect(),
            skipped: view.skipped(faults),
            commits: timeline.order.len() as u64,
            blobs: done.into_inner(),
            cancelled: watch.cancelled(),
        }
    }
}

/// Which objects are visited, and what stands for each in the timeline.
struct Plan {
    places: Vec<u32>,
    count: u64,
    /// Places in the order of commits that `since` leaves out.
    old: Bits,
}

impl Plan {
    fn new(view: &View<'_>, since: Option<Since>) -> Self {
        let old = view.old_commits(since);
        let boundary = view.boundary(&old);
        let mut plan = Self {
            places: vec![u32::MAX; view.history.store.total()],
            count: 0,
            old,
        };
        for (at, blob) in (0u32..).zip(&view.timeline.blobs) {
            if plan.old.contains(blob.first) && !boundary.contains(blob.object) {
                continue;
            }
            if let Some(slot) = plan.places.get_mut(blob.object as usize) {
                *slot = at;
                plan.count += 1;
            }
        }
        plan
    }

    fn is_old(&self, blob: &Appearance) -> bool {
        self.old.contains(blob.first)
    }

    fn place(&self, object: u32) -> Option<u32> {
        self.places
            .get(object as usize)
            .copied()
            .filter(|at| *at != u32::MAX)
    }
}

struct View<'a> {
    history: &'a History,
    graph: &'a Graph,
    timeline: &'a Timeline,
}

impl View<'_> {
    /// Places in the order of commits that `since` leaves out.
    fn old_commits(&self, since: Option<Since>) -> Bits {
        let mut old = Bits::new(self.timeline.order.len());
        match since {
            None => {}
            Some(Since::Time(time)) => {
                let places = (0u32..).zip(&self.timeline.order);
                let before = places.filter(|(_, at)| {
                    self.graph
                        .commits
                        .get(**at as usize)
                        .is_some_and(|c| c.time < time)
                });
                before.for_each(|(place, _)| _ = old.insert(place));
            }
            Some(Since::Commit(id)) => {
                let start = self.history.store.find(id.as_bytes()).unwrap_or(MISSING);
                let ancestors = self.ancestors(start);
                let places = (0u32..).zip(&self.timeline.order);
                places
                    .filter(|(_, at)| ancestors.contains(**at))
                    .for_each(|(place, _)| _ = old.insert(place));
            }
        }
        old
    }

    /// Blobs of the newest old commits: those that a new one follows.
    fn boundary(&self, old: &Bits) -> Bits {
        let mut blobs = Bits::new(self.history.store.total());
        let mut seen = Bits::new(self.history.store.total());
        let mut is_old = Bits::new(self.graph.commits.len());
        let places = || (0u32..).zip(&self.timeline.order);
        places()
            .filter(|(place, _)| old.contains(*place))
            .for_each(|(_, at)| _ = is_old.insert(*at));
        let new = places().filter(|(place, _)| !old.contains(*place));
        let new = new.filter_map(|(_, at)| self.graph.commits.get(*at as usize));
        for commit in new.flat_map(|commit| self.graph.parents(commit)) {
            if let Some((at, parent)) = self.graph.commit(*commit)
                && is_old.contains(at)
                && let Some(tree) = subtree(self.graph, parent.tree, &self.history.folder)
            {
                below(self.graph, tree, &mut seen, |blob| _ = blobs.insert(blob));
            }
        }
        blobs
    }

    /// Positions in the graph's commits.
    fn ancestors(&self, start: u32) -> Bits {
        let mut seen = Bits::new(self.graph.commits.len());
        let mut stack = vec![start];
        while let Some(object) = stack.pop() {
            if let Some((at, commit)) = self.graph.commit(object)
                && seen.insert(at)
            {
                stack.extend(self.graph.parents(commit));
            }
        }
        seen
    }

    fn visit<'b>(&self, plan: &Plan, at: u32, object: &Object<'b>) -> Option<BlobVisit<'b>> {
        let blob = self.blob(at)?;
        Some(BlobVisit {
            id: self.history.store.id(blob.object)?,
            path: self.path(at)?,
            other_paths: self
                .timeline
                .other_paths(self.graph, &self.history.folder, blob),
            first: self.commit(blob.first)?,
            last: self.commit(blob.last)?,
            order: (blob.first, blob.last),
            is_old: plan.is_old(blob),
            in_refs: blob.first < self.timeline.named,
            in_head: blob.in_head,
            bytes: object.bytes,
            fresh: object.fresh,
        })
    }

    fn blob(&self, at: u32) -> Option<&Appearance> {
        self.timeline.blobs.get(at as usize)
    }

    fn path(&self, at: u32) -> Option<RelativePath> {
        Some(
            self.timeline
                .path(self.graph, &self.history.folder, self.blob(at)?),
        )
    }

    fn commit(&self, place: u32) -> Option<CommitInfo> {
        let at = self.timeline.order.get(place as usize)?;
        let commit = self.graph.commits.get(*at as usize)?;
        Some(CommitInfo {
            id: self.history.store.id(commit.object)?,
            time: commit.time,
        })
    }

    /// Everything that was not read, one entry for each place and reason.
    fn skipped(&self, blobs: Vec<(RelativePath, Fault)>) -> Vec<Unread> {
        let store = &self.history.store;
        let objects = self
            .graph
            .faults
            .iter()
            .map(|(_, fault)| (store.objects.clone(), fault.clone()));
        let places = self.timeline.faults.iter().cloned();
        let mut told: BTreeMap<(RelativePath, Fault), u64> = BTreeMap::new();
        for (path, fault) in objects.chain(places).chain(blobs) {
            let path = if fault.is_about_the_call() {
                RelativePath::root()
            } else {
                path
            };
            *told.entry((path, fault.without_size())).or_default() += 1;
        }
        let mut skipped: Vec<Unread> = told
            .into_iter()
            .map(|((path, fault), count)| counted(fault.unread(path), count))
            .collect();
        skipped.extend(
            store
                .skipped
                .iter()
                .chain(&self.history.refs.skipped)
                .cloned(),
        );
        if self.timeline.missing_parents > 0 {
            let hint = format!(
                "the copy is shallow: {} commits are not here; run `git fetch --unshallow`",
                self.timeline.missing_parents
            );
            skipped.push(Unread {
                path: RelativePath::root(),
                why: Why::Absent,
                hint,
            });
        }
        skipped.sort();
        skipped
    }
}

fn counted(unread: Unread, count: u64) -> Unread {
    if count == 1 {
        return unread;
    }
    Unread {
        hint: format!("{count} objects: {}", unread.hint),
        ..unread
    }
}

//! Visits many objects of one pack. Deltas form trees; each entry on the way to a wanted one is decompressed once.

use super::delta::{self, Applied};
use super::fault::Fault;
use super::object::ObjectKind;
use super::pack::{NO_BASE, Pack, Scratch};
use crate::clients::repository::Watch;
use std::ops::Range;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;

/// Trees that a thread takes at a time.
const BATCH: usize = 8;
/// Most bytes of bases that one thread holds beside the object at hand.
const MAX_HELD: usize = 64 << 20;
/// A buffer larger than this is not kept for the next object.
const KEEP_BUFFER: usize = 1 << 20;

/// What bounds a visit.
pub(super) struct Bounds<'a> {
    pub threads: usize,
    /// Most bytes of one object.
    pub object: u64,
    /// Most bytes of all objects, counted down.
    pub total: AtomicU64,
    pub watch: &'a dyn Watch,
}

impl Bounds<'_> {
    /// Takes from the budget; false once it is used up.
    pub(super) fn take(&self, bytes: usize) -> bool {
        let bytes = bytes as u64;
        self.total
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(bytes)
            })
            .is_ok()
    }
}

/// The wanted entries of a pack, and the bases that they need.
pub(super) struct Forest<'a> {
    pack: &'a Pack,
    wanted: Vec<bool>,
    roots: Vec<u32>,
    /// Children of a rank are `children[starts[rank]..starts[rank + 1]]`, those with few descendants first.
    starts: Vec<u32>,
    children: Vec<u32>,
    /// Asked for, but their bases run in a circle or lie nowhere.
    broken: Vec<u32>,
}

/// An object that was asked for.
pub(super) struct Object<'a> {
    /// Rank in its pack, or number in the store.
    pub number: u32,
    pub kind: ObjectKind,
    pub bytes: &'a [u8],
    /// What was not copied from another object that `work` has seen.
    pub fresh: &'a [Range<usize>],
}

/// What one thread made of its trees.
pub(super) struct Outcome<T> {
    pub made: Vec<T>,
    pub faults: Vec<(u32, Fault)>,
}

impl<'a> Forest<'a> {
    pub(super) fn new(pack: &'a Pack, wanted: impl Fn(usize) -> bool) -> Self {
        let count = pack.count();
        let asked: Vec<u32> = (0u32..)
            .take(count)
            .filter(|rank| wanted(*rank as usize))
            .collect();
        let (good, broken): (Vec<u32>, Vec<u32>) = asked
            .into_iter()
            .partition(|rank| pack.kind(*rank as usize).is_some());
        let mut wanted = vec![false; count];
        for rank in good {
            if let Some(slot) = wanted.get_mut(rank as usize) {
                *slot = true;
            }
        }
        let needed = needed(pack, &wanted);
        let weights = weights(pack, &needed);
        let mut starts = vec![0u32; count + 1];
        for base in (0..count)
            .filter(|rank| is(&needed, *rank))
            .filter_map(|rank| pack.base(rank))
        {
            bump(&mut starts, base + 1, 1);
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut ordered: Vec<u32> = (0u32..)
            .take(count)
            .filter(|rank| is(&needed, *rank as usize))
            .collect();
        ordered.sort_by_key(|rank| weights.get(*rank as usize).copied());
        let mut next = starts.clone();
        let mut children = vec![NO_BASE; sum as usize];
        for rank in &ordered {
            let Some(base) = pack.base(*rank as usize) else {
                continue;
            };
            let at = next.get(base).copied().unwrap_or_default() as usize;
            if let Some(slot) = children.get_mut(at) {
                *slot = *rank;
            }
            bump(&mut next, base, 1);
        }
        let mut roots: Vec<u32> = ordered
            .iter()
            .copied()
            .filter(|rank| pack.base(*rank as usize).is_none())
            .collect();
        roots.sort_unstable();
        Self {
            pack,
            wanted,
            roots,
            starts,
            children,
            broken,
        }
    }

    /// Calls `work` on each wanted entry, on several threads, and keeps what it makes.
    pub(super) fn visit<T: Send>(
        &self,
        bounds: &Bounds<'_>,
        work: &(impl Fn(&Object<'_>) -> Result<Option<T>, Fault> + Sync),
    ) -> Outcome<T> {
        let next = AtomicUsize::new(0);
        let worker = || {
            let mut walker = Walker::new(self, bounds, work);
            loop {
                let at = next.fetch_add(BATCH, Ordering::Relaxed);
                let batch = self
                    .roots
                    .get(at..self.roots.len().min(at.saturating_add(BATCH)))
                    .unwrap_or_default();
                if batch.is_empty() {
                    return walker.out;
                }
                batch.iter().for_each(|root| walker.tree(*root));
            }
        };
        let mut all = Outcome::default();
        all.faults
            .extend(self.broken.iter().map(|rank| (*rank, Fault::Broken)));
        all.join(bounds.threads.clamp(1, self.roots.len().max(1)), worker);
        all
    }

    fn children(&self, rank: u32) -> &[u32] {
        let rank = rank as usize;
        let range = self.starts.get(rank).zip(self.starts.get(rank + 1));
        range
            .and_then(|(from, to)| self.children.get(*from as usize..*to as usize))
            .unwrap_or_default()
    }
}

impl<T> Default for Outcome<T> {
    fn default() -> Self {
        Self {
            made: Vec::new(),
            faults: Vec::new(),
        }
    }
}

impl<T: Send> Outcome<T> {
    /// Adds what several threads of `worker` made.
    pub(super) fn join(&mut self, threads: usize, worker: impl Fn() -> Self + Sync) {
        thread::scope(|scope| {
            let threads: Vec<_> = (0..threads).map(|_| scope.spawn(&worker)).collect();
            for out in threads.into_iter().filter_map(|thread| thread.join().ok()) {
                self.made.extend(out.made);
                self.faults.extend(out.faults);
            }
        });
    }
}

/// The wanted entries and all bases below them.
fn needed(pack: &Pack, wanted: &[bool]) -> Vec<bool> {
    let mut needed = vec![false; wanted.len()];
    for rank in (0..wanted.len()).filter(|rank| is(wanted, *rank)) {
        let mut current = Some(rank);
        while let Some(rank) = current
            && let Some(slot) = needed.get_mut(rank)
            && !*slot
        {
            *slot = true;
            current = pack.base(rank);
        }
    }
    needed
}

/// How many needed entries depend on each, itself included.
fn weights(pack: &Pack, needed: &[bool]) -> Vec<u32> {
    let mut pending = vec![0u32; needed.len()];
    let bases = |rank: usize| pack.base(rank).filter(|_| is(needed, rank));
    for base in (0..needed.len()).filter_map(bases) {
        bump(&mut pending, base, 1);
    }
    let mut weights = vec![0u32; needed.len()];
    let mut ready: Vec<usize> = (0..needed.len())
        .filter(|rank| is(needed, *rank) && pending.get(*rank) == Some(&0))
        .collect();
    while let Some(rank) = ready.pop() {
        let weight = bump(&mut weights, rank, 1);
        let Some(base) = bases(rank) else { continue };
        bump(&mut weights, base, weight);
        if let Some(left) = pending.get_mut(base) {
            *left -= 1;
            if *left == 0 {
                ready.push(base);
            }
        }
    }
    weights
}

fn is(flags: &[bool], at: usize) -> bool {
    flags.get(at).copied().unwrap_or(false)
}

fn bump(counts: &mut [u32], at: usize, by: u32) -> u32 {
    let Some(slot) = counts.get_mut(at) else {
        return 0;
    };
    *slot = slot.saturating_add(by);
    *slot
}

struct Walker<'a, W, T> {
    forest: &'a Forest<'a>,
    bounds: &'a Bounds<'a>,
    work: &'a W,
    scratch: Scratch,
    delta: Vec<u8>,
    spare: Vec<Vec<u8>>,
    fresh: Vec<Range<usize>>,
    /// Bytes of all bases on the stack.
    held: usize,
    out: Outcome<T>,
}

/// An entry that others are made from.
struct Base {
    bytes: Vec<u8>,
    /// `work` has seen all of it.
    seen: bool,
}

impl<'a, W, T> Walker<'a, W, T>
where
    W: Fn(&Object<'_>) -> Result<Option<T>, Fault> + Sync,
{
    fn new(forest: &'a Forest<'a>, bounds: &'a Bounds<'a>, work: &'a W) -> Self {
        Self {
            forest,
            bounds,
            work,
            scratch: Scratch::new(bounds.object),
            delta: Vec::new(),
            spare: Vec::new(),
            fresh: Vec::new(),
            held: 0,
            out: Outcome::default(),
        }
    }

    /// Depth first, the child with most descendants last: its base is given up before it is gone into, so that
    /// at most a logarithm of the number of entries is held.
    fn tree(&mut self, root: u32) {
        let mut stack: Vec<(u32, Option<Rc<Base>>)> = vec![(root, None)];
        while let Some((rank, base)) = stack.pop() {
            match self.object(rank, base) {
                Err(fault) => self.fail(rank, &fault),
                Ok(object) => {
                    let children = self.forest.children(rank);
                    if children.is_empty() {
                        self.recycle(object.bytes);
                        continue;
                    }
                    self.held += object.bytes.len();
                    let object = Rc::new(object);
                    stack.extend(
                        children
                            .iter()
                            .rev()
                            .map(|child| (*child, Some(Rc::clone(&object)))),
                    );
                }
            }
        }
    }

    /// Decodes an entry and calls `work` if it is wanted.
    fn object(&mut self, rank: u32, base: Option<Rc<Base>>) -> Result<Base, Fault> {
        let bytes = self.decode(rank, base.as_deref());
        if let Some(Ok(base)) = base.map(Rc::try_unwrap) {
            self.held = self.held.saturating_sub(base.bytes.len());
            self.recycle(base.bytes);
        }
        let bytes = bytes?;
        let seen = self.show(rank, &bytes);
        Ok(Base { bytes, seen })
    }

    fn show(&mut self, rank: u32, bytes: &[u8]) -> bool {
        let Some(kind) = self
            .forest
            .pack
            .kind(rank as usize)
            .filter(|_| is(&self.forest.wanted, rank as usize))
        else {
            return false;
        };
        let made = (self.work)(&Object {
            number: rank,
            kind,
            bytes,
            fresh: &self.fresh,
        });
        let seen = made.is_ok();
        match made {
            Ok(made) => self.out.made.extend(made),
            Err(fault) => self.out.faults.push((rank, fault)),
        }
        seen
    }

    /// Fills `self.fresh` too.
    fn decode(&mut self, rank: u32, base: Option<&Base>) -> Result<Vec<u8>, Fault> {
        if self.bounds.watch.cancelled() {
            return Err(Fault::Cancelled);
        }
        let mut out = Applied {
            bytes: self.spare.pop().unwrap_or_default(),
            fresh: std::mem::take(&mut self.fresh),
        };
        let (pack, max) = (self.forest.pack, self.bounds.object);
        match base {
            None => pack.load(rank as usize, &mut self.scratch, &mut out.bytes)?,
            Some(base) => {
                pack.load(rank as usize, &mut self.scratch, &mut self.delta)?;
                let (_, size, _) = delta::header(&self.delta).ok_or(Fault::Broken)?;
                if size > max {
                    return Err(Fault::TooLarge { size, max });
                }
                delta::apply(&base.bytes, &self.delta, max, &mut out).ok_or(Fault::Broken)?;
            }
        }
        if !base.is_some_and(|base| base.seen) {
            out.fresh.clear();
            out.fresh.push(0..out.bytes.len());
        }
        if self.held.saturating_add(out.bytes.len()) > MAX_HELD
            || !self.bounds.take(out.bytes.len())
        {
            return Err(Fault::Budget);
        }
        self.fresh = out.fresh;
        Ok(out.bytes)
    }

    fn recycle(&mut self, bytes: Vec<u8>) {
        if bytes.capacity() <= KEEP_BUFFER && self.spare.len() < 16 {
            self.spare.push(bytes);
        }
    }

    /// Nothing that is made from a faulty entry can be read either.
    fn fail(&mut self, rank: u32, fault: &Fault) {
        let mut below = vec![rank];
        while let Some(rank) = below.pop() {
            if is(&self.forest.wanted, rank as usize) {
                self.out.faults.push((rank, fault.clone()));
            }
            below.extend(self.forest.children(rank));
        }
    }
}

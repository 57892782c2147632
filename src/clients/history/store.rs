//! All objects of a repository: packs and loose files, read beneath the root.

use super::delta::{self, Applied};
use super::fault::Fault;
use super::forest::{Bounds, Forest, Object, Outcome};
use super::id::{Id, hex_bytes};
use super::object::{ObjectKind, loose_header};
use super::pack::{Pack, Scratch, compressed_limit};
use crate::clients::repository::{Kind, ReadError, RelativePath, Repository, Unread};
use crate::model::Why;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes of a compressed loose object that tell its kind.
const LOOSE_HEAD: usize = 64;
/// Most objects of a repository; Linux has about eleven million.
const MAX_OBJECTS: usize = 50_000_000;

/// Objects are numbered: pack after pack in the order of their bytes, then the loose ones.
pub(super) struct Store {
    repository: Repository,
    pub(super) objects: RelativePath,
    packs: Vec<(u32, Pack)>,
    loose: Vec<Id>,
    loose_start: u32,
    pub(super) id_len: usize,
    /// What could not be opened.
    pub(super) skipped: Vec<Unread>,
}

impl Store {
    pub(super) fn open(repository: &Repository, git: &RelativePath) -> Result<Self, ReadError> {
        let objects = git.join(b"objects");
        let id_len = if is_sha256(repository, git) { 32 } else { 20 };
        let mut store = Self {
            repository: repository.clone(),
            packs: Vec::new(),
            loose: Vec::new(),
            loose_start: 0,
            id_len,
            skipped: Vec::new(),
            objects,
        };
        let names = repository.names(&store.objects)?;
        store.open_packs()?;
        store.list_loose(names);
        store.note_alternates();
        Ok(store)
    }

    fn open_packs(&mut self) -> Result<(), ReadError> {
        let folder = self.objects.join(b"pack");
        let names = match self.repository.names(&folder) {
            Err(ReadError::Absent) => return Ok(()),
            names => names?,
        };
        let is_listed = |wanted: &[u8]| {
            names
                .binary_search_by(|(name, _)| name.as_slice().cmp(wanted))
                .is_ok()
        };
        for (name, _) in &names {
            let path = folder.join(name);
            if let Some(stem) = name.strip_suffix(b".pack")
                && !is_listed(&[stem, b".idx"].concat())
            {
                let hint = "the pack has no index; run `git index-pack` on it";
                self.skipped.push(Unread {
                    path,
                    why: Why::Unsupported,
                    hint: hint.to_owned(),
                });
            } else if name.ends_with(b".idx") {
                self.open_pack(path);
            }
        }
        Ok(())
    }

    fn open_pack(&mut self, index: RelativePath) {
        match Pack::open(&self.repository, &index, self.id_len) {
            Ok(pack) if self.total() + pack.count() > MAX_OBJECTS => {
                self.skipped.push(Fault::Budget.unread(index))
            }
            Ok(pack) => {
                let start = self.loose_start;
                self.loose_start += u32::try_from(pack.count()).unwrap_or(0);
                self.packs.push((start, pack));
            }
            Err(fault) => self.skipped.push(fault.unread(index)),
        }
    }

    fn list_loose(&mut self, names: Vec<(Vec<u8>, Kind)>) {
        for (name, kind) in names
            .into_iter()
            .filter(|(name, _)| name.len() == 2 && hex_bytes(name).is_some())
        {
            let folder = self.objects.join(&name);
            if kind != Kind::Folder {
                self.skipped
                    .push(ReadError::NotAFile("no folder of objects").unread(&folder));
                continue;
            }
            match self.repository.names(&folder) {
                Ok(rest) => {
                    let ids = rest
                        .iter()
                        .filter_map(|(rest, _)| Id::from_hex(&[name.as_slice(), rest].concat()));
                    self.loose
                        .extend(ids.filter(|id| id.as_bytes().len() == self.id_len));
                }
                Err(error) => self.skipped.push(error.unread(&folder)),
            }
        }
        self.loose.sort_unstable();
    }

    /// Another store is never opened: its path comes from the repository.
    fn note_alternates(&mut self) {
        let path = self.objects.join(b"info/alternates");
        if self.repository.kind(&path).is_ok() {
            let hint = "objects of another store are not opened; make this copy complete with `git repack -a -d`";
            self.skipped.push(Unread {
                path,
                why: Why::Unsupported,
                hint: hint.to_owned(),
            });
        }
    }

    /// Number of objects; an object that lies in two packs counts twice.
    pub(super) fn total(&self) -> usize {
        self.loose_start as usize + self.loose.len()
    }

    pub(super) fn find(&self, id: &[u8]) -> Option<u32> {
        let packed = self
            .packs
            .iter()
            .find_map(|(start, pack)| Some(start + pack.find(id)?));
        packed.or_else(|| {
            let at = self
                .loose
                .binary_search_by(|loose| loose.as_bytes().cmp(id))
                .ok()?;
            Some(self.loose_start + u32::try_from(at).ok()?)
        })
    }

    /// Names that begin with these hexadecimal digits, at most two.
    pub(super) fn with_prefix(&self, digits: &str) -> Vec<Id> {
        let even = digits
            .get(..digits.len() / 2 * 2)
            .and_then(|even| hex_bytes(even.as_bytes()))
            .unwrap_or_default();
        let fits = |id: &Id| id.to_string().starts_with(digits);
        let packed = self
            .packs
            .iter()
            .flat_map(|(_, pack)| pack.index().with_prefix(&even));
        let loose = self
            .loose
            .iter()
            .copied()
            .filter(|id| id.as_bytes().starts_with(&even));
        let mut found: Vec<Id> = packed.chain(loose).filter(fits).take(1000).collect();
        found.sort_unstable();
        found.dedup();
        found.truncate(2);
        found
    }

    pub(super) fn id(&self, number: u32) -> Option<Id> {
        match self.place(number)? {
            Place::Packed(pack, rank) => Id::new(pack.id(rank)),
            Place::Loose(id) => Some(*id),
        }
    }

    fn place(&self, number: u32) -> Option<Place<'_>> {
        if let Some(at) = number.checked_sub(self.loose_start) {
            return self.loose.get(at as usize).map(Place::Loose);
        }
        let after = self.packs.partition_point(|(start, _)| *start <= number);
        let (start, pack) = self.packs.get(after.checked_sub(1)?)?;
        Some(Place::Packed(pack, (number - start) as usize))
    }

    /// One object; its chain of bases is decompressed for it alone.
    pub(super) fn read(&self, number: u32, max: u64) -> Result<(ObjectKind, Vec<u8>), Fault> {
        let mut scratch = Scratch::new(max);
        match self.place(number).ok_or(Fault::Missing)? {
            Place::Loose(id) => self
                .read_loose(id, |_| true, &mut scratch)?
                .ok_or(Fault::Missing),
            Place::Packed(pack, rank) => {
                let kind = pack.kind(rank).ok_or(Fault::Broken)?;
                let mut chain: Vec<usize> =
                    std::iter::successors(Some(rank), |rank| pack.base(*rank)).collect();
                let (mut base, mut delta, mut out) = (Vec::new(), Vec::new(), Applied::default());
                pack.load(chain.pop().unwrap_or(rank), &mut scratch, &mut base)?;
                while let Some(rank) = chain.pop() {
                    pack.load(rank, &mut scratch, &mut delta)?;
                    delta::apply(&base, &delta, max, &mut out).ok_or(Fault::Broken)?;
                    std::mem::swap(&mut base, &mut out.bytes);
                }
                Ok((kind, base))
            }
        }
    }

    /// None if the object is of a kind that is not kept; then it is not decompressed either.
    fn read_loose(
        &self,
        id: &Id,
        keep: fn(ObjectKind) -> bool,
        scratch: &mut Scratch,
    ) -> Result<Option<(ObjectKind, Vec<u8>)>, Fault> {
        let raw = self.loose_bytes(id, scratch.max)?;
        let mut bytes = Vec::new();
        scratch.inflater.head(&raw, LOOSE_HEAD, &mut bytes);
        let (kind, size, header) = loose_header(&bytes).ok_or(Fault::Broken)?;
        if !keep(kind) {
            return Ok(None);
        }
        if size > scratch.max {
            return Err(Fault::TooLarge {
                size,
                max: scratch.max,
            });
        }
        scratch
            .inflater
            .exactly(&raw, size.saturating_add(header as u64), &mut bytes)?;
        bytes.drain(..header);
        Ok(Some((kind, bytes)))
    }

    fn loose_bytes(&self, id: &Id, max: u64) -> Result<Vec<u8>, Fault> {
        let hex = id.to_string();
        let (folder, name) = hex.split_at_checked(2).ok_or(Fault::Broken)?;
        let path = self.objects.join(folder.as_bytes()).join(name.as_bytes());
        self.repository
            .read_file(&path, compressed_limit(max))
            .map_err(|e| Fault::from_read(&e))
    }

    /// Calls `work` on each wanted object whose kind is kept, in parallel, near to the order of the bytes on disk.
    pub(super) fn visit<T: Send>(
        &self,
        select: &Select<'_>,
        bounds: &Bounds<'_>,
        work: impl Fn(&Object<'_>) -> Result<Option<T>, Fault> + Sync,
    ) -> Outcome<T> {
        let mut all = self.visit_loose(select, bounds, &work);
        for (start, pack) in &self.packs {
            let wanted = |rank: usize| {
                let number = *start as usize + rank;
                (select.wanted)(u32::try_from(number).unwrap_or(u32::MAX))
                    && pack.kind(rank).is_none_or(select.keep)
            };
            let inner = |object: &Object<'_>| {
                work(&Object {
                    number: start + object.number,
                    ..*object
                })
            };
            let out = Forest::new(pack, wanted).visit(bounds, &inner);
            all.made.extend(out.made);
            all.faults.extend(
                out.faults
                    .into_iter()
                    .map(|(rank, fault)| (start + rank, fault)),
            );
        }
        all
    }

    fn visit_loose<T: Send>(
        &self,
        select: &Select<'_>,
        bounds: &Bounds<'_>,
        work: &(impl Fn(&Object<'_>) -> Result<Option<T>, Fault> + Sync),
    ) -> Outcome<T> {
        let numbered = (self.loose_start..).zip(&self.loose);
        let wanted: Vec<(u32, &Id)> = numbered
            .filter(|(number, _)| (select.wanted)(*number))
            .collect();
        let next = AtomicUsize::new(0);
        let worker = || {
            let mut out = Outcome::default();
            let mut scratch = Scratch::new(bounds.object);
            while let Some((number, id)) = wanted.get(next.fetch_add(1, Ordering::Relaxed)) {
                let read = |scratch: &mut Scratch| match bounds.watch.cancelled() {
                    true => Err(Fault::Cancelled),
                    false => self.read_loose(id, select.keep, scratch),
                };
                let made = match read(&mut scratch) {
                    Ok(Some((_, bytes))) if !bounds.take(bytes.len()) => Err(Fault::Budget),
                    Ok(Some((kind, bytes))) => {
                        let all = 0..bytes.len();
                        work(&Object {
                            number: *number,
                            kind,
                            bytes: &bytes,
                            fresh: std::slice::from_ref(&all),
                        })
                    }
                    Ok(None) => Ok(None),
                    Err(fault) => Err(fault),
                };
                match made {
                    Ok(made) => out.made.extend(made),
                    Err(fault) => out.faults.push((*number, fault)),
                }
            }
            out
        };
        let mut all = Outcome::default();
        all.join(bounds.threads.clamp(1, wanted.len().max(1)), worker);
        all
    }
}

/// Which objects a visit is for.
pub(super) struct Select<'a> {
    pub wanted: &'a (dyn Fn(u32) -> bool + Sync),
    pub keep: fn(ObjectKind) -> bool,
}

enum Place<'a> {
    Packed(&'a Pack, usize),
    Loose(&'a Id),
}

/// `extensions.objectFormat` of the repository's own configuration; nothing else of it is read, and no other file.
fn is_sha256(repository: &Repository, git: &RelativePath) -> bool {
    let config = repository
        .read_file(&git.join(b"config"), 1 << 20)
        .unwrap_or_default();
    String::from_utf8_lossy(&config)
        .lines()
        .filter_map(|line| line.split_once('='))
        .any(|(key, value)| {
            key.trim().eq_ignore_ascii_case("objectformat")
                && value.trim().eq_ignore_ascii_case("sha256")
        })
}

//! One pack: where its entries lie, what they are made from, and their bytes, read in place.

use super::fault::Fault;
use super::inflate::Inflater;
use super::object::ObjectKind;
use super::pack_index::PackIndex;
use crate::clients::repository::{ReadError, RelativePath, Repository};
use std::fs::File;
use std::os::unix::fs::FileExt as _;

/// Bytes read at a time while entry headers are looked at.
const WINDOW: u64 = 64 * 1024;
/// Longest entry header: type and size in 10 bytes, then an offset of 10 or a name of 32.
const MAX_HEADER: u64 = 42;
/// Largest index that is read; it describes about thirty million objects.
const MAX_INDEX_BYTES: u64 = 1 << 30;

/// Marks an entry that is no delta.
pub(super) const NO_BASE: u32 = u32::MAX;
/// Marks an entry whose header or base makes no sense.
const BAD_BASE: u32 = u32::MAX - 1;

/// Entries are numbered by their place in the pack ("rank"), so that reading in order reads forward.
pub(super) struct Pack {
    file: File,
    index: PackIndex,
    id_len: usize,
    /// By rank, and the end of the last entry.
    offsets: Vec<u64>,
    /// Index position by rank, and rank by index position.
    positions: Vec<u32>,
    ranks: Vec<u32>,
    bases: Vec<u32>,
    kinds: Vec<Option<ObjectKind>>,
}

enum Base {
    None(ObjectKind),
    At(u64),
    Named(usize),
}

struct Header {
    base: Base,
    /// Bytes after decompression.
    size: u64,
    /// Bytes before the compressed data.
    len: usize,
}

impl Pack {
    /// Opens the pack beside an index file and looks at every entry's header.
    pub(super) fn open(
        repository: &Repository,
        index: &RelativePath,
        id_len: usize,
    ) -> Result<Self, Fault> {
        let bytes = repository
            .read_file(index, MAX_INDEX_BYTES)
            .map_err(|e| Fault::from_read(&e))?;
        let name = index
            .as_bytes()
            .strip_suffix(b".idx")
            .ok_or(Fault::Broken)?;
        let path = RelativePath::from_clean(&[name, b".pack"].concat());
        let index = PackIndex::parse(bytes, id_len).ok_or(Fault::Broken)?;
        let (file, size) = repository
            .open_file(&path)
            .map_err(|e: ReadError| Fault::from_read(&e))?;
        let mut places = (0..index.count())
            .map(|at| Some((index.offset(at)?, u32::try_from(at).ok()?)))
            .collect::<Option<Vec<_>>>()
            .ok_or(Fault::Broken)?;
        places.sort_unstable();
        let end = size.checked_sub(id_len as u64).ok_or(Fault::Broken)?;
        if places.last().is_some_and(|(offset, _)| *offset >= end) {
            return Err(Fault::Broken);
        }
        let mut ranks = vec![0; places.len()];
        for (rank, (_, position)) in (0u32..).zip(&places) {
            if let Some(slot) = ranks.get_mut(*position as usize) {
                *slot = rank;
            }
        }
        let offsets = places
            .iter()
            .map(|(offset, _)| *offset)
            .chain([end])
            .collect();
        let positions = places.into_iter().map(|(_, position)| position).collect();
        let mut pack = Self {
            file,
            index,
            id_len,
            offsets,
            positions,
            ranks,
            bases: Vec::new(),
            kinds: Vec::new(),
        };
        pack.read_headers();
        Ok(pack)
    }

    pub(super) fn count(&self) -> usize {
        self.positions.len()
    }

    pub(super) fn find(&self, id: &[u8]) -> Option<u32> {
        self.ranks.get(self.index.find(id)?).copied()
    }

    pub(super) fn index(&self) -> &PackIndex {
        &self.index
    }

    pub(super) fn id(&self, rank: usize) -> &[u8] {
        self.positions
            .get(rank)
            .map_or(&[], |position| self.index.id(*position as usize))
    }

    /// None if the chain of bases ends nowhere.
    pub(super) fn kind(&self, rank: usize) -> Option<ObjectKind> {
        self.kinds.get(rank).copied().flatten()
    }

    /// The entry that this one is a delta against.
    pub(super) fn base(&self, rank: usize) -> Option<usize> {
        self.bases
            .get(rank)
            .filter(|base| **base < BAD_BASE)
            .map(|base| *base as usize)
    }

    /// Decompresses one entry: the object itself, or the delta against its base.
    pub(super) fn load(
        &self,
        rank: usize,
        scratch: &mut Scratch,
        out: &mut Vec<u8>,
    ) -> Result<(), Fault> {
        let (Some(start), Some(end)) = (self.offsets.get(rank), self.offsets.get(rank + 1)) else {
            return Err(Fault::Broken);
        };
        let (length, max) = (end.saturating_sub(*start), scratch.max);
        if length > compressed_limit(max) {
            return Err(self.too_large(*start, length, max));
        }
        scratch
            .raw
            .resize(usize::try_from(length).map_err(|_| Fault::Broken)?, 0);
        self.file
            .read_exact_at(&mut scratch.raw, *start)
            .map_err(|e| Fault::Read(e.kind().to_string()))?;
        let header = header(&scratch.raw, *start, self.id_len).ok_or(Fault::Broken)?;
        if header.size > max {
            return Err(Fault::TooLarge {
                size: header.size,
                max,
            });
        }
        let compressed = scratch.raw.get(header.len..).ok_or(Fault::Broken)?;
        scratch.inflater.exactly(compressed, header.size, out)
    }

    fn too_large(&self, start: u64, length: u64, max: u64) -> Fault {
        let mut head = [0; MAX_HEADER as usize];
        match self.file.read_at(&mut head, start) {
            Ok(_) => header(&head, start, self.id_len).map_or(Fault::Broken, |h| Fault::TooLarge {
                size: h.size.max(length),
                max,
            }),
            Err(error) => Fault::Read(error.kind().to_string()),
        }
    }

    fn read_headers(&mut self) {
        let mut window = Window::default();
        let count = self.count();
        self.bases = vec![BAD_BASE; count];
        self.kinds = vec![None; count];
        for rank in 0..count {
            let Some(start) = self.offsets.get(rank).copied() else {
                continue;
            };
            let (base, kind) = match window.header(self, start) {
                Some(Header {
                    base: Base::None(kind),
                    ..
                }) => (NO_BASE, Some(kind)),
                Some(Header {
                    base: Base::At(offset),
                    ..
                }) => (self.rank_at(offset), None),
                Some(Header {
                    base: Base::Named(at),
                    ..
                }) => (self.rank_named(&window, at), None),
                None => (BAD_BASE, None),
            };
            if let (Some(slot), Some(kinds)) = (self.bases.get_mut(rank), self.kinds.get_mut(rank))
            {
                (*slot, *kinds) = (base, kind);
            }
        }
        self.inherit_kinds();
    }

    fn rank_at(&self, offset: u64) -> u32 {
        let entries = self.offsets.get(..self.count()).unwrap_or_default();
        entries
            .binary_search(&offset)
            .ok()
            .and_then(|rank| u32::try_from(rank).ok())
            .unwrap_or(BAD_BASE)
    }

    fn rank_named(&self, window: &Window, at: usize) -> u32 {
        let id = window.bytes.get(at..at + self.id_len).unwrap_or_default();
        self.find(id).unwrap_or(BAD_BASE)
    }

    /// A delta is of the kind of its base. Follows each chain once; a chain that ends in itself has no kind.
    fn inherit_kinds(&mut self) {
        let mut chain = Vec::new();
        let mut seen = vec![false; self.count()];
        for rank in 0..self.count() {
            let mut current = rank;
            while self.kind(current).is_none()
                && !std::mem::replace(seen.get_mut(current).unwrap_or(&mut true), true)
            {
                chain.push(current);
                let Some(base) = self.base(current) else {
                    break;
                };
                current = base;
            }
            let kind = self.kind(current);
            for link in chain.drain(..) {
                if let Some(slot) = self.kinds.get_mut(link) {
                    *slot = kind;
                }
            }
        }
    }
}

/// Most bytes that an object of `max` bytes can have while it is compressed: text that does not compress grows a little.
pub(super) fn compressed_limit(max: u64) -> u64 {
    max.saturating_add(max / 64).saturating_add(1024)
}

/// What one thread keeps from object to object.
pub(super) struct Scratch {
    raw: Vec<u8>,
    pub(super) inflater: Inflater,
    /// Most bytes of one object.
    pub(super) max: u64,
}

impl Scratch {
    pub(super) fn new(max: u64) -> Self {
        Self {
            raw: Vec::new(),
            inflater: Inflater::default(),
            max,
        }
    }
}

/// A part of the pack that headers are read from.
#[derive(Default)]
struct Window {
    start: u64,
    bytes: Vec<u8>,
}

impl Window {
    /// Positions in the header count from the start of the window.
    fn header(&mut self, pack: &Pack, start: u64) -> Option<Header> {
        let end = start.checked_add(MAX_HEADER)?;
        if start < self.start || end > self.start + self.bytes.len() as u64 {
            self.bytes.resize(usize::try_from(WINDOW).ok()?, 0);
            let got = pack.file.read_at(&mut self.bytes, start).ok()?;
            self.bytes.truncate(got);
            self.start = start;
        }
        let at = usize::try_from(start - self.start).ok()?;
        let mut header = header(self.bytes.get(at..)?, start, pack.id_len)?;
        if let Base::Named(position) = &mut header.base {
            *position += at;
        }
        Some(header)
    }
}

/// Type and size, then what the base is.
fn header(bytes: &[u8], start: u64, id_len: usize) -> Option<Header> {
    let first = *bytes.first()?;
    let mut size = u64::from(first & 0x0f);
    let (mut len, mut shift, mut more) = (1, 4u32, first & 0x80 != 0);
    while more {
        let byte = *bytes.get(len)?;
        size |= u64::from(byte & 0x7f)
            .checked_shl(shift)
            .filter(|_| shift < 60)?;
        (len, shift, more) = (len + 1, shift + 7, byte & 0x80 != 0);
    }
    let base = match first >> 4 & 7 {
        6 => {
            let (back, used) = distance(bytes.get(len..)?)?;
            len += used;
            Base::At(start.checked_sub(back)?)
        }
        7 => {
            len += id_len;
            Base::Named(len - id_len)
        }
        kind => Base::None(ObjectKind::from_pack(kind)?),
    };
    Some(Header { base, size, len })
}

/// How far back the base lies; each continued byte adds one, so that every distance has one form.
fn distance(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut value = 0u64;
    for (at, byte) in bytes.iter().take(10).enumerate() {
        value = value
            .checked_mul(128)?
            .checked_add(u64::from(byte & 0x7f))?;
        if byte & 0x80 == 0 {
            return (value > 0).then_some((value, at + 1));
        }
        value = value.checked_add(1)?;
    }
    None
}

//! The index of a pack (Git documentation, gitformat-pack, version 2): sorted names and where each object lies.

use super::id::Id;

const MAGIC: [u8; 8] = [0xff, b't', b'O', b'c', 0, 0, 0, 2];
const FANOUT: usize = 256;

/// A whole index file, checked once for its sizes.
pub(super) struct PackIndex {
    bytes: Vec<u8>,
    id_len: usize,
    count: usize,
}

impl PackIndex {
    /// None for other versions and for files whose sizes do not add up.
    pub(super) fn parse(bytes: Vec<u8>, id_len: usize) -> Option<Self> {
        if bytes.get(..8)? != MAGIC {
            return None;
        }
        let index = Self {
            count: number(&bytes, 8 + 4 * (FANOUT - 1))? as usize,
            bytes,
            id_len,
        };
        let sorted = (1..FANOUT).all(|at| index.fanout(at - 1) <= index.fanout(at));
        let least = index
            .offsets()
            .checked_add(index.count.checked_mul(4)?)?
            .checked_add(2 * id_len)?;
        (sorted && least <= index.bytes.len()).then_some(index)
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    pub(super) fn id(&self, at: usize) -> &[u8] {
        let start = self.ids() + at * self.id_len;
        self.bytes
            .get(start..start + self.id_len)
            .unwrap_or_default()
    }

    pub(super) fn find(&self, id: &[u8]) -> Option<usize> {
        let at = self.lower_bound(id)?;
        (at < self.count && self.id(at) == id).then_some(at)
    }

    /// All positions whose names begin with these bytes.
    pub(super) fn with_prefix<'a>(&'a self, prefix: &'a [u8]) -> impl Iterator<Item = Id> + 'a {
        let start = self.lower_bound(prefix).unwrap_or(self.count);
        (start..self.count)
            .map(|at| self.id(at))
            .take_while(move |id| id.starts_with(prefix))
            .filter_map(Id::new)
    }

    pub(super) fn offset(&self, at: usize) -> Option<u64> {
        let short = number(&self.bytes, self.offsets() + at * 4)?;
        if short & 0x8000_0000 == 0 {
            return Some(u64::from(short));
        }
        let long = self.offsets() + self.count * 4 + (short & 0x7fff_ffff) as usize * 8;
        Some(
            u64::from(number(&self.bytes, long)?) << 32 | u64::from(number(&self.bytes, long + 4)?),
        )
    }

    /// First position whose name is not below `id`.
    fn lower_bound(&self, id: &[u8]) -> Option<usize> {
        let first = usize::from(*id.first()?);
        let mut low = first.checked_sub(1).map_or(0, |before| self.fanout(before));
        let mut high = self.fanout(first);
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.id(middle) < id {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Some(low)
    }

    fn fanout(&self, at: usize) -> usize {
        number(&self.bytes, 8 + 4 * at)
            .map_or(0, |n| n as usize)
            .min(self.count)
    }

    fn ids(&self) -> usize {
        8 + 4 * FANOUT
    }

    /// Behind names and checksums.
    fn offsets(&self) -> usize {
        self.ids() + self.count * (self.id_len + 4)
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let four: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    Some(u32::from_be_bytes(four))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(ids: &[[u8; 20]], offsets: &[u32]) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for first in 0..=255u8 {
            let below = ids.iter().filter(|id| id[0] <= first).count() as u32;
            bytes.extend(below.to_be_bytes());
        }
        bytes.extend(ids.concat());
        bytes.extend(vec![0; ids.len() * 4]);
        bytes.extend(offsets.iter().flat_map(|o| o.to_be_bytes()));
        bytes.extend([0, 0, 0, 1, 0, 0, 0, 2]);
        bytes.extend([0; 40]);
        bytes
    }

    #[test]
    fn finds_names_prefixes_and_long_offsets() {
        let ids = [[1; 20], [2; 20], [2; 20].map(|b| b + 1)];
        let index = PackIndex::parse(index(&ids, &[12, 99, 0x8000_0000]), 20).unwrap();
        assert_eq!(index.count(), 3);
        assert_eq!(index.find(&[2; 20]), Some(1));
        assert_eq!(index.find(&[4; 20]), None);
        assert_eq!(index.offset(0), Some(12));
        assert_eq!(index.offset(2), Some((1 << 32) + 2));
        assert_eq!(index.with_prefix(&[2, 2]).count(), 1);
        assert_eq!(index.with_prefix(&[9]).count(), 0);
    }

    #[test]
    fn refuses_every_cut_and_never_panics() {
        let bytes = index(&[[1; 20], [2; 20]], &[12, 99]);
        for end in 0..bytes.len() - 8 {
            assert!(
                PackIndex::parse(bytes[..end].to_vec(), 20).is_none(),
                "cut at {end}"
            );
        }
        for at in 0..bytes.len() {
            let mut broken = bytes.clone();
            broken[at] = 0xff;
            if let Some(index) = PackIndex::parse(broken, 20) {
                let _ = (index.find(&[2; 20]), index.with_prefix(&[1]).count());
                let _: Vec<_> = (0..index.count()).map(|at| index.offset(at)).collect();
            }
        }
    }
}

//! The paths that Git tracks, out of its index file (Git documentation, gitformat-index, versions 2 to 4).
//!
//! Only the names are kept: a file that is tracked is published even when an ignore rule matches it.

use std::collections::HashSet;

/// Bytes of an entry before its flags, without the object id: two times, device, inode, mode, owner, group, size.
const STAT_BYTES: usize = 40;
const FLAG_EXTENDED: u16 = 0x4000;
const SHA1_BYTES: usize = 20;
const SHA256_BYTES: usize = 32;

/// Tracked paths relative to the work tree.
pub(super) type Tracked = HashSet<Box<[u8]>>;

/// Why an index tells nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BadIndex {
    Malformed,
    /// The rest is in a second file that this one refers to.
    Split,
}

/// Reads an index file; object ids of either length.
pub(super) fn parse(bytes: &[u8]) -> Result<Tracked, BadIndex> {
    parse_with(bytes, SHA1_BYTES).or_else(|error| match error {
        BadIndex::Split => Err(error),
        BadIndex::Malformed => parse_with(bytes, SHA256_BYTES),
    })
}

fn parse_with(bytes: &[u8], hash: usize) -> Result<Tracked, BadIndex> {
    let mut reader = Reader { rest: bytes };
    if reader.take(4)? != b"DIRC" {
        return Err(BadIndex::Malformed);
    }
    let version = reader.number(4)?;
    let count = reader.number(4)?;
    if !(2..=4).contains(&version) {
        return Err(BadIndex::Malformed);
    }
    let mut tracked = Tracked::new();
    let mut previous = Vec::new();
    for _ in 0..count {
        let before = reader.rest.len();
        let mut fixed = STAT_BYTES + hash + 2;
        reader.take(STAT_BYTES + hash)?;
        if reader.number(2)? & u32::from(FLAG_EXTENDED) != 0 {
            reader.take(2)?;
            fixed += 2;
        }
        if version == 4 {
            reader.compressed_name(&mut previous)?;
        } else {
            previous = reader.until_nul()?.to_vec();
            let padded = (fixed + previous.len() + 8) & !7;
            let used = before - reader.rest.len();
            reader.take(padded.checked_sub(used).ok_or(BadIndex::Malformed)?)?;
        }
        tracked.insert(previous.as_slice().into());
    }
    reader.extensions(hash)?;
    Ok(tracked)
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], BadIndex> {
        let (head, rest) = self
            .rest
            .split_at_checked(count)
            .ok_or(BadIndex::Malformed)?;
        self.rest = rest;
        Ok(head)
    }

    fn number(&mut self, bytes: usize) -> Result<u32, BadIndex> {
        Ok(self
            .take(bytes)?
            .iter()
            .fold(0, |number, byte| (number << 8) | u32::from(*byte)))
    }

    fn until_nul(&mut self) -> Result<&'a [u8], BadIndex> {
        let end = self
            .rest
            .iter()
            .position(|b| *b == 0)
            .ok_or(BadIndex::Malformed)?;
        let name = self.take(end)?;
        self.take(1)?;
        Ok(name)
    }

    /// Version 4: how many bytes to drop from the previous name, then what to add.
    fn compressed_name(&mut self, previous: &mut Vec<u8>) -> Result<(), BadIndex> {
        let mut drop = 0usize;
        loop {
            let byte = self.number(1)?;
            drop = (drop << 7) | (byte & 0x7f) as usize;
            if byte & 0x80 == 0 {
                break;
            }
            drop = drop
                .checked_add(1)
                .filter(|d| *d < 1 << 24)
                .ok_or(BadIndex::Malformed)?;
        }
        let keep = previous
            .len()
            .checked_sub(drop)
            .ok_or(BadIndex::Malformed)?;
        previous.truncate(keep);
        previous.extend_from_slice(self.until_nul()?);
        Ok(())
    }

    /// Walks over the extensions to the closing hash; `link` says that entries are missing here.
    fn extensions(&mut self, hash: usize) -> Result<(), BadIndex> {
        while self.rest.len() > hash {
            let name = self.take(4)?;
            let size = self.number(4)? as usize;
            if name == b"link" {
                return Err(BadIndex::Split);
            }
            self.take(size)?;
        }
        if self.rest.len() == hash {
            Ok(())
        } else {
            Err(BadIndex::Malformed)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &[u8], hash: usize, extended: bool) -> Vec<u8> {
        let mut bytes = vec![7; STAT_BYTES + hash];
        bytes.extend(if extended { [0x40, 0] } else { [0, 0] });
        if extended {
            bytes.extend([0, 0]);
        }
        bytes.extend(name);
        let padded = (bytes.len() + 8) & !7;
        bytes.resize(padded, 0);
        bytes
    }

    fn index(version: u8, entries: &[Vec<u8>], tail: &[u8], hash: usize) -> Vec<u8> {
        let mut bytes = b"DIRC".to_vec();
        bytes.extend([0, 0, 0, version, 0, 0, 0, entries.len() as u8]);
        bytes.extend(entries.concat());
        bytes.extend(tail);
        bytes.resize(bytes.len() + hash, 9);
        bytes
    }

    fn names(tracked: Tracked) -> Vec<String> {
        let mut names: Vec<_> = tracked
            .iter()
            .map(|n| String::from_utf8_lossy(n).into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn reads_names_of_both_hash_lengths_and_extended_entries() {
        for hash in [SHA1_BYTES, SHA256_BYTES] {
            let bytes = index(
                3,
                &[entry(b"a.yaml", hash, false), entry(b"b/c", hash, true)],
                b"TREE\0\0\0\x02xy",
                hash,
            );
            assert_eq!(names(parse(&bytes).unwrap()), ["a.yaml", "b/c"]);
        }
    }

    #[test]
    fn reads_compressed_names_of_version_4() {
        let mut first = vec![7; STAT_BYTES + SHA1_BYTES];
        first.extend(b"\0\0\0apps/one.yaml\0");
        let mut second = vec![7; STAT_BYTES + SHA1_BYTES];
        second.extend(b"\0\0\x08two.yaml\0");
        let bytes = index(4, &[first, second], b"", SHA1_BYTES);
        assert_eq!(
            names(parse(&bytes).unwrap()),
            ["apps/one.yaml", "apps/two.yaml"]
        );
    }

    #[test]
    fn tells_a_split_index() {
        let bytes = index(2, &[], b"link\0\0\0\x01x", SHA1_BYTES);
        assert_eq!(parse(&bytes), Err(BadIndex::Split));
    }

    #[test]
    fn refuses_every_cut_and_never_panics() {
        let bytes = index(2, &[entry(b"a.yaml", SHA1_BYTES, false)], b"", SHA1_BYTES);
        for end in 0..bytes.len() {
            assert!(parse(&bytes[..end]).is_err(), "cut at {end}");
        }
        for (at, value) in (0..bytes.len()).flat_map(|at| [0, 1, 0x7f, 0x80, 0xff].map(|v| (at, v)))
        {
            let mut broken = bytes.clone();
            broken[at] = value;
            let _ = parse(&broken);
        }
    }
}

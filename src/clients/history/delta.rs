//! Applies a delta to its base (Git documentation, gitformat-pack, "Deltified representation").

use std::ops::Range;

/// The sizes of base and result that a delta begins with, and the instructions after them.
pub(super) fn header(delta: &[u8]) -> Option<(u64, u64, &[u8])> {
    let (base, rest) = size(delta)?;
    let (result, rest) = size(rest)?;
    Some((base, result, rest))
}

fn size(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0u64;
    for (at, byte) in bytes.iter().enumerate() {
        let shift = u32::try_from(at)
            .ok()?
            .checked_mul(7)
            .filter(|shift| *shift < 64)?;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some((value, bytes.get(at + 1..)?));
        }
    }
    None
}

/// The result of a delta.
#[derive(Default)]
pub(super) struct Applied {
    pub bytes: Vec<u8>,
    /// What does not come from the base, in order.
    pub fresh: Vec<Range<usize>>,
}

/// Writes the result to `out`; none if the delta does not fit its base or its own sizes.
pub(super) fn apply(base: &[u8], delta: &[u8], max: u64, out: &mut Applied) -> Option<()> {
    let (base_size, result_size, mut rest) = header(delta)?;
    if base_size != base.len() as u64 || result_size > max {
        return None;
    }
    let result_size = usize::try_from(result_size).ok()?;
    let Applied { bytes, fresh } = out;
    fresh.clear();
    bytes.clear();
    bytes.reserve(result_size);
    while let Some((op, after)) = rest.split_first() {
        let piece = if op & 0x80 != 0 {
            let (start, len, after) = copy_range(*op, after)?;
            rest = after;
            base.get(start..start.checked_add(len)?)?
        } else {
            let (piece, after) = after.split_at_checked(usize::from(*op))?;
            rest = after;
            add(fresh, bytes.len(), piece.len());
            piece
        };
        if piece.is_empty() || bytes.len() + piece.len() > result_size {
            return None;
        }
        bytes.extend_from_slice(piece);
    }
    (bytes.len() == result_size).then_some(())
}

fn add(ranges: &mut Vec<Range<usize>>, start: usize, len: usize) {
    match ranges.last_mut() {
        Some(last) if last.end == start => last.end += len,
        _ => ranges.push(start..start + len),
    }
}

/// Bits 0 to 3 of the operation tell which bytes of the offset follow, bits 4 to 6 which of the length.
fn copy_range(op: u8, mut rest: &[u8]) -> Option<(usize, usize, &[u8])> {
    let mut values = [0usize; 2];
    for bit in 0..7 {
        if op & 1 << bit == 0 {
            continue;
        }
        let (byte, after) = rest.split_first()?;
        rest = after;
        let (value, shift) = if bit < 4 {
            (values.first_mut()?, bit * 8)
        } else {
            (values.last_mut()?, (bit - 4) * 8)
        };
        *value |= usize::from(*byte) << shift;
    }
    let [start, len] = values;
    Some((start, if len == 0 { 0x10000 } else { len }, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_and_inserts() {
        let mut out = Applied::default();
        // base 10, result 8: copy 4 from 2, insert "ab", copy 2 from 0
        let delta = [10, 8, 0x91, 2, 4, 2, b'a', b'b', 0x90, 2];
        assert_eq!(apply(b"0123456789", &delta, 100, &mut out), Some(()));
        assert_eq!(out.bytes, b"2345ab01");
        assert_eq!((out.fresh.len(), out.fresh[0].clone()), (1, 4..6));
    }

    #[test]
    fn refuses_what_does_not_fit_and_never_panics() {
        let good = [10u8, 8, 0x91, 2, 4, 2, b'a', b'b', 0x90, 2];
        let mut out = Applied::default();
        assert_eq!(apply(b"0123456789", &good, 7, &mut out), None, "limit");
        assert_eq!(
            apply(b"012345678", &good, 100, &mut out),
            None,
            "other base"
        );
        for end in 0..good.len() {
            assert_eq!(
                apply(b"0123456789", &good[..end], 100, &mut out),
                None,
                "cut at {end}"
            );
        }
        for at in 0..good.len() {
            for value in 0..=255 {
                let mut broken = good;
                broken[at] = value;
                let _ = apply(b"0123456789", &broken, 1 << 20, &mut out);
                assert!(out.bytes.len() <= 1 << 20);
            }
        }
        assert_eq!(apply(b"", &[0x80; 12], 100, &mut out), None, "endless size");
    }
}

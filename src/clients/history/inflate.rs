//! Decompression into exactly as many bytes as the header promised.

use super::fault::Fault;
use flate2::{Decompress, FlushDecompress, Status};

/// A decompressor that is reused for many objects.
pub(super) struct Inflater(Decompress);

impl Default for Inflater {
    fn default() -> Self {
        Self(Decompress::new(true))
    }
}

impl Inflater {
    /// Fills `out` with `size` bytes; another number of bytes, or rubbish, is a broken object.
    pub(super) fn exactly(
        &mut self,
        input: &[u8],
        size: u64,
        out: &mut Vec<u8>,
    ) -> Result<(), Fault> {
        let size = usize::try_from(size).map_err(|_| Fault::Broken)?;
        self.0.reset(true);
        out.clear();
        // One byte more shows a stream that is longer than promised.
        out.reserve(size.saturating_add(1));
        let status = self.0.decompress_vec(input, out, FlushDecompress::Finish);
        if !matches!(status, Ok(Status::StreamEnd)) || out.len() != size {
            return Err(Fault::Broken);
        }
        Ok(())
    }

    /// The first bytes of a stream, at most `max`.
    pub(super) fn head(&mut self, input: &[u8], max: usize, out: &mut Vec<u8>) {
        self.0.reset(true);
        let mut head = vec![0; max];
        let _ = self.0.decompress(input, &mut head, FlushDecompress::None);
        let got = usize::try_from(self.0.total_out()).unwrap_or(0);
        head.truncate(got);
        *out = head;
    }
}

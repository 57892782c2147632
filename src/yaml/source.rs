//! From bytes to text.

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Encoding {
    #[default]
    Utf8,
    Utf16Le,
    Utf16Be,
}

/// The text of one file. Offsets of nodes point into [`Self::text`].
#[derive(Debug, Default)]
pub(crate) struct Source {
    pub(crate) text: String,
    pub(crate) encoding: Encoding,
    /// First line with bytes that are no UTF-8 (they were replaced by U+FFFD).
    pub(crate) invalid_line: Option<u32>,
}

impl Source {
    /// The text is byte for byte the file.
    pub(crate) fn is_verbatim(&self) -> bool {
        self.encoding == Encoding::Utf8 && self.invalid_line.is_none()
    }

    /// Decodes UTF-8, and UTF-16 with a byte order mark.
    pub(crate) fn decode(bytes: &[u8]) -> Self {
        match bytes {
            [0xFF, 0xFE, rest @ ..] => Self::utf16(rest, Encoding::Utf16Le),
            [0xFE, 0xFF, rest @ ..] => Self::utf16(rest, Encoding::Utf16Be),
            _ => Self::utf8(bytes),
        }
    }

    fn utf8(bytes: &[u8]) -> Self {
        let (text, invalid_line) = match std::str::from_utf8(bytes) {
            Ok(text) => (text.to_owned(), None),
            Err(error) => (
                String::from_utf8_lossy(bytes).into_owned(),
                Some(line_at(bytes, error.valid_up_to())),
            ),
        };
        Self {
            text,
            encoding: Encoding::Utf8,
            invalid_line,
        }
    }

    fn utf16(bytes: &[u8], encoding: Encoding) -> Self {
        let join = match encoding {
            Encoding::Utf16Be => u16::from_be_bytes,
            Encoding::Utf16Le | Encoding::Utf8 => u16::from_le_bytes,
        };
        let pairs = bytes.chunks_exact(2);
        let odd = !pairs.remainder().is_empty();
        let units = pairs.filter_map(|pair| pair.try_into().ok()).map(join);
        let mut invalid = odd;
        let text = char::decode_utf16(units)
            .map(|unit| {
                unit.unwrap_or_else(|_| {
                    invalid = true;
                    char::REPLACEMENT_CHARACTER
                })
            })
            .collect();
        Self {
            text,
            encoding,
            invalid_line: invalid.then_some(1),
        }
    }
}

/// Line, counted from 1, of a byte offset.
pub(crate) fn line_at(bytes: &[u8], offset: usize) -> u32 {
    let newlines = bytes
        .iter()
        .take(offset)
        .filter(|byte| **byte == b'\n')
        .count();
    u32::try_from(newlines + 1).unwrap_or(u32::MAX)
}

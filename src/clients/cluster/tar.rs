//! Regular files of a tar stream (POSIX ustar and pax, as every tar writes them). Names are only looked at for their
//! ending: nothing is unpacked, so no name can lead anywhere.

use std::io::{self, Read};

const BLOCK: usize = 512;
/// Most entries of an archive.
const ENTRIES: usize = 10_000;

/// Calls `file` with the name and the content of each regular file. Links, devices and folders are passed over.
pub(super) fn each_file(
    mut from: impl Read,
    mut file: impl FnMut(&str, &mut dyn Read) -> io::Result<()>,
) -> io::Result<()> {
    let mut header = [0u8; BLOCK];
    for _ in 0..ENTRIES {
        match from.read_exact(&mut header) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            other => other?,
        }
        if header.iter().all(|byte| *byte == 0) {
            return Ok(());
        }
        let size = size(&header)?;
        let mut content = (&mut from).take(size);
        if matches!(header.get(156), Some(b'0' | 0)) {
            file(&name(&header), &mut content)?;
        }
        io::copy(&mut content, &mut io::sink())?;
        let padding = (BLOCK as u64 - size % BLOCK as u64) % BLOCK as u64;
        io::copy(&mut (&mut from).take(padding), &mut io::sink())?;
    }
    Err(io::Error::other("the archive has more than 10,000 entries"))
}

fn name(header: &[u8; BLOCK]) -> String {
    let bytes = header.get(..100).unwrap_or_default();
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(100);
    String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned()
}

fn size(header: &[u8; BLOCK]) -> io::Result<u64> {
    let digits = header.get(124..136).unwrap_or_default();
    let text: String = digits
        .iter()
        .map(|byte| char::from(*byte))
        .filter(char::is_ascii_digit)
        .collect();
    u64::from_str_radix(&text, 8).map_err(|_| io::Error::other("the archive is damaged"))
}

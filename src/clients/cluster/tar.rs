//! Regular files of a tar stream (POSIX ustar and pax, as every tar writes them). Names are only looked at for their
//! ending: nothing is unpacked, so no name can lead anywhere.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write as _};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

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

/// Packs the files of a folder, sorted by name, into a new `.tar.gz`.
pub(super) fn pack(folder: &Path, archive: &Path) -> io::Result<()> {
    let mut names: Vec<_> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.file_name()))
        .collect::<io::Result<_>>()?;
    names.sort();
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(archive)?;
    let mut out = GzEncoder::new(file, Compression::default());
    for name in names {
        let mut file = File::open(folder.join(&name))?;
        let size = file.metadata()?.len();
        out.write_all(&header(&name.to_string_lossy(), size))?;
        io::copy(&mut file, &mut out)?;
        let padding = (BLOCK as u64 - size % BLOCK as u64) % BLOCK as u64;
        io::copy(&mut io::repeat(0).take(padding), &mut out)?;
    }
    out.write_all(&[0; BLOCK * 2])?;
    out.finish()?.flush()
}

/// A ustar header: readable by its owner only, without names of users.
fn header(name: &str, size: u64) -> [u8; BLOCK] {
    let mut header = [0u8; BLOCK];
    let mut put = |at: usize, text: &str| {
        for (place, byte) in header.iter_mut().skip(at).zip(text.bytes()) {
            *place = byte;
        }
    };
    put(0, &name.chars().take(99).collect::<String>());
    put(100, "0000600");
    put(108, "0000000");
    put(116, "0000000");
    put(124, &format!("{size:011o}"));
    put(136, "00000000000");
    put(148, "        ");
    put(156, "0");
    put(257, "ustar");
    put(263, "00");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    for (place, byte) in header
        .iter_mut()
        .skip(148)
        .zip(format!("{sum:06o}\0 ").bytes())
    {
        *place = byte;
    }
    header
}

//! The reader of Git objects: a bare repository of which one part comes from the input. The first byte says which:
//! bytes of a pack, an index, a loose object, what a loose object holds, references, or a pack of good entries whose
//! deltas the input describes. For the last, what each delta has to give is known.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use gitops_mcp::clients::history::{self, HistoryLimits};
use gitops_mcp::clients::repository::{Roots, Unwatched};

pub const COMMIT: [u8; 20] = [1; 20];
const TREE: [u8; 20] = [2; 20];
/// Blobs are named 16, 17, …
pub const FIRST: u8 = 16;
const BLOBS: u8 = 12;
const MOST: usize = 1 << 16;

type Files = Vec<(String, Vec<u8>)>;

/// What a walk has to show, by the last byte of the name.
type Expected = BTreeMap<u8, Vec<u8>>;

/// Makes a repository in the folder, whatever was there, and reads it.
pub fn check(folder: &Path, data: &[u8]) {
    let Some((part, rest)) = data.split_first() else {
        return;
    };
    let (files, expected) = match part % 7 {
        0 => (pack_of_bytes(rest), Expected::new()),
        1 => (index_of_bytes(rest), Expected::new()),
        2 => (patched_index(rest), Expected::new()),
        3 => (loose_of_bytes(rest), Expected::new()),
        4 => (loose_of_content(rest), Expected::new()),
        5 => (references(rest), Expected::new()),
        _ => deltas(rest),
    };
    write(folder, files);
    read(folder, &expected);
}

pub fn write(folder: &Path, files: Files) {
    let _ = fs::remove_dir_all(folder);
    for parent in ["objects/pack", "refs/heads", "refs/tags", "logs"] {
        fs::create_dir_all(folder.join(parent)).unwrap();
    }
    let fixed = [
        ("HEAD".to_owned(), b"ref: refs/heads/main\n".to_vec()),
        ("refs/heads/main".to_owned(), line(&COMMIT)),
    ];
    for (path, bytes) in fixed.into_iter().chain(files) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

fn read(folder: &Path, expected: &Expected) {
    let roots = Roots::for_command_line(folder).unwrap();
    let repository = roots.open(&folder.to_string_lossy()).unwrap();
    let Ok(history) = history::open(&repository) else {
        assert!(expected.is_empty());
        return;
    };
    let limits = HistoryLimits {
        object_bytes: MOST as u64,
        total_bytes: 1 << 24,
        threads: 1,
    };
    let walk = history.blobs(None, (&limits, &Unwatched), |visit| {
        assert!(visit.bytes.len() <= MOST);
        assert!(visit.order.0 <= visit.order.1);
        let ends: Vec<usize> = visit
            .fresh
            .iter()
            .flat_map(|part| [part.start, part.end])
            .collect();
        assert!(ends.is_sorted() && ends.last().is_none_or(|end| *end <= visit.bytes.len()));
        Some((visit.id.as_bytes()[19], visit.bytes.to_vec()))
    });
    let made: BTreeMap<u8, Vec<u8>> = walk.made.into_iter().collect();
    for (name, bytes) in expected {
        assert_eq!(
            made.get(name),
            Some(bytes),
            "blob {name}; skipped: {:?}",
            walk.skipped
        );
    }
    for revision in ["HEAD", "main~1", "v1^2", "0101"] {
        let Ok(snapshot) = history.revision(revision) else {
            continue;
        };
        let results = history.read_each(&snapshot.files, (&limits, &Unwatched), |_, bytes| {
            bytes.len()
        });
        assert_eq!(results.len(), snapshot.files.len());
    }
    let _ = history.since("main");
}

pub fn line(id: &[u8; 20]) -> Vec<u8> {
    let digits: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
    (digits + "\n").into_bytes()
}

pub fn commit() -> Vec<u8> {
    let mut text = b"tree ".to_vec();
    text.extend(line(&TREE));
    text.extend(b"author a <a@b> 1 +0000\ncommitter a <a@b> 1 +0000\n\nm\n");
    text
}

fn tree() -> Vec<u8> {
    (FIRST..FIRST + BLOBS)
        .flat_map(|name| [format!("100644 {name}.yaml\0").as_bytes(), &[name; 20]].concat())
        .collect()
}

/// Deflated without compression.
pub fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut rest = bytes;
    loop {
        let (piece, after) = rest.split_at(rest.len().min(usize::from(u16::MAX)));
        let length = piece.len() as u16;
        out.push(u8::from(after.is_empty()));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(piece);
        rest = after;
        if rest.is_empty() {
            break;
        }
    }
    let (a, b) = bytes.iter().fold((1u32, 0u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    out.extend((b << 16 | a).to_be_bytes());
    out
}

pub struct Pack {
    bytes: Vec<u8>,
    entries: Vec<([u8; 20], u32)>,
}

impl Pack {
    /// With the commit and the tree.
    pub fn new() -> Self {
        let mut pack = Self {
            bytes: b"PACK\0\0\0\x02\0\0\0\0".to_vec(),
            entries: Vec::new(),
        };
        pack.add(COMMIT, (1, &[]), &commit());
        pack.add(TREE, (2, &[]), &tree());
        pack
    }

    pub fn end(&self) -> usize {
        self.bytes.len()
    }

    /// `form` is the type of the entry and what names its base.
    pub fn add(&mut self, id: [u8; 20], form: (u8, &[u8]), content: &[u8]) {
        let (kind, base) = form;
        self.entries.push((id, self.end() as u32));
        let mut size = content.len();
        let mut byte = kind << 4 | (size & 0x0f) as u8;
        size >>= 4;
        while size > 0 {
            self.bytes.push(byte | 0x80);
            byte = (size & 0x7f) as u8;
            size >>= 7;
        }
        self.bytes.push(byte);
        self.bytes.extend(base);
        self.bytes.extend(zlib(content));
    }

    fn index(&mut self) -> Vec<u8> {
        self.entries.sort_unstable();
        let mut out = vec![0xff, b't', b'O', b'c', 0, 0, 0, 2];
        for first in 0..=u8::MAX {
            let below = self.entries.iter().filter(|(id, _)| id[0] <= first).count();
            out.extend((below as u32).to_be_bytes());
        }
        self.entries.iter().for_each(|(id, _)| out.extend(id));
        out.extend(vec![0; self.entries.len() * 4]);
        self.entries
            .iter()
            .for_each(|(_, at)| out.extend(at.to_be_bytes()));
        out.extend([0; 40]);
        out
    }

    pub fn files(mut self) -> Files {
        let index = self.index();
        self.bytes.extend([0; 20]);
        vec![pack_file("idx", index), pack_file("pack", self.bytes)]
    }
}

fn pack_file(ending: &str, bytes: Vec<u8>) -> (String, Vec<u8>) {
    (format!("objects/pack/pack-a.{ending}"), bytes)
}

/// Entries begin where the first bytes say, in the bytes that follow.
fn pack_of_bytes(data: &[u8]) -> Files {
    let (places, bytes) = data.split_at(data.len().min(8));
    let mut pack = Pack::new();
    let start = pack.end();
    pack.bytes.extend(bytes);
    for (name, place) in (FIRST..).zip(places) {
        let at = start + usize::from(*place) * bytes.len() / 256;
        pack.entries.push(([name; 20], at as u32));
    }
    pack.files()
}

fn index_of_bytes(data: &[u8]) -> Files {
    let mut files = Pack::new().files();
    files[0].1 = data.to_vec();
    files
}

/// A good index, of which some bytes are others.
fn patched_index(data: &[u8]) -> Files {
    let mut files = Pack::new().files();
    for patch in data.chunks_exact(3) {
        let at = usize::from(u16::from_le_bytes([patch[0], patch[1]])) % files[0].1.len();
        files[0].1[at] = patch[2];
    }
    files
}

pub fn loose(id: &[u8; 20], file: Vec<u8>) -> (String, Vec<u8>) {
    let digits = String::from_utf8(line(id)).unwrap();
    let (folder, name) = digits.trim_end().split_at(2);
    (format!("objects/{folder}/{name}"), file)
}

fn loose_of_bytes(data: &[u8]) -> Files {
    let mut files = Pack::new().files();
    files.push(loose(&[FIRST; 20], data.to_vec()));
    files
}

/// The next byte says of what kind it is.
fn loose_of_content(data: &[u8]) -> Files {
    let Some((kind, content)) = data.split_first() else {
        return Vec::new();
    };
    let whole = |word: &str, content: &[u8]| {
        zlib(&[format!("{word} {}\0", content.len()).as_bytes(), content].concat())
    };
    let tag = ("refs/tags/v1".to_owned(), line(&[3; 20]));
    match kind % 4 {
        0 => vec![loose(&COMMIT, whole("commit", content))],
        1 => vec![
            loose(&COMMIT, whole("commit", &commit())),
            loose(&TREE, whole("tree", content)),
        ],
        2 => vec![loose(&[3; 20], whole("tag", content)), tag],
        _ => vec![
            loose(&COMMIT, whole("commit", &commit())),
            loose(&TREE, whole("tree", &tree())),
            loose(&[FIRST; 20], zlib(content)),
        ],
    }
}

fn references(data: &[u8]) -> Files {
    let places = [
        "HEAD",
        "refs/heads/main",
        "packed-refs",
        "logs/HEAD",
        "refs/tags/v1",
        "config",
    ];
    let mut files = Pack::new().files();
    let parts = data.split(|byte| *byte == 0xff).zip(places);
    files.extend(parts.map(|(bytes, place)| (place.to_owned(), bytes.to_vec())));
    files
}

/// Entries that the input describes: a blob, a delta on an earlier one, or a delta of any bytes on any one.
fn deltas(data: &[u8]) -> (Files, Expected) {
    let mut input = Input(data);
    let mut pack = Pack::new();
    let mut known: Vec<(usize, Option<Vec<u8>>)> = Vec::new();
    for name in FIRST..FIRST + BLOBS {
        let kind = input.byte();
        let at = pack.end();
        let earlier = usize::from(input.byte()) % known.len().max(1);
        let content = match (kind % 4, known.get(earlier)) {
            (1, Some((base_at, Some(base)))) => {
                let (delta, content) = input.delta(base);
                pack.add([name; 20], (6, &distance(at - base_at)), &delta);
                Some(content)
            }
            (2, _) => {
                let base = [FIRST + kind / 4 % BLOBS; 20];
                pack.add([name; 20], (7, &base), input.take(64));
                None
            }
            (3, Some((base_at, _))) => {
                let header = distance(at - base_at);
                pack.add([name; 20], (6, &header), input.take(64));
                None
            }
            _ => {
                let content = input.take(255).repeat(1 + usize::from(kind / 4));
                pack.add([name; 20], (3, &[]), &content);
                Some(content)
            }
        };
        known.push((at, content));
    }
    // What is made from an object over the limit is not read either.
    let is_small = known
        .iter()
        .flat_map(|(_, content)| content)
        .all(|content| content.len() <= MOST);
    let contents = (FIRST..).zip(known).filter(|_| is_small);
    let expected = contents
        .filter_map(|(name, (_, content))| Some((name, content?)))
        .collect();
    (pack.files(), expected)
}

pub fn distance(mut back: usize) -> Vec<u8> {
    let mut bytes = vec![(back & 0x7f) as u8];
    back >>= 7;
    while back > 0 {
        back -= 1;
        bytes.push(0x80 | (back & 0x7f) as u8);
        back >>= 7;
    }
    bytes.reverse();
    bytes
}

struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn byte(&mut self) -> u8 {
        self.0.split_off_first().copied().unwrap_or_default()
    }

    fn take(&mut self, most: u8) -> &'a [u8] {
        let length = usize::from(self.byte().min(most)).min(self.0.len());
        self.0.split_off(..length).unwrap_or_default()
    }

    /// A good delta and what it gives.
    fn delta(&mut self, base: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let (mut steps, mut content) = (Vec::new(), Vec::new());
        for _ in 0..self.byte() % 16 {
            let start = usize::from(self.byte()) * base.len() / 256;
            let length = (usize::from(self.byte()) * 257).min(base.len() - start);
            if length > 0 {
                steps.push(0x80 | 0b0111_1111);
                steps.extend(&(start as u32).to_le_bytes());
                steps.extend(&(length as u32).to_le_bytes()[..3]);
                content.extend(&base[start..start + length]);
            }
            let added = self.take(127);
            if !added.is_empty() {
                steps.push(added.len() as u8);
                steps.extend(added);
                content.extend(added);
            }
        }
        let mut delta = varint(base.len());
        delta.extend(varint(content.len()));
        delta.extend(steps);
        (delta, content)
    }
}

pub fn varint(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            bytes.push(byte);
            return bytes;
        }
        bytes.push(byte | 0x80);
    }
}

//! What only a key can tell: whether every value opens in its place, and whether the message authentication code holds
//! (getsops/sops 3.13: `sops.go` `Tree.Decrypt`, `cmd/sops/common/common.go` `DecryptTree`).
//!
//! Clear values live in buffers that are wiped, go into the hash and nowhere else.

mod cipher;
mod data_key;
mod entry;
mod ini;
mod shamir;
mod source;

use sha2::{Digest as _, Sha512};

use super::keys::AgeKeys;
use super::leaves::Leaf;
use cipher::Cipher;
use entry::{Entry, Value};
use source::Source;

/// A SOPS file that was opened, or not.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) path: String,
    pub(crate) verdict: Verdict,
    /// Copies of the data key that do not open although the key of their recipient is at hand.
    pub(crate) damaged_copies: Vec<DamagedCopy>,
}

/// What became of a file under its data key.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Every value opens in its place, and the code holds.
    Verified,
    /// The code does not hold.
    Mismatch(Mismatch),
    /// Values that do not open.
    Undecryptable(Undecryptable),
    /// SOPS refuses the file for a reason that needs no key.
    Refused(&'static str),
    /// It cannot be told, with the reason.
    NotJudged(&'static str),
}

/// How the code does not hold, and the line it stands on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Mismatch {
    pub(crate) line: u32,
    /// The stored code itself does not open: its time stamp was changed, or it belongs to another file.
    pub(crate) is_sealed: bool,
}

/// Values that do not open under the data key.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Undecryptable {
    pub(crate) values: Vec<Unopened>,
    /// Exact number.
    pub(crate) count: usize,
    /// Not one value of the file opens.
    pub(crate) all: bool,
}

/// One value that does not open.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unopened {
    pub(crate) place: Leaf,
    /// The path under which it does open: it was moved from there.
    pub(crate) from: Option<String>,
}

/// A copy of the data key that its own recipient cannot open.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DamagedCopy {
    pub(crate) line: u32,
    pub(crate) pointer: String,
    pub(crate) recipient: String,
}

/// Most values that are told one by one.
const MOST_VALUES: usize = 32;
/// Most paths that are tried to say where a value was moved from.
const MOST_PATHS: usize = 1_000;

/// The first bytes of the hash when it covers encrypted values only: SHA-256 of `sops`, so that a code of one kind is
/// never one of the other (`sops.go`, `MACOnlyEncryptedInitialization`).
fn only_encrypted_prefix() -> [u8; 32] {
    sha2::Sha256::digest(b"sops").into()
}

/// Opens a file with the keys at hand. `None` when it carries no metadata of SOPS.
pub(crate) fn open(path: &str, bytes: &[u8], keys: Option<&AgeKeys>) -> Option<Opened> {
    let source = Source::read(path, bytes)?;
    let mut opened = Opened {
        path: path.to_owned(),
        verdict: Verdict::NotJudged("no age key was offered"),
        damaged_copies: Vec::new(),
    };
    let Some(keys) = keys else {
        return Some(opened);
    };
    if let Some(reason) = source.refused() {
        opened.verdict = Verdict::Refused(reason);
        return Some(opened);
    }
    let found = data_key::find(source.metadata(), keys);
    opened.damaged_copies = found.damaged;
    opened.verdict = match found.key {
        Err(reason) => Verdict::NotJudged(reason),
        Ok(key) => judge(&source, &key),
    };
    Some(opened)
}

fn judge(source: &Source<'_>, key: &[u8]) -> Verdict {
    let Some(cipher) = Cipher::new(key) else {
        return Verdict::Refused("the data key is not 32 bytes long");
    };
    let seal = match source.seal() {
        Ok(seal) => seal,
        Err(verdict) => return verdict,
    };
    let mut walk = Walk {
        cipher: &cipher,
        hash: Sha512::new(),
        only_encrypted: seal.only_encrypted,
        failed: Vec::new(),
        failures: 0,
        opened: 0,
        refused: None,
        paths: Vec::new(),
    };
    if seal.only_encrypted {
        walk.hash.update(only_encrypted_prefix());
    }
    let walked = source.each(&mut |entry| walk.entry(entry));
    if let Err(verdict) = walked {
        return verdict;
    }
    if walk.failures > 0 {
        return walk.undecryptable();
    }
    if let Some(reason) = walk.refused {
        return Verdict::Refused(reason);
    }
    let computed = hexadecimal(&walk.hash.finalize());
    let stored = cipher.open(seal.mac, seal.time.as_bytes());
    match stored {
        Some(stored) if stored.as_slice() == computed.as_bytes() => Verdict::Verified,
        stored => Verdict::Mismatch(Mismatch {
            line: seal.line,
            is_sealed: stored.is_none(),
        }),
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

struct Walk<'c> {
    cipher: &'c Cipher,
    hash: Sha512,
    only_encrypted: bool,
    /// Values that do not open, with their ciphertext.
    failed: Vec<(Leaf, String)>,
    failures: usize,
    opened: usize,
    refused: Option<&'static str>,
    paths: Vec<String>,
}

impl Walk<'_> {
    fn entry(&mut self, entry: &Entry<'_>) {
        if self.paths.len() < MOST_PATHS {
            self.paths.push(entry.path.to_owned());
        }
        if entry.must {
            return self.encrypted(entry);
        }
        if !self.only_encrypted {
            self.hash.update(entry.value.bytes());
        }
    }

    fn encrypted(&mut self, entry: &Entry<'_>) {
        let Value::Text(text) = &entry.value else {
            self.refused = Some("a value that has to be encrypted is in clear");
            return;
        };
        if text.is_empty() {
            return;
        }
        if !cipher::is_whole(text) {
            self.refused = Some("a value that has to be encrypted is in clear or damaged");
            return;
        }
        match self.cipher.open(text, entry.path.as_bytes()) {
            Some(clear) => {
                self.opened += 1;
                self.hash.update(clear.as_slice());
            }
            None => {
                self.failures += 1;
                if self.failed.len() < MOST_VALUES {
                    self.failed.push((entry.place(), text.to_string()));
                }
            }
        }
    }

    fn undecryptable(self) -> Verdict {
        let moved_from = |text: &str| {
            let opens = |path: &&String| self.cipher.open(text, path.as_bytes()).is_some();
            self.paths.iter().find(opens)
        };
        let values = self
            .failed
            .iter()
            .map(|(place, text)| Unopened {
                place: place.clone(),
                from: moved_from(text).cloned(),
            })
            .collect::<Vec<_>>();
        Verdict::Undecryptable(Undecryptable {
            all: self.opened == 0 && values.iter().all(|value| value.from.is_none()),
            count: self.failures,
            values,
        })
    }
}

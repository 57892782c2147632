//! Opens an armoured age file with X25519 keys: how SOPS keeps a data key for each age recipient (C2SP `age.md`, version 1).
//!
//! Only opening, only X25519, only what fits one chunk. A whole implementation brings translations and post-quantum
//! ciphers, four times as many crates; what this one cannot open is not judged.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use chacha20poly1305::aead::Aead as _;
use chacha20poly1305::{ChaCha20Poly1305, KeyInit as _};
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use x25519_dalek::PublicKey;
use zeroize::Zeroizing;

use super::keys::{Identity, Key};

const BEGIN: &str = "-----BEGIN AGE ENCRYPTED FILE-----";
const END: &str = "-----END AGE ENCRYPTED FILE-----";
const COLUMNS: usize = 64;
const VERSION: &str = "age-encryption.org/v1";
const LABEL: &[u8] = b"age-encryption.org/v1/X25519";
const FILE_KEY_BYTES: usize = 16;
const NONCE_BYTES: usize = 16;
/// Largest file that is looked at: a data key has 32 bytes, and a header a line or two for each recipient.
const MAX_BYTES: usize = 64 * 1024;
/// The only chunk is the last one.
const FIRST_AND_LAST: [u8; 12] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];

/// The content of the file, if one of the keys opens it.
pub(super) fn open(armoured: &str, identities: &[Identity]) -> Option<Key> {
    let file = unarmoured(armoured)?;
    let (header, payload) = Header::read(&file)?;
    let file_key = header.file_key(identities)?;
    let (nonce, chunk) = payload.split_at_checked(NONCE_BYTES)?;
    let key = derived(&file_key, nonce, b"payload")?;
    let cipher = ChaCha20Poly1305::new_from_slice(&*key).ok()?;
    cipher
        .decrypt(&FIRST_AND_LAST.into(), chunk)
        .ok()
        .map(Zeroizing::new)
}

/// Strict as the format is: 64 columns but for the last line.
fn unarmoured(text: &str) -> Option<Vec<u8>> {
    let body = text.trim().strip_prefix(BEGIN)?.strip_suffix(END)?;
    if text.len() > MAX_BYTES || !body.starts_with(['\r', '\n']) || !body.ends_with('\n') {
        return None;
    }
    let lines: Vec<&str> = body.trim().lines().collect();
    let (last, full) = lines.split_last()?;
    let fits = full.iter().all(|line| line.len() == COLUMNS) && last.len() <= COLUMNS;
    fits.then(|| STANDARD.decode(lines.concat()).ok())?
}

/// The header: a stanza for each recipient, and a code over all of them.
struct Header<'f> {
    stanzas: Vec<Stanza<'f>>,
    /// What the code covers.
    covered: &'f [u8],
    code: Vec<u8>,
}

struct Stanza<'f> {
    arguments: Vec<&'f str>,
    body: Vec<u8>,
}

impl<'f> Header<'f> {
    fn read(file: &'f [u8]) -> Option<(Self, &'f [u8])> {
        let mut lines = Lines { file, at: 0 };
        if lines.next()? != VERSION {
            return None;
        }
        let mut stanzas = Vec::new();
        loop {
            let start = lines.at;
            let line = lines.next()?;
            if let Some(code) = line.strip_prefix("--- ") {
                let header = Self {
                    stanzas,
                    covered: file.get(..start + 3)?,
                    code: STANDARD_NO_PAD.decode(code).ok()?,
                };
                return Some((header, file.get(lines.at..)?));
            }
            let arguments = line.strip_prefix("-> ")?.split(' ').collect();
            let body = lines.body()?;
            stanzas.push(Stanza { arguments, body });
        }
    }

    fn file_key(&self, identities: &[Identity]) -> Option<Zeroizing<Vec<u8>>> {
        let mut opened = self
            .stanzas
            .iter()
            .flat_map(|stanza| identities.iter().filter_map(|own| stanza.open(own)));
        let key = opened.next()?;
        let mac_key = derived(&key, &[], b"header")?;
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&*mac_key).ok()?;
        mac.update(self.covered);
        mac.verify_slice(&self.code).ok().map(|()| key)
    }
}

impl Stanza<'_> {
    fn open(&self, own: &Identity) -> Option<Zeroizing<Vec<u8>>> {
        let ["X25519", share] = self.arguments.as_slice() else {
            return None;
        };
        let share: [u8; 32] = STANDARD_NO_PAD.decode(share).ok()?.try_into().ok()?;
        let secret = own.secret.diffie_hellman(&PublicKey::from(share));
        if !secret.was_contributory() {
            return None;
        }
        let salt = [share, own.recipient.to_bytes()].concat();
        let key = derived(secret.as_bytes(), &salt, LABEL)?;
        let cipher = ChaCha20Poly1305::new_from_slice(&*key).ok()?;
        let opened = cipher.decrypt(&[0; 12].into(), self.body.as_slice()).ok()?;
        (opened.len() == FILE_KEY_BYTES).then(|| Zeroizing::new(opened))
    }
}

/// Lines of the header, which ends with a line feed each.
struct Lines<'f> {
    file: &'f [u8],
    at: usize,
}

impl<'f> Lines<'f> {
    fn next(&mut self) -> Option<&'f str> {
        let rest = self.file.get(self.at..)?;
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        self.at += end + 1;
        std::str::from_utf8(rest.get(..end)?).ok()
    }

    /// Full lines, and a short one that ends the body.
    fn body(&mut self) -> Option<Vec<u8>> {
        let mut text = String::new();
        loop {
            let line = self.next()?;
            text.push_str(line);
            if line.len() < COLUMNS {
                return STANDARD_NO_PAD.decode(text).ok();
            }
        }
    }
}

fn derived(secret: &[u8], salt: &[u8], info: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(Some(salt), secret)
        .expand(info, &mut *key)
        .ok()?;
    Some(key)
}

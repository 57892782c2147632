//! Shamir's secret sharing over the field of AES, byte by byte: the last byte of a share is its place on the curve
//! (getsops/sops 3.13: `shamir/shamir.go`).

use zeroize::Zeroizing;

use crate::checks::secrets::sops::keys::Key;

/// The secret behind the shares. `None` when they do not fit each other; with too few, or wrong ones, the result is
/// another key that opens nothing.
pub(super) fn combine(shares: &[Key]) -> Option<Key> {
    let split: Vec<(u8, &[u8])> = shares
        .iter()
        .filter_map(|share| share.split_last().map(|(place, bytes)| (*place, bytes)))
        .collect();
    let length = split.first()?.1.len();
    let fits = split.iter().enumerate().all(|(at, (place, bytes))| {
        bytes.len() == length && !places(&split, at).any(|other| other == *place)
    });
    if split.len() < 2 || length == 0 || !fits {
        return None;
    }
    let weights: Vec<u8> = split
        .iter()
        .enumerate()
        .map(|(at, (place, _))| weight(*place, places(&split, at)))
        .collect();
    let mut secret = Zeroizing::new(vec![0; length]);
    for ((_, bytes), weight) in split.iter().zip(weights) {
        for (sum, byte) in secret.iter_mut().zip(*bytes) {
            *sum ^= multiply(*byte, weight);
        }
    }
    Some(secret)
}

/// The places of all shares but one.
fn places<'s>(split: &'s [(u8, &[u8])], but: usize) -> impl Iterator<Item = u8> + 's {
    let others = split.iter().enumerate().filter(move |(at, _)| *at != but);
    others.map(|(_, (place, _))| *place)
}

/// Lagrange's basis at zero.
fn weight(place: u8, others: impl Iterator<Item = u8>) -> u8 {
    others.fold(1, |product, other| {
        multiply(product, multiply(other, inverse(place ^ other)))
    })
}

/// The 254th power; zero has no inverse and stays zero.
fn inverse(value: u8) -> u8 {
    (0..253).fold(value, |power, _| multiply(power, value))
}

fn multiply(a: u8, b: u8) -> u8 {
    (0..8).rev().fold(0, |sum: u8, bit| {
        let doubled = (sum << 1) ^ (0x1b * (sum >> 7));
        doubled ^ (a * ((b >> bit) & 1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The polynomial `secret + 7x + 9x²` at places 1 to 4; any three give the secret.
    fn shares(secret: &[u8]) -> Vec<Key> {
        (1..=4)
            .map(|x| {
                let mut share: Vec<u8> = secret
                    .iter()
                    .map(|byte| byte ^ multiply(7, x) ^ multiply(9, multiply(x, x)))
                    .collect();
                share.push(x);
                Zeroizing::new(share)
            })
            .collect()
    }

    #[test]
    fn enough_shares_give_the_secret() {
        let all = shares(&[1, 2, 255, 0]);
        for chosen in [[0, 1, 2], [1, 2, 3], [3, 0, 2]] {
            let chosen: Vec<Key> = chosen.iter().map(|at| all[*at].clone()).collect();
            assert_eq!(combine(&chosen).unwrap().as_slice(), [1, 2, 255, 0]);
        }
        assert_ne!(combine(&all[..2]).unwrap().as_slice(), [1, 2, 255, 0]);
    }

    #[test]
    fn shares_that_do_not_fit_give_nothing() {
        let all = shares(&[1, 2]);
        assert!(combine(&all[..1]).is_none());
        assert!(combine(&[all[0].clone(), all[0].clone()]).is_none());
        assert!(combine(&[all[0].clone(), Zeroizing::new(vec![1])]).is_none());
        assert!(combine(&[]).is_none());
    }

    #[test]
    fn the_field_is_that_of_aes() {
        assert_eq!(multiply(0x57, 0x83), 0xc1);
        assert!((1..=255).all(|value| multiply(value, inverse(value)) == 1));
    }
}

//! The token matcher on any bytes: hits lie inside the bytes, in order and without overlap. The first byte says how the
//! rest is used, so that keywords meet any surroundings.

use gitops_mcp::checks::secrets::tokens::{self, Hit};
use gitops_mcp::data::tokens::{all, sample};

pub fn check(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    find(rest);
    let (key, value) = rest.split_at(rest.len() / 3);
    let key = String::from_utf8_lossy(key);
    tokens::find_named(&key, value, |hit| {
        assert!(hit.start < hit.end && hit.end <= value.len());
    });
    let _ = tokens::generic(&key, value);
    if let Some(format) = all().nth(usize::from(*first) * 2) {
        let mut text = sample::make(format.positive, rest.len() as u64).into_bytes();
        let at = rest
            .first()
            .map_or(0, |at| usize::from(*at) % (text.len() + 1));
        text.splice(at..at, rest.iter().copied());
        find(&text);
    }
}

fn find(bytes: &[u8]) {
    let mut last: Option<Hit> = None;
    tokens::find(bytes, |hit| {
        assert!(hit.start < hit.end && hit.end <= bytes.len());
        if let Some(last) = last {
            assert!(last.start <= hit.start && hit.end > last.end);
        }
        last = Some(hit);
    });
}

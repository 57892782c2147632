//! The token matcher on any bytes: no panic, and hits that lie inside the bytes, in order and without overlap of the
//! same format. The first byte says how the rest is used, so that keywords meet any surroundings.

#![no_main]

use gitops_mcp::checks::secrets::tokens::{self, Hit};
use gitops_mcp::data::tokens::{all, sample};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    check(rest);
    let (key, value) = rest.split_at(rest.len() / 3);
    let key = String::from_utf8_lossy(key);
    tokens::find_named(&key, value, |hit| {
        assert!(hit.start < hit.end && hit.end <= value.len())
    });
    let _ = tokens::generic(&key, value);
    if let Some(format) = all().nth(usize::from(*first) * 2) {
        let mut text = sample::make(format.positive, rest.len() as u64).into_bytes();
        let at = rest
            .first()
            .map_or(0, |at| usize::from(*at) % (text.len() + 1));
        text.splice(at..at, rest.iter().copied());
        check(&text);
    }
});

fn check(bytes: &[u8]) {
    let mut last: Option<Hit> = None;
    tokens::find(bytes, |hit| {
        assert!(hit.start < hit.end && hit.end <= bytes.len());
        if let Some(last) = last {
            assert!(last.start <= hit.start && hit.end > last.end);
        }
        last = Some(hit);
    });
}

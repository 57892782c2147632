//! Any text: cleaning leaves nothing that misleads, stays within its length, and never lets a
//! planted credential through, whatever stands around it.
#![no_main]

use gitops_mcp::model::clean::{clean, code, misleads};
use libfuzzer_sys::fuzz_target;

const CANARY: &str = "c4n4ry-S3cret";

fuzz_target!(|input: (u16, u8, &str, &str)| {
    let (max, form, before, after) = input;
    let max = usize::from(max % 2_048);
    plain(before, max);
    planted(before, form, after, max);
});

fn plain(text: &str, max: usize) {
    let once = clean(text, max);
    assert!(!once.chars().any(misleads));
    // Each character can become an escape of at most ten.
    assert!(once.chars().count() <= max * 10 + 40);
    let all = clean(text, usize::MAX / 16);
    assert_eq!(clean(&all, usize::MAX / 16), all, "cleaning twice changes");
    let span = code(text, max);
    assert!(span.starts_with('`') && span.ends_with('`'));
}

fn planted(before: &str, form: u8, after: &str, max: usize) {
    let credential = match form % 4 {
        0 => format!("https://user:{CANARY}@host/"),
        1 => format!("ssh://{CANARY}@host"),
        2 => format!("Authorization: Bearer {CANARY}\n"),
        _ => format!("authorization: Basic {CANARY}\""),
    };
    let text = format!("{before}{credential}{after}");
    let cleaned = clean(&text, max);
    assert!(!cleaned.contains(CANARY), "{cleaned}");
}

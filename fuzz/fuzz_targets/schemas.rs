//! See the check: an ordinary test replays the corpus with it.
#![no_main]

#[path = "../checks/schemas.rs"]
mod check;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| check::check(data));

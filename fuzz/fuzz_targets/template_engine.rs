//! Both template engines on any text: no panic, no endless work, bounded output; text without actions stays as it is.
//! The first byte chooses what a missing key gives.

#![no_main]

use gitops_mcp::appset::gotemplate::{MissingKey, Value, render};
use gitops_mcp::appset::{Params, fast};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value as Json, json};
use std::sync::LazyLock;

static DATA: LazyLock<Json> = LazyLock::new(|| {
    json!({
        "name": "engineering-dev", "n": 3, "big": 1_000_000, "f": 1.5, "yes": true, "null": null, "empty": "",
        "list": ["b", "a", 1, null, {"k": "v"}], "obj": {"a": 1, "b": {"c": "deep"}}, "multi": "one\ntwo\n", "text": "Grüße – 世界",
    })
});

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    let text = String::from_utf8_lossy(rest);
    let missing = match first % 3 {
        0 => MissingKey::Invalid,
        1 => MissingKey::Zero,
        _ => MissingKey::Error,
    };
    let rendered = render(&text, &Value::shared(&DATA), missing);
    if let Ok(out) = &rendered {
        assert!(out.len() <= 16 << 20);
    }
    if !text.contains("{{") {
        assert_eq!(rendered.as_deref(), Ok(&*text));
    }
    let params: Params = DATA
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, value)| (key.as_str().into(), Value::shared(value)))
        .collect();
    if let Ok(out) = fast::render(&text, &params) {
        let _ = fast::unresolved(&out).count();
    }
});

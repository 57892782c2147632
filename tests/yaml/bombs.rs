//! Hostile files: small ones that grow, deep ones, endless ones.

#![allow(unreachable_pub, reason = "shared by a test and a benchmark")]

/// A name and how to make the file. Made one at a time, because some are large.
pub type Bomb = (&'static str, fn() -> Vec<u8>);

pub const BOMBS: &[Bomb] = &[
    ("nine levels of nine aliases", || aliases(false)),
    ("nine levels of nine aliases through merge keys", || {
        aliases(true)
    }),
    ("20,000 open brackets", || repeat("[", 20_000)),
    ("20,000 closed brackets", || nested("[", "]", 20_000)),
    ("5,000 closed brackets", || nested("[", "]", 5_000)),
    ("20,000 open braces", || repeat("{a: ", 20_000)),
    ("20,000 explicit keys", || repeat("? ", 20_000)),
    ("20,000 levels of block sequence", || repeat("- ", 20_000)),
    ("20,000 levels of block mapping", || levels(20_000)),
    ("4,000 levels of block mapping", || levels(4_000)),
    ("20,000 levels of JSON", || nested("{\"a\":", "}", 20_000)),
    ("one scalar of 1 GiB", || vec![0; 1 << 30]),
    ("one scalar of 2 MiB", || repeat("a", 2 << 20)),
    ("a million documents", || repeat("---\na\n", 1_000_000)),
    ("a million keys", || numbered(1_000_000, "", ": \n")),
    ("100,000 keys", || numbered(100_000, "k", ": 1\n")),
    ("100,000 equal keys", || repeat("k: 1\n", 100_000)),
    ("a key of 1 MiB", || {
        [repeat("k", 1 << 20), b": 1\n".to_vec()].concat()
    }),
    ("an explicit key of 1 MiB", || {
        [b"? ".to_vec(), repeat("k", 1 << 20), b"\n: 1\n".to_vec()].concat()
    }),
    ("100,000 anchors", || numbered(100_000, "- &a", " x\n")),
    ("100,000 aliases", || {
        [b"- &a x\n".to_vec(), repeat("- *a\n", 100_000)].concat()
    }),
    ("a chain of 1,000 anchors", chain),
    ("an anchor in itself", || b"a: &a [*a]\n".to_vec()),
    ("an anchor in its own merge", || {
        b"a: &a\n  <<: *a\n".to_vec()
    }),
    ("a comment of 100 MiB", || {
        [b"a: 1 #".to_vec(), repeat("c", 100 << 20)].concat()
    }),
    ("a comment of 9 MiB", || {
        [b"a: 1 #".to_vec(), repeat("c", 9 << 20)].concat()
    }),
    ("a million comments", || {
        [repeat("#\n", 1_000_000), b"a: 1\n".to_vec()].concat()
    }),
    ("100,000 comments inside a list", || {
        [
            b"a:\n".to_vec(),
            repeat("# c\n", 100_000),
            b"- 1\n".to_vec(),
        ]
        .concat()
    }),
    ("a literal with a million trailing blanks", || {
        [
            b"a: |\n  b".to_vec(),
            repeat(" ", 1_000_000),
            b"\n".to_vec(),
        ]
        .concat()
    }),
    ("a literal with a million empty lines", || {
        [
            b"a: |\n  b\n".to_vec(),
            repeat("\n", 1_000_000),
            b"c: 1\n".to_vec(),
        ]
        .concat()
    }),
    ("9 MiB of line breaks", || repeat("\n", 9 << 20)),
    ("9 MiB of tabs", || repeat("\t", 9 << 20)),
    ("an open quote before 9 MiB", || {
        [b"\"".to_vec(), repeat("a\n", 4 << 20)].concat()
    }),
    ("9 MiB of colons", || repeat(":", 9 << 20)),
    ("9 MiB of indicators", || repeat("&a *a !a ", 1 << 20)),
    ("JSON on one line", json_line),
];

fn repeat(text: &str, times: usize) -> Vec<u8> {
    text.repeat(times).into_bytes()
}

fn nested(open: &str, close: &str, depth: usize) -> Vec<u8> {
    let inner = if open.ends_with(':') { "1" } else { "" };
    format!("{}{inner}{}", open.repeat(depth), close.repeat(depth)).into_bytes()
}

fn numbered(count: usize, before: &str, after: &str) -> Vec<u8> {
    (0..count)
        .flat_map(|number| format!("{before}{number}{after}").into_bytes())
        .collect()
}

/// Each level refers nine times to the one before it.
fn aliases(merge: bool) -> Vec<u8> {
    let mut text = "a0: &a0 {x: 1}\n".to_owned();
    for level in 1..=9 {
        let uses = vec![format!("*a{}", level - 1); 9].join(", ");
        text.push_str(&if merge {
            format!("a{level}: &a{level} {{<<: [{uses}], k{level}: 1}}\n")
        } else {
            format!("a{level}: &a{level} [{uses}]\n")
        });
    }
    text.into_bytes()
}

fn levels(depth: usize) -> Vec<u8> {
    (0..depth)
        .flat_map(|level| format!("{}a:\n", " ".repeat(level)).into_bytes())
        .collect()
}

/// Each anchor nests the one before it, so that expansion is deep, not wide.
fn chain() -> Vec<u8> {
    let links = (1..1_000).map(|link| format!("- &a{link} [*a{}]\n", link - 1));
    format!("- &a0 [x]\n{}", links.collect::<String>()).into_bytes()
}

fn json_line() -> Vec<u8> {
    let items = vec![r#"{"name":"é","value":"1"}"#; 30_000].join(",");
    format!(r#"{{"items":[{items}]}}"#).into_bytes()
}

//! The table of token formats and its matcher. Every sample is assembled here and now, from a recipe.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::type_complexity,
    clippy::regex_creation_in_loops,
    clippy::ptr_arg,
    reason = "a test stops at the first surprise"
)]

use gitops_mcp::checks::secrets::tokens::{self, Hit};
use gitops_mcp::data::tokens::{Anchor, Check, Format, all, checksum, sample};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// How many samples are made of each recipe.
const SEEDS: u64 = 20;

fn hits(text: &str) -> Vec<Hit> {
    let mut hits = Vec::new();
    tokens::find(text.as_bytes(), |hit| hits.push(hit));
    hits
}

fn ids(text: &str) -> Vec<&'static str> {
    hits(text).iter().map(|hit| hit.format.id).collect()
}

#[test]
fn the_table_has_at_least_150_formats_with_all_their_fields() {
    let formats: Vec<&Format> = all().collect();
    assert!(formats.len() >= 150, "{}", formats.len());
    let unique: BTreeSet<_> = formats.iter().map(|format| format.id).collect();
    assert_eq!(unique.len(), formats.len(), "an id is there twice");
    for format in formats {
        let id = format.id;
        assert!(
            id.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
            "{id}"
        );
        for text in [
            format.provider,
            format.title,
            format.revoke,
            format.source,
            format.positive,
            format.negative,
        ] {
            assert!(!text.is_empty(), "{id}");
        }
        assert!(
            format.revoke.ends_with('.') && !format.title.ends_with('.'),
            "{id}"
        );
        assert!(
            !format.keywords().is_empty() && format.keywords().iter().all(|word| word.len() >= 2),
            "{id}"
        );
        assert!(
            format.needs_context() || format.min_entropy == 0.0,
            "{id}: entropy without the name of a key"
        );
        if let Anchor::Key { words, also } = format.anchor {
            assert!(
                words
                    .iter()
                    .chain(also)
                    .all(|word| *word == word.to_ascii_lowercase()),
                "{id}"
            );
        }
    }
}

#[test]
fn every_pattern_compiles_and_is_ascii() {
    for format in all() {
        assert!(format.pattern.is_ascii(), "{}", format.id);
        let built = regex::bytes::RegexBuilder::new(format.pattern)
            .unicode(false)
            .size_limit(1 << 20)
            .build();
        assert!(built.is_ok(), "{}: {built:?}", format.id);
    }
}

#[test]
fn every_sample_is_told_as_its_own_format_and_nothing_else() {
    let mut wrong = Vec::new();
    for format in all() {
        for seed in 0..SEEDS {
            let text = sample::make(format.positive, seed);
            let found = ids(&text);
            if found != [format.id] {
                wrong.push(format!("{} ({seed}): {found:?}", format.id));
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_near_miss_is_told() {
    let mut wrong = Vec::new();
    for format in all() {
        for seed in 0..SEEDS {
            let text = sample::make(format.negative, seed);
            let found = ids(&text);
            if !found.is_empty() {
                wrong.push(format!("{} ({seed}): {found:?}", format.id));
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_sample_holds_a_keyword_of_its_format() {
    for format in all() {
        let text = sample::make(format.positive, 1);
        let holds = |word: &&str| match format.anchor {
            Anchor::Key { .. } => text.to_ascii_lowercase().contains(*word),
            Anchor::Start(_) | Anchor::Inside { .. } => text.contains(*word),
        };
        assert!(format.keywords().iter().any(holds), "{}", format.id);
    }
}

#[test]
fn samples_are_told_in_the_places_of_a_repository() {
    let places: [(&str, fn(&str) -> String); 7] = [
        ("a quoted value", |token| format!("key: \"{token}\"\n")),
        ("a value in a list", |token| {
            format!("args: ['{token}', 'x']\n")
        }),
        ("a variable", |token| format!("export SOME_NAME={token}\n")),
        ("JSON", |token| format!("{{\"a\":\"{token}\",\"b\":1}}")),
        ("an escaped line", |token| {
            format!("\"first\\n{token}\\nlast\"")
        }),
        ("brackets", |token| format!("({token})")),
        ("the end of a file", |token| format!("x: {token}")),
    ];
    let is_plain = |format: &&Format| {
        !format.needs_context()
            && !format.positive.contains('"')
            && !format.positive.contains(' ')
            && !format.positive.contains('\n')
            && !format.positive.contains("lines")
    };
    let mut wrong = Vec::new();
    for format in all().filter(is_plain) {
        let token = sample::make(format.positive, 5);
        for (place, put) in places {
            let found = ids(&put(&token));
            if found != [format.id] {
                wrong.push(format!("{} in {place}: {found:?}", format.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_value_is_told_by_the_name_of_its_key_in_any_notation() {
    let mut wrong = Vec::new();
    for format in all().filter(|format| format.needs_context()) {
        let text = sample::make(format.positive, 3);
        let (key, value) = text.split_once(['=', ' ']).unwrap();
        let value = value.trim_start_matches(['=', ' ']);
        let lower = key.to_ascii_lowercase().replace('_', "-");
        let texts = [
            format!("{key}: {value}"),
            format!("{key}: \"{value}\"\n"),
            format!("\"{key}\": \"{value}\","),
            format!("- name: {key}\n  value: {value}\n"),
            format!("{{\"name\":\"{key}\",\"value\":\"{value}\"}}"),
        ];
        for text in texts.iter().filter(|text| ids(text) != [format.id]) {
            wrong.push(format!(
                "{}: {:?} in {}",
                format.id,
                ids(text),
                text.replace(value, "…")
            ));
        }
        let mut by_name = Vec::new();
        tokens::find_named(key, value.as_bytes(), |hit| by_name.push(hit));
        if by_name.iter().map(|hit| hit.format.id).collect::<Vec<_>>() != [format.id] {
            wrong.push(format!(
                "{}: {key} apart from its value ({lower}) {by_name:?}",
                format.id
            ));
        }
        assert!(
            ids(value).iter().all(|id| *id != format.id),
            "{} without its key",
            format.id
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_token_that_goes_on_is_none() {
    for format in all().filter(|format| {
        matches!(format.anchor, Anchor::Start(_))
            && format.check == Check::None
            && format.window <= 512
    }) {
        let token = sample::make(format.positive, 2);
        let before = format!("xq{token}");
        if hits(&token).first().is_some_and(|hit| hit.start == 0) {
            assert!(ids(&before).is_empty(), "{} after letters", format.id);
        }
    }
}

#[test]
fn checksums_are_verified() {
    let checked: Vec<&Format> = all().filter(|format| format.check.is_checksum()).collect();
    let kinds: BTreeMap<_, usize> = checked.iter().fold(BTreeMap::new(), |mut kinds, format| {
        *kinds.entry(format!("{:?}", format.check)).or_default() += 1;
        kinds
    });
    assert!(kinds.len() == 5 && checked.len() >= 13, "{kinds:?}");
    for format in checked {
        for seed in 0..SEEDS {
            let token = sample::make(format.positive, seed);
            let last = token.pop_last();
            let other = if last.1 == 'a' || last.1 == 'A' {
                'Q'
            } else if last.1.is_ascii_uppercase() {
                'A'
            } else {
                'a'
            };
            assert_eq!(ids(&token), [format.id], "{}", format.id);
            assert!(
                ids(&format!("{}{other}", last.0)).is_empty(),
                "{} with another checksum",
                format.id
            );
        }
    }
    // Published with the descriptions of the formats, never valid: assembled so that no scanner takes them for tokens.
    let github = ["ghp", "_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ", "0mLq17"].concat();
    assert_eq!(ids(&github), ["github-personal-access-token"]);
    let npm = ["npm", "_qkJaB6MffYVzZXWqmcoF49yrUxP3wf", "0LsakP"].concat();
    assert_eq!(ids(&npm), ["npm-access-token"]);
    assert_eq!(checksum::base62(checksum::crc32(b"")), "000000");
}

trait PopLast {
    fn pop_last(&self) -> (String, char);
}

impl PopLast for String {
    fn pop_last(&self) -> (String, char) {
        let mut rest = self.clone();
        let last = rest.pop().unwrap();
        (rest, last)
    }
}

#[test]
fn positions_cover_the_secret_alone() {
    let password = sample::make("«b62:20»", 9);
    let text = format!("url: postgres://app:{password}@db.example.org:5432/app\n");
    let hit = hits(&text)[0];
    assert_eq!(&text[hit.start..hit.end], password);
    let key = sample::make("«hex:32»", 9);
    let text = format!("- name: DD_API_KEY\n  value: \"{key}\"\n");
    let hit = hits(&text)[0];
    assert_eq!(&text[hit.start..hit.end], key);
}

#[test]
fn a_specific_format_wins_over_what_carries_it() {
    let token = sample::make("ghp_«b62:30»«crc62»", 4);
    assert_eq!(
        ids(&format!("https://bot:{token}@github.com/example/app.git")),
        ["github-personal-access-token"]
    );
    assert_eq!(
        ids(&format!("Authorization: Bearer {token}")),
        ["github-personal-access-token"]
    );
}

#[test]
fn placeholders_and_public_examples_are_not_told() {
    let texts = [
        ["AKIA", "IOSFODNN7EXAMPLE"].concat(),
        ["ghp_", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"].concat(),
        ["glpat-", "XXXXXXXXXXXXXXXXXXXX"].concat(),
        ["sk_live_", "your_key_goes_here_please"].concat(),
        [
            "SG.",
            "1234567890123456789012",
            ".",
            "1234567890123456789012345678901234567890123",
        ]
        .concat(),
        [
            "xoxb-",
            "000000000000-000000000000-",
            "abcdefghijklmnopqrstuvwx",
        ]
        .concat(),
        "postgres://user:password@host:5432/db".to_owned(),
        "postgres://postgres:postgres@localhost:5432/db".to_owned(),
        "https://user:<token>@git.example.org".to_owned(),
        "https://user:${TOKEN}@git.example.org".to_owned(),
        "https://{{ .user }}:{{ .token }}@git.example.org".to_owned(),
        "https://user:$TOKEN@git.example.org".to_owned(),
        "redis://:%REDIS_PASSWORD%@redis:6379".to_owned(),
        "Authorization: Bearer <token>".to_owned(),
        "Authorization: Bearer ${TOKEN}".to_owned(),
        "Authorization: Basic dXNlcjpwYXNzd29yZA==".to_owned(),
        "DD_API_KEY: ${DD_API_KEY}".to_owned(),
        "HCLOUD_TOKEN: op://infra/hetzner/token".to_owned(),
    ];
    for text in texts {
        assert!(ids(&text).is_empty(), "{text}: {:?}", ids(&text));
    }
}

#[test]
fn innocuous_text_is_silent() {
    let mut wrong = Vec::new();
    for (kind, recipe) in INNOCUOUS {
        for seed in 0..50 {
            let text = sample::make(recipe, seed);
            let found = ids(&text);
            if !found.is_empty() {
                wrong.push(format!("{kind} ({seed}): {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const INNOCUOUS: [(&str, &str); 27] = [
    ("a UUID", "id: «uuid»\nuid: \"«uuid»\"\n"),
    (
        "an image by digest",
        "image: registry.example.org/app@sha256:«hex:64»\n",
    ),
    (
        "a commit",
        "revision: main@sha1:«hex:40»\ncommit: «hex:40»\n",
    ),
    (
        "base64 of text",
        "data: «b64=The quick brown fox jumps over the lazy dog, again and again, until «low:9» comes.»\n",
    ),
    ("base64 of bytes", "caBundle: «b64:1200»=\n"),
    (
        "an npm lock file",
        "\"resolved\": \"https://registry.example.org/x/-/x-1.2.3.tgz\",\n\"integrity\": \"sha512-«b64:86»==\"\n",
    ),
    (
        "a Cargo lock file",
        "name = \"crate\"\nversion = \"1.2.3\"\nchecksum = \"«hex:64»\"\n",
    ),
    (
        "go.sum",
        "example.org/module v1.2.3 h1:«b64:43»=\nexample.org/module v1.2.3/go.mod h1:«b64:43»=\n",
    ),
    (
        "versions",
        "1.2.3\n1.2.4-rc.1\nv2.0.0+build.«dig:4»\n~> 3.«dig:2»\n",
    ),
    (
        "a certificate",
        "«begin:CERTIFICATE»\n«lines:1400»\n«end:CERTIFICATE»\n",
    ),
    (
        "a public key",
        "«begin:PUBLIC KEY»\n«lines:392»\n«end:PUBLIC KEY»\n",
    ),
    (
        "an OpenPGP public key",
        "«begin:PGP PUBLIC KEY BLOCK»\n\n«lines:900»\n=«b64:4»\n«end:PGP PUBLIC KEY BLOCK»\n",
    ),
    (
        "known hosts",
        "github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI«b64:43»\ngitlab.com ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAI«b64:90»=\n",
    ),
    (
        "an SSH public key",
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ«b64:510» someone@example.org\n",
    ),
    ("an age recipient", "age: age1«low:58»\n"),
    (
        "a SOPS value",
        "password: ENC[AES256_GCM,data:«b64:24»,iv:«b64:43»=,tag:«b64:22»==,type:str]\n",
    ),
    (
        "a SealedSecret",
        "encryptedData:\n  password: Ag«b64:700»\n",
    ),
    (
        "a Helm template",
        "password: {{ .Values.auth.password | b64enc | quote }}\ntoken: {{ include \"x.token\" . }}\napiKey: {{ required \"datadog.apiKey\" .Values.datadog.apiKey }}\n",
    ),
    (
        "references",
        "DD_API_KEY: ref+vault://kv/datadog#/api_key\nGITHUB_TOKEN: <path:kv/data/github#token>\nSLACK: ${SLACK_TOKEN}\n",
    ),
    (
        "environment by reference",
        "- name: DATADOG_API_KEY\n  valueFrom:\n    secretKeyRef:\n      name: datadog\n      key: api-key\n",
    ),
    (
        "an inline image",
        "icon: data:image/png;base64,«b64:2000»==\n",
    ),
    (
        "a hash beside a provider's name",
        "datadog_sha256: «hex:64»\ngithub_commit: «hex:40»\nvault_checksum: «hex:64»\n",
    ),
    (
        "names of objects",
        "sk-«low:5»-api\napi-server-«low:5»\npat-web-«an:10»-«an:5»\nkey-value-store\nre_export_of_things\nsdk-go-v2\ntoken-controller\n",
    ),
    (
        "prose",
        "Bearer tokens are sent by the client. Basic authentication needs a user. The GitHub token: see the page about it.\n",
    ),
    (
        "URLs",
        "https://example.org/a/b?c=d&sig=none\nhttps://example.org:8443/x@y\nssh://git@github.com/example/app.git\ngit@github.com:example/app.git\noci://registry.example.org/app:1.2.3\n",
    ),
    ("a bcrypt hash", "admin.password: $2a$10$«b62:53»\n"),
    (
        "a JWT without a signature",
        "«u64={\"alg\":\"none\"}».«u64={\"sub\":\"a\",\"iss\":\"argocd\"}».«u64:43»\n",
    ),
];

#[test]
fn odd_bytes_are_harmless() {
    let token = sample::make("ghp_«b62:30»«crc62»", 11);
    for (before, after) in [
        (vec![0xff, 0xfe], vec![0x00]),
        (b"\xc3\xa9".to_vec(), b"\xe2\x82\xac".to_vec()),
        (vec![], vec![]),
    ] {
        let bytes = [before, token.clone().into_bytes(), after].concat();
        let mut found = 0;
        tokens::find(&bytes, |_| found += 1);
        assert_eq!(found, 1);
    }
    // UTF-16 is for the caller to decode.
    tokens::find(&[], |_| panic!("nothing holds no token"));
    for cut in 0..token.len() {
        assert!(ids(&token[..cut]).is_empty());
    }
}

#[test]
fn p10_formats_are_compiled_once() {
    let text: String = all()
        .map(|format| sample::make(format.positive, 1) + "\n")
        .collect();
    for _ in 0..3 {
        hits(&text);
    }
    let (sets, expressions) = tokens::compiles();
    assert_eq!(sets, 1);
    assert!(expressions <= all().count(), "{expressions}");
}

#[test]
fn debug_output_tells_places_only() {
    let token = sample::make("ghp_«b62:30»«crc62»", 12);
    let told = format!("{:?}", hits(&token));
    assert!(!told.contains(&token[4..20]));
}

/// What 64 KiB of one keyword, over and over, may take in an unoptimized build on a busy machine. Were the cost
/// quadratic, it would be minutes.
const BUDGET: Duration = Duration::from_millis(800);

#[test]
fn a_long_line_of_any_keyword_takes_linear_time() {
    hits("warm up");
    let mut slow = Vec::new();
    for format in all() {
        let Some(word) = format.keywords().first() else {
            continue;
        };
        for unit in [(*word).to_owned(), format!("{word}=A1b "), cut(format)] {
            let line = unit.repeat((1 << 16) / unit.len() + 1);
            let took = time(&line);
            if took > BUDGET {
                slow.push(format!("{} {took:?} for {} bytes", format.id, unit.len()));
            }
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

#[test]
fn cost_grows_with_length_and_no_faster() {
    for unit in [
        "eyJ.",
        "://a:b",
        "BEGIN PRIVATE KEY-----",
        "T3BlbkFJ",
        "vault_token=s.",
        "glpat-",
        "\"auth\":\"",
        "Bearer a",
    ] {
        let short = unit.repeat((1 << 18) / unit.len());
        let long = unit.repeat((1 << 20) / unit.len());
        hits(unit);
        let (short, long) = (time(&short).max(Duration::from_millis(5)), time(&long));
        assert!(
            long < short * 20,
            "{unit}: {short:?} for a quarter, {long:?} for the whole"
        );
    }
}

/// A sample that breaks off in the middle.
fn cut(format: &Format) -> String {
    let text = sample::make(format.positive, 1);
    text.chars().take(text.chars().count() * 2 / 3).collect()
}

fn time(text: &str) -> Duration {
    let start = Instant::now();
    tokens::find(text.as_bytes(), |_| {});
    start.elapsed()
}

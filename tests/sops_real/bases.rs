//! The files that are mutated, one for each format, way to choose values and kind of recipients.

/// A file in clear, and the configuration with which the real `sops` encrypts it. `ONE`, `TWO` and `THREE` stand for
/// recipients; `PQ` for a post-quantum one.
pub(crate) struct Base {
    pub name: &'static str,
    pub clear: &'static str,
    /// The creation rule without its indentation.
    pub rule: &'static str,
}

const SECRET: &str = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\nstringData:\n  password: INVENTED\n  user: INVENTED-2\n  empty: \"\"\ndata:\n  token: SU5WRU5URUQ=\n";
const VALUES: &str = "# head note\ndb:\n  password: INVENTED # line note\n  # inner note\n  port: 5432\n  big: 9007199254740993\n  ratio: 1.5\n  small: 0.000001\n  huge: 1e21\n  flag: true\n  off: false\n  day: 2026-11-24\n  time: 2026-11-24T10:00:00.5Z\n  none: null\n  empty: \"\"\n  text: |\n    INVENTED-5\n    INVENTED-6\n  raw: !!binary SU5WRU5URUQ=\n  hosts:\n    - INVENTED-3\n    - INVENTED-4\n    - name: INVENTED-7\n  host_unencrypted: db.example.org\n  limits_unencrypted:\n    cpu: 0.50\n    count: 0x10\n    since: 2026-11-24\n    list: [a, 1, true]\nother:\n  password: INVENTED-8\n";
const JSON: &str = "{\"db\": {\"password\": \"INVENTED\", \"port\": 5432, \"ratio\": 1.50, \"flag\": false, \"none\": null, \"list\": [\"INVENTED-3\", {\"a\": \"INVENTED-4\"}], \"note_unencrypted\": 1e3, \"sum_unencrypted\": 18446744073709551616}}\n";
const DOTENV: &str = "# note\nDB_PASSWORD=INVENTED\nDB_USER=INVENTED-2\nEMPTY=\nLINES=one\\nINVENTED-3\nHOST_unencrypted=db.example.org=x\n";
const INI: &str = "top = INVENTED-5\n[db]\n; note\npassword = INVENTED\nuser = INVENTED-2\nempty =\nhost_unencrypted = \"db.example.org\"\npath_unencrypted = `a;b#c`\n[db.sub]\npassword = INVENTED-3\n";
const BINARY: &str = "INVENTED binary text\nof two lines\n";
const TWO_DOCUMENTS: &str =
    "---\na: INVENTED\nlist_unencrypted: [x]\n---\nb: INVENTED-2\na: INVENTED-3\n";
const ANCHORS: &str = "base_unencrypted: &base\n  host: x\nlogin: &login\n  password: INVENTED\ncopy: *login\nmore:\n  <<: *login\n  user: INVENTED-2\n";
const CHOSEN: &str =
    "plain: a\ndb:\n  user: b\n  password_secret: INVENTED\nlist_secret:\n  - INVENTED-2\n";
const COMMENTED: &str = "name: a\n# encrypt this\npassword: INVENTED\nuser: b\n# encrypt this\ndb:\n  host: INVENTED-2\n  list:\n    - INVENTED-3\nlater: c\nlist:\n  # encrypt this\n  - INVENTED-4\n  - d\ninline: INVENTED-5 # encrypt this\nafter: e\n";
const UNCOMMENTED: &str = "name: INVENTED\n# public\nhost: a\nuser: INVENTED-2\n# public\ndb:\n  host: b\n  port: 5432\nlater: INVENTED-3\nlist:\n  # public\n  - c\n  - INVENTED-4\ninline: d # public\nafter: INVENTED-5\n";

const fn base(name: &'static str, clear: &'static str, rule: &'static str) -> Base {
    Base { name, clear, rule }
}

#[rustfmt::skip]
pub(crate) const BASES: &[Base] = &[
    base("secret.yaml", SECRET, "age: ONE\nencrypted_regex: ^(data|stringData)$"),
    base("values.yaml", VALUES, "age: ONE"),
    base("values.json", JSON, "age: ONE"),
    base("app.env", DOTENV, "age: ONE"),
    base("app.ini", INI, "age: ONE"),
    base("key.bin", BINARY, "age: ONE"),
    base("two.yaml", TWO_DOCUMENTS, "age: ONE"),
    base("anchors.yaml", ANCHORS, "age: ONE"),
    base("only-encrypted.yaml", SECRET, "age: ONE\nencrypted_regex: ^(data|stringData)$\nmac_only_encrypted: true"),
    base("suffix.yaml", CHOSEN, "age: ONE\nencrypted_suffix: _secret"),
    base("unencrypted-regex.yaml", CHOSEN, "age: ONE\nunencrypted_regex: ^(plain|user)$"),
    base("unencrypted-suffix.yaml", CHOSEN, "age: ONE\nunencrypted_suffix: ain"),
    base("comments.yaml", COMMENTED, "age: ONE\nencrypted_comment_regex: encrypt this"),
    base("uncomments.yaml", UNCOMMENTED, "age: ONE\nunencrypted_comment_regex: public"),
    base("recipients.yaml", SECRET, "age: TWO,ONE\nencrypted_regex: ^(data|stringData)$"),
    base("stranger.yaml", SECRET, "age: TWO\nencrypted_regex: ^(data|stringData)$"),
    base("quantum.yaml", SECRET, "age: PQ\nencrypted_regex: ^(data|stringData)$"),
    base("groups.yaml", SECRET, "encrypted_regex: ^(data|stringData)$\nshamir_threshold: 2\nkey_groups:\n  - age: [ONE]\n  - age: [THREE]\n  - age: [TWO]"),
    base("groups.env", DOTENV, "shamir_threshold: 2\nkey_groups:\n  - age: [ONE]\n  - age: [THREE]\n  - age: [TWO]"),
];

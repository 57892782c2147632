//! Every format of the table, in the files where one finds them.

use crate::case::Set;
use gitops_mcp::data::tokens::{Format, all};
use gitops_mcp::model::Severity;

/// Places in which nothing but the format tells a token. `@` is the token.
const PLACES: [(&str, &str); 8] = [
    (
        "config.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app\ndata:\n  entry: @\n",
    ),
    ("run.sh", "#!/bin/sh\nset -eu\nexec app --with @\n"),
    ("values.yaml", "app:\n  extra:\n    entry: @\n"),
    ("settings.py", "ENTRY = '@'\n"),
    ("main.tf", "locals {\n  entry = \"@\"\n}\n"),
    ("Dockerfile", "FROM alpine:3.22\nENV ENTRY=@\n"),
    (
        "app.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app\nspec:\n  template:\n    spec:\n      containers:\n      - name: app\n        args:\n        - @\n",
    ),
    ("notes.txt", "It is @ for now.\n"),
];

fn is_plain(format: &Format) -> bool {
    !format.needs_context()
        && !format.positive.contains(['"', ' ', '\n', ':'])
        && !format.positive.contains("lines")
}

pub(crate) fn sets() -> Vec<Set> {
    let mut set = Set::new("Provider formats");
    // A format of low severity names something that is no credential by itself, such as a key under a passphrase.
    let formats = all().filter(|format| format.severity >= Severity::Medium);
    for (at, format) in formats.enumerate() {
        let (name, text) = PLACES[at % PLACES.len()];
        if is_plain(format) {
            set.planted(name, &text.replace('@', &format!("⟦{}⟧", format.positive)));
            set.near(name, &text.replace('@', format.negative));
        } else if format.needs_context() {
            let (key, value) = format
                .positive
                .split_once(['=', ' '])
                .expect("a key and a value");
            set.planted(
                "run.sh",
                &format!("#!/bin/sh\n⟦{}⟧\nexec app\n", format.positive),
            );
            set.planted("deployment.yaml", &format!("apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app\nspec:\n  template:\n    spec:\n      containers:\n      - name: app\n        env:\n        - name: {key}\n          value: ⟦\"{}\"⟧\n", value.trim_start_matches(['=', ' '])));
            set.near(
                "run.sh",
                &format!("#!/bin/sh\nexport {key}=\"${{{key}}}\"\nexec app\n"),
            );
        } else {
            set.planted("notes.txt", &format!("⟦{}⟧\n", format.positive));
            set.near("notes.txt", &format!("{}\n", format.negative));
        }
    }
    vec![set]
}

//! Credentials in URLs.

use crate::case::Set;

const SCHEMES: [(&str, &str); 12] = [
    ("postgres", "db.example.org:5432/app"),
    ("postgresql", "db.app.svc/app?sslmode=require"),
    ("mysql", "db.example.org:3306/app"),
    ("mongodb+srv", "cluster0.example.net/app"),
    ("mongodb", "a.example.org:27017,b.example.org:27017/app"),
    ("redis", "cache.example.org:6379/0"),
    ("rediss", "cache.example.org:6380"),
    ("amqp", "queue.example.org:5672/vhost"),
    ("https", "git.example.org/team/app.git"),
    ("http", "proxy.example.org:3128"),
    ("smtp", "mail.example.org:587"),
    ("ldaps", "ldap.example.org:636"),
];

pub(crate) fn sets() -> Vec<Set> {
    let mut set = Set::new("URLs with credentials");
    let places = [
        (
            "config.yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app}\ndata:\n  ADDRESS: \"@\"\n",
        ),
        (
            "deployment.yaml",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\nspec:\n  template:\n    spec:\n      containers:\n      - name: app\n        env:\n        - {name: ADDRESS, value: \"@\"}\n",
        ),
        ("values.yaml", "address: \"@\"\n"),
        ("run.sh", "#!/bin/sh\nexec app --address \"@\"\n"),
        (
            "source.yaml",
            "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: app}\nspec:\n  interval: 1h\n  url: \"@\"\n",
        ),
    ];
    for (at, (scheme, rest)) in SCHEMES.iter().enumerate() {
        let (name, text) = places[at % places.len()];
        for value in ["«b62:20»", "«hex:32»"] {
            set.planted(
                name,
                &text
                    .replace('@', &format!("⟦{scheme}://app:{value}\u{1}{rest}⟧"))
                    .replace('\u{1}', "@"),
            );
        }
        for friend in 0..3 {
            let value = [
                "app:${PASSWORD}",
                "app:$(PASSWORD)",
                "app",
                "app:<password>",
                "{{ .user }}:{{ .password }}",
                "app:$PASSWORD",
                "user:password",
                "app:changeme",
                "app:********",
            ][(at + friend * 4) % 9];
            set.near(
                name,
                &text
                    .replace('@', &format!("{scheme}://{value}\u{1}{rest}"))
                    .replace('\u{1}', "@"),
            );
        }
    }
    set.planted("values.yaml", "url: ⟦jdbc:postgresql://db.example.org:5432/app?user=app&password=«b62:20»⟧\n")
        .planted("gitconfig", "[url \"⟦https://oauth2:«b62:24»@git.example.org/⟧\"]\n  insteadOf = https://git.example.org/\n")
        .planted(".git-credentials", "⟦https://robot:«b62:24»@git.example.org⟧\n")
        .near("values.yaml", "url: jdbc:postgresql://db.example.org:5432/app?user=app&ssl=true\n")
        .near("gitconfig", "[url \"ssh://git@git.example.org/\"]\n  insteadOf = https://git.example.org/\n")
        .near("values.yaml", "webhook: https://hooks.example.org/services/team\nimage: ghcr.io/team/app@sha256:«hex:64»\nmail: team@example.org\nssh: git@git.example.org:team/app.git\n");
    vec![set]
}

//! What hand-made verdicts on public repositories taught: the gravest finding of each text, by rule and severity.
//! Values are invented and assembled here.

use gitops_mcp::checks::secrets;
use gitops_mcp::model::Severity;

fn gravest(path: &str, text: &str) -> Option<(String, Severity)> {
    let findings = secrets::conclude([secrets::judge(path, text.as_bytes())]).findings;
    findings
        .into_iter()
        .map(|finding| (finding.rule, finding.severity))
        .max_by_key(|(_, severity)| *severity)
}

#[track_caller]
fn is(path: &str, text: &str, expected: Option<(&str, Severity)>) {
    let expected = expected.map(|(rule, severity)| (rule.to_owned(), severity));
    assert_eq!(gravest(path, text), expected, "{path}");
}

fn secret(field: &str, entries: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n{field}:\n{}\n",
        indent(entries)
    )
}

fn indent(text: &str) -> String {
    text.lines()
        .map(|line| format!("  {line}\n"))
        .collect::<String>()
}

/// PEM with a body of `lines` lines and the DER header of a key of 1188 bytes.
fn pem(lines: usize) -> String {
    let body = format!("MIIEogIBAAKCAQEA{}\n", "x9Kq2LmV".repeat(6));
    let kind = "RSA PRIVATE KEY";
    format!(
        "-----BEGIN {kind}-----\n{}-----END {kind}-----\n",
        body.repeat(lines)
    )
}

#[test]
fn a_secret_of_which_only_the_keys_do_not_tell_weighs_less() {
    let plain = "secrets/plain-secret";
    is(
        "a.yaml",
        &secret("stringData", "password: Tr0ub4dor"),
        Some((plain, Severity::High)),
    );
    is(
        "a.yaml",
        &secret("stringData", "homeassistant: some-words"),
        Some((plain, Severity::Medium)),
    );
    is(
        "a.yaml",
        &secret("stringData", "htpasswd: admin:$apr1$abcdefgh$0123456789"),
        Some((plain, Severity::Medium)),
    );
    is(
        "a.yaml",
        &secret("stringData", "accesskey: hunter22"),
        Some((plain, Severity::High)),
    );
}

#[test]
fn settings_without_a_credential_are_none() {
    is(
        "a.yaml",
        &secret(
            "stringData",
            "roles.yml: |\n  reader:\n    cluster: ['monitor']\n    index: all",
        ),
        None,
    );
    is("a.yaml", &secret("stringData", "config.json: '{}'"), None);
    is(
        "a.yaml",
        &secret(
            "stringData",
            "SIDECAR_IMAGE: registry.example.org/team/sidecar:v0.13.0",
        ),
        None,
    );
    is("a.yaml", &secret("stringData", "cidr: 10.0.0.0/16"), None);
}

#[test]
fn names_of_values_are_placeholders() {
    let placeholder = Some(("secrets/placeholder-value", Severity::Low));
    for value in [
        "UPDATE_AWS_SECRET_ACCESS_KEY",
        "my-secret-key",
        "changeit",
        "\"**token goes here**\"",
    ] {
        is(
            "a.yaml",
            &secret("stringData", &format!("secret_key: {value}")),
            placeholder,
        );
    }
}

#[test]
fn environments_are_no_tests() {
    let text = secret("stringData", "password: Tr0ub4dor");
    let plain = "secrets/plain-secret";
    is("overlays/test/a.yaml", &text, Some((plain, Severity::High)));
    is("test/a.yaml", &text, Some((plain, Severity::Medium)));
    is(
        "base/example-secret.yaml",
        &text,
        Some((plain, Severity::Medium)),
    );
}

#[test]
fn a_manifest_set_aside_is_still_one() {
    let text = secret("stringData", "password: Tr0ub4dor");
    is(
        "secret.yaml.bak",
        &text,
        Some(("secrets/plain-secret", Severity::High)),
    );
    let tally = secrets::conclude([secrets::judge("secret.sops.yaml.tmpl", text.as_bytes())]).tally;
    assert_eq!(tally.plain, 1);
}

#[test]
fn a_key_cut_for_an_example_is_none() {
    let token = "secrets/provider-token";
    is("notes.txt", &pem(25), Some((token, Severity::Critical)));
    is(
        "notes.txt",
        &pem(1).replace("\n-----END", "\n...\n-----END"),
        None,
    );
}

#[test]
fn a_word_in_a_url_is_a_default() {
    let url = |password: &str| {
        format!(
            "DB = \"postgres://{}:{password}@db.example.org/app\"\n",
            "app"
        )
    };
    let token = "secrets/provider-token";
    is(
        "settings.py",
        &url("medical_pass"),
        Some((token, Severity::Medium)),
    );
    is(
        "settings.py",
        &url("k3Jq9ZpL0vXw2RtY"),
        Some((token, Severity::Critical)),
    );
    is("settings.py", &url("DB_PASSWORD"), None);
}

#[test]
fn other_templates_are_not_broken_yaml() {
    for line in [
        "<#if secrets.enabled>",
        "<TOKEN_PLACE_1>",
        "hosts: [a.${DOMAIN}:80]\n<% if x %>",
    ] {
        let text =
            format!("apiVersion: v1\nkind: Secret\n{line}\nstringData:\n  a: b\n  <#else>\n");
        is("a.yaml", &text, None);
    }
}

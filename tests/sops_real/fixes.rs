//! Fixes: every patch applies with `git apply`, and where an edit alone mends a finding it is gone afterwards.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use gitops_mcp::checks::known::{Asked, Day, Known};
use gitops_mcp::checks::secrets;
use gitops_mcp::clients::repository::{Roots, Unwatched};
use gitops_mcp::model::{Finding, Fix};

use crate::git::Repo;

const ONE: &str = "age1fqqzvtnk9zla2knf3cw84st4fvgdsdl6ykar3cjhajpej37cmutqgderun";
const TWO: &str = "age1p4hsj7z3hj3gp3hkh3g4s7dzvl77fflwuxvttaxlugxypm3j9uts3dx3wp";
const PLAIN: &str = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: api\nstringData:\n  password: Inv3nted-9xQ7-value\n";

fn audit(repo: &Repo) -> Vec<Finding> {
    let repository = Roots::new(&[repo.path()], None).unwrap().open(".").unwrap();
    let asked = Asked {
        baseline: None,
        compare_to: None,
        today: Day::parse("2026-11-24").unwrap(),
    };
    let known = Known::open(&repository, &asked).unwrap();
    secrets::audit(&repository, &known, &Unwatched).findings
}

fn rules(findings: &[Finding]) -> BTreeSet<&str> {
    findings
        .iter()
        .map(|finding| finding.rule.as_str())
        .collect()
}

/// The fix of the one finding of a rule.
fn fix(repo: &Repo, rule: &str) -> Fix {
    let found: Vec<Finding> = audit(repo)
        .into_iter()
        .filter(|finding| finding.rule == format!("secrets/{rule}"))
        .collect();
    assert_eq!(found.len(), 1, "{rule}: {found:#?}");
    found[0].fix.clone().unwrap()
}

/// Applies a patch as a person would.
fn apply(repo: &Repo, fix: &Fix) {
    let patch = fix
        .patch
        .as_ref()
        .unwrap_or_else(|| panic!("no patch: {fix:?}"));
    repo.git_with(&["apply", "--check", "-"], patch.as_bytes());
    repo.git_with(&["apply", "-"], patch.as_bytes());
}

fn encrypted() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/secrets");
    fs::read_to_string(folder.join("sops_mac_mismatch/good/secret.yaml")).unwrap()
}

fn repo(files: &[(&str, &str)]) -> Repo {
    let repo = Repo::new();
    for (path, text) in files {
        repo.write(path, text);
    }
    repo
}

#[test]
fn a_mended_configuration_has_no_finding_of_that_rule() {
    let head = format!("creation_rules:\n  - path_regex: ^apps/.*\\.yaml$\n    age: {ONE},{TWO}\n");
    let cases = [
        (
            "sops-config-unknown-key",
            format!("{head}    encrypted-regex: ^(data|stringData)$\n"),
        ),
        (
            "sops-config-unknown-key",
            format!("# note\n{head}    unencrypted-suffix: _plain # why\n"),
        ),
        (
            "sops-config-exclusive-rules",
            format!(
                "{head}    unencrypted_suffix: _plain\n    encrypted_regex: ^(data|stringData)$\n"
            ),
        ),
        (
            "sops-config-exclusive-rules",
            format!("{head}    encrypted_suffix: _secret\n    unencrypted_suffix: _plain\n"),
        ),
        (
            "sops-config-invalid-regex",
            format!(
                "creation_rules:\n  - path_regex: '*.yaml'\n    age: {ONE},{TWO}\n    encrypted_regex: ^(data|stringData)$\n"
            ),
        ),
        (
            "sops-config-invalid-regex",
            format!(
                "creation_rules:\n  - path_regex: \"**/secret.yaml\"\n    age: {ONE},{TWO}\n    encrypted_regex: ^(data|stringData)$\n"
            ),
        ),
    ];
    for (rule, config) in cases {
        let repo = repo(&[(".sops.yaml", &config), ("apps/secret.yaml", &encrypted())]);
        apply(&repo, &fix(&repo, rule));
        let after = audit(&repo);
        assert!(
            !rules(&after).contains(format!("secrets/{rule}").as_str()),
            "{rule}: {config}\n{after:#?}"
        );
    }
}

/// The rule that would have caught it, made after one that is there.
#[test]
fn a_plain_secret_brings_the_creation_rule_that_covers_it() {
    let config = format!(
        "# who reads what\ncreation_rules:\n  - path_regex: ^apps/.*\\.yaml$\n    encrypted_regex: ^(data|stringData)$\n    key_groups:\n      - age:\n          - {ONE}\n          - {TWO}\n\nstores:\n  yaml:\n    indent: 2\n"
    );
    let repo = repo(&[
        ("clusters/.sops.yaml", &config),
        ("clusters/apps/secret.yaml", &encrypted()),
        ("clusters/infra/api+1.yaml", PLAIN),
    ]);
    let fix = fix(&repo, "plain-secret");
    apply(&repo, &fix);
    let text = fs::read_to_string(repo.path().join("clusters/.sops.yaml")).unwrap();
    assert!(
        text.contains("- path_regex: '^infra/api\\+1\\.yaml$'\n    encrypted_regex"),
        "{text}"
    );
    assert!(
        text.ends_with("\n\nstores:\n  yaml:\n    indent: 2\n"),
        "{text}"
    );
    let after = audit(&repo);
    assert!(
        !rules(&after).contains("secrets/plain-secret"),
        "{after:#?}"
    );
    assert!(
        rules(&after).contains("secrets/sops-decrypted-copy"),
        "{after:#?}"
    );
}

#[test]
fn a_rule_without_a_choice_gets_one_for_secrets_and_none_for_values() {
    let config = format!("creation_rules:\n- path_regex: ^apps/\n  age: {ONE},{TWO}\n");
    let repo = repo(&[
        (".sops.yaml", &config),
        ("apps/secret.yaml", &encrypted()),
        ("infra/api.yaml", PLAIN),
        ("infra/app.env", "DB_PASSWORD=Inv3nted-9xQ7-value\n"),
    ]);
    let of_secret = fix(&repo, "plain-secret");
    let patch = of_secret.patch.as_ref().unwrap();
    assert!(
        patch.contains("+  encrypted_regex: ^(data|stringData)$"),
        "{patch}"
    );
    assert_eq!(
        of_secret.command.as_deref(),
        Some("sops encrypt --in-place infra/api.yaml")
    );
    let of_file = fix(&repo, "env-file-credential");
    let patch = of_file.patch.as_ref().unwrap();
    assert!(!patch.contains("encrypted_regex"), "{patch}");
    apply(&repo, &of_file);
    assert!(fix(&repo, "env-file-credential").patch.is_none());
}

#[test]
fn the_way_of_the_repository_is_the_fix() {
    let sops = repo(&[("apps/secret.yaml", &encrypted()), ("apps/api.yaml", PLAIN)]);
    assert_eq!(
        fix(&sops, "plain-secret").command.unwrap(),
        format!(
            "sops encrypt --age {ONE},{TWO} --encrypted-regex '^(data|stringData)$' --in-place apps/api.yaml"
        )
    );
    let external = repo(&[
        (
            "apps/external.yaml",
            "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: db\nspec:\n  refreshInterval: 1h\n  secretStoreRef:\n    kind: SecretStore\n    name: vault\n  data:\n    - secretKey: password\n      remoteRef:\n        key: db\n",
        ),
        ("apps/api.yaml", PLAIN),
    ]);
    assert!(
        fix(&external, "plain-secret")
            .summary
            .contains("SecretStore `vault`")
    );
    let sealed = repo(&[
        (
            "apps/sealed.yaml",
            "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n  name: db\nspec:\n  encryptedData:\n    password: AgB\n",
        ),
        ("apps/api.yaml", PLAIN),
    ]);
    assert_eq!(
        fix(&sealed, "plain-secret").command.unwrap(),
        "kubeseal --format yaml --secret-file apps/api.yaml --sealed-secret-file apps/sealed-api.yaml"
    );
    let none = repo(&[("apps/api.yaml", PLAIN)]);
    assert!(fix(&none, "plain-secret").command.is_none());
}

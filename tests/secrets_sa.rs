//! The errors of the old audit script, one regression test each (ids SA1 to SA15 of the coverage list).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::too_many_lines,
    reason = "a test stops at the first surprise"
)]

use gitops_mcp::checks::secrets::{Audit, conclude, judge};
use gitops_mcp::model::{Finding, Severity};

/// A value of the right shape that no scanner takes for one in this file.
fn invented(tag: &str) -> String {
    format!("{tag}-{}", ["Zq7", "Lw2", "Xn9"].join("Pk"))
}

fn audit(files: &[(&str, &str)]) -> Audit {
    conclude(
        files
            .iter()
            .map(|(path, text)| judge(path, text.as_bytes())),
    )
}

fn rules(audit: &Audit) -> Vec<&str> {
    let mut rules: Vec<&str> = audit
        .findings
        .iter()
        .map(|finding| finding.rule.as_str())
        .collect();
    rules.sort_unstable();
    rules
}

fn one<'a>(audit: &'a Audit, rule: &str) -> &'a Finding {
    let mut found = audit.findings.iter().filter(|finding| finding.rule == rule);
    let first = found
        .next()
        .unwrap_or_else(|| panic!("no {rule} in {:?}", rules(audit)));
    assert!(found.next().is_none(), "{rule} twice");
    first
}

fn secret(name: &str, value: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: {name}\nstringData:\n  password: {value}\n"
    )
}

fn place(finding: &Finding) -> (String, Option<u32>, Option<String>) {
    match &finding.location {
        gitops_mcp::model::Location::File(place) => {
            (place.path.clone(), place.line, place.pointer.clone())
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn sa01_the_word_sops_hides_nothing() {
    let text = format!(
        "# sops: encrypted with sops and age\n{}  note: see sops.md\n",
        secret("db", &invented("pw"))
    );
    let audit = audit(&[("app/secret.yaml", &text)]);
    let finding = one(&audit, "secrets/plain-secret");
    assert_eq!(finding.severity, Severity::High);
    assert_eq!(
        place(finding),
        (
            "app/secret.yaml".to_owned(),
            Some(7),
            Some("/stringData/password".to_owned())
        )
    );
}

#[test]
fn sa02_age_is_not_found_in_storage_manage_or_image() {
    let config = "creation_rules:\n  - path_regex: ^storage/manage/image\\.yaml$\n    pgp: AAAABBBBCCCCDDDDEEEEFFFF0000111122223333\n";
    let audit = audit(&[
        (".sops.yaml", config),
        ("storage/manage/image.yaml", "a: b\n"),
    ]);
    // One PGP key is one recipient; no age key is read out of the words.
    assert_eq!(rules(&audit), ["secrets/sops-single-recipient"]);
}

#[test]
fn sa03_a_broken_document_does_not_end_the_check_of_its_file() {
    let text = format!(
        "{}---\nbroken: [\n---\n{}",
        secret("one", &invented("a")),
        secret("two", &invented("b"))
    );
    let audit = audit(&[("all.yaml", &text)]);
    let named: Vec<&str> = audit
        .findings
        .iter()
        .filter(|f| f.rule == "secrets/plain-secret")
        .map(|f| f.message.as_str())
        .collect();
    assert_eq!(named.len(), 2, "{named:?}");
    one(&audit, "repo/yaml-syntax");
    assert_eq!(audit.coverage.skipped.len(), 1);
    assert!(!audit.coverage.skipped[0].what.is_empty());
}

#[test]
fn sa04_sealed_and_external_secrets_are_told_by_kind() {
    let plain = secret("db", &invented("pw"));
    let named = audit(&[
        ("sealed-secret.yaml", &plain),
        (
            "external-secret.yaml",
            &plain.replace("name: db", "name: other"),
        ),
    ]);
    assert_eq!(named.tally.plain, 2);
    assert_eq!((named.tally.sealed, named.tally.external), (0, 0));
    let external = "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: x\nspec: {}\n";
    assert_eq!(audit(&[("app.yaml", external)]).tally.external, 1);
}

#[test]
fn sa05_lists_and_json_are_read() {
    let value = invented("pw");
    let list = format!(
        "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: {{name: a}}\n  stringData: {{password: {value}}}\n"
    );
    let typed = list.replace("kind: List", "kind: SecretList");
    let json = format!(
        r#"{{"apiVersion":"v1","kind":"Secret","metadata":{{"name":"c"}},"stringData":{{"password":"{value}"}}}}"#
    );
    let audit = audit(&[("a.yaml", &list), ("b.yaml", &typed), ("c.json", &json)]);
    assert_eq!(rules(&audit), ["secrets/plain-secret"; 3]);
}

#[test]
fn sa09_sops_configurations_in_folders_are_tested_against_paths() {
    let config = "creation_rules:\n  - path_regex: ^prod/\n    age: age1ux54ptdm8vp95ljycv8gle0gctzdxv8k469kets0jgg4ua0vremqed3tdj,age1us5qmerath9klylsl20tkqs3873t0qzy06f2wvg3yszw30hvhv0svzkgwx\n";
    let plain = secret("db", &invented("pw"));
    // Relative to the folder of the configuration, not to the root.
    let audit_nested = audit(&[("team/.sops.yaml", config), ("team/prod/db.yaml", &plain)]);
    one(&audit_nested, "secrets/sops-decrypted-copy");
    let outside = audit(&[("team/.sops.yaml", config), ("prod/db.yaml", &plain)]);
    assert_eq!(
        rules(&outside),
        [
            "secrets/plain-secret",
            "secrets/sops-config-rule-matches-nothing"
        ]
    );
}

#[test]
fn sa11_plain_template_data_of_a_sealed_secret_is_found() {
    let text = format!(
        "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {{name: a}}\nspec:\n  encryptedData: {{}}\n  template:\n    data:\n      password: {}\n      url: \"{{{{ .host }}}}\"\n",
        invented("pw")
    );
    let audit = audit(&[("a.yaml", &text)]);
    assert_eq!(
        place(one(&audit, "secrets/sealed-template-plain-data"))
            .2
            .as_deref(),
        Some("/spec/template/data/password")
    );
}

#[test]
fn sa12_external_secrets_are_judged() {
    let store = format!(
        "apiVersion: external-secrets.io/v1\nkind: ClusterSecretStore\nmetadata:\n  name: main\nspec:\n  provider:\n    delinea:\n      clientSecret:\n        value: {}\n",
        invented("cs")
    );
    let external = "apiVersion: external-secrets.io/v1beta1\nkind: ExternalSecret\nmetadata:\n  name: a\nspec:\n  refreshInterval: \"0\"\n  secretStoreRef:\n    name: main\n";
    let audit = audit(&[("store.yaml", &store), ("external.yaml", external)]);
    assert_eq!(
        rules(&audit),
        [
            "secrets/external-inline-credentials",
            "secrets/external-never-refreshes",
            "secrets/external-open-cluster-store",
            "secrets/external-store-missing",
            "secrets/external-unserved-version",
        ]
    );
}

#[test]
fn sa13_an_empty_or_placeholder_secret_is_not_as_high_as_a_live_key() {
    let audit = audit(&[
        ("empty.yaml", &secret("empty", "\"\"")),
        (
            "none.yaml",
            "apiVersion: v1\nkind: Secret\nmetadata: {name: none}\n",
        ),
        ("placeholder.yaml", &secret("placeholder", "changeme")),
        ("live.yaml", &secret("live", &invented("pw"))),
    ]);
    assert_eq!(
        rules(&audit),
        ["secrets/placeholder-value", "secrets/plain-secret"]
    );
    assert_eq!(
        one(&audit, "secrets/placeholder-value").severity,
        Severity::Low
    );
    assert_eq!(one(&audit, "secrets/plain-secret").severity, Severity::High);
    assert_eq!(
        audit.tally.summary(),
        "4 Secrets: 1 plain, 1 placeholder, 2 without credential"
    );
}

#[test]
fn sa14_a_name_with_enc_is_no_finding_when_the_file_carries_its_metadata() {
    let file = include_str!("fixtures/secrets/plain_secret/good-own-metadata/secret.enc.yaml");
    let good = audit(&[("secret.enc.yaml", file)]);
    assert_eq!(good.findings, []);
    assert_eq!(good.tally.summary(), "1 Secret: 1 SOPS");
    // And the name alone encrypts nothing.
    assert_eq!(
        rules(&audit(&[(
            "secret.enc.yaml",
            &secret("db", &invented("pw"))
        )])),
        ["secrets/plain-secret"]
    );
}

#[test]
fn sa15_the_same_bytes_get_the_same_verdict_under_any_name() {
    let encrypted = include_str!("fixtures/secrets/plain_secret/good-own-metadata/secret.enc.yaml");
    let plain = secret("db", &invented("pw"));
    for name in [
        "secret.yaml",
        "a.yaml",
        "secret.enc.yaml",
        "sops-secret.yml",
        "x/values-secret.yaml",
    ] {
        assert_eq!(audit(&[(name, encrypted)]).findings, [], "{name}");
        assert_eq!(
            rules(&audit(&[(name, &plain)])),
            ["secrets/plain-secret"],
            "{name}"
        );
    }
}

#[test]
fn rv16_rv17_every_secret_counts_whatever_its_file_is_called() {
    let text = (0..7)
        .map(|n| secret(&format!("s{n}"), &invented("pw")))
        .collect::<Vec<_>>()
        .join("---\n");
    let audit = audit(&[("infrastructure/app.yaml", &text)]);
    assert_eq!(rules(&audit).len(), 7);
}

/// Each Secret ends in exactly one column.
#[test]
fn every_secret_is_accounted_for() {
    let sops = include_str!("fixtures/secrets/plain_secret/good-own-metadata/secret.enc.yaml");
    let half = include_str!("fixtures/secrets/sops_partially_encrypted/bad/secret.yaml");
    let template = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  a: {{ .Values.a }}\n";
    let broken = "apiVersion: v1\nkind: Secret\nmetadata: {name: a\nstringData:\n  a: b\n";
    let other = "apiVersion: vault.example.org/v1\nkind: Secret\nmetadata: {name: a}\n";
    let comments = sops
        .replace(
            "encrypted_regex: ^(data|stringData)$",
            "encrypted_comment_regex: ^sops$",
        )
        .replace("stringData:\n", "stringData:\n    token: visible-text\n");
    let audit = audit(&[
        ("sops.yaml", sops),
        ("half.yaml", half),
        ("comments.yaml", &comments),
        ("plain.yaml", &secret("p", &invented("pw"))),
        ("empty.yaml", &secret("e", "\"\"")),
        ("chart/templates/secret.yaml", template),
        ("template.yaml", template),
        ("broken.yaml", broken),
        ("other.yaml", other),
    ]);
    let count = &audit.coverage.checked["Secret"];
    let not_judged: u64 = count.not_judged.values().sum();
    let in_finding = audit
        .findings
        .iter()
        .filter(|f| f.rule.starts_with("secrets/"))
        .count() as u64;
    assert_eq!(
        (count.seen, count.healthy, not_judged, in_finding),
        (9, 2, 4, 4),
        "{count:?}"
    );
    assert_eq!(count.not_judged.len(), 3, "{count:?}");
}

/// Documentation and tests count one step less; they do not hide.
#[test]
fn documentation_lowers_the_severity() {
    let plain = secret("db", &invented("pw"));
    let severity = |path| one(&audit(&[(path, &plain)]), "secrets/plain-secret").severity;
    assert_eq!(severity("docs/secret.yaml"), Severity::Medium);
    assert_eq!(severity("apps/secret.yaml"), Severity::High);
}

/// C03: what stands behind a document's end is dropped by every reader and is in Git all the same.
#[test]
fn a_secret_behind_the_end_of_a_document_is_found() {
    let text = format!(
        "apiVersion: v1\nkind: Namespace\nmetadata: {{name: a}}\n...\n{}",
        secret("db", &invented("pw"))
    );
    assert_eq!(
        rules(&audit(&[("a.yaml", &text)])),
        ["repo/yaml-text-after-end", "secrets/plain-secret"]
    );
}

#[test]
fn sa06_credentials_outside_secrets_are_found() {
    let value = invented("Pw1!");
    let rule_of = |path: &str, text: String| {
        let audit = audit(&[(path, &text)]);
        let rules: Vec<String> = rules(&audit).into_iter().map(str::to_owned).collect();
        assert_eq!(rules.len(), 1, "{path}: {rules:?}");
        rules.into_iter().next().unwrap()
    };
    let container = format!(
        "apiVersion: batch/v1\nkind: CronJob\nmetadata: {{name: a}}\nspec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          containers:\n          - name: a\n            env:\n            - name: DB_PASSWORD\n              value: \"{value}\"\n"
    );
    let patch = format!(
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\npatches:\n- patch: |\n    kind: Secret\n    apiVersion: v1\n    metadata:\n      name: a\n    stringData:\n      password: \"{value}\"\n"
    );
    assert_eq!(
        rule_of(
            "app/values-prod.yaml",
            format!("db:\n  password: \"{value}\"\n")
        ),
        "secrets/helm-values-credential"
    );
    assert_eq!(
        rule_of(
            "a.yaml",
            format!(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n  DB_PASSWORD: \"{value}\"\n"
            )
        ),
        "secrets/config-map-credential"
    );
    assert_eq!(rule_of("a.yaml", container), "secrets/container-credential");
    assert_eq!(
        rule_of(
            "kustomization.yaml",
            format!("secretGenerator:\n- name: a\n  literals:\n  - password={value}\n")
        ),
        "secrets/kustomize-credential"
    );
    assert_eq!(
        rule_of("kustomization.yaml", patch),
        "secrets/kustomize-credential"
    );
    assert_eq!(
        rule_of("prod/.env", format!("DB_PASSWORD={value}\n")),
        "secrets/env-file-credential"
    );
}

#[test]
fn sa07_keys_and_the_secrets_of_engines_are_found() {
    let value = invented("Pw1!");
    let pem = |kind: &str| {
        format!(
            "-----BEGIN {kind} PRIVATE KEY-----\n{}\n-----END {kind} PRIVATE KEY-----\n",
            "TUlJRXBBSUJBQUtDQVFFQXF4UDdLdm5RMnc4\n".repeat(12)
        )
    };
    assert_eq!(
        rules(&audit(&[("deploy/id", &pem("RSA"))])),
        ["secrets/provider-token"]
    );
    let secret = |metadata: &str, data: &str| {
        format!("apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n{metadata}stringData:\n{data}")
    };
    let label = |kind: &str| format!("  labels:\n    argocd.argoproj.io/secret-type: {kind}\n");
    let cases = [
        secret(
            &label("repository"),
            &format!(
                "  url: https://git.example.org/a.git\n  username: robot\n  password: \"{value}\"\n"
            ),
        ),
        secret(
            &label("cluster"),
            &format!(
                "  server: https://a.example.org\n  config: |\n    {{\"bearerToken\": \"{value}\", \"tlsClientConfig\": {{\"insecure\": false}}}}\n"
            ),
        ),
        secret("", &format!("  bearerToken: \"{value}\"\n")),
        secret(
            "",
            &format!(
                "  .dockerconfigjson: '{{\"auths\": {{\"registry.example.org\": {{\"username\": \"robot\", \"password\": \"{value}\"}}}}}}'\n"
            ),
        ),
        secret(
            "",
            &format!(
                "  kubeconfig: |\n    apiVersion: v1\n    kind: Config\n    users:\n    - name: a\n      user:\n        token: \"{value}\"\n"
            ),
        ),
    ];
    for text in &cases {
        let audit = audit(&[("a.yaml", text)]);
        assert_eq!(
            one(&audit, "secrets/plain-secret").severity,
            Severity::High,
            "{text}"
        );
    }
    let harmless = [
        secret(
            &label("repository"),
            "  url: https://git.example.org/a.git\n  type: git\n  name: a\n",
        ),
        secret(
            &label("cluster"),
            "  server: https://a.example.org\n  config: |\n    {\"execProviderConfig\": {\"command\": \"argocd-k8s-auth\"}, \"tlsClientConfig\": {\"insecure\": false}}\n",
        ),
        secret("", "  .dockerconfigjson: '{\"auths\": {}}'\n"),
    ];
    for text in &harmless {
        assert_eq!(audit(&[("a.yaml", text)]).findings, [], "{text}");
    }
}

#[test]
fn sa10_clear_values_mac_and_recipients_of_an_encrypted_file_are_judged() {
    let good = include_str!("fixtures/secrets/plain_secret/good-own-metadata/secret.enc.yaml");
    let half = good.replace(
        "stringData:\n",
        &format!("stringData:\n    token: {}\n", invented("t")),
    );
    assert_eq!(
        rules(&audit(&[("a.yaml", &half)])),
        ["secrets/sops-partially-encrypted"]
    );
    let no_mac: String = good
        .lines()
        .filter(|line| !line.starts_with("    mac:"))
        .map(|line| format!("{line}\n"))
        .collect();
    assert_eq!(
        rules(&audit(&[("a.yaml", &no_mac)])),
        ["secrets/sops-no-mac"]
    );
    let config = "creation_rules:\n  - path_regex: ^a\\.yaml$\n    age: age1vaa0k35jupkajsqh8sgrqnvpvtfc9emxzdxqa7km5mdgwczdqvhq8y7ncp,age1us5qmerath9klylsl20tkqs3873t0qzy06f2wvg3yszw30hvhv0svzkgwx\n";
    assert_eq!(
        rules(&audit(&[(".sops.yaml", config), ("a.yaml", good)])),
        ["secrets/sops-recipient-drift"]
    );
}

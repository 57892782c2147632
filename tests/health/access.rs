//! How clusters are reached: kubeconfigs as kubectl finds them, the account of a Pod, and plugins that run or do not.

use std::fs;
use std::path::{Path, PathBuf};

use gitops_mcp::clients::cluster::{InCluster, Plugins, Targets};
use serde_json::json;

use crate::api::{Api, write_kubeconfig};
use crate::support::call_with;

/// A certificate that signs nothing here: the account of a Pod has one beside its token.
const CA: &str = "-----BEGIN CERTIFICATE-----\nMIIBezCCASGgAwIBAgIUeDlpA/yHko1ignrPkSPNebXqHS8wCgYIKoZIzj0EAwIw\nEjEQMA4GA1UEAwwHdGVzdC1jYTAgFw0yNjExMjQxODIzMDdaGA8yMTI2MTAzMTE4\nMjMwN1owEjEQMA4GA1UEAwwHdGVzdC1jYTBZMBMGByqGSM49AgEGCCqGSM49AwEH\nA0IABN/jXcsDHFdv9EJq0xbeCvct4/AxFW1ijJQQRSvnh0aQuEaeArQfNOfDfx7Q\n2TXjMh+mwHatPKJIKf9kOu4euXSjUzBRMB0GA1UdDgQWBBTgBS3CET0yDACCMWjN\n0IPgO5VeIDAfBgNVHSMEGDAWgBTgBS3CET0yDACCMWjN0IPgO5VeIDAPBgNVHRMB\nAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQDcsGMhQb2ZYkISLH+jkAOEJs/X\nsTeD7TcPev5fg2qb5AIgXOHxqdYmWW0JUBnrFRzkv9Q0FFi/UCbhnnmcCclo3h8=\n-----END CERTIFICATE-----\n";

fn ask(root: &Path, targets: &Targets) -> Result<String, String> {
    call_with(root, targets, "check_flux_health", &json!({}))
        .map(|answer| answer.report().unwrap().summary.clone())
        .map_err(|failure| failure.to_string())
}

fn of(kubeconfig: Vec<PathBuf>) -> Targets {
    Targets {
        kubeconfig,
        ..Targets::default()
    }
}

#[test]
fn files_of_the_list_that_do_not_exist_are_passed_over_and_the_first_one_wins() {
    let (api, folder) = (Api::start(&[], &[]), tempfile::tempdir().unwrap());
    let dead = write_kubeconfig(folder.path(), "127.0.0.1:1");
    let absent = folder.path().join("absent");
    let summary = ask(
        folder.path(),
        &of(vec![absent.clone(), api.kubeconfig(), dead.clone()]),
    )
    .unwrap();
    assert!(summary.contains("prod"), "{summary}");
    let failure = ask(folder.path(), &of(vec![dead, api.kubeconfig()])).unwrap_err();
    assert!(failure.contains("127.0.0.1:1"), "{failure}");
    // A file may name no current context, and leave it to the next one.
    let empty = folder.path().join("empty");
    fs::write(&empty, "apiVersion: v1\nkind: Config\ncurrent-context: \"\"\nclusters: []\ncontexts: []\nusers: []\n").unwrap();
    ask(folder.path(), &of(vec![empty, api.kubeconfig()])).unwrap();
    let failure = ask(folder.path(), &of(vec![absent])).unwrap_err();
    assert!(failure.contains("no kubeconfig"), "{failure}");
}

#[test]
fn without_a_kubeconfig_the_account_of_the_pod_is_used() {
    let (api, account) = (Api::start(&[], &[]), tempfile::tempdir().unwrap());
    fs::write(account.path().join("token"), "CNRYC10accounttoken").unwrap();
    fs::write(account.path().join("ca.crt"), CA).unwrap();
    let targets = Targets {
        in_cluster: Some(InCluster {
            server: format!("http://{}", api.address),
            account: account.path().to_owned(),
        }),
        ..Targets::default()
    };
    let summary = ask(account.path(), &targets).unwrap();
    assert!(summary.contains("in-cluster"), "{summary}");
    let list = call_with(account.path(), &targets, "list_targets", &json!({}))
        .unwrap()
        .structured();
    assert_eq!(list["targets"][0]["name"], "in-cluster");
    fs::remove_file(account.path().join("ca.crt")).unwrap();
    let failure = ask(account.path(), &targets).unwrap_err();
    assert!(
        failure.contains("in-cluster") && !failure.contains("CNRY"),
        "{failure}"
    );
}

/// A kubeconfig whose user runs a program that leaves a mark.
fn with_plugin(folder: &Path, address: &str) -> (PathBuf, PathBuf) {
    let (file, mark) = (folder.join("kubeconfig"), folder.join("ran"));
    let credential = r#"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t"}}"#;
    let exec = json!({"apiVersion": "client.authentication.k8s.io/v1", "command": "sh", "interactiveMode": "Never",
        "args": ["-c", format!("touch '{}'; echo '{credential}'", mark.display())]});
    let text = json!({"apiVersion": "v1", "kind": "Config", "current-context": "prod",
        "clusters": [{"name": "c", "cluster": {"server": format!("http://{address}")}}],
        "contexts": [{"name": "prod", "context": {"cluster": "c", "user": "u"}}],
        "users": [{"name": "u", "user": {"exec": exec}}]});
    fs::write(&file, text.to_string()).unwrap();
    (file, mark)
}

#[test]
fn a_plugin_runs_only_from_a_kubeconfig_outside_the_roots_and_not_where_it_is_switched_off() {
    let (api, own, root) = (
        Api::start(&[], &[]),
        tempfile::tempdir().unwrap(),
        tempfile::tempdir().unwrap(),
    );
    let (inside, mark) = with_plugin(root.path(), &api.address);
    let failure = ask(root.path(), &of(vec![inside.clone()])).unwrap_err();
    assert!(
        failure.contains("plugin") && failure.contains("not run"),
        "{failure}"
    );
    assert!(!mark.exists(), "nothing was run");
    // The link does not hide where the file is.
    let link = own.path().join("link");
    std::os::unix::fs::symlink(&inside, &link).unwrap();
    ask(root.path(), &of(vec![link])).unwrap_err();
    assert!(!mark.exists());

    let (outside, mark) = with_plugin(own.path(), &api.address);
    let off = Targets {
        plugins: Plugins::Off,
        ..of(vec![outside.clone()])
    };
    ask(root.path(), &off).unwrap_err();
    assert!(!mark.exists());
    ask(root.path(), &of(vec![outside])).unwrap();
    assert!(mark.exists());
}

//! The scripts that templates write, run against stand-ins for flux, kubectl and age-keygen.

#![allow(
    clippy::unwrap_used,
    clippy::too_many_lines,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use gitops_mcp::knowledge::templates;
use serde_json::{Value, json};
use tempfile::TempDir;

const TOKEN: &str = "CNRYtokenCNRYtokenCNRYtoken";
const PUBLIC: &str = "age16czwk6jtw2f7vhxjz58gl7vd0qhl9mg33ps747tzxqypa5hzydfqc0sk2g";
const RECOVERY: &str = "age17cncr6qlj3r9xstn7msxuhnkzpcahfwwph5wsqcwlyugctrqtvnsrn0v6v";

/// A folder with the script and with programs that write down how they were called.
struct Stage {
    folder: TempDir,
}

impl Stage {
    fn new(path: &str, parameters: &Value, script: &str) -> Self {
        let rendered = templates::render(path, parameters.as_object().unwrap()).unwrap();
        let folder = TempDir::new().unwrap();
        let file = rendered
            .files
            .iter()
            .find(|file| file.path == script)
            .unwrap();
        fs::write(folder.path().join("script.sh"), &file.content).unwrap();
        let stage = Self { folder };
        stage.program("kubectl", "cat >/dev/null 2>&1 || true");
        stage
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn program(&self, name: &str, body: &str) {
        let log = self.path().join("calls");
        let file = self.path().join(name);
        let text = format!(
            "#!/bin/sh\nprintf '%s\\n' \"{name} $*\" >>'{}'\n{body}\n",
            log.display()
        );
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn run(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
        let mut command = Command::new("bash");
        command
            .arg(self.path().join("script.sh"))
            .args(arguments)
            .env_clear();
        command.env("PATH", format!("{}:/usr/bin:/bin", self.path().display()));
        command
            .envs(environment.iter().copied())
            .stdin(std::process::Stdio::null());
        command.output().unwrap()
    }

    fn calls(&self) -> String {
        fs::read_to_string(self.path().join("calls")).unwrap_or_default()
    }
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

fn bootstrap(more: &[(&str, Value)]) -> Stage {
    let mut parameters = json!({"owner": "example", "repository": "fleet", "cluster": "prod", "context": "prod", "version": "v2.9.5"});
    for (name, value) in more {
        parameters[*name] = value.clone();
    }
    let stage = Stage::new("flux/flux-bootstrap-github.sh", &parameters, "bootstrap.sh");
    stage.program(
        "flux",
        "[ \"$1\" = version ] && echo 'flux: v2.9.1'; exit 0",
    );
    stage
}

#[test]
fn e38_token_is_no_argument_and_is_not_printed() {
    let stage = bootstrap(&[]);
    for _twice in 0..2 {
        let output = stage.run(&[], &[("GITHUB_TOKEN", TOKEN)]);
        assert!(output.status.success(), "{}", said(&output));
        assert!(!said(&output).contains(TOKEN));
    }
    let calls = stage.calls();
    assert!(!calls.contains(TOKEN), "{calls}");
    let bootstrap = calls
        .lines()
        .find(|line| line.starts_with("flux bootstrap github "))
        .unwrap();
    for argument in [
        "--context=prod",
        "--owner=example",
        "--path=clusters/prod",
        "--version=v2.9.5",
        "--token-auth=false",
        "--read-write-key=false",
    ] {
        assert!(
            bootstrap.split(' ').any(|given| given == argument),
            "{argument}: {bootstrap}"
        );
    }
    let order: Vec<_> = calls
        .lines()
        .map(|line| line.split(" --").next().unwrap())
        .take(4)
        .collect();
    assert_eq!(
        order,
        [
            "flux version",
            "flux check",
            "flux bootstrap github",
            "flux check"
        ]
    );
}

#[test]
fn e38_token_may_come_from_a_file() {
    let stage = bootstrap(&[]);
    let file = stage.path().join("token");
    fs::write(&file, TOKEN).unwrap();
    stage.program("flux", "[ \"$1\" = version ] && echo 'flux: v2.9.1'; [ \"$1\" != bootstrap ] || [ \"$GITHUB_TOKEN\" = CNRYtokenCNRYtokenCNRYtoken ]");
    let output = stage.run(&[], &[("GITHUB_TOKEN_FILE", file.to_str().unwrap())]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(!stage.calls().contains(TOKEN));
}

#[test]
fn e08_personal_only_for_a_user_and_e09_extra_components_on_bootstrap() {
    let organization = bootstrap(&[("components_extra", json!(["source-watcher"]))]);
    assert!(
        organization
            .run(&[], &[("GITHUB_TOKEN", TOKEN)])
            .status
            .success()
    );
    assert!(!organization.calls().contains("--personal"));
    assert!(
        organization
            .calls()
            .contains("--components-extra=source-watcher")
    );
    assert!(!organization.calls().contains("flux install"));
    let user = bootstrap(&[("owner_type", json!("user"))]);
    assert!(user.run(&[], &[("GITHUB_TOKEN", TOKEN)]).status.success());
    assert!(user.calls().contains(" --personal "), "{}", user.calls());
}

#[test]
fn bootstrap_stops_before_it_changes_anything() {
    let no_token = bootstrap(&[]);
    let output = no_token.run(&[], &[]);
    assert!(
        !output.status.success() && said(&output).contains("set GITHUB_TOKEN"),
        "{}",
        said(&output)
    );
    let old_flux = bootstrap(&[]);
    old_flux.program(
        "flux",
        "[ \"$1\" = version ] && echo 'flux: v2.7.5'; exit 0",
    );
    let output = old_flux.run(&[], &[("GITHUB_TOKEN", TOKEN)]);
    assert!(
        !output.status.success() && said(&output).contains("flux 2.7.5 is installed"),
        "{}",
        said(&output)
    );
    let failing_check = bootstrap(&[]);
    failing_check.program(
        "flux",
        "[ \"$1\" = version ] && echo 'flux: v2.9.0'; [ \"$1\" != check ]",
    );
    assert!(
        !failing_check
            .run(&[], &[("GITHUB_TOKEN", TOKEN)])
            .status
            .success()
    );
    let unasked = bootstrap(&[("context", Value::Null)]);
    unasked.program("kubectl", "echo current");
    assert!(
        !unasked
            .run(&[], &[("GITHUB_TOKEN", TOKEN)])
            .status
            .success()
    );
    for stage in [&no_token, &old_flux, &failing_check, &unasked] {
        assert!(!stage.calls().contains("bootstrap"), "{}", stage.calls());
    }
    let confirmed = unasked.run(&["--yes"], &[("GITHUB_TOKEN", TOKEN)]);
    assert!(
        confirmed.status.success() && unasked.calls().contains("--context=current"),
        "{}",
        said(&confirmed)
    );
}

fn age() -> (Stage, String) {
    let environments =
        json!([{"name": "production", "path": "secrets/production", "recipients": [PUBLIC]}]);
    let parameters = json!({"environments": environments, "recovery_recipient": RECOVERY});
    let stage = Stage::new(
        "secrets/sops-age-config.yaml",
        &parameters,
        "bring-age-key.sh",
    );
    let key = stage.path().join("key.txt");
    fs::write(&key, TOKEN).unwrap();
    stage.program("age-keygen", &format!("echo {PUBLIC}"));
    let key = key.to_str().unwrap().to_owned();
    (stage, key)
}

#[test]
fn age_key_reaches_the_cluster_under_the_name_that_flux_reads() {
    let (stage, key) = age();
    let output = stage.run(&["production", "prod"], &[("AGE_KEY_FILE", &key)]);
    assert!(output.status.success(), "{}", said(&output));
    let calls = stage.calls();
    assert!(
        calls.contains(&format!("--from-file=age.agekey={key}"))
            && calls.contains("apply --server-side"),
        "{calls}"
    );
    assert!(!calls.contains(TOKEN) && !said(&output).contains(TOKEN));
}

#[test]
fn age_key_of_another_environment_is_refused() {
    let (stage, key) = age();
    for (arguments, environment, says) in [
        (
            vec!["production", "prod"],
            vec![],
            "AGE_KEY_FILE has to name",
        ),
        (
            vec!["production"],
            vec![("AGE_KEY_FILE", key.as_str())],
            "usage:",
        ),
        (
            vec!["staging", "prod"],
            vec![("AGE_KEY_FILE", key.as_str())],
            "unknown environment: staging",
        ),
    ] {
        let output = stage.run(&arguments, &environment);
        assert!(
            !output.status.success() && said(&output).contains(says),
            "{says}: {}",
            said(&output)
        );
    }
    stage.program("age-keygen", &format!("echo {RECOVERY}"));
    let output = stage.run(&["production", "prod"], &[("AGE_KEY_FILE", &key)]);
    assert!(
        !output.status.success() && said(&output).contains("no recipient of production"),
        "{}",
        said(&output)
    );
    assert!(!stage.calls().contains("kubectl"), "{}", stage.calls());
}

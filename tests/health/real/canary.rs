//! C01, C03-C11 live: canaries in a real API server, in the settings of the real program, and in what servers answer when
//! they refuse. The program serves over stdio and over HTTP and is called, its log at `trace`; no form of a canary leaves.

use std::path::{Path, PathBuf};

use aho_corasick::AhoCorasick;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::canary_places::{objects, planted};
use super::process::{Start, text_of};
use super::server::{Server, plain, text};
use super::{KINDS, LIVE, rights};
use crate::argocd_api;
use crate::canary_forms::{canary, forms};
use crate::git::Repo;

/// What the test has seen, and the values that must not stand in it.
#[derive(Default)]
struct Watched {
    values: Vec<(String, String)>,
    told: Vec<(String, String)>,
}

impl Watched {
    fn saw(&mut self, where_: impl Into<String>, told: String) {
        self.told.push((where_.into(), told));
    }

    /// Every form of every value that stands somewhere, with what stands before it.
    fn leaks(&self) -> Vec<String> {
        let forms: Vec<(String, &str)> = self
            .values
            .iter()
            .flat_map(|(place, value)| forms(value).into_iter().map(move |it| (it, place.as_str())))
            .collect();
        let search = AhoCorasick::new(forms.iter().map(|(form, _)| form)).unwrap();
        let mut found = Vec::new();
        for (where_, told) in &self.told {
            for hit in search.find_iter(told.as_bytes()).take(3) {
                let before = &told.as_bytes()[hit.start().saturating_sub(160)..hit.end()];
                found.push(format!(
                    "{} in {where_}: {}",
                    forms[hit.pattern().as_usize()].1,
                    String::from_utf8_lossy(before)
                ));
            }
        }
        found
    }

    fn all(&self) -> String {
        self.told.iter().map(|(_, told)| told.as_str()).collect()
    }
}

/// Users whose credential does not work, each in its own way, and one whose plugin gives the real one.
fn users(token: &str) -> Vec<(&'static str, Value)> {
    let exec = |script: &str| {
        json!({"exec": {"apiVersion": "client.authentication.k8s.io/v1", "interactiveMode": "Never", "command": "sh",
            "args": ["-c", script], "env": [{"name": "CLOUD_KEY", "value": canary("C10env")}]}})
    };
    let credential = |token: &str| {
        format!(
            "printf '{{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{{\"token\":\"{token}\"}}}}'; echo {} >&2",
            canary("C10err")
        )
    };
    vec![
        ("good-plugin", exec(&credential(token))),
        ("wrong-token", json!({"token": canary("C10tok")})),
        (
            "password",
            json!({"username": "admin", "password": canary("C10pas")}),
        ),
        (
            "bad-key",
            json!({"client-certificate-data": STANDARD.encode(canary("C10crt")), "client-key-data": STANDARD.encode(canary("C10key"))}),
        ),
        (
            "bad-plugin",
            exec(&format!(
                "echo {}; echo {} >&2",
                canary("C10out"),
                canary("C10err")
            )),
        ),
        (
            "cut-plugin",
            exec(&format!(
                "printf '{{\"kind\":\"ExecCredential\",\"status\":{{\"token\":\"{}'",
                canary("C10cut")
            )),
        ),
        (
            "failing-plugin",
            exec(&format!(
                "echo {}; echo {} >&2; exit 3",
                canary("C10out"),
                canary("C10err")
            )),
        ),
        ("wrong-plugin", exec(&credential(&canary("C10giv")))),
        (
            "gone-provider",
            json!({"auth-provider": {"name": "gcp", "config": {"access-token": canary("C10acc"), "cmd-path": "sh"}}}),
        ),
    ]
}

/// The reader's kubeconfig with a context for each of the users, and clusters behind other addresses.
fn kubeconfig(reader: &Path, servers: &[(&str, &str)], token: &str) {
    let mut config: Value = serde_json::from_slice(&std::fs::read(reader).unwrap()).unwrap();
    let (cluster, user) = (
        config["contexts"][0]["context"]["cluster"].clone(),
        config["contexts"][0]["context"]["user"].clone(),
    );
    let mut add = |list: &str, value: Value| config[list].as_array_mut().unwrap().push(value);
    for (name, own) in users(token) {
        add("users", json!({"name": name, "user": own}));
        add(
            "contexts",
            json!({"name": name, "context": {"cluster": cluster, "user": name}}),
        );
    }
    for (name, address) in servers {
        let mut own = json!({"server": address});
        if *name == "proxied" {
            own["insecure-skip-tls-verify"] = json!(true);
        }
        add("clusters", json!({"name": name, "cluster": own}));
        add(
            "contexts",
            json!({"name": name, "context": {"cluster": name, "user": user}}),
        );
    }
    std::fs::write(reader, config.to_string()).unwrap();
}

/// A checkout whose files define what is planted, with a credential in the address of its remote.
fn checkout(folder: &Path) -> Repo {
    let repo = Repo::new();
    for (number, object) in objects().iter().enumerate() {
        repo.write(&format!("objects/{number}.json"), object.to_string());
    }
    repo.git(&["add", "-A"]);
    repo.git(&["commit", "-q", "-m", &format!("Use {}", canary("C14msg"))]);
    let remote = format!(
        "https://robot:{}@git.example.com/fleet.git",
        canary("C09rem")
    );
    repo.git(&["remote", "add", "origin", &remote]);
    std::fs::rename(repo.path(), folder.join("checkout")).unwrap();
    repo
}

/// Every question that reads a cluster.
fn questions(target: &str) -> Vec<(&'static str, Value)> {
    let mut all = vec![
        ("list_targets", json!({"target": target})),
        (
            "plan_upgrade",
            json!({"target": target, "component": "argocd"}),
        ),
        (
            "plan_upgrade",
            json!({"target": target, "component": "flux"}),
        ),
        (
            "preview_applicationset",
            json!({"manifest": preview(), "clusters_from": "clusters.json"}),
        ),
    ];
    for tool in ["check_flux_health", "check_argocd_health"] {
        all.extend([
            (tool, json!({"target": target})),
            (
                tool,
                json!({"target": target, "detail": "full", "limit": 200, "path": "checkout"}),
            ),
            (
                tool,
                json!({"target": target, "show": "all", "detail": "full", "limit": 200}),
            ),
            (tool, json!({"target": target, "revision": "abc1234"})),
        ]);
    }
    all
}

fn traces(target: &str) -> Vec<(&'static str, Value)> {
    let objects = objects().into_iter().filter(|it| it["kind"] != "Event");
    let each = objects.flat_map(|object| {
        let asked = json!({"target": target, "kind": object["kind"], "namespace": object["metadata"]["namespace"], "name": object["metadata"]["name"], "detail": "full"});
        ["up", "down", "used_by"].map(|direction| {
            let mut asked = asked.clone();
            asked["direction"] = json!(direction);
            asked["path"] = json!("checkout");
            ("trace_resource", asked)
        })
    });
    each.collect()
}

fn preview() -> String {
    json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "ApplicationSet", "metadata": {"name": "pasted", "namespace": "argocd"},
        "spec": {"generators": [{"clusters": {}}, {"list": {"elements": [{"name": "a", "server": "https://a.example.com"}]}}],
            "template": {"metadata": {"name": "x-{{name}}"}, "spec": {"project": "default",
                "source": {"repoURL": format!("https://bot:{}@git.example.com/a.git", canary("C15url")), "path": "a",
                    "helm": {"parameters": [{"name": "auth.password", "value": canary("C15par")}]}},
                "destination": {"server": "{{server}}", "namespace": "a"}}}}})
    .to_string()
}

struct Ground {
    server: Server,
    folder: tempfile::TempDir,
    start: Start,
    token: String,
}

impl Ground {
    fn new() -> Self {
        let server = Server::of(LIVE);
        server.empty(&KINDS);
        for object in objects() {
            // What an earlier run left of kinds that are not emptied, such as accounts.
            server.remove(&object);
            server
                .bring(&object)
                .unwrap_or_else(|refused| panic!("{object}: {refused}"));
        }
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("root")).unwrap();
        std::fs::create_dir(at("settings")).unwrap();
        checkout(&at("root"));
        let cluster = json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "edge", "labels": {"argocd.argoproj.io/secret-type": "cluster"}},
            "stringData": {"name": "edge", "server": "https://edge.example.com", "config": json!({"bearerToken": canary("C01fil")}).to_string()}});
        std::fs::write(at("root/clusters.json"), cluster.to_string()).unwrap();
        let kubeconfig = rights::reader(&server, &at("settings"));
        for role in rights::shipped("secret-reads.yaml") {
            server.put(&role);
        }
        let token = rights::token(&server);
        let start = Start {
            root: at("root"),
            config: at("settings/config.toml"),
            environment: vec![
                ("KUBECONFIG", kubeconfig.to_str().unwrap().to_owned()),
                ("ARGOCD_AUTH_TOKEN", argocd_api::TOKEN.to_owned()),
            ],
        };
        Self {
            server,
            folder,
            start,
            token,
        }
    }

    fn kubeconfig(&self) -> PathBuf {
        self.folder.path().join("settings/kubeconfig")
    }

    /// A configuration with a hub that may read what the opt-in roles allow, and the Argo CDs that are given.
    fn configure(&self, argocds: &[(&str, String)]) -> String {
        let config: Value =
            serde_json::from_slice(&std::fs::read(self.kubeconfig()).unwrap()).unwrap();
        let context = text(&config, "/current-context").to_owned();
        let mut toml = format!(
            "[targets.hub]\ncontext = '{context}'\nsecret_reads = ['helm-storage', 'argocd-clusters']\n"
        );
        for (name, settings) in argocds {
            toml += &format!("[targets.{name}]\n{settings}\n");
        }
        std::fs::write(&self.start.config, toml).unwrap();
        context
    }
}

#[test]
#[ignore = "needs a bare copy of the live layer"]
fn c01_to_c11_no_credential_leaves_the_real_program() {
    let ground = Ground::new();
    let answering = argocd_api::Server::start(argocd_api::answers(), None);
    let refusing = argocd_api::Server::start(argocd_api::answers(), Some(("/api/v1", "500")));
    let strange = argocd_api::Server::start(argocd_api::answers(), Some(("/api/v1", "401")));
    let denying = argocd_api::Server::start(argocd_api::answers(), Some(("/api/v1", "403")));
    let moved = argocd_api::Server::start(argocd_api::answers(), Some(("/api", "redirect")));
    let secret_address = format!("https://user:{}@127.0.0.1:1", canary("C10adr"));
    kubeconfig(
        &ground.kubeconfig(),
        &[("addressed", &secret_address)],
        &ground.token,
    );
    ground.configure(&[
        ("argo", answering.settings()),
        (
            "environment",
            format!("argocd = {{ url = 'http://{}' }}", answering.address),
        ),
        ("refusing", refusing.settings()),
        ("strange", strange.settings()),
        ("denying", denying.settings()),
        ("moved", moved.settings()),
    ]);
    let mut watched = Watched {
        values: planted(),
        ..Watched::default()
    };
    watched
        .values
        .push(("the reader's token".to_owned(), ground.token.clone()));
    for value in [
        "CNRYC11tkQ7mZx4Lp9Rv",
        "CNRYC11hdW3nYt8Kq2Bs",
        "CNRYC11usJ5cGf6Dw1Vz",
        "CNRYC11bePx9Mr7Th4Nk",
    ] {
        watched
            .values
            .push(("the fake Argo CD".to_owned(), value.to_owned()));
    }

    let mut stdio = ground.start.stdio();
    let http = ground.start.http();
    let mut found = Vec::new();
    for target in ["hub", "good-plugin"] {
        for (tool, arguments) in questions(target)
            .into_iter()
            .chain(traces(target).into_iter().filter(|_| target == "hub"))
        {
            let (told, answer) = stdio.call(tool, &arguments);
            found.push((tool, answer));
            watched.saw(format!("stdio {tool} {arguments}"), told);
        }
    }
    for (tool, arguments) in questions("hub").into_iter().chain([
        ("check_flux_health", json!({"target": "*"})),
        ("check_argocd_health", json!({"target": "*"})),
    ]) {
        watched.saw(
            format!("http {tool} {arguments}"),
            http.call(tool, &arguments),
        );
    }
    for target in [
        "argo",
        "environment",
        "refusing",
        "strange",
        "denying",
        "moved",
        "wrong-token",
        "password",
        "bad-key",
        "bad-plugin",
        "cut-plugin",
        "failing-plugin",
        "wrong-plugin",
        "gone-provider",
        "addressed",
        "no-such",
    ] {
        for tool in ["list_targets", "check_argocd_health", "check_flux_health"] {
            let (told, _) = stdio.call(tool, &json!({"target": target, "limit": 200}));
            watched.saw(format!("stdio {tool} {target}"), told);
        }
        watched.saw(
            format!("export {target}"),
            ground
                .start
                .run(&["export", "--target", target, "--out", "failed"]),
        );
        let _ = std::fs::remove_dir_all(ground.start.root.join("failed"));
    }
    exported(&ground, &mut watched, &mut stdio);
    for format in ["text", "json", "sarif"] {
        for tool in ["check_flux_health", "check_argocd_health"] {
            let told = ground.start.run(&[
                "call",
                tool,
                "target=hub",
                "limit=200",
                "detail=full",
                "--format",
                format,
            ]);
            watched.saw(format!("call {tool} {format}"), told);
        }
    }
    for running in [&stdio.running, &http.running] {
        watched.saw("the process list", running.command_line());
        let log = running.log();
        assert!(
            log.contains(" TRACE ") && log.len() > 100_000,
            "the log is as loud as it goes: {} bytes",
            log.len()
        );
        watched.saw("the log", log);
    }

    // A place in which nothing is told proves nothing.
    let all = watched.all();
    for object in objects() {
        let name = text(&object, "/metadata/name");
        assert!(all.contains(name), "nothing is told of {name}");
    }
    let failures = found.iter().filter(|(_, it)| it["isError"] == true);
    let failures: Vec<_> = failures
        .filter(|(tool, _)| *tool != "trace_resource")
        .collect();
    assert!(failures.is_empty(), "{failures:?}");
    let bytes = all.len();
    let leaks = watched.leaks();
    println!(
        "{} values, {} texts of {bytes} bytes, {} leaks",
        watched.values.len(),
        watched.told.len(),
        leaks.len()
    );
    rights::shipped("secret-reads.yaml")
        .iter()
        .rev()
        .for_each(|role| ground.server.remove(role));
    ground.server.clear();
    assert!(leaks.is_empty(), "\n{}", leaks.join("\n"));
}

/// Exports as folder and as archive, and every tool over them.
fn exported(ground: &Ground, watched: &mut Watched, stdio: &mut super::process::Stdin) {
    for out in ["copy", "copy.tar.gz"] {
        watched.saw(
            format!("export {out}"),
            ground
                .start
                .run(&["export", "--target", "hub", "--out", out]),
        );
        let written = text_of(&ground.start.root.join(out));
        assert!(
            written.contains("\"web-settings\"") || written.contains("gitops-mcp-export/1"),
            "{out}"
        );
        watched.saw(format!("the files of {out}"), written);
        let target = format!("export:{out}");
        for (tool, arguments) in questions(&target).into_iter().chain(traces(&target)) {
            let (told, _) = stdio.call(tool, &arguments);
            watched.saw(format!("stdio {tool} {arguments}"), told);
        }
    }
}

/// A server that refuses and repeats what it was sent, one that sends a client elsewhere, and one that nobody trusts.
#[test]
#[ignore = "needs a bare copy of the live layer"]
fn c10_c11_no_credential_leaves_when_a_server_refuses_or_repeats_it() {
    let ground = Ground::new();
    let proxy = ground.server.proxy.as_ref().unwrap();
    let mut watched = Watched {
        values: planted(),
        ..Watched::default()
    };
    watched
        .values
        .push(("the reader's token".to_owned(), ground.token.clone()));
    let own: Value = serde_json::from_slice(&std::fs::read(ground.kubeconfig()).unwrap()).unwrap();
    let sent = text(&own, "/users/0/user/token").to_owned();
    watched
        .values
        .push(("the token that is sent".to_owned(), sent.clone()));
    let echo = format!("header Authorization: Bearer {sent} is not accepted");
    let rule = |path: &str, status: u64| json!({"row": "echo", "rules": [{"path": path, "status": status, "message": echo}]});
    let elsewhere = format!(
        "https://user:{}@127.0.0.1:1/?token={sent}",
        canary("C11loc")
    );
    let page = format!("<html>{echo} {sent}</html>");
    let faults = [
        rule("", 401),
        rule("", 403),
        rule("", 500),
        rule("^/apis/.+/.+/.+", 400),
        rule("^/apis/.+/.+/.+", 401),
        rule("^/apis/.+/.+/.+", 403),
        rule("^/apis/.+/.+/.+", 500),
        rule("^/apis/.+/.+/.+", 503),
        json!({"row": "page", "rules": [{"path": "^/apis/.+/.+/.+", "status": 200, "headers": {"Content-Type": "text/html"}, "body": page}]}),
        json!({"row": "no-json", "rules": [{"path": "^/apis/.+/.+/.+", "status": 200, "headers": {"Content-Type": "application/json"}, "body": format!("{{\"items\": [{{\"kind\": \"{sent}")}]}),
        json!({"row": "moved", "rules": [{"status": 302, "headers": {"Location": elsewhere}, "body": echo}]}),
        json!({"row": "asks", "rules": [{"status": 401, "headers": {"WWW-Authenticate": format!("Bearer realm=\"{sent}\"")}, "body": echo}]}),
    ];
    let mut rows: Vec<(String, String)> = faults
        .iter()
        .map(|it| ("PUT /faults".to_owned(), it.to_string()))
        .collect();
    rows.extend(
        ["F16", "F16-host", "F17", "F18", "F22", "F11", "F12"]
            .map(|row| (format!("PUT /faults/{row}"), String::new())),
    );
    let config = ground.kubeconfig();
    for (request, body) in rows {
        let said = plain(&proxy.control, &request, &body);
        let own: Value =
            serde_json::from_slice(&std::fs::read(&proxy.kubeconfig).unwrap()).unwrap();
        let mut changed = own;
        changed["clusters"][0]["cluster"]["server"] = said["server"].clone();
        changed["users"][0]["user"] = json!({"token": sent});
        std::fs::write(&config, changed.to_string()).unwrap();
        ground.configure(&[]);
        for arguments in [
            &[
                "call",
                "check_flux_health",
                "target=hub",
                "limit=200",
                "detail=full",
                "--format",
                "json",
            ][..],
            &["call", "check_argocd_health", "target=hub", "limit=200"],
            &["call", "list_targets", "target=hub"],
            &["export", "--target", "hub", "--out", "copy"],
        ] {
            let told = ground.start.run(arguments);
            assert!(told.contains(" TRACE "), "{told}");
            watched.saw(format!("{request} {body} {arguments:?}"), told);
            if ground.start.root.join("copy").exists() {
                watched.saw(
                    format!("the files of {request}"),
                    text_of(&ground.start.root.join("copy")),
                );
                std::fs::remove_dir_all(ground.start.root.join("copy")).unwrap();
            }
        }
    }
    plain(&proxy.control, "DELETE /faults", "");
    ground.server.clear();
    let leaks = watched.leaks();
    println!("{} texts, {} leaks", watched.told.len(), leaks.len());
    assert!(leaks.is_empty(), "\n{}", leaks.join("\n"));
}

/// Settings that cannot be read: parsers like to quote the line.
#[test]
fn c10_no_credential_leaves_when_settings_do_not_parse() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir(at("root")).unwrap();
    let value = canary("C10bad");
    let watched_value = vec![("settings".to_owned(), value.clone())];
    let mut watched = Watched {
        values: watched_value,
        ..Watched::default()
    };
    let start = Start {
        root: at("root"),
        config: at("config.toml"),
        environment: vec![("KUBECONFIG", at("kubeconfig").to_str().unwrap().to_owned())],
    };
    let kubeconfigs = [
        format!("users: [{{name: a, user: {{token: {value}"),
        format!("apiVersion: v1\nkind: Config\nusers:\n- name: a\n  user:\n    token: \"{value}\n"),
        format!("apiVersion: v1\nkind: Config\nusers: {value}\n"),
        format!("apiVersion: v1\nkind: Config\nusers:\n- name: a\n  user: {value}\n"),
        format!(
            "apiVersion: v1\nkind: Config\ncurrent-context: a\ncontexts: [{{name: a, context: {{cluster: a, user: a}}}}]\nclusters: [{{name: a, cluster: {{server: '{value}'}}}}]\nusers: [{{name: a, user: {{token: {value}}}}}]\n"
        ),
        format!(
            "apiVersion: v1\nkind: Config\ncurrent-context: a\ncontexts: [{{name: a, context: {{cluster: a, user: a}}}}]\nclusters: [{{name: a, cluster: {{server: 'https://127.0.0.1:1', certificate-authority-data: '{value}'}}}}]\nusers: [{{name: a, user: {{token: \"a\\n{value}\"}}}}]\n"
        ),
        format!(
            "apiVersion: v1\nkind: Config\ncurrent-context: a\ncontexts: [{{name: a, context: {{cluster: a, user: a}}}}]\nclusters: [{{name: a, cluster: {{server: 'https://127.0.0.1:1', proxy-url: 'ftp://u:{value}@127.0.0.1:1'}}}}]\nusers: [{{name: a, user: {{token: {value}}}}}]\n"
        ),
    ];
    for config in kubeconfigs {
        std::fs::write(at("config.toml"), "").unwrap();
        std::fs::write(at("kubeconfig"), &config).unwrap();
        for arguments in [
            &["call", "check_flux_health"][..],
            &["call", "list_targets"],
            &["export", "--out", "copy"],
        ] {
            let told = start.run(arguments);
            watched.saw(format!("{config} {arguments:?}"), told);
        }
    }
    let configs = [
        format!("[targets.a]\nargocd = {{ url = 'https://a.example.com', token = '{value}' }}"),
        format!("[targets.a]\nargocd = '{value}'"),
        format!("[targets.a]\nsecret_reads = ['{value}']\ncontext = 'a'"),
        format!("[limits]\ndeadline = '{value}'"),
        format!("[targets.a\ntoken = '{value}'"),
        format!("roots = '{value}'"),
        format!("exec_plugins = \"{value}"),
        format!("[targets.a]\nargocd = {{ url = 'https://u:{value}@a.example.com' }}"),
        format!("token = {value}"),
        format!("{value} = = 1"),
        format!("\"{value}\" = 1"),
    ];
    for config in &configs {
        std::fs::write(at("config.toml"), config).unwrap();
        let told = start.run(&["call", "list_targets"]);
        assert!(
            told.contains("read the configuration") || told.contains("the target a"),
            "{config}: {told}"
        );
        watched.saw(config.as_str(), told);
    }
    let leaks: Vec<String> = watched
        .leaks()
        .into_iter()
        .filter(|it| !it.contains("unknown field"))
        .collect();
    assert!(leaks.is_empty(), "\n{}", leaks.join("\n"));
}

//! A small API server: lists from memory, and the faults of the table on demand.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

/// What the server does with requests whose path contains a text.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    Status(u16),
    /// Only the first `n` times.
    First(u32, u16),
    RetryAfter(u32, u64),
    /// The answer is cut in the middle of the JSON, its length honoured.
    Cut,
    /// The connection ends in the middle.
    Reset,
    Html,
    Stall,
}

pub(crate) struct Api {
    pub(crate) address: String,
    log: Arc<Mutex<Vec<String>>>,
    folder: tempfile::TempDir,
}

type Lists = BTreeMap<String, Vec<Value>>;

impl Api {
    /// `objects` are served under their group, version and plural; `faults` are by part of the path.
    pub(crate) fn start(objects: &[(&str, Value)], faults: &[(&str, Fault)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let mut lists: Lists = BTreeMap::new();
        for (path, object) in objects {
            lists
                .entry((*path).to_owned())
                .or_default()
                .push(object.clone());
        }
        let faults: Vec<(String, Fault)> = faults
            .iter()
            .map(|(path, fault)| ((*path).to_owned(), fault.clone()))
            .collect();
        let log = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::new((lists, faults, Arc::clone(&log)));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || serve(stream, &shared.0, &shared.1, &shared.2));
            }
        });
        Self {
            address,
            log,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A kubeconfig with the context `prod`.
    pub(crate) fn kubeconfig(&self) -> PathBuf {
        write_kubeconfig(self.folder.path(), &self.address)
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }
}

pub(crate) fn write_kubeconfig(folder: &Path, address: &str) -> PathBuf {
    let path = folder.join("kubeconfig");
    let text = format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: prod\nclusters: [{{name: c, cluster: {{server: 'http://{address}'}}}}]\ncontexts: [{{name: prod, context: {{cluster: c, user: u}}}}]\nusers: [{{name: u, user: {{token: CNRYC10kubeconfigtoken}}}}]\n"
    );
    std::fs::write(&path, text).unwrap();
    path
}

fn serve(stream: TcpStream, lists: &Lists, faults: &[(String, Fault)], log: &Mutex<Vec<String>>) {
    let mut writer = stream.try_clone().unwrap();
    let mut reader = BufReader::new(stream);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        let mut header = String::new();
        while reader.read_line(&mut header).unwrap_or(0) > 2 {
            header.clear();
        }
        let path = line.split(' ').nth(1).unwrap_or("/").to_owned();
        let seen = {
            let mut log = log.lock().unwrap();
            log.push(line.trim().to_owned());
            u32::try_from(log.iter().filter(|it| it.contains(&path)).count()).unwrap()
        };
        let fault = faults
            .iter()
            .find(|(part, _)| path.contains(part))
            .map(|(_, fault)| fault);
        if !answer(&mut writer, &path, lists, (fault, seen)) {
            return;
        }
    }
}

fn answer(
    out: &mut TcpStream,
    path: &str,
    lists: &Lists,
    (fault, seen): (Option<&Fault>, u32),
) -> bool {
    let body = body(path, lists);
    match fault {
        Some(Fault::Status(code)) => send(out, *code, "application/json", "", "{}"),
        Some(Fault::First(times, code)) if seen <= *times => {
            send(out, *code, "application/json", "", "{}")
        }
        Some(Fault::RetryAfter(times, seconds)) if seen <= *times => send(
            out,
            429,
            "application/json",
            &format!("Retry-After: {seconds}\r\n"),
            "{}",
        ),
        Some(Fault::Html) => send(out, 200, "text/html", "", "<html>CNRYC11login</html>"),
        Some(Fault::Cut) => {
            let text = body.unwrap_or_default();
            send(out, 200, "application/json", "", &text[..text.len() / 2])
        }
        Some(Fault::Reset) => {
            let text = body.unwrap_or_default();
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
                text.len(),
                &text[..text.len() / 2]
            );
            let _ = out.write_all(head.as_bytes());
            let _ = out.shutdown(std::net::Shutdown::Both);
            false
        }
        Some(Fault::Stall) => {
            let _ = out.write_all(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n",
            );
            std::thread::sleep(Duration::from_secs(60));
            false
        }
        _ => match body {
            Some(text) => send(out, 200, "application/json", "", &text),
            None => send(out, 404, "application/json", "", "{}"),
        },
    }
}

fn send(out: &mut TcpStream, status: u16, kind: &str, headers: &str, body: &str) -> bool {
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    out.write_all(head.as_bytes()).is_ok()
}

/// Discovery, or one page of a list.
fn body(path: &str, lists: &Lists) -> Option<String> {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    if path == "/version" {
        return Some(json!({"gitVersion": "v1.37.2"}).to_string());
    }
    if path == "/apis" {
        let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for list in lists.keys() {
            let mut parts = list.trim_start_matches("/apis/").split('/');
            if let (true, Some(group), Some(version)) =
                (list.starts_with("/apis/"), parts.next(), parts.next())
            {
                let versions = groups.entry(group).or_default();
                if !versions.contains(&version) {
                    versions.push(version);
                }
            }
        }
        let groups: Vec<Value> = groups
            .into_iter()
            .map(|(name, versions)| json!({"name": name, "versions": versions.iter().map(|it| json!({"version": it, "groupVersion": it})).collect::<Vec<_>>()}))
            .collect();
        return Some(json!({"kind": "APIGroupList", "groups": groups}).to_string());
    }
    let Some(all) = lists.get(path) else {
        let (list, name) = path.rsplit_once('/')?;
        let one = lists
            .get(list)?
            .iter()
            .find(|it| it["metadata"]["name"] == name)?;
        return Some(one.to_string());
    };
    let number = |key: &str| {
        query
            .split('&')
            .find_map(|it| it.strip_prefix(key))
            .and_then(|it| it.parse::<usize>().ok())
    };
    let (limit, start) = (
        number("limit=").unwrap_or(500),
        number("continue=").unwrap_or(0),
    );
    let page: Vec<&Value> = all.iter().skip(start).take(limit).collect();
    let next = start + page.len();
    let token = if next < all.len() {
        next.to_string()
    } else {
        String::new()
    };
    Some(
        json!({"kind": "List", "apiVersion": "v1", "metadata": {"continue": token}, "items": page})
            .to_string(),
    )
}

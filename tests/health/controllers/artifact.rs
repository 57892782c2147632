//! Puts an artifact such as `flux push artifact` makes into a registry on loopback.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const CONFIG: &str = "application/vnd.cncf.flux.config.v1+json";
const LAYER: &str = "application/vnd.cncf.flux.content.v1.tar+gzip";

/// Pushes what a folder holds, under a tag.
pub(super) fn push(registry: &str, repository: &str, tag: &str, folder: &Path) {
    let packed = Command::new("tar")
        .args(["-czf", "-", "-C"])
        .arg(folder)
        .arg(".")
        .output()
        .unwrap();
    assert!(packed.status.success());
    let blob = |bytes: &[u8], kind: &str| -> Value {
        let digest = digest(bytes);
        let path = format!("/v2/{repository}/blobs/uploads/?digest={digest}");
        send(registry, "POST", &path, "application/octet-stream", bytes);
        json!({"mediaType": kind, "digest": digest, "size": bytes.len()})
    };
    let manifest = json!({"schemaVersion": 2, "mediaType": MANIFEST,
        "config": blob(b"{}", CONFIG), "layers": [blob(&packed.stdout, LAYER)]});
    let path = format!("/v2/{repository}/manifests/{tag}");
    send(
        registry,
        "PUT",
        &path,
        MANIFEST,
        manifest.to_string().as_bytes(),
    );
}

fn digest(bytes: &[u8]) -> String {
    let hex: String = Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("sha256:{hex}")
}

fn send(address: &str, method: &str, path: &str, kind: &str, body: &[u8]) {
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.0\r\nHost: {address}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
    )
    .unwrap();
    stream.write_all(body).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains(" 201 "), "{method} {path}: {answer}");
}

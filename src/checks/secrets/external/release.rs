//! Which release of the operator a repository installs, where it says so.

use crate::checks::secrets::read::file::File;
use crate::data::version::Version;
use crate::yaml::Node;

/// Name of the chart, and last part of the address of its OCI artifact.
const CHART: &str = "external-secrets";

/// Versions that the file pins: the source of an Application, the chart of a HelmRelease or a Kustomization, the
/// dependency of a chart, the tag of an OCIRepository. A range pins nothing.
pub(crate) fn pinned(file: &File<'_>) -> Vec<Version> {
    if !file.stream.source().contains(CHART) {
        return Vec::new();
    }
    file.stream
        .documents
        .iter()
        .flat_map(|document| document.walk())
        .filter_map(version)
        .collect()
}

fn version(node: Node<'_>) -> Option<Version> {
    let text = |key: &str| node.get(key).and_then(Node::text);
    if [text("chart"), text("name")].contains(&Some(CHART)) {
        return [text("targetRevision"), text("version")]
            .into_iter()
            .flatten()
            .find_map(Version::parse);
    }
    let url = text("url").filter(|url| url.starts_with("oci://"))?;
    let is_chart = url.rsplit('/').next() == Some(CHART);
    let tag = node.get("ref")?.get("tag").and_then(Node::text)?;
    Version::parse(tag).filter(|_| is_chart)
}

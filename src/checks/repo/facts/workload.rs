//! Containers of every workload kind, and images that Helm values name.

use super::super::object::{Object as View, at};
use super::Text;
use crate::yaml::{Kind, Node};

/// A container.
#[derive(Debug)]
pub(crate) struct Container {
    pub(crate) name: Box<str>,
    /// As the manifest writes it, or joined from the parts of Helm values; absent in a patch.
    pub(crate) image: Option<Text>,
    /// Runs as long as the Pod: probes make sense.
    pub(crate) serves: bool,
    pub(crate) limits: bool,
    pub(crate) probes: bool,
    /// Line and pointer of the container itself.
    pub(crate) line: u32,
    pub(crate) pointer: Box<str>,
}

/// Where the Pod of a workload stands, and whether it runs as long as the workload; none for other kinds.
fn template(view: &View<'_>) -> Option<(&'static [&'static str], bool)> {
    Some(match (view.group(), view.kind) {
        ("", "Pod") => (&["spec"], true),
        ("apps", "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet")
        | ("argoproj.io", "Rollout")
        | ("", "ReplicationController") => (&["spec", "template", "spec"], true),
        ("batch", "Job") => (&["spec", "template", "spec"], false),
        ("batch", "CronJob") => (&["spec", "jobTemplate", "spec", "template", "spec"], false),
        _ => return None,
    })
}

/// The Pod of a workload.
pub(super) fn pod<'f>(view: &View<'f>) -> Option<Node<'f>> {
    view.at(template(view)?.0)
}

/// The containers of a workload; none for other kinds.
pub(super) fn containers(view: &View<'_>) -> Option<Box<[Container]>> {
    let (keys, serves) = template(view)?;
    let Some(pod) = view.at(keys) else {
        return Some(Box::default());
    };
    let list = |field: &str| {
        pod.get(field)
            .into_iter()
            .flat_map(Node::items)
            .collect::<Vec<_>>()
    };
    let main = list("containers")
        .into_iter()
        .map(|node| container(node, serves));
    let init = list("initContainers")
        .into_iter()
        .map(|node| container(node, false));
    Some(main.chain(init).collect())
}

fn container(node: Node<'_>, serves: bool) -> Container {
    let has = |keys: &[&str]| at(node, keys).is_some();
    Container {
        name: node
            .get("name")
            .and_then(Node::text)
            .unwrap_or_default()
            .into(),
        image: node.get("image").and_then(Text::of),
        serves,
        limits: has(&["resources", "limits"]),
        probes: has(&["readinessProbe"]) || has(&["livenessProbe"]),
        line: node.line(),
        pointer: node.pointer().into(),
    }
}

/// Deepest mapping of values that is looked into.
const DEEPEST: usize = 12;

/// Images that Helm values name: `image: name:tag`, or a mapping with `repository` and `tag`.
pub(super) fn values_images(values: Node<'_>) -> Box<[Container]> {
    let mut found = Vec::new();
    collect(values, DEEPEST, &mut found);
    found.into()
}

fn collect(node: Node<'_>, left: usize, found: &mut Vec<Container>) {
    if left == 0 {
        return;
    }
    for (key, value) in node.entries() {
        if key
            .text()
            .is_some_and(|key| key == "image" || key.ends_with("Image"))
        {
            found.extend(image(value));
        }
        collect(value, left - 1, found);
    }
    node.items().for_each(|item| collect(item, left - 1, found));
}

/// A chart fills in the tag where values leave it out: only what is written counts.
fn image(node: Node<'_>) -> Option<Container> {
    let text = |key: &str| node.get(key).and_then(Node::text);
    let image = if node.kind() == Kind::Scalar {
        Text::of(node).filter(|text| text.value.contains('/') && text.value.contains(':'))?
    } else {
        let repository = text("repository")?;
        let tag = node.get("tag")?;
        let registry = text("registry")
            .map(|registry| format!("{registry}/"))
            .unwrap_or_default();
        let digest = text("digest")
            .or_else(|| text("sha"))
            .map(|digest| format!("@{digest}"));
        Text {
            value: format!(
                "{registry}{repository}:{}{}",
                tag.text()?,
                digest.unwrap_or_default()
            )
            .into(),
            line: tag.line(),
            pointer: tag.pointer().into(),
        }
    };
    Some(Container {
        name: Box::default(),
        serves: false,
        limits: true,
        probes: true,
        line: image.line,
        pointer: image.pointer.clone(),
        image: Some(image),
    })
}

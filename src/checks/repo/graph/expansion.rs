//! What a folder brings: objects as a build places them, under the names and in the namespaces that it gives them.

use std::rc::Rc;

use super::super::facts::{FileFacts, Kustomization, Object, Patched};

/// An object of a file: positions of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Id {
    pub(crate) file: usize,
    pub(crate) object: usize,
}

/// An object in a build.
#[derive(Debug, Clone)]
pub(crate) struct Placed<'f> {
    pub(crate) id: Id,
    /// What a kustomization sets for all its objects.
    pub(crate) namespace: Option<&'f str>,
    /// With prefix and suffix, where there are some.
    pub(crate) name: Option<Rc<str>>,
    /// A kustomization keeps Flux from filling in its variables.
    pub(crate) unsubstituted: bool,
}

/// What a folder brings.
#[derive(Debug, Default, Clone)]
pub(crate) struct Expansion<'f> {
    pub(crate) objects: Vec<Placed<'f>>,
    /// Kustomization files on the way.
    pub(crate) kustomizations: Vec<usize>,
    pub(crate) patched: Patched,
    /// Something of it is not known here: a remote base, a chart, a missing file.
    pub(crate) opaque: bool,
}

/// The object behind an id.
pub(crate) fn object(files: &[FileFacts], id: Id) -> Option<&Object> {
    files.get(id.file)?.objects.get(id.object)
}

impl<'f> Expansion<'f> {
    /// Both together.
    pub(crate) fn with(&self, other: &Self) -> Self {
        let mut both = self.clone();
        both.take(other);
        both
    }

    pub(super) fn take(&mut self, inner: &Self) {
        self.objects.extend(inner.objects.iter().cloned());
        self.kustomizations.extend(&inner.kustomizations);
        self.kustomizations.sort_unstable();
        self.kustomizations.dedup();
        self.patched = self.patched.or(inner.patched);
        self.opaque |= inner.opaque;
    }

    pub(super) fn add_file(&mut self, facts: &FileFacts, file: usize) {
        self.objects
            .extend((0..facts.objects.len()).map(|object| Placed {
                id: Id { file, object },
                namespace: None,
                name: None,
                unsubstituted: false,
            }));
    }

    /// What the file itself does to all its objects.
    pub(super) fn transform(&mut self, files: &[FileFacts], kustomization: &'f Kustomization) {
        self.patched = self.patched.or(kustomization.patched);
        let named = !kustomization.prefix.is_empty() || !kustomization.suffix.is_empty();
        for placed in &mut self.objects {
            placed.unsubstituted |= kustomization.unsubstituted;
            let Some(object) = object(files, placed.id) else {
                continue;
            };
            if kustomization.namespace.is_some() && !is_cluster_wide(&object.kind) {
                placed.namespace = kustomization.namespace.as_deref();
            }
            // Names of these are left alone (kustomize, `api/internal/builtins/PrefixTransformer.go`).
            let renamed = kustomization
                .renamed
                .iter()
                .any(|kind| kind.is_empty() || **kind == *object.kind);
            if renamed {
                placed.name = Some("{{renamed}}".into());
            } else if &*object.kind == "Namespace" {
                // A Namespace takes the name of the namespace (kustomize, `api/filters/namespace`).
                if let Some(namespace) = &kustomization.namespace {
                    placed.name = Some((&**namespace).into());
                }
            } else if named
                && !matches!(
                    &*object.kind,
                    "Namespace" | "CustomResourceDefinition" | "APIService"
                )
            {
                let name = placed.name.as_deref().unwrap_or(&object.name);
                placed.name =
                    Some(format!("{}{name}{}", kustomization.prefix, kustomization.suffix).into());
            }
        }
    }
}

/// Built-in kinds that stand in no namespace.
pub(crate) fn is_cluster_wide(kind: &str) -> bool {
    const KINDS: [&str; 20] = [
        "Namespace",
        "Node",
        "PersistentVolume",
        "ClusterRole",
        "ClusterRoleBinding",
        "CustomResourceDefinition",
        "APIService",
        "MutatingWebhookConfiguration",
        "ValidatingWebhookConfiguration",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "StorageClass",
        "CSIDriver",
        "PriorityClass",
        "RuntimeClass",
        "IngressClass",
        "VolumeSnapshotClass",
        "ClusterIssuer",
        "ClusterSecretStore",
        "GatewayClass",
    ];
    KINDS.contains(&kind) || kind.starts_with("Cluster") && kind != "Cluster"
}

//! Built-in kinds of Kubernetes, as far as their health and their references are judged.

use serde::Deserialize;

use super::flux::Reference;
use super::list::Many;
use super::metadata::{Condition, Metadata};
use super::values::{self, Present};

/// A workload, Pod, Service, Ingress, volume claim, autoscaler or API service.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Workload {
    pub metadata: Metadata,
    pub spec: WorkloadSpec,
    pub status: WorkloadStatus,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct WorkloadSpec {
    pub replicas: Option<i64>,
    pub paused: bool,
    pub suspend: bool,
    #[serde(rename = "type")]
    pub kind: Option<Box<str>>,
    pub update_strategy: Strategy,
    pub template: Template,
    pub job_template: JobTemplate,
    pub tls: Many<Tls>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Strategy {
    #[serde(rename = "type")]
    pub kind: Option<Box<str>>,
    pub rolling_update: Option<RollingUpdate>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RollingUpdate {
    pub partition: Option<i64>,
}

/// The Pod of a workload; a Pod's own spec is read into one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Template {
    pub spec: PodSpec,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct JobTemplate {
    pub spec: JobSpec,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct JobSpec {
    pub template: Template,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Tls {
    pub secret_name: Option<Box<str>>,
}

/// What a Pod runs and what it refers to; never a value of its environment.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PodSpec {
    pub containers: Many<Container>,
    pub init_containers: Many<Container>,
    pub ephemeral_containers: Many<Container>,
    pub volumes: Many<Volume>,
    pub image_pull_secrets: Many<Reference>,
    pub service_account_name: Option<Box<str>>,
    pub restart_policy: Option<Box<str>>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Container {
    pub name: Box<str>,
    pub image: Box<str>,
    #[serde(deserialize_with = "flags")]
    pub args: Vec<String>,
    pub env: Many<Env>,
    pub env_from: Many<EnvFrom>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Env {
    pub value_from: Option<EnvValue>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct EnvValue {
    pub secret_key_ref: Option<Reference>,
    pub config_map_key_ref: Option<Reference>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct EnvFrom {
    pub secret_ref: Option<Reference>,
    pub config_map_ref: Option<Reference>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Volume {
    pub secret: Option<SecretVolume>,
    pub config_map: Option<Reference>,
    pub persistent_volume_claim: Option<ClaimVolume>,
    pub projected: Option<Projected>,
    pub csi: Option<Csi>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Csi {
    pub node_publish_secret_ref: Option<Reference>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SecretVolume {
    pub secret_name: Box<str>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ClaimVolume {
    pub claim_name: Box<str>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Projected {
    pub sources: Many<ProjectedSource>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ProjectedSource {
    pub secret: Option<Reference>,
    pub config_map: Option<Reference>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct WorkloadStatus {
    pub observed_generation: Option<i64>,
    pub replicas: i64,
    pub ready_replicas: i64,
    pub updated_replicas: i64,
    pub available_replicas: i64,
    pub current_revision: Box<str>,
    pub update_revision: Box<str>,
    pub desired_number_scheduled: i64,
    pub updated_number_scheduled: i64,
    pub number_available: i64,
    pub phase: Box<str>,
    pub reason: Box<str>,
    #[serde(deserialize_with = "values::message")]
    pub message: String,
    pub conditions: Many<Condition>,
    pub container_statuses: Many<ContainerStatus>,
    pub init_container_statuses: Many<ContainerStatus>,
    pub load_balancer: LoadBalancer,
    pub last_schedule_time: Option<Box<str>>,
    pub last_successful_time: Option<Box<str>>,
    pub active: Present,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct LoadBalancer {
    pub ingress: Many<serde::de::IgnoredAny>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ContainerStatus {
    pub name: Box<str>,
    pub ready: bool,
    pub restart_count: i64,
    pub state: ContainerState,
    pub last_state: ContainerState,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ContainerState {
    pub waiting: Option<Waiting>,
    pub terminated: Option<Terminated>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Waiting {
    pub reason: Box<str>,
    #[serde(deserialize_with = "values::message")]
    pub message: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Terminated {
    pub reason: Box<str>,
    pub exit_code: i64,
    pub finished_at: Option<Box<str>>,
}

/// A Secret, ConfigMap or claim that a Pod refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use<'p> {
    pub kind: &'static str,
    pub name: &'p str,
    pub field: &'static str,
}

impl WorkloadStatus {
    #[must_use]
    pub fn condition(&self, kind: &str) -> Option<&Condition> {
        self.conditions
            .iter()
            .find(|condition| &*condition.kind == kind)
    }
}

impl WorkloadSpec {
    /// The Pod that it runs: its own (put into the template while decoding), its template's, or that of its jobs.
    #[must_use]
    pub fn pod(&self) -> &PodSpec {
        let jobs = &self.job_template.spec.template.spec;
        if jobs.containers.is_empty() {
            &self.template.spec
        } else {
            jobs
        }
    }
}

impl PodSpec {
    /// Everything by name that it refers to.
    pub fn uses(&self) -> impl Iterator<Item = Use<'_>> {
        let secret = |name, field| Use {
            kind: "Secret",
            name,
            field,
        };
        let config = |name, field| Use {
            kind: "ConfigMap",
            name,
            field,
        };
        let containers = || {
            let first = self.containers.iter().chain(&self.init_containers);
            first.chain(&self.ephemeral_containers)
        };
        let env = containers()
            .flat_map(|one| &one.env)
            .filter_map(move |env| {
                let from = env.value_from.as_ref()?;
                let by_secret = from.secret_key_ref.as_ref();
                by_secret
                    .map(|it| secret(&*it.name, "env"))
                    .or_else(|| Some(config(&*from.config_map_key_ref.as_ref()?.name, "env")))
            });
        let env_from = containers()
            .flat_map(|one| &one.env_from)
            .filter_map(move |from| {
                let by_secret = from.secret_ref.as_ref();
                by_secret
                    .map(|it| secret(&*it.name, "envFrom"))
                    .or_else(|| Some(config(&*from.config_map_ref.as_ref()?.name, "envFrom")))
            });
        let pull = self
            .image_pull_secrets
            .iter()
            .map(move |it| secret(&*it.name, "imagePullSecrets"));
        let account = self.service_account_name.as_deref().map(|name| Use {
            kind: "ServiceAccount",
            name,
            field: "serviceAccountName",
        });
        env.chain(env_from)
            .chain(pull)
            .chain(account)
            .chain(self.volumes.iter().flat_map(Volume::uses))
    }
}

impl Volume {
    fn uses(&self) -> Vec<Use<'_>> {
        let one = |kind, name| Use {
            kind,
            name,
            field: "volumes",
        };
        let mut found = Vec::new();
        if let Some(secret) = &self.secret {
            found.push(one("Secret", &*secret.secret_name));
        }
        if let Some(map) = &self.config_map {
            found.push(one("ConfigMap", &*map.name));
        }
        if let Some(claim) = &self.persistent_volume_claim {
            found.push(one("PersistentVolumeClaim", &*claim.claim_name));
        }
        let csi = self.csi.as_ref();
        if let Some(secret) = csi.and_then(|it| it.node_publish_secret_ref.as_ref()) {
            found.push(one("Secret", &*secret.name));
        }
        for source in self.projected.iter().flat_map(|it| &it.sources) {
            if let Some(secret) = &source.secret {
                found.push(one("Secret", &*secret.name));
            }
            if let Some(map) = &source.config_map {
                found.push(one("ConfigMap", &*map.name));
            }
        }
        found
    }
}

/// Switches of controllers only (`--name=value` and `--name`), because an argument can hold a secret.
fn flags<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    const KNOWN: [&str; 8] = [
        "--no-cross-namespace-refs",
        "--no-remote-bases",
        "--watch-label-selector",
        "--feature-gates",
        "--default-service-account",
        "--watch-all-namespaces",
        "--concurrent",
        "--storage-adv-addr",
    ];
    let all = Option::<Vec<String>>::deserialize(deserializer)?.unwrap_or_default();
    Ok(all
        .into_iter()
        .filter(|flag| KNOWN.iter().any(|known| flag.starts_with(known)))
        .collect())
}

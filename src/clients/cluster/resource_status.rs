//! What an Application says of each of its resources.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::argocd::ApplicationHealth;

/// A resource of an Application. There are many and most are sound, so its texts share one allocation.
#[derive(Debug, Clone, Default)]
pub struct ResourceStatus {
    /// Group, kind, namespace, name and status, each ended by a line break.
    texts: Box<str>,
    pub health: Option<Box<ApplicationHealth>>,
    /// Only where the API of Argo CD was asked.
    pub difference: Option<Box<Difference>>,
    pub hook: bool,
    pub requires_pruning: bool,
}

/// How a resource differs from Git. Never a value, and of a Secret not even the names of its fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Difference {
    /// Git has it, the cluster has not.
    Missing,
    /// The cluster has it, Git has not.
    Extra,
    /// Pointers of fields, and how many more there are.
    Fields {
        first: Vec<String>,
        more: u64,
    },
    Hidden,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct WrittenStatus<'t> {
    #[serde(borrow)]
    group: Cow<'t, str>,
    #[serde(borrow)]
    kind: Cow<'t, str>,
    #[serde(borrow)]
    namespace: Cow<'t, str>,
    #[serde(borrow)]
    name: Cow<'t, str>,
    #[serde(borrow)]
    status: Cow<'t, str>,
    health: Option<Box<ApplicationHealth>>,
    hook: bool,
    requires_pruning: bool,
}

impl<'de> Deserialize<'de> for ResourceStatus {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = WrittenStatus::deserialize(deserializer)?;
        let parts = [
            &written.group,
            &written.kind,
            &written.namespace,
            &written.name,
            &written.status,
        ];
        let mut texts = String::with_capacity(parts.iter().map(|part| part.len() + 1).sum());
        for part in parts {
            texts.extend(part.chars().map(|c| if c == '\n' { ' ' } else { c }));
            texts.push('\n');
        }
        Ok(Self {
            texts: texts.into(),
            health: written.health.filter(|health| &*health.status != "Healthy"),
            difference: None,
            hook: written.hook,
            requires_pruning: written.requires_pruning,
        })
    }
}

impl ResourceStatus {
    fn text(&self, at: usize) -> &str {
        self.texts.split('\n').nth(at).unwrap_or("")
    }

    #[must_use]
    pub fn group(&self) -> &str {
        self.text(0)
    }

    #[must_use]
    pub fn kind(&self) -> &str {
        self.text(1)
    }

    #[must_use]
    pub fn namespace(&self) -> &str {
        self.text(2)
    }

    #[must_use]
    pub fn name(&self) -> &str {
        self.text(3)
    }

    #[must_use]
    pub fn status(&self) -> &str {
        self.text(4)
    }
}

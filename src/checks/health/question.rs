use super::fleet::Fleet;
use crate::clients::cluster::{Body, Depth, Object};
use crate::data::catalogue::Engine;
use crate::model::Finding;

/// What is asked about a fleet.
#[derive(Debug, Clone)]
pub struct Question {
    pub engine: Engine,
    pub namespace: Option<String>,
    pub kind: Option<String>,
    pub name: Option<String>,
    pub project: Option<String>,
    /// Labels that must be there, `key=value` or `key`.
    pub selector: Vec<(String, Option<String>)>,
    /// Server URL or name of the destination cluster.
    pub destination: Option<String>,
    /// A commit or version whose arrival is asked about.
    pub revision: Option<String>,
    pub show: Show,
}

/// Which objects are listed beside the findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Show {
    #[default]
    Findings,
    All,
}

impl Question {
    /// Everything of one engine.
    #[must_use]
    pub const fn new(engine: Engine) -> Self {
        Self {
            engine,
            namespace: None,
            kind: None,
            name: None,
            project: None,
            selector: Vec::new(),
            destination: None,
            revision: None,
            show: Show::Findings,
        }
    }

    /// Whether only what is wrong is asked for, of everything: healthy objects need not be kept whole.
    #[must_use]
    pub fn depth(&self) -> Depth {
        if self.is_narrow() || self.revision.is_some() || self.show == Show::All {
            Depth::Whole
        } else {
            Depth::Findings
        }
    }

    /// Whether anything narrows the question.
    #[must_use]
    pub fn is_narrow(&self) -> bool {
        self.namespace.is_some()
            || self.kind.is_some()
            || self.name.is_some()
            || self.project.is_some()
            || self.destination.is_some()
            || !self.selector.is_empty()
    }

    pub(super) fn asks_for(&self, object: &Object) -> bool {
        let is = |wanted: &Option<String>, value: &str| {
            wanted.as_ref().is_none_or(|wanted| wanted == value)
        };
        is(&self.namespace, object.namespace())
            && is(&self.kind, &object.kind)
            && is(&self.name, object.name())
            && self.is_selected(object)
            && self.fits_application(object)
    }

    fn is_selected(&self, object: &Object) -> bool {
        self.selector.iter().all(|(key, value)| {
            let label = object.metadata().label(key);
            match value {
                Some(value) => label == Some(value),
                None => label.is_some(),
            }
        })
    }

    fn fits_application(&self, object: &Object) -> bool {
        if self.project.is_none() && self.destination.is_none() {
            return true;
        }
        match &object.body {
            Body::Application(app) => {
                let destination = &app.spec.destination;
                let names = [destination.name.as_deref(), destination.server.as_deref()];
                self.project
                    .as_deref()
                    .is_none_or(|it| it == &*app.spec.project)
                    && self
                        .destination
                        .as_deref()
                        .is_none_or(|it| names.contains(&Some(it)))
            }
            Body::AppProject(project) => {
                self.destination.is_none()
                    && self.project.as_deref() == Some(project.metadata.name.as_str())
            }
            _ => false,
        }
    }
}

/// The engine that an object belongs to or is applied by.
pub(super) fn engine_of(fleet: &Fleet<'_>, at: usize) -> Option<Engine> {
    const LEVELS: usize = 8;
    let mut at = at;
    for _ in 0..LEVELS {
        if fleet.settled(at).is_some() {
            return Some(Engine::ArgoCd);
        }
        let object = fleet.object(at)?;
        match &object.body {
            Body::Flux(_) => return Some(Engine::Flux),
            Body::Application(_)
            | Body::ApplicationSet(_)
            | Body::AppProject(_)
            | Body::Connection(_) => {
                return Some(Engine::ArgoCd);
            }
            Body::Crd(crd) if &*crd.spec.group == "argoproj.io" => return Some(Engine::ArgoCd),
            Body::Crd(crd) if crd.spec.group.ends_with("fluxcd.io") => return Some(Engine::Flux),
            _ => {}
        }
        if let Some(name) = super::controllers::name(object) {
            return Some(if super::controllers::is_flux(name) {
                Engine::Flux
            } else {
                Engine::ArgoCd
            });
        }
        at = fleet.manager(at).or_else(|| fleet.owner(at))?;
    }
    None
}

/// A cause that several targets share is told once.
pub(super) fn is_same_cause(a: &Finding, b: &Finding) -> bool {
    use crate::model::Location::Object;
    let (Object(one), Object(other)) = (&a.location, &b.location) else {
        return false;
    };
    let told = |finding: &Finding| finding.evidence.first().map(|it| it.value.clone());
    a.rule == b.rule
        && one.kind == other.kind
        && one.namespace == other.namespace
        && one.name == other.name
        && told(a) == told(b)
}

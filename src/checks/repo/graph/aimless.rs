//! Patches by merge whose object is not in the build: kustomize refuses such a build.

use super::super::facts::{Entry, Kustomization, Role, is_dynamic};
use super::build::Builder;
use super::expansion::{self, Expansion};
use super::tree::{Place, Target};

/// A patch for an object that the build does not hold.
#[derive(Debug)]
pub(crate) struct Aimless<'f> {
    /// The kustomization file.
    pub(crate) file: usize,
    pub(crate) kind: &'f str,
    pub(crate) name: &'f str,
    /// The patch in the kustomization file: line and pointer.
    pub(crate) line: u32,
    pub(crate) pointer: &'f str,
}

/// Keys that bring objects which are not followed.
const MAKERS: [&str; 5] = [
    "helmCharts",
    "helmChartInflationGenerator",
    "generators",
    "transformers",
    "vars",
];

impl<'f> Builder<'f> {
    /// Looks for them, where all that the build holds is known and the patches are its own.
    pub(super) fn find_aimless(
        &mut self,
        (file, folder): (usize, &str),
        kustomization: &'f Kustomization,
        build: &Expansion<'f>,
    ) {
        let makes = |file: &Kustomization| {
            let mut keys = file.keys.iter();
            keys.any(|(key, _)| MAKERS.contains(&&**key))
        };
        let mut files = build.kustomizations.iter();
        let unknown = files.any(|at| self.kustomization(*at).is_some_and(makes));
        if build.opaque || kustomization.is_component || unknown {
            return;
        }
        let mut found = Vec::new();
        for patch in &kustomization.patched_objects {
            found.push(Aimless {
                file,
                kind: &patch.kind,
                name: &patch.name,
                line: patch.line,
                pointer: &patch.pointer,
            });
        }
        for entry in &kustomization.entries {
            if entry.role == Role::Patch && !entry.targeted {
                self.of_file((file, folder), entry, &mut found);
            }
        }
        found.retain(|one| !is_dynamic(one.name) && !self.holds(build, one.kind, one.name));
        self.aimless.extend(found);
    }

    fn of_file(
        &self,
        (file, folder): (usize, &str),
        entry: &'f Entry,
        found: &mut Vec<Aimless<'f>>,
    ) {
        let Target::At(Place::File(path)) = self.tree.resolve(folder, &entry.at.value) else {
            return;
        };
        let patch = self.position(&path).and_then(|at| self.files.get(at));
        found.extend(
            patch
                .into_iter()
                .flat_map(|patch| &patch.objects)
                .map(|object| Aimless {
                    file,
                    kind: &object.kind,
                    name: &object.name,
                    line: entry.at.line,
                    pointer: &entry.at.pointer,
                }),
        );
    }

    /// Whether a build holds an object of a kind and name. Names that a patch may have changed hold every name.
    fn holds(&self, build: &Expansion<'_>, kind: &str, name: &str) -> bool {
        let mut placed = build.objects.iter();
        let is_placed = placed.any(|placed| {
            expansion::object(self.files, placed.id).is_some_and(|object| {
                let now = placed.name.as_deref().unwrap_or(&object.name);
                *object.kind == *kind && (*object.name == *name || now == name || is_dynamic(now))
            })
        });
        let files = build.kustomizations.iter();
        let files = files.filter_map(|at| self.kustomization(*at));
        is_placed
            || files.flat_map(|file| &file.generated).any(|made| {
                let base = made.name.trim_end_matches('-');
                made.kind == kind && name.contains(base)
            })
    }

    fn kustomization(&self, at: usize) -> Option<&'f Kustomization> {
        self.files.get(at)?.kustomization.as_deref()
    }
}

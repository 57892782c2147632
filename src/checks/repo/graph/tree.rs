//! The names of a repository, and where a reference in it leads.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::super::facts::FileFacts;

/// The names of a repository. All paths are relative to the root.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    /// The top of the work tree, or the folder that was asked for; empty for the root.
    pub(crate) top: String,
    files: HashSet<Box<str>>,
    folders: BTreeSet<Box<str>>,
    /// Folders that are repositories of their own and may not be checked out.
    submodules: Vec<String>,
    /// Names behind symbolic links, and what stands there: a folder or not.
    links: HashMap<String, Option<Place>>,
}

/// Where a reference leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    File(String),
    Folder(String),
}

/// What became of a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    At(Place),
    /// Nothing stands at this path of the repository.
    Missing(String),
    /// It leads out of what was read, to another repository or to a place that only a template knows.
    External,
}

impl Tree {
    pub(crate) fn new(top: String, paths: impl Iterator<Item = Box<str>>) -> Self {
        let mut tree = Self {
            top,
            ..Self::default()
        };
        for path in paths {
            let mut folder: &str = &path;
            while let Some((above, _)) = folder.rsplit_once('/') {
                if !tree.folders.insert(above.into()) {
                    break;
                }
                folder = above;
            }
            tree.files.insert(path);
        }
        tree.folders.insert("".into());
        tree
    }

    /// Takes note of `.gitmodules`.
    pub(crate) fn add_submodules(&mut self, text: &str) {
        let paths = text.lines().filter_map(|line| {
            let (key, value) = line.split_once('=')?;
            (key.trim() == "path").then(|| value.trim())
        });
        let top = self.top.clone();
        self.submodules
            .extend(paths.filter_map(|path| join(&top, path)));
    }

    /// Asks the disk for what the list of files does not have: a name behind a symbolic link.
    pub(crate) fn look_up(
        &mut self,
        missing: impl IntoIterator<Item = String>,
        ask: impl Fn(&str) -> Option<Place>,
    ) {
        for path in missing {
            let found = ask(&path);
            self.links.insert(path, found);
        }
    }

    pub(crate) fn has_file(&self, path: &str) -> bool {
        self.files.contains(path)
    }

    pub(crate) fn has_folder(&self, path: &str) -> bool {
        self.folders.contains(path)
    }

    /// Folders below the top.
    pub(crate) fn folders(&self) -> impl Iterator<Item = &str> {
        self.folders.iter().map(|folder| &**folder)
    }

    /// All files.
    pub(crate) fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| &**file)
    }

    /// Where a reference of a file in `folder` leads.
    pub(crate) fn resolve(&self, folder: &str, reference: &str) -> Target {
        if reference.starts_with('/') || super::super::facts::is_dynamic(reference) {
            return Target::External;
        }
        let Some(path) = join(folder, reference) else {
            return Target::External;
        };
        if self.has_file(&path) {
            return Target::At(Place::File(path));
        }
        if self.has_folder(&path) {
            return Target::At(Place::Folder(path));
        }
        if let Some(Some(place)) = self.links.get(&path) {
            return Target::At(place.clone());
        }
        let outside = !is_below(&path, &self.top)
            || self.submodules.iter().any(|module| is_below(&path, module));
        if outside {
            Target::External
        } else {
            Target::Missing(path)
        }
    }

    /// Where a path of a source that is this repository leads: it counts from the top.
    pub(crate) fn at_top(&self, path: &str) -> Target {
        self.resolve(&self.top, path.trim_start_matches('/'))
    }

    /// The file in the same folder whose name is most like the missing one.
    pub(crate) fn nearest(&self, missing: &str) -> Option<String> {
        let (folder, name) = missing.rsplit_once('/').unwrap_or(("", missing));
        let near = self.files.iter().chain(&self.folders).filter_map(|path| {
            let (above, other) = path.rsplit_once('/').unwrap_or(("", path));
            if above != folder || other.is_empty() {
                return None;
            }
            let distance = strsim::osa_distance(name, other);
            (distance * 4 <= name.len()).then_some((distance, &**path))
        });
        near.min().map(|(_, path)| path.to_owned())
    }
}

/// Whether a path is a folder or stands below it.
pub(crate) fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty()
        || path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The folder that a path stands in.
pub(crate) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last part of a path.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// Joins by names; none if that leads above the root.
pub(crate) fn join(folder: &str, reference: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in reference.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// A path as a file in `folder` would name it.
pub(crate) fn relative(folder: &str, path: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = path.split('/').collect();
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", from.len() - common);
    let down = to.iter().skip(common).copied();
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// Position of files by path.
pub(crate) fn positions(files: &[FileFacts]) -> HashMap<&str, usize> {
    files
        .iter()
        .enumerate()
        .map(|(at, file)| (&*file.path, at))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_followed_by_name() {
        let paths = ["r/a/x.yaml", "r/b/y.yaml"].map(Into::into);
        let mut tree = Tree::new("r".to_owned(), paths.into_iter());
        tree.add_submodules("[submodule \"s\"]\n\tpath = sub\n");
        let resolve = |reference| tree.resolve("r/a", reference);
        assert_eq!(
            resolve("x.yaml"),
            Target::At(Place::File("r/a/x.yaml".into()))
        );
        assert_eq!(resolve("./../b/"), Target::At(Place::Folder("r/b".into())));
        assert_eq!(resolve("../c"), Target::Missing("r/c".into()));
        assert_eq!(resolve("../sub/x"), Target::External);
        assert_eq!(resolve("../../q"), Target::External);
        assert_eq!(resolve("../../../q"), Target::External);
        assert_eq!(resolve("${X}/q"), Target::External);
        assert_eq!(tree.nearest("r/a/z.yaml"), Some("r/a/x.yaml".into()));
        assert_eq!(relative("r/a", "r/b/y.yaml"), "../b/y.yaml");
    }
}

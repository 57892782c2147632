use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::{Map, Value as Json};

use super::Scope;
use crate::appset::glob::{self, path_match};
use crate::appset::gotemplate::{Value, path_base, path_dir, sanitize};
use crate::appset::params::{self, Params};
use crate::appset::stop::Stop;
use crate::appset::world::Tree;
use crate::yaml::{Budget, Reading, parse};

/// Where the files come from: both kinds read them alike, but for their patterns of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Patterns of `git ls-files`.
    Git,
    /// An OCI artifact, since Argo CD 3.6; patterns of doublestar.
    Oci,
}

pub(super) fn generate(scope: &Scope<'_>, body: &Json, kind: Kind) -> Result<Vec<Params>, Stop> {
    let text = |key: &str| body.get(key).and_then(Json::as_str).unwrap_or("");
    let items = |key: &str| {
        body.get(key)
            .and_then(Json::as_array)
            .filter(|items| !items.is_empty())
    };
    let (directories, files) = (items("directories"), items("files"));
    if directories.is_none() && files.is_none() {
        return Stop::error("generator is empty: it has neither `directories` nor `files`");
    }
    let tree = scope.world.tree(text("repoURL"), text("revision"))?;
    let place = Place {
        prefix: text("pathParamPrefix"),
        go: scope.engine.go,
    };
    let mut sets = Vec::new();
    if let Some(directories) = directories {
        for path in chosen_directories(&*tree, directories) {
            let mut set = Params::new();
            place.describe(&path, None, &mut set);
            sets.push(set);
        }
    } else if let Some(files) = files {
        for path in chosen_files(&*tree, files, kind)? {
            for object in objects(&tree, &path)? {
                let mut set = if scope.engine.go {
                    params::decode(&object)
                } else {
                    flat(&object)
                };
                place.describe(&path_dir(&path), Some(&path), &mut set);
                sets.push(set);
            }
        }
    }
    for set in &mut sets {
        scope.engine.append_values(body.get("values"), set)?;
    }
    Ok(sets)
}

fn pattern(item: &Json) -> (&str, bool) {
    (
        item.get("path").and_then(Json::as_str).unwrap_or(""),
        item.get("exclude").and_then(Json::as_bool).unwrap_or(false),
    )
}

/// Folders of the repository but hidden ones, in the order of a walk.
pub(crate) fn directories(tree: &dyn Tree) -> Vec<String> {
    let mut all: BTreeSet<Vec<String>> = BTreeSet::new();
    for file in tree.files() {
        let parts: Vec<&str> = file.split('/').collect();
        let visible = parts
            .iter()
            .take_while(|part| !part.starts_with('.'))
            .count();
        for end in 1..=visible.min(parts.len().saturating_sub(1)) {
            all.insert(
                parts
                    .iter()
                    .take(end)
                    .map(|part| (*part).to_owned())
                    .collect(),
            );
        }
    }
    all.into_iter().map(|parts| parts.join("/")).collect()
}

/// An exclusion wins over every inclusion; a malformed pattern matches nothing.
fn chosen_directories(tree: &dyn Tree, items: &[Json]) -> Vec<String> {
    let matches = |path: &str, exclude: bool| {
        items
            .iter()
            .map(pattern)
            .any(|(pattern, excludes)| excludes == exclude && path_match(pattern, path) == Ok(true))
    };
    let mut all = directories(tree);
    all.retain(|path| matches(path, false) && !matches(path, true));
    all
}

fn chosen_files(tree: &dyn Tree, items: &[Json], kind: Kind) -> Result<Vec<String>, Stop> {
    let mut chosen = BTreeSet::new();
    let patterns = |exclude| {
        items
            .iter()
            .map(pattern)
            .filter(move |(_, excludes)| *excludes == exclude)
    };
    for (pattern, _) in patterns(false) {
        chosen.extend(listed(tree, pattern, kind)?);
    }
    for (pattern, _) in patterns(true) {
        for path in listed(tree, pattern, kind)? {
            chosen.remove(&path);
        }
    }
    Ok(chosen.into_iter().collect())
}

fn listed(tree: &dyn Tree, pattern: &str, kind: Kind) -> Result<Vec<String>, Stop> {
    let bad = |bad: glob::BadPattern| match bad {
        glob::BadPattern::Refused => Stop::Refused(format!("files {pattern:?}: {bad}")),
        bad => Stop::Error(format!("files {pattern:?}: {bad}")),
    };
    let spec = match kind {
        Kind::Git => Some(glob::pathspec(pattern).map_err(bad)?),
        Kind::Oci => None,
    };
    let pattern = if pattern.is_empty() || pattern == "." {
        "**"
    } else {
        pattern
    };
    let mut found = Vec::new();
    for path in tree.files() {
        let fits = match &spec {
            Some(spec) => spec.matches(path),
            None => glob::doublestar(pattern, path),
        };
        if fits.map_err(bad)? {
            found.push(path.clone());
        }
    }
    Ok(found)
}

/// A file is one object or a list of them; an empty file is one empty object.
fn objects(tree: &Rc<dyn Tree>, path: &str) -> Result<Vec<Map<String, Json>>, Stop> {
    let broken = |reason: String| {
        Stop::Error(format!(
            "unable to process file {path:?}: unable to parse file: {reason}"
        ))
    };
    let bytes = tree
        .read(path)
        .map_err(|reason| Stop::Refused(format!("{path}: {reason}")))?;
    let stream = parse(&bytes, &Budget::default());
    if let Some(error) = stream.errors.first() {
        return Err(broken(error.to_string()));
    }
    let Some(document) = stream.documents.first() else {
        return Ok(vec![Map::new()]);
    };
    match document
        .to_json(Reading::Kubectl)
        .map_err(|error| broken(error.to_string()))?
    {
        Json::Object(object) => Ok(vec![object]),
        Json::Null => Ok(vec![Map::new()]),
        Json::Array(items) => items
            .into_iter()
            .map(|item| match item {
                Json::Object(object) => Ok(object),
                Json::Null => Ok(Map::new()),
                _ => Err(broken("an element of its list is no object".to_owned())),
            })
            .collect(),
        _ => Err(broken(
            "it is neither an object nor a list of objects".to_owned(),
        )),
    }
}

fn flat(object: &Map<String, Json>) -> Params {
    params::flatten(&params::decode(object), false)
        .into_iter()
        .map(|(key, value)| (key.into(), Value::from(value)))
        .collect()
}

/// Where and how the parameters of a path stand.
struct Place<'a> {
    prefix: &'a str,
    go: bool,
}

impl Place<'_> {
    fn describe(&self, folder: &str, file: Option<&str>, set: &mut Params) {
        let base = path_base(folder);
        let mut named = vec![
            ("basename", base.to_owned()),
            ("basenameNormalized", sanitize(base)),
        ];
        if let Some(file) = file {
            let name = path_base(file);
            named.push(("filename", name.to_owned()));
            named.push(("filenameNormalized", sanitize(name)));
        }
        if self.go {
            let mut path: Params = named
                .into_iter()
                .map(|(key, value)| (key.into(), Value::from(value)))
                .collect();
            path.insert("path".into(), Value::from(folder));
            path.insert("segments".into(), params::list(folder.split('/')));
            let path = ("path".into(), params::map(path));
            if self.prefix.is_empty() {
                set.extend([path]);
            } else {
                set.insert(self.prefix.into(), params::map(Params::from([path])));
            }
            return;
        }
        let name = if self.prefix.is_empty() {
            "path".to_owned()
        } else {
            format!("{}.path", self.prefix)
        };
        set.insert(name.as_str().into(), Value::from(folder));
        set.extend(
            named
                .into_iter()
                .map(|(key, value)| (format!("{name}.{key}").into(), Value::from(value))),
        );
        for (at, part) in folder
            .split('/')
            .enumerate()
            .filter(|(_, part)| !part.is_empty())
        {
            set.insert(format!("{name}[{at}]").into(), Value::from(part));
        }
    }
}

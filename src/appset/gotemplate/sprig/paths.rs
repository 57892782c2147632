//! Package path of Go; on Linux, where Argo CD runs, `filepath` does the same.

use super::super::arg::text;
use super::super::functions::{Function, Param::Text};
use super::super::value::Value;

pub(super) static TABLE: &[Function] = &[
    Function::new("base", &[Text], |context, args| {
        context.text(base(text(args, 0)).to_owned())
    }),
    Function::new("clean", &[Text], |context, args| {
        context.text(clean(text(args, 0)))
    }),
    Function::new("dir", &[Text], |context, args| {
        context.text(dir(text(args, 0)))
    }),
    Function::new("ext", &[Text], |context, args| {
        context.text(ext(text(args, 0)).to_owned())
    }),
    Function::new("isAbs", &[Text], |_, args| {
        Ok(Value::Bool(text(args, 0).starts_with('/')))
    }),
    Function::new("osBase", &[Text], |context, args| {
        context.text(base(text(args, 0)).to_owned())
    }),
    Function::new("osClean", &[Text], |context, args| {
        context.text(clean(text(args, 0)))
    }),
    Function::new("osDir", &[Text], |context, args| {
        context.text(dir(text(args, 0)))
    }),
    Function::new("osExt", &[Text], |context, args| {
        context.text(ext(text(args, 0)).to_owned())
    }),
    Function::new("osIsAbs", &[Text], |_, args| {
        Ok(Value::Bool(text(args, 0).starts_with('/')))
    }),
];

/// `path.Base`
pub(crate) fn base(path: &str) -> &str {
    if path.is_empty() {
        return ".";
    }
    match path.trim_end_matches('/').rsplit('/').next() {
        Some("") | None => "/",
        Some(name) => name,
    }
}

/// `path.Dir`
pub(crate) fn dir(path: &str) -> String {
    clean(path.rfind('/').and_then(|at| path.get(..=at)).unwrap_or(""))
}

fn ext(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rfind('.').and_then(|at| name.get(at..)).unwrap_or("")
}

/// `path.Clean`
fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}

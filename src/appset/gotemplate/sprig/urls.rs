//! `urlParse` and `urlJoin` for URLs of plain form.

use std::collections::BTreeMap;

use super::super::arg::{map, text};
use super::super::error::Fail;
use super::super::functions::{Function, Param::Map, Param::Text};
use super::super::value::{Dict, Value};

pub(super) static TABLE: &[Function] = &[
    Function::new("urlJoin", &[Map], |context, args| context.text(join(args)?)),
    Function::new("urlParse", &[Text], |_, args| parse(text(args, 0))),
];

/// Characters that Go's net/url leaves as they are everywhere.
fn is_plain(text: &str, more: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii_alphanumeric() || "-._~/".contains(c) || more.contains(c))
}

fn odd<T>() -> Result<T, Fail> {
    Fail::refused("a URL with escapes or unusual characters is not supported")
}

fn parse(url: &str) -> Result<Value, Fail> {
    let (rest, fragment) = url.split_once('#').unwrap_or((url, ""));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (scheme, rest) = match rest.split_once("://") {
        Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
        None if rest.contains(':') || rest.starts_with("//") => return odd(),
        None => (String::new(), rest),
    };
    let (authority, path) = match (scheme.is_empty(), rest.find('/')) {
        (true, _) => ("", rest),
        (false, Some(at)) => rest.split_at_checked(at).unwrap_or((rest, "")),
        (false, None) => (rest, ""),
    };
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let schemed = scheme.is_empty()
        || (scheme.starts_with(|c: char| c.is_ascii_lowercase())
            && is_plain(&scheme, "+")
            && !scheme.contains(['/', '_', '~']));
    if !schemed
        || !is_plain(user, ":")
        || !is_plain(host, ":")
        || !is_plain(path, "@:+,=")
        || !is_plain(fragment, "=")
        || !is_plain(query, "=&+,:@")
    {
        return odd();
    }
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    if !port.bytes().all(|byte| byte.is_ascii_digit()) {
        return odd();
    }
    let parts = [
        ("fragment", fragment),
        ("host", host),
        ("hostname", name),
        ("opaque", ""),
        ("path", path),
        ("query", query),
        ("scheme", scheme.as_str()),
        ("userinfo", user),
    ];
    let entries: BTreeMap<_, _> = parts
        .into_iter()
        .map(|(key, value)| (key.into(), Value::from(value)))
        .collect();
    Ok(Dict::of(entries))
}

fn join(args: &[Value]) -> Result<String, Fail> {
    let part = |name: &str| match map(args, 0).and_then(|map| map.get(name)) {
        None => Ok(String::new()),
        Some(Value::Str(text)) => Ok(text.to_string()),
        Some(_) => Fail::error(format!(
            "unable to parse {name} key, must be of type string"
        )),
    };
    let (scheme, host, path) = (part("scheme")?, part("host")?, part("path")?);
    let (query, fragment, user, opaque) = (
        part("query")?,
        part("fragment")?,
        part("userinfo")?,
        part("opaque")?,
    );
    if !opaque.is_empty()
        || !is_plain(&path, "@:+,=")
        || !is_plain(&host, ":")
        || !is_plain(&user, ":")
        || !is_plain(&fragment, "=")
        || (host.is_empty() && path.contains(':'))
    {
        return odd();
    }
    let mut url = String::new();
    if !scheme.is_empty() {
        url.push_str(&scheme);
        url.push(':');
    }
    if !scheme.is_empty() || !host.is_empty() || !user.is_empty() {
        if !host.is_empty() || !path.is_empty() || !user.is_empty() {
            url.push_str("//");
        }
        if !user.is_empty() {
            url.push_str(&user);
            url.push('@');
        }
        url.push_str(&host);
    }
    if !path.is_empty() && !path.starts_with('/') && !host.is_empty() {
        url.push('/');
    }
    url.push_str(&path);
    if !query.is_empty() {
        url.push('?');
        url.push_str(&query);
    }
    if !fragment.is_empty() {
        url.push('#');
        url.push_str(&fragment);
    }
    Ok(url)
}

//! `normalize` and `slugify` of Argo CD (applicationset/utils, 3.5).

use super::super::arg::any;
use super::super::error::Fail;
use super::super::functions::{Function, Param::Any, Param::Text};
use super::super::value::Value;

/// A name of Kubernetes has no more.
const LONGEST: usize = 253;
/// Without an argument.
const SLUG: i64 = 50;

pub(super) static TABLE: &[Function] = &[
    Function::new("normalize", &[Text], |context, args| {
        context.text(sanitize(super::super::arg::text(args, 0)))
    }),
    Function::variadic("slugify", (&[], Any), |context, args| {
        context.text(slugify(args)?)
    }),
];

/// Lower case, everything but `[-a-z0-9.]` a dash, at most 253 bytes, no dash or dot at the ends.
#[must_use]
pub fn sanitize(name: &str) -> String {
    let mapped: String = name
        .chars()
        .flat_map(char::to_lowercase)
        .map(|c| {
            if c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.') {
                c
            } else {
                '-'
            }
        })
        .take(LONGEST)
        .collect();
    mapped.trim_matches(['-', '.']).to_owned()
}

/// Size, whether to cut at a word, and the name, which is last.
fn slugify(args: &[Value]) -> Result<String, Fail> {
    let Some((name, options)) = args.split_last() else {
        return Ok(String::new());
    };
    let Value::Str(name) = name else {
        return Fail::error(format!(
            "interface conversion: interface {{}} is {}, not string",
            name.type_name()
        ));
    };
    let most = match options.first() {
        None => SLUG,
        Some(Value::Int(most)) => *most,
        Some(other) => {
            return Fail::error(format!(
                "interface conversion: interface {{}} is {}, not int",
                other.type_name()
            ));
        }
    };
    let smart = match any(options, 1) {
        Value::Missing => true,
        Value::Bool(smart) => *smart,
        other => {
            return Fail::error(format!(
                "interface conversion: interface {{}} is {}, not bool",
                other.type_name()
            ));
        }
    };
    let most =
        usize::try_from(most).map_err(|_| Fail::Error("slice bounds out of range".to_owned()))?;
    Ok(slug(&sanitize(name), most, smart))
}

/// github.com/gosimple/slug 1.15 for ASCII text: words of letters, digits and `_` joined by single dashes.
pub(crate) fn slug(text: &str, most: usize, smart: bool) -> String {
    let mut text = text.to_ascii_lowercase();
    if !smart && text.len() >= most {
        text.truncate(most);
    }
    let mut out = String::new();
    for c in text.chars() {
        let c = if c.is_ascii_alphanumeric() || c == '_' {
            c
        } else {
            '-'
        };
        if c != '-' || !out.ends_with('-') {
            out.push(c);
        }
    }
    let out = out.trim_matches(['-', '_']);
    if !smart || most == 0 || out.len() <= most {
        return out.to_owned();
    }
    let cut = out
        .bytes()
        .take(most + 1)
        .rposition(|byte| byte == b'-')
        .unwrap_or(most);
    out.chars().take(cut).collect()
}

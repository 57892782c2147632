//! Strings: trimming, searching, splitting, quoting.

use std::borrow::Cow;

use super::super::arg::{any, int, rest, text};
use super::super::context::Context;
use super::super::error::Fail;
use super::super::functions::{Function, Param::Any, Param::Int, Param::Text};
use super::super::value::{Dict, List, Value};
use super::super::{escape, format};

pub(super) static TABLE: &[Function] = &[
    Function::variadic("cat", (&[], Any), |context, args| context.text(cat(args))),
    Function::new("contains", &[Text, Text], |_, args| {
        Ok(Value::Bool(text(args, 1).contains(text(args, 0))))
    }),
    Function::new("hasPrefix", &[Text, Text], |_, args| {
        Ok(Value::Bool(text(args, 1).starts_with(text(args, 0))))
    }),
    Function::new("hasSuffix", &[Text, Text], |_, args| {
        Ok(Value::Bool(text(args, 1).ends_with(text(args, 0))))
    }),
    Function::new("hello", &[], |_, _| Ok(Value::from("Hello!"))),
    Function::new("indent", &[Int, Text], |context, args| {
        context.text(indent(context, args)?)
    }),
    Function::new("join", &[Text, Any], |context, args| {
        context.text(strings(any(args, 1)).join(text(args, 0)))
    }),
    Function::new("lower", &[Text], |context, args| {
        context.text(lower(text(args, 0)))
    }),
    Function::new("nindent", &[Int, Text], |context, args| {
        context.text(format!("\n{}", indent(context, args)?))
    }),
    Function::new("nospace", &[Text], |context, args| {
        context.text(nospace(text(args, 0))?)
    }),
    Function::new("plural", &[Text, Text, Int], |_, args| {
        Ok(any(args, usize::from(int(args, 2) != 1)).clone())
    }),
    Function::variadic("quote", (&[], Any), |context, args| {
        context.text(quoted(args, |value| escape::quote(&format::display(value))))
    }),
    Function::new("repeat", &[Int, Text], |context, args| {
        context.text(repeat(context, text(args, 1), int(args, 0))?)
    }),
    Function::new("replace", &[Text, Text, Text], replace),
    Function::new("sortAlpha", &[Any], |_, args| Ok(sorted(any(args, 0)))).any_order(),
    Function::new("split", &[Text, Text], |_, args| {
        Ok(numbered(pieces(text(args, 1), text(args, 0), -1)))
    }),
    Function::new("splitList", &[Text, Text], |_, args| {
        Ok(List::of_strings(pieces(text(args, 1), text(args, 0), -1)))
    }),
    Function::new("splitn", &[Text, Int, Text], |_, args| {
        Ok(numbered(pieces(text(args, 2), text(args, 0), int(args, 1))))
    }),
    Function::variadic("squote", (&[], Any), |context, args| {
        context.text(quoted(args, |value| {
            format!("'{}'", format::display(value))
        }))
    }),
    Function::new("substr", &[Int, Int, Text], |context, args| {
        context.text(substr(text(args, 2), int(args, 0), int(args, 1))?)
    }),
    Function::new("toString", &[Any], |context, args| {
        context.text(format::display(any(args, 0)))
    }),
    Function::new("toStrings", &[Any], |_, args| {
        Ok(List::of_strings(strings(any(args, 0))))
    }),
    Function::new("trim", &[Text], |context, args| {
        context.text(text(args, 0).trim().to_owned())
    }),
    Function::new("trimAll", &[Text, Text], trim_all),
    Function::new("trimPrefix", &[Text, Text], |context, args| {
        let whole = text(args, 1);
        context.text(
            whole
                .strip_prefix(text(args, 0))
                .unwrap_or(whole)
                .to_owned(),
        )
    }),
    Function::new("trimSuffix", &[Text, Text], |context, args| {
        let whole = text(args, 1);
        context.text(
            whole
                .strip_suffix(text(args, 0))
                .unwrap_or(whole)
                .to_owned(),
        )
    }),
    Function::new("trimall", &[Text, Text], trim_all),
    Function::new("trunc", &[Int, Text], |context, args| {
        context.text(trunc(text(args, 1), int(args, 0))?)
    }),
    Function::new("upper", &[Text], |context, args| {
        context.text(upper(text(args, 0)))
    }),
];

/// Go maps each letter to one letter, so `ß` stays.
pub(super) fn upper(text: &str) -> String {
    text.chars().map(|c| single(c, c.to_uppercase())).collect()
}

pub(super) fn lower(text: &str) -> String {
    text.chars().map(|c| single(c, c.to_lowercase())).collect()
}

pub(super) fn single(c: char, mut mapped: impl Iterator<Item = char>) -> char {
    match (mapped.next(), mapped.next()) {
        (Some(mapped), None) => mapped,
        _ => c,
    }
}

fn cat(args: &[Value]) -> String {
    let parts: Vec<String> = args
        .iter()
        .filter(|arg| !arg.is_nil())
        .map(format::display)
        .collect();
    parts.join(" ")
}

fn quoted(args: &[Value], quote: impl Fn(&Value) -> String) -> String {
    let parts: Vec<String> = args.iter().filter(|arg| !arg.is_nil()).map(quote).collect();
    parts.join(" ")
}

fn indent(context: &Context, args: &[Value]) -> Result<String, Fail> {
    let whole = text(args, 1);
    let Ok(spaces) = usize::try_from(int(args, 0)) else {
        return Fail::error("strings: negative Repeat count");
    };
    let lines = whole.matches('\n').count() + 1;
    context.room(spaces.saturating_mul(lines).saturating_add(whole.len()))?;
    let pad = " ".repeat(spaces);
    Ok(format!("{pad}{}", whole.replace('\n', &format!("\n{pad}"))))
}

fn repeat(context: &Context, piece: &str, times: i64) -> Result<String, Fail> {
    let Ok(times) = usize::try_from(times) else {
        return Fail::error("strings: negative Repeat count");
    };
    context.room(piece.len().saturating_mul(times))?;
    Ok(piece.repeat(if piece.is_empty() { 0 } else { times }))
}

fn replace(context: &Context, args: &[Value]) -> Result<Value, Fail> {
    let (old, new, whole) = (text(args, 0), text(args, 1), text(args, 2));
    let most = whole
        .matches(old)
        .count()
        .saturating_mul(new.len())
        .saturating_add(whole.len());
    context.room(most)?;
    context.text(whole.replace(old, new))
}

fn trim_all(context: &Context, args: &[Value]) -> Result<Value, Fail> {
    let cut: Vec<char> = text(args, 0).chars().collect();
    context.text(text(args, 1).trim_matches(cut.as_slice()).to_owned())
}

fn nospace(whole: &str) -> Result<String, Fail> {
    if !whole.is_ascii() {
        return Fail::refused("text beyond ASCII comes out garbled");
    }
    Ok(whole
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{b}')
        .collect())
}

/// Sprig's `strslice`: the elements but nil ones; anything else is one element.
pub(super) fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::List(list) => list
            .items
            .iter()
            .filter(|item| !item.is_nil())
            .map(format::display)
            .collect(),
        Value::Missing | Value::Null => Vec::new(),
        other => vec![format::display(other)],
    }
}

fn sorted(value: &Value) -> Value {
    let mut all = match value {
        Value::List(_) => strings(value),
        other => vec![format::display(other)],
    };
    all.sort_unstable();
    List::of_strings(all)
}

/// `strings.SplitN`; an empty separator cuts between characters.
fn pieces(whole: &str, separator: &str, most: i64) -> Vec<String> {
    let Ok(limit) = usize::try_from(most) else {
        return all_pieces(whole, separator);
    };
    match limit {
        0 => Vec::new(),
        limit if separator.is_empty() => {
            let mut all = all_pieces(whole, separator);
            if all.len() > limit {
                let tail = all.split_off(limit - 1).concat();
                all.push(tail);
            }
            all
        }
        limit => whole.splitn(limit, separator).map(str::to_owned).collect(),
    }
}

fn all_pieces(whole: &str, separator: &str) -> Vec<String> {
    if separator.is_empty() {
        return whole.chars().map(String::from).collect();
    }
    whole.split(separator).map(str::to_owned).collect()
}

fn numbered(pieces: Vec<String>) -> Value {
    Dict::of_strings(
        pieces
            .into_iter()
            .enumerate()
            .map(|(at, piece)| (format!("_{at}"), piece)),
    )
}

/// Bytes from `start` to `end`; Go panics where they are out of range.
pub(super) fn cut(whole: &str, start: i64, end: i64) -> Result<Cow<'_, str>, Fail> {
    let bounds = usize::try_from(start).ok().zip(usize::try_from(end).ok());
    let Some((start, end)) = bounds.filter(|(start, end)| start <= end && *end <= whole.len())
    else {
        return Fail::error("slice bounds out of range");
    };
    match whole.get(start..end) {
        Some(piece) => Ok(Cow::Borrowed(piece)),
        None => Fail::refused("it cuts inside a character and leaves text that is no UTF-8"),
    }
}

fn length(whole: &str) -> i64 {
    i64::try_from(whole.len()).unwrap_or(i64::MAX)
}

fn substr(whole: &str, start: i64, end: i64) -> Result<String, Fail> {
    if start < 0 {
        return cut(whole, 0, end).map(Cow::into_owned);
    }
    let end = if end < 0 || end > length(whole) {
        length(whole)
    } else {
        end
    };
    cut(whole, start, end).map(Cow::into_owned)
}

fn trunc(whole: &str, most: i64) -> Result<String, Fail> {
    let length = length(whole);
    if most < 0 && length + most > 0 {
        return cut(whole, length + most, length).map(Cow::into_owned);
    }
    if most >= 0 && length > most {
        return cut(whole, 0, most).map(Cow::into_owned);
    }
    Ok(whole.to_owned())
}

/// Used where any number of texts is taken.
pub(super) fn texts(args: &[Value], at: usize) -> impl Iterator<Item = &str> {
    rest(args, at).iter().map(|value| match value {
        Value::Str(text) => text.as_ref(),
        _ => "",
    })
}

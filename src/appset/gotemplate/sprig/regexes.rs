//! Regular expressions in the syntax of Go's regexp, run by the crate `regex`, which has the same semantics.

use regex::{Captures, NoExpand, Regex, RegexBuilder};

use super::super::arg::{int, text};
use super::super::context::Context;
use super::super::error::Fail;
use super::super::functions::{Function, Param::Int, Param::Text, Run};
use super::super::regex_syntax;
use super::super::value::{List, Value};

/// Bytes of a compiled expression.
const LARGEST: usize = 1 << 20;

pub(super) static TABLE: &[Function] = &[
    Function::new("mustRegexFind", &[Text, Text], find),
    Function::new("mustRegexFindAll", &[Text, Text, Int], find_all),
    Function::new("mustRegexMatch", &[Text, Text], |_, args| {
        Ok(Value::Bool(compile(args)?.is_match(text(args, 1))))
    }),
    Function::new("mustRegexReplaceAll", THREE, REPLACE),
    Function::new("mustRegexReplaceAllLiteral", THREE, LITERAL),
    Function::new("mustRegexSplit", &[Text, Text, Int], split),
    Function::new("regexFind", &[Text, Text], find),
    Function::new("regexFindAll", &[Text, Text, Int], find_all),
    Function::new("regexMatch", &[Text, Text], |_, args| match compile(args) {
        Ok(regex) => Ok(Value::Bool(regex.is_match(text(args, 1)))),
        Err(Fail::Error(_)) => Ok(Value::Bool(false)),
        Err(refused) => Err(refused),
    }),
    Function::new("regexQuoteMeta", &[Text], |context, args| {
        context.text(quote_meta(text(args, 0)))
    }),
    Function::new("regexReplaceAll", THREE, REPLACE),
    Function::new("regexReplaceAllLiteral", THREE, LITERAL),
    Function::new("regexSplit", &[Text, Text, Int], split),
];

const THREE: &[super::super::functions::Param] = &[Text, Text, Text];
const REPLACE: Run = |context, args| replace(context, args, true);
const LITERAL: Run = |context, args| replace(context, args, false);

fn compile(args: &[Value]) -> Result<Regex, Fail> {
    let pattern = text(args, 0);
    let translated = regex_syntax::translate(pattern)?;
    RegexBuilder::new(&translated)
        .size_limit(LARGEST)
        .dfa_size_limit(LARGEST)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => {
                Fail::Refused("the regular expression is too large".to_owned())
            }
            _ => Fail::Error("error parsing regexp".to_owned()),
        })
}

fn find(context: &Context, args: &[Value]) -> Result<Value, Fail> {
    let regex = compile(args)?;
    context.text(
        regex
            .find(text(args, 1))
            .map_or("", |found| found.as_str())
            .to_owned(),
    )
}

fn limit(count: i64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

fn find_all(_: &Context, args: &[Value]) -> Result<Value, Fail> {
    let regex = compile(args)?;
    let found = regex
        .find_iter(text(args, 1))
        .take(limit(int(args, 2)))
        .map(|found| found.as_str().to_owned());
    Ok(List::of_strings(found))
}

/// `Regexp.Split`: an empty match at the end or at the start cuts nothing off.
fn split(_: &Context, args: &[Value]) -> Result<Value, Fail> {
    let (whole, most) = (text(args, 1), int(args, 2));
    let regex = compile(args)?;
    if most == 0 {
        return Ok(List::of_strings([]));
    }
    if !text(args, 0).is_empty() && whole.is_empty() {
        return Ok(List::of_strings([String::new()]));
    }
    let (mut pieces, mut at, mut end) = (Vec::new(), 0, 0);
    for found in regex.find_iter(whole).take(limit(most)) {
        if most > 0 && pieces.len() + 1 == limit(most) {
            break;
        }
        end = found.start();
        if found.end() != 0 {
            pieces.push(whole.get(at..end).unwrap_or("").to_owned());
        }
        at = found.end();
    }
    if end != whole.len() {
        pieces.push(whole.get(at..).unwrap_or("").to_owned());
    }
    Ok(List::of_strings(pieces))
}

fn replace(context: &Context, args: &[Value], expand: bool) -> Result<Value, Fail> {
    let (whole, with) = (text(args, 1), text(args, 2));
    let regex = compile(args)?;
    let mut grown = whole.len();
    for captures in regex.captures_iter(whole) {
        context.spend(1)?;
        grown = grown.saturating_add(added(&captures, with, expand));
    }
    context.room(grown)?;
    let made = if expand {
        regex.replace_all(whole, with)
    } else {
        regex.replace_all(whole, NoExpand(with))
    };
    context.text(made.into_owned())
}

/// An upper bound of what one replacement adds.
fn added(captures: &Captures<'_>, with: &str, expand: bool) -> usize {
    let whole = captures.get(0).map_or(0, |found| found.len());
    let references = if expand { with.matches('$').count() } else { 0 };
    with.len().saturating_add(references.saturating_mul(whole))
}

/// `regexp.QuoteMeta`
fn quote_meta(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut out, c| {
            if "\\.+*?()|[]{}^$".contains(c) {
                out.push('\\');
            }
            out.push(c);
            out
        })
}

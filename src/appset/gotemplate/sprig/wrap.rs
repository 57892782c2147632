//! Abbreviating and wrapping, as github.com/Masterminds/goutils 1.1 does it: by bytes.

use super::super::arg::{int, text};
use super::super::context::Context;
use super::super::error::Fail;
use super::super::functions::{Function, Param::Int, Param::Text};
use super::super::value::Value;
use super::texts::cut;

pub(super) static TABLE: &[Function] = &[
    Function::new("abbrev", &[Int, Text], |context, args| {
        let (width, whole) = (int(args, 0), text(args, 1));
        context.text(if width < 4 {
            whole.to_owned()
        } else {
            abbreviate(whole, 0, width)?
        })
    }),
    Function::new("abbrevboth", &[Int, Int, Text], |context, args| {
        let (left, right, whole) = (int(args, 0), int(args, 1), text(args, 2));
        let plain = right < 4 || left > 0 && right < 7;
        context.text(if plain {
            whole.to_owned()
        } else {
            abbreviate(whole, left, right)?
        })
    }),
    Function::new("wrap", &[Int, Text], |context, args| {
        wrap(context, text(args, 1), (int(args, 0), "", false))
    }),
    Function::new("wrapWith", &[Int, Text, Text], |context, args| {
        wrap(context, text(args, 2), (int(args, 0), text(args, 1), true))
    }),
];

fn abbreviate(whole: &str, offset: i64, width: i64) -> Result<String, Fail> {
    let length = i64::try_from(whole.len()).unwrap_or(i64::MAX);
    if whole.is_empty() || width < 4 {
        return Ok(String::new());
    }
    if length <= width {
        return Ok(whole.to_owned());
    }
    let mut offset = offset.min(length);
    if length - offset < width - 3 {
        offset = length - (width - 3);
    }
    if offset <= 4 {
        return Ok(format!("{}...", cut(whole, 0, width - 3)?));
    }
    if width < 7 {
        return Ok(String::new());
    }
    if offset + width - 3 < length {
        let tail = cut(whole, offset, length)?;
        return Ok(format!("...{}", abbreviate(&tail, 0, width - 3)?));
    }
    Ok(format!("...{}", cut(whole, length - (width - 3), length)?))
}

fn wrap(
    context: &Context,
    whole: &str,
    (width, line_end, long): (i64, &str, bool),
) -> Result<Value, Fail> {
    let line_end = if line_end.is_empty() { "\n" } else { line_end };
    let width = usize::try_from(width.max(1)).unwrap_or(usize::MAX);
    context.room(
        (whole.len() / width + 1)
            .saturating_mul(line_end.len())
            .saturating_add(whole.len()),
    )?;
    let bytes = whole.as_bytes();
    let mut out = String::new();
    let mut at = 0;
    let piece = |from: usize, to: usize| {
        whole.get(from..to).ok_or_else(|| {
            Fail::Refused("it cuts inside a character and leaves text that is no UTF-8".to_owned())
        })
    };
    while bytes.len() - at > width {
        if bytes.get(at) == Some(&b' ') {
            at += 1;
            continue;
        }
        let window = bytes.get(at..at + width + 1).unwrap_or_default();
        if let Some(space) = window.iter().rposition(|byte| *byte == b' ') {
            out.push_str(piece(at, at + space)?);
            out.push_str(line_end);
            at += space + 1;
        } else if long {
            out.push_str(piece(at, at + width)?);
            out.push_str(line_end);
            at += width;
        } else if let Some(space) = bytes
            .get(at + width..)
            .and_then(|tail| tail.iter().position(|byte| *byte == b' '))
        {
            out.push_str(piece(at, at + width + space)?);
            out.push_str(line_end);
            at += width + space + 1;
        } else {
            out.push_str(piece(at, bytes.len())?);
            at = bytes.len();
        }
    }
    out.push_str(piece(at, bytes.len())?);
    context.text(out)
}

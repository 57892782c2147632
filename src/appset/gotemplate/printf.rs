//! `fmt.Sprintf` for the types of a template, its complaints included.

use super::context::Context;
use super::error::Fail;
use super::value::Value;
use super::{escape, format};

/// Width or precision beyond this is refused; Go itself stops at 1e6.
const WIDEST: usize = 10_000;

#[derive(Debug, Clone, Copy, Default)]
struct Spec {
    minus: bool,
    plus: bool,
    sharp: bool,
    space: bool,
    zero: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

pub(super) fn printf(context: &Context, pattern: &str, args: &[Value]) -> Result<Value, Fail> {
    let mut out = String::new();
    let mut rest = pattern;
    let mut used = 0;
    while let Some(at) = rest.find('%') {
        out.push_str(rest.get(..at).unwrap_or(""));
        let after = rest.get(at + 1..).unwrap_or("");
        let (spec, after) = flags(after, args, &mut used)?;
        let mut chars = after.chars();
        match chars.next() {
            None => {
                out.push_str("%!(NOVERB)");
                rest = "";
                break;
            }
            Some('%') => out.push('%'),
            Some('[') => return Fail::refused("explicit argument indexes are not supported"),
            Some(verb) => match args.get(used) {
                None => out.push_str(&format!("%!{verb}(BADINDEX)").replace("BADINDEX", "MISSING")),
                Some(arg) => {
                    used += 1;
                    out.push_str(&verbatim(arg, verb, &spec)?);
                }
            },
        }
        rest = chars.as_str();
        context.spend(1)?;
    }
    out.push_str(rest);
    if let Some(extra) = args.get(used..).filter(|extra| !extra.is_empty()) {
        let told: Vec<String> = extra
            .iter()
            .map(|arg| {
                if arg.is_nil() {
                    "<nil>".to_owned()
                } else {
                    format!("{}={}", arg.type_name(), format::display(arg))
                }
            })
            .collect();
        out.push_str(&format!("%!(EXTRA {})", told.join(", ")));
    }
    context.text(out)
}

fn flags<'p>(pattern: &'p str, args: &[Value], used: &mut usize) -> Result<(Spec, &'p str), Fail> {
    let mut spec = Spec::default();
    let mut rest = pattern;
    while let Some(flag) = rest.chars().next() {
        match flag {
            '-' => (spec.minus, spec.zero) = (true, false),
            '+' => spec.plus = true,
            '#' => spec.sharp = true,
            ' ' => spec.space = true,
            '0' => spec.zero = !spec.minus,
            _ => break,
        }
        rest = rest.get(1..).unwrap_or("");
    }
    (spec.width, rest) = count(rest, args, used)?;
    if let Some(after) = rest.strip_prefix('.') {
        let (precision, after) = count(after, args, used)?;
        spec.precision = Some(precision.unwrap_or(0));
        rest = after;
    }
    Ok((spec, rest))
}

fn count<'p>(
    text: &'p str,
    args: &[Value],
    used: &mut usize,
) -> Result<(Option<usize>, &'p str), Fail> {
    if let Some(rest) = text.strip_prefix('*') {
        let Some(Value::Int(count)) = args.get(*used) else {
            return Fail::refused("`*` in a format with a bad width is not supported");
        };
        *used += 1;
        return match usize::try_from(*count) {
            Ok(count) if count <= WIDEST => Ok((Some(count), rest)),
            _ => Fail::refused("a width below zero or beyond 10000 is not supported"),
        };
    }
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = text.split_at_checked(digits).unwrap_or(("", text));
    if number.is_empty() {
        return Ok((None, rest));
    }
    match number.parse::<usize>() {
        Ok(count) if count <= WIDEST => Ok((Some(count), rest)),
        _ => Fail::refused("a width beyond 10000 is not supported"),
    }
}

fn verbatim(arg: &Value, verb: char, spec: &Spec) -> Result<String, Fail> {
    if arg.is_nil() {
        return Ok(match verb {
            'T' | 'v' => pad("<nil>", spec, false),
            verb => format!("%!{verb}(<nil>)"),
        });
    }
    match verb {
        'T' => return Ok(pad(arg.type_name(), spec, false)),
        'p' => return Fail::refused("`%p` prints an address"),
        'v' if spec.sharp => return Fail::refused("`%#v` is not supported"),
        _ => {}
    }
    match arg {
        Value::List(list) => {
            let items: Vec<String> = list
                .items
                .iter()
                .map(|item| verbatim(item, verb, spec))
                .collect::<Result<_, _>>()?;
            Ok(format!("[{}]", items.join(" ")))
        }
        Value::Map(map) => {
            let mut entries = Vec::new();
            for (key, value) in map.entries.borrow().iter() {
                entries.push(format!(
                    "{}:{}",
                    verbatim(&Value::Str(key.clone()), verb, spec)?,
                    verbatim(value, verb, spec)?
                ));
            }
            Ok(format!("map[{}]", entries.join(" ")))
        }
        scalar => one(scalar, verb, spec),
    }
}

fn one(arg: &Value, verb: char, spec: &Spec) -> Result<String, Fail> {
    let text = match (arg, verb) {
        (Value::Bool(value), 't' | 'v') => {
            Some(pad(if *value { "true" } else { "false" }, spec, false))
        }
        (Value::Int(value) | Value::Int64(value), verb) => integer(i128::from(*value), verb, spec)?,
        (Value::Byte(value), verb) => integer(i128::from(*value), verb, spec)?,
        (Value::Uint64(value), verb) => integer(i128::from(*value), verb, spec)?,
        (Value::Version(version), 's' | 'v' | 'q' | 'x' | 'X') => {
            return one(&Value::from(version.to_string()), verb, spec);
        }
        (Value::Time(moment), 's' | 'v' | 'q' | 'x' | 'X') => {
            return one(&Value::from(moment.to_string()), verb, spec);
        }
        (Value::Version(_) | Value::Time(_), _) => {
            return Fail::refused(format!("`%{verb}` of a version or time is not supported"));
        }
        (Value::Float(value), 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'v') => {
            Some(real(*value, verb, spec)?)
        }
        (Value::Float(_), 'b' | 'x' | 'X') => {
            return Fail::refused(format!("`%{verb}` of a float is not supported"));
        }
        (Value::Str(text), 's' | 'v') => Some(pad(&cut(text, spec), spec, spec.zero)),
        (Value::Str(_), 'q') if spec.sharp || spec.plus => {
            return Fail::refused("`%#q` and `%+q` are not supported");
        }
        (Value::Str(text), 'q') => Some(pad(&escape::quote(&cut(text, spec)), spec, spec.zero)),
        (Value::Str(text), 'x' | 'X') => Some(hex(text, verb, spec)?),
        _ => None,
    };
    match text {
        Some(text) => Ok(text),
        None if verb == 'v' => Ok(pad(&format::display(arg), spec, false)),
        // The value in the complaint keeps the flags.
        None => {
            let value = one(arg, 'v', spec)?;
            Ok(format!("%!{verb}({}={value})", arg.type_name()))
        }
    }
}

/// The precision of a string counts characters.
fn cut(text: &str, spec: &Spec) -> String {
    match spec.precision {
        Some(most) => text.chars().take(most).collect(),
        None => text.to_owned(),
    }
}

fn hex(text: &str, verb: char, spec: &Spec) -> Result<String, Fail> {
    if spec.sharp || spec.space {
        return Fail::refused("`%#x` and `% x` of a string are not supported");
    }
    let bytes = text.bytes().take(spec.precision.unwrap_or(usize::MAX));
    let digits: String = bytes
        .map(|byte| {
            if verb == 'x' {
                format!("{byte:02x}")
            } else {
                format!("{byte:02X}")
            }
        })
        .collect();
    Ok(pad(&digits, spec, spec.zero))
}

/// Nothing for a verb that an integer does not have.
fn integer(value: i128, verb: char, spec: &Spec) -> Result<Option<String>, Fail> {
    let size = value.unsigned_abs();
    let digits = match verb {
        'd' | 'v' => size.to_string(),
        'b' => format!("{size:b}"),
        'o' | 'O' => format!("{size:o}"),
        'x' => format!("{size:x}"),
        'X' => format!("{size:X}"),
        'c' | 'q' | 'U' => return character(value, verb, spec).map(Some),
        _ => return Ok(None),
    };
    let mut digits = match spec.precision {
        Some(0) if value == 0 => return Ok(Some(" ".repeat(spec.width.unwrap_or(0)))),
        Some(least) => format!("{digits:0>least$}"),
        None => digits,
    };
    let sign = sign(value < 0, spec);
    if spec.zero
        && !spec.minus
        && spec.precision.is_none()
        && let Some(width) = spec.width
    {
        let least = width.saturating_sub(sign.len());
        digits = format!("{digits:0>least$}");
    }
    let prefix = match verb {
        'b' if spec.sharp => "0b",
        'o' if spec.sharp && !digits.starts_with('0') => "0",
        'x' if spec.sharp => "0x",
        'X' if spec.sharp => "0X",
        'O' => "0o",
        _ => "",
    };
    Ok(Some(pad(&format!("{sign}{prefix}{digits}"), spec, false)))
}

fn character(value: i128, verb: char, spec: &Spec) -> Result<String, Fail> {
    let c = u32::try_from(value)
        .ok()
        .and_then(char::from_u32)
        .unwrap_or('\u{fffd}');
    Ok(match verb {
        'c' => pad(&c.to_string(), spec, spec.zero),
        'U' if !spec.sharp && spec.precision.is_none() && value >= 0 => {
            pad(&format!("U+{value:04X}"), spec, false)
        }
        'q' if !spec.sharp && !spec.plus => {
            let quoted = escape::quote(&c.to_string());
            let inner = quoted.trim_matches('"').replace("\\\"", "\"");
            let inner = if c == '"' {
                "\"".to_owned()
            } else if c == '\'' {
                "\\'".to_owned()
            } else {
                inner
            };
            pad(&format!("'{inner}'"), spec, spec.zero)
        }
        _ => return Fail::refused(format!("`%{verb}` with these flags is not supported")),
    })
}

const fn sign(negative: bool, spec: &Spec) -> &'static str {
    match (negative, spec.plus, spec.space) {
        (true, ..) => "-",
        (_, true, _) => "+",
        (_, _, true) => " ",
        _ => "",
    }
}

fn real(value: f64, verb: char, spec: &Spec) -> Result<String, Fail> {
    if spec.sharp {
        return Fail::refused("`#` for a float is not supported");
    }
    let lower = verb.to_ascii_lowercase();
    let precision = match lower {
        'e' | 'f' => Some(spec.precision.unwrap_or(6)),
        _ => spec.precision,
    };
    let kind = if lower == 'v' { 'g' } else { lower };
    let mut digits = format::float(value.abs(), kind, precision);
    if matches!(verb, 'E' | 'G') {
        digits = digits.to_uppercase();
    }
    if !value.is_finite() {
        return Fail::refused("a float without a finite value is not supported");
    }
    let sign = sign(value.is_sign_negative(), spec);
    if spec.zero
        && !spec.minus
        && let Some(width) = spec.width
    {
        let least = width.saturating_sub(sign.len());
        digits = format!("{digits:0>least$}");
    }
    Ok(pad(&format!("{sign}{digits}"), spec, false))
}

/// Width counts characters.
fn pad(text: &str, spec: &Spec, zeros: bool) -> String {
    let missing = spec.width.unwrap_or(0).saturating_sub(text.chars().count());
    if missing == 0 {
        return text.to_owned();
    }
    if spec.minus {
        return format!("{text}{}", " ".repeat(missing));
    }
    format!("{}{text}", if zeros { "0" } else { " " }.repeat(missing))
}

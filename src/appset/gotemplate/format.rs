//! Values as Go's `fmt` writes them with `%v`.

use super::value::Value;

/// `fmt.Sprintf("%v", value)`.
pub(crate) fn display(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Missing | Value::Null => out.push_str("<nil>"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Int(value) | Value::Int64(value) => out.push_str(&value.to_string()),
        Value::Byte(value) => out.push_str(&value.to_string()),
        Value::Uint64(value) => out.push_str(&value.to_string()),
        Value::Version(version) => out.push_str(&version.to_string()),
        Value::Time(moment) => out.push_str(&moment.to_string()),
        Value::Float(value) => out.push_str(&float(*value, 'g', None)),
        Value::Str(text) => out.push_str(text),
        Value::List(list) => {
            out.push('[');
            for (at, item) in list.items.iter().enumerate() {
                if at > 0 {
                    out.push(' ');
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::Map(map) => {
            out.push_str("map[");
            for (at, (key, value)) in map.entries.borrow().iter().enumerate() {
                if at > 0 {
                    out.push(' ');
                }
                out.push_str(key);
                out.push(':');
                write(value, out);
            }
            out.push(']');
        }
    }
}

/// `strconv.FormatFloat` for the verbs `e`, `f` and `g`; without a precision the shortest that reads back.
pub(crate) fn float(value: f64, verb: char, precision: Option<usize>) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    match (verb, precision) {
        ('f', Some(digits)) => format!("{value:.digits$}"),
        ('f', None) => format!("{value}"),
        ('e', _) => scientific(value, precision),
        _ => general(value, precision),
    }
}

/// With at least two digits of exponent, as C does.
fn scientific(value: f64, precision: Option<usize>) -> String {
    let text = match precision {
        Some(digits) => format!("{value:.digits$e}"),
        None => format!("{value:e}"),
    };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, digits) = match exponent.strip_prefix('-') {
        Some(digits) => ('-', digits),
        None => ('+', exponent),
    };
    format!("{mantissa}e{sign}{digits:0>2}")
}

fn general(value: f64, precision: Option<usize>) -> String {
    // The number of digits decides, so it is taken from the scientific form, which rounds in the same way.
    let digits = precision.map(|digits| digits.max(1) - 1);
    let text = scientific(value, digits);
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let significant = mantissa.bytes().filter(u8::is_ascii_digit).count();
    let limit = match precision {
        None => 6,
        Some(digits) if digits > significant && significant as i32 > exponent => significant as i32,
        Some(digits) => digits.max(1) as i32,
    };
    let mantissa = trim_zeros(mantissa);
    if exponent < -4 || exponent >= limit {
        let (_, exponent) = text.split_once('e').unwrap_or(("", "+00"));
        return format!("{mantissa}e{exponent}");
    }
    match precision {
        None => format!("{value}"),
        Some(digits) => {
            let places = (digits.max(1) as i32 - 1 - exponent).max(0) as usize;
            trim_zeros(&format!("{value:.places$}")).to_owned()
        }
    }
}

fn trim_zeros(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

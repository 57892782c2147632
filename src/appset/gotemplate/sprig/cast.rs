//! Loose conversions, as github.com/spf13/cast 1.7 does them for Sprig: what does not fit is zero.

use super::super::constant;
use super::super::error::Fail;
use super::super::value::Value;

pub(super) fn int(value: &Value) -> Result<i64, Fail> {
    match value {
        Value::Int(value) | Value::Int64(value) => Ok(*value),
        Value::Byte(value) => Ok(i64::from(*value)),
        Value::Uint64(value) => i64::try_from(*value)
            .map_err(|_| Fail::Refused("a number beyond 64 bits wraps around".to_owned())),
        Value::Float(value) => whole(*value),
        Value::Str(text) => Ok(constant::integer(trim_zero_decimal(text))
            .and_then(|n| i64::try_from(n).ok())
            .unwrap_or(0)),
        Value::Bool(value) => Ok(i64::from(*value)),
        Value::Missing
        | Value::Null
        | Value::List(_)
        | Value::Map(_)
        | Value::Version(_)
        | Value::Time(_) => Ok(0),
    }
}

pub(super) fn float(value: &Value) -> Result<f64, Fail> {
    match value {
        Value::Int(value) | Value::Int64(value) => Ok(*value as f64),
        Value::Byte(value) => Ok(f64::from(*value)),
        Value::Uint64(value) => Ok(*value as f64),
        Value::Float(value) => Ok(*value),
        Value::Str(text) => parse(text),
        Value::Bool(value) => Ok(f64::from(u8::from(*value))),
        Value::Missing
        | Value::Null
        | Value::List(_)
        | Value::Map(_)
        | Value::Version(_)
        | Value::Time(_) => Ok(0.0),
    }
}

fn whole(value: f64) -> Result<i64, Fail> {
    if value.is_nan() || value.abs() >= 9.2e18 {
        return Fail::refused("a float beyond 64 bits becomes another integer on each processor");
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "Go cuts the fraction too, and the range is checked"
    )]
    Ok(value as i64)
}

/// `strconv.ParseFloat`: also digits with signs, exponents and names of infinity.
fn parse(text: &str) -> Result<f64, Fail> {
    let lower = text.to_ascii_lowercase();
    if lower.contains("0x") || text.contains('_') || lower.contains("inf") || lower.contains("nan")
    {
        return Fail::refused(format!(
            "{text:?} is a number of a form that is not supported"
        ));
    }
    Ok(text
        .parse()
        .ok()
        .filter(|value: &f64| value.is_finite())
        .unwrap_or(0.0))
}

/// `3.00` reads as `3`; `3.10` does not.
fn trim_zero_decimal(text: &str) -> &str {
    match text.rsplit_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') => {
            whole
        }
        _ => text,
    }
}

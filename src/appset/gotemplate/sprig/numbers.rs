//! Integers are int64 and wrap, floats go through decimals, as in Sprig.

use super::super::arg::{any, int, rest, text};
use super::super::context::Context;
use super::super::error::Fail;
use super::super::format;
use super::super::functions::{Function, Param::Any, Param::Float, Param::Int, Param::Text};
use super::super::value::{Elem, List, Value};
use super::cast;
use super::decimal::{self, Operation};

pub(super) static TABLE: &[Function] = &[
    Function::variadic("add", (&[], Any), |_, args| {
        fold(0, args, i64::wrapping_add)
    }),
    Function::new("add1", &[Any], |_, args| {
        Ok(Value::Int64(cast::int(any(args, 0))?.wrapping_add(1)))
    }),
    Function::new("add1f", &[Any], |_, args| {
        decimal::fold(any(args, 0), &[Value::Int(1)], Operation::Add)
    }),
    Function::variadic("addf", (&[], Any), |_, args| {
        decimal::fold(&Value::Float(0.0), args, Operation::Add)
    }),
    Function::new("atoi", &[Text], |_, args| {
        Ok(Value::Int(atoi(text(args, 0))))
    }),
    Function::variadic("biggest", (&[Any], Any), |_, args| most(args, i64::max)),
    Function::new("ceil", &[Any], |_, args| {
        Ok(Value::Float(cast::float(any(args, 0))?.ceil()))
    }),
    Function::new("div", &[Any, Any], |_, args| {
        divide(args, i64::wrapping_div)
    }),
    Function::variadic("divf", (&[Any], Any), |_, args| {
        decimal::fold(any(args, 0), rest(args, 1), Operation::Divide)
    }),
    Function::new("float64", &[Any], |_, args| {
        cast::float(any(args, 0)).map(Value::Float)
    }),
    Function::new("floor", &[Any], |_, args| {
        Ok(Value::Float(cast::float(any(args, 0))?.floor()))
    }),
    Function::new("int", &[Any], |_, args| {
        cast::int(any(args, 0)).map(Value::Int)
    }),
    Function::new("int64", &[Any], |_, args| {
        cast::int(any(args, 0)).map(Value::Int64)
    }),
    Function::variadic("max", (&[Any], Any), |_, args| most(args, i64::max)),
    Function::variadic("maxf", (&[Any], Any), |_, args| most_float(args, f64::max)),
    Function::variadic("min", (&[Any], Any), |_, args| most(args, i64::min)),
    Function::variadic("minf", (&[Any], Any), |_, args| most_float(args, f64::min)),
    Function::new("mod", &[Any, Any], |_, args| {
        divide(args, i64::wrapping_rem)
    }),
    Function::variadic("mul", (&[Any], Any), |_, args| {
        fold(cast::int(any(args, 0))?, rest(args, 1), i64::wrapping_mul)
    }),
    Function::variadic("mulf", (&[Any], Any), |_, args| {
        decimal::fold(any(args, 0), rest(args, 1), Operation::Multiply)
    }),
    Function::variadic("round", (&[Any, Int], Float), |_, args| round(args)),
    Function::variadic("seq", (&[], Int), seq),
    Function::new("sub", &[Any, Any], |_, args| {
        Ok(Value::Int64(
            cast::int(any(args, 0))?.wrapping_sub(cast::int(any(args, 1))?),
        ))
    }),
    Function::variadic("subf", (&[Any], Any), |_, args| {
        decimal::fold(any(args, 0), rest(args, 1), Operation::Subtract)
    }),
    Function::new("toDecimal", &[Any], |_, args| {
        Ok(Value::Int64(octal(&format::display(any(args, 0)))))
    }),
    Function::new("until", &[Int], |context, args| {
        let count = int(args, 0);
        steps(context, (0, count, if count < 0 { -1 } else { 1 })).map(ints)
    }),
    Function::new("untilStep", &[Int, Int, Int], |context, args| {
        steps(context, (int(args, 0), int(args, 1), int(args, 2))).map(ints)
    }),
];

fn fold(start: i64, args: &[Value], operation: fn(i64, i64) -> i64) -> Result<Value, Fail> {
    let mut sum = start;
    for arg in args {
        sum = operation(sum, cast::int(arg)?);
    }
    Ok(Value::Int64(sum))
}

fn divide(args: &[Value], operation: fn(i64, i64) -> i64) -> Result<Value, Fail> {
    let (a, b) = (cast::int(any(args, 0))?, cast::int(any(args, 1))?);
    if b == 0 {
        return Fail::error("runtime error: integer divide by zero");
    }
    Ok(Value::Int64(operation(a, b)))
}

fn most(args: &[Value], choose: fn(i64, i64) -> i64) -> Result<Value, Fail> {
    fold(cast::int(any(args, 0))?, rest(args, 1), choose)
}

fn most_float(args: &[Value], choose: fn(f64, f64) -> f64) -> Result<Value, Fail> {
    let mut value = cast::float(any(args, 0))?;
    for arg in rest(args, 1) {
        value = choose(value, cast::float(arg)?);
    }
    Ok(Value::Float(value))
}

/// `strconv.Atoi` with its error dropped; a value out of range ends at the limit.
fn atoi(text: &str) -> i64 {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return 0;
    }
    text.parse().unwrap_or(if text.starts_with('-') {
        i64::MIN
    } else {
        i64::MAX
    })
}

fn octal(text: &str) -> i64 {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.starts_with(['+', '-']) {
        0
    } else {
        i64::from_str_radix(text, 8).unwrap_or(0)
    }
}

fn round(args: &[Value]) -> Result<Value, Fail> {
    let on = match rest(args, 2).first() {
        Some(Value::Float(on)) => *on,
        _ => 0.5,
    };
    let power = 10f64.powi(i32::try_from(int(args, 1)).unwrap_or(i32::MAX));
    let digit = power * cast::float(any(args, 0))?;
    let rounded = if digit.fract() >= on {
        digit.ceil()
    } else {
        digit.floor()
    };
    Ok(Value::Float(rounded / power))
}

fn steps(context: &Context, (start, stop, step): (i64, i64, i64)) -> Result<Vec<i64>, Fail> {
    let mut all = Vec::new();
    let down = stop < start;
    if (down && step >= 0) || (!down && step <= 0) {
        return Ok(all);
    }
    let mut at = start;
    while if down { at > stop } else { at < stop } {
        context.spend(1)?;
        all.push(at);
        at = match at.checked_add(step) {
            Some(next) => next,
            None => break,
        };
    }
    Ok(all)
}

fn ints(all: Vec<i64>) -> Value {
    Value::List(List {
        elem: Elem::Int,
        items: all.into_iter().map(Value::Int).collect(),
        unordered: false,
    })
}

fn seq(context: &Context, args: &[Value]) -> Result<Value, Fail> {
    let (start, step, end) = match args.len() {
        1 => (1, None, int(args, 0)),
        2 => (int(args, 0), None, int(args, 1)),
        3 => (int(args, 0), Some(int(args, 1)), int(args, 2)),
        _ => return Ok(Value::from("")),
    };
    let direction = if end < start { -1 } else { 1 };
    if direction < 0 && step.is_some_and(|step| step > 0) {
        return Ok(Value::from(""));
    }
    let all = steps(
        context,
        (
            start,
            end.wrapping_add(direction),
            step.unwrap_or(direction),
        ),
    )?;
    let texts: Vec<String> = all.iter().map(i64::to_string).collect();
    context.text(texts.join(" "))
}

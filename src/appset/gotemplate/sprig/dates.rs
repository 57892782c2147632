//! Dates that do not ask the clock (Sprig 3.3, date.go).

use std::rc::Rc;

use super::super::arg::{any, text};
use super::super::error::Fail;
use super::super::functions::{Function, Param::Any, Param::Text, Param::Time};
use super::super::time::{Duration, Moment, duration, read};
use super::super::value::Value;

const LOCAL: &str = "Local";
const HTML: &str = "2006-01-02";

pub(super) static TABLE: &[Function] = &[
    Function::new("date", &[Text, Any], |_, args| {
        format(text(args, 0), any(args, 1), LOCAL)
    }),
    Function::new("dateInZone", &[Text, Any, Text], |_, args| {
        format(text(args, 0), any(args, 1), text(args, 2))
    }),
    Function::new("date_in_zone", &[Text, Any, Text], |_, args| {
        format(text(args, 0), any(args, 1), text(args, 2))
    }),
    Function::new("htmlDate", &[Any], |_, args| {
        format(HTML, any(args, 0), LOCAL)
    }),
    Function::new("htmlDateInZone", &[Any, Text], |_, args| {
        format(HTML, any(args, 0), text(args, 1))
    }),
    Function::new("dateModify", &[Text, Time], |_, args| modified(args, false)),
    Function::new("date_modify", &[Text, Time], |_, args| {
        modified(args, false)
    }),
    Function::new("mustDateModify", &[Text, Time], |_, args| {
        modified(args, true)
    }),
    Function::new("must_date_modify", &[Text, Time], |_, args| {
        modified(args, true)
    }),
    Function::new("toDate", &[Text, Text], |_, args| parsed(args, false)),
    Function::new("mustToDate", &[Text, Text], |_, args| parsed(args, true)),
    Function::new("unixEpoch", &[Time], |_, args| {
        Ok(Value::from(moment(args, 0)?.seconds().to_string()))
    }),
    Function::new("duration", &[Any], |_, args| seconds(any(args, 0))),
    Function::new("durationRound", &[Any], |_, args| rounded(any(args, 0))),
];

fn time(moment: Moment) -> Value {
    Value::Time(Rc::new(moment))
}

fn moment(args: &[Value], at: usize) -> Result<Moment, Fail> {
    match args.get(at) {
        Some(Value::Time(moment)) => Ok((**moment).clone()),
        _ => Fail::error("wrong type for value; expected time.Time"),
    }
}

/// Whatever is no time stands for now.
fn format(layout: &str, value: &Value, zone: &str) -> Result<Value, Fail> {
    let moment = match value {
        Value::Time(moment) => (**moment).clone(),
        Value::Int(seconds) | Value::Int64(seconds) => Moment::unix(*seconds)?,
        other => {
            return Fail::refused(format!(
                "{} is no time here, so that the clock of the controller is asked",
                other.type_name()
            ));
        }
    };
    Ok(Value::from(moment.within(zone).format(layout)?))
}

fn modified(args: &[Value], must: bool) -> Result<Value, Fail> {
    let moment = moment(args, 1)?;
    match duration(text(args, 0)) {
        Ok(by) => Ok(time(moment.moved(by)?)),
        Err(Fail::Error(_)) if !must => Ok(time(moment)),
        Err(fail) => Err(fail),
    }
}

fn parsed(args: &[Value], must: bool) -> Result<Value, Fail> {
    match read(text(args, 0), text(args, 1)) {
        Ok(moment) => Ok(time(moment)),
        Err(Fail::Error(_)) if !must => Ok(time(Moment::zero()?)),
        Err(fail) => Err(fail),
    }
}

/// Only a text and an int64 count; every other type is no time at all.
fn seconds(value: &Value) -> Result<Value, Fail> {
    let seconds = match value {
        Value::Str(text) => text.parse().unwrap_or(0),
        Value::Int64(seconds) => *seconds,
        _ => 0,
    };
    let Some(nanos) = i64::checked_mul(seconds, 1_000_000_000) else {
        return Fail::refused("a duration of centuries wraps around");
    };
    Ok(Value::from(Duration(nanos).to_string()))
}

fn rounded(value: &Value) -> Result<Value, Fail> {
    const UNITS: [(&str, u64); 6] = [
        ("y", 365 * 86_400),
        ("mo", 30 * 86_400),
        ("d", 86_400),
        ("h", 3600),
        ("m", 60),
        ("s", 1),
    ];
    let nanos = match value {
        Value::Str(text) => match duration(text) {
            Ok(duration) => duration.0,
            Err(Fail::Error(_)) => 0,
            Err(fail) => return Err(fail),
        },
        Value::Int64(nanos) => *nanos,
        Value::Time(_) => return Fail::refused("how long ago a time is depends on the clock"),
        _ => 0,
    };
    let nanos = nanos.unsigned_abs();
    let found = UNITS.iter().find_map(|(unit, seconds)| {
        let size = seconds * 1_000_000_000;
        (nanos > size).then(|| format!("{}{unit}", nanos / size))
    });
    Ok(Value::from(found.unwrap_or_else(|| "0s".to_owned())))
}

//! Calls of functions: arguments by the types of the parameters, as text/template of go1.26 (exec.go) checks them.

use std::rc::Rc;

use super::ast::{Arg, Number};
use super::error::Fail;
use super::exec::{State, in_order};
use super::functions::{self, Function, Param};
use super::value::Value;

impl State<'_> {
    pub(super) fn typed(&mut self, dot: &Value, arg: &Arg, param: Param) -> Result<Value, Fail> {
        match (arg, param) {
            (_, Param::Any) => self.any(dot, arg),
            (Arg::Bool(value), Param::Bool) => Ok(Value::Bool(*value)),
            (Arg::Text(text), Param::Text) => Ok(Value::Str(Rc::clone(text))),
            (Arg::Number(Number { int: Some(int), .. }), Param::Int) => Ok(Value::Int(*int)),
            (Arg::Number(number), Param::Float) => Ok(Value::Float(number.float)),
            (Arg::Bool(_) | Arg::Text(_) | Arg::Number(_), _) => {
                Fail::error(format!("expected {}", param.type_name()))
            }
            (Arg::Nil, Param::Map) => Ok(Value::Missing),
            (Arg::Nil, _) => Fail::error(format!("cannot assign nil to {}", param.type_name())),
            _ => {
                let value = self.any(dot, arg)?;
                param.takes(value)
            }
        }
    }

    pub(super) fn call(
        &mut self,
        dot: &Value,
        name: &str,
        (args, last): (&[Arg], Option<Value>),
    ) -> Result<Value, Fail> {
        if matches!(name, "and" | "or") {
            return self.circuit(dot, name == "or", (args, last));
        }
        if name == "tpl" {
            return self.call_tpl(dot, (args, last));
        }
        let function = functions::find(name)?;
        let count = args.len() + usize::from(last.is_some());
        check_count(function, count)?;
        let mut values = Vec::with_capacity(count);
        for (at, arg) in args.iter().enumerate() {
            values.push(self.typed(dot, arg, function.param(at))?);
        }
        if let Some(last) = last {
            values.push(function.param(args.len()).takes(last)?);
        }
        for value in &values {
            self.context.weigh(value)?;
            if !function.any_order {
                in_order(value, &format!("`{name}` takes it"))?;
            }
        }
        (function.run)(self.context, &values).map_err(|fail| match fail {
            Fail::Error(message) => Fail::Error(format!("error calling {name}: {message}")),
            Fail::Refused(message) => Fail::Refused(format!("`{name}`: {message}")),
        })
    }

    /// `tpl` runs a template, so it stands here and not in a table.
    fn call_tpl(
        &mut self,
        dot: &Value,
        (args, last): (&[Arg], Option<Value>),
    ) -> Result<Value, Fail> {
        const PARAMS: [Param; 2] = [Param::Text, Param::Any];
        let count = args.len() + usize::from(last.is_some());
        if count != PARAMS.len() {
            return Fail::error(format!(
                "wrong number of args for tpl: want {} got {count}",
                PARAMS.len()
            ));
        }
        let mut values = Vec::with_capacity(count);
        for (arg, param) in args.iter().zip(PARAMS) {
            values.push(self.typed(dot, arg, param)?);
        }
        if let Some(last) = last {
            let param = if args.is_empty() {
                Param::Text
            } else {
                Param::Any
            };
            values.push(param.takes(last)?);
        }
        let [Value::Str(text), data] = values.as_slice() else {
            return Fail::error("error calling tpl: it takes a text and its data");
        };
        self.tpl(text, data).map_err(|fail| match fail {
            Fail::Error(message) => Fail::Error(format!("error calling tpl: {message}")),
            Fail::Refused(message) => Fail::Refused(format!("`tpl`: {message}")),
        })
    }

    /// `and` and `or` stop at the argument that decides.
    fn circuit(
        &mut self,
        dot: &Value,
        stop: bool,
        (args, last): (&[Arg], Option<Value>),
    ) -> Result<Value, Fail> {
        if args.is_empty() && last.is_none() {
            return Fail::error(format!(
                "wrong number of args for {}: want at least 1 got 0",
                if stop { "or" } else { "and" }
            ));
        }
        let mut value = Value::Missing;
        for arg in args {
            value = self.any(dot, arg)?;
            if value.is_true() == stop {
                return Ok(value);
            }
        }
        Ok(last.unwrap_or(value))
    }
}

fn check_count(function: &Function, count: usize) -> Result<(), Fail> {
    let fixed = function.params.len();
    let name = function.name;
    match function.rest {
        Some(_) if count < fixed => Fail::error(format!(
            "wrong number of args for {name}: want at least {fixed} got {count}"
        )),
        None if count != fixed => Fail::error(format!(
            "wrong number of args for {name}: want {fixed} got {count}"
        )),
        _ => Ok(()),
    }
}

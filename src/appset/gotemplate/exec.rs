//! Runs a tree, as text/template of go1.26 (exec.go) does.

use std::rc::Rc;

use super::ast::{Arg, Branch, Node, Number, Pipe, Templates};
use super::context::{Context, MissingKey};
use super::error::Fail;
use super::value::{Dict, Elem, List, Value};
use super::{format, parse};

/// Lists and templates inside one another while running.
const DEEPEST: usize = 96;

pub(super) fn run(
    templates: &Templates,
    data: &Value,
    missing: MissingKey,
) -> Result<String, Fail> {
    let context = Context::new(missing);
    let mut state = State {
        templates,
        context: &context,
        vars: vec![("$".to_owned(), data.clone())],
        out: String::new(),
        depth: 0,
        tpls: 0,
    };
    state.root(data)?;
    Ok(state.out)
}

/// What to do after a node.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    Next,
    Break,
    Continue,
}

pub(super) struct State<'t> {
    templates: &'t Templates,
    pub(super) context: &'t Context,
    vars: Vec<(String, Value)>,
    out: String,
    depth: usize,
    /// `tpl` inside `tpl`.
    tpls: usize,
}

impl State<'_> {
    fn root(&mut self, dot: &Value) -> Result<(), Fail> {
        let templates = self.templates;
        if let Some(root) = templates.by_name.get(parse::ROOT) {
            self.list(dot, root)?;
        }
        Ok(())
    }

    /// `tpl` of Argo CD 3.6: renders a text with the templates that are defined here, and leaves out `<no value>`.
    pub(super) fn tpl(&mut self, text: &str, dot: &Value) -> Result<Value, Fail> {
        const DEEPEST_TPL: usize = 3;
        if self.tpls >= DEEPEST_TPL {
            return Fail::error(format!(
                "maximum recursion depth {DEEPEST_TPL} exceeded in tpl function"
            ));
        }
        self.context.spend(text.len() as u64)?;
        let mut templates = self.templates.clone();
        templates.by_name.extend(parse::parse(text)?.by_name);
        let mut inner = State {
            templates: &templates,
            context: self.context,
            vars: vec![("$".to_owned(), dot.clone())],
            out: String::new(),
            depth: self.depth,
            tpls: self.tpls + 1,
        };
        inner.root(dot)?;
        self.context.text(inner.out.replace("<no value>", ""))
    }

    fn list(&mut self, dot: &Value, list: &[Node]) -> Result<Flow, Fail> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Fail::refused(format!("it runs more than {DEEPEST} levels deep"));
        }
        let mut flow = Flow::Next;
        for node in list {
            flow = self.node(dot, node)?;
            if flow != Flow::Next {
                break;
            }
        }
        self.depth -= 1;
        Ok(flow)
    }

    fn node(&mut self, dot: &Value, node: &Node) -> Result<Flow, Fail> {
        self.context.spend(1)?;
        match node {
            Node::Text(text) => self.write(text)?,
            Node::Action(pipe) => {
                let value = self.pipeline(dot, pipe)?;
                if pipe.declared.is_empty() {
                    self.print(&value)?;
                }
            }
            Node::Break => return Ok(Flow::Break),
            Node::Continue => return Ok(Flow::Continue),
            Node::If(branch) => return self.choose(dot, branch, false),
            Node::With(branch) => return self.choose(dot, branch, true),
            Node::Range(branch) => return self.range(dot, branch),
            Node::Template(name, pipe) => self.template(dot, name, pipe.as_ref())?,
        }
        Ok(Flow::Next)
    }

    fn write(&mut self, text: &str) -> Result<(), Fail> {
        self.context.room(text.len())?;
        self.out.push_str(text);
        Ok(())
    }

    fn print(&mut self, value: &Value) -> Result<(), Fail> {
        if value.is_nil() {
            return self.write("<no value>");
        }
        in_order(value, "it is printed")?;
        self.context.weigh(value)?;
        let text = format::display(value);
        self.write(&text)
    }

    fn choose(&mut self, dot: &Value, branch: &Branch, with: bool) -> Result<Flow, Fail> {
        let mark = self.vars.len();
        let value = self.pipeline(dot, &branch.pipe)?;
        let flow = match (value.is_true(), &branch.otherwise) {
            (true, _) => self.list(if with { &value } else { dot }, &branch.list)?,
            (false, Some(list)) => self.list(dot, list)?,
            (false, None) => Flow::Next,
        };
        self.vars.truncate(mark);
        Ok(flow)
    }

    fn range(&mut self, dot: &Value, branch: &Branch) -> Result<Flow, Fail> {
        let mark = self.vars.len();
        let value = self.pipeline(dot, &branch.pipe)?;
        in_order(&value, "`range` goes through it")?;
        let pairs: Box<dyn Iterator<Item = (Value, Value)>> = match &value {
            Value::List(list) => {
                let items = Rc::clone(&list.items);
                Box::new(
                    (0..items.len()).filter_map(move |at| Some((int(at), items.get(at)?.clone()))),
                )
            }
            Value::Map(map) => {
                let entries: Vec<_> = map
                    .entries
                    .borrow()
                    .iter()
                    .map(|(key, value)| (Value::Str(Rc::clone(key)), value.clone()))
                    .collect();
                Box::new(entries.into_iter())
            }
            Value::Int(most) | Value::Int64(most) => {
                let wide = matches!(value, Value::Int64(_));
                if branch.pipe.declared.len() > 1 {
                    return Fail::error(format!(
                        "can't use {most} to iterate over more than one variable"
                    ));
                }
                Box::new((0..*most).map(move |n| {
                    (
                        Value::Missing,
                        if wide { Value::Int64(n) } else { Value::Int(n) },
                    )
                }))
            }
            Value::Uint64(most) => Box::new((0..*most).map(|n| (Value::Missing, Value::Uint64(n)))),
            Value::Byte(most) => Box::new((0..*most).map(|n| (Value::Missing, Value::Byte(n)))),
            Value::Missing | Value::Null => Box::new(std::iter::empty()),
            other => {
                return Fail::error(format!(
                    "range can't iterate over {}",
                    format::display(other)
                ));
            }
        };
        let ran = self.iterate(pairs, branch)?;
        let flow = match (&branch.otherwise, ran) {
            (Some(list), false) => self.list(dot, list)?,
            _ => Flow::Next,
        };
        self.vars.truncate(mark);
        Ok(flow)
    }

    /// Whether there was anything.
    fn iterate(
        &mut self,
        pairs: impl Iterator<Item = (Value, Value)>,
        branch: &Branch,
    ) -> Result<bool, Fail> {
        let mark = self.vars.len();
        let mut ran = false;
        for (index, element) in pairs {
            ran = true;
            self.context.spend(1)?;
            self.bind(&branch.pipe, index, &element)?;
            let flow = self.list(&element, &branch.list)?;
            self.vars.truncate(mark);
            if flow == Flow::Break {
                break;
            }
        }
        Ok(ran)
    }

    fn bind(&mut self, pipe: &Pipe, index: Value, element: &Value) -> Result<(), Fail> {
        let (first, second) = (pipe.declared.first(), pipe.declared.get(1));
        let values = match (first, second) {
            (Some(first), Some(second)) => vec![(first, index), (second, element.clone())],
            (Some(first), None) => vec![(first, element.clone())],
            _ => Vec::new(),
        };
        let count = values.len();
        for (place, (name, value)) in values.into_iter().enumerate() {
            if pipe.assigns {
                self.set(name, value)?;
            } else if let Some(at) = self.vars.len().checked_sub(count - place)
                && let Some(slot) = self.vars.get_mut(at)
            {
                slot.1 = value;
            }
        }
        Ok(())
    }

    fn set(&mut self, name: &str, value: Value) -> Result<(), Fail> {
        match self.vars.iter_mut().rev().find(|(known, _)| known == name) {
            Some(slot) => {
                slot.1 = value;
                Ok(())
            }
            None => Fail::error(format!("undefined variable: {name}")),
        }
    }

    fn template(&mut self, dot: &Value, name: &str, pipe: Option<&Pipe>) -> Result<(), Fail> {
        let Some(list) = self.templates.by_name.get(name) else {
            return Fail::error(format!("template {name:?} not defined"));
        };
        let dot = match pipe {
            Some(pipe) => self.pipeline(dot, pipe)?,
            None => Value::Missing,
        };
        let vars = std::mem::replace(&mut self.vars, vec![("$".to_owned(), dot.clone())]);
        self.list(&dot, &Rc::clone(list))?;
        self.vars = vars;
        Ok(())
    }

    fn pipeline(&mut self, dot: &Value, pipe: &Pipe) -> Result<Value, Fail> {
        let mut value = None;
        for command in &pipe.commands {
            let made = self.command(dot, command, value)?;
            // A nil inside an interface is taken out of it here, and nothing is left.
            value = Some(if made.is_nil() { Value::Missing } else { made });
        }
        let value = value.unwrap_or(Value::Missing);
        for name in &pipe.declared {
            if pipe.assigns {
                self.set(name, value.clone())?;
            } else {
                self.vars.push((name.clone(), value.clone()));
            }
        }
        Ok(value)
    }

    fn command(&mut self, dot: &Value, words: &[Arg], last: Option<Value>) -> Result<Value, Fail> {
        self.context.spend(1)?;
        let Some((first, args)) = words.split_first() else {
            return Ok(Value::Missing);
        };
        if let Arg::Function(name) = first {
            return self.call(dot, name, (args, last));
        }
        let given = !args.is_empty() || last.is_some();
        if given && let Some(value) = self.method(dot, first, (args, &last))? {
            return Ok(value);
        }
        match first {
            Arg::Field(names) => self.fields(dot, names, given),
            Arg::Variable(name, names) => {
                let value = self.variable(name)?;
                if names.is_empty() && given {
                    return Fail::error(format!("can't give argument to non-function {name}"));
                }
                self.fields(&value, names, given)
            }
            Arg::Chain(inner, names) => {
                let value = self.any(dot, inner)?;
                self.fields(&value, names, given)
            }
            _ if given => Fail::error("can't give argument to non-function"),
            Arg::Pipe(pipe) => self.pipeline(dot, pipe),
            Arg::Nil => Fail::error("nil is not a command"),
            other => self.any(dot, other),
        }
    }

    /// The method of a version or time with one argument; nothing where the first word is no such thing.
    fn method(
        &mut self,
        dot: &Value,
        first: &Arg,
        (args, last): (&[Arg], &Option<Value>),
    ) -> Result<Option<Value>, Fail> {
        let (base, names) = match first {
            Arg::Field(names) => (dot.clone(), names),
            Arg::Variable(name, names) => (self.variable(name)?, names),
            Arg::Chain(inner, names) => (self.any(dot, inner)?, names),
            _ => return Ok(None),
        };
        let Some((name, path)) = names.split_last() else {
            return Ok(None);
        };
        let receiver = match self.fields(&base, path, false)? {
            receiver @ (Value::Version(_) | Value::Time(_)) => receiver,
            _ => return Ok(None),
        };
        let other = match (args, last) {
            ([one], None) => self.any(dot, one)?,
            ([], Some(last)) => last.clone(),
            _ => {
                return Fail::error(format!(
                    "wrong number of args for {name}: want 1 got {}",
                    args.len() + usize::from(last.is_some())
                ));
            }
        };
        match receiver {
            Value::Version(version) => version.method(name, &other),
            Value::Time(moment) => moment.method(name, &other),
            _ => return Ok(None),
        }
        .map(Some)
    }

    fn variable(&self, name: &str) -> Result<Value, Fail> {
        match self.vars.iter().rev().find(|(known, _)| known == name) {
            Some((_, value)) => Ok(value.clone()),
            None => Fail::error(format!("undefined variable: {name}")),
        }
    }

    fn fields(&self, value: &Value, names: &[String], given: bool) -> Result<Value, Fail> {
        let mut value = value.clone();
        for (at, name) in names.iter().enumerate() {
            value = self.field(&value, name, given && at + 1 == names.len())?;
        }
        Ok(value)
    }

    fn field(&self, value: &Value, name: &str, given: bool) -> Result<Value, Fail> {
        let map = match value {
            Value::Missing if self.context.missing == MissingKey::Error => {
                return Fail::error(format!("nil data; no entry for key {name:?}"));
            }
            Value::Missing => return Ok(Value::Missing),
            Value::Null => {
                return Fail::error(format!("nil pointer evaluating interface {{}}.{name}"));
            }
            Value::Map(map) => map,
            Value::Version(version) if !given => return version.field(name),
            Value::Time(moment) if !given => return moment.field(name),
            other => {
                return Fail::error(format!(
                    "can't evaluate field {name} in type {}",
                    other.type_name()
                ));
            }
        };
        if given {
            return Fail::error(format!("{name} is not a method but has arguments"));
        }
        match (map.get(name), self.context.missing) {
            (Some(value), _) => Ok(value),
            (None, MissingKey::Invalid) => Ok(Value::Missing),
            (None, MissingKey::Zero) => Ok(zero(map)),
            (None, MissingKey::Error) => Fail::error(format!("map has no entry for key {name:?}")),
        }
    }

    /// An argument for a parameter of any type.
    pub(super) fn any(&mut self, dot: &Value, arg: &Arg) -> Result<Value, Fail> {
        match arg {
            Arg::Bool(value) => Ok(Value::Bool(*value)),
            Arg::Dot => Ok(dot.clone()),
            Arg::Nil => Ok(Value::Missing),
            Arg::Number(number) => ideal(number),
            Arg::Text(text) => Ok(Value::Str(Rc::clone(text))),
            Arg::Field(names) => self.fields(dot, names, false),
            Arg::Variable(name, names) => {
                let value = self.variable(name)?;
                self.fields(&value, names, false)
            }
            Arg::Function(name) => self.call(dot, name, (&[], None)),
            Arg::Pipe(pipe) => self.nested(dot, pipe),
            Arg::Chain(inner, names) => {
                if matches!(**inner, Arg::Nil) {
                    return Fail::error("indirection through explicit nil");
                }
                let value = self.any(dot, inner)?;
                self.fields(&value, names, false)
            }
        }
    }

    fn nested(&mut self, dot: &Value, pipe: &Pipe) -> Result<Value, Fail> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Fail::refused(format!("it runs more than {DEEPEST} levels deep"));
        }
        let value = self.pipeline(dot, pipe);
        self.depth -= 1;
        value
    }
}

fn ideal(number: &Number) -> Result<Value, Fail> {
    match number.int {
        _ if number.is_float => Ok(Value::Float(number.float)),
        Some(int) => Ok(Value::Int(int)),
        None => Fail::error(format!("{} overflows int", number.text)),
    }
}

fn zero(map: &Dict) -> Value {
    if map.elem == Elem::Str {
        Value::from("")
    } else {
        Value::Null
    }
}

fn int(at: usize) -> Value {
    Value::Int(i64::try_from(at).unwrap_or(i64::MAX))
}

/// Refuses to go on with keys or values whose order Go draws by lot.
pub(super) fn in_order(value: &Value, what: &str) -> Result<(), Fail> {
    match value {
        Value::List(List {
            unordered: true,
            items,
            ..
        }) if items.len() > 1 => Fail::refused(format!(
            "Go gives keys and values of a map in random order, and {what}; sort them with `sortAlpha` first"
        )),
        _ => Ok(()),
    }
}

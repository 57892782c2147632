//! What a template is made of.

use std::collections::BTreeMap;
use std::rc::Rc;

/// A parsed template with those it defines.
#[derive(Debug, Clone)]
pub(super) struct Templates {
    pub(super) by_name: BTreeMap<String, Rc<Vec<Node>>>,
}

#[derive(Debug, Clone)]
pub(super) enum Node {
    Text(String),
    Action(Pipe),
    If(Branch),
    With(Branch),
    Range(Branch),
    Template(String, Option<Pipe>),
    Break,
    Continue,
}

/// `if`, `with` or `range` with its two lists.
#[derive(Debug, Clone)]
pub(super) struct Branch {
    pub(super) pipe: Pipe,
    pub(super) list: Vec<Node>,
    pub(super) otherwise: Option<Vec<Node>>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Pipe {
    pub(super) declared: Vec<String>,
    /// `=` rather than `:=`.
    pub(super) assigns: bool,
    /// Each at least one word.
    pub(super) commands: Vec<Vec<Arg>>,
}

#[derive(Debug, Clone)]
pub(super) enum Arg {
    Bool(bool),
    Dot,
    Nil,
    Number(Number),
    Text(Rc<str>),
    Field(Vec<String>),
    Variable(String, Vec<String>),
    Function(String),
    Pipe(Box<Pipe>),
    Chain(Box<Arg>, Vec<String>),
}

/// A number constant: what it can be taken for.
#[derive(Debug, Clone)]
pub(super) struct Number {
    pub(super) text: String,
    pub(super) int: Option<i64>,
    pub(super) float: f64,
    /// Written with a point or an exponent: a float64 where any type is taken.
    pub(super) is_float: bool,
}

impl Node {
    /// Text of blanks alone; a template of nothing else can be defined again.
    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::Text(text) if text.trim().is_empty())
    }
}

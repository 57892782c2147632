//! The functions by name, with the types of their parameters: a wrong type is an error before a function runs.

use super::context::Context;
use super::error::Fail;
use super::value::{Elem, Value};
use super::{builtins, sprig};

/// A parameter's type in Go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Param {
    /// `interface {}` or `reflect.Value`
    Any,
    Bool,
    Float,
    Int,
    /// `map[string]interface {}`; not `map[string]string`.
    Map,
    Text,
    /// `time.Time`
    Time,
}

pub(super) type Run = fn(&Context, &[Value]) -> Result<Value, Fail>;

pub(super) struct Function {
    pub(super) name: &'static str,
    pub(super) params: &'static [Param],
    /// What further arguments are, if it takes any number.
    pub(super) rest: Option<Param>,
    /// The order of a list makes no difference to it.
    pub(super) any_order: bool,
    pub(super) run: Run,
}

impl Function {
    pub(super) const fn new(name: &'static str, params: &'static [Param], run: Run) -> Self {
        Self {
            name,
            params,
            rest: None,
            any_order: false,
            run,
        }
    }

    pub(super) const fn variadic(
        name: &'static str,
        (params, rest): (&'static [Param], Param),
        run: Run,
    ) -> Self {
        Self {
            name,
            params,
            rest: Some(rest),
            any_order: false,
            run,
        }
    }

    pub(super) const fn any_order(self) -> Self {
        Self {
            any_order: true,
            ..self
        }
    }

    pub(super) fn param(&self, at: usize) -> Param {
        self.params
            .get(at)
            .copied()
            .or(self.rest)
            .unwrap_or(Param::Any)
    }
}

impl Param {
    pub(super) const fn type_name(self) -> &'static str {
        match self {
            Self::Any => "interface {}",
            Self::Bool => "bool",
            Self::Float => "float64",
            Self::Int => "int",
            Self::Map => "map[string]interface {}",
            Self::Text => "string",
            Self::Time => "time.Time",
        }
    }

    /// Go's assignability: int64 is no int, and `map[string]string` no `map[string]interface {}`.
    pub(super) fn takes(self, value: Value) -> Result<Value, Fail> {
        let fits = match (self, &value) {
            (Self::Any, _)
            | (Self::Bool, Value::Bool(_))
            | (Self::Float, Value::Float(_))
            | (Self::Int, Value::Int(_))
            | (Self::Text, Value::Str(_))
            | (Self::Time, Value::Time(_))
            | (Self::Map, Value::Missing) => true,
            (Self::Map, Value::Map(map)) => map.elem == Elem::Any,
            _ => false,
        };
        if fits {
            return Ok(value);
        }
        let expected = self.type_name();
        Fail::error(match value {
            Value::Missing => format!("invalid value; expected {expected}"),
            other => format!(
                "wrong type for value; expected {expected}; got {}",
                other.type_name()
            ),
        })
    }
}

/// Functions whose answer differs from call to call, or with the machine and time they run on.
const RANDOM: &[&str] = &[
    "bcrypt",
    "encryptAES",
    "genCA",
    "genCAWithKey",
    "genPrivateKey",
    "genSelfSignedCert",
    "genSelfSignedCertWithKey",
    "genSignedCert",
    "genSignedCertWithKey",
    "htpasswd",
    "randAlpha",
    "randAlphaNum",
    "randAscii",
    "randBytes",
    "randInt",
    "randNumeric",
    "shuffle",
    "uuidv4",
];
const CLOCK: &[&str] = &["ago", "now"];
/// Sprig has these, Argo CD takes them out (applicationset/utils, 3.5).
const REMOVED: &[&str] = &["env", "expandenv", "getHostByName"];
const UNSUPPORTED: &[&str] = &["buildCustomCert", "call", "decryptAES", "derivePassword"];

/// Whether a template may name the function; text/template asks while parsing.
pub(super) fn check(name: &str) -> Result<(), Fail> {
    if matches!(name, "and" | "or" | "tpl") || lookup(name).is_some() {
        return Ok(());
    }
    if RANDOM.contains(&name) {
        return Fail::refused(format!(
            "`{name}` gives something else each time, so no preview can tell what Argo CD will write"
        ));
    }
    if CLOCK.contains(&name) {
        return Fail::refused(format!("`{name}` depends on the clock of the controller"));
    }
    if UNSUPPORTED.contains(&name) {
        return Fail::refused(format!("`{name}` is not supported here"));
    }
    let removed = if REMOVED.contains(&name) {
        "; Argo CD takes it out of Sprig"
    } else {
        ""
    };
    Fail::error(format!("function {name:?} not defined{removed}"))
}

pub(super) fn find(name: &str) -> Result<&'static Function, Fail> {
    lookup(name).ok_or_else(|| Fail::Error(format!("{name:?} is not a defined function")))
}

/// Sprig's come first: its `slice` replaces the one of text/template.
fn lookup(name: &str) -> Option<&'static Function> {
    sprig::TABLES
        .iter()
        .copied()
        .chain([builtins::TABLE])
        .flat_map(<[Function]>::iter)
        .find(|function| function.name == name)
}

/// All names that a template may use.
#[must_use]
pub fn names() -> Vec<&'static str> {
    let tables = sprig::TABLES.iter().copied().chain([builtins::TABLE]);
    let mut names: Vec<_> = tables
        .flat_map(<[Function]>::iter)
        .map(|function| function.name)
        .chain(["and", "or", "tpl"])
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

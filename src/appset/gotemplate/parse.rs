//! Tokens to a tree, as the parser of Go's text/template (go1.26 text/template/parse) builds it.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::ast::{Branch, Node, Templates};
use super::constant;
use super::error::Fail;
use super::lex::{Keyword, Token, lex};

/// Name of the template that Argo CD parses every text into.
pub(super) const ROOT: &str = "base";
/// Lists and parentheses inside one another.
pub(super) const DEEPEST: usize = 64;

pub(super) fn parse(text: &str) -> Result<Templates, Fail> {
    let mut parser = Parser {
        tokens: lex(text)?,
        at: 0,
        vars: vec!["$".to_owned()],
        ranges: 0,
        depth: 0,
        templates: Templates {
            by_name: BTreeMap::new(),
        },
    };
    let root = parser.root()?;
    parser.add(ROOT.to_owned(), root)?;
    Ok(parser.templates)
}

/// What ends a list.
enum End {
    End,
    Else(Option<Keyword>),
}

enum Item {
    Node(Node),
    End(End),
}

pub(super) struct Parser {
    pub(super) tokens: Vec<Token>,
    pub(super) at: usize,
    pub(super) vars: Vec<String>,
    ranges: usize,
    pub(super) depth: usize,
    templates: Templates,
}

impl Parser {
    pub(super) fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    pub(super) fn skip_space(&mut self) {
        while self.peek() == Some(&Token::Space) {
            self.at += 1;
        }
    }

    pub(super) fn next_word(&mut self) -> Option<Token> {
        self.skip_space();
        self.next()
    }

    pub(super) fn peek_word(&mut self) -> Option<&Token> {
        self.skip_space();
        self.peek()
    }

    fn expect_right_delim(&mut self, context: &str) -> Result<(), Fail> {
        match self.next_word() {
            Some(Token::RightDelim) => Ok(()),
            other => unexpected(other.as_ref(), context),
        }
    }

    fn add(&mut self, name: String, list: Vec<Node>) -> Result<(), Fail> {
        let known = self.templates.by_name.get(&name);
        if known.is_none_or(|known| known.iter().all(Node::is_empty)) {
            self.templates.by_name.insert(name, Rc::new(list));
            return Ok(());
        }
        if list.iter().all(Node::is_empty) {
            return Ok(());
        }
        Fail::error(format!("multiple definition of template {name:?}"))
    }

    fn root(&mut self) -> Result<Vec<Node>, Fail> {
        let mut list = Vec::new();
        while self.peek().is_some() {
            if self.peek() == Some(&Token::LeftDelim) {
                let start = self.at;
                self.at += 1;
                if self.next_word() == Some(Token::Keyword(Keyword::Define)) {
                    self.definition()?;
                    continue;
                }
                self.at = start;
            }
            match self.item()? {
                Item::Node(node) => list.push(node),
                Item::End(End::End) => return Fail::error("unexpected {{end}}"),
                Item::End(End::Else(_)) => return Fail::error("unexpected {{else}}"),
            }
        }
        Ok(list)
    }

    fn definition(&mut self) -> Result<(), Fail> {
        let name = self.template_name("define clause")?;
        self.expect_right_delim("define clause")?;
        let list = self.own_tree("define clause")?;
        self.add(name, list)
    }

    /// A list with variables of its own, up to its `end`.
    fn own_tree(&mut self, context: &str) -> Result<Vec<Node>, Fail> {
        let vars = std::mem::replace(&mut self.vars, vec!["$".to_owned()]);
        let ranges = std::mem::take(&mut self.ranges);
        let (list, end) = self.list()?;
        self.vars = vars;
        self.ranges = ranges;
        match end {
            End::End => Ok(list),
            End::Else(_) => Fail::error(format!("unexpected {{{{else}}}} in {context}")),
        }
    }

    fn list(&mut self) -> Result<(Vec<Node>, End), Fail> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Fail::refused(format!("it nests more than {DEEPEST} levels"));
        }
        let mut list = Vec::new();
        while self.peek_word().is_some() {
            match self.item()? {
                Item::Node(node) => list.push(node),
                Item::End(end) => {
                    self.depth -= 1;
                    return Ok((list, end));
                }
            }
        }
        Fail::error("unexpected EOF")
    }

    fn item(&mut self) -> Result<Item, Fail> {
        match self.next_word() {
            Some(Token::Text(text)) => Ok(Item::Node(Node::Text(text))),
            Some(Token::LeftDelim) => self.action(),
            other => unexpected(other.as_ref(), "input"),
        }
    }

    fn action(&mut self) -> Result<Item, Fail> {
        let start = self.at;
        let Some(Token::Keyword(keyword)) = self.next_word() else {
            self.at = start;
            return self
                .pipeline("command", &Token::RightDelim)
                .map(|pipe| Item::Node(Node::Action(pipe)));
        };
        Ok(Item::Node(match keyword {
            Keyword::Block => self.block()?,
            Keyword::Break => self.leave(Node::Break, "{{break}}")?,
            Keyword::Continue => self.leave(Node::Continue, "{{continue}}")?,
            Keyword::Else => {
                return self
                    .otherwise()
                    .map(|otherwise| Item::End(End::Else(otherwise)));
            }
            Keyword::End => return self.expect_right_delim("end").map(|()| Item::End(End::End)),
            Keyword::If => Node::If(self.control(Keyword::If)?),
            Keyword::Range => Node::Range(self.control(Keyword::Range)?),
            Keyword::With => Node::With(self.control(Keyword::With)?),
            Keyword::Template => self.call()?,
            Keyword::Define => return Fail::error("unexpected {{define}}"),
            Keyword::Nil => {
                self.at = start;
                Node::Action(self.pipeline("command", &Token::RightDelim)?)
            }
        }))
    }

    fn leave(&mut self, node: Node, name: &str) -> Result<Node, Fail> {
        self.expect_right_delim(name)?;
        if self.ranges == 0 {
            return Fail::error(format!("{name} outside {{{{range}}}}"));
        }
        Ok(node)
    }

    fn otherwise(&mut self) -> Result<Option<Keyword>, Fail> {
        if let Some(Token::Keyword(keyword @ (Keyword::If | Keyword::With))) = self.peek_word() {
            return Ok(Some(*keyword));
        }
        self.expect_right_delim("else").map(|()| None)
    }

    fn control(&mut self, keyword: Keyword) -> Result<Branch, Fail> {
        let vars = self.vars.len();
        let context = match keyword {
            Keyword::If => "if",
            Keyword::Range => "range",
            _ => "with",
        };
        let pipe = self.pipeline(context, &Token::RightDelim)?;
        self.ranges += usize::from(keyword == Keyword::Range);
        let (list, end) = self.list()?;
        self.ranges -= usize::from(keyword == Keyword::Range);
        let otherwise = match end {
            End::End => None,
            End::Else(Some(Keyword::If)) if keyword == Keyword::If => {
                Some(vec![Node::If(self.chained(Keyword::If)?)])
            }
            End::Else(Some(Keyword::With)) if keyword == Keyword::With => {
                Some(vec![Node::With(self.chained(Keyword::With)?)])
            }
            End::Else(_) => match self.list()? {
                (list, End::End) => Some(list),
                (_, End::Else(_)) => return Fail::error("expected end; found {{else}}"),
            },
        };
        self.vars.truncate(vars);
        Ok(Branch {
            pipe,
            list,
            otherwise,
        })
    }

    /// `else if`: a chain nests without a list of its own.
    fn chained(&mut self, keyword: Keyword) -> Result<Branch, Fail> {
        self.next_word();
        self.depth += 1;
        if self.depth > DEEPEST {
            return Fail::refused(format!("it nests more than {DEEPEST} levels"));
        }
        let branch = self.control(keyword);
        self.depth -= 1;
        branch
    }

    fn block(&mut self) -> Result<Node, Fail> {
        let name = self.template_name("block clause")?;
        let pipe = self.pipeline("block clause", &Token::RightDelim)?;
        let list = self.own_tree("block clause")?;
        self.add(name.clone(), list)?;
        Ok(Node::Template(name, Some(pipe)))
    }

    fn call(&mut self) -> Result<Node, Fail> {
        let name = self.template_name("template clause")?;
        let start = self.at;
        if self.next_word() == Some(Token::RightDelim) {
            return Ok(Node::Template(name, None));
        }
        self.at = start;
        let pipe = self.pipeline("template clause", &Token::RightDelim)?;
        Ok(Node::Template(name, Some(pipe)))
    }

    fn template_name(&mut self, context: &str) -> Result<String, Fail> {
        match self.next_word() {
            Some(Token::Quoted(text)) => constant::unquote(&text),
            other => unexpected(other.as_ref(), context),
        }
    }
}

pub(super) fn unexpected<T>(token: Option<&Token>, context: &str) -> Result<T, Fail> {
    let told = match token {
        None => "EOF".to_owned(),
        Some(Token::Keyword(keyword)) => {
            format!("{{{{{}}}}}", format!("{keyword:?}").to_lowercase())
        }
        Some(Token::RightDelim) => "}}".to_owned(),
        Some(Token::Char(c)) => format!("{c:?}"),
        Some(Token::Comma) => "\",\"".to_owned(),
        Some(Token::Identifier(name) | Token::Field(name) | Token::Variable(name)) => {
            format!("<{name}>")
        }
        Some(other) => format!("{other:?}").to_lowercase(),
    };
    Fail::error(format!("unexpected {told} in {context}"))
}

//! Tokens to a tree, as the parser of Go's text/template (go1.26 text/template/parse) builds it.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::ast::{Arg, Branch, Node, Pipe, Templates};
use super::constant;
use super::error::Fail;
use super::functions;
use super::lex::{Keyword, Token, lex};

/// Name of the template that Argo CD parses every text into.
pub(super) const ROOT: &str = "base";
/// Lists and parentheses inside one another.
const DEEPEST: usize = 64;

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

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    vars: Vec<String>,
    ranges: usize,
    depth: usize,
    templates: Templates,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn skip_space(&mut self) {
        while self.peek() == Some(&Token::Space) {
            self.at += 1;
        }
    }

    fn next_word(&mut self) -> Option<Token> {
        self.skip_space();
        self.next()
    }

    fn peek_word(&mut self) -> Option<&Token> {
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

    fn pipeline(&mut self, context: &str, end: &Token) -> Result<Pipe, Fail> {
        let mut pipe = Pipe::default();
        self.declarations(&mut pipe, context)?;
        loop {
            self.skip_space();
            match self.peek() {
                Some(token) if token == end => {
                    self.at += 1;
                    return check(pipe, context);
                }
                Some(token) if starts_operand(token) => {
                    let command = self.command()?;
                    pipe.commands.push(command);
                }
                other => return unexpected(other, context),
            }
        }
    }

    fn declarations(&mut self, pipe: &mut Pipe, context: &str) -> Result<(), Fail> {
        loop {
            self.skip_space();
            let start = self.at;
            let Some(Token::Variable(name)) = self.peek().cloned() else {
                return Ok(());
            };
            self.at += 1;
            match self.next_word() {
                Some(token @ (Token::Assign | Token::Declare)) => {
                    pipe.assigns = token == Token::Assign;
                    self.vars.push(name.clone());
                    pipe.declared.push(name);
                    return Ok(());
                }
                Some(Token::Comma) => {
                    self.vars.push(name.clone());
                    pipe.declared.push(name);
                    if context != "range" || pipe.declared.len() > 1 {
                        return Fail::error(format!("too many declarations in {context}"));
                    }
                    if !matches!(
                        self.peek_word(),
                        Some(Token::Variable(_) | Token::RightDelim | Token::RightParen)
                    ) {
                        return Fail::error("range can only initialize variables");
                    }
                }
                _ => {
                    self.at = start;
                    return Ok(());
                }
            }
        }
    }

    fn command(&mut self) -> Result<Vec<Arg>, Fail> {
        let mut args = Vec::new();
        loop {
            self.skip_space();
            if let Some(arg) = self.operand()? {
                args.push(arg);
            }
            match self.peek() {
                Some(Token::Space) => self.at += 1,
                Some(Token::RightDelim | Token::RightParen) => break,
                Some(Token::Pipe) => {
                    self.at += 1;
                    break;
                }
                other => return unexpected(other, "operand"),
            }
        }
        if args.is_empty() {
            return Fail::error("empty command");
        }
        Ok(args)
    }

    fn operand(&mut self) -> Result<Option<Arg>, Fail> {
        let Some(term) = self.term()? else {
            return Ok(None);
        };
        let mut fields = Vec::new();
        while let Some(Token::Field(name)) = self.peek() {
            fields.push(name.clone());
            self.at += 1;
        }
        if fields.is_empty() {
            return Ok(Some(term));
        }
        Ok(Some(match term {
            Arg::Field(mut names) => {
                names.extend(fields);
                Arg::Field(names)
            }
            Arg::Variable(name, mut names) => {
                names.extend(fields);
                Arg::Variable(name, names)
            }
            Arg::Bool(_) | Arg::Text(_) | Arg::Number(_) | Arg::Nil | Arg::Dot => {
                return Fail::error("unexpected . after term");
            }
            other => Arg::Chain(Box::new(other), fields),
        }))
    }

    fn term(&mut self) -> Result<Option<Arg>, Fail> {
        self.skip_space();
        let arg = match self.peek().cloned() {
            Some(Token::Identifier(name)) => {
                functions::check(&name)?;
                Arg::Function(name)
            }
            Some(Token::Dot) => Arg::Dot,
            Some(Token::Keyword(Keyword::Nil)) => Arg::Nil,
            Some(Token::Variable(name)) => {
                if !self.vars.contains(&name) {
                    return Fail::error(format!("undefined variable {name:?}"));
                }
                Arg::Variable(name, Vec::new())
            }
            Some(Token::Field(name)) => Arg::Field(vec![name]),
            Some(Token::Bool(value)) => Arg::Bool(value),
            Some(Token::Number(text)) => Arg::Number(constant::number(&text)?),
            Some(Token::Quoted(text)) => Arg::Text(constant::unquote(&text)?.into()),
            Some(Token::LeftParen) => return self.parenthesis().map(Some),
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(arg))
    }

    fn parenthesis(&mut self) -> Result<Arg, Fail> {
        self.at += 1;
        self.depth += 1;
        if self.depth > DEEPEST {
            return Fail::refused(format!("it nests more than {DEEPEST} levels"));
        }
        let pipe = self.pipeline("parenthesized pipeline", &Token::RightParen)?;
        self.depth -= 1;
        Ok(Arg::Pipe(Box::new(pipe)))
    }
}

fn starts_operand(token: &Token) -> bool {
    matches!(
        token,
        Token::Bool(_)
            | Token::Number(_)
            | Token::Dot
            | Token::Field(_)
            | Token::Identifier(_)
            | Token::Keyword(Keyword::Nil)
            | Token::Quoted(_)
            | Token::Variable(_)
            | Token::LeftParen
    )
}

fn check(pipe: Pipe, context: &str) -> Result<Pipe, Fail> {
    if pipe.commands.is_empty() {
        return Fail::error(format!("missing value for {context}"));
    }
    for (stage, command) in pipe.commands.iter().enumerate().skip(1) {
        if matches!(
            command.first(),
            Some(Arg::Bool(_) | Arg::Dot | Arg::Nil | Arg::Number(_) | Arg::Text(_))
        ) {
            return Fail::error(format!(
                "non executable command in pipeline stage {}",
                stage + 1
            ));
        }
    }
    Ok(pipe)
}

fn unexpected<T>(token: Option<&Token>, context: &str) -> Result<T, Fail> {
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

//! Pipelines: commands, operands and terms.

use super::ast::{Arg, Pipe};
use super::constant;
use super::error::Fail;
use super::functions;
use super::lex::{Keyword, Token};
use super::parse::{DEEPEST, Parser, unexpected};

impl Parser {
    pub(super) fn pipeline(&mut self, context: &str, end: &Token) -> Result<Pipe, Fail> {
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

//! Text to tokens, as the lexer of Go's text/template (go1.26 text/template/parse) cuts it.

use super::error::Fail;

const LEFT: &str = "{{";
const RIGHT: &str = "}}";
const SPACES: [char; 4] = [' ', '\t', '\r', '\n'];

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Text(String),
    LeftDelim,
    RightDelim,
    Space,
    Assign,
    Declare,
    Pipe,
    Comma,
    /// Another printable character; never valid.
    Char(char),
    LeftParen,
    RightParen,
    Bool(bool),
    Dot,
    /// `.name`
    Field(String),
    /// `$` or `$name`
    Variable(String),
    Identifier(String),
    Keyword(Keyword),
    /// As written, also character constants.
    Number(String),
    /// As written, with its quotes.
    Quoted(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keyword {
    Block,
    Break,
    Continue,
    Define,
    Else,
    End,
    If,
    Nil,
    Range,
    Template,
    With,
}

fn keyword(word: &str) -> Option<Keyword> {
    Some(match word {
        "block" => Keyword::Block,
        "break" => Keyword::Break,
        "continue" => Keyword::Continue,
        "define" => Keyword::Define,
        "else" => Keyword::Else,
        "end" => Keyword::End,
        "if" => Keyword::If,
        "nil" => Keyword::Nil,
        "range" => Keyword::Range,
        "template" => Keyword::Template,
        "with" => Keyword::With,
        _ => return None,
    })
}

pub(super) fn lex(text: &str) -> Result<Vec<Token>, Fail> {
    let mut lexer = Lexer {
        rest: text,
        tokens: Vec::new(),
        parens: 0,
    };
    while !lexer.rest.is_empty() {
        lexer.text()?;
    }
    Ok(lexer.tokens)
}

struct Lexer<'t> {
    rest: &'t str,
    tokens: Vec<Token>,
    parens: usize,
}

impl<'t> Lexer<'t> {
    fn skip(&mut self, bytes: usize) -> &'t str {
        let (head, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.rest = rest;
        head
    }

    fn text(&mut self) -> Result<(), Fail> {
        let Some(at) = self.rest.find(LEFT) else {
            let text = self.skip(self.rest.len()).to_owned();
            self.tokens.push(Token::Text(text));
            return Ok(());
        };
        let mut text = self.skip(at);
        self.skip(LEFT.len());
        if has_left_trim(self.rest) {
            text = text.trim_end_matches(SPACES);
        }
        if !text.is_empty() {
            self.tokens.push(Token::Text(text.to_owned()));
        }
        let after = if has_left_trim(self.rest) { 2 } else { 0 };
        if self
            .rest
            .get(after..)
            .is_some_and(|rest| rest.starts_with("/*"))
        {
            self.skip(after);
            return self.comment();
        }
        self.tokens.push(Token::LeftDelim);
        self.skip(after);
        self.parens = 0;
        self.action()
    }

    fn comment(&mut self) -> Result<(), Fail> {
        let Some(end) = self.rest.find("*/") else {
            return Fail::error("unclosed comment");
        };
        // The opening `/*` and the closing `*/` do not share their star.
        let end = if end == 1 {
            match self.rest.get(2..).and_then(|rest| rest.find("*/")) {
                Some(at) => at + 2,
                None => return Fail::error("unclosed comment"),
            }
        } else {
            end
        };
        self.skip(end + 2);
        match self.right_delim() {
            Some(_) => {
                self.close();
                Ok(())
            }
            None => Fail::error("comment ends before closing delimiter"),
        }
    }

    /// Bytes before the right delimiter's braces, if it stands here: 2 with a trim marker.
    fn right_delim(&self) -> Option<usize> {
        let mut chars = self.rest.chars();
        let trims = chars.next().is_some_and(|c| SPACES.contains(&c)) && chars.next() == Some('-');
        if trims
            && self
                .rest
                .get(2..)
                .is_some_and(|rest| rest.starts_with(RIGHT))
        {
            return Some(2);
        }
        self.rest.starts_with(RIGHT).then_some(0)
    }

    fn close(&mut self) {
        let marker = self.right_delim().unwrap_or(0);
        self.skip(marker + RIGHT.len());
        if marker > 0 {
            self.rest = self.rest.trim_start_matches(SPACES);
        }
    }

    fn action(&mut self) -> Result<(), Fail> {
        loop {
            if self.right_delim().is_some() {
                if self.parens > 0 {
                    return Fail::error("unclosed left paren");
                }
                self.close();
                self.tokens.push(Token::RightDelim);
                return Ok(());
            }
            let token = self.token()?;
            self.tokens.push(token);
        }
    }

    fn token(&mut self) -> Result<Token, Fail> {
        let Some(c) = self.rest.chars().next() else {
            return Fail::error("unclosed action");
        };
        Ok(match c {
            c if SPACES.contains(&c) => self.space(),
            '=' => self.one(Token::Assign),
            ':' => {
                if !self.rest.starts_with(":=") {
                    return Fail::error("expected :=");
                }
                self.skip(2);
                Token::Declare
            }
            '|' => self.one(Token::Pipe),
            ',' => self.one(Token::Comma),
            '"' | '`' | '\'' => return self.quoted(c),
            '$' => return self.name(1).map(Token::Variable),
            '.' => return self.dot(),
            '+' | '-' | '0'..='9' => return self.number(),
            c if is_word(c) => return self.word(),
            '(' => {
                self.parens += 1;
                self.one(Token::LeftParen)
            }
            ')' => {
                self.parens = match self.parens.checked_sub(1) {
                    Some(parens) => parens,
                    None => return Fail::error("unexpected right paren"),
                };
                self.one(Token::RightParen)
            }
            c if c.is_ascii_graphic() => self.one(Token::Char(c)),
            c => {
                return Fail::error(format!(
                    "unrecognized character in action: U+{:04X}",
                    u32::from(c)
                ));
            }
        })
    }

    fn one(&mut self, token: Token) -> Token {
        self.skip(1);
        token
    }

    /// All blanks but one that belongs to a trim marker; such a blank alone is met by `right_delim` before.
    fn space(&mut self) -> Token {
        let blanks = self.rest.len() - self.rest.trim_start_matches(SPACES).len();
        let trims = self.rest.get(blanks..).is_some_and(|rest| {
            rest.strip_prefix('-')
                .is_some_and(|rest| rest.starts_with(RIGHT))
        });
        self.skip(if trims && blanks > 1 {
            blanks - 1
        } else {
            blanks
        });
        Token::Space
    }

    fn dot(&mut self) -> Result<Token, Fail> {
        if self
            .rest
            .get(1..)
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        {
            return self.number();
        }
        let name = self.name(1)?;
        Ok(match name.strip_prefix('.') {
            Some("") => Token::Dot,
            Some(name) => Token::Field(name.to_owned()),
            None => Token::Dot,
        })
    }

    /// A sigil and the word behind it.
    fn name(&mut self, sigil: usize) -> Result<String, Fail> {
        let word = self.rest.get(sigil..).unwrap_or("");
        let length = word.find(|c| !is_word(c)).unwrap_or(word.len());
        let name = self.skip(sigil + length).to_owned();
        self.terminated().map(|()| name)
    }

    fn word(&mut self) -> Result<Token, Fail> {
        let word = self.name(0)?;
        Ok(match (keyword(&word), word.as_str()) {
            (Some(keyword), _) => Token::Keyword(keyword),
            (_, "true") => Token::Bool(true),
            (_, "false") => Token::Bool(false),
            _ => Token::Identifier(word),
        })
    }

    fn terminated(&self) -> Result<(), Fail> {
        let Some(c) = self.rest.chars().next() else {
            return Ok(());
        };
        if SPACES.contains(&c)
            || matches!(c, '.' | ',' | '|' | ':' | ')' | '(')
            || self.rest.starts_with(RIGHT)
        {
            return Ok(());
        }
        Fail::error(format!("bad character U+{:04X}", u32::from(c)))
    }

    fn quoted(&mut self, quote: char) -> Result<Token, Fail> {
        let mut chars = self.rest.char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' if quote != '`' => {
                    if chars.next().is_none_or(|(_, c)| c == '\n') {
                        break;
                    }
                }
                '\n' if quote != '`' => break,
                c if c == quote => {
                    let text = self.skip(at + 1).to_owned();
                    return Ok(if quote == '\'' {
                        Token::Number(text)
                    } else {
                        Token::Quoted(text)
                    });
                }
                _ => {}
            }
        }
        Fail::error(match quote {
            '\'' => "unterminated character constant",
            '`' => "unterminated raw quoted string",
            _ => "unterminated quoted string",
        })
    }

    fn number(&mut self) -> Result<Token, Fail> {
        let bytes = self.rest.as_bytes();
        let at = |at: usize| bytes.get(at).copied().unwrap_or(0);
        let mut end = usize::from(matches!(at(0), b'+' | b'-'));
        let mut digits: fn(u8) -> bool = |byte| byte.is_ascii_digit() || byte == b'_';
        let mut exponent = *b"eE";
        if at(end) == b'0' {
            end += 1;
            match at(end) {
                b'x' | b'X' => {
                    (digits, exponent) =
                        (|byte: u8| byte.is_ascii_hexdigit() || byte == b'_', *b"pP")
                }
                b'o' | b'O' => {
                    (digits, exponent) = (|byte: u8| matches!(byte, b'0'..=b'7' | b'_'), [0xff; 2])
                }
                b'b' | b'B' => {
                    (digits, exponent) = (|byte: u8| matches!(byte, b'0' | b'1' | b'_'), [0xff; 2])
                }
                _ => end -= 1,
            }
            end += 1;
        }
        let run = |mut end: usize, digits: fn(u8) -> bool| {
            while digits(at(end)) {
                end += 1;
            }
            end
        };
        end = run(end, digits);
        if at(end) == b'.' {
            end = run(end + 1, digits);
        }
        if exponent.contains(&at(end)) {
            end += 1;
            end += usize::from(matches!(at(end), b'+' | b'-'));
            end = run(end, |byte| byte.is_ascii_digit() || byte == b'_');
        }
        let text = self.skip(end).to_owned();
        if self
            .rest
            .starts_with(|c: char| is_word(c) || matches!(c, '+' | '-'))
        {
            return Fail::error(format!("bad number syntax: {text:?}"));
        }
        Ok(Token::Number(text))
    }
}

fn has_left_trim(text: &str) -> bool {
    text.strip_prefix('-')
        .is_some_and(|rest| rest.starts_with(SPACES))
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

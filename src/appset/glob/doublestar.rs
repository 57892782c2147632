//! github.com/bmatcuk/doublestar 4.10, for the files of a Git generator when the controller runs with
//! `--enable-new-git-file-globbing`: `**/` is any folders, `{a,b}` a choice, `*` stops at `/`.

use super::BadPattern;

/// Steps of matching one name, all alternatives together.
const MOST_STEPS: usize = 200_000;
/// Alternatives inside one another.
const DEEPEST: usize = 32;

/// Whether the whole name matches.
///
/// # Errors
/// If the pattern is malformed, or it takes too long to tell.
pub fn doublestar(pattern: &str, name: &str) -> Result<bool, BadPattern> {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    validate(&pattern, 0)?;
    let mut matcher = Matcher {
        name: &name,
        steps: 0,
    };
    matcher.matches(
        &pattern,
        Start {
            at: 0,
            place: 0,
            segment: true,
        },
        0,
    )
}

struct Matcher<'n> {
    name: &'n [char],
    steps: usize,
}

#[derive(Clone, Copy)]
struct Start {
    at: usize,
    place: usize,
    /// At the beginning of a path element of the pattern.
    segment: bool,
}

impl Matcher<'_> {
    fn matches(
        &mut self,
        pattern: &[char],
        start: Start,
        depth: usize,
    ) -> Result<bool, BadPattern> {
        let Start {
            mut at,
            mut place,
            mut segment,
        } = start;
        let c = |at: usize| pattern.get(at).copied();
        loop {
            self.steps += 1;
            if self.steps > MOST_STEPS || depth > DEEPEST {
                return Err(BadPattern::Refused);
            }
            if place >= self.name.len() {
                return self.takes_nothing(pattern.get(at..).unwrap_or_default(), depth);
            }
            match (c(at), self.name.get(place).copied()) {
                (None, _) => return Ok(false),
                (Some('*'), _) => return self.star(pattern, Start { at, place, segment }, depth),
                (Some('{'), _) => {
                    return self.alternatives(pattern, Start { at, place, segment }, depth);
                }
                (Some(_), None) => return Ok(false),
                (Some('?'), Some(own)) if own != '/' => (at, segment) = (at + 1, false),
                (Some('?'), Some(_)) => return Ok(false),
                (Some('['), Some(own)) => match class(pattern, at + 1, own)? {
                    Some(next) => (at, segment) = (next, false),
                    None => return Ok(false),
                },
                (Some('\\'), Some(own)) => match c(at + 1) {
                    Some(literal) if literal == own => (at, segment) = (at + 2, literal == '/'),
                    Some(_) => return Ok(false),
                    None => return Err(BadPattern::Syntax),
                },
                (Some(literal), Some(own)) if literal == own => {
                    (at, segment) = (at + 1, literal == '/')
                }
                (Some(_), Some(_)) => return Ok(false),
            }
            place += 1;
        }
    }

    /// What may follow where the name has ended: `a/**` matches `a` itself.
    fn takes_nothing(&mut self, pattern: &[char], depth: usize) -> Result<bool, BadPattern> {
        self.steps += pattern.len() + 1;
        if self.steps > MOST_STEPS || depth > DEEPEST {
            return Err(BadPattern::Refused);
        }
        let plain = matches!(
            pattern,
            [] | ['*'] | ['*', '*'] | ['/', '*', '*'] | ['*', '*', '/'] | ['/', '*', '*', '/']
        );
        if plain || pattern.first() != Some(&'{') {
            return Ok(plain);
        }
        let close = closing(pattern, 1).ok_or(BadPattern::Syntax)?;
        let tail = pattern.get(close + 1..).unwrap_or_default();
        for choice in choices(pattern.get(1..close).unwrap_or_default()) {
            if self.takes_nothing(&[choice, tail].concat(), depth + 1)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn star(&mut self, pattern: &[char], start: Start, depth: usize) -> Result<bool, BadPattern> {
        let Start { at, place, segment } = start;
        let double = pattern.get(at + 1) == Some(&'*');
        let behind = at + if double { 2 } else { 1 };
        if double && segment {
            match pattern.get(behind) {
                None => return Ok(true),
                Some('/') => {
                    let folders = std::iter::once(place).chain(
                        self.name
                            .iter()
                            .enumerate()
                            .skip(place)
                            .filter(|(_, c)| **c == '/')
                            .map(|(at, _)| at + 1)
                            .collect::<Vec<_>>(),
                    );
                    for place in folders.collect::<Vec<_>>() {
                        if self.matches(
                            pattern,
                            Start {
                                at: behind + 1,
                                place,
                                segment: true,
                            },
                            depth + 1,
                        )? {
                            return Ok(true);
                        }
                    }
                    return Ok(false);
                }
                Some(_) => {}
            }
        }
        let mut place = place;
        loop {
            if self.matches(
                pattern,
                Start {
                    at: behind,
                    place,
                    segment: false,
                },
                depth + 1,
            )? {
                return Ok(true);
            }
            match self.name.get(place) {
                Some(c) if *c != '/' => place += 1,
                _ => return Ok(false),
            }
        }
    }

    fn alternatives(
        &mut self,
        pattern: &[char],
        start: Start,
        depth: usize,
    ) -> Result<bool, BadPattern> {
        let close = closing(pattern, start.at + 1).ok_or(BadPattern::Syntax)?;
        let inner = pattern.get(start.at + 1..close).unwrap_or_default();
        let tail = pattern.get(close + 1..).unwrap_or_default();
        for choice in choices(inner) {
            let whole: Vec<char> = choice.iter().chain(tail).copied().collect();
            self.steps += whole.len();
            if self.matches(
                &whole,
                Start {
                    at: 0,
                    place: start.place,
                    segment: false,
                },
                depth + 1,
            )? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The place behind a class that holds the character.
fn class(pattern: &[char], start: usize, own: char) -> Result<Option<usize>, BadPattern> {
    let negated = matches!(pattern.get(start), Some('!' | '^'));
    let mut at = start + usize::from(negated);
    let (mut found, mut before) = (false, None);
    loop {
        let c = *pattern.get(at).ok_or(BadPattern::Syntax)?;
        let range = matches!(pattern.get(at + 1), Some(next) if *next != ']');
        match c {
            ']' => return Ok((found != negated).then_some(at + 1)),
            '-' if before.is_some() && range => {
                at += 1;
                at += usize::from(pattern.get(at) == Some(&'\\'));
                let high = *pattern.get(at).ok_or(BadPattern::Syntax)?;
                found |= before.is_some_and(|low| low <= own && own <= high);
                before = None;
            }
            c => {
                let literal = if c == '\\' {
                    at += 1;
                    *pattern.get(at).ok_or(BadPattern::Syntax)?
                } else {
                    c
                };
                found |= literal == own;
                before = Some(literal);
            }
        }
        at += 1;
    }
}

fn closing(pattern: &[char], start: usize) -> Option<usize> {
    let (mut depth, mut at) = (1, start);
    while let Some(c) = pattern.get(at) {
        match c {
            '\\' => at += 1,
            '[' => at = class_end(pattern, at + 1)?,
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

fn class_end(pattern: &[char], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        match pattern.get(at)? {
            '\\' => at += 1,
            ']' => return Some(at),
            _ => {}
        }
        at += 1;
    }
}

fn choices(inner: &[char]) -> Vec<&[char]> {
    let (mut all, mut begin, mut depth, mut at) = (Vec::new(), 0, 0, 0);
    while let Some(c) = inner.get(at) {
        match c {
            '\\' => at += 1,
            '[' => at = class_end(inner, at + 1).unwrap_or(inner.len()),
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                all.extend(inner.get(begin..at));
                begin = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    all.extend(inner.get(begin..));
    all
}

/// Refuses what doublestar refuses: open classes and braces, an empty class, a backslash at the end.
fn validate(pattern: &[char], start: usize) -> Result<(), BadPattern> {
    let (mut at, mut depth) = (start, 0usize);
    while let Some(c) = pattern.get(at) {
        match c {
            '\\' => {
                at += 1;
                if at >= pattern.len() {
                    return Err(BadPattern::Syntax);
                }
            }
            '[' => {
                let first = at + 1 + usize::from(matches!(pattern.get(at + 1), Some('!' | '^')));
                if pattern.get(first) == Some(&']') {
                    return Err(BadPattern::Syntax);
                }
                at = class_end(pattern, first).ok_or(BadPattern::Syntax)?;
            }
            '{' => depth += 1,
            '}' => depth = depth.checked_sub(1).ok_or(BadPattern::Syntax)?,
            _ => {}
        }
        at += 1;
    }
    if depth > DEEPEST {
        return Err(BadPattern::Refused);
    }
    if depth > 0 {
        Err(BadPattern::Syntax)
    } else {
        Ok(())
    }
}

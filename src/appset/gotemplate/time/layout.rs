//! Layouts of Go (go1.26, time/format.go): the reference time `Mon Jan 2 15:04:05 MST 2006` cut into its parts.

/// A part of a layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part<'l> {
    Text(&'l str),
    Year,
    Year2,
    Month,
    Month2,
    MonthName,
    MonthShort,
    Weekday,
    WeekdayShort,
    Day,
    Day2,
    /// `_2`
    DayBlank,
    /// `002` and `__2`
    YearDay(char),
    Hour24,
    Hour12,
    Hour12Two,
    Minute,
    Minute2,
    Second,
    Second2,
    /// In capitals or not.
    Half(bool),
    ZoneName,
    Zone(Zone),
    /// Digits, and whether zeros at the end are left out. The separator stands before them.
    Fraction(char, usize, bool),
}

/// An offset as digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Zone {
    /// `Z` stands for no offset.
    pub(super) letter: bool,
    pub(super) colons: bool,
    /// Hours, minutes, seconds.
    pub(super) fields: usize,
}

const fn zone(letter: bool, colons: bool, fields: usize) -> Part<'static> {
    Part::Zone(Zone {
        letter,
        colons,
        fields,
    })
}

/// By their first letters; of two that begin alike the longer one stands first.
const KNOWN: [(&str, Part<'static>); 34] = [
    ("January", Part::MonthName),
    ("Jan", Part::MonthShort),
    ("Monday", Part::Weekday),
    ("Mon", Part::WeekdayShort),
    ("MST", Part::ZoneName),
    ("01", Part::Month2),
    ("02", Part::Day2),
    ("03", Part::Hour12Two),
    ("04", Part::Minute2),
    ("05", Part::Second2),
    ("06", Part::Year2),
    ("002", Part::YearDay('0')),
    ("15", Part::Hour24),
    ("1", Part::Month),
    ("2006", Part::Year),
    ("2", Part::Day),
    ("_2006", Part::Text("_")),
    ("_2", Part::DayBlank),
    ("__2", Part::YearDay(' ')),
    ("3", Part::Hour12),
    ("4", Part::Minute),
    ("5", Part::Second),
    ("PM", Part::Half(true)),
    ("pm", Part::Half(false)),
    ("-070000", zone(false, false, 3)),
    ("-07:00:00", zone(false, true, 3)),
    ("-0700", zone(false, false, 2)),
    ("-07:00", zone(false, true, 2)),
    ("-07", zone(false, false, 1)),
    ("Z070000", zone(true, false, 3)),
    ("Z07:00:00", zone(true, true, 3)),
    ("Z0700", zone(true, false, 2)),
    ("Z07:00", zone(true, true, 2)),
    ("Z07", zone(true, false, 1)),
];

/// Cuts a layout.
pub(super) fn parts(layout: &str) -> Vec<Part<'_>> {
    let mut all = Vec::new();
    let (mut text, mut rest) = (layout, layout);
    while !rest.is_empty() {
        if let Some((part, length)) = one(rest) {
            let before = text.len() - rest.len();
            push(&mut all, text.get(..before).unwrap_or_default());
            all.push(part);
            rest = rest.get(length..).unwrap_or_default();
            text = rest;
        } else {
            let mut letters = rest.chars();
            letters.next();
            rest = letters.as_str();
        }
    }
    push(&mut all, text);
    all
}

fn push<'l>(all: &mut Vec<Part<'l>>, text: &'l str) {
    if !text.is_empty() {
        all.push(Part::Text(text));
    }
}

/// The part at the front and its length.
fn one(rest: &str) -> Option<(Part<'_>, usize)> {
    if rest.starts_with(['.', ',']) {
        return fraction(rest);
    }
    let (name, part) = KNOWN.iter().find(|(name, _)| rest.starts_with(name))?;
    let tail = rest.get(name.len()..).unwrap_or_default();
    let short = matches!(part, Part::MonthShort | Part::WeekdayShort);
    if short && tail.starts_with(|it: char| it.is_ascii_lowercase()) {
        return None;
    }
    match part {
        // `_2006` is a dash and a year.
        Part::Text(text) => Some((*part, text.len())),
        part => Some((*part, name.len())),
    }
}

fn fraction(rest: &str) -> Option<(Part<'_>, usize)> {
    let mut letters = rest.chars();
    let separator = letters.next()?;
    let digit = letters.next().filter(|it| matches!(it, '0' | '9'))?;
    let digits = rest.chars().skip(1).take_while(|it| *it == digit).count();
    let next = rest.chars().nth(digits + 1);
    if next.is_some_and(|it| it.is_ascii_digit()) {
        return None;
    }
    Some((Part::Fraction(separator, digits, digit == '9'), digits + 1))
}

//! Bounds of numbers and sizes.

use super::node::{Node, Type};
use super::violation::Trouble;

fn bounds(expected: String) -> Trouble {
    Trouble::Bounds {
        expected,
        of_size: false,
    }
}

pub(super) fn number(node: &Node, value: f64) -> Vec<Trouble> {
    let mut found = Vec::new();
    if let Some(least) = node.minimum
        && (value < least || (node.exclusive_minimum && value <= least))
    {
        let words = if node.exclusive_minimum {
            "more than"
        } else {
            "at least"
        };
        found.push(bounds(format!("{words} {least}")));
    }
    if let Some(most) = node.maximum
        && (value > most || (node.exclusive_maximum && value >= most))
    {
        let words = if node.exclusive_maximum {
            "less than"
        } else {
            "at most"
        };
        found.push(bounds(format!("{words} {most}")));
    }
    if let Some(step) = node.multiple_of
        && step > 0.0
        && (value / step).fract().abs() > f64::EPSILON
    {
        found.push(bounds(format!("a multiple of {step}")));
    }
    found.extend(width(node, value));
    found
}

/// What the width of the field can hold.
fn width(node: &Node, value: f64) -> Option<Trouble> {
    let is_whole = node.kind == Some(Type::Integer) || node.int_or_string;
    let is_int32 = is_whole && node.format.as_deref() == Some("int32");
    let fits = value >= f64::from(i32::MIN) && value <= f64::from(i32::MAX);
    (is_int32 && !fits).then(|| bounds("a number of 32 bits".to_owned()))
}

/// Lengths count characters.
pub(super) fn text(node: &Node, text: &str) -> Vec<Trouble> {
    if node.min_length.is_none() && node.max_length.is_none() {
        return Vec::new();
    }
    range(
        text.chars().count(),
        (node.min_length, node.max_length),
        "characters",
    )
}

pub(super) fn items(node: &Node, count: usize) -> Vec<Trouble> {
    range(count, (node.min_items, node.max_items), "items")
}

pub(super) fn properties(node: &Node, count: usize) -> Vec<Trouble> {
    range(count, (node.min_properties, node.max_properties), "fields")
}

fn range(count: usize, (least, most): (Option<usize>, Option<usize>), what: &str) -> Vec<Trouble> {
    let mut found = Vec::new();
    if let Some(least) = least.filter(|least| count < *least) {
        found.push(size(format!("at least {least} {what}")));
    }
    if let Some(most) = most.filter(|most| count > *most) {
        found.push(size(format!("at most {most} {what}")));
    }
    found
}

fn size(expected: String) -> Trouble {
    Trouble::Bounds {
        expected,
        of_size: true,
    }
}

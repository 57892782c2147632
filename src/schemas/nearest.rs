//! The name that a wrong one was meant to be.

/// A known name near a wrong one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nearest {
    pub name: String,
    /// Whether it is the only one that comes into question, so that an edit may be offered.
    pub sure: bool,
}

/// The known name nearest to a wrong one, if any is near.
pub(super) fn nearest<'n>(wrong: &str, known: impl Iterator<Item = &'n str>) -> Option<Nearest> {
    let wrong = plain(wrong);
    let mut near: Vec<(usize, &str)> = known
        .map(|name| (strsim::damerau_levenshtein(&wrong, &plain(name)), name))
        .filter(|(distance, name)| *distance <= tolerance(wrong.len().min(name.len())))
        .collect();
    near.sort_unstable();
    let (best, name) = *near.first()?;
    let alone = near.get(1).is_none_or(|(second, _)| *second > best);
    Some(Nearest {
        name: name.to_owned(),
        sure: alone && best <= sure_below(wrong.len()),
    })
}

/// A name without what people get wrong most: case, dashes, underscores.
fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '-' | '_'))
        .map(|c| c.to_ascii_lowercase())
        .take(64)
        .collect()
}

/// Letters that may differ for a name to be near.
fn tolerance(length: usize) -> usize {
    match length {
        0..=2 => 0,
        3..=5 => 1,
        6..=10 => 2,
        _ => 3,
    }
}

/// Letters that may differ for a name to be meant for sure.
fn sure_below(length: usize) -> usize {
    match length {
        0..=4 => 0,
        5..=9 => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    fn near(wrong: &str, known: &[&str]) -> Option<(String, bool)> {
        nearest(wrong, known.iter().copied()).map(|found| (found.name, found.sure))
    }

    #[test]
    fn the_nearest_name_is_sure_only_when_alone() {
        let some = |name: &str, sure| Some((name.to_owned(), sure));
        assert_eq!(
            near("replica", &["replicas", "selector"]),
            some("replicas", true)
        );
        assert_eq!(near("source_ref", &["sourceRef"]), some("sourceRef", true));
        assert_eq!(
            near("imagePullpolicy", &["imagePullPolicy"]),
            some("imagePullPolicy", true)
        );
        assert_eq!(near("ports", &["port", "portX"]), some("port", false));
        assert_eq!(near("foo", &["bar"]), None);
        assert_eq!(near("tag", &["tags"]), some("tags", false));
    }
}

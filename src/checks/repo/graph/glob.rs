//! Patterns: `*` and `?` in text, and `*`, `**` in paths.

/// Whether a pattern with `*` and `?` matches the whole text. Costs at most the product of both lengths.
pub(crate) fn glob(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    // Behind the last star, and how far it reached.
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p + 1, t));
                p += 1;
            }
            Some(c) if *c == '?' || text.get(t) == Some(c) => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((after, reached)) = star else {
                    return false;
                };
                star = Some((after, reached + 1));
                p = after;
                t = reached + 1;
            }
        }
    }
    pattern.iter().skip(p).all(|c| *c == '*')
}

/// Whether a path matches part by part; `**` stands for any number of parts.
pub(crate) fn glob_path(pattern: &str, path: &str) -> bool {
    let parts = |text: &str| -> Vec<String> {
        text.split('/')
            .filter(|part| !part.is_empty() && *part != ".")
            .map(str::to_owned)
            .collect()
    };
    let (pattern, path) = (parts(pattern), parts(path));
    // Which beginnings of the path the beginning of the pattern matches.
    let mut reach = vec![false; path.len() + 1];
    if let Some(first) = reach.first_mut() {
        *first = true;
    }
    for part in &pattern {
        let mut next = vec![false; path.len() + 1];
        for at in 0..=path.len() {
            let here = reach.get(at).copied().unwrap_or(false);
            let before = at.checked_sub(1);
            let matched = if part == "**" {
                here || before.is_some_and(|before| next.get(before).copied().unwrap_or(false))
            } else {
                before.is_some_and(|before| {
                    reach.get(before).copied().unwrap_or(false)
                        && path.get(before).is_some_and(|name| glob(part, name))
                })
            };
            if let Some(slot) = next.get_mut(at) {
                *slot = matched;
            }
        }
        reach = next;
    }
    reach.last().copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_match_what_they_should() {
        for (pattern, text, fits) in [
            ("*", "", true),
            ("a*c", "abbc", true),
            ("a*c", "abbd", false),
            (
                "https://*.example.com/*",
                "https://git.example.com/a/b",
                true,
            ),
            ("a?c", "abc", true),
            ("**********b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
        ] {
            assert_eq!(glob(pattern, text), fits, "{pattern} {text}");
        }
        for (pattern, path, fits) in [
            ("apps/*", "apps/web", true),
            ("apps/*", "apps/web/base", false),
            ("apps/**/config.json", "apps/a/b/config.json", true),
            ("apps/**", "apps", true),
            ("apps/*/overlays/prod-*", "apps/web/overlays/prod-eu", true),
        ] {
            assert_eq!(glob_path(pattern, path), fits, "{pattern} {path}");
        }
    }
}

//! Assignments and flags in a line of a shell script.

/// Programs that take a password behind a short flag.
const FLAGS: [(&str, &str); 4] = [
    ("redis-cli", "-a"),
    ("valkey-cli", "-a"),
    ("keydb-cli", "-a"),
    ("sshpass", "-p"),
];

/// `NAME=value`, `--name=value`, `--name value`, and the password flags of a few programs, as keys and values.
pub(super) fn words(line: &str) -> Vec<(String, String)> {
    if line.trim_start().starts_with('#') {
        return Vec::new();
    }
    let words = split(line);
    let mut found = Vec::new();
    let mut program = "";
    for (at, word) in words.iter().enumerate() {
        let next = words.get(at + 1).filter(|next| !next.starts_with('-'));
        if let Some((name, value)) = word.split_once('=').filter(|(name, _)| is_name(name)) {
            found.push((name.trim_start_matches('-').to_owned(), value.to_owned()));
        } else if let (Some(name), Some(value)) = (word.strip_prefix("--"), next) {
            found.push((name.to_owned(), value.clone()));
        } else if let (true, Some(value)) = (FLAGS.contains(&(program, word.as_str())), next) {
            found.push(("password".to_owned(), value.clone()));
        } else if let Some((known, _)) = FLAGS.iter().find(|(name, _)| is_program(word, name)) {
            program = known;
        }
    }
    found
}

fn is_program(word: &str, name: &str) -> bool {
    word.rsplit('/').next() == Some(name)
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}

/// Words without their quotes. What ends a command ends a word.
fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    for character in line.chars() {
        match quote {
            Some(open) if open == character => quote = None,
            None if matches!(character, '"' | '\'') => quote = Some(character),
            None if character.is_whitespace() || matches!(character, ';' | '|' | '&') => {
                words.push(std::mem::take(&mut word));
            }
            _ => word.push(character),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn keys_and_values_of_a_line() {
        let found = words(
            "export A=1; B='x y' /usr/bin/app --key=k --token t -v | redis-cli -h h -a pw ping",
        );
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("A", "1"),
                ("B", "x y"),
                ("key", "k"),
                ("token", "t"),
                ("password", "pw")
            ]
        );
        assert!(
            words("# PASSWORD=x").is_empty() && words("").is_empty() && words("'open").is_empty()
        );
    }
}

//! Configuration inside a value: a credential stands in it only if one of its own settings is one.

use super::content::{Content, content, url_password};
use super::key_name::{KeyName, is_weak, key_name};
use super::shape::{is_hash, is_random};
use super::trivial::is_switch;
use super::usual::is_usual;
use super::words::is_generic;

/// What a text with settings holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Settings {
    /// One of them is a credential.
    Credential,
    /// One of them is a default that everybody knows, and none is another credential.
    Usual,
    /// None is a credential, and a placeholder stands where one belongs.
    Placeholder,
    /// Settings, and no place for a credential among them.
    Harmless,
    /// The text is of another form.
    Other,
}

/// Judges lines of `key: value` or `key = value`, JSON, and XML.
pub(crate) fn settings(text: &str) -> Settings {
    let text = text.trim();
    let form = Form::of(text);
    if form == Form::Word {
        return Settings::Other;
    }
    if let Some(password) = sql_password(text) {
        return if is_usual(&password) {
            Settings::Usual
        } else {
            Settings::Credential
        };
    }
    let pairs: Vec<(&str, &str)> = match form {
        Form::Markup => markup(text),
        Form::Braces => text.split(['\n', ',', '{', '}']).filter_map(pair).collect(),
        Form::Lines | Form::Word => text.lines().filter_map(pair).collect(),
    };
    let lines = text.lines().filter(|line| is_content(line)).count();
    let judged: Vec<Settings> = pairs
        .iter()
        .map(|(name, value)| setting(name, value))
        .collect();
    match form {
        _ if judged.contains(&Settings::Credential) => Settings::Credential,
        _ if judged.contains(&Settings::Usual) => Settings::Usual,
        _ if judged.contains(&Settings::Placeholder) => Settings::Placeholder,
        Form::Lines if pairs.len() * 2 < lines => Settings::Other,
        _ => Settings::Harmless,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Word,
    Lines,
    Braces,
    Markup,
}

impl Form {
    fn of(text: &str) -> Self {
        match text.chars().next() {
            Some('{') => Self::Braces,
            Some('[') if text.ends_with(']') => Self::Braces,
            Some('<') if text.contains("</") || text.contains("/>") => Self::Markup,
            _ if text.contains('\n') => Self::Lines,
            _ => Self::Word,
        }
    }
}

/// Neither blank, nor a comment, nor only brackets or a section's name.
fn is_content(line: &str) -> bool {
    let line = line.trim();
    let comments = ["#", "//", ";", "*", "/*", "--", "<!--"];
    let section = line.starts_with('[') && line.ends_with(']');
    line.contains(char::is_alphanumeric)
        && !section
        && !comments.iter().any(|start| line.starts_with(start))
}

/// `export NAME="value"`, `- name: value`, `name = value;`.
fn pair(line: &str) -> Option<(&str, &str)> {
    if !is_content(line) {
        return None;
    }
    let at = line.find(['=', ':'])?;
    let (name, rest) = line.split_at_checked(at)?;
    let value = rest.get(1..)?;
    if value.starts_with("//") {
        return None;
    }
    let name = name
        .trim()
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or_default();
    let value = value
        .trim_start_matches('=')
        .split(" #")
        .next()
        .unwrap_or_default();
    let quote = |c: char| matches!(c, '"' | '\'' | ',' | ';') || c.is_whitespace();
    Some((name.trim_matches(quote), value.trim_matches(quote)))
}

/// `<name>password</name><value>…</value>` of Hadoop, and `<password>…</password>`.
pub(crate) fn markup(text: &str) -> Vec<(&str, &str)> {
    let mut pairs = Vec::new();
    let mut name = "";
    for piece in text.split('<') {
        let Some((tag, value)) = piece
            .split_once('>')
            .map(|(tag, value)| (tag, value.trim()))
        else {
            continue;
        };
        match tag {
            "name" => name = value,
            "value" => pairs.push((name, value)),
            _ if !tag.starts_with(['/', '?', '!']) => {
                pairs.push((tag.split_whitespace().next().unwrap_or_default(), value))
            }
            _ => {}
        }
        pairs.extend(
            tag.split_whitespace()
                .filter(|part| part.contains('='))
                .filter_map(pair),
        );
    }
    pairs
}

fn setting(name: &str, value: &str) -> Settings {
    let nested = value.starts_with(['{', '[', '|', '>', '&', '*', '!']);
    if url_password(value)
        .is_some_and(|password| content(password) == Content::Clear && !is_generic("", password))
    {
        return Settings::Credential;
    }
    if nested
        || key_name(name) != KeyName::Sensitive
        || is_switch(value)
        || value.bytes().all(|byte| byte.is_ascii_digit())
    {
        return Settings::Harmless;
    }
    match content(value) {
        Content::Placeholder => Settings::Placeholder,
        Content::Clear if is_generic(name, value) => Settings::Placeholder,
        Content::Clear if is_weak(name) && !is_random(value) && !is_hash(value) => {
            Settings::Harmless
        }
        Content::Clear if is_usual(value) => Settings::Usual,
        Content::Clear => Settings::Credential,
        Content::Empty | Content::Reference | Content::Public | Content::Encrypted => {
            Settings::Harmless
        }
    }
}

/// `CREATE USER … IDENTIFIED BY '…'`, `ALTER ROLE … PASSWORD '…'`.
fn sql_password(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    ["identified by '", "with password '", " password '"]
        .iter()
        .filter_map(|phrase| lower.split_once(phrase)?.1.split('\'').next())
        .find(|quoted| content(quoted) == Content::Clear && !is_generic("", quoted))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(expected: Settings, texts: &[&str]) {
        for text in texts {
            assert_eq!(settings(text), expected, "{text}");
        }
    }

    #[test]
    fn credentials_in_settings() {
        all(
            Settings::Credential,
            &[
                "user = app\npassword = Tr0ub4dor\n",
                "type: s3\nconfig:\n  secret_key: hunter22\n",
                r#"{"auths":{"r.example.org":{"username":"u","password":"Tr0ub4dor"}}}"#,
                "<configuration>\n<property><name>db.password</name>\n<value>Tr0ub4dor</value></property></configuration>",
                "<users><password>Tr0ub4dor</password></users>",
                "CREATE USER 'a'@'%' IDENTIFIED BY 'Tr0ub4dor';\nFLUSH PRIVILEGES;",
                "a: 1\nurl: postgres://u:Tr0ub4dor@db/app\n",
            ],
        );
    }

    #[test]
    fn settings_without_one() {
        all(
            Settings::Harmless,
            &[
                "{}\n",
                "connector.name=jmx\nhttp-server.port=8080",
                "# password = x\nauthentication = gssapi\nauth = basic\n",
                "role:\n  cluster: ['monitor']\n  indices:\n  - names: ['*']\n",
                "[a]\naws_secret_access_key=${KEY}\n",
                "<configuration><property><name>fs.impl</name><value>x</value></property></configuration>",
                "tolerations:\n- key: node\n  operator: Exists\n",
            ],
        );
        all(
            Settings::Placeholder,
            &[
                r#"{"clientSecret": "placeholder-client-secret"}"#,
                "a: b\npassword: <token>\n",
            ],
        );
        all(
            Settings::Other,
            &["hunter22", "one\ntwo\nthree", "YWJj\nZGVm\nZ2hp"],
        );
    }
}

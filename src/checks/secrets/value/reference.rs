//! Tells what names a secret that lives elsewhere or is filled in later.

/// Schemes of tools that put a secret in place of its address: 1Password, vals, bank-vaults, Google and AWS stores and others.
const SCHEMES: [&str; 22] = [
    "op://",
    "ref+",
    "secretref+",
    "vault:",
    ">>vault:",
    "sm://",
    "awssm:",
    "aws-sm:",
    "awssm://",
    "awsssm://",
    "ssm://",
    "asm://",
    "arn:aws:secretsmanager:",
    "arn:aws:ssm:",
    "gcpsm://",
    "gcp-sm://",
    "azkv://",
    "akv:",
    "bws://",
    "doppler://",
    "infisical://",
    "env:",
];

pub(super) fn is_reference(text: &str) -> bool {
    let lower = text
        .get(..text.len().min(32))
        .unwrap_or(text)
        .to_ascii_lowercase();
    if SCHEMES.iter().any(|scheme| lower.starts_with(scheme)) {
        return true;
    }
    if text.starts_with("projects/") && text.contains("/secrets/")
        || text.starts_with("@Microsoft.KeyVault(")
    {
        return true;
    }
    is_vault_path(text) || is_variable(text) || is_mostly_template(text) || is_mounted_file(text)
}

/// `<path:vault/data/app#key>` of argocd-vault-plugin.
fn is_vault_path(text: &str) -> bool {
    text.starts_with("<path:") && text.trim_end().ends_with('>') && !text.contains('\n')
}

/// `$oidc.example.clientSecret`: Argo CD reads it from a Secret; `$NAME` and `%NAME%`: the environment.
fn is_variable(text: &str) -> bool {
    let name = text
        .strip_prefix('$')
        .or_else(|| {
            text.strip_prefix('%')
                .and_then(|rest| rest.strip_suffix('%'))
        })
        .unwrap_or_default();
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '/');
    // A dollar before mixed letters may open a password: a name is of one case or has a separator.
    let is_name = name
        .chars()
        .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
        || name.contains(['.', ':'])
        || !name.chars().any(|c| c.is_ascii_digit());
    (starts && name.chars().all(letters) && is_name) || is_enclosed_name(text)
}

/// `{DB_PASSWORD}`, `@DB_PASSWORD@`, `__DB_PASSWORD__`, `$__env{DB_PASSWORD}`: what some program puts a value for.
fn is_enclosed_name(text: &str) -> bool {
    let enclosed = [
        ("{", "}"),
        ("@", "@"),
        ("__", "__"),
        ("$__env{", "}"),
        ("$__file{", "}"),
        ("%(", ")s"),
        ("$[", "]"),
    ];
    let is_name = |name: &str| {
        name.len() > 1
            && name.bytes().all(|byte| {
                byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/')
            })
    };
    enclosed.iter().any(|(open, close)| {
        text.strip_prefix(open)
            .and_then(|rest| rest.strip_suffix(close))
            .is_some_and(is_name)
    })
}

/// A path into a folder where secrets are mounted, and nothing else.
fn is_mounted_file(text: &str) -> bool {
    let path = text.strip_prefix("file://").unwrap_or(text);
    let mounted = [
        "/run/secrets/",
        "/var/run/secrets/",
        "/etc/",
        "/mnt/secrets",
        "/vault/secrets/",
        "/secrets/",
    ];
    !text.contains(char::is_whitespace) && mounted.iter().any(|folder| path.starts_with(folder))
}

const OPEN_CLOSE: [(&str, &str); 6] = [
    ("<secret:", ">"),
    ("{{", "}}"),
    ("$${", "}"),
    ("${", "}"),
    ("$(", ")"),
    ("<%", "%>"),
];
/// What may remain around templates in a value that still has its secret elsewhere.
const PLAIN_REST: usize = 8;

/// Whether substitutions are what the text is about: nothing long is left without them, or the only thing left is a
/// URL whose password is one of them.
fn is_mostly_template(text: &str) -> bool {
    let Some(rest) = without_templates(text) else {
        return false;
    };
    if let Some(password) = url_password(&rest) {
        return password.is_empty();
    }
    let longest = rest
        .split(|c: char| !c.is_ascii_alphanumeric())
        .map(str::len)
        .max()
        .unwrap_or(0);
    longest < PLAIN_REST || rest.contains("://")
}

/// The text with its substitutions taken out; `None` when there is none.
pub(crate) fn without_templates(text: &str) -> Option<String> {
    let mut rest = text;
    let mut out = String::new();
    let mut found = false;
    while let Some((at, open, close)) = OPEN_CLOSE
        .iter()
        .filter_map(|(open, close)| rest.find(open).map(|at| (at, *open, *close)))
        .min_by_key(|(at, open, _)| (*at, std::cmp::Reverse(open.len())))
    {
        let after = rest.get(at + open.len()..).unwrap_or_default();
        let Some(end) = after.find(close) else {
            break;
        };
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = after.get(end + close.len()..).unwrap_or_default();
        found = true;
    }
    out.push_str(rest);
    found.then_some(out)
}

/// The password in the user part of the first URL of a text.
pub(crate) fn url_password(text: &str) -> Option<&str> {
    let (_, after) = text.split_once("://")?;
    let end = after
        .find(|c: char| {
            c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '\'' | '<' | '>' | '`')
        })
        .unwrap_or(after.len());
    let (user, _) = after.get(..end)?.rsplit_once('@')?;
    Some(user.split_once(':').map_or("", |(_, password)| password))
}

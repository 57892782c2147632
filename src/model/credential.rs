//! Credentials in foreign text, by their place or by their form. Controllers, servers and programs quote them.

/// What stands in the place of a credential.
const MASK: &str = "***";
const SCHEME_END: &str = "://";

/// Masks `user:password@` of URLs, what follows `Bearer` or `Basic`, values of keys that are named like a secret, private
/// keys in PEM, JSON Web Tokens and tokens of well-known providers. The cost is linear, and masking twice changes nothing.
#[must_use]
pub fn mask(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_word) {
        let (before, word) = rest.split_at(start);
        let authority = before.rfind(SCHEME_END).map(|at| at + SCHEME_END.len());
        let user = authority.map(|at| (at, userinfo(rest.get(at..).unwrap_or(""))));
        let (kept, hidden) = match user.filter(|(_, length)| *length > 0) {
            Some(user) => user,
            None => {
                let (kept, hidden) = credential(word);
                (start + kept, hidden)
            }
        };
        let (shown, after) = rest.split_at_checked(kept).unwrap_or((rest, ""));
        out.push_str(shown);
        if hidden > 0 {
            out.push_str(MASK);
        }
        rest = after.get(hidden..).unwrap_or("");
    }
    out.push_str(rest);
    out
}

/// What separates words in the cleaned text too.
pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\n' | '\r' | '\t')
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}

fn length_while(text: &str, fits: fn(char) -> bool) -> usize {
    text.find(|c| !fits(c)).unwrap_or(text.len())
}

/// How much from the start of a word is shown as it is, and how much behind that is hidden.
fn credential(text: &str) -> (usize, usize) {
    let end = length_while(text, is_word);
    let (word, after) = text.split_at(end);
    if is_token(word) {
        return (0, end);
    }
    if word == "-----BEGIN" {
        return (end, private_key(after));
    }
    if ends_with(word, &["bearer", "basic"]) {
        let blanks = length_while(after, is_blank);
        let token = after.get(blanks..).unwrap_or("");
        return match blanks {
            0 => (end, 0),
            _ => (end + blanks, header_token(token)),
        };
    }
    assigned(word, after).map_or((end, 0), |(gap, hidden)| (end + gap, hidden))
}

/// How tokens of providers begin, and how long they are at least; the formats are those of `data/tokens`.
const TOKENS: [(&str, usize); 26] = [
    ("AKIA", 20),
    ("ASIA", 20),
    ("AIza", 35),
    ("AGE-SECRET-KEY-1", 40),
    ("LTAI", 16),
    ("dckr_pat_", 20),
    ("dop_v1_", 40),
    ("ghp_", 30),
    ("gho_", 30),
    ("ghu_", 30),
    ("ghs_", 30),
    ("ghr_", 30),
    ("github_pat_", 40),
    ("glpat-", 20),
    ("gldt-", 20),
    ("glrt-", 20),
    ("gloas-", 20),
    ("hvs.", 20),
    ("hvb.", 20),
    ("npm_", 30),
    ("pypi-", 40),
    ("sk_live_", 20),
    ("xoxb-", 20),
    ("xoxp-", 20),
    ("xapp-", 20),
    ("ya29.", 20),
];

fn is_token(word: &str) -> bool {
    let known = |(start, least): &(&str, usize)| word.len() >= *least && word.starts_with(start);
    TOKENS.iter().any(known) || is_web_token(word)
}

/// Three parts of base64url, the first of which is an object of JSON.
fn is_web_token(word: &str) -> bool {
    word.len() >= 24 && word.starts_with("eyJ") && word.matches('.').count() >= 2
}

/// Length of what follows `-----BEGIN` of a private key, its end included; all that there is where the end is missing.
fn private_key(after: &str) -> usize {
    const HEAD: usize = 64;
    let head = after.split("-----").next().unwrap_or("");
    if head.len() > HEAD || !head.contains("PRIVATE KEY") {
        return 0;
    }
    let end = after.find("-----END").map(|at| at + "-----END".len());
    end.unwrap_or(after.len())
}

/// Length of the token after an authorization scheme; 0 for a plain word, as in "basic authentication failed".
fn header_token(after: &str) -> usize {
    let end = after
        .find(|c: char| is_blank(c) || matches!(c, '"' | '\'' | ','))
        .unwrap_or(after.len());
    let word = after.get(..end).unwrap_or("");
    if is_plain(word.trim_end_matches(['.', ':', ';', ')'])) {
        0
    } else {
        end
    }
}

/// Length of the userinfo (without `@`) at the start of an authority; 0 when there is none.
fn userinfo(after_scheme: &str) -> usize {
    let end = after_scheme
        .find(|c: char| is_blank(c) || matches!(c, '/' | '?' | '#' | '"' | '\'' | '<' | '>'))
        .unwrap_or(after_scheme.len());
    after_scheme
        .get(..end)
        .and_then(|authority| authority.rfind('@'))
        .unwrap_or(0)
}

fn is_plain(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Endings of names whose value is a secret, without the marks between their words.
const SECRETS: [&str; 13] = [
    "password",
    "passwd",
    "passphrase",
    "token",
    "secret",
    "apikey",
    "accesskey",
    "accesskeyid",
    "secretkey",
    "privatekey",
    "accountkey",
    "authorization",
    "cookie",
];
/// Of those, the ones that are told apart from prose by their name alone.
const PLAIN_NAMES: [&str; 6] = [
    "password",
    "passwd",
    "passphrase",
    "authorization",
    "cookie",
    "privatekey",
];

fn ends_with(word: &str, endings: &[&str]) -> bool {
    const LONGEST: usize = 128;
    if word.len() > LONGEST {
        return false;
    }
    let plain: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
    let plain = plain.to_ascii_lowercase();
    endings.iter().any(|ending| plain.ends_with(ending))
}

/// What is assigned to a name like `db_password`: the length of the sign between them, and that of the value if it is to
/// be hidden. `secret: web` in prose names an object, `"secret":"web"` and `secret=web` give a value.
fn assigned(name: &str, after: &str) -> Option<(usize, usize)> {
    let by_parameter = matches!(name, "sig" | "X-Amz-Signature" | "X-Amz-Security-Token");
    if !by_parameter && !ends_with(name, &SECRETS) {
        return None;
    }
    let is_quote = |c: char| matches!(c, '"' | '\'' | '\\');
    let unquoted = after.trim_start_matches(is_quote);
    let is_quoted = unquoted.len() < after.len();
    let sign = unquoted.trim_start_matches(' ');
    let is_equals = sign.starts_with('=');
    let behind = sign
        .strip_prefix(['=', ':'])?
        .trim_start_matches([' ', '=']);
    let value = behind.trim_start_matches(is_quote);
    let quote = (value.len() < behind.len()).then(|| behind.chars().find(|c| *c != '\\'));
    let length = value_length(value, quote.flatten());
    let shown = value.get(..length).unwrap_or("");
    let is_said = is_equals || (is_quoted && quote.is_some());
    let hides = match shown {
        "" | "true" | "false" | "null" => false,
        _ if is_said => true,
        _ if by_parameter => false,
        _ if ends_with(name, &PLAIN_NAMES) => !is_plain(shown) && !is_scheme(shown),
        _ => !ends_with(name, &["secret"]) && looks_drawn(shown),
    };
    hides.then_some((after.len() - value.len(), length))
}

fn value_length(value: &str, quote: Option<char>) -> usize {
    let ends = |c: char| match quote {
        Some(quote) => c == quote || c == '\\',
        None => is_blank(c) || matches!(c, '"' | '\'' | '\\' | ',' | ';' | '&' | ')' | '}' | ']'),
    };
    value.find(ends).unwrap_or(value.len())
}

/// `Authorization: Bearer …`: what follows the scheme is judged by itself.
fn is_scheme(word: &str) -> bool {
    ["bearer", "basic", "digest", "negotiate"]
        .iter()
        .any(|scheme| word.eq_ignore_ascii_case(scheme))
}

/// Letters and digits without a word's shape: drawn by a machine.
fn looks_drawn(word: &str) -> bool {
    const SHORTEST: usize = 16;
    word.len() >= SHORTEST
        && word.bytes().any(|byte| byte.is_ascii_digit())
        && word.bytes().any(|byte| byte.is_ascii_alphabetic())
        && !word.contains('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nothing here looks like a credential to a scanner: the texts are put together.
    #[test]
    fn credentials_are_masked_by_place_and_by_form() {
        let drawn = "q7".repeat(20);
        let token = format!("eyJ{drawn}.eyJ{drawn}.{drawn}");
        for (text, shown) in [
            (format!("://u:{drawn}@host"), "://***@host".to_owned()),
            (
                format!("https://:{drawn}@host"),
                "https://***@host".to_owned(),
            ),
            (
                format!("got gh{}{drawn}, expired", "p_"),
                "got ***, expired".to_owned(),
            ),
            (
                format!("key AK{}{}", "IA", "Q".repeat(16)),
                "key ***".to_owned(),
            ),
            (
                format!("jwt {token} is expired"),
                "jwt *** is expired".to_owned(),
            ),
            (format!("PASSWORD={drawn} x"), "PASSWORD=*** x".to_owned()),
            (
                format!("?access_token={drawn}&a=b"),
                "?access_token=***&a=b".to_owned(),
            ),
            (
                format!(r#"{{"clientSecret": "{drawn} b", "a": "b"}}"#),
                r#"{"clientSecret": "***", "a": "b"}"#.to_owned(),
            ),
            (
                format!(r#"{{\"token\":\"{drawn}\"}}"#),
                r#"{\"token\":\"***\"}"#.to_owned(),
            ),
            (
                format!("db-password: {drawn}\nnext"),
                "db-password: ***\nnext".to_owned(),
            ),
            (
                format!("PRIVATE-TOKEN: {drawn}"),
                "PRIVATE-TOKEN: ***".to_owned(),
            ),
            (
                format!("Authorization: Bearer {drawn}"),
                "Authorization: Bearer ***".to_owned(),
            ),
            (
                format!("Authorization: {drawn}"),
                "Authorization: ***".to_owned(),
            ),
            (
                format!("-----BEGIN EC {} KEY-----\n{drawn}\n-----END EC", "PRIVATE"),
                "-----BEGIN*** EC".to_owned(),
            ),
        ] {
            assert_eq!(mask(&text), shown);
            assert_eq!(mask(&shown), shown, "twice");
        }
    }

    #[test]
    fn what_only_speaks_of_credentials_stays() {
        for text in [
            "failed to get secret 'apps/web-auth-1'",
            "secret: web-credentials-0123456789 not found",
            "basic authentication failed: invalid token: expired",
            "Secret token: not found",
            "label argocd.argoproj.io/secret-type=cluster",
            "invalid username or password: denied",
            "https://git.example.com/a@b",
            "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----",
            "main@sha1:4f1c2d3e4f1c2d3e4f1c2d3e4f1c2d3e4f1c2d3e",
        ] {
            assert_eq!(mask(text), text);
        }
    }

    #[test]
    fn the_cost_is_linear() {
        let before = std::time::Instant::now();
        for piece in [
            "Bearer ",
            "://",
            "password=",
            "token\":",
            "-----BEGIN ",
            "a@://b@",
        ] {
            let _ = mask(&piece.repeat((1 << 20) / piece.len()));
        }
        assert!(before.elapsed().as_secs() < 20);
    }
}

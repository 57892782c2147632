//! Recipes for values, on top of those of `data::tokens::sample`.

use gitops_mcp::data::tokens::{checksum, sample};

/// A mark at the start of a token, as a blank: a checksum covers what stands since the last one.
const BLANK: char = '\u{2003}';

/// Makes a text. Beside the parts of `sample::make` there are `«typed»`, a password as a person makes one up,
/// `«recipient»`, a public key of age, and `«pem:LABEL:SPACES»`, a private key of that label whose lines are indented.
pub(crate) fn make(recipe: &str, seed: u64) -> String {
    let recipe = recipe
        .replace("«typed»", &typed(seed))
        .replace("«recipient»", &recipient(seed))
        .replace('⟦', &BLANK.to_string());
    sample::make(&with_pem(&recipe), seed).replace(BLANK, "⟦")
}

fn recipient(seed: u64) -> String {
    let data = sample::make("«BECH:52»", seed).to_ascii_lowercase();
    let checksum = checksum::bech32("age", &data).expect("characters of bech32");
    format!("age1{data}{checksum}")
}

/// Two words with a sign, a number and mixed case.
fn typed(seed: u64) -> String {
    const FIRST: [&str; 8] = [
        "Sunny", "Copper", "Marble", "Winter", "Velvet", "Orbit", "Saddle", "Lantern",
    ];
    const SECOND: [&str; 8] = [
        "Harbour", "Falcon", "Meadow", "Quartz", "Timber", "Canyon", "Walnut", "Comet",
    ];
    let pick =
        |words: [&'static str; 8], shift: u64| words[usize::try_from((seed >> shift) % 8).unwrap()];
    format!("{}!{}{}", pick(FIRST, 0), pick(SECOND, 3), seed % 89 + 10)
}

/// Starts of the DER of each kind of key, for a body of the size that is made here.
fn head(label: &str) -> &'static str {
    match label {
        "RSA PRIVATE KEY" => "MIIEogIBAAKCAQEA",
        "PRIVATE KEY" => "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw",
        "EC PRIVATE KEY" => "MHcCAQEEI",
        "OPENSSH PRIVATE KEY" => {
            "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW"
        }
        "DSA PRIVATE KEY" => "MIIBugIBAAKBgQ",
        _ => "lQOYBF",
    }
}

fn body(label: &str) -> usize {
    match label {
        "EC PRIVATE KEY" => 155,
        "OPENSSH PRIVATE KEY" => 330,
        "DSA PRIVATE KEY" => 590,
        _ => 1_590,
    }
}

fn with_pem(recipe: &str) -> String {
    let Some((before, rest)) = recipe.split_once("«pem:") else {
        return recipe.to_owned();
    };
    let (part, after) = rest.split_once('»').expect("a closed part");
    let (label, spaces) = part
        .rsplit_once(':')
        .expect("a label and the spaces before each line");
    let spaces = " ".repeat(spaces.parse().expect("a number of spaces"));
    let total = body(label);
    let (first, whole) = (64 - head(label).len().min(63), total / 64);
    let mut block = format!("«begin:{label}»\n{spaces}{}«b64:{first}»", head(label));
    for _ in 1..whole {
        block += &format!("\n{spaces}«b64:64»");
    }
    block += &format!(
        "\n{spaces}«b64:{}»\n{spaces}«end:{label}»",
        (total % 64).max(8)
    );
    format!("{before}{block}{}", with_pem(after))
}

//! Where the Secrets of a repository ended, in one line.

use super::read::facts::State;

/// Exact numbers of Secrets by what they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Encrypted with SOPS, soundly or not.
    pub sops: u64,
    /// In clear.
    pub plain: u64,
    /// With placeholders for credentials.
    pub placeholder: u64,
    /// Without a credential: empty, references, public values.
    pub no_credential: u64,
    /// Of which it cannot be told.
    pub not_judged: u64,
    /// SealedSecrets.
    pub sealed: u64,
    /// ExternalSecrets.
    pub external: u64,
}

impl Tally {
    pub(super) fn add(&mut self, state: &State) {
        let column = match state {
            State::Sops => &mut self.sops,
            State::Clear(_) | State::SealingKey(_) | State::Reported => &mut self.plain,
            State::Placeholder(_) => &mut self.placeholder,
            State::Empty | State::NoCredential => &mut self.no_credential,
            State::NotJudged(_) => &mut self.not_judged,
        };
        *column += 1;
    }

    /// `41 Secrets: 30 SOPS, 9 ExternalSecret, 2 plain`.
    #[must_use]
    pub fn summary(&self) -> String {
        let parts = [
            (self.sops, "SOPS"),
            (self.sealed, "SealedSecret"),
            (self.external, "ExternalSecret"),
            (self.plain, "plain"),
            (self.placeholder, "placeholder"),
            (self.no_credential, "without credential"),
            (self.not_judged, "not judged"),
        ];
        let total: u64 = parts.iter().map(|(count, _)| count).sum();
        let named: Vec<String> = parts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, name)| format!("{count} {name}"))
            .collect();
        match (total, named.is_empty()) {
            (_, true) => "no Secrets".to_owned(),
            (1, false) => format!("1 Secret: {}", named.join(", ")),
            (total, false) => format!("{total} Secrets: {}", named.join(", ")),
        }
    }
}

use std::fmt;

/// A question that could not be asked at all: what failed, why, and what to try.
///
/// A failure is neither a finding nor a skipped part, and it carries no structured content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What failed, in one sentence.
    pub what: String,
    /// The cause chain, outermost first; cleaned.
    pub causes: Vec<String>,
    /// What to try next.
    pub hint: String,
}

impl Failure {
    /// A failure without an inner cause.
    #[must_use]
    pub fn new(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            causes: Vec::new(),
            hint: hint.into(),
        }
    }

    /// A failure with the causes of an error, each cleaned of foreign text.
    #[must_use]
    pub fn because(
        what: impl Into<String>,
        error: &anyhow::Error,
        hint: impl Into<String>,
    ) -> Self {
        let causes = error
            .chain()
            .map(|cause| crate::model::clean::clean(&cause.to_string(), 400))
            .collect();
        Self {
            what: what.into(),
            causes,
            hint: hint.into(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        for cause in &self.causes {
            write!(f, "\n- because: {cause}")?;
        }
        write!(f, "\nWhat to try: {}", self.hint)
    }
}

impl std::error::Error for Failure {}

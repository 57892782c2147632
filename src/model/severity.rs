use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The impact of a finding if it is true. Ordered: `Critical` is the greatest.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing breaks.
    Info,
    /// A weakness or a bad habit.
    Low,
    /// Wrong, and it will hurt under conditions that do occur.
    Medium,
    /// Wrong now: a leak, a failure or an outage of one part.
    High,
    /// Wrong now, with a wide reach: act at once.
    Critical,
}

impl Severity {
    /// All severities, the gravest first.
    pub const ALL: [Self; 5] = [
        Self::Critical,
        Self::High,
        Self::Medium,
        Self::Low,
        Self::Info,
    ];

    /// The word used on the wire and in text.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Info => "info",
        }
    }

    /// The severity one step below; `Info` stays.
    #[must_use]
    pub const fn lower(self) -> Self {
        match self {
            Self::Critical => Self::High,
            Self::High => Self::Medium,
            Self::Medium => Self::Low,
            Self::Low | Self::Info => Self::Info,
        }
    }
}

/// How sure a finding is. Impact is not certainty: a grave finding can be only possible.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// It may be so; a person has to look.
    Possible,
    /// It is probably so.
    Likely,
    /// It follows from what was read.
    Certain,
}

impl Confidence {
    /// The word used on the wire and in text.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
            Self::Possible => "possible",
        }
    }
}

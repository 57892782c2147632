//! What is wrong with a statement that was meant to hide a finding.

/// A statement that hides nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Faulty {
    /// Where the statement stands.
    pub(crate) path: String,
    pub(crate) line: u32,
    pub(crate) source: Source,
    pub(crate) fault: Fault,
}

/// What kind of statement it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    Comment,
    Baseline,
}

/// Why it hides nothing. No text of the statement is kept: people write there what nobody should see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nobody can judge later whether it still holds.
    NoReason,
    /// Its last day is over.
    Expired,
    /// `until` is no day.
    NoDay,
    /// Not of the form that is understood.
    Malformed,
    /// It names a rule that does not exist; the nearest one that does.
    UnknownRule(Option<&'static str>),
}

//! Limits on what one file may cost.

/// What parsing one file may cost before it is refused.
///
/// Every limit counts the whole file, except [`Self::max_depth`] and [`Self::max_scalar`].
/// A file above a limit is "not judged", never "clean".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// Size of the file in bytes.
    pub max_bytes: usize,
    /// Nesting of mappings and sequences, aliases followed; never more than [`Self::HARD_DEPTH`].
    pub max_depth: usize,
    /// Nodes written in the file (keys, values, items, mappings, sequences).
    pub max_nodes: usize,
    /// Parser events, comments included.
    pub max_events: usize,
    /// Uses of anchors (`*name`).
    pub max_aliases: usize,
    /// Nodes after replacing every alias by its target, per node written.
    /// Counted only above [`Self::FREE_EXPANSION`] nodes, so that small files may reuse freely.
    pub max_expansion_ratio: usize,
    /// Documents, empty ones included.
    pub max_documents: usize,
    /// Size of one scalar in bytes.
    pub max_scalar: usize,
}

impl Budget {
    /// Nesting that no configuration can raise: code may recurse this deep.
    pub const HARD_DEPTH: usize = 128;
    /// Expanded nodes that are allowed whatever the ratio.
    pub const FREE_EXPANSION: usize = 10_000;

    /// The nesting that applies.
    pub(crate) fn depth(&self) -> usize {
        self.max_depth.min(Self::HARD_DEPTH)
    }

    /// The file size that applies: offsets are kept in 32 bits.
    pub(crate) fn bytes(&self) -> usize {
        self.max_bytes.min(1 << 30)
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            max_bytes: 10 << 20,
            max_depth: 64,
            max_nodes: 250_000,
            max_events: 1_000_000,
            max_aliases: 50_000,
            max_expansion_ratio: 10,
            max_documents: 1_024,
            max_scalar: 1 << 20,
        }
    }
}

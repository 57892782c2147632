//! How a long read is observed and stopped.

/// Told about the progress of a walk and asked whether to go on. Called from several threads.
pub trait Watch: Sync {
    /// True once nobody waits for the answer any more; asked between two files.
    fn cancelled(&self) -> bool;
    /// `done` units of work out of `total`, which is unknown while folders are still being listed.
    fn progress(&self, done: u64, total: Option<u64>);
}

/// For callers that neither show progress nor cancel.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn cancelled(&self) -> bool {
        false
    }

    fn progress(&self, _done: u64, _total: Option<u64>) {}
}

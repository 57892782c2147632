use std::io::IsTerminal as _;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::clients::repository::Watch;

/// A progress bar on stderr, only on a terminal; an interrupt ends the process as usual.
pub(super) struct Bar {
    bar: ProgressBar,
    shown: AtomicBool,
}

impl Bar {
    pub(super) fn new() -> Self {
        let bar = ProgressBar::no_length();
        let target = if std::io::stderr().is_terminal() {
            ProgressDrawTarget::stderr_with_hz(10)
        } else {
            ProgressDrawTarget::hidden()
        };
        bar.set_draw_target(target);
        Self {
            bar,
            shown: AtomicBool::new(false),
        }
    }

    pub(super) fn done(&self) {
        self.bar.finish_and_clear();
    }
}

impl Watch for Bar {
    fn cancelled(&self) -> bool {
        false
    }

    fn progress(&self, done: u64, total: Option<u64>) {
        if let Some(total) = total {
            if !self.shown.swap(true, Ordering::Relaxed)
                && let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} files")
            {
                self.bar.set_style(style);
            }
            self.bar.set_length(total);
        }
        self.bar.set_position(done);
    }
}

//! A progress bar, for commands that may take a while.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A progress bar that shows itself on a terminal once a second has passed.
pub struct Bar {
    bar: ProgressBar,
    started: Instant,
}

impl Bar {
    pub fn new(doing: &'static str, files: usize, started: Instant) -> Self {
        let bar = ProgressBar::with_draw_target(Some(files as u64), ProgressDrawTarget::hidden());
        let look = ProgressStyle::with_template("{msg} [{bar:40}] {pos} of {len}").expect("the template is sound");
        bar.set_style(look.progress_chars("=> "));
        bar.set_message(doing);
        Self { bar, started }
    }

    pub fn step(&self) {
        self.bar.inc(1);
        if self.bar.is_hidden()
            && self.bar.position().is_multiple_of(64)
            && self.started.elapsed() > Duration::from_secs(1)
        {
            self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        }
    }

    /// Takes the bar off the screen.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

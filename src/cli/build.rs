//! `handbook build`: writes the site into a folder.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Common, Outcome, complain, from_here, say, shown};
use crate::diagnostic::{count, summary};
use crate::edition::Edition;
use crate::error::Error;
use crate::write;

#[derive(Args)]
pub struct Build {
    /// Where to write the site (default: `_site` beside `content/`)
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write nothing where there are errors
    #[arg(long)]
    strict: bool,
}

impl Build {
    pub fn run(&self, common: &Common) -> Result<Outcome, Error> {
        let started = Instant::now();
        let (root, edition) = common.open()?;
        let to = self.out.clone().unwrap_or_else(|| root.join("_site"));
        write::guard(&to, &root, home().as_deref())?;
        let style = common.style(&std::io::stderr());
        complain(&shown(&edition.sources, &edition.diagnostics, style));
        let (errors, _) = count(&edition.diagnostics);
        if self.strict && errors > 0 {
            complain(&format!("{}\nNothing was written, because of `--strict`.\n", summary(&edition.diagnostics)));
            return Ok(Outcome::Problems);
        }
        let bar = bar(edition, started);
        let written = write::write(edition, &to, &|| bar.inc(1))?;
        bar.finish_and_clear();
        complain(&shown(&edition.sources, &written.faults, style));
        if !edition.diagnostics.is_empty() {
            complain(&format!("{}\n", summary(&edition.diagnostics)));
        }
        say(&format!(
            "Wrote {} files, {} of them changed, {} removed, in {:.1} s.\nOpen {} in a browser.\n",
            written.files,
            written.changed,
            written.removed,
            started.elapsed().as_secs_f64(),
            from_here(&to.join("index.html")),
        ));
        let failed = !written.faults.is_empty() || self.strict && !edition.diagnostics.is_empty() && errors > 0;
        Ok(if failed { Outcome::Problems } else { Outcome::Fine })
    }
}

/// Returns a progress bar that shows itself on a terminal once a second has passed.
fn bar(edition: &Edition, started: Instant) -> ProgressBar {
    let target = ProgressDrawTarget::stderr_with_hz(10);
    let bar = ProgressBar::with_draw_target(Some(edition.routes().count() as u64), ProgressDrawTarget::hidden());
    let look =
        ProgressStyle::with_template("{msg} [{bar:40}] {pos} of {len}, {eta} left").expect("the template is sound");
    bar.set_style(look.progress_chars("=> "));
    bar.set_message("Writing");
    if started.elapsed() > Duration::from_secs(1) || edition.routes().count() > 2_000 {
        bar.set_draw_target(target);
    }
    bar
}

fn home() -> Option<PathBuf> {
    std::env::home_dir()
}

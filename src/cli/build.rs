//! `handbook build`: writes the site into a folder.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::progress::Bar;
use super::{Common, Outcome, complain, from_here, say, shown};
use crate::diagnostic::{count, summary};
use crate::error::Error;
use crate::{paper, write};

#[derive(Args)]
pub struct Build {
    /// Where to write the site (default: `_site` beside `content/`)
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write nothing where there are errors
    #[arg(long)]
    strict: bool,
    /// Print all of it into one PDF as well, for a binder (default: `handbook.pdf` beside the site)
    #[arg(long, value_name = "FILE")]
    pdf: Option<Option<PathBuf>>,
}

impl Build {
    pub fn run(&self, common: &Common) -> Result<Outcome, Error> {
        let started = Instant::now();
        let (root, edition) = common.open()?;
        let to = self.out.clone().unwrap_or_else(|| root.join("_site"));
        let home = std::env::home_dir();
        let advice = "choose another folder with `--out DIR`, such as `_site`";
        let guard = write::Guard { root: &root, home: home.as_deref(), marks: &[write::MANIFEST], advice };
        guard.folder(&to)?;
        let pdf = self.pdf.as_ref().map(|file| file.clone().unwrap_or_else(|| to.with_file_name("handbook.pdf")));
        if let Some(file) = &pdf {
            write::Guard { advice: paper::ADVICE, ..guard }.file(file)?;
            paper::spare(file)?;
        }
        let style = common.style(&std::io::stderr());
        complain(&shown(&edition.sources, &edition.diagnostics, style));
        if self.strict {
            let faults = edition.faults();
            complain(&shown(&edition.sources, &faults, style));
            let all = [&edition.diagnostics[..], &faults].concat();
            if count(&all).0 > 0 {
                complain(&format!("{}\nNothing was written, because of `--strict`.\n", summary(&all)));
                return Ok(Outcome::Problems);
            }
        }
        let bar = Bar::new("Writing", edition.routes().count(), started);
        let binder = pdf.is_some().then(|| edition.binder());
        let written = write::write(edition, &to, &|| bar.step())?;
        bar.finish();
        complain(&shown(&edition.sources, &written.faults, style));
        let all = [&edition.diagnostics[..], &written.faults].concat();
        if !all.is_empty() {
            complain(&format!("{}\n", summary(&all)));
        }
        say(&format!(
            "Wrote {} files{}, {} of them changed, {} removed, in {:.1} s.\nOpen {} in a browser.\n",
            written.files,
            common.audience.as_ref().map(|audience| format!(" for {audience}")).unwrap_or_default(),
            written.changed,
            written.removed,
            started.elapsed().as_secs_f64(),
            from_here(&to.join("index.html")),
        ));
        if let (Some(binder), Some(file)) = (binder, pdf) {
            let printed = paper::print(&binder, &paper::browser()?, &to, &file)?;
            say(&format!("Printed {} pages into {}.\n", printed.pages, from_here(&file)));
        }
        Ok(if written.faults.is_empty() { Outcome::Fine } else { Outcome::Problems })
    }
}

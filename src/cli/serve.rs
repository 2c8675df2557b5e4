//! `handbook serve`: shows the handbook in a browser while it is edited.

use std::time::Instant;

use clap::Args;
use jiff::civil::Date;

use super::{Common, Outcome, complain, say};
use crate::diagnostic::{Severity, count, plural};
use crate::edition::compile;
use crate::error::Error;
use crate::load::Disk;
use crate::serve::{self, Marks, Preview, Stage};
use crate::source::SourcePath;
use crate::span::Position;
use crate::watch::{Mode, News, Watch};

#[derive(Args)]
pub struct Serve {
    /// The port to serve at; where it is taken, the next that is free (default: 4747; 0: any)
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Open the handbook in a browser
    #[arg(long)]
    open: bool,
    /// Look for changes twice a second; for shared drives where changes are not noticed
    #[arg(long)]
    poll: bool,
}

impl Serve {
    pub fn run(&self, common: &Common) -> Result<Outcome, Error> {
        let started = Instant::now();
        let root = common.root()?;
        let disk = Disk::read(&root)?;
        let day = common.today()?;
        let edition = compile(disk.sources.clone(), disk.faults(), day, common.audience.as_deref());
        common.check_audience(&edition)?;
        let title = edition.site.handbook.settings.title().to_owned();
        let preview = serve::start(Stage::new(edition, Marks::of(&disk)), self.port)?;
        if let Some(wanted) = self.port.filter(|wanted| ![0, preview.port].contains(wanted)) {
            complain(&format!("Port {wanted} is taken; {} is used.\n", preview.port));
        }
        let found = problems(&preview);
        let address = format!("http://127.0.0.1:{}/", preview.port);
        say(&format!("{title} is served at {address}\n"));
        if let Some(audience) = &common.audience {
            complain(&format!("It is shown as the audience `{audience}` may see it; problems are told here alone.\n"));
        }
        complain(&format!("Ready in {} · {found}\n", took(started)));
        if self.open && open::that_detached(&address).is_err() {
            complain(&format!("No browser could be opened; go to {address}\n"));
        }
        let mut watch = Watch::start(&root, disk, self.poll);
        complain(&format!("{} Stop with Ctrl+C.\n", how(watch.mode())));
        follow(&mut watch, &preview, common, day)
    }
}

/// Brings the preview up to date whenever a file or the day changes, until the process ends.
fn follow(watch: &mut Watch, preview: &Preview, common: &Common, first: Date) -> Result<Outcome, Error> {
    let (mut day, mut mode, mut trouble) = (first, watch.mode().clone(), None);
    loop {
        let news = watch.news();
        if *watch.mode() != mode {
            mode = watch.mode().clone();
            complain(&format!("{}\n", how(&mode)));
        }
        let today = common.today()?;
        let (what, since) = match news {
            News::Changed(changed, since) => (named(&changed), since),
            News::Nothing if today != day => ("Another day".to_owned(), Instant::now()),
            News::Nothing if trouble.is_some() => ("Read again".to_owned(), Instant::now()),
            News::Nothing => continue,
            News::Trouble(error) => {
                let words = format!("{error}; what is shown is the last good state");
                if trouble.as_ref() != Some(&words) {
                    complain(&format!("{} {words}\n", clock()));
                    preview.stage.trouble(words.clone());
                    trouble = Some(words);
                }
                continue;
            }
        };
        (day, trouble) = (today, None);
        let disk = watch.disk();
        let edition = preview.stage.shown().edition.again(disk.sources.clone(), disk.faults(), day);
        preview.stage.show(edition, Marks::of(disk));
        let found = problems(preview);
        complain(&format!("{} {what} · {} · {found}\n", clock(), took(since)));
    }
}

fn how(mode: &Mode) -> String {
    match mode {
        Mode::Events => "Changes are shown as soon as they are saved.".to_owned(),
        Mode::Polling(why) => format!("Files are looked at twice a second ({why})."),
    }
}

/// Returns what changed, as short as it can be said.
fn named(changed: &[SourcePath]) -> String {
    match changed {
        [] => "Nothing".to_owned(),
        [one] => short(one),
        [one, other] => format!("{}, {}", short(one), short(other)),
        [one, more @ ..] => format!("{} and {} more", short(one), more.len()),
    }
}

/// Returns a path below `content/`, without characters that would move the cursor of a terminal.
fn short(path: &SourcePath) -> String {
    path.in_content().unwrap_or(path.as_str()).replace(char::is_control, "\u{fffd}")
}

/// Returns how many problems there are, and where the first error is.
fn problems(preview: &Preview) -> String {
    let shown = preview.stage.shown();
    let first = shown.problems.iter().find(|known| known.severity == Severity::Error).map(|known| {
        let (start, _) = Position::ends(&shown.edition.sources, &known.span);
        format!(" ({}:{})", short(&known.span.file), start.line)
    });
    let (errors, warnings) = count(&*shown.problems);
    let errors = (errors > 0).then(|| format!("{}{}", plural(errors, "error"), first.unwrap_or_default()));
    let warnings = (warnings > 0).then(|| plural(warnings, "warning"));
    match errors.into_iter().chain(warnings).collect::<Vec<_>>()[..] {
        [] => "no problems".to_owned(),
        ref some => some.join(", "),
    }
}

fn took(since: Instant) -> String {
    match since.elapsed() {
        time if time.as_secs() > 0 => format!("{:.1} s", time.as_secs_f64()),
        time => format!("{} ms", time.as_millis()),
    }
}

fn clock() -> String {
    jiff::Timestamp::now().to_zoned_datetime(jiff::tz::TimeZone::system()).strftime("%H:%M:%S").to_string()
}

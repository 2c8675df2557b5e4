//! `handbook publish`: sends what differs to a place where others read the handbook, or takes the last publish back.

mod ask;
mod send;

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use jiff::Timestamp;

use super::{Common, Outcome, complain, say, shown};
use crate::diagnostic::{Diagnostic, count, suggest, summary};
use crate::edition::{Edition, compile, compile_again};
use crate::error::Error;
use crate::load;
use crate::parse::settings::{Settings, Target as Named};
use crate::parse::{Document, parse};
use crate::publish::address::{self, Address};
use crate::publish::lock::{self, Lock};
use crate::publish::notes::{Outlines, Texts};
use crate::publish::receipt::{RECEIPT, Receipt, generator};
use crate::publish::remote;
use crate::publish::words;
use crate::source::{SourcePath, Sources};
use crate::write::{Guard, MANIFEST, resolved};

#[derive(Args)]
pub struct Publish {
    /// The place to publish to, by its name in `handbook.yaml` (default: the only one)
    target: Option<String>,
    /// Say what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Go back to what was published before the last time
    #[arg(long)]
    rollback: bool,
    /// Do not ask, and let as many files go away as there are
    #[arg(long)]
    yes: bool,
    /// Take over from somebody whose publishing was cut off
    #[arg(long)]
    break_lock: bool,
}

/// What every publish needs to know.
struct Job<'a> {
    publish: &'a Publish,
    edition: &'a Edition,
    target: &'a Named,
    outlines: &'a Outlines<'a>,
    root: PathBuf,
    who: String,
    now: Timestamp,
    started: Instant,
    style: crate::diagnostic::Style,
}

impl Publish {
    pub fn run(&self, common: &Common) -> Result<Outcome, Error> {
        if common.audience.is_some() {
            let hint = "each place has its own under `publish` in `content/handbook.yaml`";
            return Err(Error::Usage(format!("the audience of a place cannot be given here\n  help: {hint}")));
        }
        let (started, root, style) = (Instant::now(), common.root()?, common.style(&std::io::stderr()));
        let (loaded, texts) = rayon::join(|| load::load(&root), || Texts::at(&root));
        let (sources, faults) = loaded?;
        let target = match self.choose(&sources) {
            Ok(target) => target,
            Err(Some(error)) => return Err(error),
            Err(None) => {
                let edition = compile(sources, faults, common.today()?, None);
                return Ok(refuse(&edition.sources, &edition.diagnostics, style));
            }
        };
        let readers = Some(&**target.audience);
        let outlines = texts.outlines();
        let recall = |path: &SourcePath, hash: &str| outlines.recall(path, hash);
        let edition: &Edition = Box::leak(Box::new(compile_again(sources, faults, common.today()?, readers, &recall)));
        // Going back sends nothing of what is wrong now.
        if !self.rollback && count(&edition.diagnostics).0 > 0 {
            let faults = edition.faults();
            let all = [&edition.diagnostics[..], &faults].concat();
            return Ok(refuse(&edition.sources, &all, style));
        }
        let home = std::env::home_dir();
        let address = address::parse(&target.to, &root, home.as_deref())?;
        let (target, outlines, now) = (&target, &outlines, common.now()?);
        let job = Job { publish: self, edition, target, outlines, who: lock::who(), now, root, started, style };
        job.to(address, home.as_deref())
    }

    /// Returns the target that is meant; nothing where the settings cannot be read well enough to tell.
    fn choose(&self, sources: &Sources) -> Result<Named, Option<Error>> {
        let path = SourcePath::new("content/handbook.yaml");
        let parsed = parse(&path, sources.texts.get(&path).map_or("", |text| text));
        let Document::Settings(settings) = parsed.document else { return Err(None) };
        let found = self.find(*settings);
        found.map_err(|error| parsed.diagnostics.is_empty().then_some(error))
    }

    fn find(&self, settings: Settings) -> Result<Named, Error> {
        let mut targets = settings.publish;
        let names: Vec<String> = targets.iter().map(|target| target.name.value.clone()).collect();
        let list = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        match (&self.target, targets.len()) {
            (_, 0) => Err(Error::Usage(
                "the handbook names no place to publish to\n  help: add to `content/handbook.yaml`: `publish: [{name: share, to: FOLDER, audience: staff}]`".to_owned(),
            )),
            (Some(name), _) => {
                let unknown = || {
                    let hint = suggest::did_you_mean(name, names.iter().map(|name| &**name));
                    let hint = hint.unwrap_or_else(|| format!("the places are {list}"));
                    Error::Usage(format!("there is no place `{name}` to publish to\n  help: {hint}"))
                };
                let at = names.iter().position(|known| known == name).ok_or_else(unknown)?;
                Ok(targets.swap_remove(at))
            }
            (None, 1) => Ok(targets.remove(0)),
            (None, _) => Err(Error::Usage(format!("the handbook is published to several places: name one of {list}"))),
        }
    }
}

/// Says why nothing is published.
fn refuse(sources: &Sources, diagnostics: &[Diagnostic], style: crate::diagnostic::Style) -> Outcome {
    complain(&shown(sources, diagnostics, style));
    complain(&format!("{}\nNothing was published, because of the errors.\n", summary(diagnostics)));
    Outcome::Problems
}

/// Refuses a place whose folder is not there: a share that is not connected looks like that.
fn has_a_home(place: &Path) -> Result<(), Error> {
    match place.parent().filter(|folder| !place.exists() && !folder.exists()) {
        Some(folder) => Err(Error::Usage(format!(
            "`{}` is not there, in which `{}` would lie\n  help: connect the share it is on, or make the folder",
            folder.display(),
            place.display()
        ))),
        None => Ok(()),
    }
}

impl Job<'_> {
    fn to(&self, address: Address, home: Option<&Path>) -> Result<Outcome, Error> {
        let advice = "name another place under `to` in `content/handbook.yaml`";
        let guard = Guard { root: &self.root, home, marks: &[RECEIPT, lock::LOCK, MANIFEST], advice };
        match address {
            Address::Folder(path) => {
                guard.folder(&path)?;
                has_a_home(&path)?;
                self.to_folder(&resolved(&path)?)
            }
            Address::Zip(path) => {
                guard.file(&path)?;
                has_a_home(&path)?;
                self.to_zip(&resolved(&path)?)
            }
            Address::Remote(address) => {
                let target = remote::open(&address, &self.target.name, &ask::Terminal)?;
                self.to_target(&*target, None)
            }
        }
    }

    fn title(&self) -> &str {
        self.edition.site.handbook.settings.title()
    }

    /// Tells whether the lock at a place may be taken over, and says so.
    fn may_take(&self, lock: &Lock) -> bool {
        if lock.who == self.who {
            complain("An earlier run was cut off; what it touched is sent again.\n");
            return true;
        }
        if self.publish.break_lock {
            let since = words::moment(lock.since);
            let is = if self.publish.dry_run { "would be" } else { "is" };
            complain(&format!("The lock of {}, who has been publishing since {since}, {is} broken.\n", lock.who));
        }
        self.publish.break_lock || self.publish.dry_run
    }

    /// Asks whether to go on.
    fn agreed(&self) -> Result<bool, Error> {
        if self.publish.yes {
            return Ok(true);
        }
        if !std::io::stdin().is_terminal() {
            return Err(Error::Usage(
                "nobody can be asked here\n  help: look at it with `--dry-run`, then publish with `--yes`".to_owned(),
            ));
        }
        let yes = ask::yes("Publish? [y/N] ");
        if !yes {
            say("Nothing was published.\n");
        }
        Ok(yes)
    }

    /// Returns the receipt of what is about to be published.
    fn receipt(&self, before: u64) -> Receipt {
        Receipt {
            generator: generator(),
            handbook: self.title().to_owned(),
            audience: self.target.audience.value.clone(),
            published: self.now,
            generation: before + 1,
            ..Receipt::default()
        }
    }
}

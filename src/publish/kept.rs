//! What was published before, kept below the handbook's own folder for a way back. At the place itself, a page that was
//! meanwhile narrowed to fewer readers could still be read.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::place::Place;
use super::plan::Plan;
use super::receipt::{Listed, Receipt};
use super::refused;
use super::target::Target;
use crate::digest::hash;
use crate::error::Error;
use crate::write::files::{failed, is_absent, put_whole};

/// The handbook's own folder, below its root.
pub(super) const OWN: &str = ".handbook";

/// How many states are kept.
const MOST: usize = 5;

/// The states of one place, each in a folder of the number of its generation.
#[derive(Clone, Debug)]
pub struct Kept {
    folder: PathBuf,
}

/// A state to go back to.
#[derive(Debug)]
pub struct State {
    pub receipt: Receipt,
    files: PathBuf,
}

impl Kept {
    /// Returns where the states of a place are kept, by the name of the target in the settings and its address.
    pub fn new(root: &Path, target: &str, address: &str) -> Self {
        Self { folder: root.join(OWN).join("published").join(name(target, address)) }
    }

    /// Starts to keep the state that a receipt describes. Where nothing stood, what is kept is of a place that is no more.
    pub fn begin(&self, receipt: &Receipt) -> Result<(), Error> {
        match receipt.generation {
            0 => self.drop_from(0),
            generation => put(&self.of(generation).join("receipt.json"), &receipt.to_json()),
        }
    }

    /// Keeps a file as it stands at a place, where that is what the receipt says and it is not kept already.
    pub fn keep(&self, target: &dyn Target, generation: u64, path: &str, listed: &Listed) -> Result<(), Error> {
        let to = self.of(generation).join("files").join(path);
        if generation == 0 || to.exists() {
            return Ok(());
        }
        match target.get(path)? {
            Some(bytes) if listed.hash == Some(hash(&bytes)) => put(&to, &bytes),
            _ => Ok(()),
        }
    }

    /// Returns the state before the one that stands at a place; where a run was cut off, the state before that run.
    pub fn before(&self, place: &Place) -> Result<Option<State>, Error> {
        let newest = place.before.generation;
        let earlier = |generation: &u64| *generation < newest || *generation == newest && place.left.is_some();
        let Some(generation) = self.generations()?.into_iter().rfind(earlier) else { return Ok(None) };
        let path = self.of(generation).join("receipt.json");
        let bytes = fs::read(&path).map_err(Error::at("read", &path))?;
        let receipt = Receipt::from_json(&path.display().to_string(), &bytes)?;
        Ok(Some(State { receipt, files: self.of(generation).join("files") }))
    }

    /// Drops all but the last states.
    pub fn prune(&self) -> Result<(), Error> {
        let generations = self.generations()?;
        generations.iter().rev().skip(MOST).try_for_each(|generation| self.drop_state(*generation))
    }

    /// Drops a state and all after it, which were gone back on.
    pub fn drop_from(&self, first: u64) -> Result<(), Error> {
        self.generations()?
            .into_iter()
            .filter(|generation| *generation >= first)
            .try_for_each(|generation| self.drop_state(generation))
    }

    #[expect(clippy::disallowed_methods, reason = "the folder holds nothing but what was put there to be kept")]
    fn drop_state(&self, generation: u64) -> Result<(), Error> {
        let folder = self.of(generation);
        fs::remove_dir_all(&folder).map_err(failed("remove", &folder))
    }

    fn of(&self, generation: u64) -> PathBuf {
        self.folder.join(generation.to_string())
    }

    /// Returns the generations of all states that have a receipt, oldest first.
    fn generations(&self) -> Result<Vec<u64>, Error> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Error::at("read", &self.folder)(error)),
        };
        let number = |entry: fs::DirEntry| entry.file_name().to_str()?.parse::<u64>().ok();
        let mut generations: Vec<u64> = entries.flatten().filter_map(number).collect();
        generations.retain(|generation| self.of(*generation).join("receipt.json").is_file());
        generations.sort_unstable();
        Ok(generations)
    }
}

impl State {
    /// Returns the bytes of a file of this state: as they were kept, or as they still stand at the place.
    pub fn bytes(&self, target: &dyn Target, path: &str) -> Result<Cow<'static, [u8]>, Error> {
        let wanted = self.receipt.files.get(path).and_then(|listed| listed.hash.clone());
        let right = |bytes: &Vec<u8>| wanted.as_ref() == Some(&hash(bytes));
        let kept = self.files.join(path);
        let kept = match fs::read(&kept) {
            Ok(bytes) => Some(bytes),
            Err(error) if is_absent(&error) => None,
            Err(error) => return Err(Error::at("read", kept)(error)),
        };
        match kept.filter(right) {
            Some(bytes) => Ok(Cow::Owned(bytes)),
            None => target.get(path)?.filter(right).map(Cow::Owned).ok_or_else(|| {
                let why = format!("the state before is not kept whole: `{path}` is missing");
                refused(&target.name(), why, "somebody may have published from another computer; publish again instead")
            }),
        }
    }

    /// Refuses a plan that needs a file which is not kept.
    pub fn refuse_gaps(&self, target: &dyn Target, plan: &Plan) -> Result<(), Error> {
        plan.puts.values().flatten().try_for_each(|step| self.bytes(target, &step.path).map(drop))
    }
}

/// Returns a name for the files that belong to a place.
pub(super) fn name(target: &str, address: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c.to_ascii_lowercase() } else { '-' };
    let name: String = target.chars().map(plain).take(80).collect();
    format!("{name}-{}", &hash(format!("{target}\n{address}").as_bytes())[..8])
}

/// Puts a file below the handbook's own folder, which is kept out of a repository: it is for this computer alone.
pub(super) fn put(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let folder = path.parent().expect("a kept file lies in a folder");
    fs::create_dir_all(folder).map_err(Error::at("make", folder))?;
    let own = folder.ancestors().find(|folder| folder.ends_with(OWN));
    if let Some(ignore) = own.map(|own| own.join(".gitignore")).filter(|ignore| !ignore.exists()) {
        put_whole(&ignore, b"*\n").map_err(failed("write", &ignore))?;
    }
    put_whole(path, bytes).map_err(failed("write", path))
}

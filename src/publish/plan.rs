//! What a publish will do: what is new, what changed, what goes away, and in which order.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::place::Place;
use super::receipt::Listed;
use super::refused;
use super::target::{Size, Target};
use crate::error::Error;
use crate::site::Route;
use crate::write::{MANIFEST, Stage};

/// What happens to a file, as a reader sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Appears,
    Changes,
    /// It should already stand there as it is, and does not, or nobody knows.
    Again,
    GoesAway,
}

/// A file that something happens to.
#[derive(Clone, Debug)]
pub struct Step {
    pub path: String,
    pub change: Change,
    pub title: Option<String>,
}

/// What will happen, in order.
#[derive(Debug, Default)]
pub struct Plan {
    /// Removals that make room: a file where a folder must be, or the other way round.
    pub clearing: Vec<Step>,
    pub puts: BTreeMap<Stage, Vec<Step>>,
    pub removals: Vec<Step>,
    /// New files whose names differ from that of a removed one by letter case alone.
    pub recheck: Vec<String>,
    /// How many files of the receipt go away, and how many there are.
    pub gone: (usize, usize),
}

impl Plan {
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.clearing.iter().chain(self.puts.values().flatten()).chain(&self.removals)
    }

    pub fn is_empty(&self) -> bool {
        self.steps().next().is_none()
    }
}

/// Compares a place with the files that it should hold. A file that nobody knows, where a new one goes, is refused.
/// Nothing can be asked of a zip, which is made anew as a whole.
pub fn plan(target: Option<&dyn Target>, place: &Place, wanted: &BTreeMap<String, Listed>) -> Result<Plan, Error> {
    let compare = |(path, file): (&String, &Listed)| {
        let Some((stage, change)) = step(target, place, path, file)? else { return Ok(None) };
        Ok(Some((stage, Step { path: path.clone(), change, title: file.title.clone() })))
    };
    let steps: Vec<_> = wanted.par_iter().map(compare).collect::<Result<_, Error>>()?;
    let mut plan = Plan::default();
    for (stage, step) in steps.into_iter().flatten() {
        plan.puts.entry(stage).or_default().push(step);
    }
    let of_receipt = place.before.files.keys().filter(|path| *path != MANIFEST);
    let going = of_receipt.clone().filter(|path| !wanted.contains_key(*path)).count();
    plan.gone = (going, of_receipt.count());
    let ours: BTreeSet<&String> = place.before.files.keys().chain(&place.unsure).collect();
    for path in ours.into_iter().filter(|path| !wanted.contains_key(*path)) {
        let title = place.before.files.get(path).and_then(|listed| listed.title.clone());
        let step = Step { path: path.clone(), change: Change::GoesAway, title };
        match is_in_the_way(path, wanted) {
            true => plan.clearing.push(step),
            false => plan.removals.push(step),
        }
    }
    if !plan.removals.is_empty() {
        let folded = |path: &str| Route::new(path).folded();
        let going: BTreeSet<String> = plan.removals.iter().map(|step| folded(&step.path)).collect();
        plan.recheck = wanted.keys().filter(|path| going.contains(&folded(path))).cloned().collect();
    }
    Ok(plan)
}

/// Returns when a file is put, and what that means; nothing where it already stands there.
fn step(
    target: Option<&dyn Target>,
    place: &Place,
    path: &str,
    file: &Listed,
) -> Result<Option<(Stage, Change)>, Error> {
    let exists = || target.map_or(Ok(false), |target| target.exists(path));
    let known = place.before.files.get(path);
    let same = known.is_some_and(|known| known.hash.is_some() && known.hash == file.hash);
    let change = match known {
        None => Change::Appears,
        Some(_) if same => Change::Again,
        Some(_) => Change::Changes,
    };
    if place.unsure.contains(path) {
        return Ok(Some((Stage::of(path, exists()?), change)));
    }
    if known.is_none() {
        if let Some(target) = target.filter(|_| !place.empty)
            && exists()?
        {
            let why = format!("a file that no handbook published stands where `{path}` goes");
            return Err(refused(&target.name(), why, "move that file somewhere else and publish again"));
        }
        return Ok(Some((Stage::of(path, false), change)));
    }
    let size = target.map_or(Ok(Size::Untold), |target| target.size(path))?;
    let whole = size == Size::Untold || size == Size::Bytes(file.size);
    Ok((!same || !whole).then(|| (Stage::of(path, size != Size::Absent), change)))
}

/// Tells whether a file stands where a folder of wanted files must be, or in what must be a file.
fn is_in_the_way(path: &str, wanted: &BTreeMap<String, Listed>) -> bool {
    let inside = format!("{path}/");
    wanted.range(inside.clone()..).next().is_some_and(|(next, _)| next.starts_with(&inside))
        || path.match_indices('/').any(|(at, _)| wanted.contains_key(&path[..at]))
}

/// Refuses to take away more of what was published than a share, in percent.
pub fn refuse_emptying(name: &str, plan: &Plan, percent: u32) -> Result<(), Error> {
    let (gone, all) = plan.gone;
    if gone * 100 <= all * percent as usize {
        return Ok(());
    }
    let why = format!("{gone} of the {all} files there would go away, which is more than {percent} percent");
    let hint = "look at what goes away with `--dry-run`; if that is meant, publish with `--yes`, or allow more under `removals`";
    Err(refused(name, why, hint))
}

//! The way from a rendered site to the place, and what is said on it.

use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use super::super::progress::Bar;
use super::super::{Outcome, say};
use super::{Job, refuse};
use crate::diagnostic::{Diagnostic, count, plural};
use crate::error::Error;
use crate::publish::apply::{Bytes, Run, Sent};
use crate::publish::folder::Folder;
use crate::publish::kept::{Kept, State};
use crate::publish::lock::{self, Lock};
use crate::publish::notes::{Notes, Packed};
use crate::publish::place::{self, Place};
use crate::publish::plan::{self, Plan, refuse_emptying};
use crate::publish::receipt::Receipt;
use crate::publish::render::{Rendered, render};
use crate::publish::target::Target;
use crate::publish::{archive, words};
use crate::site::Route;

/// A plan that somebody may agree to.
struct Proposal<'a> {
    place: Place,
    plan: Plan,
    receipt: Receipt,
    kept: Option<&'a Kept>,
}

impl Proposal<'_> {
    /// Tells whether all stands at the place already.
    fn changes_nothing(&self) -> bool {
        let before = &self.place.before;
        let same = self.plan.is_empty() && self.place.left.is_none();
        same && before.generation > 0 && before.audience == self.receipt.audience
    }
}

impl Job<'_> {
    pub fn to_folder(&self, top: &Path) -> Result<Outcome, Error> {
        let kept = Kept::new(&self.root, &self.target.name, &top.display().to_string());
        self.to_target(&Folder::new(top.to_owned()), Some(&kept))
    }

    /// Publishes to a place; only where something is kept is there a way back.
    pub fn to_target(&self, target: &dyn Target, kept: Option<&Kept>) -> Result<Outcome, Error> {
        let name = target.name();
        let alone = lock::alone(&self.who, &name);
        let mine = |lock: &Lock| lock.who != self.who || alone.is_some();
        let may_take = |lock: &Lock| mine(lock) && self.may_take(lock);
        let place = place::look(target, self.title(), &may_take)?;
        if self.publish.rollback {
            return self.back(target, place, kept);
        }
        let notes = Notes::new(&self.root, &self.target.name, &name, self.edition.allowances());
        let Some(rendered) = self.rendered(&place.before, Some(&notes))? else {
            return Ok(Outcome::Problems);
        };
        let plan = plan::plan(Some(target), &place, &rendered.files)?;
        let receipt = Receipt { files: rendered.files.clone(), ..self.receipt(place.before.generation) };
        let proposal = Proposal { place, plan, receipt, kept };
        let packed = || Packed::new(&rendered.bases, self.edition.site.search.read(&self.edition.site));
        if !self.proposed(&name, &proposal)? {
            if proposal.changes_nothing() && !self.publish.dry_run {
                if rendered.is_news {
                    notes.write(&proposal.place.before, packed());
                }
                self.note_texts();
            }
            return Ok(Outcome::Fine);
        }
        let sent = thread::scope(|scope| {
            let packed = scope.spawn(packed);
            scope.spawn(|| self.note_texts());
            let sent =
                self.carry_out(target, &proposal, &|path| rendered.bytes(path)).inspect_err(|_| notes.forget())?;
            kept.map_or(Ok(()), Kept::prune)?;
            notes.write(&proposal.receipt, packed.join().unwrap_or_else(|panic| resume_unwind(panic)));
            Ok::<Sent, Error>(sent)
        })?;
        self.report(&name, "Published", sent);
        Ok(Outcome::Fine)
    }

    /// Notes the outlines of the texts, where they are not noted yet.
    fn note_texts(&self) {
        if let Some(packed) = self.outlines.pack(self.edition) {
            self.outlines.write(packed);
        }
    }

    /// Goes back to the state before the last publish.
    fn back(&self, target: &dyn Target, place: Place, kept: Option<&Kept>) -> Result<Outcome, Error> {
        let nothing = || {
            Error::Usage(format!(
                "there is nothing to go back to: no earlier state of `{}` is kept here",
                self.target.name.value
            ))
        };
        let kept = kept.ok_or_else(no_way_back)?;
        let state = kept.before(&place)?.ok_or_else(nothing)?;
        self.refuse_wider(&state.receipt.audience)?;
        let plan = plan::plan(Some(target), &place, &state.receipt.files)?;
        state.refuse_gaps(target, &plan)?;
        self.refuse_narrowed(&plan)?;
        let leaks = self.leaks_of(target, &state, &plan)?;
        if count(&leaks).0 > 0 {
            return Ok(refuse(&self.edition.sources, &leaks, self.style));
        }
        say(&format!("Back to the state of {}:\n", words::moment(state.receipt.published)));
        let now = self.receipt(place.before.generation);
        let receipt = Receipt { published: now.published, generation: now.generation, ..state.receipt.clone() };
        let proposal = Proposal { place, plan, receipt, kept: None };
        if !self.proposed(&target.name(), &proposal)? {
            return Ok(Outcome::Fine);
        }
        let sent = self.carry_out(target, &proposal, &|path| state.bytes(target, path))?;
        kept.drop_from(state.receipt.generation)?;
        self.report(&target.name(), "Went back", sent);
        Ok(Outcome::Fine)
    }

    /// Refuses to bring back what is there still, and for fewer people now.
    fn refuse_narrowed(&self, plan: &Plan) -> Result<(), Error> {
        let hidden = self.edition.hidden();
        let back: Vec<&str> = plan
            .puts
            .values()
            .flatten()
            .map(|step| &*step.path)
            .filter(|path| hidden.contains(&Route::new(path)))
            .collect();
        match &back[..] {
            [] => Ok(()),
            paths => Err(Error::Usage(format!(
                "going back would show again what is for fewer people now: {}\n  help: put right in the handbook what is wrong, and publish again",
                paths.join(", ")
            ))),
        }
    }

    /// Returns the secrets that going back would publish.
    fn leaks_of(&self, target: &dyn Target, state: &State, plan: &Plan) -> Result<Vec<Diagnostic>, Error> {
        let mut leaks = Vec::new();
        for step in plan.puts.values().flatten() {
            leaks.extend(self.edition.leaks(&Route::new(&step.path), &state.bytes(target, &step.path)?));
        }
        Ok(leaks)
    }

    /// Refuses to go back to what was meant for fewer people than may read the place now.
    fn refuse_wider(&self, then: &str) -> Result<(), Error> {
        let audiences = self.edition.site.handbook.settings.audiences();
        let rank = |audience: &str| audiences.iter().position(|known| *known == audience);
        match (rank(then), rank(&self.target.audience)) {
            (Some(then), Some(now)) if then <= now => Ok(()),
            _ => Err(Error::Usage(format!(
                "the state before was for the audience `{then}`, and `{}` is now for `{}`: more people would read it than it was meant for",
                self.target.name.value, self.target.audience.value
            ))),
        }
    }

    pub fn to_zip(&self, path: &Path) -> Result<Outcome, Error> {
        if self.publish.rollback {
            return Err(no_way_back());
        }
        let name = path.display().to_string();
        let before = archive::receipt(path)?;
        let place = Place { empty: before.is_none(), before: before.unwrap_or_default(), ..Place::default() };
        place.before.refuse_another(&name, self.title())?;
        let Some(rendered) = self.rendered(&Receipt::default(), None)? else { return Ok(Outcome::Problems) };
        let plan = plan::plan(None, &place, &rendered.files)?;
        let receipt = Receipt { files: rendered.files.clone(), ..self.receipt(place.before.generation) };
        let proposal = Proposal { place, plan, receipt, kept: None };
        if !self.proposed(&name, &proposal)? {
            return Ok(Outcome::Fine);
        }
        let bar = Bar::new("Packing", proposal.receipt.files.len(), self.started);
        let bytes = archive::write(path, &proposal.receipt, &|path| rendered.bytes(path), &|| bar.step());
        bar.finish();
        self.report(&name, "Published", Sent { files: proposal.receipt.files.len(), bytes: bytes?, removed: 0 });
        Ok(Outcome::Fine)
    }

    /// Renders the site; where anything is wrong with a file of it, says so and returns nothing.
    fn rendered(&self, before: &Receipt, notes: Option<&Notes>) -> Result<Option<Rendered<'_>>, Error> {
        let look = |route: &Route, bytes: &[u8], known: bool| match known && self.edition.stays_clean(route) {
            true => Vec::new(),
            false => self.edition.leaks(route, bytes),
        };
        let rendered = render(self.edition, before, notes, &look)?;
        let errors = count(&rendered.faults).0 > 0;
        if errors {
            refuse(&self.edition.sources, &rendered.faults, self.style);
        }
        Ok((!errors).then_some(rendered))
    }

    /// Says what will change, and tells whether to do it.
    fn proposed(&self, name: &str, proposal: &Proposal<'_>) -> Result<bool, Error> {
        let before = &proposal.place.before;
        if proposal.changes_nothing() {
            say(&format!("Nothing has changed since {}.\n", words::moment(before.published)));
            return Ok(false);
        }
        say(&format!("To {name}, for the audience `{}`:\n", proposal.receipt.audience));
        if before.generation > 0 && before.audience != proposal.receipt.audience {
            say(&format!("Until now it was for the audience `{}`.\n", before.audience));
        }
        say(&format!("{}.\n", words::changes(&proposal.plan, before.files.is_empty())));
        let emptying = refuse_emptying(name, &proposal.plan, self.target.removals());
        if self.publish.dry_run {
            if let (Err(error), false) = (emptying, self.publish.yes) {
                say(&format!("It would be refused: {error}\n"));
            }
            say("Nothing was changed, because of `--dry-run`.\n");
            return Ok(false);
        }
        if !self.publish.yes {
            emptying?;
        }
        self.agreed()
    }

    fn carry_out(&self, target: &dyn Target, proposal: &Proposal<'_>, bytes: Bytes<'_, '_>) -> Result<Sent, Error> {
        let Proposal { place, plan, receipt, kept } = proposal;
        let files = plan.steps().map(|step| step.path.clone()).chain(place.unsure.iter().cloned()).collect();
        let bar = Bar::new("Sending", plan.steps().count(), self.started);
        let run = Run {
            target,
            place,
            plan,
            lock: Lock::of(&self.who, self.now, self.title(), files),
            receipt,
            bytes,
            kept: *kept,
            done: &|| bar.step(),
        };
        let sent = run.go();
        bar.finish();
        sent
    }

    fn report(&self, name: &str, did: &str, sent: Sent) {
        say(&format!(
            "{did}: {} ({}) sent and {} removed, in {:.1} s.\n{name}\nWhoever can open that place can read it: the site has no access control.\n",
            plural(sent.files, "file"),
            words::size(sent.bytes),
            sent.removed,
            self.started.elapsed().as_secs_f64(),
        ));
    }
}

fn no_way_back() -> Error {
    Error::Usage("only a folder can be taken back to what was published before\n  help: take the change back in the handbook, and publish again".to_owned())
}

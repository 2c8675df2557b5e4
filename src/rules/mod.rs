//! The rules: one page each, which is its text for `handbook explain`, and one file of code for each that is checked over
//! the linked handbook. The slice [`RULES`] is the whole registry and says how serious each is.

mod access_without_holder;
mod agreement_renewal_due;
mod coming_gap;
mod conflicting_roles;
mod contact_not_authorised;
mod decision_not_announced;
mod directory_differs;
mod directory_unconfirmed;
mod duty_not_met;
mod expected_holder_missing;
mod holder_without_skill;
mod lapsed_acceptance;
mod leaver_still_named;
mod liaison_not_assured;
mod list_without_subscriber;
mod needs_nobody_holds;
mod one_person_informed;
mod orphan_page;
mod overdue_task;
mod problem_without_procedure;
mod procedure_without_owner;
mod request_overdue;
mod request_without_owner;
mod required_reader_missing;
mod reversed_days;
mod review_overdue;
mod same_backup_everywhere;
mod shaky_duty;
mod source_newer_than_review;
mod task_due_nobody_here;
mod task_without_backup;
mod term_ending;
mod terms_run_out;
mod thin_access;
mod thin_role;
mod too_many_holders;
mod topic_without_recipient;
mod unacknowledged_document;
mod unclear_catch_all;
mod uncovered_role;
mod unfit_anchor;
mod unprepared_service;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::coverage::duty::{Met, judge};
use crate::coverage::{Calendar, Coverage, Depth, Presence, State, presence, reason};
use crate::diagnostic::{self, Diagnostic, Severity, suggest};
use crate::handbook::Handbook;
use crate::parse::Entry;
use crate::record::reference::Key;
use crate::record::staffing::Holder;
use crate::record::value::Day;
use crate::record::{Duty, Kind, Person};
use crate::secret;
use crate::span::Span;

/// One rule.
pub struct Rule {
    /// Names the fault, and reads well after "allow".
    pub name: &'static str,
    /// What it says, why, an example that raises it and one that does not. Markdown.
    pub page: &'static str,
    pub severity: Severity,
    pub raised: Raised,
}

/// Where a rule is raised.
pub enum Raised {
    /// While files are read from the disk.
    Loading,
    /// While a file is parsed, or all are linked.
    Reading,
    /// While a template shows a page.
    Showing,
    /// Over the linked handbook, by this function.
    Checking(fn(&Check<'_>, &mut Vec<Diagnostic>)),
}

/// What a rule sees.
pub struct Check<'a> {
    pub handbook: &'a Handbook,
    pub coverage: &'a Coverage,
    /// Tasks on their days.
    pub calendar: &'a Calendar,
    pub day: Date,
}

macro_rules! rules {
    ($($name:literal $severity:ident $raised:expr;)*) => {
        /// Every rule, sorted by name.
        pub const RULES: &[Rule] = &[$(Rule {
            name: $name,
            page: include_str!(concat!($name, ".md")),
            severity: Severity::$severity,
            raised: $raised,
        }),*];
    };
}

rules! {
    "access-token" Error Raised::Reading;
    "access-without-holder" Error Raised::Checking(access_without_holder::run);
    "agreement-renewal-due" Warning Raised::Checking(agreement_renewal_due::run);
    "api-key" Error Raised::Reading;
    "at-sign" Error Raised::Reading;
    "bare-colon" Error Raised::Reading;
    "broken-link" Error Raised::Reading;
    "coming-gap" Warning Raised::Checking(coming_gap::run);
    "conflicting-roles" Error Raised::Checking(conflicting_roles::run);
    "contact-not-authorised" Error Raised::Checking(contact_not_authorised::run);
    "curly-quotes" Error Raised::Reading;
    "decision-not-announced" Warning Raised::Checking(decision_not_announced::run);
    "directory-differs" Warning Raised::Checking(directory_differs::run);
    "directory-unconfirmed" Warning Raised::Checking(directory_unconfirmed::run);
    "duplicate-heading" Error Raised::Reading;
    "duplicate-id" Error Raised::Reading;
    "duplicate-key" Error Raised::Reading;
    "duty-not-met" Error Raised::Checking(duty_not_met::run);
    "expected-holder-missing" Warning Raised::Checking(expected_holder_missing::run);
    "faint-colour" Warning Raised::Reading;
    "heading-jump" Warning Raised::Reading;
    "heading-space" Warning Raised::Reading;
    "holder-without-skill" Warning Raised::Checking(holder_without_skill::run);
    "image-from-elsewhere" Warning Raised::Reading;
    "image-without-words" Warning Raised::Reading;
    "lapsed-acceptance" Warning Raised::Checking(lapsed_acceptance::run);
    "leaver-still-named" Error Raised::Checking(leaver_still_named::run);
    "liaison-not-assured" Error Raised::Checking(liaison_not_assured::run);
    "list-without-subscriber" Error Raised::Checking(list_without_subscriber::run);
    "missing-attachment" Error Raised::Reading;
    "missing-key" Error Raised::Reading;
    "missing-settings" Error Raised::Reading;
    "needs-nobody-holds" Error Raised::Checking(needs_nobody_holds::run);
    "no-break-space" Error Raised::Reading;
    "not-utf8" Error Raised::Loading;
    "one-person-informed" Error Raised::Checking(one_person_informed::run);
    "orphan-page" Warning Raised::Checking(orphan_page::run);
    "overdue-task" Warning Raised::Checking(overdue_task::run);
    "password-in-address" Error Raised::Reading;
    "password-in-text" Error Raised::Reading;
    "private-key" Error Raised::Reading;
    "problem-without-procedure" Error Raised::Checking(problem_without_procedure::run);
    "procedure-without-owner" Error Raised::Checking(procedure_without_owner::run);
    "request-overdue" Warning Raised::Checking(request_overdue::run);
    "request-without-owner" Warning Raised::Checking(request_without_owner::run);
    "required-reader-missing" Warning Raised::Checking(required_reader_missing::run);
    "reversed-days" Error Raised::Checking(reversed_days::run);
    "review-overdue" Warning Raised::Checking(review_overdue::run);
    "same-address" Error Raised::Reading;
    "same-backup-everywhere" Warning Raised::Checking(same_backup_everywhere::run);
    "secret-in-settings" Error Raised::Reading;
    "shaky-duty" Warning Raised::Checking(shaky_duty::run);
    "source-newer-than-review" Warning Raised::Checking(source_newer_than_review::run);
    "special-file" Warning Raised::Loading;
    "tab-indent" Error Raised::Reading;
    "task-due-nobody-here" Warning Raised::Checking(task_due_nobody_here::run);
    "task-without-backup" Error Raised::Checking(task_without_backup::run);
    "template-fault" Error Raised::Showing;
    "term-ending" Warning Raised::Checking(term_ending::run);
    "terms-run-out" Warning Raised::Checking(terms_run_out::run);
    "thin-access" Warning Raised::Checking(thin_access::run);
    "thin-role" Warning Raised::Checking(thin_role::run);
    "too-large" Error Raised::Loading;
    "too-many-holders" Warning Raised::Checking(too_many_holders::run);
    "topic-without-recipient" Error Raised::Checking(topic_without_recipient::run);
    "unacknowledged-document" Warning Raised::Checking(unacknowledged_document::run);
    "unclear-catch-all" Error Raised::Checking(unclear_catch_all::run);
    "unclear-exception" Error Raised::Reading;
    "uncovered-role" Error Raised::Checking(uncovered_role::run);
    "unfit-anchor" Warning Raised::Checking(unfit_anchor::run);
    "unknown-audience" Error Raised::Reading;
    "unknown-heading" Error Raised::Reading;
    "unknown-key" Error Raised::Reading;
    "unknown-kind" Error Raised::Reading;
    "unknown-reference" Error Raised::Reading;
    "unknown-rule" Warning Raised::Reading;
    "unknown-tag" Warning Raised::Reading;
    "unknown-theme" Error Raised::Reading;
    "unplaced-file" Warning Raised::Reading;
    "unprepared-service" Warning Raised::Checking(unprepared_service::run);
    "unsafe-link" Error Raised::Reading;
    "unusable-name" Error Raised::Reading;
    "wrong-date" Error Raised::Reading;
    "wrong-id" Error Raised::Reading;
    "wrong-kind" Error Raised::Reading;
    "wrong-value" Error Raised::Reading;
    "yaml-syntax" Error Raised::Reading;
}

/// Returns a rule by its name.
pub fn by_name(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

/// Runs every rule over a linked handbook and returns all that is wrong with it, `found` before included: graded by the
/// registry and by the levels in `handbook.yaml`, and sorted.
pub fn check(check: &Check<'_>, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut diagnostics = found;
    let handbook = check.handbook;
    let found = RULES.par_iter().map(|rule| {
        let mut found = Vec::new();
        if let Raised::Checking(run) = rule.raised {
            run(check, &mut found);
        }
        found
    });
    diagnostics.par_extend(found.flatten());
    unusable_levels(handbook, &mut diagnostics);
    diagnostics.retain_mut(|diagnostic| match level(handbook, diagnostic.rule) {
        Some(severity) => {
            diagnostic.severity = severity;
            true
        }
        None => false,
    });
    diagnostic::sort(&mut diagnostics);
    diagnostics
}

/// Returns how serious a rule is here; nothing where it is off.
fn level(handbook: &Handbook, name: &str) -> Option<Severity> {
    // A secret is allowed where it stands, with a reason and a last day, and nowhere else.
    let levels = handbook.settings.levels.as_ref().filter(|_| !secret::RULES.contains(&name));
    let chosen = levels.and_then(|levels| levels.0.iter().find(|(rule, _)| rule.value == name));
    chosen.map_or_else(|| by_name(name).map(|rule| rule.severity), |(_, level)| *level)
}

/// Reports levels of rules that there are not, and of rules that have only one.
fn unusable_levels(handbook: &Handbook, diagnostics: &mut Vec<Diagnostic>) {
    let Some(levels) = &handbook.settings.levels else { return };
    for (rule, _) in levels.0.iter().filter(|(rule, _)| secret::RULES.contains(&&*rule.value)) {
        let message = format!("`{}` is an error everywhere, and no setting changes that", rule.value);
        let hint = "take this line away, and allow the one place: `handbook explain unclear-exception` shows how";
        diagnostics.push(Diagnostic::new("unclear-exception", rule.span.clone(), message).hint(hint));
    }
    for (rule, _) in levels.0.iter().filter(|(rule, _)| by_name(rule).is_none()) {
        let fault = Diagnostic::new("unknown-rule", rule.span.clone(), format!("there is no rule `{}`", rule.value));
        diagnostics.push(fault.hints(suggest::did_you_mean(rule, RULES.iter().map(|rule| rule.name))));
    }
}

impl Check<'_> {
    /// Calls with every role, access or list of a kind whose depth can be trusted, and with where it is defined.
    fn each_depth(&self, kind: Kind, mut see: impl FnMut(&Key, &Span, &Depth)) {
        for (key, depth) in self.coverage.of_kind(kind).filter(|(_, depth)| !depth.uncertain) {
            if let Some(place) = self.handbook.place(key) {
                see(key, place, depth);
            }
        }
    }

    /// Reports every role or access that is below its minimum, and the duties that are not met for that.
    fn report_gaps(&self, kind: Kind, rule: &'static str, diagnostics: &mut Vec<Diagnostic>) {
        self.each_depth(kind, |key, place, depth| {
            if depth.state != State::Gap {
                return;
            }
            let message = format!("the {} `{}` is not covered: {}", kind.singular(), key.id, reason(depth, self.day));
            let hint =
                "name a person under `holders`, or approve the gap under `accepted_gap` with a reason and a last day";
            diagnostics.push(self.with_duties(Diagnostic::new(rule, place.clone(), message).hint(hint), key));
        });
    }

    /// Adds the duties that a record should meet, and that are not met or shaky, as related places.
    /// Reports every role or access that has its minimum and not its target.
    fn report_thin(&self, kind: Kind, rule: &'static str, diagnostics: &mut Vec<Diagnostic>) {
        self.each_depth(kind, |key, place, depth| {
            if depth.state == State::Thin {
                let message = format!("the {} `{}` is thin: {}", kind.singular(), key.id, reason(depth, self.day));
                let hint =
                    "name a second person under `holders` or `backups`, or set a lower `target` under `coverage`";
                diagnostics.push(Diagnostic::new(rule, place.clone(), message).hint(hint));
            }
        });
    }

    /// Returns those of some holders or backups who are that on the day, present or away, each with the line that says so.
    fn holding<'b>(&'b self, named: &'b [Holder]) -> impl Iterator<Item = (&'b Holder, &'b Entry, &'b Person)> {
        named.iter().filter_map(|holder| {
            let (entry, person) = self.handbook.record::<Person>(&holder.person)?;
            let date = |day: &Option<Day>| day.as_ref().map(|day| day.value);
            let presence = presence(person, date(&holder.from), date(&holder.until), self.day);
            matches!(presence, Presence::Here | Presence::Away(_)).then_some((holder, entry, person))
        })
    }

    /// Tells whether a role names somebody whose file could not be read: then nothing should be concluded from it.
    fn is_uncertain(&self, role: &Key) -> bool {
        self.coverage.depths.get(role).is_none_or(|depth| depth.uncertain)
    }

    /// Adds the duties that a record should meet as related places.
    fn with_duties(&self, mut diagnostic: Diagnostic, key: &Key) -> Diagnostic {
        for link in self.handbook.backlinks(key).iter().filter(|link| link.label == Duty::MEETS) {
            let Some(place) = self.handbook.place(&link.from) else { continue };
            let Some(duty) = self.handbook.get::<Duty>(&link.from.id) else { continue };
            let state = match judge(self.handbook, self.coverage, duty).met {
                Met::Not => "not met",
                Met::Shaky => "shaky",
                Met::Withheld | Met::Yes => continue,
            };
            let words = format!("so the duty `{}` ({}) is {state}", link.from.id, self.handbook.title(&link.from));
            diagnostic = diagnostic.related(place.clone(), words);
        }
        diagnostic
    }
}

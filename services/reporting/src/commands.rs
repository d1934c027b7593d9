//! Request → command → reply.

use std::collections::{BTreeMap, BTreeSet};

use contracts::registry::organisation::Level;
use contracts::registry::person;
use contracts::reporting::course::{self, Told, What};
use contracts::reporting::job::Asked;
use contracts::reporting::report::{self, Command, DeliveryKey};
use contracts::reporting::{dossier, job, numbering};
use contracts::{Actor, Claimer, Rejection};
use runtime::{Commands, Decision};
use values::{Fingerprint, JobId, OrganisationId, PersonId, Sealed, time};

use crate::Reporting;
use crate::domain::dossier::Command as Filing;
use crate::domain::numbering::Command as Series;
use crate::domain::{Course, Dossier, Job, Numbering, Report};

/// Under what the key of a report's files is sealed.
pub(crate) const KEY_FIELD: &str = "key";

pub(crate) fn table() -> Commands<Reporting> {
    Commands::default()
        .on(compile)
        .on(confirm)
        .on(assent)
        .on(issue)
        .on(print)
        .on(jam)
        .on(deliver)
        .on(receive)
        .on(dispute)
        .on(ask_ledgers)
        .on(ask_reports)
        .on(cancel)
        .on(resume)
        .on(keep)
        .on(finish)
        .on(give_up)
        .on(forget)
}

type Deciding<'d, 'a> = &'d mut Decision<'a, Reporting>;

/// From what stands before this commit.
fn compile(
    decision: Deciding<'_, '_>,
    report::Compile { subject, period, issuer }: report::Compile,
) -> Result<(), Rejection> {
    let subject = decision.context().directory.resolved_claimer(subject);
    if let Claimer::Person(person) = subject {
        not_erased(decision, person)?;
    }
    let (state, directory) = (decision.state(), &decision.context().directory);
    let id = report::id(subject, period);
    state.dossiers.state(dossier::id(subject)).admit(id, period)?;
    let same: Vec<Claimer> = match subject {
        Claimer::Organisation(unit) => {
            directory.same_as(unit).into_iter().map(Claimer::from).collect()
        }
        Claimer::Person(_) => vec![subject],
    };
    let concerned = same.iter().flat_map(|each| {
        let counted = state.concerned.of(*each, period);
        counted.into_iter().chain(state.checked_in.of(*each, period))
    });
    let is_community = |id: OrganisationId| directory.level(id) == Some(Level::Community);
    let (mut communities, mut merged) = (BTreeSet::new(), BTreeMap::new());
    for raw in concerned {
        let community = directory.resolve(raw);
        if is_community(community) {
            communities.insert(community);
            merged.extend((raw != community).then_some((raw, community)));
        }
    }
    // A unit of which nothing was counted is reported on all the same: where it works says so.
    if communities.is_empty()
        && let Some(unit) = subject.organisation()
    {
        communities.extend(directory.senior_at(unit, Level::Community));
    }
    let communities = communities.into_iter().collect();
    let addressee = addressee(decision, subject);
    let at = decision.position().saturating_sub(1);
    let command =
        Command::Compile { subject, period, issuer, addressee, same, communities, merged, at };
    decision.decide::<Report>(id, command)
}

/// To whom the report goes: whom the unit belongs to; where the person works.
fn addressee(decision: Deciding<'_, '_>, subject: Claimer) -> Option<OrganisationId> {
    match subject {
        Claimer::Organisation(unit) => decision.context().directory.affiliations(unit).next(),
        Claimer::Person(person) => match decision.state().courses.state(person).what.as_deref() {
            Some(What::Person { work_unit }) => *work_unit,
            Some(_) | None => None,
        },
    }
}

fn confirm(
    decision: Deciding<'_, '_>,
    report::Confirm { report, community, draft }: report::Confirm,
) -> Result<(), Rejection> {
    decision.decide::<Report>(report, Command::Confirm { community, draft })
}

fn assent(
    decision: Deciding<'_, '_>,
    report::Assent { report, draft }: report::Assent,
) -> Result<(), Rejection> {
    decision.decide::<Report>(report, Command::Assent { draft })
}

/// Numbered and filed in one commit: no number is lost, and no day reported on twice.
fn issue(
    decision: Deciding<'_, '_>,
    report::Issue { report, draft, mark, plain, to }: report::Issue,
) -> Result<(), Rejection> {
    let state = decision.state();
    let compiled = state.reports.state(report).known()?.compiled.clone();
    let year = time::date_at(decision.context().now).year();
    let series = numbering::id(compiled.issuer, year);
    let serial = state.numberings.state(series).next();
    let key = match compiled.subject {
        Claimer::Person(person) => Some(new_key(decision, person)?),
        Claimer::Organisation(_) => None,
    };
    decision.decide::<Report>(report, Command::Issue { draft, mark, plain, to, serial, key })?;
    decision.decide::<Numbering>(series, Series::Take)?;
    let filing = Filing::File { report, period: compiled.period };
    decision.decide::<Dossier>(dossier::id(compiled.subject), filing)
}

/// A key for the files about `person`, sealed with the person's own: it goes when they are erased.
fn new_key(decision: Deciding<'_, '_>, person: PersonId) -> Result<Sealed, report::Rejection> {
    not_erased(decision, person)?;
    let sealed = decision.seal(person, KEY_FIELD, &runtime::fresh_token());
    Ok(sealed.expect("a new key can be made, and is not erased"))
}

fn not_erased(decision: Deciding<'_, '_>, person: PersonId) -> Result<(), report::Rejection> {
    let erased = decision.state().courses.state(person).erased;
    if erased { Err(report::Rejection::SubjectErased) } else { Ok(()) }
}

fn print(
    decision: Deciding<'_, '_>,
    report::Print { report, version, files, fonts_missing, standing }: report::Print,
) -> Result<(), Rejection> {
    let command = Command::Print { version, files, fonts_missing, standing };
    decision.decide::<Report>(report, command)
}

fn jam(
    decision: Deciding<'_, '_>,
    report::Jam { report, version, reason, all }: report::Jam,
) -> Result<(), Rejection> {
    decision.decide::<Report>(report, Command::Jam { version, reason, all })
}

/// What is kept of a key.
fn fingerprint(decision: Deciding<'_, '_>, key: &DeliveryKey) -> Option<Fingerprint> {
    Some(decision.fingerprint(DeliveryKey::KIND, &key.text()?))
}

fn deliver(
    decision: Deciding<'_, '_>,
    report::Deliver { report, version, key }: report::Deliver,
) -> Result<(), Rejection> {
    let min = DeliveryKey::LETTERS_MIN;
    let key = fingerprint(decision, &key).ok_or(report::Rejection::KeyTooShort { min })?;
    decision.decide::<Report>(report, Command::Deliver { version, key })
}

/// Nothing where an account speaks for itself.
fn used(
    decision: Deciding<'_, '_>,
    key: Option<DeliveryKey>,
) -> Result<Option<Fingerprint>, report::Rejection> {
    let print = |key| fingerprint(decision, &key).ok_or(report::Rejection::KeyNotGood);
    key.map(print).transpose()
}

fn receive(
    decision: Deciding<'_, '_>,
    report::Receive { report, version, key }: report::Receive,
) -> Result<(), Rejection> {
    let key = used(decision, key)?;
    decision.decide::<Report>(report, Command::Receive { version, key })
}

fn dispute(
    decision: Deciding<'_, '_>,
    report::Dispute { report, version, reason, key }: report::Dispute,
) -> Result<(), Rejection> {
    let key = used(decision, key)?;
    decision.decide::<Report>(report, Command::Dispute { version, reason, key })
}

fn ask_ledgers(decision: Deciding<'_, '_>, asked: job::AskLedgers) -> Result<(), Rejection> {
    ask(decision, Asked::Ledgers(asked))
}

fn ask_reports(decision: Deciding<'_, '_>, asked: job::AskReports) -> Result<(), Rejection> {
    ask(decision, Asked::Reports(asked))
}

fn ask(decision: Deciding<'_, '_>, asked: Asked) -> Result<(), Rejection> {
    let id = decision.id::<JobId>(0);
    let others = others(decision, id);
    decision.decide::<Job>(id, job::Command::Ask { asked, others })
}

/// How many other jobs of whoever asks are under way.
fn others(decision: Deciding<'_, '_>, id: JobId) -> usize {
    decision.state().under_way.others(id.into(), decision.context().actor.person())
}

fn cancel(decision: Deciding<'_, '_>, job::Cancel { job }: job::Cancel) -> Result<(), Rejection> {
    decision.decide::<Job>(job, job::Command::Cancel)
}

fn resume(decision: Deciding<'_, '_>, job::Resume { job }: job::Resume) -> Result<(), Rejection> {
    let others = others(decision, job);
    decision.decide::<Job>(job, job::Command::Resume { others })
}

fn keep(decision: Deciding<'_, '_>, job::Keep { job, part }: job::Keep) -> Result<(), Rejection> {
    decision.decide::<Job>(job, job::Command::Keep { part })
}

fn finish(
    decision: Deciding<'_, '_>,
    job::Finish { job, made }: job::Finish,
) -> Result<(), Rejection> {
    decision.decide::<Job>(job, job::Command::Finish { made })
}

fn give_up(
    decision: Deciding<'_, '_>,
    job::GiveUp { job, reason }: job::GiveUp,
) -> Result<(), Rejection> {
    decision.decide::<Job>(job, job::Command::GiveUp { reason })
}

/// Who was erased before this service drew any conclusion from it is erased here, too: `registry`
/// says it again at each start.
fn forget(
    decision: Deciding<'_, '_>,
    course::Forget { person }: course::Forget,
) -> Result<(), Rejection> {
    if decision.context().actor != Actor::System {
        return Err(report::Rejection::NotAuthorised.into());
    }
    if !decision.context().directory.erased().any(|erased| erased == person) {
        return Ok(());
    }
    let (time, told) = (decision.context().now, vec![Told::Person(person::Event::Erased {})]);
    decision.decide::<Course>(person, course::Command { time, told })
}

//! One report about a unit or a person and one period.
//!
//! Invariant: what was issued stays; whatever is compiled later is another version.

mod answering;
pub(crate) mod issuing;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use contracts::registry::organisation::Level;
use contracts::reporting::Period;
use contracts::reporting::report::{
    CONFIRM_WORKING_DAYS, Command, Compiled, Event, Number, PREVIEW_WORKING_DAYS, Printed,
    Rejection,
};
use contracts::{Claimer, Context, Position};
use decider::{Decider, corrupt};
use values::{Date, Fingerprint, OrganisationId, PersonId, Text, Timestamp, time};

/// The rules of reports.
pub struct Report;

/// Where a report stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Nobody compiled it.
    #[default]
    Unknown,
    /// It was compiled at least once.
    Known(Box<Life>),
}

/// The newest compilation, and how far it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Life {
    pub compiled: Compiled,
    confirmed: BTreeSet<OrganisationId>,
    /// The time to confirm is over.
    lapsed: bool,
    /// Whom it is about has let it go.
    assented: bool,
    pub stage: Stage,
    /// The newest version that was issued.
    issued: Option<u32>,
    /// What opens it without an account, and until when.
    delivery: Option<(Fingerprint, Timestamp)>,
}

/// How far the newest compilation came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// It is confirmed and read first.
    Compiled,
    /// It is at the press.
    Numbered {
        number: Number,
        on: Date,
        by: PersonId,
        plain: bool,
        /// Why the press cannot print it, as it said last.
        jammed: Option<Text<200>>,
    },
    /// It stands, and waits for its receipt.
    Issued {
        files: Vec<Printed>,
    },
    Received,
    Disputed,
}

impl State {
    /// When the time to confirm is over, where somebody has not.
    pub fn due_at(&self) -> Option<Timestamp> {
        let State::Known(life) = self else { return None };
        let waits = life.stage == Stage::Compiled && !life.lapsed && life.unconfirmed() > 0;
        waits.then_some(life.compiled.confirm_until)
    }

    /// What was compiled.
    ///
    /// # Errors
    /// When nothing was.
    pub fn known(&self) -> Result<&Life, Rejection> {
        match self {
            State::Unknown => Err(Rejection::Unknown),
            State::Known(life) => Ok(life),
        }
    }
}

impl Life {
    /// How many communities have not confirmed it.
    pub fn unconfirmed(&self) -> usize {
        let confirmed = |community: &&OrganisationId| !self.confirmed.contains(community);
        self.compiled.communities.iter().filter(confirmed).count()
    }

    /// The compilation that was read is the newest, and goes on.
    fn draft(&self, draft: u32) -> Result<(), Rejection> {
        if draft != self.compiled.draft {
            return Err(Rejection::OtherDraft { current: self.compiled.draft });
        }
        Ok(())
    }

    fn version(&self, version: u32) -> Result<(), Rejection> {
        if version != self.compiled.version {
            return Err(Rejection::OtherVersion { current: self.compiled.version });
        }
        Ok(())
    }
}

impl Decider for Report {
    type State = State;
    type Context = Context;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, context: &Context, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Compile {
                subject,
                period,
                issuer,
                addressee,
                same,
                communities,
                merged,
                at,
            } => {
                let concerned = Concerned { addressee, communities, merged };
                compile(state, context, Asked { subject, period, issuer, same, concerned, at })
            }
            Command::Confirm { community, draft } => {
                confirm(state.known()?, context, community, draft)
            }
            Command::Assent { draft } => assent(state.known()?, context, draft),
            Command::Issue { draft, mark, plain, to, serial, key } => {
                let form = issuing::Form { mark, plain, to, serial, key };
                issuing::issue(state.known()?, context, draft, form)
            }
            Command::Print { version, files, fonts_missing, standing } => {
                let made = issuing::Made { files, fonts_missing, standing };
                issuing::print(state.known()?, context, version, made)
            }
            Command::Jam { version, reason, all } => {
                issuing::jam(state.known()?, context, version, (reason, all))
            }
            Command::Deliver { version, key } => {
                answering::deliver(state.known()?, context, version, key)
            }
            Command::Receive { version, key } => {
                answering::receive(state.known()?, context, version, key.as_ref())
            }
            Command::Dispute { version, reason, key } => {
                answering::dispute(state.known()?, context, version, (reason, key.as_ref()))
            }
            Command::Due => Ok(due(state, context)),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        let life = match (event, state) {
            (Event::Compiled(compiled), State::Unknown) => compiled_anew(compiled, None),
            (Event::Compiled(compiled), State::Known(life)) => compiled_anew(compiled, life.issued),
            (_, State::Known(life)) => happened(*life, event),
            (
                Event::Confirmed { .. }
                | Event::ConfirmationLapsed {}
                | Event::Assented { .. }
                | Event::Numbered { .. }
                | Event::Issued { .. }
                | Event::Jammed { .. }
                | Event::Delivered { .. }
                | Event::Received { .. }
                | Event::Disputed { .. },
                State::Unknown,
            ) => corrupt(&State::Unknown, event),
        };
        State::Known(Box::new(life))
    }
}

fn compiled_anew(compiled: &Compiled, issued: Option<u32>) -> Life {
    Life {
        compiled: compiled.clone(),
        confirmed: BTreeSet::new(),
        lapsed: false,
        assented: false,
        stage: Stage::Compiled,
        issued,
        delivery: None,
    }
}

fn happened(mut life: Life, event: &Event) -> Life {
    match event {
        Event::Compiled(_) => corrupt(&life, event),
        Event::Confirmed { community, .. } => {
            life.confirmed.insert(*community);
        }
        Event::ConfirmationLapsed {} => life.lapsed = true,
        Event::Assented { .. } => life.assented = true,
        Event::Numbered { number, on, by, plain, .. } => {
            let (number, on, by, plain) = (number.clone(), *on, *by, *plain);
            life.stage = Stage::Numbered { number, on, by, plain, jammed: None };
        }
        Event::Jammed { reason, all: _ } => {
            let Stage::Numbered { jammed, .. } = &mut life.stage else { corrupt(&life, event) };
            *jammed = Some(reason.clone());
        }
        Event::Issued { version, files, .. } => {
            life.stage = Stage::Issued { files: files.clone() };
            life.issued = Some(*version);
        }
        Event::Delivered { key, until, .. } => life.delivery = Some((key.clone(), *until)),
        Event::Received { .. } => life.stage = Stage::Received,
        Event::Disputed { .. } => life.stage = Stage::Disputed,
    }
    life
}

/// What is to be compiled.
struct Asked {
    subject: Claimer,
    period: Period,
    issuer: OrganisationId,
    same: Vec<Claimer>,
    concerned: Concerned,
    at: Position,
}

/// Who has to do with it.
struct Concerned {
    addressee: Option<OrganisationId>,
    communities: Vec<OrganisationId>,
    merged: BTreeMap<OrganisationId, OrganisationId>,
}

fn compile(state: &State, context: &Context, asked: Asked) -> Result<Vec<Event>, Rejection> {
    let Asked { subject, period, issuer, same, concerned, at } = asked;
    let Concerned { addressee, communities, merged } = concerned;
    let may = context.may_act_for(issuer);
    let by = context.actor.person().filter(|_| may).ok_or(Rejection::NotAuthorised)?;
    if let Claimer::Organisation(unit) = subject
        && context.directory.level(unit) != Some(Level::Unit)
    {
        return Err(Rejection::NotASubject);
    }
    if time::date_at(context.now) <= period.until() {
        return Err(Rejection::PeriodNotOver { until: period.until() });
    }
    if communities.is_empty() {
        return Err(Rejection::NothingCounted);
    }
    if !stands_above(context, issuer, subject, &communities) {
        return Err(Rejection::NotTheirIssuer);
    }
    let (draft, version) = match state {
        State::Unknown => (1, 1),
        State::Known(life) => match &life.stage {
            Stage::Numbered { .. } => return Err(Rejection::OutOfTurn),
            Stage::Compiled if life.compiled.at == at && life.compiled.issuer == issuer => {
                return Ok(vec![]);
            }
            Stage::Compiled | Stage::Issued { .. } | Stage::Received | Stage::Disputed => {
                (life.compiled.draft + 1, life.issued.map_or(1, |issued| issued + 1))
            }
        },
    };
    let preview = context.calendar().add_working_days(context.now, PREVIEW_WORKING_DAYS);
    let confirm = context.calendar().add_working_days(context.now, CONFIRM_WORKING_DAYS);
    Ok(vec![Event::Compiled(Box::new(Compiled {
        subject,
        same,
        period,
        issuer,
        addressee,
        communities,
        merged,
        draft,
        version,
        at,
        preview_until: preview.at,
        confirm_until: confirm.at,
        holidays_unknown: confirm.table_missing,
        by,
    }))])
}

/// A unit is reported on by the street or community above it; a person by a community where they
/// served, or by whoever stands above that.
fn stands_above(
    context: &Context,
    issuer: OrganisationId,
    subject: Claimer,
    communities: &[OrganisationId],
) -> bool {
    let directory = &context.directory;
    let issuer = directory.resolve(issuer);
    let above = |of: OrganisationId| directory.seniors(of).any(|senior| senior == issuer);
    match subject {
        Claimer::Organisation(unit) => above(directory.resolve(unit)),
        Claimer::Person(_) => {
            communities.iter().any(|community| *community == issuer || above(*community))
        }
    }
}

fn confirm(
    life: &Life,
    context: &Context,
    community: OrganisationId,
    draft: u32,
) -> Result<Vec<Event>, Rejection> {
    life.draft(draft)?;
    if !life.compiled.communities.contains(&community) {
        return Err(Rejection::NotConcerned);
    }
    let may = context.may_act_for(community);
    let by = context.actor.person().filter(|_| may).ok_or(Rejection::NotAuthorised)?;
    if life.confirmed.contains(&community) {
        return Ok(vec![]);
    }
    // Whoever was silent for too long may still say so, as long as it is not issued.
    if life.stage != Stage::Compiled {
        return Err(Rejection::OutOfTurn);
    }
    Ok(vec![Event::Confirmed { community, by }])
}

/// By whom it is about: a head or liaison of the unit, the person themselves.
fn assent(life: &Life, context: &Context, draft: u32) -> Result<Vec<Event>, Rejection> {
    life.draft(draft)?;
    let may = context.may_act_as(life.compiled.subject);
    let by = context.actor.person().filter(|_| may).ok_or(Rejection::NotAuthorised)?;
    if life.assented {
        return Ok(vec![]);
    }
    if life.stage != Stage::Compiled {
        return Err(Rejection::OutOfTurn);
    }
    Ok(vec![Event::Assented { by }])
}

fn due(state: &State, context: &Context) -> Vec<Event> {
    let over = state.due_at().is_some_and(|last_moment| context.now > last_moment);
    if over { vec![Event::ConfirmationLapsed {}] } else { vec![] }
}

//! Reports as they were compiled, and what was issued of them.

mod content;
mod due;
mod shown;

use std::collections::{BTreeSet, HashMap};

use contracts::reporting::report::{Compiled, Event, Number, Printed, Standing};
use contracts::reporting::{FORGOTTEN_MAX, Period, ReportStatus, Signed};
use contracts::{Claimer, Position};
use runtime::{Index, Queries};
use values::{
    Date, Fingerprint, Hash, OrganisationId, PersonId, ReportId, Sealed, Text, Timestamp,
};

use super::Facts;
use crate::Reporting;
use content::Content;

pub(super) fn add_to(table: Queries<Reporting>) -> Queries<Reporting> {
    due::add_to(shown::add_to(table))
}

#[derive(Default)]
pub(super) struct Reports {
    reports: HashMap<ReportId, Kept>,
    index: Index<ReportId, Kind>,
    /// Which version of which report a digest is of; there may be several.
    digests: HashMap<Hash, Vec<(ReportId, u32)>>,
    /// The files of reports about people who were erased, in the order in which that was heard.
    forgotten: Vec<Hash>,
    /// Why nothing was printed when something was tried last.
    stopped: Option<Text<200>>,
    /// What a link and a code open.
    delivered: HashMap<Fingerprint, ReportId>,
}

/// Under what a report is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Of(Party, Option<ReportStatus>),
    About(OrganisationId),
    In(Period),
    /// 待办
    Awaits(OrganisationId),
}

impl runtime::Kind for Kind {}

/// Whose reports are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Party {
    Anybody,
    Organisation(OrganisationId),
    Person(PersonId),
}

/// The newest compilation of a report, and all versions.
struct Kept {
    compiled: Compiled,
    content: Content,
    confirmed: BTreeSet<OrganisationId>,
    lapsed: bool,
    assented: bool,
    status: ReportStatus,
    signed: Option<(Number, Signed)>,
    /// Why it lies at the press still.
    jammed: Option<Text<200>>,
    /// About a person: what opens the newest files.
    key: Option<Key>,
    /// Whom it is about was erased.
    erased: bool,
    /// Whom it goes to outside the system.
    to: Option<Text<60>>,
    delivery: Option<(Fingerprint, Timestamp)>,
    versions: Vec<Version>,
    order: usize,
}

/// A key, and the position at which it was sealed.
type Key = (Position, Sealed);

struct Version {
    version: u32,
    key: Option<Key>,
    number: Number,
    on: Date,
    at: Position,
    issued_at: Timestamp,
    files: Vec<Printed>,
    fonts_missing: Vec<Text<60>>,
    standing: Option<Standing>,
    received_at: Option<Timestamp>,
    disputed: Option<Text<500>>,
}

impl Kept {
    /// Under what it is found: whom it is about, who issues, confirms and, once it is issued,
    /// receives it; which period it is about, and whom it waits for.
    fn kinds(&self) -> Vec<Kind> {
        let compiled = &self.compiled;
        let received = compiled.addressee.filter(|_| !self.versions.is_empty());
        let mut parties: BTreeSet<Party> =
            compiled.communities.iter().copied().map(Party::Organisation).collect();
        parties.extend([Party::Anybody, Party::Organisation(compiled.issuer)]);
        parties.extend(received.map(Party::Organisation));
        parties.insert(match compiled.subject {
            Claimer::Organisation(unit) => Party::Organisation(unit),
            Claimer::Person(person) => Party::Person(person),
        });
        let of_each = |party| [Kind::Of(party, None), Kind::Of(party, Some(self.status))];
        let mut kinds: Vec<_> = parties.into_iter().flat_map(of_each).collect();
        kinds.push(Kind::In(compiled.period));
        kinds.extend(compiled.subject.organisation().map(Kind::About));
        kinds.extend(self.awaited().into_iter().map(Kind::Awaits));
        kinds
    }

    fn erase(&mut self) {
        self.content = Content::default();
        (self.to, self.delivery, self.erased) = (None, None, true);
        for version in &mut self.versions {
            (version.standing, version.disputed) = (None, None);
        }
    }

    /// Which organisations are to act next; nobody, where whom it is about was erased.
    fn awaited(&self) -> BTreeSet<OrganisationId> {
        if self.erased {
            return BTreeSet::new();
        }
        let compiled = &self.compiled;
        match self.status {
            ReportStatus::Compiled => {
                let communities = compiled.communities.iter().copied();
                let silent = communities.filter(|community| !self.confirmed.contains(community));
                let mut awaited: BTreeSet<_> = silent.filter(|_| !self.lapsed).collect();
                if awaited.is_empty() {
                    awaited.insert(compiled.issuer);
                }
                awaited.extend(compiled.subject.organisation().filter(|_| !self.assented));
                awaited
            }
            ReportStatus::Issued => compiled.addressee.into_iter().collect(),
            ReportStatus::Disputed => [compiled.issuer].into(),
            ReportStatus::Numbered | ReportStatus::Received => BTreeSet::new(),
        }
    }

    fn happened(&mut self, event: &Event, (position, time): (Position, Timestamp)) {
        match event {
            Event::Compiled(_) => {}
            Event::Confirmed { community, .. } => {
                self.confirmed.insert(*community);
            }
            Event::ConfirmationLapsed {} => self.lapsed = true,
            Event::Assented { .. } => self.assented = true,
            Event::Numbered { number, on, by, role, plain, to, key } => {
                self.to.clone_from(to);
                self.key = key.clone().map(|key| (position, key));
                let signed = Signed { on: *on, by: *by, role: *role, plain: *plain };
                self.signed = Some((number.clone(), signed));
                self.status = ReportStatus::Numbered;
            }
            Event::Issued { version, files, fonts_missing, standing } => {
                let Some((number, signed)) = &self.signed else { return };
                self.versions.push(Version {
                    version: *version,
                    key: self.key.clone(),
                    number: number.clone(),
                    on: signed.on,
                    at: self.compiled.at,
                    issued_at: time,
                    files: files.clone(),
                    fonts_missing: fonts_missing.clone(),
                    standing: standing.clone(),
                    received_at: None,
                    disputed: None,
                });
                (self.status, self.jammed) = (ReportStatus::Issued, None);
            }
            Event::Jammed { reason, .. } => self.jammed = Some(reason.clone()),
            Event::Delivered { key, until, .. } => self.delivery = Some((key.clone(), *until)),
            Event::Received { .. } => {
                self.status = ReportStatus::Received;
                if let Some(version) = self.versions.last_mut() {
                    version.received_at = Some(time);
                }
            }
            Event::Disputed { reason, .. } => {
                self.status = ReportStatus::Disputed;
                if let Some(version) = self.versions.last_mut() {
                    version.disputed = Some(reason.clone());
                }
            }
        }
    }
}

/// Under what a file may be on the disk: where it was kept, and where somebody who has it may have
/// attached it.
fn on_disk(file: &Printed) -> impl Iterator<Item = Hash> {
    [Some(file.file), file.kept].into_iter().flatten()
}

impl Reports {
    pub(super) fn apply(
        &mut self,
        id: ReportId,
        event: &Event,
        told: (Position, Timestamp),
        facts: &Facts,
    ) {
        let before = self.reports.get(&id).map(Kept::kinds);
        match event {
            Event::Compiled(compiled) => self.compiled(id, compiled, facts),
            Event::Issued { version, files, .. } => {
                self.stopped = None;
                for file in files {
                    self.digests.entry(file.file).or_default().push((id, *version));
                }
                if self.reports.get(&id).is_some_and(|kept| kept.erased) {
                    self.forgotten.extend(files.iter().flat_map(on_disk));
                }
            }
            Event::Jammed { reason, all } => {
                if *all {
                    self.stopped = Some(reason.clone());
                }
            }
            Event::Delivered { key, .. } => {
                self.delivered.insert(key.clone(), id);
            }
            Event::Confirmed { .. }
            | Event::ConfirmationLapsed {}
            | Event::Assented { .. }
            | Event::Numbered { .. }
            | Event::Received { .. }
            | Event::Disputed { .. } => {}
        }
        let Some(kept) = self.reports.get_mut(&id) else { return };
        kept.happened(event, told);
        match before {
            Some(before) => self.index.refile(kept.order, before, kept.kinds()),
            None => kept.order = self.index.add(id, kept.kinds()),
        }
    }

    /// What was issued about `person` keeps its numbers and its digests, and says nothing more.
    pub(super) fn erase(&mut self, person: PersonId) {
        let about = Kind::Of(Party::Person(person), None);
        let (_, found) = self.index.newest([about]);
        let ids: Vec<ReportId> = found.map(|(_, id)| id).collect();
        for id in ids {
            let Some(kept) = self.reports.get_mut(&id) else { continue };
            let before = kept.kinds();
            let files = kept.versions.iter().flat_map(|version| &version.files);
            self.forgotten.extend(files.flat_map(on_disk));
            kept.erase();
            self.index.refile(kept.order, before, kept.kinds());
        }
    }

    /// Whom and what the press is to forget. What was issued about somebody else stays, though its
    /// bytes are the same.
    fn to_forget(&self, passed_over: usize) -> (Vec<Hash>, usize) {
        let next = self.forgotten.iter().skip(passed_over).take(FORGOTTEN_MAX);
        let stays = |file: &&Hash| {
            let of = self.digests.get(*file).into_iter().flatten();
            of.filter_map(|(report, _)| self.reports.get(report)).any(|kept| !kept.erased)
        };
        let (seen, files) = (next.len(), next.filter(|file| !stays(file)).copied().collect());
        (files, passed_over + seen)
    }

    /// Why it lies at the press still, where that is known.
    fn jammed<'r>(&'r self, kept: &'r Kept) -> Option<&'r Text<200>> {
        let waits = kept.status == ReportStatus::Numbered;
        kept.jammed.as_ref().or(self.stopped.as_ref()).filter(|_| waits)
    }

    fn compiled(&mut self, id: ReportId, compiled: &Compiled, facts: &Facts) {
        let known = self.reports.remove(&id);
        let (order, versions) =
            known.map_or((0, Vec::new()), |known| (known.order, known.versions));
        let kept = Kept {
            compiled: compiled.clone(),
            content: Content::of(compiled, facts),
            confirmed: BTreeSet::new(),
            lapsed: false,
            assented: false,
            status: ReportStatus::Compiled,
            signed: None,
            jammed: None,
            key: None,
            erased: false,
            to: None,
            delivery: None,
            versions,
            order,
        };
        self.reports.insert(id, kept);
    }
}

//! What an import will do: steps, each a command with an id that follows from its row.
//!
//! Invariant: the same file gives the same step the same id, whatever was done of it before; so a
//! run that was cut off goes on where it ended, and nothing is done twice.

use std::collections::HashSet;

use contracts::needs::{hotline, need};
use contracts::projects::{agreement, claim, project, record};
use contracts::registry::organisation::Level;
use contracts::registry::{area, calendar, check_in, organisation, pair, person};
use contracts::resources::offer;
use contracts::{Actor, Role};
use sheets::{Notice, Refusal, RowNumber};
use values::{AreaCode, CommandId, OrganisationId, ids};

use super::known::Known;

/// One command.
#[derive(Debug, Clone)]
pub(super) enum Do {
    AddArea(area::Add),
    SetYear(calendar::SetYear),
    Register(Box<organisation::Register>),
    AddAlias(organisation::AddAlias),
    /// Checked in, too, with the home community if there is one.
    Enrol(Box<person::Register>),
    /// Checked in by steps of its own.
    RegisterPerson(Box<person::Register>),
    /// Asked for as the main community, it may turn out that the unit has another one.
    RequestCheckIn(check_in::Request),
    AcceptCheckIn(check_in::Accept),
    MakePair(pair::Make),
    ListOffer(Box<offer::List>),
    Raise(Box<need::Raise>),
    Classify(need::Classify),
    ReceiveItem(Box<hotline::Receive>),
    ReplyToItem(Box<hotline::Reply>),
    Verify(need::Verify),
    Deliberate(need::Deliberate),
    Post(need::Post),
    Propose(Box<claim::Propose>),
    /// Once its line is held.
    AcceptClaim(claim::Accept),
    DraftAgreement(Box<agreement::Draft>),
    SignAgreement(agreement::Sign),
    PublishAgreement(agreement::Publish),
    /// It may have ended by itself before.
    EndAgreement(agreement::AskEnd),
    OpenProject(project::Open),
    ProposeProject(project::Propose),
    ApproveProject(project::Approve),
    RefuseProject(project::Refuse),
    SetMilestone(project::SetMilestone),
    ReachMilestone(project::ReachMilestone),
    SuspendProject(project::Suspend),
    EndProject(project::End),
    AskAcceptance(project::AskAcceptance),
    AcceptProject(project::Accept),
    AskRework(project::AskRework),
    ArchiveProject(project::Archive),
    /// What is countered comes before the others: together they may be more than was claimed.
    RecordService {
        countered: bool,
        record: Box<record::Record>,
    },
    ConfirmService {
        countered: bool,
        confirm: record::Confirm,
    },
    CounterService(record::Counter),
}

impl Do {
    /// Steps of one stage need only what earlier stages made.
    pub(super) fn stage(&self) -> u8 {
        match self {
            Do::AddArea(_) | Do::SetYear(_) | Do::Register(_) => 0,
            Do::AddAlias(_)
            | Do::Enrol(_)
            | Do::RegisterPerson(_)
            | Do::ListOffer(_)
            | Do::Raise(_)
            | Do::ReceiveItem(_)
            | Do::DraftAgreement(_)
            | Do::RecordService { countered: true, .. } => 1,
            Do::RequestCheckIn(_)
            | Do::Classify(_)
            | Do::Verify(_)
            | Do::Deliberate(_)
            | Do::ReplyToItem(_)
            | Do::SignAgreement(_)
            | Do::ConfirmService { countered: true, .. } => 2,
            Do::AcceptCheckIn(_)
            | Do::Post(_)
            | Do::PublishAgreement(_)
            | Do::CounterService(_) => 3,
            Do::MakePair(_)
            | Do::Propose(_)
            | Do::EndAgreement(_)
            | Do::RecordService { countered: false, .. } => 4,
            Do::AcceptClaim(_) | Do::ConfirmService { countered: false, .. } => 5,
            Do::OpenProject(_) | Do::ProposeProject(_) | Do::AskAcceptance(_) => 6,
            Do::ApproveProject(_) | Do::RefuseProject(_) | Do::SetMilestone(_) => 7,
            Do::ReachMilestone(_) => 8,
            Do::SuspendProject(_) | Do::EndProject(_) | Do::AcceptProject(_) | Do::AskRework(_) => {
                9
            }
            Do::ArchiveProject(_) => 10,
        }
    }

    /// Does it only put a line of `own` on its list, or register what is theirs to register?
    /// Whatever is not known to does not.
    fn is_of(&self, own: &Own) -> bool {
        // These go on with what the same row raised or took in.
        matches!(self, Do::Classify(_) | Do::Verify(_) | Do::Deliberate(_) | Do::Post(_))
            || matches!(self, Do::ReplyToItem(_))
            || matches!(self, Do::ReceiveItem(item) if item.owner == own.organisation)
            || matches!(self, Do::ListOffer(offer) if offer.owner == own.organisation)
            || matches!(self, Do::Raise(raise) if raise.owner == own.organisation)
            || matches!(self, Do::RegisterPerson(person)
                if [person.work_unit, person.home_community].contains(&Some(own.organisation)))
            || matches!(self, Do::Register(unit)
                if unit.level == Level::Unit && own.registers_units_in(unit.area))
            || matches!(self, Do::AddAlias(alias) if own.units.contains(&alias.organisation))
            || matches!(self, Do::AddArea(area) if own.edits_map_of(area.code))
    }

    /// What people count of it; steps that only carry on with something are not counted.
    pub(super) fn counted(&self) -> &'static [&'static str] {
        match self {
            Do::AddArea(_) => &["区划"],
            Do::SetYear(_) => &["年度节假日表"],
            Do::Register(_) => &["组织"],
            Do::AddAlias(_) => &["别名"],
            Do::Enrol(person) if person.home_community.is_some() => &["党员", "报到"],
            Do::Enrol(_) | Do::RegisterPerson(_) => &["党员"],
            Do::RequestCheckIn(_) => &["报到"],
            Do::MakePair(_) => &["结对"],
            Do::ListOffer(_) => &["资源"],
            Do::Raise(raise) if raise.kind == need::Kind::Wish => &["微心愿"],
            Do::Raise(_) => &["需求"],
            Do::ReceiveItem(_) => &["热线件"],
            Do::ReplyToItem(_) => &["答复"],
            Do::Propose(_) => &["认领"],
            Do::DraftAgreement(_) => &["共建协议"],
            Do::OpenProject(_) | Do::ProposeProject(_) => &["项目"],
            Do::RecordService { .. } => &["服务记录"],
            Do::SignAgreement(_)
            | Do::PublishAgreement(_)
            | Do::EndAgreement(_)
            | Do::ApproveProject(_)
            | Do::RefuseProject(_)
            | Do::SetMilestone(_)
            | Do::ReachMilestone(_)
            | Do::SuspendProject(_)
            | Do::EndProject(_)
            | Do::AskAcceptance(_)
            | Do::AcceptProject(_)
            | Do::AskRework(_)
            | Do::ArchiveProject(_)
            | Do::ConfirmService { .. }
            | Do::CounterService(_)
            | Do::AcceptCheckIn(_)
            | Do::Classify(_)
            | Do::Verify(_)
            | Do::Deliberate(_)
            | Do::Post(_)
            | Do::AcceptClaim(_) => &[],
        }
    }

    /// What it makes, in a line; none when a line would say nothing.
    pub(super) fn shown(&self) -> Option<String> {
        match self {
            Do::AddArea(add) => Some(format!("区划 {} {}", add.code.short(), add.name)),
            Do::SetYear(set) => Some(format!("{}年节假日表，{}天", set.year, set.days.len())),
            Do::Register(register) => Some(format!("组织 {}", register.name)),
            Do::AddAlias(add) => Some(format!("别名 {}", add.alias)),
            Do::Enrol(person) | Do::RegisterPerson(person) => Some(format!("党员 {}", person.name)),
            Do::ListOffer(offer) => Some(format!("资源 {}（{}）", offer.title, offer.amount)),
            Do::Raise(need) => Some(format!("需求 {}（{}）", need.title, need.amount)),
            Do::ReceiveItem(item) => Some(format!("热线件 {}（{}）", item.title, item.number)),
            Do::DraftAgreement(draft) => Some(format!("共建协议 {}", draft.terms.title)),
            Do::OpenProject(project::Open { title, .. })
            | Do::ProposeProject(project::Propose { title, .. }) => Some(format!("项目 {title}")),
            Do::RecordService { record, .. } => {
                Some(format!("服务记录 {} {}", record.service.date, record.service.what))
            }
            Do::SignAgreement(_)
            | Do::PublishAgreement(_)
            | Do::EndAgreement(_)
            | Do::ApproveProject(_)
            | Do::RefuseProject(_)
            | Do::SetMilestone(_)
            | Do::ReachMilestone(_)
            | Do::SuspendProject(_)
            | Do::EndProject(_)
            | Do::AskAcceptance(_)
            | Do::AcceptProject(_)
            | Do::AskRework(_)
            | Do::ArchiveProject(_)
            | Do::ConfirmService { .. }
            | Do::CounterService(_)
            | Do::RequestCheckIn(_)
            | Do::ReplyToItem(_)
            | Do::AcceptCheckIn(_)
            | Do::MakePair(_)
            | Do::Classify(_)
            | Do::Verify(_)
            | Do::Deliberate(_)
            | Do::Post(_)
            | Do::Propose(_)
            | Do::AcceptClaim(_) => None,
        }
    }
}

/// One command of one row.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// The row it belongs to; none for what the whole list needs.
    pub(super) row: Option<RowNumber>,
    pub(super) id: CommandId,
    pub(super) what: Do,
}

/// Everything an import will do, or why it will do nothing.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) steps: Vec<Step>,
    /// How many rows of the file are taken.
    pub(super) rows: u64,
    /// What cannot be taken: then nothing is.
    pub(super) refused: Vec<Refusal>,
    pub(super) notices: Vec<Notice>,
}

/// For whom alone somebody takes a list in.
#[derive(Debug)]
pub(super) struct Own {
    organisation: OrganisationId,
    role: Role,
    area: Option<AreaCode>,
    /// The units that are theirs to give other names.
    units: HashSet<OrganisationId>,
}

impl Own {
    /// None for the operator, who takes in everything.
    pub(super) fn of(actor: &Actor, known: &Known) -> Option<Self> {
        let Actor::Person { organisation, role, .. } = actor else { return None };
        if *role == Role::Operator {
            return None;
        }
        let mut lines = known.organisations.iter();
        let area = lines.find(|line| line.id == *organisation).and_then(|line| line.area);
        let (organisation, role) = (*organisation, *role);
        let mut own = Self { organisation, role, area, units: HashSet::new() };
        let units = known.organisations.iter().filter(|line| line.level == Level::Unit);
        let units = units.filter(|line| own.registers_units_in(line.area));
        own.units = units.map(|line| line.id).collect();
        Some(own)
    }

    /// What works nowhere yet is anybody's who registers units.
    fn registers_units_in(&self, area: Option<AreaCode>) -> bool {
        let there = area.is_none_or(|area| self.area.is_some_and(|own| own.contains(area)));
        Level::Unit.is_registered_by(self.role) && there
    }

    fn edits_map_of(&self, area: AreaCode) -> bool {
        let there = self.area.is_some_and(|own| own.contains(area));
        self.role.decides_for_the_city() && there
    }
}

impl Plan {
    /// Refuses what would do more than [`Do::is_of`] allows.
    pub(super) fn refuse_all_but_of(&mut self, mut own: Own) {
        let made = self.steps.iter().filter(|step| matches!(step.what, Do::Register(_)));
        let made = made.filter(|step| step.what.is_of(&own));
        let made = made.map(|step| OrganisationId::from(ids::derive(step.id.into(), 0)));
        let made: Vec<_> = made.collect();
        own.units.extend(made);
        let others = self.steps.iter().filter(|step| !step.what.is_of(&own));
        let mut rows: Vec<_> = others.map(|step| step.row).collect();
        rows.dedup();
        let refused = rows.into_iter().map(|row| Refusal {
            rows: row.into_iter().collect(),
            column: None,
            code: "not_own",
            message: "会登记或改动别的组织的内容".to_owned(),
            suggestion: "只留本组织自己的、本辖区的内容；其余由运维人员导入".to_owned(),
        });
        self.refused.extend(refused);
    }

    /// How many of each thing it makes, in the order in which they first appear.
    pub(super) fn counts(&self) -> Vec<(&'static str, usize)> {
        let mut counts: Vec<(&'static str, usize)> = Vec::new();
        for what in self.steps.iter().flat_map(|step| step.what.counted()) {
            match counts.iter_mut().find(|(known, _)| known == what) {
                Some((_, count)) => *count += 1,
                None => counts.push((*what, 1)),
            }
        }
        counts
    }
}

//! How each list and register is asked for whole, and how a line of it is told.

use contracts::Card;
use contracts::evaluation::leave::{LeaveLine, Leaves};
use contracts::evaluation::{
    AdjustmentLine, Adjustments, Hearings, Objections, Occasions, Recognitions, Redemptions,
    Rewards, StarStatus, Stars,
};
use contracts::needs::hotline::{self, HotlineItems};
use contracts::needs::{Admissions, HandlingLine, Handlings, Needs};
use contracts::projects::{Activities, Agreements, Claims, Projects, Records, Tenders};
use contracts::registry::{CheckIns, PairLine, Pairs, Seats};
use contracts::reporting::Reports;
use contracts::reporting::ledger::Ledger;
use contracts::resources::Offers;

use super::{Sort, Source};
use crate::pages::called::{Item, claimers};
use crate::pages::lists::{
    activities, adjustments, admissions, agreements, check_ins, claims, figure_lines, hearings,
    hotline as hotline_list, leaves, needs, objections, occasions, offers, pairs, projects,
    recognitions, records, reports, rewards, seats, stars, tenders,
};

pub(super) const OFFERS: Source<Offers, contracts::resources::OfferLine> = Source {
    ledger: Ledger::Offers,
    columns: offers::COLUMNS,
    questions: &[|owner, page| Offers { owner, page, ..Offers::default() }],
    everything: 1,
    sort: Sort::Plain,
    id: |offer| offer.id.into(),
    parties: |offers| offers.iter().map(|offer| offer.owner).collect(),
    items: |_| Vec::new(),
    row: |line, _, called| offers::row(line, called),
};

pub(super) const NEEDS: Source<Needs, contracts::needs::NeedLine> = Source {
    ledger: Ledger::Needs,
    columns: needs::COLUMNS,
    questions: &[|owner, page| Needs { owner, page, ..Needs::default() }],
    everything: 1,
    sort: Sort::Plain,
    id: |need| need.id.into(),
    parties: |needs| needs.iter().map(|need| need.owner).collect(),
    items: |_| Vec::new(),
    row: |line, _, called| needs::row(line, called),
};

pub(super) const PROJECTS: Source<Projects, contracts::projects::ProjectLine> = Source {
    ledger: Ledger::Projects,
    columns: projects::COLUMNS,
    questions: &[|organisation, page| Projects { organisation, page, ..Projects::default() }],
    everything: 1,
    sort: Sort::Plain,
    id: |project| project.id.into(),
    parties: |found| projects::parties(found).collect(),
    items: |_| Vec::new(),
    row: |line, _, called| projects::row(line, called),
};

pub(super) const CLAIMS: Source<Claims, contracts::projects::ClaimLine> = Source {
    ledger: Ledger::Claims,
    columns: claims::COLUMNS,
    questions: &[|organisation, page| Claims { organisation, page, ..Claims::default() }],
    everything: 1,
    sort: Sort::Plain,
    id: |claim| claim.id.into(),
    parties: |found| claims::parties(found).collect(),
    items: |found| claims::items(found).collect(),
    row: |line, _, called| claims::row(line, called),
};

pub(super) const AGREEMENTS: Source<Agreements, contracts::projects::AgreementLine> = Source {
    ledger: Ledger::Agreements,
    columns: agreements::COLUMNS,
    questions: &[|organisation, page| Agreements { organisation, page, ..Agreements::default() }],
    everything: 1,
    sort: Sort::Plain,
    id: |agreement| agreement.id.into(),
    parties: |found| agreements::parties(found).collect(),
    items: |_| Vec::new(),
    row: |line, _, called| agreements::row(line, called),
};

pub(super) const RECORDS: Source<Records, contracts::projects::RecordLine> = Source {
    ledger: Ledger::Records,
    columns: records::COLUMNS,
    questions: &[|organisation, page| Records { organisation, page, ..Records::default() }],
    everything: 1,
    sort: Sort::Plain,
    id: |record| record.id.into(),
    parties: |found| records::parties(found).collect(),
    items: |_| Vec::new(),
    row: |line, _, called| records::row(line, called),
};

/// To a community, and of a unit.
pub(super) const CHECK_INS: Source<CheckIns, contracts::registry::CheckInLine> = Source {
    ledger: Ledger::CheckIns,
    columns: check_ins::COLUMNS,
    questions: &[
        |community, page| CheckIns { community, page, ..CheckIns::default() },
        |unit, page| CheckIns { unit, page, ..CheckIns::default() },
    ],
    everything: 1,
    sort: Sort::Plain,
    id: |check_in| check_in.id.into(),
    parties: |found| check_ins::parties(found).collect(),
    items: |_| Vec::new(),
    row: |line, _, called| check_ins::row(line, called),
};

pub(super) const OCCASIONS: Source<Occasions, contracts::evaluation::OccasionLine> = Source {
    ledger: Ledger::Occasions,
    columns: occasions::COLUMNS,
    questions: &[|organisation, page| Occasions { organisation, page, ..Occasions::default() }],
    everything: 1,
    sort: Sort::Plain,
    id: |occasion| occasion.id.into(),
    parties: |found| occasions::parties(found).collect(),
    items: |found| occasions::items(found).collect(),
    row: |line, _, called| occasions::row(line, called),
};

/// Those that concern the own organisation, whatever is asked for: nobody reads others'.
pub(super) const REPORTS: Source<Reports, contracts::reporting::ReportLine> = Source {
    ledger: Ledger::Reports,
    columns: reports::COLUMNS,
    questions: &[|organisation, page| Reports { organisation, page, ..Reports::default() }],
    everything: 1,
    sort: Sort::Plain,
    id: |report| report.id.into(),
    parties: |found| reports::parties(found).collect(),
    items: |_| Vec::new(),
    row: |line, _, called| reports::row(line, called),
};

pub(super) const HOTLINE_ITEMS: Source<HotlineItems, hotline::HotlineItem> = Source {
    ledger: Ledger::HotlineItems,
    columns: hotline_list::COLUMNS,
    questions: &[|owner, page| HotlineItems { owner, page, ..HotlineItems::default() }],
    everything: 1,
    sort: Sort::Plain,
    id: |item| hotline::id(&item.number),
    parties: |found| hotline_list::owners(found).collect(),
    items: |_| Vec::new(),
    row: |item, visit, called| hotline_list::row(item, visit.now(), called),
};

pub(super) const ADMISSIONS: Source<Admissions, contracts::needs::AdmissionLine> = Source {
    ledger: Ledger::Admissions,
    columns: admissions::COLUMNS,
    questions: &[|_, page| Admissions { page, ..Admissions::default() }],
    everything: 1,
    sort: Sort::Short(|one| {
        one.received.iter().copied().chain([one.department, one.district]).collect()
    }),
    id: |one| one.id.into(),
    parties: |found| admissions::parties(found).collect(),
    items: |_| Vec::new(),
    row: |one, _, called| admissions::row(one, called),
};

pub(super) const ACTIVITIES: Source<Activities, contracts::projects::ActivityLine> = Source {
    ledger: Ledger::Activities,
    columns: activities::COLUMNS,
    questions: &[|organiser, page| Activities { organiser, page, ..Activities::default() }],
    everything: 1,
    sort: Sort::Plain,
    id: |one| one.id.into(),
    parties: |found| found.iter().map(|one| one.organiser).collect(),
    items: |_| Vec::new(),
    row: |one, _, called| activities::row(one, called),
};

/// Who calls, who proposed as far as that is shown, and who has the grant.
pub(super) const TENDERS: Source<Tenders, contracts::projects::TenderLine> = Source {
    ledger: Ledger::Tenders,
    columns: tenders::COLUMNS,
    questions: &[|_, page| Tenders { page, ..Tenders::default() }],
    everything: 1,
    sort: Sort::Short(|one| {
        let proposed = one.ranking.iter().map(|ranked| ranked.proposer);
        proposed.chain([one.call.caller]).chain(one.winner).collect()
    }),
    id: |one| one.id.into(),
    parties: |found| tenders::parties(found).collect(),
    items: |_| Vec::new(),
    row: |one, _, called| tenders::row(one, called),
};

/// Where somebody sits, and who sent them.
pub(super) const SEATS: Source<Seats, contracts::registry::SeatLine> = Source {
    ledger: Ledger::Seats,
    columns: seats::COLUMNS,
    questions: &[
        |body, page| Seats { body, page, ..Seats::default() },
        |unit, page| Seats { unit, page, ..Seats::default() },
    ],
    everything: 1,
    sort: Sort::Personal("查看兼职委员", |found| {
        found.iter().map(|seat| seat.person).collect()
    }),
    id: |seat| seat.id,
    parties: |found| seats::parties(found).collect(),
    items: |_| Vec::new(),
    row: |seat, _, called| seats::row(seat, called),
};

/// One's own, and those that an organisation answers.
pub(super) const OBJECTIONS: Source<Objections, contracts::evaluation::RaisedObjectionLine> =
    Source {
        ledger: Ledger::Objections,
        columns: objections::COLUMNS,
        questions: &[|answerer, page| Objections { answerer, page, ..Objections::default() }],
        everything: 1,
        sort: Sort::Plain,
        id: |one| one.id.into(),
        parties: |found| objections::answerers(found).collect(),
        items: |_| Vec::new(),
        row: |one, _, called| objections::row(one, called),
    };

/// What is published, what waits, and what was granted.
pub(super) const STARS: Source<Stars, contracts::evaluation::StarLine> = Source {
    ledger: Ledger::Stars,
    columns: stars::COLUMNS,
    questions: &[
        |community, page| Stars { community, status: Some(StarStatus::Applied), page },
        |community, page| Stars { community, status: Some(StarStatus::Published), page },
        |community, page| Stars { community, status: Some(StarStatus::Settled), page },
    ],
    everything: 3,
    sort: Sort::Personal("办理星级", |found| stars::people(found).collect()),
    id: |star| star.person.into(),
    parties: |found| stars::communities(found).collect(),
    items: |_| Vec::new(),
    row: |star, _, called| stars::row(star, called),
};

pub(super) const REWARDS: Source<Rewards, contracts::evaluation::RewardLine> = Source {
    ledger: Ledger::Rewards,
    columns: rewards::COLUMNS,
    questions: &[|owner, page| Rewards { owner, page }],
    everything: 1,
    sort: Sort::Plain,
    id: |one| one.id.into(),
    parties: |found| rewards::owners(found).collect(),
    items: |_| Vec::new(),
    row: |one, _, called| rewards::row(one, called),
};

/// One's own, and what an organisation hands out.
pub(super) const REDEMPTIONS: Source<Redemptions, contracts::evaluation::RedemptionLine> = Source {
    ledger: Ledger::Redemptions,
    columns: rewards::TAKEN,
    questions: &[|owner, page| Redemptions { owner, page, ..Redemptions::default() }],
    everything: 1,
    sort: Sort::Personal("发放兑换品", |found| found.iter().map(|one| one.person).collect()),
    id: |one| one.id.into(),
    parties: |_| Vec::new(),
    items: |_| Vec::new(),
    row: |one, _, called| rewards::taken(one, called),
};

/// Who publishes them, and who is proposed.
pub(super) const RECOGNITIONS: Source<Recognitions, contracts::evaluation::RecognitionLine> =
    Source {
        ledger: Ledger::Recognitions,
        columns: recognitions::COLUMNS,
        questions: &[|_, page| Recognitions { page }],
        everything: 1,
        sort: Sort::Short(|one| {
            let proposed = one.list.candidates.iter().map(|candidate| candidate.who);
            claimers(proposed).chain([one.list.body]).collect()
        }),
        id: |one| one.id.into(),
        parties: |found| recognitions::bodies(found).collect(),
        items: |_| Vec::new(),
        row: |one, _, called| recognitions::row(one, called),
    };

/// One's own, and those that an organisation asked for or answers.
pub(super) const HEARINGS: Source<Hearings, contracts::evaluation::HearingLine> = Source {
    ledger: Ledger::Hearings,
    columns: hearings::COLUMNS,
    questions: &[|organisation, page| Hearings { organisation, page, ..Hearings::default() }],
    everything: 1,
    sort: Sort::Personal("听取意见", |found| hearings::people(found).collect()),
    id: |one| one.id.into(),
    parties: |found| hearings::parties(found).collect(),
    items: |_| Vec::new(),
    row: |one, _, called| hearings::row(one, called),
};

/// Of a community, and of a unit.
pub(super) const PAIRS: Source<Pairs, PairLine> = Source {
    ledger: Ledger::Pairs,
    columns: pairs::COLUMNS,
    questions: &[
        |community, page| Pairs { community, page, ..Pairs::default() },
        |unit, page| Pairs { unit, page, ..Pairs::default() },
    ],
    everything: 1,
    sort: Sort::Plain,
    id: |pair| pair.id,
    parties: |found| pairs::parties(found).collect(),
    items: |_| Vec::new(),
    row: |pair, visit, called| pairs::row(visit, pair, called),
};

/// Whose they are, and who recorded them.
pub(super) const LEAVES: Source<Leaves, LeaveLine> = Source {
    ledger: Ledger::Leaves,
    columns: leaves::COLUMNS,
    questions: &[|_, page| Leaves { page }],
    everything: 1,
    sort: Sort::ShortPersonal(
        "查看请假",
        |found| leaves::people(found).collect(),
        |one| claimers([one.leave.who]).chain([one.organisation]).collect(),
    ),
    id: |one| one.id.into(),
    parties: |found| leaves::parties(found).collect(),
    items: |_| Vec::new(),
    row: |one, _, called| leaves::row(one, called),
};

/// What is handled under a red or a yellow card.
pub(super) const SUPERVISED: Source<Handlings, HandlingLine> = Source {
    ledger: Ledger::Supervised,
    columns: figure_lines::HANDLED,
    questions: &[
        |holder, page| Handlings { holder, card: Some(Card::Red), page, ..Handlings::default() },
        |holder, page| Handlings { holder, card: Some(Card::Yellow), page, ..Handlings::default() },
    ],
    everything: 2,
    sort: Sort::Plain,
    id: |one| one.need.into(),
    parties: |found| found.iter().map(|one| one.holder.organisation).collect(),
    items: |found| found.iter().map(|one| Item::Need(one.need)).collect(),
    row: |one, visit, called| figure_lines::handled(visit, one, called),
};

/// For which organisation they were added or taken.
pub(super) const ADJUSTMENTS: Source<Adjustments, AdjustmentLine> = Source {
    ledger: Ledger::Adjustments,
    columns: adjustments::COLUMNS,
    questions: &[|_, page| Adjustments { page }],
    everything: 1,
    sort: Sort::ShortPersonal(
        "办理积分",
        |found| found.iter().map(|one| one.person).collect(),
        |one| vec![one.organisation],
    ),
    id: |one| one.id.into(),
    parties: |found| found.iter().map(|one| one.organisation).collect(),
    items: |_| Vec::new(),
    row: |one, _, called| adjustments::row(one, called),
};

//! A tender 创投招标: what is called for, who proposed, how it was judged, who is to have the grant;
//! and one proposal, as the caller, the jurors and its own organisation see it.

use contracts::projects::tender::{Criterion, Juror, Ranked};
use contracts::projects::{
    JurorScores, ObjectionLine, ProposalLine, Proposals, Tender, TenderLine, TenderStatus,
};
use contracts::{PageRequest, Role};
use values::{ClaimId, OrganisationId};

use super::{Line, line_page};
use crate::pages::badge::badge;
use crate::pages::called::{Called, Item};
use crate::pages::deeds::{self, *};
use crate::pages::look::{self, Place};
use crate::pages::parts::{Button, Cell, Row, Section, WayStep, Weight};
use crate::pages::{Answer, Visit, areas};
use crate::problem::Problem;

pub(crate) async fn tender(visit: &Visit) -> Answer {
    let id = visit.id("tender")?;
    let (of_tender, of_proposals) = (Tender { tender: id }, proposals_of(id));
    let (one, proposals) = tokio::try_join!(visit.find(&of_tender), visit.ask(&of_proposals))?;
    let area = areas::name(visit, one.call.area).await?;
    let called = visit.called_with(parties(&one, &proposals.items), need(&one)).await?;
    let calls = visit.acts_for(one.call.caller);
    let call = &one.call;
    let line = Line {
        here: Place::Elsewhere,
        kind: "创投",
        heading: call.title.to_string(),
        badge: Some(badge(one.status)),
        notice: notice(visit, &one),
        facts: vec![
            ("征集方", named(call.caller, &called)),
            ("实施地", Cell::Text(area)),
            ("资助上限", Cell::text(call.budget)),
            ("申报截止", Cell::When(look::moment(call.deadline))),
            ("申报", Cell::text(format!("{} 份", one.proposals))),
            ("要解决的需求", call.need.map_or_else(none, |need| called.link(Item::Need(need)))),
            ("资助对象", one.winner.map_or_else(none, |winner| named(winner, &called))),
            ("资助金额", Cell::maybe(one.grant)),
            ("承担", one.claim.map_or_else(none, taken_on)),
            ("公示至", Cell::When(one.publicity_until.map_or_else(String::new, look::moment))),
            ("提前结束评审", Cell::maybe(one.closed_early.as_ref())),
            ("目的和要求", Cell::text(&call.purpose)),
        ],
        way: way(&one),
        buttons: buttons(visit, &one, &proposals.items, calls),
        sections: sections(visit, &one, &proposals.items, calls, &called),
        history: format!("/history/projects/{id}"),
        waits: false,
    };
    Ok(line_page(visit, &called, line))
}

/// All that the visitor may see: so many propose at most.
pub(crate) fn proposals_of(tender: values::TenderId) -> Proposals {
    Proposals { tender, page: PageRequest::first(PageRequest::LIMIT_MAX) }
}

fn none() -> Cell {
    Cell::text("")
}

/// Where the winner's claim is followed to its project.
fn taken_on(claim: ClaimId) -> Cell {
    Cell::link(format!("/claims/{claim}"), "查看认领和项目")
}

fn named(organisation: OrganisationId, called: &Called) -> Cell {
    Cell::link(look::organisation(organisation), called.of(organisation))
}

fn need(one: &TenderLine) -> Option<Item> {
    one.call.need.map(Item::Need)
}

fn parties(one: &TenderLine, proposals: &[ProposalLine]) -> Vec<OrganisationId> {
    let jurors = one.call.jurors.iter().map(|juror| juror.organisation);
    let ranked = one.ranking.iter().map(|ranked| ranked.proposer);
    let about = one.objections.iter().filter_map(|objection| objection.about);
    let proposers = proposals.iter().map(|line| line.proposer);
    let own = [one.call.caller].into_iter().chain(one.winner);
    own.chain(jurors).chain(ranked).chain(about).chain(proposers).collect()
}

fn notice(visit: &Visit, one: &TenderLine) -> Option<String> {
    match one.status {
        TenderStatus::Called => {
            let left = look::until(one.call.deadline, visit.now());
            Some(format!("申报截止{left}，截止前谁也看不到申报内容"))
        }
        TenderStatus::Scoring => Some("已开标，评委逐份声明有无利益冲突，再评分".to_owned()),
        TenderStatus::Scored => Some("评审已结束，等待公示".to_owned()),
        TenderStatus::Publicised => {
            let until = one.publicity_until.map_or_else(String::new, look::moment);
            let counted = if one.holidays_unknown { "（该年节假日未定）" } else { "" };
            Some(format!("公示至 {until}{counted}，有异议请在期内提出"))
        }
        TenderStatus::Awarded => None,
        TenderStatus::Annulled => one.annulled.as_ref().map(|why| format!("已废标：{why}")),
    }
}

/// From the call to the award.
fn way(one: &TenderLine) -> Vec<WayStep> {
    let steps = [
        ("征集", TenderStatus::Called),
        ("评审", TenderStatus::Scoring),
        ("结果", TenderStatus::Scored),
        ("公示", TenderStatus::Publicised),
        ("资助", TenderStatus::Awarded),
    ];
    let at = steps.iter().position(|(_, status)| *status == one.status);
    let step = |(n, (label, status)): (usize, (&'static str, TenderStatus))| WayStep {
        label,
        when: String::new(),
        reached: at.is_some_and(|at| n <= at),
        current: one.status == status,
    };
    steps.into_iter().enumerate().map(step).collect()
}

/// Is the visitor one of the jurors?
fn is_juror(visit: &Visit, one: &TenderLine) -> bool {
    let own = visit.actor.as_ref().and_then(contracts::Actor::person);
    one.call.jurors.iter().any(|juror| Some(juror.person) == own)
}

fn buttons(
    visit: &Visit,
    one: &TenderLine,
    proposals: &[ProposalLine],
    calls: bool,
) -> Vec<Button> {
    let open = |one: &ObjectionLine| one.upheld.is_none();
    let over = one.publicity_until.is_some_and(|until| visit.now() > until);
    let (main, others): (Vec<_>, Vec<_>) = match one.status {
        TenderStatus::Called if calls => (vec![], vec![ANNUL_TENDER]),
        TenderStatus::Called if proposes(visit) && visit.now() <= one.call.deadline => {
            let own = proposals.iter().any(|line| visit.acts_for(line.proposer));
            if own {
                (vec![], vec![PROPOSE_BID, WITHDRAW_BID])
            } else {
                (vec![PROPOSE_BID], vec![])
            }
        }
        TenderStatus::Scoring if calls => (vec![CLOSE_SCORING], vec![ANNUL_TENDER]),
        TenderStatus::Scored if calls && one.ranking.is_empty() => (vec![], vec![ANNUL_TENDER]),
        TenderStatus::Scored if calls => (vec![PUBLICISE_TENDER], vec![ANNUL_TENDER]),
        TenderStatus::Publicised if calls && over && !one.objections.iter().any(open) => {
            (vec![AWARD_TENDER], vec![ANNUL_TENDER])
        }
        TenderStatus::Publicised if calls => (vec![], vec![ANNUL_TENDER]),
        TenderStatus::Publicised if !over && visit.role() != Some(Role::Auditor) => {
            (vec![], vec![OBJECT_TENDER])
        }
        TenderStatus::Called
        | TenderStatus::Scoring
        | TenderStatus::Scored
        | TenderStatus::Publicised
        | TenderStatus::Awarded
        | TenderStatus::Annulled => (vec![], vec![]),
    };
    deeds::buttons(visit, &main, &others)
}

/// Those who speak for an organisation propose, as far as a button is concerned.
fn proposes(visit: &Visit) -> bool {
    visit.role().is_some_and(|role| role.does_business() && role != Role::GridWorker)
}

fn sections(
    visit: &Visit,
    one: &TenderLine,
    proposals: &[ProposalLine],
    calls: bool,
    called: &Called,
) -> Vec<Section> {
    let criterion = |criterion: &Criterion| Row {
        cells: vec![Cell::text(&criterion.name), Cell::text(criterion.weight)],
    };
    let criteria = one.call.criteria.iter().map(criterion).collect();
    let juror = |juror: &Juror| Row {
        cells: vec![
            Cell::Text(called.of(juror.organisation)),
            Cell::Text(called.claimer(juror.person.into())),
        ],
    };
    let jurors = one.call.jurors.iter().map(juror).collect();
    let ranked = |(at, ranked): (usize, &Ranked)| Row {
        cells: vec![
            Cell::text(at + 1),
            named(ranked.proposer, called),
            Cell::Text(format!("{}.{:02}", ranked.score / 100, ranked.score % 100)),
        ],
    };
    let ranking = one.ranking.iter().enumerate().map(ranked).collect();
    let proposed = |line: &ProposalLine| proposal_row(visit, one, line, called);
    let rows = proposals.iter().map(proposed).collect();
    let sealed = match one.status {
        TenderStatus::Called => "申报密封中，截止后征集方和评委可以查看；本组织的申报在这里",
        TenderStatus::Scoring
        | TenderStatus::Scored
        | TenderStatus::Publicised
        | TenderStatus::Awarded
        | TenderStatus::Annulled => "没有您可以查看的申报",
    };
    let objected = |objection: &ObjectionLine| objection_row(visit, objection, calls, called);
    let objections = one.objections.iter().map(objected).collect();
    let mut sections = vec![
        Section::new(
            "proposals",
            "申报",
            &["申报单位", "项目", "申请资助", "申报", "我的评分"],
            rows,
        )
        .or(sealed),
        Section::new("criteria", "评分标准", &["标准", "权重（%）"], criteria),
        Section::new("jurors", "评委", &["单位", "评委"], jurors),
    ];
    let ranking = Section::new("ranking", "评审结果", &["名次", "申报单位", "得分"], ranking);
    let columns = &["异议", "针对", "结果", "答复", "认定成立", "认定不成立"];
    let objections = Section::new("objections", "异议", columns, objections);
    sections.extend([ranking, objections].into_iter().filter(|section| section.total > 0));
    sections
}

fn proposal_row(visit: &Visit, one: &TenderLine, line: &ProposalLine, called: &Called) -> Row {
    let said = line.proposal.as_ref();
    let own = own_scores(visit, line);
    let judged = match own {
        Some(JurorScores { conflict: Some(true), .. }) => "已回避",
        Some(scores) if !scores.scores.is_empty() => "已评分",
        Some(_) => "待评分",
        None if is_juror(visit, one) && one.status == TenderStatus::Scoring => "待声明",
        None => "",
    };
    Row {
        cells: vec![
            Cell::link(path(one, line.proposer), called.of(line.proposer)),
            Cell::Text(said.map_or_else(|| "（密封）".to_owned(), |it| it.title.to_string())),
            Cell::maybe(said.map(|it| it.asked)),
            Cell::When(look::moment(line.proposed_at)),
            Cell::text(judged),
        ],
    }
}

fn path(one: &TenderLine, proposer: OrganisationId) -> String {
    format!("/tenders/{}/proposals/{proposer}", one.id)
}

/// What the visitor gave as a juror.
fn own_scores<'l>(visit: &Visit, line: &'l ProposalLine) -> Option<&'l JurorScores> {
    let own = visit.actor.as_ref().and_then(contracts::Actor::person)?;
    line.scores.iter().find(|scores| scores.juror == own)
}

fn objection_row(visit: &Visit, objection: &ObjectionLine, calls: bool, called: &Called) -> Row {
    let result = match objection.upheld {
        Some(true) => "成立",
        Some(false) => "不成立",
        None => "待答复",
    };
    let ids: Vec<_> = visit
        .ids()
        .iter()
        .cloned()
        .chain([("objection".to_owned(), objection.number.to_string())])
        .collect();
    let answer = |path| {
        let open = calls && objection.upheld.is_none();
        if open { Cell::Act(deeds::button(path, &ids, Weight::Other)) } else { none() }
    };
    Row {
        cells: vec![
            Cell::Explained {
                text: objection.objection.to_string(),
                under: format!("第 {} 条", objection.number),
            },
            Cell::maybe(objection.about.map(|about| called.of(about))),
            Cell::text(result),
            Cell::maybe(objection.answer.as_ref()),
            answer(UPHOLD_AGAINST_TENDER),
            answer(DISMISS_AGAINST_TENDER),
        ],
    }
}

/// One proposal.
pub(crate) async fn proposal(visit: &Visit) -> Answer {
    let (one, line) = found_proposal(visit).await?;
    let called = visit.called(parties(&one, std::slice::from_ref(&line))).await?;
    let said = line.proposal.as_ref();
    let heading = said.map_or_else(|| "（密封的申报）".to_owned(), |it| it.title.to_string());
    let criteria = &one.call.criteria;
    let scored = |scores: &JurorScores| {
        let points = criteria.iter().zip(&scores.scores);
        let points = points.map(|(one, points)| format!("{} {points}", one.name));
        let conflict =
            scores.conflict.map_or("未声明", |yes| if yes { "回避" } else { "无冲突" });
        let who = called.claimer(scores.juror.into());
        let points = points.collect::<Vec<_>>().join("，");
        Row { cells: vec![Cell::Text(who), Cell::text(conflict), Cell::Text(points)] }
    };
    let rows = line.scores.iter().map(scored).collect();
    let page = Line {
        here: Place::Elsewhere,
        kind: "创投申报",
        heading,
        badge: None,
        notice: said.is_none().then(|| "申报内容密封，截止后征集方和评委才能看到".to_owned()),
        facts: vec![
            ("创投", Cell::link(format!("/tenders/{}", one.id), &one.call.title)),
            ("申报单位", named(line.proposer, &called)),
            ("申请资助", Cell::maybe(said.map(|it| it.asked))),
            ("申报", Cell::When(look::moment(line.proposed_at))),
            ("内容", Cell::maybe(said.map(|it| &it.content))),
        ],
        way: Vec::new(),
        buttons: juror_buttons(visit, &one, &line),
        sections: vec![
            Section::new("scores", "评分", &["评委", "利益冲突", "得分"], rows)
                .or("还没有可以查看的评分"),
        ],
        history: format!("/history/projects/{}", one.id),
        waits: false,
    };
    Ok(line_page(visit, &called, page))
}

/// The tender in the path, and the proposal of the organisation in it.
pub(crate) async fn found_proposal(visit: &Visit) -> Result<(TenderLine, ProposalLine), Problem> {
    let (tender, proposer) = (visit.id("tender")?, visit.id::<OrganisationId>("proposer")?);
    let (of_tender, of_proposals) = (Tender { tender }, proposals_of(tender));
    let (one, found) = tokio::try_join!(visit.find(&of_tender), visit.ask(&of_proposals))?;
    let line = found.items.into_iter().find(|line| line.proposer == proposer);
    Ok((one, line.ok_or_else(Problem::not_found)?))
}

/// First whether there is a conflict of interest, then the points.
fn juror_buttons(visit: &Visit, one: &TenderLine, line: &ProposalLine) -> Vec<Button> {
    if one.status != TenderStatus::Scoring || !is_juror(visit, one) {
        return Vec::new();
    }
    match own_scores(visit, line).and_then(|scores| scores.conflict) {
        None => deeds::buttons(visit, &[DECLARE_FREE], &[DECLARE_CONFLICT]),
        Some(false) => deeds::buttons(visit, &[SCORE], &[DECLARE_CONFLICT]),
        Some(true) => Vec::new(),
    }
}

//! Agreements as `gongjian export` writes them: drafted, signed and published, as far as the list
//! says they were.

use std::collections::HashSet;

use contracts::projects::AgreementStatus;
use contracts::projects::agreement::{
    AskEnd, DUTIES_MAX, Draft, Duty, DutyKind, PARTIES_MAX, Publish, Responsible, Sign,
    TERM_MONTHS_MAX, Terms,
};
use sheets::kinds::agreements::{self, AgreementRow, column};
use sheets::{RowNumber, Table, cells};
use values::{AgreementId, Amount, OrganisationId, Text, time};

use super::fields::{UNITS, maybe, word};
use crate::import::plan::Do;
use crate::import::planner::{NoPlan, Planner};
use crate::text;

const STATES: [AgreementStatus; 6] = [
    AgreementStatus::Drafted,
    AgreementStatus::Concluded,
    AgreementStatus::Published,
    AgreementStatus::Lapsed,
    AgreementStatus::Ended,
    AgreementStatus::Broken,
];

pub(super) fn fill(planner: &mut Planner, table: &Table) -> Result<(), NoPlan> {
    for (row, agreement) in planner.take(agreements::read(table).map_err(NoPlan::Sheet)?) {
        take(planner, row, &agreement);
    }
    Ok(())
}

/// Every fault of a row is named: what stands in it is looked at before any of it is used.
fn take(planner: &mut Planner, row: RowNumber, agreement: &AgreementRow) -> Option<()> {
    let state = agreement.state.as_deref();
    let state = word(planner, row, column::STATE, state, &STATES, text::agreement_status)?;
    let state = state.unwrap_or(AgreementStatus::Published);
    match state {
        AgreementStatus::Drafted
        | AgreementStatus::Concluded
        | AgreementStatus::Published
        | AgreementStatus::Ended => {}
        AgreementStatus::Lapsed => {
            planner.gather(row, "agreement_lapsed", "未按期签约的协议没有生效，不导入。");
            return None;
        }
        AgreementStatus::Broken => {
            planner.gather(row, "agreement_broken", "清单没有写明是哪一方违约，不导入，请存原件。");
            return None;
        }
    }
    let parties = parties(planner, row, agreement);
    let title = planner.text(row, column::TITLE, &agreement.title);
    let plan = maybe(planner, row, column::PLAN, agreement.plan.as_deref());
    let breach = maybe(planner, row, column::BREACH, agreement.breach.as_deref());
    let reason = maybe(planner, row, column::REASON, agreement.reason.as_deref());
    let project = maybe(planner, row, column::PROJECT, agreement.project.as_deref());
    let in_term = in_term(planner, row, agreement);
    let parties = parties?;
    let duties = duties(planner, row, agreement, &parties);
    let responsible = responsible(planner, row, agreement, &parties);
    let signed = signed(planner, row, agreement, &parties, state);
    let (title, plan, breach, reason) = (title?, plan?, breach?, reason?);
    let (duties, signed) = (duties?, signed?);
    in_term?;
    let (from, until) = (agreement.from, agreement.until);
    let (responsible, project) = (responsible?, project?);
    let terms = Terms { title, project, duties, from, until, responsible, plan, breach };
    let ids: Vec<OrganisationId> = parties.iter().map(|(_, id)| *id).collect();
    let draft = Draft { claim: None, parties: ids.clone(), terms };
    let id: AgreementId = planner.make(row, "agreement", Do::DraftAgreement(Box::new(draft)));
    for party in signed {
        let sign = Sign { agreement: id, party, draft: 1 };
        planner.step(row, &format!("sign {party}"), Do::SignAgreement(sign));
    }
    if state == AgreementStatus::Published {
        planner.step(row, "publish", Do::PublishAgreement(Publish { agreement: id }));
    }
    if state == AgreementStatus::Ended {
        end(planner, row, id, &ids, reason);
    }
    Some(())
}

/// By consent, where there is a reason; else by itself, when its term is over.
fn end(
    planner: &mut Planner,
    row: RowNumber,
    agreement: AgreementId,
    parties: &[OrganisationId],
    reason: Option<Text<200>>,
) {
    let Some(reason) = reason else {
        planner.gather(
            row,
            "agreement_ends_with_term",
            "已终止而没有写原因的，按期满终止；期限还没有到的，请写明终止原因。",
        );
        return;
    };
    for party in parties {
        let end = AskEnd { agreement, party: *party, reason: reason.clone() };
        planner.step(row, &format!("end {party}"), Do::EndAgreement(end));
    }
}

/// A party and what the list calls it.
type Party = (String, OrganisationId);

fn parties(planner: &mut Planner, row: RowNumber, agreement: &AgreementRow) -> Option<Vec<Party>> {
    let named = [(column::FIRST, &agreement.first), (column::SECOND, &agreement.second)];
    let mut named: Vec<_> = named.map(|(column, name)| (column, name.clone())).into();
    let others = lines(agreement.others.as_deref());
    named.extend(others.into_iter().map(|name| (column::OTHERS, name)));
    let found: Vec<_> = named
        .into_iter()
        .map(|(column, name)| Some((name.clone(), planner.employer(row, column, &name)?)))
        .collect();
    let found: Vec<Party> = found.into_iter().collect::<Option<_>>()?;
    let mut ids: Vec<_> = found.iter().map(|(_, id)| *id).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() < found.len() || found.len() > PARTIES_MAX {
        let message = format!("第{row}行：各方重复，或超过{PARTIES_MAX}方");
        let column = Some(column::OTHERS);
        planner.refuse(row, column, "parties_unfit", message, "各方应是不同的组织");
        return None;
    }
    Some(found)
}

/// One to a line; in one line, as names are parted.
fn lines(text: Option<&str>) -> Vec<String> {
    let text = text.unwrap_or_default();
    if text.contains('\n') {
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    } else {
        cells::names(text)
    }
}

fn in_term(planner: &mut Planner, row: RowNumber, agreement: &AgreementRow) -> Option<()> {
    let (from, until) = (agreement.from, agreement.until);
    if until < from || until >= time::plus_months(from, TERM_MONTHS_MAX) {
        let message = format!("第{row}行：期限{from}至{until}不可用");
        let suggestion = "结束不早于开始，最长五年；续签的请另写一行";
        planner.refuse(row, Some(column::UNTIL), "term_unfit", message, suggestion);
        return None;
    }
    Some(())
}

/// Who has signed: all, once it was concluded.
fn signed(
    planner: &mut Planner,
    row: RowNumber,
    agreement: &AgreementRow,
    parties: &[Party],
    state: AgreementStatus,
) -> Option<Vec<OrganisationId>> {
    let all = || parties.iter().map(|(_, id)| *id);
    if state != AgreementStatus::Drafted {
        return Some(all().collect());
    }
    let said = lines(agreement.signed.as_deref());
    let found = said.iter().map(|name| planner.employer(row, column::SIGNED, name));
    let found: Vec<_> = found.collect();
    let found: Vec<_> = found.into_iter().collect::<Option<_>>()?;
    if !found.iter().all(|id| all().any(|party| party == *id))
        || all().all(|id| found.contains(&id))
    {
        let message = format!("第{row}行：谈约中的协议，签署的应是各方中的一部分");
        let suggestion = "各方都已签署的，状态请写“已签约”";
        planner.refuse(row, Some(column::SIGNED), "signed_unfit", message, suggestion);
        return None;
    }
    Some(found)
}

/// Who answers for the duties of which party: at most one line for each.
fn responsible(
    planner: &mut Planner,
    row: RowNumber,
    agreement: &AgreementRow,
    parties: &[Party],
) -> Option<Vec<Responsible>> {
    let said = agreement.responsible.as_deref().unwrap_or_default();
    let read = |line: &str| {
        let (party, people) = line.trim().split_once('：')?;
        let (leader, liaison) = people.split_once('：')?;
        let party = parties.iter().find(|(name, _)| name == party)?.1;
        Some(Responsible { party, leader: leader.parse().ok()?, liaison: liaison.parse().ok()? })
    };
    let lines = said.lines().filter(|line| !line.trim().is_empty());
    let found: Option<Vec<_>> = lines.map(read).collect();
    let each_once = |lines: &Vec<Responsible>| {
        let parties: HashSet<_> = lines.iter().map(|line| line.party).collect();
        parties.len() == lines.len()
    };
    let found = found.filter(each_once);
    if found.is_none() {
        let message = format!("第{row}行：责任人读不出来");
        let suggestion =
            "一行一方，写成 单位：责任领导编号：联络员编号，单位用本行里的名称，一方最多一行";
        planner.refuse(row, Some(column::RESPONSIBLE), "responsible_unfit", message, suggestion);
    }
    found
}

fn duties(
    planner: &mut Planner,
    row: RowNumber,
    agreement: &AgreementRow,
    parties: &[Party],
) -> Option<Vec<Duty>> {
    let Some(written) = read_duties(&agreement.duties, parties) else {
        let message = format!("第{row}行：各方职责读不出来");
        let kinds: Vec<_> = DUTY_KINDS.iter().map(|kind| text::duty(*kind)).collect();
        let suggestion = format!(
            "一行一项，写成 单位：种类：内容（数量），单位用本行里的名称，种类为{}；不计数的写（不计量）",
            kinds.join("、")
        );
        planner.refuse(row, Some(column::DUTIES), "duties_unfit", message, &suggestion);
        return None;
    };
    if !(1..=DUTIES_MAX).contains(&written.len()) {
        let message = format!("第{row}行：职责有{}项，最多{DUTIES_MAX}项", written.len());
        let column = Some(column::DUTIES);
        planner.refuse(row, column, "duties_too_many", message, "请合并相近的职责");
        return None;
    }
    let duty = |written: Written| {
        let Written { party, kind, what, amount } = written;
        let what = planner.text(row, column::DUTIES, &what)?;
        Some(Duty { party, kind, what, amount })
    };
    let duties: Vec<_> = written.into_iter().map(duty).collect();
    duties.into_iter().collect()
}

const DUTY_KINDS: [DutyKind; 8] = [
    DutyKind::JointOrganising,
    DutyKind::CrossPost,
    DutyKind::Pairing,
    DutyKind::JointActivities,
    DutyKind::SharedResources,
    DutyKind::OpenFacilities,
    DutyKind::Service,
    DutyKind::Funds,
];

/// A duty as it stands in the cell.
#[derive(Debug, PartialEq, Eq)]
struct Written {
    party: OrganisationId,
    kind: DutyKind,
    what: String,
    amount: Option<Amount>,
}

/// One to a line, each beginning with a party and a kind; a line that does not goes on with the one
/// before it.
fn read_duties(text: &str, parties: &[Party]) -> Option<Vec<Written>> {
    let mut duties: Vec<(OrganisationId, DutyKind, String)> = Vec::new();
    for line in text.lines() {
        match (begin(line, parties), duties.last_mut()) {
            (Some(duty), _) => duties.push(duty),
            (None, Some((_, _, what))) => {
                what.push('\n');
                what.push_str(line);
            }
            (None, None) => return None,
        }
    }
    let whole = |(party, kind, what): (OrganisationId, DutyKind, String)| {
        let (what, amount) = counted(what.trim_end())?;
        Some(Written { party, kind, what, amount })
    };
    duties.into_iter().map(whole).collect()
}

fn begin(line: &str, parties: &[Party]) -> Option<(OrganisationId, DutyKind, String)> {
    let rest = |(name, id): &Party| Some((*id, line.strip_prefix(name.as_str())?));
    parties.iter().filter_map(rest).find_map(|(party, rest)| {
        let rest = rest.strip_prefix('：')?;
        let (kind, what) = rest.split_once('：')?;
        let kind = DUTY_KINDS.into_iter().find(|known| text::duty(*known) == kind)?;
        Some((party, kind, what.to_owned()))
    })
}

/// What is to be done, and how much of it stands behind it in brackets.
fn counted(text: &str) -> Option<(String, Option<Amount>)> {
    let (what, amount) = text.strip_suffix('）')?.rsplit_once('（')?;
    if amount == text::UNCOUNTED {
        return Some((what.to_owned(), None));
    }
    let unit = UNITS.into_iter().find(|unit| amount.ends_with(unit.chinese()))?;
    let quantity = amount.strip_suffix(unit.chinese())?.parse().ok()?;
    Some((what.to_owned(), Some(Amount::new(quantity, unit).ok()?)))
}

#[cfg(test)]
mod tests {
    use values::{Unit, ids};

    use super::*;

    #[test]
    fn duties_are_read_as_they_are_written() {
        let [hospital, school] =
            ["医院", "学校"].map(|name| OrganisationId(ids::of_text("t", name)));
        let parties = [("医院".to_owned(), hospital), ("学校".to_owned(), school)];
        let text =
            "医院：服务：义诊（每季一次）（4场次）\n学校：开放设施：操场：周末\n白天（不计量）";
        let (four, none) = (Amount::new(4, Unit::Session).ok(), None);
        let written = |party, kind, what: &str, amount| Written {
            party,
            kind,
            what: what.to_owned(),
            amount,
        };
        assert_eq!(
            read_duties(text, &parties).unwrap(),
            [
                written(hospital, DutyKind::Service, "义诊（每季一次）", four),
                written(school, DutyKind::OpenFacilities, "操场：周末\n白天", none),
            ]
        );
        for unfit in ["银行：服务：讲座（1场次）", "医院：讲座（1场次）", "医院：服务：义诊"]
        {
            assert_eq!(read_duties(unfit, &parties), None, "{unfit}");
        }
    }
}

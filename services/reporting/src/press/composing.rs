//! From figures to words: what a report about a unit says.

use contracts::Claimer;
use contracts::reporting::course::Counted;
use contracts::reporting::report::{Standing, StandingItem};
use contracts::reporting::{Confirmation, Figure, FigureLine, Proof, ReportPaper, hours, points};
use values::Date;

use super::document::{Block, CARD_LINES_MAX, Card, Day, Document, Table, chinese_number};
use super::{promises, xlsx};

/// The parts of a unit's report, in their order, each with its indicators.
const PARTS: [(&str, &[Counted]); 7] = [
    (
        "报到和资源情况",
        &[
            Counted::CheckIn,
            Counted::CheckInRenewed,
            Counted::CheckInOver,
            Counted::OfferListed,
            Counted::OfferClaimed,
            Counted::OfferUsed,
        ],
    ),
    (
        "认领和兑现情况",
        &[
            Counted::NeedClaimed,
            Counted::ClaimDelivered,
            Counted::NeedDelivered,
            Counted::WishDelivered,
            Counted::NeedSolvedWith,
        ],
    ),
    (
        "协议和项目情况",
        &[
            Counted::AgreementConcluded,
            Counted::AgreementEnded,
            Counted::DutyDone,
            Counted::ProjectOpened,
            Counted::ProjectAccepted,
        ],
    ),
    (
        "服务和活动情况",
        &[
            Counted::Service,
            Counted::ServicePeople,
            Counted::Volunteered,
            Counted::ActivityHeld,
            Counted::ActivityAttended,
        ],
    ),
    ("资金情况", &[Counted::FundsReceived, Counted::FundsSpent]),
    ("评价情况", &[Counted::Rating, Counted::ResidentRating, Counted::StarGranted]),
    (
        "未兑现事项",
        &[
            Counted::ClaimFailed,
            Counted::ClaimCancelled,
            Counted::ProjectEnded,
            Counted::AgreementBroken,
            Counted::YellowCard,
            Counted::RedCard,
        ],
    ),
];

/// The report as a document.
pub(crate) fn report(proof: &Proof) -> Document {
    let paper = &proof.paper;
    let issuer = paper.issuer_name.clone().unwrap_or_default();
    let subject = paper.line.name.clone().unwrap_or_else(|| "该同志".to_owned());
    let plain = paper.signed.is_none_or(|signed| signed.plain);
    let on = signed_on(paper);
    let (period, number) = (paper.line.period.chinese(), paper.line.number.clone());
    Document {
        masthead: (!plain).then(|| format!("{issuer}文件")),
        number: number.unwrap_or_default(),
        signer: paper.addressee_name.is_some().then(|| signer(paper).to_owned()),
        title: format!("关于{subject}{period}共建工作情况的报告"),
        addressee: paper.addressee_name.clone(),
        body: body(proof, &subject),
        annexes: xlsx::TITLES.map(str::to_owned).to_vec(),
        signature: issuer.clone(),
        date: date(on),
        on: Day { year: on.year(), month: on.month(), day: on.day() },
        printed_by: issuer,
    }
}

/// The report about a person as a card.
pub(crate) fn card(proof: &Proof) -> Card {
    let paper = &proof.paper;
    let on = signed_on(paper);
    let code = match paper.line.subject {
        Claimer::Person(person) => person.to_string(),
        Claimer::Organisation(unit) => unit.to_string(),
    };
    let names = paper.sections.iter().filter_map(|section| section.name.as_deref());
    let figures =
        paper.figures.iter().map(|figure| (figure.counted.chinese().to_owned(), figure.said()));
    let stars = proof.standing.as_ref().and_then(|standing| standing.stars);
    let stars =
        stars.filter(|stars| *stars > 0).map(|stars| ("现有星级".to_owned(), format!("{stars}星")));
    let confirmed = paper.sections.iter().map(|section| {
        let name = section.name.as_deref().unwrap_or_default();
        format!("{name}{}", confirmation(section.confirmation))
    });
    Card {
        title: "在职党员、志愿者服务社区登记卡".to_owned(),
        number: paper.line.number.clone().unwrap_or_default(),
        period: paper.line.period.chinese(),
        name: proof.name.clone().unwrap_or_default(),
        code: code.chars().take(13).collect(),
        work_unit: paper.addressee_name.clone().unwrap_or_else(|| "——".to_owned()),
        communities: names.collect::<Vec<_>>().join("、"),
        figures: figures.chain(stars).collect(),
        services: services(&proof.lines),
        confirmations: confirmed.collect::<Vec<_>>().join("；"),
        issuer: paper.issuer_name.clone().unwrap_or_default(),
        date: date(on),
        on: Day { year: on.year(), month: on.month(), day: on.day() },
        lines: paper.lines,
        at: paper.at,
    }
}

/// What stands, one after another, as far as it fits a page.
fn services(lines: &[FigureLine]) -> Vec<String> {
    let told = |line: &&FigureLine| {
        matches!(line.counted, Counted::Volunteered | Counted::ActivityAttended)
    };
    let back = |line: &FigureLine| {
        lines.iter().any(|other| {
            other.aggregate == line.aggregate
                && other.counted == line.counted
                && other.count == -line.count
        })
    };
    let all: Vec<_> = lines.iter().filter(told).filter(|line| !back(line)).collect();
    let mut services: Vec<_> = all
        .iter()
        .take(CARD_LINES_MAX)
        .map(|line| {
            let title = line.title.as_deref().unwrap_or(line.counted.chinese());
            format!("{}　{title}　{}", date(line.on), hours(line.amount))
        })
        .collect();
    if all.len() > CARD_LINES_MAX {
        services.push(format!("另有{}次，可在系统中查看", all.len() - CARD_LINES_MAX));
    }
    services
}

fn confirmation(confirmation: Confirmation) -> &'static str {
    match confirmation {
        Confirmation::Confirmed => "已确认",
        Confirmation::Awaited | Confirmation::Unconfirmed => "未确认",
    }
}

/// The office of who signed it; nobody wrote it down at first.
fn signer(paper: &ReportPaper) -> &'static str {
    let role = paper.signed.and_then(|signed| signed.role);
    role.map_or("", |role| role.names().1)
}

/// The day in the document: that of its signature.
pub(crate) fn signed_on(paper: &ReportPaper) -> Date {
    paper.signed.map_or_else(|| paper.line.period.until(), |signed| signed.on)
}

pub(super) fn date(on: Date) -> String {
    format!("{}年{}月{}日", on.year(), on.month(), on.day())
}

/// 评分和等次; nothing where there was nothing to score.
fn score(standing: &Standing, year: i16) -> Option<String> {
    let total = points(standing.total?);
    let band = standing.band.as_ref().map_or_else(String::new, |band| format!("，等次“{band}”"));
    let rules = standing.rules.as_ref().map_or_else(String::new, |rules| format!("（{rules}版）"));
    Some(format!("按{year}年度评分细则{rules}，截至签发时得{total}分{band}。"))
}

/// What the score is made of.
fn scored(standing: &Standing) -> Option<Table> {
    let row = |item: &StandingItem| {
        let weight = item.weight.map_or_else(|| "加减分".to_owned(), points);
        let score = item.score.map_or_else(|| "不适用".to_owned(), points);
        vec![item.title.to_string(), weight, score]
    };
    let rows: Vec<_> = standing.items.iter().map(row).collect();
    let head = ["评分项目", "满分", "得分"].map(str::to_owned).to_vec();
    (standing.total.is_some() && !rows.is_empty()).then_some(Table { head, rows })
}

fn body(proof: &Proof, subject: &str) -> Vec<Block> {
    let paper = &proof.paper;
    let period = paper.line.period;
    let (from, until) = (date(period.from()), date(period.until()));
    let communities = paper.sections.len();
    let mut body = vec![Block::Paragraph {
        text: format!(
            "现将{subject}自{from}至{until}在{communities}个社区开展共建工作的情况报告如下。\
             各项数字均由系统依据经确认的记录汇总，可逐条查验。"
        ),
    }];
    let mut headings = 0;
    let mut heading = |title: &str| {
        headings += 1;
        Block::Heading { text: format!("{}、{title}", chinese_number(headings)) }
    };
    for (title, counted) in PARTS {
        body.push(heading(title));
        let standing = proof.standing.as_ref().filter(|_| counted.contains(&Counted::Rating));
        let of_items = standing.and_then(scored);
        let score = standing.and_then(|standing| score(standing, period.year()));
        let said = sentence(&paper.figures, counted).into_iter().chain(score);
        let mut said: Vec<_> = said.map(|text| Block::Paragraph { text }).collect();
        if counted.contains(&Counted::CheckIn) {
            let text = match paper.checked_in {
                0 => format!("截至{until}，没有在册的报到。"),
                communities => format!("截至{until}，在{communities}个社区报到在册。"),
            };
            said.push(Block::Paragraph { text });
        }
        said.extend(of_items.map(Block::Table));
        if counted.contains(&Counted::DutyDone) {
            said.extend(promises::duties(paper));
        }
        if counted.contains(&Counted::ClaimFailed) {
            said.extend(promises::undone(paper));
        }
        // A score is something, and so is a table: nobody reads 本期无 above them.
        if said.is_empty() {
            said.push(Block::Paragraph { text: NOTHING.to_owned() });
        }
        body.extend(said);
    }
    body.push(heading("与上期比较"));
    body.push(Block::Table(comparison(paper)));
    body.push(heading("社区确认情况"));
    body.push(Block::Table(confirmations(paper)));
    body.push(heading("依据和查验"));
    body.push(Block::Paragraph { text: evidence(paper) });
    body
}

fn figure(figures: &[Figure], counted: Counted) -> Figure {
    let found = figures.iter().find(|figure| figure.counted == counted);
    found.copied().unwrap_or(Figure { counted, count: 0, amount: 0 })
}

/// What is said where nothing happened.
const NOTHING: &str = "本期无。";

/// What happened, one after another.
fn sentence(figures: &[Figure], counted: &[Counted]) -> Option<String> {
    let some = figures.iter().filter(|figure| (figure.count, figure.amount) != (0, 0));
    let of = |counted: &Counted| some.clone().find(|figure| figure.counted == *counted);
    let figures = counted.iter().filter_map(of);
    let said: Vec<_> =
        figures.map(|figure| format!("{}{}", figure.counted.chinese(), figure.said())).collect();
    (!said.is_empty()).then(|| format!("{}。", said.join("，")))
}

/// Every indicator that is something in either period.
fn comparison(paper: &ReportPaper) -> Table {
    let mut counted: Vec<Counted> =
        paper.figures.iter().chain(&paper.before).map(|figure| figure.counted).collect();
    counted.sort_unstable();
    counted.dedup();
    let row = |counted: Counted| {
        let (now, before) = (figure(&paper.figures, counted), figure(&paper.before, counted));
        vec![counted.chinese().to_owned(), now.said(), before.said()]
    };
    Table {
        head: ["指标", "本期", "上期"].map(str::to_owned).to_vec(),
        rows: counted.into_iter().map(row).collect(),
    }
}

fn confirmations(paper: &ReportPaper) -> Table {
    let rows = paper.sections.iter().map(|section| {
        let name = section.name.clone().unwrap_or_default();
        let services = figure(&section.figures, Counted::Service);
        let confirmation = confirmation(section.confirmation);
        vec![name, services.said(), confirmation.to_owned()]
    });
    Table {
        head: ["社区", "开展服务", "确认情况"].map(str::to_owned).to_vec(),
        rows: rows.collect(),
    }
}

fn evidence(paper: &ReportPaper) -> String {
    format!(
        "本报告依据{}条记录，见附件；记录截至统计日志第{}条。报告文件的摘要（SHA-256）可在共建\
         系统“查验报告”中核对，摘要相符即为原件。",
        paper.lines, paper.at,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_did_not_happen_is_not_said() {
        let figures = [Figure { counted: Counted::NeedClaimed, count: 2, amount: 0 }];
        assert_eq!(
            sentence(&figures, &[Counted::NeedClaimed, Counted::WishDelivered]).as_deref(),
            Some("认领需求2次。")
        );
        assert_eq!(sentence(&figures, &[Counted::RedCard]), None);
    }
}

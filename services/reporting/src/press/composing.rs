//! From figures to words: what a report about a unit says.

use contracts::Claimer;
use contracts::reporting::course::{Counted, Measured};
use contracts::reporting::{Confirmation, Figure, FigureLine, Proof, ReportPaper};
use values::{Date, Money};

use super::document::{Block, CARD_LINES_MAX, Card, Day, Document, Table, chinese_number};

/// The parts of a unit's report, in their order, each with its indicators.
const PARTS: [(&str, &[Counted]); 7] = [
    (
        "报到和资源情况",
        &[Counted::CheckIn, Counted::OfferListed, Counted::OfferClaimed, Counted::OfferUsed],
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
        ],
    ),
];

/// The report as a document.
pub(crate) fn report(paper: &ReportPaper) -> Document {
    let issuer = paper.issuer_name.clone().unwrap_or_default();
    let subject = paper.line.name.clone().unwrap_or_else(|| "该同志".to_owned());
    let plain = paper.signed.is_none_or(|signed| signed.plain);
    let on = signed_on(paper);
    let (period, number) = (paper.line.period.chinese(), paper.line.number.clone());
    Document {
        masthead: (!plain).then(|| format!("{issuer}文件")),
        number: number.unwrap_or_default(),
        upward: paper.addressee.is_some(),
        title: format!("关于{subject}{period}共建工作情况的报告"),
        addressee: paper.addressee_name.clone(),
        body: body(paper, &subject),
        annexes: vec!["共建工作依据明细表".to_owned()],
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
    let figures = paper.figures.iter().map(|figure| {
        let said = said(figure.counted, figure.count, figure.amount);
        (figure.counted.chinese().to_owned(), said)
    });
    let confirmed = paper.sections.iter().map(|section| {
        let name = section.name.as_deref().unwrap_or_default();
        format!("{name}{}", confirmation(section.confirmation))
    });
    Card {
        title: "在职党员、志愿者服务社区登记卡".to_owned(),
        number: paper.line.number.clone().unwrap_or_default(),
        period: paper.line.period.chinese(),
        code: code.chars().take(13).collect(),
        work_unit: paper.addressee_name.clone().unwrap_or_else(|| "——".to_owned()),
        communities: names.collect::<Vec<_>>().join("、"),
        figures: figures.collect(),
        services: services(&proof.lines),
        confirmations: confirmed.collect::<Vec<_>>().join("；"),
        issuer: paper.issuer_name.clone().unwrap_or_default(),
        date: date(on),
        on: Day { year: on.year(), month: on.month(), day: on.day() },
        lines: paper.lines,
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

/// The day in the document: that of its signature.
pub(crate) fn signed_on(paper: &ReportPaper) -> Date {
    paper.signed.map_or_else(|| paper.line.period.until(), |signed| signed.on)
}

fn date(on: Date) -> String {
    format!("{}年{}月{}日", on.year(), on.month(), on.day())
}

fn body(paper: &ReportPaper, subject: &str) -> Vec<Block> {
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
        body.push(Block::Paragraph { text: sentence(&paper.figures, counted) });
    }
    if paper.outstanding > 0 {
        let text = format!("截至{until}，另有{}项已接受的认领仍在办理。", paper.outstanding);
        body.push(Block::Paragraph { text });
    }
    body.push(heading("与上期比较"));
    body.push(Block::Table(comparison(paper)));
    body.push(heading("社区确认情况"));
    body.push(Block::Table(confirmations(paper)));
    body.push(heading("依据和查验"));
    body.push(Block::Paragraph { text: evidence(paper) });
    body
}

fn figure(figures: &[Figure], counted: Counted) -> (i64, i64) {
    let found = figures.iter().find(|figure| figure.counted == counted);
    found.map_or((0, 0), |figure| (figure.count, figure.amount))
}

/// What happened, one after another; or that nothing did.
fn sentence(figures: &[Figure], counted: &[Counted]) -> String {
    let said = counted.iter().filter_map(|counted| {
        let (count, amount) = figure(figures, *counted);
        (count != 0 || amount != 0)
            .then(|| format!("{}{}", counted.chinese(), said(*counted, count, amount)))
    });
    let said: Vec<_> = said.collect();
    if said.is_empty() { "本期无。".to_owned() } else { format!("{}。", said.join("，")) }
}

/// A figure with its unit: `12次，共计30小时`.
pub(crate) fn said(counted: Counted, count: i64, amount: i64) -> String {
    match counted.measured() {
        Measured::Times => format!("{count}次"),
        Measured::Minutes => format!("{count}次、共{}", hours(amount)),
        Measured::People => format!("{amount}人次"),
        Measured::Fen => Money { fen: amount }.to_string(),
        Measured::Stars => format!("{count}人次、平均{}星", tenths(amount, count)),
        Measured::Satisfied => format!("{count}次、满意{amount}次"),
    }
}

/// `1.5小时`, to one digit.
fn hours(minutes: i64) -> String {
    format!("{}小时", tenths(minutes, 60))
}

/// `sum / of` to one digit, rounded half up.
fn tenths(sum: i64, of: i64) -> String {
    if of == 0 {
        return "0".to_owned();
    }
    let tenths = (sum * 20 + of).div_euclid(of * 2);
    match (tenths.div_euclid(10), tenths.rem_euclid(10)) {
        (whole, 0) => whole.to_string(),
        (whole, digit) => format!("{whole}.{digit}"),
    }
}

/// Every indicator that is something in either period.
fn comparison(paper: &ReportPaper) -> Table {
    let mut counted: Vec<Counted> =
        paper.figures.iter().chain(&paper.before).map(|figure| figure.counted).collect();
    counted.sort_unstable();
    counted.dedup();
    let row = |counted: Counted| {
        let (now, before) = (figure(&paper.figures, counted), figure(&paper.before, counted));
        let shown = |(count, amount)| said(counted, count, amount);
        vec![counted.chinese().to_owned(), shown(now), shown(before)]
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
        vec![name, said(Counted::Service, services.0, services.1), confirmation.to_owned()]
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
    fn figures_have_their_units_and_are_rounded_half_up() {
        for (counted, count, amount, is) in [
            (Counted::NeedClaimed, 3, 0, "3次"),
            (Counted::Service, 2, 150, "2次、共2.5小时"),
            (Counted::Service, 1, 57, "1次、共1小时"),
            (Counted::Rating, 3, 14, "3人次、平均4.7星"),
            (Counted::FundsSpent, 1, 120_050, "1200.50元"),
            (Counted::ServicePeople, 2, 9, "9人次"),
        ] {
            assert_eq!(said(counted, count, amount), is);
        }
    }

    #[test]
    fn what_did_not_happen_is_said_to_be_nothing() {
        let figures = [Figure { counted: Counted::NeedClaimed, count: 2, amount: 0 }];
        assert_eq!(
            sentence(&figures, &[Counted::NeedClaimed, Counted::WishDelivered]),
            "认领需求2次。"
        );
        assert_eq!(sentence(&figures, &[Counted::RedCard]), "本期无。");
    }
}

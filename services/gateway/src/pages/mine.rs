//! One's own points 积分 and stars 星级, with the facts behind them.

use contracts::PageRequest;
use contracts::evaluation::posting::Basis;
use contracts::evaluation::posting::PointKind;
use contracts::evaluation::rules::CardKind;
use contracts::evaluation::{
    PointSum, Points, PostingLine, Postings, Redemptions, Star, StarStatus,
};
use contracts::reporting::points;
use values::time;

use super::deeds::{self, APPLY_STAR, OBJECT_POSTING};
use super::lines::{Line, line_page, scorecard};
use super::lists::rewards;
use super::look::{self, Place};
use super::parts::{Cell, Row, Section, Weight};
use super::{Answer, Visit};
use crate::Shown;
use crate::problem::Problem;

/// What stands behind a person's points.
pub(super) const POSTED: &[&str] = &["日期", "积分", "类别", "来由", "说明"];

pub(super) async fn show(visit: &Visit) -> Answer {
    let person = visit.actor()?.person().ok_or_else(Problem::unauthenticated)?;
    let year = time::date_at(visit.now()).year();
    let page = PageRequest::first(50);
    let (of_points, of_postings) = (Points { person, year }, Postings { person, page });
    let of_star = Star { person };
    let taken = Redemptions { person: Some(person), page, ..Default::default() };
    let (points, postings, star, taken) = tokio::try_join!(
        visit.ask(&of_points),
        visit.ask(&of_postings),
        visit.ask(&of_star),
        visit.ask(&taken),
    )?;
    let called = visit.called(star.iter().filter_map(|star| star.community)).await?;
    let mut facts = vec![
        ("公益积分", Cell::Text(sum(points.public))),
        ("报到积分", Cell::Text(sum(points.check_in))),
        ("年度", Cell::text(format!("{year} 年"))),
        (
            "评分表",
            Cell::link(scorecard::path(CardKind::Member, (None, Some(person)), year), "查看"),
        ),
        ("收到的评价", Cell::link(format!("/ratings?person={person}"), "查看")),
        ("兑换", Cell::link("/rewards".to_owned(), "看可以兑换什么")),
    ];
    if let Some(star) = &star {
        facts.push(("星级", Cell::text(format!("{} 星", star.stars))));
        let hours = star.minutes.map(|minutes| format!("{} 小时", minutes / 60));
        facts.push(("申请时已确认", Cell::maybe(hours)));
        facts.push(("申请社区", Cell::maybe(star.community.map(|one| called.of(one)))));
        facts.push(("上次退回或撤销", Cell::maybe(star.reason.as_ref())));
    }
    let notice = star.as_ref().and_then(|star| match star.status {
        StarStatus::Applied => Some("星级申请待社区审核".to_owned()),
        StarStatus::Published => {
            let until = star.published_until.map_or_else(String::new, look::moment);
            Some(format!("星级公示中，至 {until}"))
        }
        StarStatus::Settled => None,
    });
    let settled = star.is_none_or(|star| star.status == StarStatus::Settled);
    let rows = postings.items.iter().map(row).collect();
    let columns = &["日期", "积分", "类别", "来由", "说明", "办理"];
    let taken_rows = taken.items.iter().map(|one| rewards::redeemed(one, false, &called));
    let line = Line {
        here: Place::Elsewhere,
        kind: "本人",
        heading: "我的积分和星级".to_owned(),
        badge: None,
        notice,
        facts,
        way: Vec::new(),
        buttons: deeds::buttons(visit, &[], if settled { &[APPLY_STAR] } else { &[] }),
        sections: vec![
            Section::new("postings", "积分明细", columns, rows)
                .of(postings.total, "")
                .or("还没有积分；服务记录确认后自动计分"),
            Section::new("redemptions", "我的兑换", rewards::REDEEMED, taken_rows.collect())
                .of(taken.total, "")
                .or("还没有兑换过"),
        ],
        history: format!("/history/evaluation/{}", contracts::evaluation::star::id(person)),
        waits: false,
    };
    Ok(line_page(visit, &called, line))
}

/// A line of points, with what its person can do about it.
fn row(line: &PostingLine) -> Row {
    let ids = [("posting".to_owned(), line.id.to_string())];
    let by_hand = matches!(line.basis, Basis::Adjustment { .. });
    let open = by_hand && line.countered.is_none();
    let act = open.then(|| deeds::button(OBJECT_POSTING, &ids, Weight::Other));
    let mut row = posted(line);
    row.cells.push(act.map_or_else(|| Cell::text(""), Cell::Act));
    row
}

/// A line of points in a table of [`POSTED`].
pub(super) fn posted(line: &PostingLine) -> Row {
    let remark = match (&line.countered, line.capped) {
        (Some(reason), _) => format!("已冲正：{reason}"),
        (None, true) => "超过上限的部分不计".to_owned(),
        (None, false) => String::new(),
    };
    let kind: PointKind = line.kind;
    let basis = match &line.basis {
        Basis::Service { record, .. } => Cell::link(format!("/records/{record}"), "服务记录"),
        Basis::Redemption { reward, quantity } => {
            Cell::link(format!("/rewards/{reward}"), format!("兑换 {quantity} 件"))
        }
        Basis::Adjustment { reason, .. } => Cell::Text(format!("手工加减：{reason}")),
    };
    Row {
        cells: vec![
            Cell::When(line.on.to_string()),
            Cell::Text(points(line.hundredths)),
            Cell::text(kind.chinese()),
            basis,
            Cell::Text(remark),
        ],
    }
}

fn sum(sum: PointSum) -> String {
    format!("余 {}（得 {}，用 {}）", points(sum.balance), points(sum.gained), points(sum.given))
}

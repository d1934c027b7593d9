//! What was done together, and what both sides say of it: sealed until both are in.

use contracts::evaluation::occasion::About;
use contracts::evaluation::{
    Counterparts, Occasion, OccasionLine, OccasionStatus, RatingLine, Ratings,
};

use super::{Line, PARTS, line_page};
use crate::pages::badge::badge;
use crate::pages::called::{Called, Item};
use crate::pages::deeds::{self, *};
use crate::pages::lists::occasions;
use crate::pages::lists::ratings::{self, raised};
use crate::pages::look::{self, Place};
use crate::pages::parts::{Button, Cell, Row, Section};
use crate::pages::{Answer, Visit};

pub(crate) async fn occasion(visit: &Visit) -> Answer {
    let id = visit.id("occasion")?;
    let of_ratings = Ratings { occasion: Some(id), page: PARTS, ..Default::default() };
    let of_occasion = Occasion { occasion: id };
    let owed = Counterparts { occasion: Some(id), owed: Some(true), page: PARTS };
    let (occasion, given, owed) =
        tokio::try_join!(visit.find(&of_occasion), visit.ask(&of_ratings), visit.ask(&owed),)?;
    let one = std::slice::from_ref(&occasion);
    let called = visit.called_with(occasions::parties(one), occasions::items(one)).await?;
    let raised = raised(visit, &given.items).await?;
    let rows = given.items.iter().map(|rating| row(rating, raised.cell(visit, rating), &called));
    let columns = &["谁评价谁", "评分", "评语", "时间", "异议"];
    let section = Section::new("ratings", "评价", columns, rows.collect())
        .of(given.total, "")
        .or("还没有可以看到的评价");
    let line = Line {
        here: Place::Elsewhere,
        kind: "双评价",
        heading: occasions::what(occasion.about, &called),
        badge: Some(badge(occasion.status)),
        notice: notice(&occasion),
        facts: facts(visit, &occasion, owed.total, &called),
        way: Vec::new(),
        buttons: buttons(visit, &occasion, owed.total),
        sections: vec![section],
        history: format!("/history/evaluation/{id}"),
        waits: false,
    };
    Ok(line_page(visit, &called, line))
}

fn row(rating: &RatingLine, objection: Cell, called: &Called) -> Row {
    let of = rating.pairing.rated;
    let of = of.map_or_else(|| "结果".to_owned(), |rated| called.claimer(rated));
    Row {
        cells: vec![
            Cell::Text(format!("{} 评 {of}", ratings::rater(rating, called))),
            Cell::Text(ratings::stars(rating)),
            Cell::maybe(rating.comment.as_ref()),
            Cell::When(look::moment(rating.given_at)),
            objection,
        ],
    }
}

fn notice(occasion: &OccasionLine) -> Option<String> {
    match occasion.status {
        OccasionStatus::Open => {
            let until = occasion.rate_until.map_or_else(String::new, look::moment);
            Some(match occasion.about {
                About::Claim { .. } | About::Service { .. } => {
                    format!("参加的双方可在 {until} 前评价；都评价后或到期后公开")
                }
                About::Handling { .. } => {
                    format!(
                        "上报单位和提出人可在 {until} 前评价；上报单位的评价即时公开，\
                         提出人的满五人才合并显示，不写是哪件需求"
                    )
                }
            })
        }
        OccasionStatus::Void => occasion.reason.as_ref().map(|reason| format!("已作废：{reason}")),
        OccasionStatus::Noted | OccasionStatus::Rated | OccasionStatus::Unrated => None,
    }
}

fn facts(
    visit: &Visit,
    occasion: &OccasionLine,
    owed: usize,
    called: &Called,
) -> Vec<(&'static str, Cell)> {
    let (line, date, item) = match occasion.about {
        About::Claim { claim, project } => {
            let claim = Cell::link(format!("/claims/{claim}"), "查看认领");
            (("认领", claim), None, ("项目", Item::Project(project)))
        }
        About::Service { record, project, date } => {
            let record = called.link(Item::Record(record));
            (("服务记录", record), Some(date), ("项目", Item::Project(project)))
        }
        About::Handling { need, handler } => {
            let handler = Cell::Text(called.of(handler));
            (("办理单位", handler), None, ("需求", Item::Need(need)))
        }
    };
    let handled = matches!(occasion.about, About::Handling { .. });
    let [giving, asking] =
        if handled { ["被评价", "上报单位"] } else { ["供给方", "需求方"] };
    let issued = format!("{} 张", occasion.ballots_issued);
    let ballots = match (occasion.ballots_issued, visit.acts_for(occasion.asking)) {
        (0, _) => Cell::text(""),
        (_, true) => Cell::link(format!("/occasions/{}/ballots/print", occasion.id), issued),
        (_, false) => Cell::Text(issued),
    };
    let residents =
        occasion.residents.map(|tally| format!("{} 人，共 {} 星", tally.raters, tally.stars));
    vec![
        (giving, Cell::text(called.claimer(occasion.giving))),
        (asking, Cell::text(called.of(occasion.asking))),
        line,
        (item.0, called.link(item.1)),
        ("日期", Cell::When(date.map_or_else(String::new, |date| date.to_string()))),
        ("评价截止", Cell::When(occasion.rate_until.map_or_else(String::new, look::moment))),
        ("我方待填", Cell::maybe((owed > 0).then(|| format!("{owed} 项评价")))),
        ("居民评价", Cell::maybe(residents)),
        ("已发评价码", ballots),
    ]
}

fn buttons(visit: &Visit, occasion: &OccasionLine, owed: usize) -> Vec<Button> {
    let main: &[_] = if owed > 0 { &[RATE] } else { &[] };
    let handled = matches!(occasion.about, About::Handling { .. });
    let open = occasion.status == OccasionStatus::Open && !handled;
    let issues = open && visit.acts_for(occasion.asking);
    deeds::buttons(visit, main, if issues { &[ISSUE_BALLOTS] } else { &[] })
}

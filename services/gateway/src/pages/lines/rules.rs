//! The rules of one year 评分细则, what is proposed for it, and what that would make of last year.

use contracts::Role;
use contracts::evaluation::rules::{CardKind, CardRules, Extra, Item, ItemRule, Measure, RuleSet};
use contracts::evaluation::{DryRun, DryRunBand, DryRunCard, DryRunLine, Rules, RulesLine, rules};
use contracts::reporting::points;
use values::{Text, time};

use super::{Line, line_page};
use crate::Shown;
use crate::pages::badge::{Badge, GOOD, OVER};
use crate::pages::called::Called;
use crate::pages::deeds::{self, ADOPT_RULES, CLOSE_YEAR, PROPOSE_RULES};
use crate::pages::look::{self, Place};
use crate::pages::parts::{Button, Cell, Row, Section, Weight};
use crate::pages::{Answer, Visit};
use crate::problem::Problem;

pub(crate) async fn rules(visit: &Visit) -> Answer {
    let this = time::date_at(visit.now()).year();
    let told = visit.in_path("year").or(visit.parameter("year"));
    let year = told.map_or(Ok(this), str::parse).map_err(|_| Problem::not_found())?;
    let of_year = visit.ask(&Rules { year }).await?;
    let tried = match of_year.proposed {
        Some(_) => visit.ask(&DryRun { year, on: tried_on(visit, year) }).await?,
        None => None,
    };
    let moved = tried.iter().flat_map(|tried| &tried.cards).flat_map(|card| &card.organisations);
    let called = visit.called(moved.copied()).await?;
    let line = Line {
        here: Place::Elsewhere,
        kind: "评分细则",
        heading: format!("{year} 年评分细则"),
        badge: Some(badge(&of_year)),
        notice: notice(&of_year),
        facts: facts(&of_year, year),
        way: Vec::new(),
        buttons: buttons(visit, &of_year, year, this),
        sections: sections(visit, &of_year, tried.as_ref(), year, &called),
        history: format!("/history/evaluation/{}", rules::id(year)),
        waits: false,
    };
    Ok(line_page(visit, &called, line))
}

/// On whose facts what is proposed is tried: those of the year before, or as the address says.
fn tried_on(visit: &Visit, year: i16) -> i16 {
    visit.parameter("on").and_then(|on| on.parse().ok()).unwrap_or(year - 1)
}

fn badge(of_year: &RulesLine) -> Badge {
    match of_year.closed_at {
        Some(_) => Badge { text: "已关账".to_owned(), tone: OVER },
        None => Badge { text: "现行".to_owned(), tone: GOOD },
    }
}

fn notice(of_year: &RulesLine) -> Option<String> {
    let version = &of_year.proposed.as_ref()?.version;
    Some(format!("提出了新细则 {version}，尚未采用；试算结果见下"))
}

fn facts(of_year: &RulesLine, year: i16) -> Vec<(&'static str, Cell)> {
    let RuleSet { version, points: earned, stars, .. } = &of_year.in_force;
    let hours: Vec<_> = stars.hours.iter().map(ToString::to_string).collect();
    let other = |year: i16| format!("/rules/{year}");
    vec![
        ("版本", Cell::text(version)),
        ("积分", Cell::text(format!("每 {} 分钟 1 分", earned.minutes_a_point))),
        ("星级阶梯", Cell::text(format!("{} 小时", hours.join(" / ")))),
        ("星级公示", Cell::text(format!("{} 个工作日", stars.publicity_working_days))),
        ("其他年度", Cell::Links(vec![("上一年", other(year - 1)), ("下一年", other(year + 1))])),
    ]
}

/// Rules are the city's.
fn buttons(visit: &Visit, of_year: &RulesLine, year: i16, this: i16) -> Vec<Button> {
    let sets = visit.role().is_some_and(Role::decides_for_the_city);
    if !sets || of_year.closed_at.is_some() {
        return Vec::new();
    }
    let ids = [("year".to_owned(), year.to_string())];
    let propose = deeds::button(PROPOSE_RULES, &ids, Weight::Other);
    let propose = Button { href: format!("{}?year={year}", propose.href), ..propose };
    let adopt = of_year.proposed.as_ref().map(|_| deeds::button(ADOPT_RULES, &ids, Weight::Main));
    let close = (year < this).then(|| deeds::button(CLOSE_YEAR, &ids, Weight::Grave));
    adopt.into_iter().chain([propose]).chain(close).collect()
}

fn sections(
    visit: &Visit,
    of_year: &RulesLine,
    tried: Option<&DryRunLine>,
    year: i16,
    called: &Called,
) -> Vec<Section> {
    let kinds = [("unit", CardKind::Unit), ("community", CardKind::Community)];
    let kinds = kinds.into_iter().chain([("member", CardKind::Member)]);
    let cards = kinds.map(|(id, kind)| card(id, kind, of_year.in_force.card(kind)));
    let on = tried_on(visit, year);
    let mut sections: Vec<_> =
        tried.into_iter().flat_map(|tried| dry_run(tried, on, called)).collect();
    sections.extend(cards);
    sections
}

/// What would come out, card by card, beside what did.
fn dry_run(tried: &DryRunLine, on: i16, called: &Called) -> Vec<Section> {
    let band = |card: &DryRunCard, band: &DryRunBand| Row {
        cells: vec![
            Cell::text(card.card.chinese()),
            Cell::text(&band.title),
            Cell::text(band.before),
            Cell::text(band.after),
        ],
    };
    let of_card =
        |card: &DryRunCard| card.bands.iter().map(|one| band(card, one)).collect::<Vec<_>>();
    let mut bands: Vec<_> = tried.cards.iter().flat_map(of_card).collect();
    let summed = |hundredths| Cell::Text(points(hundredths));
    let label = |text| Cell::text(text);
    bands.push(Row {
        cells: vec![
            label("积分"),
            label("服务所得合计"),
            summed(tried.points_before),
            summed(tried.points_after),
        ],
    });
    bands.extend(tried.stars.iter().map(|step| Row {
        cells: vec![
            label("星级"),
            Cell::text(format!("服务时长够 {} 星的人数", step.stars)),
            Cell::text(step.before),
            Cell::text(step.after),
        ],
    }));
    let moved = tried.cards.iter().flat_map(|card| &card.organisations);
    let moved =
        moved.map(|one| Row { cells: vec![Cell::link(look::organisation(*one), called.of(*one))] });
    let columns = &["评分表", "等次", "现行细则", "新细则"];
    let heading = format!("试算：用 {on} 年的事实");
    vec![
        Section::new("dry-run", heading, columns, bands),
        Section::new("moved", "等次会变的组织", &["组织"], moved.collect())
            .or("没有组织的等次会变；个人不列名"),
    ]
}

fn card(id: &'static str, kind: CardKind, card: &CardRules) -> Section {
    let item = |item: &Item| {
        let excused = item.excused_by.map(|measure| format!("有“{}”则不计", measure.chinese()));
        Row {
            cells: vec![
                Cell::text(&item.title),
                Cell::text(item.weight),
                Cell::Text(said(&item.rule, &card.item)),
                Cell::maybe(excused),
            ],
        }
    };
    let extra = |what: &'static str| {
        move |extra: &Extra| {
            let max = extra.max.map_or_else(String::new, |max| format!("，最多 {max} 分"));
            let each = format!("每{} {} 分{max}", extra.measure.chinese(), extra.each);
            let cells =
                vec![Cell::text(&extra.title), Cell::text(what), Cell::Text(each), Cell::text("")];
            Row { cells }
        }
    };
    let veto = |measure: &Measure| Row {
        cells: vec![
            Cell::text(measure.chinese()),
            Cell::text("一票否决"),
            Cell::text("列入最低等次"),
            Cell::text(""),
        ],
    };
    let bands = card.band.iter().map(|band| {
        let quota = band.quota_percent.map(|percent| format!("名额 {percent}%"));
        let cells = vec![
            Cell::text(&band.title),
            Cell::text("等次"),
            Cell::text(format!("{} 分起", band.from)),
            Cell::maybe(quota),
        ];
        Row { cells }
    });
    let rows = card.item.iter().map(item);
    let rows = rows.chain(card.bonus.iter().map(extra("加分")));
    let rows = rows.chain(card.deduction.iter().map(extra("扣分")));
    let rows = rows.chain(card.veto.iter().map(veto)).chain(bands);
    Section::new(id, kind.chinese(), &["项目", "权重", "怎么算", "说明"], rows.collect())
}

/// How an item is scored, in words.
fn said(rule: &ItemRule, items: &[Item]) -> String {
    match rule {
        ItemRule::Deduct { measure, each } => format!("每次{}扣 {each} 分", measure.chinese()),
        ItemRule::Quarterly { measure, expected, each } => {
            format!("每季{}不足 {expected} 次扣 {each} 分", measure.chinese())
        }
        ItemRule::Count { measure, each, per } => {
            format!("{}每 {per} 得 {each} 分", measure.chinese())
        }
        ItemRule::Share { measure, of } => format!("{}占{}的比例", measure.chinese(), of.chinese()),
        ItemRule::Entered { measure } => format!("登记的{}", measure.chinese()),
        ItemRule::Sum { items: keys } => {
            let title =
                |key: &Text<30>| items.iter().find(|item| item.key == *key).map(|item| &item.title);
            let titles: Vec<_> = keys.iter().filter_map(title).map(ToString::to_string).collect();
            format!("{}合计", titles.join("、"))
        }
    }
}

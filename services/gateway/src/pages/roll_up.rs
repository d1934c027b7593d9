//! The roll-up 汇总 of an area: this period beside the one before, month by month, and by the areas
//! in it; what is overdue 逾期; what communities had to fill in 负担. Nobody types any of it, and
//! each figure opens to its lines.

use askama::Template;
use axum::http::StatusCode;
use contracts::needs::Handlings;
use contracts::projects::fulfilment::percent;
use contracts::registry::Organisation;
use contracts::reporting::course::Counted;
use contracts::reporting::{
    AreaFigures, Figure, Figures, FiguresLine, MonthFigures, Period, Rate, RateLine, RollUp,
    RollUpLine,
};
use contracts::{Card, PageRequest};
use values::{AreaCode, OrganisationId, time};

use super::lists::reports::periods;
use super::look::{Place, Shell};
use super::parts::{Cell, Choice, Row, Section, Share};
use super::{Answer, Visit, html};
use crate::Shown;
use crate::problem::Problem;

const COMPARED: &[&str] = &["指标", "本期", "上期", "依据"];
const RATES: &[&str] = &["率", "本期", "上期", "怎样算"];
const MONTHS: &[&str] = &["月份", "发布需求", "解决需求", "服务", "签订协议", "红牌"];
const NATURES: &[&str] = &["单位性质", "报到", "认领需求", "兑现", "服务", "认领履约率"];
const LEVELS: &[&str] = &["层级", "发布需求", "解决需求", "服务", "红牌", "需求解决率"];
const BELOW: &[&str] = &["区划", "报到", "发布需求", "解决需求", "服务", "红牌"];
const OVERDUE: &[&str] = &["事项", "数量", "去处"];
const BURDEN: &[&str] = &["月份", "填报次数", "填写项数", "每次平均"];

/// What the columns of [`MONTHS`] and of [`BELOW`] count.
const OF_MONTHS: [Counted; 5] = [
    Counted::NeedPosted,
    Counted::NeedSolved,
    Counted::Service,
    Counted::AgreementConcluded,
    Counted::RedCard,
];
const OF_NATURES: [Counted; 4] =
    [Counted::CheckIn, Counted::NeedClaimed, Counted::ClaimDelivered, Counted::Service];
const OF_LEVELS: [Counted; 4] =
    [Counted::NeedPosted, Counted::NeedSolved, Counted::Service, Counted::RedCard];
const OF_AREAS: [Counted; 5] = [
    Counted::CheckIn,
    Counted::NeedPosted,
    Counted::NeedSolved,
    Counted::Service,
    Counted::RedCard,
];

#[derive(Template)]
#[template(path = "roll_up.html")]
struct RollUpPage {
    shell: Shell,
    heading: String,
    about: String,
    area: Option<AreaCode>,
    periods: Vec<Choice>,
    period: String,
    up: Option<AreaCode>,
    sections: Vec<Section>,
}

pub(super) async fn show(visit: &Visit) -> Answer {
    let (own, period) = (own(visit).await?, period(visit)?);
    let whose = match visit.parameter("area") {
        Some(code) => {
            let area = code.parse().map_err(|_| Problem::unreadable_parameter("area"))?;
            Whose { area: Some(area), organisation: None }
        }
        None => own,
    };
    let lines = Lines { whose, period };
    let (from, until) = (period.from(), period.until());
    let Whose { area, organisation } = whose;
    let (person, nature) = (None, None);
    let asked = Figures { organisation, person, area, nature, from, until };
    let figures = visit.find(&asked).await?;
    let compared =
        Section::new("compared", "指标（点“逐条”看是哪些）", COMPARED, compared(&figures, &lines));
    let rates = Section::new("rates", "率", RATES, rates(&figures));
    let mut sections = vec![compared.or("这一期没有记录"), rates.or("这一期还算不出")];
    if let Some(area) = area {
        sections.extend(of_area(visit, area, &lines, &figures).await?);
    }
    let called = visit.called(organisation).await?;
    let name = match (area, organisation) {
        (Some(area), _) => format!("区划 {area}"),
        (None, Some(organisation)) => called.of(organisation),
        (None, None) => String::new(),
    };
    let heading = format!("汇总：{}", period.chinese());
    let shell = Shell::new(visit, Place::Elsewhere, &heading, &called);
    let up = area.and_then(AreaCode::parent);
    let page = RollUpPage {
        shell,
        heading,
        about: format!("{name}；全部由各服务的日志算出，截至统计日志第 {} 条", figures.at),
        area: visit.parameter("area").and(area),
        periods: periods(visit, false),
        period: period.to_string(),
        up: up.filter(|up| own.area.is_some_and(|own| own.contains(*up))),
        sections,
    };
    Ok(html(StatusCode::OK, &page))
}

/// What is known of an area beside its figures.
async fn of_area(
    visit: &Visit,
    area: AreaCode,
    lines: &Lines,
    figures: &FiguresLine,
) -> Result<Vec<Section>, Problem> {
    let (from, until, nature) = (lines.period.from(), lines.period.until(), None);
    let rolled = RollUp { area, nature, from, until };
    let cards = |card| Handlings {
        area: Some(area),
        card: Some(card),
        page: PageRequest::first(1),
        ..Handlings::default()
    };
    let (yellow, red) = (cards(Card::Yellow), cards(Card::Red));
    let (rolled, yellow, red) =
        tokio::try_join!(visit.find(&rolled), visit.ask(&yellow), visit.ask(&red))?;
    let overdue = overdue(area, lines, (yellow.total, red.total), figures);
    let below = below(&rolled, lines.period);
    let mut sections = vec![
        Section::new("overdue", "逾期", OVERDUE, overdue),
        Section::new("months", "按月", MONTHS, months(&rolled)),
    ];
    if !below.is_empty() {
        let heading = "按下级区划（只有合计，不足五人的不显示）";
        sections.push(Section::new("below", heading, BELOW, below));
    }
    let natures = rolled.by_nature.iter().map(|one| {
        let counts = OF_NATURES.map(|counted| figure(&one.figures, counted));
        of_kind(one.nature.chinese(), &counts, &one.rates, Rate::Kept)
    });
    let levels = rolled.by_level.iter().map(|one| {
        let counts = OF_LEVELS.map(|counted| figure(&one.figures, counted));
        of_kind(one.level.chinese(), &counts, &one.rates, Rate::Solved)
    });
    sections.extend([
        Section::new("natures", "按单位性质", NATURES, natures.collect())
            .or("这一期没有单位的记录"),
        Section::new("levels", "按层级", LEVELS, levels.collect()).or("这一期没有记录"),
    ]);
    let burden = Section::new("burden", "社区填报负担", BURDEN, burden(&rolled, lines));
    sections.push(burden.or("这一期没有社区填报"));
    Ok(sections)
}

/// Whose figures they are.
#[derive(Clone, Copy)]
struct Whose {
    area: Option<AreaCode>,
    organisation: Option<OrganisationId>,
}

/// Of a body its area, of anybody else the own organisation.
async fn own(visit: &Visit) -> Result<Whose, Problem> {
    let organisation = visit.organisation().ok_or_else(Problem::not_found)?;
    let found = visit.find(&Organisation { organisation }).await?;
    let area = found.area.filter(|_| found.level.is_body());
    Ok(Whose { area, organisation: Some(organisation).filter(|_| area.is_none()) })
}

fn period(visit: &Visit) -> Result<Period, Problem> {
    let this_year = time::date_at(visit.now()).year().to_string();
    let asked = visit.parameter("period").unwrap_or(&this_year);
    asked.parse().map_err(|_| Problem::unreadable_parameter("period"))
}

/// Where the lines behind a figure are.
struct Lines {
    whose: Whose,
    period: Period,
}

impl Lines {
    fn of(&self, counted: Counted) -> String {
        let (from, until) = (self.period.from(), self.period.until());
        let whose = match (self.whose.area, self.whose.organisation) {
            (Some(area), _) => format!("area={area}"),
            (None, Some(organisation)) => format!("organisation={organisation}"),
            (None, None) => String::new(),
        };
        let counted = counted.code();
        format!("/figure-lines?{whose}&from={from}&until={until}&counted={counted}")
    }
}

fn figure(figures: &[Figure], counted: Counted) -> Figure {
    let found = figures.iter().find(|figure| figure.counted == counted);
    found.copied().unwrap_or(Figure { counted, count: 0, amount: 0 })
}

fn compared(line: &FiguresLine, lines: &Lines) -> Vec<Row> {
    let all = line.figures.iter().chain(&line.before).map(|figure| figure.counted);
    let mut all: Vec<Counted> = all.collect();
    all.sort_unstable();
    all.dedup();
    let row = |counted: Counted| Row {
        cells: vec![
            Cell::text(counted.chinese()),
            Cell::Text(figure(&line.figures, counted).said()),
            Cell::Text(figure(&line.before, counted).said()),
            Cell::Links(vec![("逐条", lines.of(counted))]),
        ],
    };
    all.into_iter().map(row).collect()
}

fn rates(line: &FiguresLine) -> Vec<Row> {
    let said = |rate: Option<RateLine>| {
        let said = |line: RateLine| {
            format!("{}（{}/{}）", percent(line.hundredths), line.part, line.whole)
        };
        Cell::Text(rate.map_or_else(|| "——".to_owned(), said))
    };
    let row = |rate: Rate| {
        let (now, before) = (rate.of(&line.figures), rate.of(&line.before));
        let cells =
            vec![Cell::text(rate.chinese()), said(now), said(before), Cell::text(rate.explained())];
        now.or(before).map(|_| Row { cells })
    };
    Rate::ALL.into_iter().filter_map(row).collect()
}

/// All of one kind, with the rate that says most of it.
fn of_kind(name: &str, figures: &[Figure], rates: &[RateLine], shown: Rate) -> Row {
    let rate = rates.iter().find(|line| line.rate == shown);
    let rate = rate.map_or_else(|| "——".to_owned(), |line| percent(line.hundredths));
    let counts = figures.iter().map(|figure| Cell::Text(figure.said()));
    let label = std::iter::once(Cell::text(name));
    Row { cells: label.chain(counts).chain([Cell::Text(rate)]).collect() }
}

/// What is late now, and what came too late in the period.
fn overdue(
    area: AreaCode,
    lines: &Lines,
    (yellow, red): (usize, usize),
    figures: &FiguresLine,
) -> Vec<Row> {
    let now = |label: &str, count: usize, card: &str| Row {
        cells: vec![
            Cell::text(label),
            Cell::text(count),
            Cell::Links(vec![("查看", format!("/overdue?area={area}&card={card}"))]),
        ],
    };
    let then = |label: &str, counted: Counted| Row {
        cells: vec![
            Cell::text(label),
            Cell::text(figure(&figures.figures, counted).count),
            Cell::Links(vec![("逐条", lines.of(counted))]),
        ],
    };
    vec![
        now("正在办理，已超期（红牌）", red, "red"),
        now("正在办理，临近期限（黄牌）", yellow, "yellow"),
        then("本期到期无人认领的需求", Counted::NeedUnclaimed),
        then("本期红牌", Counted::RedCard),
        then("本期黄牌", Counted::YellowCard),
    ]
}

fn months(rolled: &RollUpLine) -> Vec<Row> {
    let most = |counted: Counted| {
        let counts = rolled.months.iter().map(|month| figure(&month.figures, counted).count);
        usize::try_from(counts.max().unwrap_or(0)).unwrap_or(0)
    };
    let most = OF_MONTHS.map(most);
    let row = |month: &MonthFigures| {
        let each = OF_MONTHS.into_iter().zip(most);
        let cells = each.map(|(counted, most)| bar(figure(&month.figures, counted), most));
        let label = Cell::text(format!("{}年{}月", month.from.year(), month.from.month()));
        Row { cells: std::iter::once(label).chain(cells).collect() }
    };
    rolled.months.iter().map(row).collect()
}

fn bar(figure: Figure, most: usize) -> Cell {
    let count = usize::try_from(figure.count).unwrap_or(0);
    Cell::Share(Share::of(count, most).said_as(figure.said()))
}

fn below(rolled: &RollUpLine, period: Period) -> Vec<Row> {
    let row = |one: &AreaFigures| {
        let name = one.name.clone().unwrap_or_else(|| one.area.to_string());
        let href = format!("/roll-up?area={}&period={period}", one.area);
        let cells = OF_AREAS.map(|counted| Cell::Text(figure(&one.figures, counted).said()));
        Row { cells: std::iter::once(Cell::link(href, name)).chain(cells).collect() }
    };
    rolled.below.iter().map(row).collect()
}

/// Month by month: it ought to fall.
fn burden(rolled: &RollUpLine, lines: &Lines) -> Vec<Row> {
    let of = |month: &MonthFigures| figure(&month.figures, Counted::FormFilled);
    let most = rolled.months.iter().map(|month| of(month).amount).max().unwrap_or(0);
    let most = usize::try_from(most).unwrap_or(0);
    let row = |month: &MonthFigures| {
        let forms = of(month);
        let (count, fields) = (forms.count, forms.amount);
        let (year, number) = (month.from.year(), month.from.month());
        let drawn = Share::of(usize::try_from(fields).unwrap_or(0), most);
        Row {
            cells: vec![
                Cell::link(lines.of(Counted::FormFilled), format!("{year}年{number}月")),
                Cell::text(count),
                Cell::Share(drawn.said_as(fields.to_string())),
                Cell::maybe(fields.checked_div(count)),
            ],
        }
    };
    let some = rolled.months.iter().filter(|month| of(month).count != 0);
    some.map(row).collect()
}

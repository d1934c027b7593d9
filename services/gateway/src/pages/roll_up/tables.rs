//! The tables of a roll-up. Each figure in them leads to the lines that it is the sum of.

use contracts::Card;
use contracts::projects::fulfilment::percent;
use contracts::registry::{CoverageFigures, CoverageTable};
use contracts::reporting::course::Counted;
use contracts::reporting::{
    AreaFigures, Figure, FiguresLine, LevelFigures, MonthFigures, NatureFigures, PartFigures,
    Period, Rate, RateLine, RollUpLine,
};
use values::{AreaCode, Date, OrganisationId, time};

use crate::Shown;
use crate::pages::lists::overdue::Kind;
use crate::pages::parts::{Cell, Row, Share};

pub(super) const MONTHS: &[&str] =
    &["月份", "发布需求", "解决需求", "服务", "支出资金", "签订协议", "红牌", "满意率", "按时率"];
pub(super) const AREAS: &[&str] =
    &["区划", "报到", "发布需求", "解决需求", "服务", "支出资金", "红牌", "满意率", "按时率"];
pub(super) const NATURES: &[&str] =
    &["单位性质", "报到", "认领需求", "兑现", "服务", "支出资金", "认领履约率", "按时率"];
pub(super) const LEVELS: &[&str] =
    &["层级", "发布需求", "解决需求", "服务", "支出资金", "红牌", "解决率", "满意率", "按时率"];

/// What the columns count, and the rates behind them.
type Columns = (&'static [Counted], &'static [Rate]);

const OF_MONTHS: Columns = (
    &[
        Counted::NeedPosted,
        Counted::NeedSolved,
        Counted::Service,
        Counted::FundsSpent,
        Counted::AgreementConcluded,
        Counted::RedCard,
    ],
    &[Rate::Satisfied, Rate::Timely],
);
const OF_AREAS: Columns = (
    &[
        Counted::CheckIn,
        Counted::NeedPosted,
        Counted::NeedSolved,
        Counted::Service,
        Counted::FundsSpent,
        Counted::RedCard,
    ],
    &[Rate::Satisfied, Rate::Timely],
);
const OF_NATURES: Columns = (
    &[
        Counted::CheckIn,
        Counted::NeedClaimed,
        Counted::ClaimDelivered,
        Counted::Service,
        Counted::FundsSpent,
    ],
    &[Rate::Kept, Rate::Timely],
);
const OF_LEVELS: Columns = (
    &[
        Counted::NeedPosted,
        Counted::NeedSolved,
        Counted::Service,
        Counted::FundsSpent,
        Counted::RedCard,
    ],
    &[Rate::Solved, Rate::Satisfied, Rate::Timely],
);

/// What stands where there is no rate.
const NO_RATE: &str = "——";

/// Whose figures they are.
#[derive(Clone, Copy)]
pub(super) struct Whose {
    pub(super) area: Option<AreaCode>,
    pub(super) organisation: Option<OrganisationId>,
}

/// Where the lines behind a figure are.
pub(super) struct Lines {
    pub(super) whose: Whose,
    pub(super) period: Period,
}

impl Lines {
    /// Of all of it.
    pub(super) fn of(&self, counted: Counted) -> String {
        self.between((self.period.from(), self.period.until()), counted)
    }

    fn between(&self, (from, until): (Date, Date), counted: Counted) -> String {
        let whose = match (self.whose.area, self.whose.organisation) {
            (Some(area), _) => format!("area={area}"),
            (None, Some(organisation)) => format!("organisation={organisation}"),
            (None, None) => String::new(),
        };
        let counted = counted.code();
        format!("/figure-lines?{whose}&from={from}&until={until}&counted={counted}")
    }

    /// Of one month, which begins on that day.
    fn of_month(&self, from: Date, counted: Counted) -> String {
        let last = time::plus_days(time::plus_months(from.first_of_month(), 1), -1);
        self.between((from, last.min(self.period.until())), counted)
    }

    /// Of an area in it.
    fn of_area(&self, area: AreaCode, counted: Counted) -> String {
        let whose = Whose { area: Some(area), organisation: None };
        Self { whose, period: self.period }.of(counted)
    }
}

fn figure(figures: &[Figure], counted: Counted) -> Figure {
    let found = figures.iter().find(|figure| figure.counted == counted);
    found.copied().unwrap_or(Figure { counted, count: 0, amount: 0 })
}

pub(super) fn compared(line: &FiguresLine, lines: &Lines) -> Vec<Row> {
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

/// What the figures come to; who is checked in of those who should be, as it is now.
pub(super) fn rates(line: &FiguresLine, covered: Option<&CoverageTable>) -> Vec<Row> {
    let said = |rate: Option<RateLine>| {
        let said = |line: RateLine| {
            format!("{}（{}/{}）", percent(line.hundredths), line.part, line.whole)
        };
        Cell::Text(rate.map_or_else(|| NO_RATE.to_owned(), said))
    };
    let row = |rate: Rate| {
        let (now, before) = (rate.of(&line.figures), rate.of(&line.before));
        let cells =
            vec![Cell::text(rate.chinese()), said(now), said(before), Cell::text(rate.explained())];
        now.or(before).map(|_| Row { cells })
    };
    let kinds = covered.into_iter().flat_map(|table| {
        [("单位报到率（现在）", table.units), ("党员报到率（现在）", table.members)]
    });
    let coverage = kinds.filter_map(|(name, figures)| coverage(name, figures));
    Rate::ALL.into_iter().filter_map(row).chain(coverage).collect()
}

fn coverage(name: &str, figures: CoverageFigures) -> Option<Row> {
    let rate = percent(u32::try_from(figures.rate?).ok()?);
    let of = figures.checked_in + figures.not_come;
    let said = format!("{rate}（{}/{of}）", figures.checked_in);
    let explained = "在册报到 ÷（应报到 − 免报到）；只有现在的";
    let cells =
        vec![Cell::text(name), Cell::Text(said), Cell::text(NO_RATE), Cell::text(explained)];
    Some(Row { cells })
}

/// How many are late, or wait for an answer, now.
pub(super) struct Now {
    /// What is late, by kind and card.
    pub(super) late: Vec<(Kind, Card, usize)>,
    pub(super) claims: usize,
    pub(super) agreements: usize,
    pub(super) projects: usize,
}

/// What is late now, what waits for an answer, and what came too late in the period.
pub(super) fn overdue(
    area: AreaCode,
    lines: &Lines,
    Now { late, claims, agreements, projects }: Now,
    figures: &FiguresLine,
) -> Vec<Row> {
    let now = |label: &str, count: usize, list: &str| Row {
        cells: vec![
            Cell::text(label),
            Cell::text(count),
            Cell::Links(vec![("查看", format!("{list}&area={area}"))]),
        ],
    };
    let then = |label: &str, counted: Counted| Row {
        cells: vec![
            Cell::text(label),
            Cell::text(figure(&figures.figures, counted).count),
            Cell::Links(vec![("逐条", lines.of(counted))]),
        ],
    };
    let is_late = |(kind, card, count): (Kind, Card, usize)| {
        let (said, code) = match card {
            Card::Red => ("已超期（红牌）", "red"),
            Card::Yellow => ("临近期限（黄牌）", "yellow"),
        };
        let list = format!("/overdue?kind={}&card={code}", kind.code());
        now(&format!("{}，{said}", kind.chinese()), count, &list)
    };
    let late = late.into_iter().filter(|(.., count)| *count > 0).map(is_late);
    let others = [
        now("待答复的认领", claims, "/claims?order=due&status=held"),
        now("待签的协议", agreements, "/agreements?order=due&status=drafted"),
        now("待验收的项目", projects, "/projects?order=due&status=acceptance_asked"),
        then("本期到期无人认领的需求", Counted::NeedUnclaimed),
        then("本期红牌", Counted::RedCard),
        then("本期黄牌", Counted::YellowCard),
    ];
    late.chain(others).collect()
}

/// A figure that leads to its lines; nothing has none.
fn leading(figure: Figure, href: String) -> Cell {
    if (figure.count, figure.amount) == (0, 0) {
        return Cell::Text(figure.said());
    }
    Cell::link(href, figure.said())
}

fn rate(rates: &[RateLine], wanted: Rate) -> Cell {
    let rate = rates.iter().find(|line| line.rate == wanted);
    Cell::Text(rate.map_or_else(|| NO_RATE.to_owned(), |line| percent(line.hundredths)))
}

fn label(month: Date) -> String {
    format!("{}年{}月", month.year(), month.month())
}

pub(super) fn months(rolled: &RollUpLine, lines: &Lines) -> Vec<Row> {
    let most = |counted: Counted| {
        let counts = rolled.months.iter().map(|month| figure(&month.figures, counted).count);
        usize::try_from(counts.max().unwrap_or(0)).unwrap_or(0)
    };
    let (counted, rates) = OF_MONTHS;
    let row = |month: &MonthFigures| {
        let drawn = |counted: &Counted| {
            let figure = figure(&month.figures, *counted);
            let count = usize::try_from(figure.count).unwrap_or(0);
            let share = Share::of(count, most(*counted)).said_as(figure.said());
            let href = lines.of_month(month.from, *counted);
            Cell::Share(if count > 0 { share.leading_to(href) } else { share })
        };
        let name = std::iter::once(Cell::Text(label(month.from)));
        let rates = rates.iter().map(|wanted| rate(&month.rates, *wanted));
        Row { cells: name.chain(counted.iter().map(drawn)).chain(rates).collect() }
    };
    rolled.months.iter().map(row).collect()
}

/// One part beside others; what is merged of it stands in the row of the others.
fn part(
    name: Cell,
    part: &PartFigures,
    (counted, rates): Columns,
    href: impl Fn(Counted) -> String,
) -> Row {
    let figures = counted.iter().map(|counted| {
        if part.merged.contains(counted) {
            return Cell::text("并入其他");
        }
        leading(figure(&part.figures, *counted), href(*counted))
    });
    let rates = rates.iter().map(|wanted| rate(&part.rates, *wanted));
    Row { cells: std::iter::once(name).chain(figures).chain(rates).collect() }
}

/// What was merged of all of them; nothing where nothing was.
fn others(figures: &[Figure], (counted, rates): Columns) -> Option<Row> {
    let there = figures.iter().any(|figure| counted.contains(&figure.counted));
    let said = counted.iter().map(|counted| match figure(figures, *counted) {
        Figure { count: 0, amount: 0, .. } => Cell::text(""),
        merged => Cell::Text(merged.said()),
    });
    let name = std::iter::once(Cell::text("其他（不足五人的合并）"));
    let none = rates.iter().map(|_| Cell::text(NO_RATE));
    there.then(|| Row { cells: name.chain(said).chain(none).collect() })
}

pub(super) fn below(rolled: &RollUpLine, lines: &Lines) -> Vec<Row> {
    let row = |one: &AreaFigures| {
        let name = one.name.clone().unwrap_or_else(|| one.area.to_string());
        let href = format!("/roll-up?area={}&period={}", one.area, lines.period);
        let href_of = |counted| lines.of_area(one.area, counted);
        part(Cell::link(href, name), &one.part, OF_AREAS, href_of)
    };
    rolled.below.iter().map(row).chain(others(&rolled.below_others, OF_AREAS)).collect()
}

pub(super) fn natures(rolled: &RollUpLine, lines: &Lines) -> Vec<Row> {
    let row = |NatureFigures { nature, part: of }: &NatureFigures| {
        let href = |counted| format!("{}&nature={}", lines.of(counted), nature.code());
        part(Cell::text(nature.chinese()), of, OF_NATURES, href)
    };
    rolled.by_nature.iter().map(row).chain(others(&rolled.nature_others, OF_NATURES)).collect()
}

pub(super) fn levels(rolled: &RollUpLine, lines: &Lines) -> Vec<Row> {
    let row = |LevelFigures { level, part: of }: &LevelFigures| {
        let href = |counted| format!("{}&level={}", lines.of(counted), level.code());
        part(Cell::text(level.chinese()), of, OF_LEVELS, href)
    };
    rolled.by_level.iter().map(row).chain(others(&rolled.level_others, OF_LEVELS)).collect()
}

/// Month by month: it ought to fall.
pub(super) fn burden(rolled: &RollUpLine, lines: &Lines) -> Vec<Row> {
    let of = |month: &MonthFigures| figure(&month.figures, Counted::FormFilled);
    let most = rolled.months.iter().map(|month| of(month).amount).max().unwrap_or(0);
    let most = usize::try_from(most).unwrap_or(0);
    let row = |month: &MonthFigures| {
        let forms = of(month);
        let (count, fields) = (forms.count, forms.amount);
        let drawn = Share::of(usize::try_from(fields).unwrap_or(0), most);
        let href = lines.of_month(month.from, Counted::FormFilled);
        Row {
            cells: vec![
                Cell::link(href, label(month.from)),
                Cell::text(count),
                Cell::Share(drawn.said_as(fields.to_string())),
                Cell::maybe(fields.checked_div(count)),
            ],
        }
    };
    let some = rolled.months.iter().filter(|month| of(month).count != 0);
    some.map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines() -> Lines {
        let whose = Whose { area: Some("371002".parse().unwrap()), organisation: None };
        Lines { whose, period: "2026Q1".parse().unwrap() }
    }

    fn rolled() -> RollUpLine {
        let figures = |count| vec![Figure { counted: Counted::FormFilled, count, amount: 9 }];
        let month = |from: &str| MonthFigures {
            from: from.parse().unwrap(),
            figures: figures(3),
            rates: vec![],
        };
        let solved = Figure { counted: Counted::NeedSolved, count: 2, amount: 0 };
        let merged = vec![Counted::NeedPosted];
        let part = PartFigures { figures: vec![solved], merged, rates: vec![] };
        RollUpLine {
            area: "371002".parse().unwrap(),
            months: vec![month("2026-02-01"), month("2026-03-01")],
            below: vec![],
            below_others: vec![],
            by_nature: vec![],
            nature_others: vec![],
            by_level: vec![LevelFigures {
                level: contracts::registry::organisation::Level::Community,
                part,
            }],
            level_others: vec![Figure { counted: Counted::NeedPosted, count: 7, amount: 0 }],
            at: 1,
        }
    }

    fn leads_to(cell: &Cell) -> &str {
        let Cell::Link { href, .. } = cell else { panic!("it leads nowhere") };
        href
    }

    #[test]
    fn a_month_opens_to_its_own_days_and_no_others() {
        let rows = burden(&rolled(), &lines());
        let href = leads_to(&rows[0].cells[0]);
        assert!(href.contains("from=2026-02-01&until=2026-02-28&"), "{href}");
    }

    #[test]
    fn a_figure_of_a_level_opens_to_its_lines_and_what_is_merged_stands_with_the_others() {
        let rows = levels(&rolled(), &lines());
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].cells[1].plain().0, "并入其他");
        let href = leads_to(&rows[0].cells[2]);
        assert!(
            href.contains("counted=need_solved") && href.ends_with("&level=community"),
            "{href}"
        );
        assert_eq!(rows[1].cells[1].plain().0, "7次");
    }
}

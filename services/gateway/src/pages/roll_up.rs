//! The roll-up 汇总 of an area: this period beside the one before, month by month, and by the areas
//! in it; what is overdue 逾期; what communities had to fill in 负担. Nobody types any of it, and
//! each figure opens to its lines.

mod tables;

use askama::Template;
use axum::http::StatusCode;
use contracts::PageRequest;
use contracts::projects::{
    AgreementStatus, Agreements, ClaimStatus, Claims, ProjectStatus, Projects,
};
use contracts::registry::{Coverage, CoverageTable, Organisation};
use contracts::reporting::{Figures, FiguresLine, Period, RollUp};
use values::{AreaCode, time};

use super::lists::overdue;
use super::lists::reports::periods;
use super::look::{Place, Shell};
use super::parts::{Cell, Choice, Section};
use super::{Answer, Visit, html};
use crate::problem::Problem;
use tables::{Lines, Whose};

const COMPARED: &[&str] = &["指标", "本期", "上期", "依据"];
const RATES: &[&str] = &["率", "本期", "上期", "怎样算"];
const OVERDUE: &[&str] = &["事项", "数量", "去处"];
const BURDEN: &[&str] = &["月份", "填报次数", "填写项数", "每次平均"];

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
    let covered = async {
        match area {
            Some(area) => Ok(Some(visit.ask(&Coverage { area: Some(area) }).await?)),
            None => Ok::<Option<CoverageTable>, Problem>(None),
        }
    };
    let (figures, covered) = tokio::try_join!(visit.find(&asked), covered)?;
    let compared = tables::compared(&figures, &lines);
    let compared = Section::new("compared", "指标（点“逐条”看是哪些）", COMPARED, compared);
    let rates = Section::new("rates", "率", RATES, tables::rates(&figures, covered.as_ref()));
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
    let (area_of, page) = (Some(area), PageRequest::first(1));
    let status = Some(ClaimStatus::Held);
    let claims = Claims { area: area_of, status, page, ..Claims::default() };
    let status = Some(AgreementStatus::Drafted);
    let agreements = Agreements { area: area_of, status, page, ..Agreements::default() };
    let status = Some(ProjectStatus::AcceptanceAsked);
    let projects = Projects { area: area_of, status, page, ..Projects::default() };
    let (rolled, late, claims, agreements, projects) = tokio::try_join!(
        visit.find(&rolled),
        overdue::counts(visit, area),
        visit.ask(&claims),
        visit.ask(&agreements),
        visit.ask(&projects),
    )?;
    let now = tables::Now {
        late,
        claims: claims.total,
        agreements: agreements.total,
        projects: projects.total,
    };
    let overdue = tables::overdue(area, lines, now, figures);
    let mut sections = vec![
        Section::new("overdue", "逾期和等待答复", OVERDUE, overdue),
        Section::new("months", "按月", tables::MONTHS, tables::months(&rolled, lines)),
    ];
    let below = tables::below(&rolled, lines);
    if !below.is_empty() {
        let heading = "按下级区划（只有合计，不足五人的并入其他）";
        sections.push(Section::new("below", heading, tables::AREAS, below));
    }
    sections.extend([
        Section::new("natures", "按单位性质", tables::NATURES, tables::natures(&rolled, lines))
            .or("这一期没有单位的记录"),
        Section::new("levels", "按层级", tables::LEVELS, tables::levels(&rolled, lines))
            .or("这一期没有记录"),
    ]);
    let burden = Section::new("burden", "社区填报负担", BURDEN, tables::burden(&rolled, lines));
    sections.push(burden.or("这一期没有社区填报"));
    Ok(sections)
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

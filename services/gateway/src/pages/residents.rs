//! For residents without an account: tell a community what is needed, and follow it by the code.

mod following;
mod saying;

use askama::Template;
use axum::http::StatusCode;
use contracts::PageRequest;
use contracts::needs::need::{Report, TakeReport};
use contracts::registry::organisation::Level;
use contracts::registry::taxonomy::Category;
use contracts::registry::{OrganisationLine, Organisations};
use values::Text;

use super::deeds::field::Field;
use super::deeds::{Asked, body, form};
use super::look::{Place, Shell};
use super::parts::Choice;
use super::{Answer, Visit, html};
use crate::Shown;
use crate::problem::Problem;
use crate::reading;
use crate::residents::{admitted, somebody};

pub(super) use following::{code, follow, pages};
pub(super) use saying::Saying;

/// The field of a look-up code.
const CODE: &str = "code";

/// The communities that are offered for choice, at most.
const COMMUNITIES_MAX: usize = 1000;

#[derive(Template)]
#[template(path = "raised.html")]
struct RaisedPage {
    shell: Shell,
    code: String,
}

/// The form of a need.
pub(super) async fn ask(visit: &Visit) -> Answer {
    let mut asked = asked(visit).await?;
    for field in asked.fields.iter_mut().filter(|field| field.is_shown()) {
        if let Some(value) = visit.parameter(&field.name) {
            value.clone_into(&mut field.value);
        }
    }
    Ok(page(visit, StatusCode::OK, asked, None))
}

/// Takes what is told, and shows the code by which it is found again.
pub(super) async fn raise(visit: &Visit) -> Answer {
    admitted(&visit.gateway, visit.address)?;
    let mut asked = asked(visit).await?;
    form::fill(visit, &mut asked);
    match taken(visit, &asked).await {
        Ok(code) => {
            let shell = Shell::bare(visit, Place::Elsewhere, "已提交");
            Ok(html(StatusCode::OK, &RaisedPage { shell, code }))
        }
        Err(problem) => {
            let status = problem.status();
            Ok(page(visit, status, asked, Some(problem)))
        }
    }
}

async fn taken(visit: &Visit, asked: &Asked) -> Result<String, Problem> {
    let body = serde_json::to_vec(&body::of(&asked.fields)).expect("its keys are texts");
    let report: Report = reading::command(&[], &body)?;
    // The form carries the code, so that the same form is the same command.
    let code = visit.field(CODE).unwrap_or_default();
    let take = TakeReport { report, code: Text::new(code).map_err(|_| Problem::no_code())? };
    visit.send_as(somebody(), visit.command(), &take).await?;
    Ok(code.to_owned())
}

async fn asked(visit: &Visit) -> Result<Asked, Problem> {
    let choice =
        |one: OrganisationLine| Choice { value: one.id.to_string(), label: one.name.to_string() };
    let communities =
        organisations(visit, Level::Community).await?.into_iter().map(choice).collect();
    let code = visit.field(CODE).map_or_else(runtime::fresh_code, str::to_owned);
    let fields = vec![
        Field::choice("owner", "向哪个社区提出", communities).codes(&["need.not_a_community"]),
        Field::line("title", "您需要什么", 60).hint("一句话，例如：三号楼楼道灯坏了"),
        Field::of::<Category>("category", "类别").value(Category::Service.code()),
        Field::paragraph("content", "具体情况", 500).optional(),
        Field::line("place", "地点", 200).optional(),
        Field::line("wanted", "希望的时间", 200).optional(),
        Field::line("contact.name", "怎么称呼您", 30)
            .hint("姓名和电话加密保存，只有受理的社区能看到"),
        Field::line("contact.phone", "联系电话", 30).optional(),
        Field::hidden(CODE, code),
    ];
    Ok(Asked { about: Vec::new(), fields })
}

/// All organisations of that level, for choice.
pub(super) async fn organisations(
    visit: &Visit,
    level: Level,
) -> Result<Vec<OrganisationLine>, Problem> {
    let mut all = Vec::new();
    let mut offset = Some(0);
    while let Some(next) = offset.filter(|_| all.len() < COMMUNITIES_MAX) {
        let page = PageRequest::at(next, PageRequest::LIMIT_MAX);
        let asked = Organisations { level: Some(level), page, ..Default::default() };
        let found = visit.ask(&asked).await?;
        all.extend(found.items);
        offset = found.next_offset;
    }
    Ok(all)
}

fn page(
    visit: &Visit,
    status: StatusCode,
    asked: Asked,
    problem: Option<Problem>,
) -> axum::response::Response {
    let shell = Shell::bare(visit, Place::Elsewhere, "我要说事");
    let heading = form::Heading { verb: "提交", back: "/follow".to_owned() };
    form::written(visit, shell, status, heading, asked, problem)
}

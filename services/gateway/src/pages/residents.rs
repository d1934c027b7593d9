//! For residents without an account: tell a community what is needed, and follow it by the code.

use askama::Template;
use axum::http::StatusCode;
use contracts::needs::need::{Opinion, Report, Review, Satisfaction, TakeReport};
use contracts::needs::{ByCode, Handling, Need, NeedReview, NeedStatus};
use contracts::registry::organisation::Level;
use contracts::registry::taxonomy::Category;
use contracts::registry::{OrganisationLine, Organisations};
use contracts::{Actor, PageRequest, Role};
use values::{NeedId, Text};

use super::badge::{Badge, badge};
use super::deeds::{Asked, body, field::Field, form};
use super::look::{Place, Shell, moment};
use super::parts::{Cell, Choice, WayStep};
use super::{Answer, Visit, html, lines};
use crate::Shown;
use crate::problem::Problem;
use crate::reading;
use crate::residents::{admitted, coded, somebody};

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

#[derive(Template)]
#[template(path = "follow.html")]
struct FollowPage {
    shell: Shell,
    /// Nothing stands for that code.
    wrong: bool,
    found: Option<Followed>,
}

/// A need as its raiser sees it.
struct Followed {
    code: String,
    title: String,
    badge: Badge,
    way: Vec<WayStep>,
    facts: Vec<(&'static str, Cell)>,
    /// What came of it can be reviewed now.
    reviewable: bool,
}

/// The form of a need.
pub(super) async fn ask(visit: &Visit) -> Answer {
    let mut asked = asked(visit).await?;
    for field in asked.fields.iter_mut().filter(|field| field.is_shown()) {
        if let Some(value) = visit.parameter(field.name) {
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

/// Asks for the code.
pub(super) async fn code(visit: &Visit) -> Answer {
    let shell = Shell::bare(visit, Place::Elsewhere, "查询进展");
    Ok(html(StatusCode::OK, &FollowPage { shell, wrong: false, found: None }))
}

/// Shows how the need of the code stands.
pub(super) async fn follow(visit: &Visit) -> Answer {
    let shell = Shell::bare(visit, Place::Elsewhere, "查询进展");
    let Some((actor, need)) = raiser(visit).await? else {
        return Ok(html(StatusCode::OK, &FollowPage { shell, wrong: true, found: None }));
    };
    let found = Some(followed(visit, actor, need).await?);
    Ok(html(StatusCode::OK, &FollowPage { shell, wrong: false, found }))
}

/// What the raiser says of the result.
pub(super) async fn review(visit: &Visit) -> Answer {
    let Some((actor, need)) = raiser(visit).await? else { return Err(Problem::no_code()) };
    let said = visit.field("satisfaction").unwrap_or_default();
    let satisfaction = Satisfaction::ALL.iter().find(|one| one.code() == said);
    let satisfaction = *satisfaction.ok_or_else(|| Problem::unreadable_parameter("满意度"))?;
    let solved = visit.field("solved") == Some("yes");
    let review = Review { need, opinion: Opinion { solved, satisfaction } };
    visit.send_as(actor, visit.command(), &review).await?;
    follow(visit).await
}

/// Whom the code stands for, and which need; nothing when it stands for none.
async fn raiser(visit: &Visit) -> Result<Option<(Actor, NeedId)>, Problem> {
    admitted(&visit.gateway, visit.address)?;
    let text = visit.field(CODE).unwrap_or_default().trim().to_uppercase();
    let Ok(code) = Text::new(&text) else { return Ok(None) };
    let found = coded(&visit.gateway, Ok(ByCode { code })).await;
    match found {
        Ok(found) => {
            let (organisation, role) = (found.owner, Role::Resident);
            let actor = Actor::Person { person: found.raiser, organisation, role };
            Ok(Some((actor, found.need)))
        }
        Err(problem) if problem.status() == StatusCode::UNAUTHORIZED => Ok(None),
        Err(problem) => Err(problem),
    }
}

async fn followed(visit: &Visit, actor: Actor, id: NeedId) -> Result<Followed, Problem> {
    let need = visit.ask_as(actor.clone(), &Need { need: id }).await?;
    let need = need.ok_or_else(Problem::not_found)?;
    let handling = visit.ask_as(actor, &Handling { need: id }).await?;
    let holders = handling.iter().map(|handling| handling.holder.organisation);
    let called = visit.called(holders.chain([need.owner])).await?;
    let mut facts = vec![
        ("受理", Cell::text(called.of(need.owner))),
        ("提出", Cell::When(moment(need.raised_at))),
    ];
    if let Some(reason) = &need.returned {
        facts.push(("退回原因", Cell::text(reason)));
    }
    for handling in handling.iter() {
        facts.push(("现由谁办", Cell::text(called.of(handling.holder.organisation))));
        if handling.ended_at.is_none() {
            let due = moment(handling.clock.due_at);
            facts.push(("时限", Cell::text(format!("{}，{due} 前", handling.step.chinese()))));
        }
        if let Some(question) = &handling.question {
            facts.push(("请您答复", Cell::text(&question.question)));
        }
        let answers = handling.stages.iter().filter_map(|stage| stage.answer.as_ref());
        facts.extend(answers.map(|answer| ("答复", Cell::text(answer))));
    }
    let reviewable = matches!(need.review, Some(NeedReview::Awaited { .. }))
        && need.status == NeedStatus::Accepted;
    let code = visit.field(CODE).unwrap_or_default().to_owned();
    let (title, badge) = (need.title.to_string(), badge(need.status));
    Ok(Followed { code, title, badge, way: lines::way(&need), facts, reviewable })
}

//! A need is followed by its code: how it stands, and what its raiser says of it.

use askama::Template;
use axum::http::StatusCode;
use contracts::evaluation::occasion::About;
use contracts::evaluation::{CounterpartLine, Counterparts};
use contracts::needs::{ByCode, Handling, Need};
use contracts::{Actor, PageRequest, Role};
use values::{NeedId, OrganisationId, Text};

use super::{CODE, Saying};
use crate::Shown;
use crate::pages::badge::{Badge, badge};
use crate::pages::called::Called;
use crate::pages::deeds::field::{Field, Kind as FieldKind};
use crate::pages::deeds::{Asked, body, form};
use crate::pages::look::{Place, Shell, moment};
use crate::pages::parts::{Cell, Choice, WayStep};
use crate::pages::{Answer, Page, Visit, html, lines};
use crate::problem::Problem;
use crate::residents::{admitted, coded};

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
    /// What its raiser can do now.
    steps: Vec<Step>,
}

/// What the raiser can do about a need, with its form.
struct Step {
    what: Saying,
    fields: Vec<Field>,
    /// Of its command.
    key: String,
}

/// Asks for the code.
pub(in crate::pages) async fn code(visit: &Visit) -> Answer {
    let shell = Shell::bare(visit, Place::Elsewhere, "查询进展");
    Ok(html(StatusCode::OK, &FollowPage { shell, wrong: false, found: None }))
}

/// Shows how the need of the code stands.
pub(in crate::pages) async fn follow(visit: &Visit) -> Answer {
    let shell = Shell::bare(visit, Place::Elsewhere, "查询进展");
    let Some((actor, need)) = raiser(visit).await? else {
        return Ok(html(StatusCode::OK, &FollowPage { shell, wrong: true, found: None }));
    };
    let found = Some(followed(visit, actor, need).await?);
    Ok(html(StatusCode::OK, &FollowPage { shell, wrong: false, found }))
}

/// Where what a raiser says is sent.
pub(in crate::pages) fn pages() -> impl Iterator<Item = Page> {
    let page = |what: Saying| Page::post(what.path(), move |visit| Box::pin(say(visit, what)));
    Saying::ALL.into_iter().map(page).map(Page::for_everybody)
}

/// Does what the raiser says; or shows its form again with what is against it.
async fn say(visit: &Visit, what: Saying) -> Answer {
    let Some((actor, need)) = raiser(visit).await? else { return Err(Problem::no_code()) };
    let need = visit.ask_as(actor.clone(), &Need { need }).await?.ok_or_else(Problem::not_found)?;
    let mut asked = Asked { about: Vec::new(), fields: what.fields(&need) };
    if what == Saying::RateHandling {
        let answered = answered(visit, &actor, need.id, None).await?;
        let called = visit.called(answered.iter().copied()).await?;
        asked.fields.insert(0, handlers(&answered, &called));
    }
    form::fill(visit, &mut asked);
    let body = serde_json::to_vec(&body::of(&asked.fields)).expect("its keys are texts");
    let problem = match what.send(visit, actor, &body).await {
        // The code went with the name.
        Ok(_) if what == Saying::Erase => return code(visit).await,
        Ok(_) => return follow(visit).await,
        Err(problem) => problem,
    };
    asked.fields.push(Field::hidden(CODE, visit.field(CODE).unwrap_or_default().to_owned()));
    let shell = Shell::bare(visit, Place::Elsewhere, what.title());
    let heading = form::Heading { verb: what.verb(), back: "/follow".to_owned() };
    Ok(form::written(visit, shell, problem.status(), heading, asked, Some(problem)))
}

/// Who handled it after it was sent up and is to be rated, or was.
async fn answered(
    visit: &Visit,
    actor: &Actor,
    need: NeedId,
    owed: Option<bool>,
) -> Result<Vec<OrganisationId>, Problem> {
    let page = PageRequest::first(PageRequest::LIMIT_MAX);
    let found = visit.ask_as(actor.clone(), &Counterparts { owed, page, occasion: None }).await?;
    let handler = |line: CounterpartLine| match line.about {
        About::Handling { need: of, handler } if of == need => Some(handler),
        About::Handling { .. } | About::Claim { .. } | About::Service { .. } => None,
    };
    Ok(found.items.into_iter().filter_map(handler).collect())
}

/// Which of them is meant.
fn handlers(answered: &[OrganisationId], called: &Called) -> Field {
    let choice = |one: &OrganisationId| Choice { value: one.to_string(), label: called.of(*one) };
    Field::choice("handler", "评价哪个单位", answered.iter().map(choice).collect())
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
    let handling = visit.ask_as(actor.clone(), &Handling { need: id }).await?;
    // How the need stands is shown though nobody says whom to rate.
    let to_rate = answered(visit, &actor, id, Some(true)).await.unwrap_or_default();
    let holders = handling.iter().map(|handling| handling.holder.organisation);
    let all = holders.chain([need.owner]).chain(to_rate.iter().copied());
    let called = visit.called(all).await?;
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
    let fits = |what: &Saying| {
        let rates = *what == Saying::RateHandling && !to_rate.is_empty();
        rates || what.fits(&need, handling.as_ref(), visit.now())
    };
    let can_be_said = Saying::ALL.into_iter().filter(fits);
    let step = |what: Saying| {
        let key = runtime::fresh_command().to_string();
        let mut fields = what.fields(&need);
        if what == Saying::RateHandling {
            fields.insert(0, handlers(&to_rate, &called));
        }
        Step { what, fields, key }
    };
    let steps = can_be_said.map(step).collect();
    let code = visit.field(CODE).unwrap_or_default().to_owned();
    let (title, badge) = (need.title.to_string(), badge(need.status));
    Ok(Followed { code, title, badge, way: lines::way(&need), facts, steps })
}

//! For residents without an account: tell a community what is needed, and follow it by the code.

use askama::Template;
use axum::http::StatusCode;
use contracts::evaluation::occasion::{About, RateHandling};
use contracts::evaluation::{CounterpartLine, Counterparts};
use contracts::needs::handling::Reply;
use contracts::needs::need::{
    Close, EraseRaiser, Outcome, REOPENED_MAX, Reopen, Report, Resubmit, Review, SplitOff,
    TakeReport,
};
use contracts::needs::{ByCode, Handling, HandlingLine, Need, NeedLine, NeedReview, NeedStatus};
use contracts::registry::organisation::Level;
use contracts::registry::taxonomy::Category;
use contracts::registry::{OrganisationLine, Organisations};
use contracts::{Actor, Command, PageRequest, Receipt, Role};
use values::{NeedId, OrganisationId, Text, Timestamp};

use super::badge::{Badge, badge};
use super::called::Called;
use super::deeds::field::{Field, Kind as FieldKind};
use super::deeds::{self, Asked, body, form};
use super::look::{Place, Shell, moment};
use super::parts::{Cell, Choice, WayStep};
use super::{Answer, Page, Visit, html, lines};
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

/// What a raiser can say of a need.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Saying {
    Reply,
    Review,
    Resubmit,
    Withdraw,
    Reopen,
    SplitOff,
    RateHandling,
    Erase,
}

impl Saying {
    const ALL: [Self; 8] = [
        Self::Reply,
        Self::Review,
        Self::RateHandling,
        Self::Resubmit,
        Self::Reopen,
        Self::SplitOff,
        Self::Withdraw,
        Self::Erase,
    ];

    /// Where its form is sent.
    fn path(self) -> &'static str {
        match self {
            Self::Reply => "/follow/reply",
            Self::Review => "/follow/review",
            Self::Resubmit => "/follow/resubmit",
            Self::Withdraw => "/follow/withdraw",
            Self::Reopen => "/follow/reopen",
            Self::SplitOff => "/follow/split-off",
            Self::RateHandling => "/follow/rate-handling",
            Self::Erase => "/follow/erase",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Reply => "答复社区的提问",
            Self::Review => "办得怎么样",
            Self::Resubmit => "修改后重新提交",
            Self::Withdraw => "不需要了，撤回",
            Self::Reopen => "没有办好，要求重办",
            Self::SplitOff => "和那一件不是同一件事",
            Self::RateHandling => "上级单位办得怎么样",
            Self::Erase => "删除我的姓名和电话（查询码随之失效）",
        }
    }

    fn verb(self) -> &'static str {
        match self {
            Self::Reply => "提交答复",
            Self::Review => "提交评价",
            Self::Resubmit => "重新提交",
            Self::Withdraw => "撤回",
            Self::Reopen => "要求重办",
            Self::SplitOff => "单独办理",
            Self::RateHandling => "提交评价",
            Self::Erase => "删除",
        }
    }

    /// Is it the first thing to be asked for?
    fn is_open(self) -> bool {
        matches!(self, Self::Reply | Self::Review | Self::Resubmit | Self::RateHandling)
    }

    /// Can it be said of `need` now, as far as its form is concerned?
    pub(super) fn fits(
        self,
        need: &NeedLine,
        handling: Option<&HandlingLine>,
        now: Timestamp,
    ) -> bool {
        let closed = need.status == NeedStatus::Closed;
        let duplicate = matches!(need.outcome, Some(Outcome::Duplicate { .. }));
        match self {
            Self::Reply => handling.is_some_and(|handling| handling.question.is_some()),
            Self::Review => matches!(need.review, Some(NeedReview::Awaited { .. })),
            Self::Resubmit => matches!(need.status, NeedStatus::Raised | NeedStatus::Returned),
            Self::Withdraw => !closed && need.held == 0,
            Self::Reopen => {
                let in_time = need.reopen_until.is_none_or(|until| now <= until);
                closed && !duplicate && in_time && need.reopened < REOPENED_MAX
            }
            Self::SplitOff => closed && duplicate,
            // Whom there is to rate another service knows.
            Self::RateHandling => false,
            Self::Erase => need.has_raiser,
        }
    }

    fn fields(self, need: &NeedLine) -> Vec<Field> {
        let reason = |label| Field::paragraph("reason", label, 200).hint("受理的社区会看到");
        let mut fields = match self {
            Self::Reply => vec![Field::paragraph("answer", "您的答复", 500)],
            Self::Review => deeds::review(),
            Self::Resubmit => vec![
                Field::line("wording.title", "您需要什么", 60).value(&need.title),
                Field::paragraph("wording.content", "具体情况", 500)
                    .or(need.content.as_ref())
                    .optional(),
                Field::line("wording.place", "地点", 200).or(need.place.as_ref()).optional(),
                Field::line("wording.wanted", "希望的时间", 200)
                    .or(need.wanted.as_ref())
                    .optional(),
                Field::fixed("wording.amount", need.amount),
            ],
            Self::Withdraw => deeds::withdraw(),
            Self::Reopen => vec![reason("哪里没有办好")],
            Self::SplitOff => vec![reason("哪里不一样")],
            Self::RateHandling => vec![
                Field::numbered("stars", "评分", deeds::stars()),
                Field::paragraph("comment", "评语", 300).optional().hint(
                    "审核后公开，不写您的姓名，但单位从需求可能看出是您；评分满五人才合并显示",
                ),
            ],
            Self::Erase => Vec::new(),
        };
        fields.push(Field::fixed("need", need.id));
        fields
    }

    async fn send(self, visit: &Visit, actor: Actor, body: &[u8]) -> Result<Receipt, Problem> {
        match self {
            Self::Reply => send::<Reply>(visit, actor, body).await,
            Self::Review => send::<Review>(visit, actor, body).await,
            Self::Resubmit => send::<Resubmit>(visit, actor, body).await,
            Self::Withdraw => send::<Close>(visit, actor, body).await,
            Self::Reopen => send::<Reopen>(visit, actor, body).await,
            Self::SplitOff => send::<SplitOff>(visit, actor, body).await,
            Self::RateHandling => send::<RateHandling>(visit, actor, body).await,
            Self::Erase => send::<EraseRaiser>(visit, actor, body).await,
        }
    }
}

async fn send<C: Command + Sync>(
    visit: &Visit,
    actor: Actor,
    body: &[u8],
) -> Result<Receipt, Problem> {
    let command: C = reading::command(&[], body)?;
    visit.send_as(actor, visit.command(), &command).await
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

/// Where what a raiser says is sent.
pub(super) fn pages() -> impl Iterator<Item = Page> {
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

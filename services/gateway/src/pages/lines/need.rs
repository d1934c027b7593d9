//! A need, from the asking to the result.

use contracts::needs::need::{Kind, Outcome, PICTURES_MAX, Picture, Urgency};
use contracts::needs::{
    Handling, HandlingLine, LikelyDuplicate, Need, NeedLine, NeedReview, NeedStatus, Step,
    Suggested, Suggestions,
};
use contracts::projects::{ClaimLine, Claims, TenderLine, Tenders};
use contracts::{Page, Role};
use values::{Hash, NeedId};

use super::{Line, PARTS, chain, handling, live_page};
use crate::Shown;
use crate::pages::badge::badge;
use crate::pages::called::{Called, Item};
use crate::pages::deeds::{self, *};
use crate::pages::look::{self, Place};
use crate::pages::parts::{Button, Cell, Row, Section, WayStep, Weight};
use crate::pages::residents::Saying;
use crate::pages::{Answer, Visit, fitting, lists};

pub(crate) async fn need(visit: &Visit) -> Answer {
    let id = visit.id("need")?;
    let (of_need, of_handling) = (Need { need: id }, Handling { need: id });
    let of_claims = Claims { need: Some(id), page: PARTS, ..Default::default() };
    let of_tenders = Tenders { need: Some(id), page: PARTS, ..Default::default() };
    let fitting = async { Ok(fitting::for_need(visit, id).await) };
    let (need, handling, claims, tenders, fitting) = tokio::try_join!(
        visit.find(&of_need),
        visit.ask(&of_handling),
        visit.ask(&of_claims),
        visit.ask(&of_tenders),
        fitting,
    )?;
    let alike = if visit.acts_for(need.owner) && need.status != NeedStatus::Closed {
        fitting::perhaps(visit, Suggestions { need: id }).await
    } else {
        None
    };
    let stages = handling.iter().flat_map(|handling| &handling.stages);
    let stages = stages.map(|stage| stage.organisation);
    let holders = handling.iter().map(|handling| handling.holder.organisation).chain(stages);
    let parties = lists::claims::parties(&claims.items);
    let main = need.follows.map(Item::Need);
    let apart = need.distinguished.iter().copied().map(Item::Need);
    let items = lists::claims::items(&claims.items).chain(main).chain(apart);
    let parties = [need.owner].into_iter().chain(holders).chain(parties);
    let parties = parties.chain(lists::tenders::parties(&tenders.items));
    let called = visit.called_with(parties, items).await?;
    let more = format!("/claims?need={id}");
    let mut sections = vec![chain(&claims.items, claims.total, more, Item::Need(id), &called)];
    sections.extend((tenders.total > 0).then(|| called_for(&tenders, id, &called)));
    sections.extend(handling::section(visit, &need, handling.as_ref(), &called));
    let fitting = fitting.filter(|_| is_open(need.status) || need.status == NeedStatus::Unclaimed);
    sections.extend(fitting.map(|found| fitting::of_need(visit, id, &found)));
    sections.extend(results(visit, &need));
    sections.extend(alike.and_then(|found| duplicates(&need, &found, &called)));
    let line = Line {
        here: Place::Needs,
        kind: need.kind.chinese(),
        heading: need.title.to_string(),
        badge: Some(badge(need.status)),
        notice: notice(&need),
        facts: facts(visit, &need, handling.as_ref(), &claims.items, &called),
        way: way(&need),
        buttons: buttons(visit, &need, handling.as_ref()),
        sections,
        history: format!("/history/needs/{id}"),
        waits: false,
    };
    // A card names the handling alone, an answer to a claim the claim alone.
    let claims = claims.items.iter().map(|claim| claim.id.into());
    let tenders = tenders.items.iter().map(|tender| tender.id.into());
    let parts = [contracts::needs::handling::id(id)].into_iter().chain(claims).chain(tenders);
    Ok(live_page(visit, &called, line, parts))
}

/// The tenders that are to solve it.
fn called_for(tenders: &Page<TenderLine>, need: NeedId, called: &Called) -> Section {
    let rows = tenders.items.iter().map(|one| lists::tenders::row(one, called)).collect();
    Section::new("tenders", "创投招标", lists::tenders::COLUMNS, rows)
        .of(tenders.total, format!("/tenders?need={need}"))
}

/// What may be the same, and what was said not to be.
fn duplicates(need: &NeedLine, found: &Suggested, called: &Called) -> Option<Section> {
    let columns = &["需求", "相似", "提出", "按重复销号", "不是同一件"];
    let act = |path, name, other: NeedId| {
        let button =
            deeds::button(path, &[("need".to_owned(), need.id.to_string())], Weight::Other);
        Cell::Act(Button { href: format!("{}?{name}={other}", button.href), ..button })
    };
    let likely = |one: &LikelyDuplicate| Row {
        cells: vec![
            Cell::link(Item::Need(one.need).href(), &one.title),
            if one.exact {
                Cell::text("文字相同")
            } else {
                Cell::Text(percent(one.similarity))
            },
            Cell::When(look::day(one.raised_at)),
            act(CLOSE_AS_DUPLICATE, "of", one.need),
            act(DISTINGUISH, "from", one.need),
        ],
    };
    let apart = |other: &NeedId| Row {
        cells: vec![
            called.link(Item::Need(*other)),
            Cell::text("已认定不是同一件"),
            Cell::text(""),
            Cell::text(""),
            act(UNDISTINGUISH, "from", *other),
        ],
    };
    let likely = found.duplicates.iter().map(likely);
    let rows: Vec<_> = likely.chain(need.distinguished.iter().map(apart)).collect();
    (!rows.is_empty()).then(|| Section::new("duplicates", "疑似重复", columns, rows))
}

/// What came of it, in pictures; and whoever asked for it adds some, once something was delivered.
fn results(visit: &Visit, need: &NeedLine) -> Option<Section> {
    let file = |file: &Hash| format!("{}/files/{file}", crate::API);
    let row = |(picture, number): (&Picture, usize)| Row {
        cells: vec![
            Cell::Pictures(vec![(file(&picture.file), format!("反馈图片 {number}"))]),
            Cell::text(if picture.shows_faces { "有人脸，本人已同意" } else { "" }),
        ],
    };
    let rows: Vec<_> = need.pictures.iter().zip(1..).map(row).collect();
    let owns = visit.acts_for(need.owner) && need.delivered > 0;
    let more = owns && need.pictures.len() < PICTURES_MAX;
    let mut paths = if more { vec![SHOW_RESULT] } else { vec![] };
    paths.extend((owns && !need.pictures.is_empty()).then_some(TAKE_PICTURE_DOWN));
    let buttons = deeds::buttons(visit, &[], &paths);
    (!rows.is_empty() || !buttons.is_empty()).then(|| {
        let section = Section::new("pictures", "反馈图片", &["图片", "说明"], rows);
        section.with(buttons).or("还没有图片；请注意保护个人信息")
    })
}

fn percent(thousandths: u16) -> String {
    format!("{}%", thousandths / 10)
}

fn notice(need: &NeedLine) -> Option<String> {
    if let Some(reason) = need.returned.as_ref().filter(|_| need.status == NeedStatus::Returned) {
        return Some(format!("已退回：{reason}"));
    }
    if let Some(act_by) = need.act_by {
        let until = look::moment(act_by);
        return Some(format!("无人认领，请在 {until} 前重新发布、上报或销号"));
    }
    if need.one_off && need.outcome.is_none() {
        return Some(look::ONE_OFF.to_owned());
    }
    need.outcome.as_ref().map(|outcome| match outcome {
        Outcome::Solved => "结果：已解决".to_owned(),
        Outcome::PartlySolved { reason } => format!("结果：部分解决。{reason}"),
        Outcome::Unsolved { reason } => format!("结果：未解决。{reason}"),
        Outcome::Withdrawn { reason } => format!("已撤回。{reason}"),
        Outcome::Duplicate { .. } => "与另一条需求重复，随它一并办理".to_owned(),
    })
}

fn facts(
    visit: &Visit,
    need: &NeedLine,
    handling: Option<&HandlingLine>,
    claims: &[ClaimLine],
    called: &Called,
) -> Vec<(&'static str, Cell)> {
    let mut facts = vec![
        ("余量", Cell::bar(need.amount, need.held, need.delivered)),
        ("需求方", Cell::link(look::organisation(need.owner), called.of(need.owner))),
        ("类别", Cell::text(need.category.chinese())),
        ("紧急程度", Cell::text(urgency(need))),
        ("来源", Cell::text(need.source.chinese())),
        ("说明", Cell::maybe(need.content.as_ref())),
        ("地点", Cell::maybe(need.place.as_ref())),
        ("希望的时间", Cell::maybe(need.wanted.as_ref())),
        ("价值", Cell::maybe(need.wish_value)),
        (
            "专长要求",
            Cell::Text(
                need.skills.iter().map(|skill| skill.as_str()).collect::<Vec<_>>().join("、"),
            ),
        ),
        ("认领截止", deadline(visit, need)),
        ("提出", Cell::When(look::moment(need.raised_at))),
    ];
    if let Some(main) = need.follows {
        facts.push(("主需求", called.link(Item::Need(main))));
    }
    if let Some(review) = &need.review {
        facts.push(("提出人评价", Cell::Text(reviewed(review))));
    }
    facts
        .extend(handling.into_iter().flat_map(|handling| handling::facts(visit, handling, called)));
    let contact = need.has_raiser || need.kind == Kind::Wish;
    if contact && (visit.acts_for(need.owner) || entrusted(visit, claims)) {
        facts.push((
            "联系方式",
            Cell::link(format!("/needs/{}/contact", need.id), "查看联系方式（记入审计）"),
        ));
    }
    facts
}

/// Does the visitor claim it? Whose wish it is they may see, as long as the rules let them.
fn entrusted(visit: &Visit, claims: &[ClaimLine]) -> bool {
    claims.iter().any(|claim| visit.acts_as(claim.claimer))
}

fn deadline(visit: &Visit, need: &NeedLine) -> Cell {
    let until = |at| format!("{}（{}）", look::day(at), look::until(at, visit.now()));
    Cell::When(need.deadline.map_or_else(String::new, until))
}

fn reviewed(review: &NeedReview) -> String {
    match review {
        NeedReview::Awaited { until } => format!("等待评价，至 {}", look::moment(*until)),
        NeedReview::Given { solved, satisfaction, .. } => {
            let solved = if *solved { "已解决" } else { "未解决" };
            format!("{solved}，{}", satisfaction.chinese())
        }
        NeedReview::NotReviewed => "未评价".to_owned(),
    }
}

/// The six steps 六步.
pub(crate) fn way(need: &NeedLine) -> Vec<WayStep> {
    let last = need.steps.iter().map(|reached| reached.step).max();
    let step = |step: &Step| {
        let reached = need.steps.iter().rev().find(|reached| reached.step == *step);
        WayStep {
            label: step.chinese(),
            when: reached.map_or_else(String::new, |reached| look::day(reached.at)),
            reached: reached.is_some(),
            current: last == Some(*step),
        }
    };
    Step::ALL.iter().map(step).collect()
}

fn buttons(visit: &Visit, need: &NeedLine, handling: Option<&HandlingLine>) -> Vec<Button> {
    let (main, others) = if visit.acts_for(need.owner) {
        of_its_owner(visit, need)
    } else {
        let claim = may_claim(visit, need).then_some(CLAIM_NEED);
        let (main, others) = of_its_raiser(visit, need, handling);
        (main.into_iter().chain(claim).collect(), others)
    };
    let tender = may_be_called_for(visit, need).then(|| {
        let button = deeds::button(CALL_TENDER, &[], Weight::Other);
        let href = format!("{}?need={}", button.href, need.id);
        Button { label: "创投征集", href, ..button }
    });
    let confirm = may_confirm_urgency(visit, need).then_some(CONFIRM_URGENCY);
    let others: Vec<_> = others.into_iter().chain(confirm).collect();
    deeds::buttons(visit, &main, &others).into_iter().chain(tender).collect()
}

/// What its owner calls an emergency, officers confirm.
fn may_confirm_urgency(visit: &Visit, need: &NeedLine) -> bool {
    let is_to_be_confirmed = need.urgency == Urgency::Emergency && !need.urgency_confirmed;
    let is_officer = visit.role().is_some_and(Role::is_officer);
    is_to_be_confirmed && is_officer && need.status != NeedStatus::Closed
}

fn urgency(need: &NeedLine) -> String {
    let said = need.urgency.chinese();
    match (need.urgency, need.urgency_confirmed) {
        (Urgency::Emergency, true) => format!("{said}（街道已确认）"),
        (Urgency::Emergency, false) => format!("{said}（待街道确认，确认前匹配按疑难安排）"),
        (Urgency::Ordinary | Urgency::Hard, _) => said.to_owned(),
    }
}

/// Its own people and officers have others propose how to solve what is on the list.
fn may_be_called_for(visit: &Visit, need: &NeedLine) -> bool {
    let is_on_list = is_open(need.status) || need.status == NeedStatus::Unclaimed;
    let whose = visit.acts_for(need.owner) || visit.role().is_some_and(Role::is_officer);
    is_on_list && !need.one_off && whose && lists::tenders::calls(visit)
}

type Deeds = (Vec<&'static str>, Vec<&'static str>);

/// Whoever raised it answers, reviews, and says when it is not what was asked for.
fn of_its_raiser(visit: &Visit, need: &NeedLine, handling: Option<&HandlingLine>) -> Deeds {
    if !need.yours {
        return (vec![], vec![]);
    }
    let fits = |what: Saying| what.fits(need, handling, visit.now());
    let main = [(Saying::Reply, REPLY), (Saying::Review, REVIEW_NEED)];
    let others = [
        (Saying::Resubmit, RESUBMIT),
        (Saying::Reopen, REOPEN),
        (Saying::SplitOff, SPLIT_OFF),
        (Saying::Withdraw, WITHDRAW_NEED),
    ];
    let fitting = |all: &[(Saying, &'static str)]| {
        all.iter().filter(|(what, _)| fits(*what)).map(|(_, deed)| *deed).collect()
    };
    (fitting(&main), fitting(&others))
}

fn of_its_owner(visit: &Visit, need: &NeedLine) -> Deeds {
    let wish = need.kind == Kind::Wish;
    let verify = if wish { VERIFY_WISH } else { VERIFY };
    let deliberated = !need.concerns_many || need.deliberation.is_some();
    match need.status {
        NeedStatus::Raised => (vec![verify], vec![CLASSIFY, RETURN, RESUBMIT, CLOSE]),
        NeedStatus::Returned => (vec![RESUBMIT], vec![CLOSE]),
        NeedStatus::Verified if deliberated => (vec![POST], vec![CLASSIFY, CLOSE]),
        NeedStatus::Verified => (vec![DELIBERATE], vec![CLASSIFY, CLOSE]),
        NeedStatus::Unclaimed => (vec![POST], vec![CLOSE]),
        NeedStatus::Posted | NeedStatus::PartlyHeld | NeedStatus::Held => (vec![], vec![CLOSE]),
        NeedStatus::PartlyDelivered => (vec![], vec![REFUSE_DELIVERY, CLOSE]),
        NeedStatus::Delivered => (vec![ACCEPT_NEED], vec![REFUSE_DELIVERY]),
        NeedStatus::Accepted => (vec![CLOSE], vec![REFUSE_DELIVERY]),
        NeedStatus::Closed => match &need.outcome {
            Some(Outcome::Duplicate { .. }) => (vec![], vec![SPLIT_OFF]),
            Some(_) | None => {
                let open = need.reopen_until.is_some_and(|until| until > visit.now());
                (vec![], if open { vec![REOPEN] } else { vec![] })
            }
        },
    }
}

/// Somebody can claim it, or a part of it.
fn is_open(status: NeedStatus) -> bool {
    match status {
        NeedStatus::Posted | NeedStatus::PartlyHeld | NeedStatus::PartlyDelivered => true,
        NeedStatus::Raised
        | NeedStatus::Returned
        | NeedStatus::Verified
        | NeedStatus::Unclaimed
        | NeedStatus::Held
        | NeedStatus::Delivered
        | NeedStatus::Accepted
        | NeedStatus::Closed => false,
    }
}

fn may_claim(visit: &Visit, need: &NeedLine) -> bool {
    let open = is_open(need.status);
    let waits = need.status == NeedStatus::Held;
    let fits = match visit.role() {
        Some(Role::Member) => need.kind.is_for_persons(),
        role => role.is_some_and(Role::takes_part),
    };
    fits && (open || waits)
}

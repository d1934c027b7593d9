//! What is done about tenders: called, proposed for, judged, published, awarded.

use contracts::needs::{Need, NeedLine};
use contracts::projects::tender::{
    self, Call, PUBLICITY_WORKING_DAYS_MAX, PUBLICITY_WORKING_DAYS_MIN, SCORE_MAX,
};
use contracts::projects::{Tender, TenderLine};
use contracts::registry::{HolderLine, Holders};
use contracts::{PageRequest, Receipt};
use serde_json::{Value, json};
use values::{Amount, AreaCode, CommandId, Money, OrganisationId, TenderId, time};

use super::field::{Field, carried, reason};
use super::{Asked, Deed, Finding, about, deed};
use crate::pages::called::Called;
use crate::pages::lines::{found_proposal, proposals_of};
use crate::pages::look;
use crate::pages::parts::{Cell, Choice};
use crate::pages::{Visit, areas};
use crate::problem::Problem;
use crate::reading;

pub(crate) const CALL_TENDER: &str = "/tenders/new";
pub(crate) const PROPOSE_BID: &str = "/tenders/{tender}/propose";
pub(crate) const WITHDRAW_BID: &str = "/tenders/{tender}/withdraw-proposal";
pub(crate) const DECLARE_FREE: &str = "/tenders/{tender}/proposals/{proposer}/declare-free";
pub(crate) const DECLARE_CONFLICT: &str = "/tenders/{tender}/proposals/{proposer}/declare-conflict";
pub(crate) const SCORE: &str = "/tenders/{tender}/proposals/{proposer}/score";
pub(crate) const CLOSE_SCORING: &str = "/tenders/{tender}/close-scoring";
pub(crate) const PUBLICISE_TENDER: &str = "/tenders/{tender}/publicise";
pub(crate) const OBJECT_TENDER: &str = "/tenders/{tender}/object";
pub(crate) const UPHOLD_AGAINST_TENDER: &str = "/tenders/{tender}/objections/{objection}/uphold";
pub(crate) const DISMISS_AGAINST_TENDER: &str = "/tenders/{tender}/objections/{objection}/dismiss";
pub(crate) const AWARD_TENDER: &str = "/tenders/{tender}/award";
pub(crate) const ANNUL_TENDER: &str = "/tenders/{tender}/annul";

/// By what proposals are judged, as the form begins.
const CRITERIA: [(&str, &str, &str, &str, &str, u32); 5] = [
    ("criteria.0.name", "评分标准一", "criteria.0.weight", "标准一权重", "需求契合", 30),
    ("criteria.1.name", "评分标准二", "criteria.1.weight", "标准二权重", "方案可行", 30),
    ("criteria.2.name", "评分标准三", "criteria.2.weight", "标准三权重", "受益面", 20),
    ("criteria.3.name", "评分标准四", "criteria.3.weight", "标准四权重", "预算合理", 20),
    ("criteria.4.name", "评分标准五", "criteria.4.weight", "标准五权重", "", 0),
];

const JURORS: [(&str, &str); 5] = [
    ("jurors.0", "评委一"),
    ("jurors.1", "评委二"),
    ("jurors.2", "评委三"),
    ("jurors.3", "评委四"),
    ("jurors.4", "评委五"),
];

/// The points for each criterion, in their order.
const POINTS: [(&str, &str); tender::CRITERIA_MAX] = [
    ("scores.0", "标准一"),
    ("scores.1", "标准二"),
    ("scores.2", "标准三"),
    ("scores.3", "标准四"),
    ("scores.4", "标准五"),
    ("scores.5", "标准六"),
    ("scores.6", "标准七"),
    ("scores.7", "标准八"),
    ("scores.8", "标准九"),
    ("scores.9", "标准十"),
];

pub(super) fn deeds() -> Vec<Deed> {
    let call = deed::<Call>(CALL_TENDER, "发布创投征集", "发布征集", "已发布，可以申报了。")
        .found(call)
        .makes("tender", "/tenders/{made}")
        .personal("选任评委");
    let award = deed::<tender::Award>(
        AWARD_TENDER,
        "确定资助",
        "确定资助",
        "已确定资助；承担需求的，认领已提出，结果见创投页上的认领。",
    )
    .found(winner);
    let declared = "已声明。";
    let answered = "已答复异议。";
    let answers = "/tenders/{tender}";
    vec![
        Deed { send: |visit, id, body| Box::pin(send_call(visit, id, body)), ..call },
        deed::<tender::Propose>(
            PROPOSE_BID,
            "申报创投项目",
            "申报",
            "已申报，截止前密封，可以更换。",
        )
        .found(propose),
        deed::<tender::WithdrawProposal>(WITHDRAW_BID, "撤回申报", "撤回申报", "已撤回申报。")
            .found(|visit| Box::pin(own(visit)))
            .grave(),
        deed::<tender::Declare>(DECLARE_FREE, "声明无利益冲突", "声明无利益冲突", declared)
            .found(|visit| declare(visit, false)),
        deed::<tender::Declare>(DECLARE_CONFLICT, "声明利益冲突，回避", "回避", declared)
            .found(|visit| declare(visit, true))
            .grave(),
        deed::<tender::Score>(SCORE, "评分", "评分", "已评分，评审结束前可以更改。").found(score),
        deed::<tender::CloseScoring>(CLOSE_SCORING, "结束评审", "结束评审", "评审已结束。")
            .found(close),
        deed::<tender::Publicise>(PUBLICISE_TENDER, "公示结果", "公示结果", "已公示。")
            .found(publicise),
        deed::<tender::Object>(OBJECT_TENDER, "对公示结果提出异议", "提出异议", "已提出异议。")
            .fields(|| {
                let field = Field::paragraph("objection", "异议", 500);
                vec![field.hint("征集方会看到；不公开提出人")]
            })
            .grave(),
        deed::<tender::Answer>(UPHOLD_AGAINST_TENDER, "异议成立", "异议成立", answered)
            .found(|visit| answer(visit, true))
            .then(answers)
            .grave(),
        deed::<tender::Answer>(DISMISS_AGAINST_TENDER, "异议不成立", "异议不成立", answered)
            .found(|visit| answer(visit, false))
            .then(answers),
        Deed { send: |visit, id, body| Box::pin(send_award(visit, id, body)), ..award },
        deed::<tender::Annul>(ANNUL_TENDER, "废标", "废标", "已废标。").fields(reason).grave(),
    ]
}

fn call(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let own = about::own(visit)?;
        let area = areas::of(visit, own).await?.ok_or_else(Problem::not_found)?;
        let need = match visit.field("need").or(visit.parameter("need")) {
            Some(_) => Some(visit.find(&Need { need: about::named(visit, "need")? }).await?),
            None => None,
        };
        let (people, called) = people(visit, area).await?;
        let jurors = || {
            let juror = |one: &HolderLine| Choice {
                value: format!("{} {}", one.person, one.organisation),
                label: label(one, &called),
            };
            people.iter().map(juror).collect::<Vec<_>>()
        };
        let open_until = need.as_ref().and_then(|need| need.deadline);
        let open_until = open_until.filter(|deadline| *deadline > visit.now());
        let mut fields = vec![
            Field::line("title", "项目名称", 60).or(need.as_ref().map(|need| &need.title)),
            Field::paragraph("purpose", "目的和要求", 1000).or(need.as_ref().map(purpose)),
            Field::yuan("budget", "资助上限（元）")
                .or(need.as_ref().and_then(|need| need.wish_value).map(yuan))
                .codes(&["tender.money_out_of_range"]),
            Field::moment("deadline", "申报截止")
                .or(open_until.map(time::show))
                .hint("精确到分钟，过时不收")
                .codes(&["tender.deadline_out_of_place"]),
            Field::choice("area", "在哪里实施", areas::inside(visit, area).await?)
                .value(area)
                .codes(&["tender.outside_territory"]),
        ];
        for (at, (name, label, weight, weight_label, known, points)) in
            CRITERIA.into_iter().enumerate()
        {
            let name = Field::line(name, label, 30).value(known);
            let weight = Field::number(weight, weight_label, 100, "%");
            let weight = if points > 0 { weight.value(points) } else { weight };
            let weight = weight.hint("各项权重合计 100").codes(&["tender.criteria_out_of_place"]);
            fields.extend(match at {
                0 => [name, weight],
                _ => [name.optional(), weight.optional()],
            });
        }
        for (at, (name, label)) in JURORS.into_iter().enumerate() {
            let juror = Field::choice(name, label, jurors()).codes(&["tender.jurors_out_of_place"]);
            fields.push(if at == 0 { juror } else { juror.optional() });
        }
        fields.push(Field::fixed("caller", own));
        let mut about = vec![("征集方", Cell::Text(called.of(own)))];
        if let Some(need) = need {
            about.push(("要解决的需求", Cell::link(format!("/needs/{}", need.id), need.title)));
            fields.extend(carried("need", need.id));
        }
        Ok(Asked { about, fields })
    })
}

/// What a need asks for, as the purpose of its tender begins.
fn purpose(need: &NeedLine) -> String {
    let content = need.content.iter().map(ToString::to_string);
    let amount = [format!("需求数量：{}", need.amount)];
    let place = need.place.iter().map(|place| format!("地点：{place}"));
    content.chain(amount).chain(place).collect::<Vec<_>>().join("\n")
}

/// As a field of yuan holds it.
fn yuan(money: Money) -> String {
    format!("{}.{:02}", money.fen / 100, money.fen % 100)
}

/// Who can be a juror: whoever has an account in the area of the caller.
async fn people(visit: &Visit, area: AreaCode) -> Result<(Vec<HolderLine>, Called), Problem> {
    let (mut found, mut page) = (Vec::new(), PageRequest::first(PageRequest::LIMIT_MAX));
    loop {
        let holders = visit.find(&Holders { area, page }).await?;
        found.extend(holders.items);
        if holders.next.is_none() {
            break;
        }
        page = PageRequest::behind(holders.next, PageRequest::LIMIT_MAX);
    }
    let called = visit.called(found.iter().map(|one| one.organisation)).await?;
    Ok((found, called))
}

fn label(one: &HolderLine, called: &Called) -> String {
    let name = one.name.as_deref().unwrap_or("（姓名已删除）");
    format!("{name}（{} {}）", called.of(one.organisation), one.role.names().1)
}

/// A juror is chosen as a person with the organisation that person works for; what was left empty
/// is no juror and no criterion.
async fn send_call(visit: &Visit, id: CommandId, body: Vec<u8>) -> Result<Receipt, Problem> {
    let mut call: Value = reading::command(&[], &body)?;
    let juror = |chosen: &Value| match chosen.as_str().and_then(|chosen| chosen.split_once(' ')) {
        Some((person, organisation)) => json!({"person": person, "organisation": organisation}),
        None => chosen.clone(),
    };
    for list in ["jurors", "criteria"] {
        let all = call[list].as_array().into_iter().flatten().filter(|one| !one.is_null());
        let all: Vec<_> = all.map(juror).collect();
        call[list] = Value::Array(all);
    }
    let body = serde_json::to_vec(&call).expect("its keys are texts");
    let call: Call = reading::command(&[], &body)?;
    visit.send(id, &call).await
}

/// The tender in the path, and what a form about it says first.
async fn the_tender(visit: &Visit) -> Result<(TenderLine, Vec<(&'static str, Cell)>), Problem> {
    let one = visit.find(&Tender { tender: visit.id("tender")? }).await?;
    let about = vec![
        ("创投", Cell::link(format!("/tenders/{}", one.id), &one.call.title)),
        ("资助上限", Cell::text(one.call.budget)),
        ("申报截止", Cell::When(look::moment(one.call.deadline))),
    ];
    Ok((one, about))
}

fn propose(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (_, about) = the_tender(visit).await?;
        let hint = "内容、意义、时间安排、经费用途；截止前密封";
        let fields = vec![
            Field::line("proposal.title", "项目名称", 60),
            Field::paragraph("proposal.content", "申报内容", 3000).hint(hint),
            Field::yuan("proposal.asked", "申请资助（元）").codes(&["tender.money_out_of_range"]),
            Field::fixed("organisation", about::own(visit)?),
        ];
        Ok(Asked { about, fields })
    })
}

async fn own(visit: &Visit) -> Result<Asked, Problem> {
    let (_, about) = the_tender(visit).await?;
    Ok(Asked { about, fields: vec![Field::fixed("organisation", about::own(visit)?)] })
}

/// The proposal in the path, and what a form about it says first.
async fn the_proposal(visit: &Visit) -> Result<(TenderLine, Vec<(&'static str, Cell)>), Problem> {
    let (one, line) = found_proposal(visit).await?;
    let called = visit.called([line.proposer]).await?;
    let said = line.proposal.as_ref();
    let about = vec![
        ("创投", Cell::link(format!("/tenders/{}", one.id), &one.call.title)),
        ("申报单位", Cell::Text(called.of(line.proposer))),
        ("项目", Cell::maybe(said.map(|it| &it.title))),
        ("申请资助", Cell::maybe(said.map(|it| it.asked))),
        ("内容", Cell::maybe(said.map(|it| &it.content))),
    ];
    Ok((one, about))
}

fn declare(visit: &Visit, conflict: bool) -> Finding<'_> {
    Box::pin(async move {
        let (_, about) = the_proposal(visit).await?;
        Ok(Asked { about, fields: vec![Field::fixed("conflict", conflict)] })
    })
}

fn score(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (one, about) = the_proposal(visit).await?;
        let points = POINTS.into_iter().zip(&one.call.criteria);
        let points = points.map(|((name, label), criterion)| {
            Field::number(name, label, SCORE_MAX.into(), "分")
                .at_least(0)
                .hint(format!("{}，权重 {}%", criterion.name, criterion.weight))
                .codes(&["tender.scores_out_of_range"])
        });
        Ok(Asked { about, fields: points.collect() })
    })
}

fn close(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (_, about) = the_tender(visit).await?;
        let field = Field::paragraph("reason", "提前结束的原因", 200).optional();
        let field = field.hint("评委都评完时不填").codes(&["tender.not_all_scored"]);
        Ok(Asked { about, fields: vec![field] })
    })
}

/// Begins with what the first of the ranking asked for.
fn publicise(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (one, mut about) = the_tender(visit).await?;
        let first = one.ranking.first().ok_or_else(Problem::not_found)?.proposer;
        let found = visit.ask(&proposals_of(one.id)).await?;
        let asked = found.items.iter().find(|line| line.proposer == first);
        let asked = asked.and_then(|line| line.proposal.as_ref()).map(|said| said.asked);
        let called = visit.called([first]).await?;
        about.push(("第一名", Cell::Text(called.of(first))));
        about.push(("申请资助", Cell::maybe(asked)));
        let (min, max) = (PUBLICITY_WORKING_DAYS_MIN, PUBLICITY_WORKING_DAYS_MAX);
        let grant = Field::yuan("grant", "资助金额（元）").codes(&["tender.money_out_of_range"]);
        let fields = vec![
            grant.or(asked.map(yuan)),
            Field::number("working_days", "公示几个工作日", max.into(), "天")
                .value(min)
                .hint(format!("{min} 至 {max} 天"))
                .codes(&["tender.publicity_out_of_range"]),
        ];
        Ok(Asked { about, fields })
    })
}

fn answer(visit: &Visit, upheld: bool) -> Finding<'_> {
    Box::pin(async move {
        let (one, mut about) = the_tender(visit).await?;
        let number = visit.in_path("objection").and_then(|number| number.parse::<u32>().ok());
        let known = one.objections.iter().find(|known| Some(known.number) == number);
        let known = known.ok_or_else(Problem::not_found)?;
        about.push(("异议", Cell::text(&known.objection)));
        let hint = if upheld {
            "成立即取消第一名的资助资格"
        } else {
            "说明查明的情况"
        };
        let fields = vec![
            Field::paragraph("answer", "答复", 500).hint(hint),
            Field::fixed("upheld", upheld),
        ];
        Ok(Asked { about, fields })
    })
}

/// The winner may take on the need that the tender was called for, else one of the caller's.
fn winner(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (one, mut about) = the_tender(visit).await?;
        let winner: Option<OrganisationId> = one.winner;
        let called = visit.called(winner).await?;
        about.push(("资助对象", Cell::maybe(winner.map(|winner| called.of(winner)))));
        about.push(("资助金额", Cell::maybe(one.grant)));
        let called_for = match one.call.need {
            Some(need) => Some(visit.find(&Need { need }).await?),
            None => None,
        };
        let Some(need) = called_for.filter(|need| about::left(need) > 0) else {
            return Ok(Asked { about, fields: Vec::new() });
        };
        let choice = Choice {
            label: format!("{}（{}）", need.title, work(&need).amount),
            value: need.id.to_string(),
        };
        let need = Field::choice("work.need", "由它承担征集的需求", vec![choice])
            .or(Some(need.id))
            .hint("承担余下的全部数量，认领随即成立，可以签协议、立项；不选则只给资助")
            .codes(&["tender.other_need"]);
        Ok(Asked { about, fields: vec![need.optional()] })
    })
}

/// All that is left of a need.
fn work(need: &NeedLine) -> tender::Work {
    let amount = Amount { quantity: about::left(need), ..need.amount };
    tender::Work { need: need.id, amount }
}

/// The form names a need; how much of it is left is looked up.
async fn send_award(visit: &Visit, id: CommandId, body: Vec<u8>) -> Result<Receipt, Problem> {
    let mut award: Value = reading::command(&[], &body)?;
    let chosen = award["work"]["need"].take();
    award["work"] = if chosen.is_null() {
        Value::Null
    } else {
        let need = serde_json::from_value(chosen).map_err(|_| Problem::not_found())?;
        json!(work(&visit.find(&Need { need }).await?))
    };
    award["tender"] = json!(visit.id::<TenderId>("tender")?);
    let body = serde_json::to_vec(&award).expect("its keys are texts");
    let award: tender::Award = reading::command(&[], &body)?;
    visit.send(id, &award).await
}

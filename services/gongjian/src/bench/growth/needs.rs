//! What is needed: raised, sorted, posted, handled level by level; wishes; work from above; the
//! hotline.

use contracts::matching::Near;
use contracts::needs::admission::{self, WorkKind};
use contracts::needs::handling;
use contracts::needs::hotline::{self, Hotline, HotlineItems};
use contracts::needs::limits::{HandlingStep, Limit, SetLimit};
use contracts::needs::need::{self, Kind, Outcome, Source, Urgency};
use contracts::needs::{
    Admission, Admissions, Beneficiary, ByCode, Handling, HandlingLimits, Handlings, Need,
    NeedNames, Needs, Raiser, Suggestions, SuggestionsFor, Titled, WishCap, wish_cap,
};
use contracts::registry::taxonomy::Category;
use contracts::{Actor, PageRequest, Role};
use values::{AdmissionId, Money, NeedId, OrganisationId, PersonId, Text, ids};

use super::line::{Line, name, sessions, text};

pub(super) fn raised(line: &Line<'_>, title: &str, kind: Kind) -> need::Raise {
    need::Raise {
        owner: line.town.community,
        title: text(&format!("{title}{}", name(line.number))),
        content: None,
        kind,
        category: Category::Service,
        source: Source::Community,
        amount: sessions(40),
        place: None,
        wanted: None,
    }
}

/// Raised, verified and posted, for many to take a part of.
pub(super) async fn posted(
    line: Line<'_>,
    key: &str,
    title: &str,
    quantity: u64,
) -> anyhow::Result<NeedId> {
    let (clerk, amount) = (line.town.clerk(), sessions(quantity));
    let raise = need::Raise { amount, ..raised(&line, title, Kind::Common) };
    let need = line.make(key, &clerk, raise).await?;
    line.act(&clerk, need::Verify { need, amount }).await?;
    let terms = need::Terms { divisible: true, partners_max: 40, ..need::Terms::whole() };
    line.act(&clerk, need::Post { need, terms }).await?;
    Ok(need)
}

pub(super) async fn begin(line: Line<'_>) -> anyhow::Result<()> {
    sorted(line).await?;
    told(line).await?;
    let need = posted(line, "need", "老人健康体检", 40).await?;
    questions(line, need).await?;
    wish(line).await?;
    handled(line).await?;
    work(line).await?;
    hotline(line).await
}

/// Returned and resubmitted, classified, confirmed as urgent, deliberated; a duplicate, split off
/// again.
async fn sorted(line: Line<'_>) -> anyhow::Result<()> {
    let clerk = line.town.clerk();
    let need = line.make("sorted", &clerk, raised(&line, "修路灯", Kind::Common)).await?;
    line.act(&clerk, need::Return { need, reason: text("请写明路段") }).await?;
    let wording = need::Wording {
        title: text(&format!("修南路路灯{}", name(line.number))),
        content: None,
        amount: sessions(1),
        place: None,
        wanted: None,
    };
    line.act(&clerk, need::Resubmit { need, wording }).await?;
    let classification = need::Classification {
        category: Category::Facility,
        subcategory: None,
        kind: Kind::Individual,
        urgency: Urgency::Emergency,
        concerns_many: true,
    };
    line.act(&clerk, need::Classify { need, classification }).await?;
    line.act(&line.town.officer(), need::ConfirmUrgency { need }).await?;
    let deliberation =
        need::Deliberation { held_on: line.today(), resolution: text("同意列入计划") };
    line.act(&clerk, need::Deliberate { need, deliberation }).await?;
    let twin = line.make("same", &clerk, raised(&line, "修南路的路灯", Kind::Common)).await?;
    line.see(Suggestions { need: twin }).await?;
    line.act(&clerk, need::Distinguish { need: twin, from: need }).await?;
    line.act(&clerk, need::Undistinguish { need: twin, from: need }).await?;
    line.act(&clerk, need::Close { need: twin, outcome: Outcome::Duplicate { of: need } }).await?;
    line.act(&clerk, need::SplitOff { need: twin, reason: text("不是同一处") }).await
}

/// Told by a resident without an account, closed unsolved, reviewed, opened again.
async fn told(line: Line<'_>) -> anyhow::Result<()> {
    let (town, code) = (line.town, text::<30>(&line.own("code").simple().to_string()[..20]));
    let resident = line.somebody(town.community, Role::Resident);
    let contact = need::RaiserContact { name: text("李松"), phone: Some(text("13900001111")) };
    let report = need::Report {
        owner: town.community,
        title: text(&format!("楼道灯不亮{}", name(line.number))),
        content: None,
        category: Category::Facility,
        place: None,
        wanted: None,
        contact: Some(contact),
    };
    let take = need::TakeReport { report, code: code.clone() };
    let need: NeedId = line.make("told", &resident, take).await?;
    line.look(&resident, ByCode { code }).await?;
    line.see(Raiser { need }).await?;
    let question = text("是哪一层？");
    line.act(&town.clerk(), handling::Ask { need, question }).await?;
    let person = PersonId(ids::derive(line.own("told"), 1));
    let (organisation, role) = (town.community, Role::Resident);
    let raiser = Actor::Person { person, organisation, role };
    line.act(&raiser, handling::Reply { need, answer: text("五层") }).await?;
    let outcome = Outcome::Unsolved { reason: text("产权单位不同意") };
    line.act(&town.clerk(), need::Close { need, outcome }).await?;
    let opinion = need::Opinion { solved: false, satisfaction: need::Satisfaction::Fairly };
    line.run(need::Review { need, opinion }).await?;
    line.act(&town.clerk(), need::Reopen { need, reason: text("换了产权单位") }).await?;
    line.run(need::EraseRaiser { need }).await
}

/// Verified under a cap that is set anew, and closed before anybody claimed it.
async fn wish(line: Line<'_>) -> anyhow::Result<()> {
    let (town, clerk) = (line.town, line.town.clerk());
    let fen = i64::try_from(40_000 + line.number % 10_000)?;
    line.run(wish_cap::Set { value: Money { fen } }).await?;
    line.see(WishCap {}).await?;
    let need = line.make("wish", &clerk, raised(&line, "一个新书包", Kind::Wish)).await?;
    let verify = need::VerifyWish {
        need,
        form: need::WishForm::Goods,
        value: Money { fen: 20_000 },
        family: text(&line.own("family").to_string()),
        beneficiary: need::Beneficiary { name: text("小王"), phone: None, address: None },
        minor: false,
        guardian_agreed_on: None,
    };
    line.act(&clerk, verify).await?;
    line.look(&clerk, Beneficiary { need }).await?;
    line.act(&clerk, need::Post { need, terms: need::Terms::whole() }).await?;
    line.see(Near { organisation: town.community }).await?;
    let outcome = Outcome::Withdrawn { reason: text("已由亲友买好") };
    line.act(&clerk, need::Close { need, outcome }).await?;
    line.act(&clerk, need::EraseBeneficiary { need }).await?;
    line.see_by(
        "kind",
        Needs { owner: Some(town.community), kind: Some(Kind::Wish), ..Default::default() },
    )
    .await
}

/// Step by step, with a question, an extension, and help from above.
async fn handled(line: Line<'_>) -> anyhow::Result<()> {
    let (town, clerk) = (line.town, line.town.clerk());
    // More than the two that hold where nobody set any: else nothing would change.
    let set = SetLimit {
        class: Urgency::Emergency,
        step: HandlingStep::Contact,
        limit: Limit::Hours(u32::try_from(3 + line.number % 200)?),
    };
    line.run(set).await?;
    line.see(HandlingLimits {}).await?;
    // Whoever raised it can be asked.
    let raiser = line.somebody(town.community, Role::GridWorker);
    let need = line.make("handled", &raiser, raised(&line, "加装扶手", Kind::Individual)).await?;
    line.act(&clerk, handling::Begin { need, class: Urgency::Ordinary }).await?;
    for step in [HandlingStep::Accept, HandlingStep::Contact] {
        line.act(&clerk, handling::Complete { need, step }).await?;
    }
    line.act(&clerk, handling::Ask { need, question: text("是哪一层？") }).await?;
    line.act(&clerk, handling::Resume { need, answer: text("五层") }).await?;
    line.act(&clerk, handling::AskExtension { need, by: 2, reason: text("等材料") }).await?;
    let answer = handling::AnswerExtension { need, granted: true, reason: text("同意") };
    line.act(&town.officer(), answer).await?;
    line.act(&clerk, handling::Escalate { need, reason: text("社区没有经费") }).await?;
    let answer = handling::Answer { need, answer: text("街道已安排经费") };
    line.act(&town.officer(), answer).await?;
    line.see(Handling { need }).await?;
    let page = PageRequest::first(20);
    let (holder, area) = (Some(town.community), Some(town.area));
    line.see(Handlings { holder, area: None, card: None, page }).await?;
    line.see_by("area", Handlings { holder: None, area, card: None, page }).await
}

/// Put on communities by the city, judged by the district, received.
async fn work(line: Line<'_>) -> anyhow::Result<()> {
    let town = line.town;
    let request = |title: &str| admission::Request {
        department: town.city,
        title: text(&format!("{title}{}", name(line.number))),
        content: text("按附件要求入户核对"),
        kind: WorkKind::Assistance,
        money: Some(Money { fen: 300_000 }),
        area: town.area,
    };
    let admission: AdmissionId = line.make("work", &town.operator, request("补贴资格核对")).await?;
    line.run(admission::Approve { admission }).await?;
    line.run(admission::Receive { admission, community: town.community }).await?;
    line.see(Admission { admission }).await?;
    line.see(Titled { ids: vec![admission.into()] }).await?;
    let refused: AdmissionId = line.make("no work", &town.operator, request("填报台账")).await?;
    line.run(admission::Refuse { admission: refused, reason: text("与已有台账重复") }).await?;
    let page = PageRequest::first(20);
    line.see(Admissions { department: None, status: None, area: None, awaits: None, page }).await
}

async fn hotline(line: Line<'_>) -> anyhow::Result<()> {
    let (town, clerk) = (line.town, line.town.clerk());
    let number: Text<40> = text(&format!("临海-{:06}", line.number));
    let title = format!("井盖松动{}", name(line.number));
    let receive = hotline::Receive {
        number: number.clone(),
        owner: town.community,
        title: text(&title),
        text: text(&format!("来电反映{title}，希望尽快处理")),
        category: None,
        heard_at: line.now(),
        until: None,
    };
    line.act(&clerk, receive).await?;
    line.see(Hotline { number: number.clone() }).await?;
    let reply = hotline::Reply { number, reply: text("已更换井盖"), replied_at: None };
    line.act(&clerk, reply).await?;
    let page = PageRequest::first(20);
    line.see(HotlineItems { owner: Some(town.community), page, ..HotlineItems::default() }).await?;
    line.see(SuggestionsFor { text: text("井盖松动，夜里响") }).await
}

async fn questions(line: Line<'_>, need: NeedId) -> anyhow::Result<()> {
    line.see(Need { need }).await?;
    line.see_history(need).await?;
    line.see(NeedNames { needs: vec![need] }).await?;
    let all = Needs { page: PageRequest::first(20), ..Default::default() };
    line.see(Needs { owner: Some(line.town.community), ..all.clone() }).await?;
    line.see_by("area", Needs { area: Some(line.town.area), ..all.clone() }).await?;
    line.see_by("text", Needs { text: Some("体检".to_owned()), ..all }).await
}

/// Who acts in their own name.
pub(super) fn member(line: &Line<'_>, of: OrganisationId) -> (Actor, PersonId) {
    let member = line.somebody(of, Role::Member);
    let person = member.person().expect("a member is a person");
    (member, person)
}

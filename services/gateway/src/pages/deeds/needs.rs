//! What is done about needs.

use contracts::needs::need::{self, Kind, Raise, Source, Terms};
use contracts::needs::{Need, NeedLine};
use contracts::projects::{ClaimLine, Claims};
use contracts::registry::OrganisationLine;
use contracts::registry::organisation::Level;
use contracts::registry::taxonomy::Category;
use contracts::{PageRequest, Receipt, Role};
use serde::Deserialize;
use serde_json::Value;
use values::{Amount, CommandId, NeedId, Unit, Uuid, ids};

use super::field::{Field, carried, reason};
use super::{Asked, Deed, Finding, about, deed, following};
use crate::Shown;
use crate::pages::called::claimers;
use crate::pages::parts::{Cell, Choice};
use crate::pages::{Visit, residents};
use crate::problem::Problem;
use crate::reading;

pub(crate) const NEW_NEED: &str = "/needs/new";
pub(crate) const VERIFY: &str = "/needs/{need}/verify";
pub(crate) const VERIFY_WISH: &str = "/needs/{need}/verify-wish";
pub(crate) const RETURN: &str = "/needs/{need}/return";
pub(crate) const RESUBMIT: &str = "/needs/{need}/resubmit";
pub(crate) const CLASSIFY: &str = "/needs/{need}/classify";
pub(crate) const CONFIRM_URGENCY: &str = "/needs/{need}/confirm-urgency";
pub(crate) const DELIBERATE: &str = "/needs/{need}/deliberate";
pub(crate) const POST: &str = "/needs/{need}/post";
pub(crate) const ACCEPT_NEED: &str = "/needs/{need}/accept";
pub(crate) const REFUSE_DELIVERY: &str = "/needs/{need}/refuse";
pub(crate) const CLOSE: &str = "/needs/{need}/close";
pub(crate) const REVIEW_NEED: &str = "/needs/{need}/review";
pub(crate) const WITHDRAW_NEED: &str = "/needs/{need}/withdraw";
pub(crate) const REOPEN: &str = "/needs/{need}/reopen";
pub(crate) const SPLIT_OFF: &str = "/needs/{need}/split-off";
pub(crate) const CLOSE_AS_DUPLICATE: &str = "/needs/{need}/close-as-duplicate";
pub(crate) const DISTINGUISH: &str = "/needs/{need}/distinguish";
pub(crate) const UNDISTINGUISH: &str = "/needs/{need}/undistinguish";

pub(crate) const SHOW_RESULT: &str = "/needs/{need}/pictures";
pub(crate) const TAKE_PICTURE_DOWN: &str = "/needs/{need}/take-picture-down";

/// Which picture is taken down: 1, 2, …
const WHICH: &str = "which";

/// How many skills a form asks for, beside those there are.
const SKILLS: usize = 3;

pub(super) fn deeds() -> Vec<Deed> {
    let raise = deed::<Raise>(NEW_NEED, "发布需求", "发布需求", "需求已提交。")
        .found(|visit| Box::pin(new(visit)))
        .makes("need", "/needs/{made}");
    let take_down = deed::<need::ShowResult>(
        TAKE_PICTURE_DOWN,
        "撤下反馈图片",
        "撤下图片",
        "已撤下，不再显示。",
    )
    .found(take_picture_down)
    .grave();
    vec![
        Deed { send: |visit, id, body| Box::pin(raise_and_post(visit, id, body)), ..raise },
        deed::<need::Verify>(VERIFY, "核实需求", "核实", "已核实，下一步发布。").found(verify),
        deed::<need::VerifyWish>(VERIFY_WISH, "核实微心愿", "核实", "已核实，下一步发布。")
            .fields(wish),
        deed::<need::Return>(RETURN, "退回需求", "退回", "已退回，提出人会看到原因。")
            .fields(reason)
            .grave(),
        deed::<need::Resubmit>(RESUBMIT, "修改需求", "修改", "已重新提交，等待核实。")
            .found(resubmit),
        deed::<need::Classify>(CLASSIFY, "需求分类", "分类", "已分类。").found(classify),
        deed::<need::ConfirmUrgency>(
            CONFIRM_URGENCY,
            "确认紧急",
            "确认紧急",
            "已确认，匹配方案会最先安排。",
        ),
        deed::<need::Deliberate>(DELIBERATE, "登记议事决议", "登记议事", "已登记决议。")
            .fields(deliberate),
        deed::<need::Post>(POST, "发布到需求清单", "发布", "已发布，驻区单位可以认领了。")
            .found(post),
        deed::<need::ShowResult>(
            SHOW_RESULT,
            "上传反馈图片",
            "上传反馈图片",
            "已上传，提出人和认领方都能看到。",
        )
        .found(show_result)
        .takes_file(),
        Deed { name: "need.take_picture_down".to_owned(), ..take_down },
        deed::<need::Accept>(ACCEPT_NEED, "验收需求", "验收", "已验收，请提出人评价后销号。"),
        deed::<need::Refuse>(
            REFUSE_DELIVERY,
            "交付不合格，退回重做",
            "退回重做",
            "已退回；不认可的数量重新开放认领。",
        )
        .found(refused)
        .grave(),
        deed::<need::Close>(CLOSE, "需求销号", "销号", "已销号。").fields(close).grave(),
        deed::<need::Review>(REVIEW_NEED, "办得怎么样", "评事", "已评价，谢谢。").fields(review),
        deed::<need::Close>(WITHDRAW_NEED, "撤回需求", "不需要了，撤回", "已撤回。")
            .fields(withdraw)
            .grave(),
        deed::<need::Reopen>(REOPEN, "重新打开需求", "重新打开", "已重新打开，请重新核实。")
            .fields(reason),
        deed::<need::SplitOff>(SPLIT_OFF, "拆分重复需求", "拆分", "已拆分为单独的需求。")
            .fields(reason),
        deed::<need::Close>(CLOSE_AS_DUPLICATE, "按重复销号", "按重复销号", "已销号。")
            .found(close_as_duplicate)
            .grave(),
        deed::<need::Distinguish>(
            DISTINGUISH,
            "认定不是同一件",
            "不是同一件",
            "已认定，不再提示这两条重复。",
        )
        .found(apart),
        deed::<need::Undistinguish>(
            UNDISTINGUISH,
            "撤回“不是同一件”的认定",
            "撤回认定",
            "已撤回，如仍相似会再提示。",
        )
        .found(apart),
    ]
}

fn amount(value: u64, unit: Unit) -> Field {
    Field::number("amount.quantity", "数量", Amount::MAX, unit.chinese())
        .value(value)
        .codes(&["need.other_unit"])
}

async fn new(visit: &Visit) -> Result<Asked, Problem> {
    let role = visit.role().unwrap_or(Role::Operator);
    let mut fields = vec![
        Field::line("title", "标题", 60).hint("一句话说清要什么，例如：暑期四点半课堂志愿教师"),
        Field::of::<Kind>("kind", "类型").value(Kind::Common.code()),
        Field::of::<Category>("category", "类别").value(Category::Service.code()),
        Field::number("amount.quantity", "数量", Amount::MAX, "").value(1),
        Field::of::<Unit>("amount.unit", "单位").value(Unit::Session.code()),
        Field::paragraph("content", "具体说明", 500).optional(),
        Field::line("place", "地点", 200).optional(),
        Field::line("wanted", "希望的时间", 200).optional().hint("例如：七月至八月，周末下午"),
    ];
    fields.extend(asked_by(visit, role).await?);
    fields.extend(terms(visit, None).await?);
    Ok(Asked { about: Vec::new(), fields })
}

/// Who asks, and who it was heard from. What a grid worker or a member tells is for a community.
async fn asked_by(visit: &Visit, role: Role) -> Result<Vec<Field>, Problem> {
    let choice =
        |source: Source| Choice { value: source.code(), label: source.chinese().to_owned() };
    Ok(match role {
        Role::Liaison | Role::UnitHead => {
            vec![Field::fixed("owner", about::own(visit)?), Field::fixed("source", Source::Unit)]
        }
        Role::GridWorker => to_a_community(visit, Source::GridWorker).await?,
        Role::Member => to_a_community(visit, Source::Resident).await?,
        Role::Resident
        | Role::CommunityClerk
        | Role::CommunitySecretary
        | Role::StreetOfficer
        | Role::DistrictOfficer
        | Role::CityOfficer
        | Role::Auditor
        | Role::SystemAdministrator
        | Role::SecurityAdministrator
        | Role::AuditAdministrator
        | Role::Operator => {
            let sources =
                [Source::Community, Source::Resident, Source::GridWorker, Source::Meeting];
            vec![
                Field::fixed("owner", about::own(visit)?),
                Field::choice("source", "来源", sources.map(choice).into())
                    .value(Source::Community.code())
                    .hint("社区自己提出的直接发布，其余的先核实、分类"),
            ]
        }
    })
}

async fn to_a_community(visit: &Visit, source: Source) -> Result<Vec<Field>, Problem> {
    let all = residents::organisations(visit, Level::Community).await?.into_iter();
    let community =
        |one: OrganisationLine| Choice { value: one.id.to_string(), label: one.name.to_string() };
    let owner = Field::choice("owner", "向哪个社区提出", all.map(community).collect());
    Ok(vec![owner.hint("社区核实后发布"), Field::fixed("source", source)])
}

/// How it stands on the list, begun with how it stood there before.
async fn terms(visit: &Visit, known: Option<&NeedLine>) -> Result<Vec<Field>, Problem> {
    let window = known.and_then(|known| known.window);
    let divisible = known.is_some_and(|known| known.divisible);
    let mut fields = vec![
        Field::end_of("terms.deadline", "认领截止").optional().hint("当天结束时截止，可不填"),
        Field::number("terms.partners_max", "最多几家认领", 100, "家")
            .value(known.map_or(1, |known| known.partners_max))
            .codes(&["need.partners_out_of_range"]),
        Field::check("terms.divisible", "可以由几家分别认领一部分")
            .value(if divisible { "on" } else { "" })
            .codes(&["need.wish_is_whole"]),
        Field::date("terms.window.from", "何时要办：从")
            .or(window.map(|window| window.from))
            .optional(),
        Field::date("terms.window.until", "何时要办：到")
            .or(window.map(|window| window.until))
            .optional()
            .codes(&["need.window_out_of_order"]),
        Field::choice("terms.responsible", "责任人", about::own_people(visit).await?)
            .kept(known.and_then(|known| known.responsible))
            .optional()
            .hint("首次发布不选为发布人"),
    ];
    let skills = known.map_or(&[][..], |known| &known.skills);
    fields.extend((0..skills.len() + SKILLS).map(|row| {
        let (name, label) = (format!("terms.skills.{row}"), format!("专长要求 {}", row + 1));
        let field = Field::line(name, label, 30).or(skills.get(row)).optional();
        field.codes(&["need.skills_out_of_place"])
    }));
    Ok(fields)
}

/// The terms beside what is raised.
#[derive(Deserialize)]
struct OnTheList {
    terms: Terms,
}

/// An organisation's own need is verified by its raising and posted at once; a wish waits for the
/// visit to the family, and what was heard from somebody else to be verified.
async fn raise_and_post(visit: &Visit, id: CommandId, body: Vec<u8>) -> Result<Receipt, Problem> {
    let mut raise: Value = reading::command(&[], &body)?;
    let terms = raise.as_object_mut().and_then(|raise| raise.remove("terms"));
    let terms = serde_json::json!({ "terms": terms });
    let read = |value: &Value| serde_json::to_vec(value).expect("its keys are texts");
    let raise: Raise = reading::command(&[], &read(&raise))?;
    let OnTheList { terms } = reading::command(&[], &read(&terms))?;
    let waits = raise.kind == Kind::Wish || !raise.source.is_own();
    let amount = raise.amount;
    let raised = visit.send(id, &raise).await?;
    if waits {
        return Ok(raised);
    }
    let need = NeedId(ids::derive(Uuid::from(id), 0));
    visit.send(following(id, 1), &need::Verify { need, amount }).await?;
    let posted = visit.send(following(id, 2), &need::Post { need, terms }).await?;
    Ok(Receipt { position: posted.position, ..raised })
}

fn verify(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let need = about::need(visit).await?;
        let Amount { quantity, unit } = need.amount;
        let fields =
            vec![amount(quantity, unit).hint("核实后的数量"), Field::fixed("amount.unit", unit)];
        Ok(Asked { about: about::of_need(&need), fields })
    })
}

/// One more beside those there are: each form carries one file.
fn show_result(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let need = about::need(visit).await?;
        let place = |at: usize, part: &str| format!("pictures.{at}{part}");
        let known = need.pictures.iter().enumerate();
        let mut fields: Vec<_> =
            known.map(|(at, picture)| Field::fixed(place(at, ""), picture)).collect();
        let next = need.pictures.len();
        fields.push(Field::file(place(next, ".file"), "图片").hint("JPG 或 PNG，最多九张"));
        let faces = "照片里有人脸，且本人同意在系统内展示（未成年人不得出现；不对外公示）";
        fields.push(Field::check(place(next, ".shows_faces"), faces));
        Ok(Asked { about: about::of_need(&need), fields })
    })
}

/// All but the one that is chosen.
fn take_picture_down(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let need = about::need(visit).await?;
        let choice = |(at, picture): (usize, &need::Picture)| Choice {
            value: picture.file.to_string(),
            label: format!("第 {at} 张"),
        };
        let choices = (1..).zip(&need.pictures).map(choice).collect();
        let which = Field::choice(WHICH, "哪一张", choices);
        // By what it is: meanwhile another may have come before it.
        let chosen = visit.field(WHICH);
        let kept = need.pictures.iter();
        let kept: Vec<_> =
            kept.filter(|picture| chosen != Some(picture.file.to_string().as_str())).collect();
        let fields = vec![which.aside(), Field::fixed("pictures", kept)];
        Ok(Asked { about: about::of_need(&need), fields })
    })
}

fn wish() -> Vec<Field> {
    vec![
        Field::of::<need::WishForm>("form", "实现方式"),
        Field::yuan("value", "价值（元）").codes(&["wish_cap.over_the_cap"]),
        Field::line("family", "家庭编号", 60).hint("户口簿编号等，只存摘要，用来识别一户一愿"),
        Field::line("beneficiary.name", "受益人姓名", 30).hint("加密保存，只有认领人能看到"),
        Field::line("beneficiary.phone", "联系电话", 30).optional(),
        Field::line("beneficiary.address", "住址", 200).optional(),
        Field::check("minor", "受益人未成年"),
        Field::date("guardian_agreed_on", "监护人同意日期").optional(),
    ]
}

fn resubmit(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let need = about::need(visit).await?;
        let Amount { quantity, unit } = need.amount;
        let fields = vec![
            Field::line("wording.title", "标题", 60).value(&need.title),
            Field::number("wording.amount.quantity", "数量", Amount::MAX, unit.chinese())
                .value(quantity),
            Field::fixed("wording.amount.unit", unit),
            Field::paragraph("wording.content", "具体说明", 500)
                .optional()
                .or(need.content.as_ref()),
            Field::line("wording.place", "地点", 200).optional().or(need.place.as_ref()),
            Field::line("wording.wanted", "希望的时间", 200).optional().or(need.wanted.as_ref()),
        ];
        Ok(Asked { about: about::of_need(&need), fields })
    })
}

fn classify(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let need = about::need(visit).await?;
        let subcategories = about::subcategories(visit, None).await?;
        let fields = vec![
            Field::of::<Category>("classification.category", "类别").value(need.category.code()),
            Field::choice("classification.subcategory", "子类", subcategories)
                .kept(need.subcategory.as_ref())
                .optional()
                .codes(&["need.unknown_subcategory"]),
            Field::choice("classification.kind", "共性或个性", kinds_of(&need))
                .value(need.kind.code())
                .codes(&["need.other_list"]),
            Field::of::<need::Urgency>("classification.urgency", "紧急程度")
                .value(need.urgency.code()),
            Field::check("classification.concerns_many", "涉及多数人，发布前要议事")
                .value(if need.concerns_many { "on" } else { "" }),
        ];
        Ok(Asked { about: about::of_need(&need), fields })
    })
}

/// A wish stays a wish.
fn kinds_of(need: &NeedLine) -> Vec<Choice> {
    let kinds = match need.kind {
        Kind::Common | Kind::Individual => vec![Kind::Common, Kind::Individual],
        Kind::Wish | Kind::Post | Kind::PairHelp | Kind::Team => vec![need.kind],
    };
    let choice = |kind: Kind| Choice { value: kind.code(), label: kind.chinese().to_owned() };
    kinds.into_iter().map(choice).collect()
}

fn deliberate() -> Vec<Field> {
    vec![
        Field::date("deliberation.held_on", "会议日期").codes(&["need.meeting_in_the_future"]),
        Field::paragraph("deliberation.resolution", "决议", 500),
    ]
}

fn post(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let need = about::need(visit).await?;
        let mut fields = terms(visit, Some(&need)).await?;
        fields.push(Field::line("terms.place", "地点", 200).optional().or(need.place.as_ref()));
        Ok(Asked { about: about::of_need(&need), fields })
    })
}

/// What whoever raised it says of the result.
pub(in crate::pages) fn review() -> Vec<Field> {
    let satisfied = need::Satisfaction::Satisfied.code();
    vec![
        Field::check("opinion.solved", "问题已经解决").value("on"),
        Field::of::<need::Satisfaction>("opinion.satisfaction", "满意吗").value(satisfied),
    ]
}

/// Of which claim how much stands: the rest is open again.
fn refused(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let need = about::need(visit).await?;
        let page = PageRequest::first(PageRequest::LIMIT_MAX);
        let of_need = Claims { need: Some(need.id), page, ..Default::default() };
        let mut claims = visit.ask(&of_need).await?.items;
        claims.retain(|claim| claim.delivered > 0);
        let gave: Vec<_> = claimers(claims.iter().map(|claim| claim.claimer)).collect();
        let called = visit.called(gave).await?;
        let unit = need.amount.unit.chinese();
        let choice = |claim: &ClaimLine| Choice {
            value: claim.id.to_string(),
            label: format!("{}：交付 {}{unit}", called.claimer(claim.claimer), claim.delivered),
        };
        let most = claims.iter().map(|claim| claim.delivered).max().unwrap_or_default();
        let fields = vec![
            Field::choice("claim", "哪一方的交付", claims.iter().map(choice).collect()),
            Field::number("stands", "其中认可多少", most, unit)
                .at_least(0)
                .hint("全部不认可的填 0；其余重新开放认领")
                .codes(&["need.more_than_delivered"]),
            Field::paragraph("reason", "哪里不合格", 200).hint("对方会看到"),
        ];
        Ok(Asked { about: about::of_need(&need), fields })
    })
}

/// Whoever raised it needs it no more.
pub(in crate::pages) fn withdraw() -> Vec<Field> {
    vec![
        Field::fixed("outcome.result", "withdrawn"),
        Field::paragraph("outcome.reason", "为什么不需要了", 200).hint("受理的社区会看到"),
    ]
}

fn close() -> Vec<Field> {
    let choice = |(value, label): (&str, &str)| Choice { value: value.into(), label: label.into() };
    let results = [
        ("solved", "已解决：全部交付"),
        ("partly_solved", "部分解决"),
        ("unsolved", "未解决"),
        ("withdrawn", "撤回，不再需要"),
    ];
    vec![
        Field::choice("outcome.result", "结果", results.map(choice).into()).codes(&[
            "need.not_all_delivered",
            "need.outcome_contradicts",
            "need.raiser_says_unsolved",
        ]),
        Field::paragraph("outcome.reason", "原因", 200)
            .optional()
            .hint("没有全部解决的必须说明原因；销号不等于解决"),
    ]
}

/// Of which one, the address says, and the form carries it on.
fn close_as_duplicate(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let main = visit.find(&Need { need: about::named(visit, "of")? }).await?;
        let mut about = about::of_need(&about::need(visit).await?);
        about.push(("与它重复", Cell::link(format!("/needs/{}", main.id), &main.title)));
        about.push(("销号之后", Cell::text("随那一条一并办理；可以再拆分")));
        let fields = vec![
            Field::fixed("outcome.result", "duplicate"),
            Field::fixed("outcome.of", main.id),
            Field::hidden("of", main.id.to_string()),
        ];
        Ok(Asked { about, fields })
    })
}

/// From which one, the address says, and the form carries it on.
fn apart(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let other = visit.find(&Need { need: about::named(visit, "from")? }).await?;
        let mut about = about::of_need(&about::need(visit).await?);
        about.push(("另一条", Cell::link(format!("/needs/{}", other.id), &other.title)));
        Ok(Asked { about, fields: carried("from", other.id) })
    })
}

//! What is done about offers.

use contracts::PageRequest;
use contracts::registry::CheckIns;
use contracts::registry::taxonomy::Category;
use contracts::resources::offer;
use contracts::resources::schedule::{SCHEDULE_LINES_MAX, Schedule, Weekday};
use contracts::resources::{OfferLine, OfferStatus};
use values::{Amount, OrganisationId, Unit};

use super::field::Field;
use super::{Asked, Deed, Finding, about, deed};
use crate::Shown;
use crate::pages::parts::{Choice, choices};
use crate::pages::{Visit, areas};
use crate::problem::Problem;

pub(crate) const NEW_OFFER: &str = "/offers/new";
pub(crate) const DRAFT_OFFER: &str = "/offers/draft";
pub(crate) const EDIT_OFFER: &str = "/offers/{offer}/edit";
pub(crate) const SET_SCHEDULE: &str = "/offers/{offer}/schedule";
pub(crate) const LIST_DRAFT: &str = "/offers/{offer}/list";
pub(crate) const PAUSE: &str = "/offers/{offer}/pause";
pub(crate) const RESUME: &str = "/offers/{offer}/resume";
pub(crate) const RENEW: &str = "/offers/{offer}/renew";
pub(crate) const WITHDRAW: &str = "/offers/{offer}/withdraw";

/// How many conditions an offer has in a form, beside those it has already.
const MORE_CONDITIONS: usize = 2;

/// How many rows of each kind a schedule has in a form, beside those it has already.
const MORE_OPENINGS: usize = 5;
const MORE_DAYS: usize = 2;

pub(super) fn deeds() -> Vec<Deed> {
    vec![
        deed::<offer::List>(NEW_OFFER, "登记资源", "登记资源", "资源已上清单，社区可以认领了。")
            .found(|visit| Box::pin(new(visit, "")))
            .makes("offer", "/offers/{made}"),
        deed::<offer::Draft>(
            DRAFT_OFFER,
            "登记资源（存草稿）",
            "存草稿",
            "草稿已保存，发布后上清单。",
        )
        .found(|visit| Box::pin(new(visit, "offer.")))
        .makes("offer", "/offers/{made}"),
        deed::<offer::Edit>(EDIT_OFFER, "修改资源", "修改", "已修改；已有的认领不受影响。")
            .found(edit),
        deed::<offer::SetSchedule>(
            SET_SCHEDULE,
            "开放安排",
            "开放安排",
            "开放安排已更新；已有的预约仍然有效。",
        )
        .found(schedule),
        deed::<offer::ListDraft>(LIST_DRAFT, "发布资源草稿", "发布", "资源已上清单。"),
        deed::<offer::Pause>(PAUSE, "暂停资源", "暂停", "已暂停，暂时不接受新的认领。")
            .undone_by(RESUME),
        deed::<offer::Resume>(RESUME, "恢复资源", "恢复", "已恢复，可以认领了。").undone_by(PAUSE),
        deed::<offer::Renew>(RENEW, "续期或确认资源", "续期", "已续期。").fields(renew),
        deed::<offer::Withdraw>(WITHDRAW, "撤回资源", "撤回", "已撤回；已被占用的仍然有效。")
            .fields(withdraw)
            .grave(),
    ]
}

/// The fields of an offer that is new, in their place in the command.
async fn new(visit: &Visit, place: &str) -> Result<Asked, Problem> {
    let owner = about::own(visit)?;
    let area = areas::of(visit, owner).await?;
    let around = area.and_then(|area| area.parent());
    let mut fields = said(visit, place, owner, None).await?;
    let at = |field: &str| format!("{place}{field}");
    fields.extend([
        Field::of::<Category>(at("category"), "类别").value(Category::Venue.code()),
        Field::of::<Unit>(at("amount.unit"), "单位").value(Unit::Session.code()),
        until(at("until")),
        price(at("price")),
    ]);
    if let Some(area) = area {
        fields.push(served(at("area"), areas::choices(visit, area).await?).or(around));
    }
    fields.push(Field::fixed(at("owner"), owner));
    Ok(Asked { about: Vec::new(), fields })
}

/// What can be put otherwise at any time.
async fn said(
    visit: &Visit,
    place: &str,
    owner: OrganisationId,
    known: Option<&OfferLine>,
) -> Result<Vec<Field>, Problem> {
    let at = |field: &str| format!("{place}{field}");
    let category = known.filter(|known| known.status != OfferStatus::Draft);
    let kinds = about::subcategories(visit, category.map(|known| known.category)).await?;
    let mut fields = vec![
        Field::line(at("title"), "名称", 60)
            .or(known.map(|known| &known.title))
            .hint("例如：三楼会议室、义诊、图书"),
        Field::choice(at("subcategory"), "子类", kinds)
            .kept(known.and_then(|known| known.subcategory.as_ref()))
            .optional()
            .codes(&["offer.unknown_subcategory"]),
        Field::number(at("amount.quantity"), "数量", Amount::MAX, "")
            .value(known.map_or(1, |known| known.amount.quantity))
            .codes(&["offer.amount_taken"]),
        Field::paragraph(at("content"), "具体说明", 500)
            .or(known.and_then(|known| known.content.as_ref()))
            .optional(),
        Field::line(at("place"), "地点", 200)
            .or(known.and_then(|known| known.place.as_ref()))
            .optional(),
        Field::line(at("available"), "什么时候可用", 200)
            .or(known.and_then(|known| known.available.as_ref()))
            .optional()
            .hint("例如：周末全天"),
        Field::choice(at("manager"), "由哪个社区代管", communities(visit, owner).await?)
            .kept(known.and_then(|known| known.manager))
            .optional()
            .hint("代管的社区可以暂停、续期和安排开放时间"),
    ];
    let conditions = known.map_or(&[][..], |known| &known.conditions);
    for row in 0..conditions.len() + MORE_CONDITIONS {
        let name = at(&format!("conditions.{row}"));
        let label = format!("使用条件 {}", row + 1);
        fields.push(Field::line(name, label, 100).or(conditions.get(row)).optional());
    }
    Ok(fields)
}

/// The communities to which `unit` has checked in.
async fn communities(visit: &Visit, unit: OrganisationId) -> Result<Vec<Choice>, Problem> {
    let page = PageRequest::first(PageRequest::LIMIT_MAX);
    let asked = CheckIns { unit: Some(unit), page, ..Default::default() };
    let mut all: Vec<_> = visit.ask(&asked).await?.items.iter().map(|one| one.community).collect();
    all.sort_unstable();
    all.dedup();
    let called = visit.called(all.iter().copied()).await?;
    let choice = |id: OrganisationId| Choice { value: id.to_string(), label: called.of(id) };
    Ok(all.into_iter().map(choice).collect())
}

fn until(name: String) -> Field {
    Field::date(name, "有效期至")
        .optional()
        .hint("不填为长期，每半年确认一次")
        .codes(&["offer.until_out_of_range"])
}

fn price(name: String) -> Field {
    Field::yuan(name, "单价（元）")
        .optional()
        .hint("不填为无偿")
        .codes(&["offer.price_out_of_range"])
}

fn served(name: String, choices: Vec<Choice>) -> Field {
    Field::choice(name, "服务范围", choices)
        .optional()
        .hint("不选为不限")
        .codes(&["offer.area_too_wide"])
}

/// All of a draft; of what was listed what claims do not rest on.
fn edit(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let known = about::offer(visit).await?;
        let mut fields = said(visit, "to.", known.owner, Some(&known)).await?;
        let at = |field: &str| format!("to.{field}");
        if known.status == OfferStatus::Draft {
            let fen = known.price.map(|price| price.fen);
            fields.extend([
                Field::of::<Category>(at("category"), "类别").value(known.category.code()),
                Field::of::<Unit>(at("amount.unit"), "单位").value(known.amount.unit.code()),
                until(at("until")).or(known.until),
                price(at("price")).or(fen.map(|fen| format!("{}.{:02}", fen / 100, fen % 100))),
            ]);
            if let Some(area) = areas::of(visit, known.owner).await? {
                let area = areas::choices(visit, area).await?;
                fields.push(served(at("area"), area).kept(known.area));
            }
        } else {
            fields.push(Field::fixed(at("category"), known.category));
            fields.push(Field::fixed(at("amount.unit"), known.amount.unit));
            fields.extend(known.until.map(|until| Field::fixed(at("until"), until)));
            fields.extend(known.price.map(|price| Field::fixed(at("price"), price)));
            fields.extend(known.area.map(|area| Field::fixed(at("area"), area)));
        }
        fields.push(Field::fixed(at("owner"), known.owner));
        fields.extend(known.contact.map(|contact| Field::fixed(at("contact"), contact)));
        fields.extend(known.schedule.as_ref().map(|open| Field::fixed(at("schedule"), open)));
        Ok(Asked { about: about::of_offer(&known), fields })
    })
}

/// Without a row it is booked by time no more.
fn schedule(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let offer = about::offer(visit).await?;
        let known = offer.schedule.as_deref();
        let mut fields = openings(known);
        fields.extend(days(known));
        fields.push(
            Field::number(
                "schedule.capacity",
                "同时可用数量",
                Amount::MAX,
                offer.amount.unit.chinese(),
            )
            .or(known.and_then(|known| known.capacity))
            .optional()
            .hint("不填为独占：同一时段只接受一家")
            .codes(&["offer.capacity_out_of_range"]),
        );
        Ok(Asked { about: about::of_offer(&offer), fields })
    })
}

/// When it is open every week.
fn openings(known: Option<&Schedule>) -> Vec<Field> {
    let weekly = known.map_or(&[][..], |known| &known.weekly);
    let rows = (weekly.len() + MORE_OPENINGS).min(SCHEDULE_LINES_MAX);
    let row = |row: usize| {
        let at = |field: &str| format!("schedule.weekly.{row}.{field}");
        let label = |what: &str| format!("每周开放 {}：{what}", row + 1);
        let opening = weekly.get(row);
        [
            Field::choice(at("weekday"), label("星期"), choices::<Weekday>())
                .or(opening.map(|opening| opening.weekday.code()))
                .codes(&["offer.never_open", "offer.slot_overbooked"]),
            Field::time(at("from"), label("开始")).or(opening.map(|opening| opening.from)),
            Field::time(at("to"), label("结束"))
                .or(opening.map(|opening| opening.to))
                .hint("不晚于开始的算到第二天"),
        ]
        .map(Field::optional)
    };
    (0..rows).flat_map(row).collect()
}

/// On which days it is closed, and on which open besides.
fn days(known: Option<&Schedule>) -> Vec<Field> {
    let closed = known.map_or(&[][..], |known| &known.closed);
    let extra = known.map_or(&[][..], |known| &known.extra);
    let closed_row = |row: usize| {
        let (name, label) = (format!("schedule.closed.{row}"), format!("停用日 {}", row + 1));
        Field::date(name, label).or(closed.get(row)).optional()
    };
    let extra_row = |row: usize| {
        let at = |field: &str| format!("schedule.extra.{row}.{field}");
        let label = |what: &str| format!("补开日 {}：{what}", row + 1);
        let slot = extra.get(row);
        [
            Field::date(at("date"), label("日期")).or(slot.map(|slot| slot.date)),
            Field::time(at("from"), label("开始")).or(slot.map(|slot| slot.from)),
            Field::time(at("to"), label("结束")).or(slot.map(|slot| slot.to)),
        ]
        .map(Field::optional)
    };
    let rows = |known: usize| 0..(known + MORE_DAYS).min(SCHEDULE_LINES_MAX);
    let all = rows(closed.len()).map(closed_row);
    all.chain(rows(extra.len()).flat_map(extra_row)).collect()
}

fn renew() -> Vec<Field> {
    vec![until("until".to_owned())]
}

fn withdraw() -> Vec<Field> {
    vec![Field::paragraph("reason", "原因", 200).optional()]
}

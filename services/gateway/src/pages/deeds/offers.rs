//! What is done about offers.

use contracts::registry::taxonomy::Category;
use contracts::resources::offer;
use values::{Amount, Unit};

use super::field::Field;
use super::{Asked, Deed, about, deed};
use crate::Shown;
use crate::pages::{Visit, areas};
use crate::problem::Problem;

pub(crate) const NEW_OFFER: &str = "/offers/new";
pub(crate) const LIST_DRAFT: &str = "/offers/{offer}/list";
pub(crate) const PAUSE: &str = "/offers/{offer}/pause";
pub(crate) const RESUME: &str = "/offers/{offer}/resume";
pub(crate) const RENEW: &str = "/offers/{offer}/renew";
pub(crate) const WITHDRAW: &str = "/offers/{offer}/withdraw";

pub(super) fn deeds() -> Vec<Deed> {
    vec![
        deed::<offer::List>(NEW_OFFER, "登记资源", "登记资源", "资源已上清单，社区可以认领了。")
            .found(|visit| Box::pin(new(visit)))
            .makes("offer", "/offers/{made}"),
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

async fn new(visit: &Visit) -> Result<Asked, Problem> {
    let owner = about::own(visit)?;
    let area = areas::of(visit, owner).await?.and_then(|area| area.parent());
    let mut fields = vec![
        Field::line("title", "名称", 60).hint("例如：三楼会议室、义诊、图书"),
        Field::of::<Category>("category", "类别").value(Category::Venue.code()),
        Field::number("amount.quantity", "数量", Amount::MAX, "").value(1),
        Field::of::<Unit>("amount.unit", "单位").value(Unit::Session.code()),
        Field::paragraph("content", "具体说明", 500).optional(),
        Field::line("place", "地点", 200).optional(),
        Field::line("available", "什么时候可用", 200).optional().hint("例如：周末全天"),
        Field::date("until", "有效期至")
            .optional()
            .hint("不填为长期，每半年确认一次")
            .codes(&["offer.until_out_of_range"]),
        Field::yuan("price", "单价（元）")
            .optional()
            .hint("不填为无偿")
            .codes(&["offer.price_out_of_range"]),
        Field::fixed("owner", owner),
    ];
    fields.extend(area.map(|area| Field::fixed("area", area)));
    Ok(Asked { about: Vec::new(), fields })
}

fn renew() -> Vec<Field> {
    let hint = "不填为长期，每半年确认一次";
    let until = Field::date("until", "有效期至").optional().hint(hint);
    vec![until.codes(&["offer.until_out_of_range"])]
}

fn withdraw() -> Vec<Field> {
    vec![Field::paragraph("reason", "原因", 200).optional()]
}

//! The operations of `resources`.

use contracts::resources::{self, offer};
use utoipa::openapi::path::HttpMethod::{Post, Put};

use super::super::{Chapter, Route, made};

const OFFERS: Chapter = Chapter("资源清单");

pub(super) fn routes() -> Vec<Route> {
    vec![
        OFFERS.create::<offer::List>("/offers", "提交资源", made("offer", "/offers/")),
        OFFERS.list::<resources::Offers>("/offers", "查询资源清单").of::<resources::OfferLine>(),
        OFFERS.one::<resources::Offer, _>("/offers/{offer}", "查看资源"),
        OFFERS.part::<resources::Slots, _>("/offers/{offer}/slots", "查看可预约时段"),
        OFFERS.create::<offer::Draft>("/offers/draft", "保存资源草稿", made("offer", "/offers/")),
        OFFERS.change::<offer::RenewMany>(Post, "/offers/renew", "批量续期或确认资源"),
        OFFERS.change::<offer::ListDraft>(Post, "/offers/{offer}/list", "发布资源草稿"),
        OFFERS.change::<offer::Edit>(Put, "/offers/{offer}", "修改资源"),
        OFFERS.change::<offer::SetSchedule>(Put, "/offers/{offer}/schedule", "调整开放安排"),
        OFFERS.change::<offer::Withdraw>(Post, "/offers/{offer}/withdraw", "撤回资源"),
        OFFERS.change::<offer::Pause>(Post, "/offers/{offer}/pause", "暂停资源"),
        OFFERS.change::<offer::Resume>(Post, "/offers/{offer}/resume", "恢复资源"),
        OFFERS.change::<offer::Renew>(Post, "/offers/{offer}/renew", "续期或确认资源"),
    ]
}

//! What is done about items of the hotline: taken down, and answered under their number.

use contracts::needs::hotline;
use values::time;

use super::field::Field;
use super::{Asked, Deed, Finding, about, deed};
use crate::pages::Visit;
use crate::pages::lines;
use crate::pages::lists::hotline as items;
use crate::pages::parts::Cell;

pub(crate) const NEW_HOTLINE_ITEM: &str = "/hotline-items/new";
pub(crate) const REPLY_HOTLINE_ITEM: &str = "/hotline-items/{number}/reply";

pub(super) fn deeds() -> Vec<Deed> {
    let received = "已登记并转为需求，办理从来电时计时。";
    vec![
        deed::<hotline::Receive>(NEW_HOTLINE_ITEM, "登记热线件", "登记热线件", received)
            .found(receive)
            .then("/hotline-items"),
        deed::<hotline::Reply>(
            REPLY_HOTLINE_ITEM,
            "答复热线件",
            "答复",
            "已按原编号答复；导出表格即可报回热线。",
        )
        .found(reply)
        .personal("办理热线件"),
    ]
}

fn receive(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let own = about::own(visit)?;
        let called = visit.called([own]).await?;
        let fields = vec![
            Field::line("number", "热线编号", 40)
                .hint("12345 平台的原编号")
                .codes(&["hotline.other_item"]),
            Field::line("title", "标题", 60).hint("不写姓名、电话、住址"),
            Field::paragraph("text", "来电内容", 8000).hint("加密保存，只有承办单位的人员能看到"),
            Field::line("category", "热线类别", 30).optional(),
            Field::moment("heard_at", "来电时间")
                .value(time::show(visit.now()))
                .codes(&["hotline.times_out_of_order"]),
            Field::moment("until", "热线时限").optional().hint("不填按本系统的时限办理"),
            Field::fixed("owner", own),
        ];
        Ok(Asked { about: vec![("承办", Cell::Text(called.of(own)))], fields })
    })
}

fn reply(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let one = lines::found_hotline_item(visit).await?;
        let about = vec![
            ("热线件", Cell::link(items::path(&one), &one.title)),
            ("编号", Cell::text(&one.number)),
            ("来电内容", Cell::maybe(one.text.as_ref())),
        ];
        let fields = vec![Field::paragraph("reply", "答复", 8000).hint("答复后办理计时结束")];
        Ok(Asked { about, fields })
    })
}

//! What is done about work put on communities: asked for, judged, received.

use contracts::needs::admission::{self, WorkKind};
use contracts::needs::{Admission, AdmissionLine};

use super::field::{Field, reason};
use super::{Asked, Deed, Finding, about, deed};
use crate::Shown;
use crate::pages::lists::admissions;
use crate::pages::parts::{Cell, choices};
use crate::pages::{Visit, areas};
use crate::problem::Problem;

pub(crate) const NEW_ADMISSION: &str = "/admissions/new";
pub(crate) const APPROVE_ADMISSION: &str = "/admissions/{admission}/approve";
pub(crate) const REFUSE_ADMISSION: &str = "/admissions/{admission}/refuse";
pub(crate) const RECEIVE_ADMISSION: &str = "/admissions/{admission}/receive";

pub(super) fn deeds() -> Vec<Deed> {
    let asked = "已申请，等待区县审批；同意之前社区看不到。";
    vec![
        deed::<admission::Request>(NEW_ADMISSION, "申请工作准入", "申请准入", asked)
            .found(request)
            .makes("admission", "/admissions/{made}"),
        deed::<admission::Approve>(
            APPROVE_ADMISSION,
            "同意准入",
            "同意准入",
            "已同意，范围内的社区可以看到并签收。",
        )
        .found(judged),
        deed::<admission::Refuse>(REFUSE_ADMISSION, "不同意准入", "不同意", "已答复申请部门。")
            .fields(reason)
            .grave(),
        deed::<admission::Receive>(RECEIVE_ADMISSION, "签收准入事项", "签收", "已签收。")
            .found(receive),
    ]
}

fn request(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let own = about::own(visit)?;
        let area = areas::of(visit, own).await?.ok_or_else(Problem::not_found)?;
        let called = visit.called([own]).await?;
        let kinds = choices::<WorkKind>().into_iter();
        let kinds = kinds.filter(|kind| kind.value != WorkKind::Negative.code());
        let fields = vec![
            Field::line("title", "事项", 60),
            Field::paragraph("content", "要社区做什么", 500),
            Field::choice("kind", "类别", kinds.collect())
                .hint("负面事项不得交给社区；依法协助和购买服务须带经费")
                .codes(&["admission.negative_item"]),
            Field::yuan("money", "经费（元）").optional().codes(&["admission.money_missing"]),
            Field::choice("area", "哪里的社区", areas::choices(visit, area).await?)
                .codes(&["admission.no_district"]),
            Field::fixed("department", own),
        ];
        Ok(Asked { about: vec![("申请部门", Cell::Text(called.of(own)))], fields })
    })
}

/// The request in the path, and what a form about it says first.
async fn the_admission(
    visit: &Visit,
) -> Result<(AdmissionLine, Vec<(&'static str, Cell)>), Problem> {
    let one = visit.find(&Admission { admission: visit.id("admission")? }).await?;
    let called = visit.called([one.department]).await?;
    let about = vec![
        ("事项", Cell::link(format!("/admissions/{}", one.id), &one.title)),
        ("类别", Cell::text(admissions::kind(&one))),
        ("申请部门", Cell::Text(called.of(one.department))),
        ("经费", Cell::maybe(one.money)),
    ];
    Ok((one, about))
}

fn judged(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (_, about) = the_admission(visit).await?;
        Ok(Asked { about, fields: Vec::new() })
    })
}

fn receive(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (_, about) = the_admission(visit).await?;
        Ok(Asked { about, fields: vec![Field::fixed("community", about::own(visit)?)] })
    })
}

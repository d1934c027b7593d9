//! Pages to be printed: whole in themselves, nothing is loaded from anywhere.

mod archive_sheet;

use axum::extract::Request;
use axum::response::{Html, IntoResponse, Response};
use contracts::registry::{
    CheckInForm, CheckInPaper, CheckInReceipt, CheckInStatus, MemberPaper, UnitPaper,
};
use values::time;

use crate::commands::done;
use crate::problem::Problem;
use crate::queries::{self, asked};
use crate::state::Gateway;

pub(crate) use archive_sheet::archive_sheet;

/// Where something is not known, or may not be seen.
const BLANK: &str = "——";

/// The form 报到单 with its receipt 回执.
pub(crate) async fn check_in(gateway: Gateway, request: Request) -> Result<Response, Problem> {
    let paper = done(
        asked::<Option<CheckInPaper>>(gateway, request, queries::Form::of::<CheckInForm>()).await?,
    )?;
    let paper = paper.ok_or_else(Problem::not_found)?;
    Ok(Html(check_in_page(&paper)).into_response())
}

fn check_in_page(paper: &CheckInPaper) -> String {
    let (title, mut rows) = match (&paper.unit, &paper.member) {
        (Some(unit), _) => ("驻区单位到社区报到单", unit_rows(unit)),
        (None, Some(member)) => ("在职党员到社区报到单", member_rows(member)),
        (None, None) => ("报到单", Vec::new()),
    };
    let community = paper.community.as_deref().unwrap_or(BLANK);
    let kind = if paper.primary { "主报到" } else { "报到" };
    let term = if paper.half_yearly { "半年" } else { "一年" };
    rows.extend([
        ("报到社区", community.to_owned()),
        ("报到类型", format!("{kind}，每期{term}")),
        ("可提供的资源和服务", said(paper.can_offer.as_deref())),
        ("申请日期", time::date_at(paper.requested_at).to_string()),
        ("状态", status(paper.status).to_owned()),
    ]);
    rows.extend(paper.reason.as_deref().map(|reason| ("原因", reason.to_owned())));
    let table = rows.iter().fold(String::new(), |table, (label, value)| {
        let (label, value) = (escaped(label), escaped(value));
        format!("{table}<tr><th width=\"30%\" align=\"left\">{label}</th><td>{value}</td></tr>\n")
    });
    let receipt = paper.receipt.as_ref().map_or_else(
        || "<p>社区尚未接收。</p>".to_owned(),
        |receipt| receipt_text(receipt, community),
    );
    format!(
        "<!doctype html>\n<html lang=\"zh-CN\">\n<head><meta charset=\"utf-8\">\
         <title>{title}</title></head>\n<body>\n<h1 align=\"center\">{title}</h1>\n\
         <p align=\"right\">编号：{}</p>\n\
         <table border=\"1\" cellspacing=\"0\" cellpadding=\"8\" width=\"100%\">\n{table}</table>\n\
         <p>报到单位（人）签章：　　　　　　　　　　　　年　　月　　日</p>\n<hr>\n\
         <h2 align=\"center\">回　执</h2>\n{receipt}\n\
         <p>社区（盖章）：　　　　　　　　　　　　　　　年　　月　　日</p>\n</body>\n</html>\n",
        paper.id,
    )
}

fn receipt_text(receipt: &CheckInReceipt, community: &str) -> String {
    let date = time::date_at(receipt.accepted_at);
    let by = said(receipt.accepted_by.as_deref());
    format!(
        "<p>{}已于 {date} 接收本报到，经办人：{}。有效期至 {}，到期前 30 日内请办理续报。</p>",
        escaped(community),
        escaped(&by),
        receipt.until,
    )
}

fn unit_rows(unit: &UnitPaper) -> Vec<(&'static str, String)> {
    let area = unit.area_name.clone().or_else(|| unit.area.map(|area| area.to_string()));
    vec![
        ("单位名称", unit.name.to_string()),
        ("单位性质", said(unit.nature.map(|nature| nature.chinese()))),
        ("统一社会信用代码", said(unit.credit_code.as_ref().map(|code| code.as_str()))),
        ("地址", said(unit.address.as_deref())),
        ("所属网格或区域", said(area.as_deref())),
        ("负责人", said(unit.head.as_deref())),
        ("联络员", said(unit.liaison.as_deref())),
        ("联系电话", said(unit.phone.as_deref())),
        ("党员人数", said(unit.members.map(|members| members.to_string()).as_deref())),
    ]
}

fn member_rows(member: &MemberPaper) -> Vec<(&'static str, String)> {
    let skills: Vec<&str> = member.skills.iter().map(|skill| skill.as_str()).collect();
    vec![
        ("姓名", said(member.name.as_deref())),
        ("联系电话", said(member.phone.as_deref())),
        ("工作单位", said(member.work_unit.as_deref())),
        ("居住社区", said(member.home_community.as_deref())),
        ("专业特长", said(Some(skills.join("、").as_str()))),
        ("服务类别", said(Some(member.services.join("、").as_str()))),
    ]
}

fn status(status: CheckInStatus) -> &'static str {
    match status {
        CheckInStatus::Requested => "待接收",
        CheckInStatus::Active => "已报到",
        CheckInStatus::Due => "待续报",
        CheckInStatus::Returned => "已退回",
        CheckInStatus::Lapsed => "期满未续",
        CheckInStatus::Ended => "已结束",
    }
}

fn said(text: Option<&str>) -> String {
    text.filter(|text| !text.is_empty()).unwrap_or(BLANK).to_owned()
}

/// `text` as it stands in a page: what people wrote is never markup.
fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut page, c| {
        match c {
            '&' => page.push_str("&amp;"),
            '<' => page.push_str("&lt;"),
            '>' => page.push_str("&gt;"),
            '"' => page.push_str("&quot;"),
            '\'' => page.push_str("&#39;"),
            '\n' => page.push_str("<br>"),
            other => page.push(other),
        }
        page
    })
}

#[cfg(test)]
mod tests {
    use contracts::testing::monday;
    use values::{CheckInId, Text, Uuid};

    use super::*;

    fn paper() -> CheckInPaper {
        CheckInPaper {
            id: CheckInId(Uuid::from_u128(7)),
            status: CheckInStatus::Active,
            community: Some(Text::new("和平社区").unwrap()),
            primary: true,
            half_yearly: false,
            unit: None,
            member: Some(MemberPaper {
                name: Some("某甲".to_owned()),
                phone: None,
                work_unit: Some(Text::new("市第一医院").unwrap()),
                home_community: None,
                skills: vec![Text::new("急救").unwrap()],
                services: vec!["健康医疗".to_owned()],
            }),
            can_offer: Some(Text::new("<b>义诊</b>").unwrap()),
            requested_at: monday(),
            reason: None,
            receipt: None,
        }
    }

    #[test]
    fn what_people_wrote_is_never_markup() {
        let page = check_in_page(&paper());
        assert!(page.contains("&lt;b&gt;义诊&lt;/b&gt;") && !page.contains("<b>"), "{page}");
    }

    #[test]
    fn the_page_has_the_fields_of_the_form_and_loads_nothing() {
        let page = check_in_page(&paper());
        for text in ["某甲", "市第一医院", "急救", "健康医疗", "和平社区", "2026-03-02", "尚未接收"]
        {
            assert!(page.contains(text), "{text}: {page}");
        }
        assert!(!page.contains("src=") && !page.contains("href="), "{page}");
    }

    #[test]
    fn the_receipt_says_when_and_by_whom_it_was_accepted() {
        let receipt = CheckInReceipt {
            accepted_at: monday(),
            accepted_by: Some("某乙".to_owned()),
            until: "2027-03-01".parse().unwrap(),
        };
        let page = check_in_page(&CheckInPaper { receipt: Some(receipt), ..paper() });
        assert!(page.contains("和平社区已于 2026-03-02 接收本报到，经办人：某乙"), "{page}");
        assert!(page.contains("有效期至 2027-03-01"), "{page}");
    }
}

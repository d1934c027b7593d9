//! Carrying a project out: opened, recorded, confirmed, accepted.

use contracts::projects::{Project, project, record, roll};
use values::{Amount, time};

use super::field::{Field, reason};
use super::{Asked, Deed, Finding, about, deed};
use crate::pages::Visit;
use crate::pages::parts::Cell;

pub(crate) const OPEN: &str = "/claims/{claim}/project";
pub(crate) const PROPOSE: &str = "/claims/{claim}/propose-project";
pub(crate) const APPROVE: &str = "/projects/{project}/approve";
pub(crate) const REFUSE: &str = "/projects/{project}/refuse";
pub(crate) const START: &str = "/projects/{project}/start";
pub(crate) const SUSPEND: &str = "/projects/{project}/suspend";
pub(crate) const RESUME_PROJECT: &str = "/projects/{project}/resume";
pub(crate) const CONTINUE: &str = "/projects/{project}/continue";
pub(crate) const RECORD: &str = "/projects/{project}/record";
pub(crate) const OPEN_ROLL: &str = "/projects/{project}/roll";
pub(crate) const ASK_ACCEPTANCE: &str = "/projects/{project}/ask-acceptance";
pub(crate) const ACCEPT_PROJECT: &str = "/projects/{project}/accept";
pub(crate) const ASK_REWORK: &str = "/projects/{project}/ask-rework";
pub(crate) const END: &str = "/projects/{project}/end";
pub(crate) const ARCHIVE: &str = "/projects/{project}/archive";
pub(crate) const CONFIRM: &str = "/records/{record}/confirm";
pub(crate) const COUNTER: &str = "/records/{record}/counter";
pub(crate) const CLOSE_ROLL: &str = "/rolls/{roll}/close";
pub(crate) const SIGN_IN: &str = "/rolls/{roll}/sign-in";
pub(crate) const SIGN_OUT: &str = "/rolls/{roll}/sign-out";

pub(super) fn deeds() -> Vec<Deed> {
    let both = [opening(), carrying_out()];
    both.into_iter().flatten().collect()
}

fn opening() -> Vec<Deed> {
    vec![
        deed::<project::Open>(OPEN, "直接立项", "直接立项", "项目已立项，可以登记服务了。")
            .found(title)
            .makes("project", "/projects/{made}"),
        deed::<project::Propose>(PROPOSE, "申报立项", "申报立项", "已申报，等待需求方批准。")
            .found(title)
            .makes("project", "/projects/{made}"),
        deed::<project::Approve>(APPROVE, "批准立项", "批准立项", "已批准。"),
        deed::<project::Refuse>(REFUSE, "不予立项", "不予立项", "已退回申报。")
            .fields(reason)
            .grave(),
        deed::<project::Start>(START, "开始执行", "开始执行", "项目已开始执行。"),
        deed::<project::Suspend>(SUSPEND, "暂停项目", "暂停", "项目已暂停。")
            .fields(reason)
            .undone_by(RESUME_PROJECT),
        deed::<project::Resume>(RESUME_PROJECT, "恢复项目", "恢复", "项目已恢复执行。"),
        deed::<project::Continue>(CONTINUE, "协议终止后继续", "继续执行", "项目继续执行。"),
    ]
}

fn carrying_out() -> Vec<Deed> {
    vec![
        deed::<record::Record>(RECORD, "登记服务", "登记服务", "已登记，等待对方确认。")
            .found(service),
        deed::<roll::Open>(OPEN_ROLL, "开启签到", "扫码签到", "签到已开启，请出示二维码。")
            .makes("roll", "/rolls/{made}"),
        deed::<record::Confirm>(CONFIRM, "确认服务记录", "确认", "已确认，计入交付。"),
        deed::<record::Counter>(COUNTER, "冲销服务记录", "冲销", "已冲销，不再计入。")
            .fields(reason)
            .grave(),
        deed::<project::AskAcceptance>(
            ASK_ACCEPTANCE,
            "申请验收",
            "申请验收",
            "已申请，等待需求方验收。",
        ),
        deed::<project::Accept>(ACCEPT_PROJECT, "验收项目", "验收通过", "已验收，双方可以评价了。"),
        deed::<project::AskRework>(ASK_REWORK, "要求返工", "要求返工", "已要求返工。")
            .fields(reason)
            .grave(),
        deed::<project::End>(END, "终止项目", "终止", "项目已终止，未交付的放回清单。")
            .fields(reason)
            .grave(),
        deed::<project::Archive>(ARCHIVE, "归档", "归档", "项目已归档。"),
        deed::<roll::Close>(CLOSE_ROLL, "结束签到", "结束签到", "签到已结束，服务记录已生成。")
            .fields(closing),
        deed::<roll::SignIn>(SIGN_IN, "签到", "签到", "已签到。").fields(code),
        deed::<roll::SignOut>(SIGN_OUT, "签退", "签退", "已签退。").fields(code),
    ]
}

fn title(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let claim = about::claim(visit).await?;
        let title = about::title_of(visit, &claim).await?;
        let about = about::of_claim(visit, &claim).await?;
        let fields = vec![Field::line("title", "项目名称", 60).value(title)];
        Ok(Asked { about, fields })
    })
}

fn service(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let project = visit.find(&Project { project: visit.id("project")? }).await?;
        let left = project.amount.quantity.saturating_sub(project.delivered);
        let unit = project.amount.unit.chinese();
        let about = vec![
            ("项目", Cell::link(format!("/projects/{}", project.id), &project.title)),
            ("已交付", Cell::text(format!("{} / {}", project.delivered, project.amount))),
        ];
        let fields = vec![
            Field::line("service.what", "做了什么", 200).hint("例如：为老人量血压、送药"),
            Field::date("service.date", "日期")
                .value(time::date_at(visit.now()))
                .codes(&["record.date_in_the_future"]),
            Field::number("service.minutes", "时长", 1440, "分钟")
                .value(120)
                .codes(&["record.out_of_range"]),
            Field::number("service.people", "参加人数", 10_000, "人").value(1),
            Field::number("service.quantity", "本次交付", Amount::MAX, unit)
                .value(left.clamp(1, 1))
                .hint(format!("还差 {left} {unit}"))
                .codes(&["project.more_than_claimed"]),
        ];
        Ok(Asked { about, fields })
    })
}

fn closing() -> Vec<Field> {
    vec![
        Field::line("what", "做了什么", 200),
        Field::number("quantity", "本次交付", Amount::MAX, "").value(1),
    ]
}

fn code() -> Vec<Field> {
    vec![
        Field::line("code", "签到码", 32)
            .hint("组织者出示的码，每 30 秒更换")
            .codes(&["roll.code_not_good"]),
    ]
}

//! Carrying a project out: opened, recorded, confirmed, accepted.

use contracts::PageRequest;
use contracts::projects::record::Service;
use contracts::projects::{
    Agreement, ClaimStatus, Claims, Project, ProjectLine, Record, Roll, project, record, roll,
};
use values::{Amount, time};

use super::field::{Field, reason};
use super::{Asked, Deed, Finding, about, deed};
use crate::pages::Visit;
use crate::pages::parts::{Cell, Choice};
use crate::problem::Problem;

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
pub(crate) const ADD_CLAIM: &str = "/projects/{project}/add-claim";
pub(crate) const CONFIRM: &str = "/records/{record}/confirm";
pub(crate) const COUNTER: &str = "/records/{record}/counter";
pub(crate) const CORRECT: &str = "/records/{record}/correct";
pub(crate) const CLOSE_ROLL: &str = "/rolls/{roll}/close";
pub(crate) const SIGN_IN: &str = "/rolls/{roll}/sign-in";
pub(crate) const SIGN_OUT: &str = "/rolls/{roll}/sign-out";

/// How many people a form of a service asks for, beside those it knows already.
const MORE_PEOPLE: usize = 5;

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
        deed::<project::AddClaim>(ADD_CLAIM, "并入另一条认领", "并入认领", "已并入，一并执行。")
            .found(add_claim),
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
            .found(|visit| Box::pin(record(visit))),
        deed::<record::Correct>(CORRECT, "更正服务记录", "更正", "已更正，等待对方确认。")
            .found(|visit| Box::pin(correct(visit)))
            .makes("record", "/records/{made}"),
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
            .found(|visit| Box::pin(closing(visit))),
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

async fn record(visit: &Visit) -> Result<Asked, Problem> {
    let project = visit.find(&Project { project: visit.id("project")? }).await?;
    let fields = service(visit, &project, None).await?;
    Ok(Asked { about: of_project(&project), fields })
}

/// What it says now is put otherwise; the record that is corrected is countered.
async fn correct(visit: &Visit) -> Result<Asked, Problem> {
    let known = visit.find(&Record { record: visit.id("record")? }).await?;
    let project = visit.find(&Project { project: known.project }).await?;
    let mut fields = service(visit, &project, Some(&known.service)).await?;
    fields.extend(reason());
    Ok(Asked { about: of_project(&project), fields })
}

fn of_project(project: &ProjectLine) -> Vec<(&'static str, Cell)> {
    vec![
        ("项目", Cell::link(format!("/projects/{}", project.id), &project.title)),
        ("已交付", Cell::text(format!("{} / {}", project.delivered, project.amount))),
    ]
}

async fn service(
    visit: &Visit,
    project: &ProjectLine,
    known: Option<&Service>,
) -> Result<Vec<Field>, Problem> {
    let left = project.amount.quantity.saturating_sub(project.delivered);
    let unit = project.amount.unit.chinese();
    let mut fields = vec![
        Field::line("service.what", "做了什么", 200)
            .or(known.map(|known| &known.what))
            .hint("例如：为老人量血压、送药"),
        Field::date("service.date", "日期")
            .value(known.map_or_else(|| time::date_at(visit.now()), |known| known.date))
            .codes(&["record.date_in_the_future"]),
        Field::number("service.minutes", "时长", 1440, "分钟")
            .value(known.map_or(120, |known| known.minutes))
            .codes(&["record.out_of_range"]),
        Field::number("service.people", "参加人数", 10_000, "人")
            .value(known.map_or(1, |known| known.people))
            .hint("含下面记名的人"),
        Field::number("service.quantity", "本次交付", Amount::MAX, unit)
            .at_least(0)
            .value(known.map_or(left.min(1), |known| known.quantity))
            .hint(format!("还差 {left} {unit}；只履行协议职责的填 0"))
            .codes(&["project.more_than_claimed"]),
    ];
    fields.extend(duty(visit, project, "service.", known.and_then(|known| known.duty)).await?);
    fields.extend(attendance(visit, known).await?);
    Ok(fields)
}

/// Which duty of the project's agreement it did, where there is one.
async fn duty(
    visit: &Visit,
    project: &ProjectLine,
    place: &str,
    known: Option<record::DutyDone>,
) -> Result<Vec<Field>, Problem> {
    let Some(agreement) = project.agreement else { return Ok(Vec::new()) };
    let agreement = visit.find(&Agreement { agreement }).await?;
    let choice = |line: &contracts::projects::DutyLine| Choice {
        value: line.number.to_string(),
        label: line.duty.what.to_string(),
    };
    let duties = agreement.duties.iter().map(choice).collect();
    Ok(vec![
        Field::numbered(format!("{place}duty.number"), "履行了协议的哪条职责", duties)
            .or(known.map(|known| known.number))
            .optional()
            .codes(&["agreement.unknown_duty", "record.duty_of_another"]),
        Field::number(format!("{place}duty.quantity"), "这条职责履行了多少", Amount::MAX, "")
            .or(known.map(|known| known.quantity))
            .optional()
            .hint("按职责自己的单位，计入履约率"),
    ])
}

/// Who came, as far as the visitor's roster names them; who was expected and did not come stays.
async fn attendance(visit: &Visit, known: Option<&Service>) -> Result<Vec<Field>, Problem> {
    let came = known.map_or(&[][..], |known| &known.attendance);
    let (people, mut fields) = (about::own_people(visit).await?, Vec::new());
    for row in 0..came.len() + MORE_PEOPLE {
        let at = |field: &str| format!("service.attendance.{row}.{field}");
        let label = |what: &str| format!("参加者 {}{what}", row + 1);
        let one = came.get(row);
        let person = Field::choice(at("person"), label(""), people.clone())
            .kept(one.map(|one| one.person))
            .codes(&["record.too_many_named"]);
        let minutes = Field::number(at("minutes"), label("的时长"), 1440, "分钟");
        fields.extend([person, minutes.or(one.map(|one| one.minutes))].map(Field::optional));
    }
    let stayed_away = known.filter(|known| !known.no_shows.is_empty());
    fields.extend(stayed_away.map(|known| Field::fixed("service.no_shows", &known.no_shows)));
    Ok(fields)
}

/// Another claim between the same two.
fn add_claim(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let project = visit.find(&Project { project: visit.id("project")? }).await?;
        let asked = Claims {
            organisation: Some(project.asking),
            status: Some(ClaimStatus::Accepted),
            page: PageRequest::first(PageRequest::LIMIT_MAX),
            ..Default::default()
        };
        let claims = visit.ask(&asked).await?.items;
        let asking = contracts::Claimer::from(project.asking);
        let between = |claim: &&contracts::projects::ClaimLine| {
            let sides = [Some(claim.claimer), claim.counterpart.map(Into::into)];
            sides.contains(&Some(project.giving)) && sides.contains(&Some(asking))
        };
        let mut choices = Vec::new();
        for claim in claims.iter().filter(between) {
            let title = about::title_of(visit, claim).await?;
            let label = format!("{title}，{}", claim.amount);
            choices.push(Choice { value: claim.id.to_string(), label });
        }
        let field = Field::choice("claim", "并入哪条认领", choices);
        let fields = vec![field.hint("双方之间已接受、尚未立项的认领")];
        Ok(Asked { about: of_project(&project), fields })
    })
}

async fn closing(visit: &Visit) -> Result<Asked, Problem> {
    let roll = visit.find(&Roll { roll: visit.id("roll")? }).await?;
    let project = visit.find(&Project { project: roll.project }).await?;
    let mut fields = vec![
        Field::line("what", "做了什么", 200),
        Field::number("quantity", "本次交付", Amount::MAX, project.amount.unit.chinese())
            .at_least(0)
            .value(1),
    ];
    fields.extend(duty(visit, &project, "", None).await?);
    Ok(Asked { about: of_project(&project), fields })
}

fn code() -> Vec<Field> {
    vec![
        Field::line("code", "签到码", 32)
            .hint("组织者出示的码，每 30 秒更换")
            .codes(&["roll.code_not_good"]),
    ]
}

//! Handling a need against the clock 办理时限: each step done in time, a question that stops the
//! clock, an extension, and up to whoever can solve it.

use contracts::needs::handling;
use contracts::needs::limits::Limit;
use contracts::needs::need::Urgency;
use contracts::needs::{Handling, HandlingLine};

use super::field::{Field, reason};
use super::{Asked, Deed, Finding, about, deed};
use crate::Shown;
use crate::pages::parts::Cell;
use crate::pages::{Visit, look};
use crate::problem::Problem;

pub(crate) const BEGIN: &str = "/needs/{need}/handling/begin";
pub(crate) const COMPLETE: &str = "/needs/{need}/handling/complete";
pub(crate) const ASK: &str = "/needs/{need}/handling/ask";
pub(crate) const TAKE_ANSWER: &str = "/needs/{need}/handling/resume";
pub(crate) const REPLY: &str = "/needs/{need}/handling/reply";
pub(crate) const ASK_EXTENSION: &str = "/needs/{need}/handling/ask-extension";
pub(crate) const ANSWER_EXTENSION: &str = "/needs/{need}/handling/answer-extension";
pub(crate) const ESCALATE: &str = "/needs/{need}/handling/escalate";
pub(crate) const ANSWER_BELOW: &str = "/needs/{need}/handling/answer";

pub(super) fn deeds() -> Vec<Deed> {
    let deeds = vec![
        deed::<handling::Begin>(BEGIN, "开始办理计时", "开始计时", "已开始计时，请按时受理。")
            .fields(class),
        deed::<handling::Complete>(COMPLETE, "完成本环节", "完成本环节", "已完成，进入下一环节。")
            .found(step),
        deed::<handling::Ask>(ASK, "向提出人提问", "提问并暂停", "已提问，答复前暂停计时。")
            .found(question),
        deed::<handling::Resume>(TAKE_ANSWER, "记下答复", "记下答复", "已记下答复，继续计时。")
            .found(answer_taken),
        deed::<handling::Reply>(REPLY, "答复社区的提问", "答复提问", "已答复，社区继续办理。")
            .fields(|| vec![Field::paragraph("answer", "您的答复", 500)])
            .then("/needs/{need}"),
        deed::<handling::AskExtension>(
            ASK_EXTENSION,
            "申请延期",
            "申请延期",
            "已申请，等待上一级审批。",
        )
        .found(extension),
        deed::<handling::AnswerExtension>(
            ANSWER_EXTENSION,
            "审批延期",
            "审批延期",
            "已答复延期申请。",
        )
        .found(extension_answered),
        deed::<handling::Escalate>(ESCALATE, "上报上一级", "上报", "已上报，由上一级办理。")
            .fields(reason)
            .grave(),
        deed::<handling::Answer>(ANSWER_BELOW, "答复下一级", "答复下一级", "已答复，由下级继续。")
            .found(answered),
    ];
    deeds.into_iter().map(|deed| deed.then("/needs/{need}")).collect()
}

fn class() -> Vec<Field> {
    vec![Field::of::<Urgency>("class", "类别").value(Urgency::Ordinary.code())]
}

/// The handling in the path, and what a form about it says first.
async fn running(visit: &Visit) -> Result<(HandlingLine, Vec<(&'static str, Cell)>), Problem> {
    let need = about::need(visit).await?;
    let handling = visit.find(&Handling { need: need.id }).await?;
    let due = handling.clock.due_at;
    let until = format!("{}（{}）", look::moment(due), look::until(due, visit.now()));
    let mut about = about::of_need(&need);
    about.push(("环节", Cell::text(handling.step.chinese())));
    about.push(("期限", Cell::When(until)));
    Ok((handling, about))
}

fn step(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (handling, about) = running(visit).await?;
        Ok(Asked { about, fields: vec![Field::fixed("step", handling.step)] })
    })
}

fn question(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (_, about) = running(visit).await?;
        let hint = "提出人凭查询码能看到；暂停最多 5 个工作日、两次，总时长照算";
        Ok(Asked { about, fields: vec![Field::paragraph("question", "问题", 200).hint(hint)] })
    })
}

fn answer_taken(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (handling, mut about) = running(visit).await?;
        about.extend(handling.question.map(|asked| ("问题", Cell::text(asked.question))));
        Ok(Asked { about, fields: vec![Field::paragraph("answer", "提出人的答复", 500)] })
    })
}

/// In which measure the clock runs, and how long at most.
fn measure(limit: Option<Limit>) -> (&'static str, u32) {
    match limit {
        Some(Limit::WorkingDays(days)) => ("个工作日", days),
        Some(Limit::Hours(hours)) => ("小时", hours),
        None => ("", 1),
    }
}

fn extension(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (handling, about) = running(visit).await?;
        let (unit, max) = measure(handling.clock.limit);
        let by = Field::number("by", "延长", u64::from(max), unit)
            .value(max.min(3))
            .hint("只能申请一次，由上一级审批")
            .codes(&["handling.extension_out_of_range"]);
        Ok(Asked { about, fields: [by].into_iter().chain(reason()).collect() })
    })
}

fn extension_answered(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (handling, mut about) = running(visit).await?;
        let (unit, _) = measure(handling.clock.limit);
        let asked = handling.extension_asked.map(|by| format!("{by} {unit}"));
        about.push(("申请延长", Cell::maybe(asked)));
        let granted = Field::check("granted", "批准延期（不勾选为不批准）").value("on");
        Ok(Asked { about, fields: [granted].into_iter().chain(reason()).collect() })
    })
}

fn answered(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (handling, mut about) = running(visit).await?;
        let why = handling.stages.last().and_then(|stage| stage.reason.clone());
        about.push(("上报原因", Cell::maybe(why)));
        Ok(Asked { about, fields: vec![Field::paragraph("answer", "答复", 500)] })
    })
}

//! The menu of activities 活动菜单: planned, published, signed up for, held, and who came.

use contracts::projects::activity::{self, Audience, Mark, Participant, Presence, Theme};
use contracts::projects::{Activity, ActivityLine, SignUpLine, SignUps};
use contracts::{Page, PageRequest};
use values::{OrganisationId, PersonId, time};

use super::field::{Field, reason};
use super::{Asked, Deed, Finding, about, deed};
use crate::Shown;
use crate::pages::lists::activities;
use crate::pages::look;
use crate::pages::parts::{Cell, Choice};
use crate::pages::{Visit, areas};
use crate::problem::Problem;

pub(crate) const PLAN_ACTIVITY: &str = "/activities/new";
pub(crate) const COPY_MENU: &str = "/activities/copy-menu";
pub(crate) const REVISE_ACTIVITY: &str = "/activities/{activity}/revise";
pub(crate) const PUBLISH_ACTIVITY: &str = "/activities/{activity}/publish";
pub(crate) const POSTPONE_ACTIVITY: &str = "/activities/{activity}/postpone";
pub(crate) const CANCEL_ACTIVITY: &str = "/activities/{activity}/cancel";
pub(crate) const SIGN_UP: &str = "/activities/{activity}/sign-up";
pub(crate) const SIGN_UP_FOR: &str = "/activities/{activity}/sign-up-for";
pub(crate) const CANCEL_SIGN_UP: &str = "/activities/{activity}/cancel-sign-up";
pub(crate) const CANCEL_SIGN_UP_FOR: &str = "/activities/{activity}/cancel-sign-up-for";
pub(crate) const ATTENDED: &str = "/activities/{activity}/attended";
pub(crate) const MISSED: &str = "/activities/{activity}/missed";
pub(crate) const CONFIRM_ATTENDANCE: &str = "/activities/{activity}/confirm-attendance";

pub(super) fn deeds() -> Vec<Deed> {
    use activity::{
        Cancel, CancelSignUp, ConfirmAttendance, CopyMenu, Plan, Postpone, Publish,
        RecordAttendance, Revise, SignUp,
    };
    vec![
        deed::<Plan>(PLAN_ACTIVITY, "拟订活动", "拟订活动", "已存为草稿，发布后才上菜单。")
            .found(plan)
            .makes("activity", "/activities/{made}"),
        deed::<CopyMenu>(COPY_MENU, "按上年菜单生成草稿", "沿用上年菜单", "已生成草稿。")
            .found(copy)
            .then("/activities"),
        deed::<Revise>(REVISE_ACTIVITY, "修改活动", "修改", "已修改。").found(revise),
        deed::<Publish>(PUBLISH_ACTIVITY, "发布活动", "上菜单", "已上菜单，可以报名了。"),
        deed::<Postpone>(POSTPONE_ACTIVITY, "活动改期", "改期", "已改期，已报名的保留名额。")
            .found(postpone),
        deed::<Cancel>(CANCEL_ACTIVITY, "取消活动", "取消活动", "活动已取消。")
            .fields(reason)
            .grave(),
        deed::<SignUp>(SIGN_UP, "报名", "报名", "已报名；名额已满的列入候补。"),
        deed::<SignUp>(SIGN_UP_FOR, "为本组织报名", "为本组织报名", "已报名；名额已满的列入候补。")
            .found(sign_up_for),
        deed::<CancelSignUp>(CANCEL_SIGN_UP, "取消报名", "取消报名", "已取消报名。").grave(),
        deed::<CancelSignUp>(CANCEL_SIGN_UP_FOR, "取消本组织的报名", "取消报名", "已取消报名。")
            .found(|visit| Box::pin(async move { own(visit) }))
            .grave(),
        deed::<RecordAttendance>(ATTENDED, "登记到场", "其余全部到场", "已登记，请另一人确认。")
            .found(attended),
        deed::<RecordAttendance>(MISSED, "登记请假或缺席", "请假或缺席", "已登记。")
            .found(missed)
            .personal("登记到场情况"),
        deed::<ConfirmAttendance>(CONFIRM_ATTENDANCE, "确认到场情况", "确认到场", "已确认。"),
    ]
}

/// The activity in the path, and what a form about it says first.
async fn the_activity(visit: &Visit) -> Result<(ActivityLine, Vec<(&'static str, Cell)>), Problem> {
    let one = visit.find(&Activity { activity: visit.id("activity")? }).await?;
    let about = vec![
        ("活动", Cell::link(format!("/activities/{}", one.id), &one.details.title)),
        ("开始", Cell::When(look::moment(one.details.times.from))),
        ("名额", Cell::Text(activities::places(&one))),
    ];
    Ok((one, about))
}

fn plan(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let own = about::own(visit)?;
        let mut fields = details(None);
        let area = areas::of(visit, own).await?;
        fields.extend(area.map(|area| Field::fixed("details.area", area)));
        fields.push(Field::fixed("organiser", own));
        Ok(Asked { about: Vec::new(), fields })
    })
}

fn revise(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (one, about) = the_activity(visit).await?;
        let mut fields = details(Some(&one));
        fields.push(Field::fixed("details.area", one.details.area));
        Ok(Asked { about, fields })
    })
}

/// What an activity is, as it was planned before.
fn details(known: Option<&ActivityLine>) -> Vec<Field> {
    let known = known.map(|one| &one.details);
    let times = known.map(|details| &details.times);
    let open_to = |n: usize| known.and_then(|details| details.open_to.get(n)).map(|it| it.code());
    vec![
        Field::line("details.title", "活动名称", 60).or(known.map(|it| &it.title)),
        Field::of::<Theme>("details.theme", "主题").or(known.map(|it| it.theme.code())),
        Field::moment("details.times.from", "开始").or(times.map(|it| time::show(it.from))),
        Field::moment("details.times.until", "结束")
            .or(times.map(|it| time::show(it.until)))
            .codes(&["activity.times_out_of_order"]),
        Field::moment("details.times.sign_up_until", "报名截止")
            .or(times.map(|it| time::show(it.sign_up_until)))
            .hint("不晚于开始时间"),
        Field::line("details.place", "地点", 100).or(known.map(|it| &it.place)),
        Field::number("details.capacity", "名额", u64::from(activity::CAPACITY_MAX), "人")
            .or(known.map(|it| it.capacity))
            .codes(&["activity.capacity_out_of_range"]),
        Field::of::<Audience>("details.open_to.0", "面向谁").or(open_to(0)),
        Field::of::<Audience>("details.open_to.1", "也面向").optional().or(open_to(1)),
        Field::paragraph("details.about", "说明", 300)
            .optional()
            .or(known.and_then(|it| it.about.as_ref())),
    ]
}

fn copy(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let last = time::date_at(visit.now()).year().saturating_sub(1);
        let fields = vec![
            Field::date("from", "从哪天起").value(format!("{last}-01-01")),
            Field::date("until", "到哪天为止")
                .value(format!("{last}-12-31"))
                .codes(&["activity.too_many_to_copy"]),
            Field::fixed("organiser", about::own(visit)?),
        ];
        Ok(Asked { about: Vec::new(), fields })
    })
}

fn postpone(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (one, about) = the_activity(visit).await?;
        let times = &one.details.times;
        let mut fields = vec![
            Field::moment("times.from", "新的开始时间")
                .value(time::show(times.from))
                .codes(&["activity.too_late"]),
            Field::moment("times.until", "新的结束时间")
                .value(time::show(times.until))
                .codes(&["activity.times_out_of_order"]),
            Field::moment("times.sign_up_until", "新的报名截止")
                .value(time::show(times.sign_up_until)),
        ];
        fields.extend(reason());
        Ok(Asked { about, fields })
    })
}

fn own(visit: &Visit) -> Result<Asked, Problem> {
    let fields = vec![Field::fixed("organisation", about::own(visit)?)];
    Ok(Asked { about: Vec::new(), fields })
}

fn sign_up_for(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (one, about) = the_activity(visit).await?;
        let Asked { mut fields, .. } = own(visit)?;
        let max = u64::from(one.details.capacity);
        fields.push(
            Field::number("places", "来几个人", max, "人")
                .value(1)
                .codes(&["activity.places_out_of_range", "activity.waiting_list_full"]),
        );
        Ok(Asked { about, fields })
    })
}

/// Who has a place, and is not recorded yet.
async fn unrecorded(visit: &Visit, one: &ActivityLine) -> Result<Vec<SignUpLine>, Problem> {
    let page = PageRequest::first(PageRequest::LIMIT_MAX);
    let all = SignUps { activity: Some(one.id), organisation: None, page };
    let Page { items, .. } = visit.ask(&all).await?;
    Ok(items.into_iter().filter(activities::is_unrecorded).collect())
}

/// Everybody who is not recorded yet came, for all the time it took.
fn attended(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (one, mut about) = the_activity(visit).await?;
        let minutes = one.details.times.minutes();
        let left = unrecorded(visit, &one).await?;
        let marks: Vec<_> = left
            .iter()
            .take(activity::MARKS_MAX)
            .map(|line| {
                let attendance = Presence::Came { people: line.places, minutes };
                Mark { who: line.who, attendance }
            })
            .collect();
        let people: u32 = left.iter().take(activity::MARKS_MAX).map(|line| line.places).sum();
        about.push(("登记", Cell::Text(format!("{people} 人到场，每人 {minutes} 分钟"))));
        Ok(Asked { about, fields: vec![Field::fixed("marks", marks)] })
    })
}

/// One who did not come.
fn missed(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let (one, about) = the_activity(visit).await?;
        let left = unrecorded(visit, &one).await?;
        let called = visit.called(activities::parties(&left)).await?;
        let (mut people, mut organisations) = (Vec::new(), Vec::new());
        for line in &left {
            match line.who {
                Participant::Person(person) => people.push(person),
                Participant::Organisation(organisation) => organisations.push(organisation),
            }
        }
        let called = visit.with_persons(called, people.iter().copied()).await?;
        let person =
            |id: &PersonId| Choice { value: id.to_string(), label: called.claimer((*id).into()) };
        let organisation =
            |id: &OrganisationId| Choice { value: id.to_string(), label: called.of(*id) };
        let people: Vec<_> = people.iter().map(person).collect();
        let organisations: Vec<_> = organisations.iter().map(organisation).collect();
        let how = [("absent", "缺席"), ("excused", "请假")]
            .map(|(value, label)| Choice { value: value.to_owned(), label: label.to_owned() });
        let both = !people.is_empty() && !organisations.is_empty();
        let who = [
            Field::choice("marks.0.who.person", "谁", people),
            Field::choice("marks.0.who.organisation", "哪个组织", organisations),
        ];
        let who = who.into_iter().filter(|field| !field.has_no_choice());
        let mut fields: Vec<_> = if both {
            who.map(|field| field.optional().hint("个人和组织选一项")).collect()
        } else {
            who.collect()
        };
        fields.push(Field::choice("marks.0.attendance.kind", "情况", how.into()));
        Ok(Asked { about, fields })
    })
}

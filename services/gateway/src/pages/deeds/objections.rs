//! Objections 异议 to what was said, written down or published, and their answers.

use contracts::Claimer;
use contracts::evaluation::exclusion::{CountedFact, Happened};
use contracts::evaluation::objection::{self, Raise, Target};
use contracts::evaluation::recognition::OnList;
use contracts::evaluation::{Objection, Occasion, Recognition, RevokedStarLine, Star};
use contracts::projects::Activity;
use values::{ActivityId, OccasionId, PersonId, Uuid};

use super::field::Field;
use super::{Asked, Deed, Finding, deed};
use crate::pages::Visit;
use crate::pages::called::claimers;
use crate::pages::lists::{objections, occasions};
use crate::pages::look;
use crate::pages::parts::{Button, Cell, Weight};
use crate::problem::Problem;

pub(crate) const OBJECT_FACT: &str = "/facts/{fact}/object";
pub(crate) const OBJECT_ATTENDANCE: &str = "/activities/{activity}/object";
pub(crate) const OBJECT_NO_SHOW: &str = "/occasions/{occasion}/no-show/object";
pub(crate) const OBJECT_COUNTED: &str = "/occasions/{occasion}/counted/object";
pub(crate) const OBJECT_NEED: &str = "/needs/{need}/counted/object";
pub(crate) const OBJECT_POSTING: &str = "/postings/{posting}/object";
pub(crate) const OBJECT_STAR: &str = "/people/{person}/stars/object";
pub(crate) const OBJECT_REVOCATION: &str = "/people/{person}/stars/revocation/object";
pub(crate) const OBJECT_CANDIDATE: &str = "/recognitions/{recognition}/object";
pub(crate) const UPHOLD: &str = "/objections/{objection}/uphold";
pub(crate) const DISMISS: &str = "/objections/{objection}/dismiss";

pub(super) fn deeds() -> Vec<Deed> {
    let answered = "已答复，提出人会看到。";
    vec![
        raises(OBJECT_FACT, "对登记的事实提出异议", |visit| {
            Box::pin(async move { Ok(asked(Target::Fact(visit.id("fact")?))) })
        }),
        raises(OBJECT_ATTENDANCE, "对活动出席登记提出异议", attendance),
        raises(OBJECT_NO_SHOW, "对服务缺席登记提出异议", no_show),
        raises(OBJECT_COUNTED, "对计入的评分提出异议", |visit| {
            Box::pin(async move { counted(visit, Happened::Occasion(visit.id("occasion")?)) })
        }),
        raises(OBJECT_NEED, "对需求结果计入评分提出异议", |visit| {
            Box::pin(async move { counted(visit, Happened::Need(visit.id("need")?)) })
        }),
        raises(OBJECT_POSTING, "对积分提出异议", |visit| {
            Box::pin(async move { Ok(asked(Target::Posting(visit.id("posting")?))) })
        }),
        raises(OBJECT_STAR, "对公示的星级提出异议", |visit| {
            Box::pin(async move { Ok(asked(Target::Star(visit.id("person")?))) })
        }),
        raises(OBJECT_REVOCATION, "对撤销星级提出异议", revocation).personal("办理星级"),
        raises(OBJECT_CANDIDATE, "对公示的名单提出异议", candidate),
        deed::<objection::Answer>(UPHOLD, "异议成立", "成立", answered)
            .found(|visit| answer(visit, true))
            .grave(),
        deed::<objection::Answer>(DISMISS, "异议不成立", "不成立", answered)
            .found(|visit| answer(visit, false)),
    ]
}

/// A deed that raises one, against what its form says.
pub(super) fn raises(
    path: &'static str,
    title: &'static str,
    found: for<'v> fn(&'v Visit) -> Finding<'v>,
) -> Deed {
    deed::<Raise>(path, title, "提出异议", "已提出，将在期限内答复。")
        .found(found)
        .told_by_fields::<Raise>()
        .makes("objection", "/objections/{made}")
        .grave()
}

/// What is asked of an objection to `target`.
pub(super) fn asked(target: Target) -> Asked {
    let fields = vec![
        Field::paragraph("reason", "理由", 300).hint("答复的组织会看到；不公开提出人姓名"),
        Field::fixed("target", target),
    ];
    Asked { about: vec![("针对", objections::about(target))], fields }
}

/// The field, and the parameter, that says of whom it was said.
const WHO: &str = "who";
/// Until when what was revoked bars.
const UNTIL: &str = "until";

/// To the form that objects to what was said of `who`.
pub(crate) fn object_attendance(activity: ActivityId, who: Claimer) -> Button {
    let ids = [("activity".to_owned(), activity.to_string())];
    let button = super::button(OBJECT_ATTENDANCE, &ids, Weight::Other);
    let who = serde_json::to_string(&who).expect("it has text keys only");
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair(WHO, &who);
    Button { href: format!("{}?{}", button.href, query.finish()), ..button }
}

/// Of whom, the address says, and the form carries it on.
fn attendance(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let told = visit.field(WHO).or(visit.parameter(WHO)).unwrap_or_default();
        let who: Claimer = serde_json::from_str(told).map_err(|_| Problem::not_found())?;
        let activity = visit.id("activity")?;
        let one = visit.find(&Activity { activity }).await?;
        let called = visit.called(claimers([who]).chain([one.organiser])).await?;
        let Asked { mut fields, .. } = asked(Target::Attendance { activity, who });
        fields.push(Field::hidden(WHO, told.to_owned()));
        let about = vec![
            ("活动", Cell::link(format!("/activities/{activity}"), &one.details.title)),
            ("主办", Cell::Text(called.of(one.organiser))),
            ("日期", Cell::When(look::day(one.details.times.from))),
            ("对象", Cell::Text(called.claimer(who))),
        ];
        Ok(Asked { about, fields })
    })
}

/// To the form that objects to what was said of `person`.
pub(crate) fn object_no_show(occasion: OccasionId, person: PersonId) -> Button {
    let ids = [("occasion".to_owned(), occasion.to_string())];
    let button = super::button(OBJECT_NO_SHOW, &ids, Weight::Other);
    Button { href: format!("{}?{WHO}={person}", button.href), ..button }
}

/// Of whom, the address says, and the form carries it on.
fn no_show(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let told = visit.field(WHO).or(visit.parameter(WHO)).unwrap_or_default();
        let person: PersonId = told.parse().map_err(|_| Problem::not_found())?;
        let occasion = visit.find(&Occasion { occasion: visit.id("occasion")? }).await?;
        let target = Target::NoShow { occasion: occasion.id, person };
        let one = std::slice::from_ref(&occasion);
        let called = visit.called_with(occasions::parties(one), occasions::items(one)).await?;
        let Asked { mut fields, .. } = asked(target);
        fields.push(Field::hidden(WHO, told.to_owned()));
        Ok(Asked { about: vec![("事项", occasions::row(&occasion, &called).first())], fields })
    })
}

/// To the form that objects to what was counted for `who`.
pub(crate) fn object_counted(CountedFact { happened, who }: CountedFact) -> Button {
    let (path, id) = match happened {
        Happened::Occasion(occasion) => (OBJECT_COUNTED, ("occasion", occasion.to_string())),
        Happened::Need(need) => (OBJECT_NEED, ("need", need.to_string())),
    };
    let button = super::button(path, &[(id.0.to_owned(), id.1)], Weight::Other);
    let who = serde_json::to_string(&who).expect("it has text keys only");
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair(WHO, &who);
    Button { href: format!("{}?{}", button.href, query.finish()), ..button }
}

/// For whom, the address says, and the form carries it on.
fn counted(visit: &Visit, happened: Happened) -> Result<Asked, Problem> {
    let told = visit.field(WHO).or(visit.parameter(WHO)).unwrap_or_default();
    let who = serde_json::from_str(told).map_err(|_| Problem::not_found())?;
    let Asked { mut fields, about } = asked(Target::Counted(CountedFact { happened, who }));
    fields.push(Field::hidden(WHO, told.to_owned()));
    Ok(Asked { about, fields })
}

/// To the one that bars until when the address says, and the form carries it on; else to the one
/// that bars longest.
fn revocation(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let person = visit.id("person")?;
        let star = visit.find(&Star { person }).await?;
        let told = visit.field(UNTIL).or(visit.parameter(UNTIL));
        let until = told.map_or(star.barred_until, |told| told.parse().ok());
        let one = star.revoked.into_iter().find(|one| Some(one.barred_until) == until);
        let RevokedStarLine { barred_until, reason } = one.ok_or_else(Problem::not_found)?;
        let Asked { mut about, mut fields } = asked(Target::Revocation { person, barred_until });
        about.push(("撤销理由", Cell::text(reason)));
        fields.push(Field::hidden(UNTIL, barred_until.to_string()));
        Ok(Asked { about, fields })
    })
}

/// To this one.
pub(crate) fn object_revocation(visit: &Visit, one: &RevokedStarLine) -> Button {
    let button = super::button(OBJECT_REVOCATION, visit.ids(), Weight::Other);
    Button { href: format!("{}?{UNTIL}={}", button.href, one.barred_until), ..button }
}

/// Against somebody on a list: whom, the address says, and the form carries it on.
fn candidate(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let told = |name| visit.field(name).or(visit.parameter(name)).unwrap_or_default();
        let id = |name| told(name).parse::<Uuid>().ok();
        let organisation = id("organisation").map(|id| Claimer::Organisation(id.into()));
        let person = id("person").map(|id| Claimer::Person(id.into()));
        let who = organisation.or(person).ok_or_else(Problem::not_found)?;
        let recognition = visit.id("recognition")?;
        let list = visit.find(&Recognition { recognition }).await?;
        let called = visit.called(claimers([who])).await?;
        let Asked { mut fields, .. } = asked(Target::Candidate(OnList { recognition, who }));
        for name in ["organisation", "person"] {
            fields.push(Field::hidden(name, told(name).to_owned()));
        }
        let about = vec![
            ("名单", Cell::link(format!("/recognitions/{recognition}"), &list.list.title)),
            ("对象", Cell::Text(called.claimer(who))),
        ];
        Ok(Asked { about, fields })
    })
}

fn answer(visit: &Visit, upheld: bool) -> Finding<'_> {
    Box::pin(async move {
        let one = visit.find(&Objection { objection: visit.id("objection")? }).await?;
        let about =
            vec![("针对", objections::about(one.target)), ("理由", Cell::text(&one.reason))];
        let hint = if upheld { "所涉内容将不再计入" } else { "说明查明的情况" };
        let fields = vec![
            Field::paragraph("answer", "答复", 300).hint(hint),
            Field::fixed("upheld", upheld),
        ];
        Ok(Asked { about, fields })
    })
}

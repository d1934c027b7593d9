//! Stars 星级, lists of recognition 表彰名单, and answers to written requests 听取意见.

use contracts::PageRequest;
use contracts::evaluation::Shortlist;
use contracts::evaluation::hearing::{self, HearingPurpose, HearingRequest};
use contracts::evaluation::recognition::{PUBLICITY_WORKING_DAYS, RecognitionList};
use contracts::evaluation::star::{self, BARRED_MONTHS};
use contracts::registry::Members;
use contracts::registry::organisation::Level;
use values::time;

use super::field::{Field, reason};
use super::{Asked, Deed, Finding, about, deed};
use crate::pages::lists::recognitions;
use crate::pages::parts::{Cell, Choice};
use crate::pages::{Visit, residents};
use crate::problem::Problem;

pub(crate) const APPLY_STAR: &str = "/mine/apply-star";
pub(crate) const PUBLISH_STAR: &str = "/people/{person}/stars/publish";
pub(crate) const RETURN_STAR: &str = "/people/{person}/stars/return";
pub(crate) const REVOKE_STAR: &str = "/people/{person}/stars/revoke";
pub(crate) const PUBLISH_RECOGNITION: &str = "/recognitions/new";
pub(crate) const ASK_HEARING: &str = "/hearings/new";
pub(crate) const COMPILE_HEARING: &str = "/hearings/{hearing}/compile";
pub(crate) const REPLY_HEARING: &str = "/hearings/{hearing}/reply";

/// How many can be put on one list by a form; a longer one is sent by a program.
const PLACES: usize = 20;

pub(super) fn deeds() -> Vec<Deed> {
    let reviewed = "已审核，申请人会看到。";
    vec![
        deed::<star::Apply>(APPLY_STAR, "申请下一星级", "申请星级", "已申请，等待社区审核。")
            .found(|visit| Box::pin(community(visit)))
            .then("/mine"),
        deed::<star::Review>(PUBLISH_STAR, "公示星级", "通过并公示", reviewed),
        deed::<star::Review>(RETURN_STAR, "退回星级申请", "退回", reviewed)
            .fields(|| vec![Field::paragraph("returned", "退回原因", 200).hint("申请人会看到")])
            .grave(),
        deed::<star::Revoke>(REVOKE_STAR, "因虚报时长撤销星级", "撤销星级", "已撤销。")
            .fields(revoke)
            .grave(),
        deed::<RecognitionList>(
            PUBLISH_RECOGNITION,
            "公示表彰名单",
            "公示名单",
            "已公示；期满无异议即确认。",
        )
        .found(publish)
        .makes("recognition", "/recognitions/{made}"),
        deed::<HearingRequest>(
            ASK_HEARING,
            "书面听取意见",
            "书面听取意见",
            "已发出；社区汇总后先交本人过目。",
        )
        .found(ask)
        .makes("hearing", "/hearings/{made}")
        .personal("听取意见"),
        deed::<hearing::Compile>(
            COMPILE_HEARING,
            "汇总已确认的服务事实",
            "汇总事实",
            "已汇总，先交本人过目；期满即出具。",
        ),
        deed::<hearing::Reply>(REPLY_HEARING, "过目并说明", "过目", "已过目，答复已出具。").fields(
            || {
                let words = Field::paragraph("words", "您的说明", 300).optional();
                vec![words.hint("可以不写；写了会随答复一起给来函单位")]
            },
        ),
    ]
}

async fn community(visit: &Visit) -> Result<Asked, Problem> {
    let all = residents::organisations(visit, Level::Community).await?.into_iter();
    let choices = all.map(|one| Choice { value: one.id.to_string(), label: one.name.to_string() });
    let fields = vec![
        Field::choice("community", "向哪个社区申请", choices.collect())
            .hint("选择您服务过的社区；审核通过后公示"),
    ];
    Ok(Asked { about: Vec::new(), fields })
}

fn revoke() -> Vec<Field> {
    let (min, max) = (BARRED_MONTHS.start(), BARRED_MONTHS.end());
    let months = Field::number("barred_months", "多少个月内不得再申请", u64::from(*max), "个月");
    let months = months.value(min).hint(format!("{min} 至 {max} 个月"));
    let mut fields = reason();
    fields.push(months.codes(&["star.months_out_of_range"]));
    fields
}

/// The candidates are those of the shortlist, as its page leads here.
fn publish(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let body = about::own(visit)?;
        let page = PageRequest::first(PageRequest::LIMIT_MAX);
        let asked = Shortlist { body, page, ..recognitions::shortlisted(visit, None)? };
        let found = visit.ask(&asked).await?;
        let called = visit.called(found.items.iter().map(|line| line.organisation)).await?;
        let eligible = found.items.iter().filter(|line| line.eligible);
        let choices = || {
            let choice = |line: &contracts::evaluation::ShortlistLine| Choice {
                value: line.organisation.to_string(),
                label: called.of(line.organisation),
            };
            eligible.clone().map(choice).collect::<Vec<_>>()
        };
        let (min, max) = (PUBLICITY_WORKING_DAYS.start(), PUBLICITY_WORKING_DAYS.end());
        let mut fields = vec![
            Field::line("title", "名单名称", 60).hint("例如：2026 年度好单位"),
            Field::number("working_days", "公示几个工作日", u64::from(*max), "天")
                .value(min)
                .hint(format!("{min} 至 {max} 天"))
                .codes(&["recognition.publicity_out_of_range"]),
            Field::number("year", "评哪一年", 9999, "年")
                .value(asked.year)
                .hint("按这一年的评分规则和事实核对资格")
                .codes(&["recognition.year_out_of_range", "recognition.not_eligible"]),
        ];
        for n in 0..eligible.clone().count().clamp(1, PLACES) {
            let at = |field: &str| format!("candidates.{n}.{field}");
            let who = Field::choice(at("who.organisation"), format!("第 {} 名", n + 1), choices());
            let merits = Field::paragraph(at("merits"), format!("第 {} 名事迹", n + 1), 300);
            fields.extend(match n {
                0 => [who, merits],
                _ => [who.optional(), merits.optional()],
            });
        }
        fields.push(Field::fixed("body", body));
        Ok(Asked { about: vec![("公示单位", Cell::Text(called.of(body)))], fields })
    })
}

/// About one of the unit's own people.
fn ask(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let unit = about::own(visit)?;
        let page = PageRequest::first(PageRequest::LIMIT_MAX);
        let members = visit.find(&Members { unit, page }).await?;
        let people = members.items.into_iter().map(|member| Choice {
            value: member.person.to_string(),
            label: member.name.unwrap_or_else(|| "（姓名已删除）".to_owned()),
        });
        let answering = about::organisations(visit, [Level::Community, Level::Street]).await?;
        let year_ago = time::plus_months(time::date_at(visit.now()), -12);
        let fields = vec![
            Field::choice("person", "听取谁的服务情况", people.collect())
                .hint("本单位名册上的人；只答复已确认的服务事实")
                .codes(&["hearing.not_of_the_unit"]),
            Field::choice("community", "向哪个社区或街道", answering)
                .hint("街道答复全街道各社区的服务事实")
                .codes(&["hearing.not_a_community"]),
            Field::of::<HearingPurpose>("purpose", "事由"),
            Field::line("letter", "来函文号", 60),
            Field::date("from", "自何日起").value(year_ago).codes(&["hearing.period_out_of_range"]),
            Field::fixed("unit", unit),
        ];
        Ok(Asked { about: Vec::new(), fields })
    })
}

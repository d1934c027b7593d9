//! One answer to a written request 听取意见: confirmed facts only, shown to the person first.

use contracts::evaluation::hearing::ConfirmedService;
use contracts::evaluation::{Hearing, HearingLine, HearingStatus};

use super::{Line, line_page};
use crate::Shown;
use crate::pages::badge::badge;
use crate::pages::called::Called;
use crate::pages::deeds::{self, COMPILE_HEARING, REPLY_HEARING};
use crate::pages::lists::hearings;
use crate::pages::look::{self, Place};
use crate::pages::parts::{Button, Cell};
use crate::pages::{Answer, Visit};

pub(crate) async fn hearing(visit: &Visit) -> Answer {
    let id = visit.id("hearing")?;
    let one = visit.find(&Hearing { hearing: id }).await?;
    let called = visit.called(hearings::parties(std::slice::from_ref(&one))).await?;
    let called = visit.with_persons(called, [one.asked.person]).await?;
    let line = Line {
        here: Place::Elsewhere,
        kind: "听取意见",
        heading: format!("{}：{}", one.asked.purpose.chinese(), one.asked.letter),
        badge: Some(badge(one.status)),
        notice: notice(&one),
        facts: facts(&one, &called),
        way: Vec::new(),
        buttons: buttons(visit, &one),
        sections: Vec::new(),
        history: format!("/history/evaluation/{id}"),
        waits: false,
    };
    Ok(line_page(visit, &called, line))
}

fn notice(one: &HearingLine) -> Option<String> {
    let until = |at: Option<values::Timestamp>| at.map_or_else(String::new, look::moment);
    match one.status {
        HearingStatus::Asked => Some("等待社区汇总已确认的服务事实".to_owned()),
        HearingStatus::WithThePerson => Some(format!(
            "本人可在 {} 前过目并说明；不答复不影响出具，也不代表任何意见",
            until(one.reply_until)
        )),
        HearingStatus::Issued => {
            Some(format!("有效期至 {}；没有记录不代表任何意见", until(one.expires_at)))
        }
        HearingStatus::Expired => Some("已失效，内容不再显示".to_owned()),
    }
}

fn facts(one: &HearingLine, called: &Called) -> Vec<(&'static str, Cell)> {
    let said = |said: ConfirmedService| {
        format!("{} 次服务，共 {} 小时 {} 分", said.services, said.minutes / 60, said.minutes % 60)
    };
    let span = |said: ConfirmedService| Some(format!("{} 至 {}", said.first?, said.last?));
    vec![
        ("对象", Cell::Text(called.claimer(one.asked.person.into()))),
        ("来函单位", Cell::Text(called.of(one.asked.unit))),
        ("答复社区", Cell::Text(called.of(one.asked.community))),
        ("来函文号", Cell::text(&one.asked.letter)),
        ("自何日起", Cell::When(one.asked.from.to_string())),
        ("已确认的服务", Cell::maybe(one.confirmed.map(said))),
        ("起止", Cell::maybe(one.confirmed.and_then(span))),
        ("本人说明", Cell::maybe(one.words.as_ref())),
    ]
}

fn buttons(visit: &Visit, one: &HearingLine) -> Vec<Button> {
    let main: &[_] = match one.status {
        HearingStatus::Asked if visit.acts_for(one.asked.community) => &[COMPILE_HEARING],
        HearingStatus::WithThePerson if visit.acts_as(one.asked.person.into()) => &[REPLY_HEARING],
        HearingStatus::Asked
        | HearingStatus::WithThePerson
        | HearingStatus::Issued
        | HearingStatus::Expired => &[],
    };
    deeds::buttons(visit, main, &[])
}

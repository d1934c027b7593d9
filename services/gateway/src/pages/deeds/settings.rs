//! Settings: what the three lists are called, the subcategories of a category, the working days of
//! a year, the time limits, what a wish may cost.

use contracts::Receipt;
use contracts::needs::limits::{HOURS_MAX, Limit, SetLimit, WORKING_DAYS_MAX};
use contracts::needs::{HandlingLimits, WishCap, wish_cap};
use contracts::registry::calendar::SetYear;
use contracts::registry::taxonomy::{Category, SUBCATEGORIES_MAX, SetCategory, SetTitles};
use contracts::registry::{Categories, ListTitles, WorkCalendar};
use serde_json::{Value, json};
use values::CommandId;
use values::calendar::{DayKind, Entry, parse_table};

use super::field::Field;
use super::{Asked, Deed, deed};
use crate::Shown;
use crate::pages::Visit;
use crate::pages::parts::Cell;
use crate::problem::Problem;
use crate::reading;

pub(crate) const SET_TITLES: &str = "/settings/titles";
pub(crate) const SET_CATEGORY: &str = "/settings/categories/{category}";
pub(crate) const SET_YEAR: &str = "/settings/calendar/{year}";
pub(crate) const SET_LIMIT: &str = "/settings/limits/{class}/{step}";
pub(crate) const SET_WISH_CAP: &str = "/settings/wish-cap";

/// So many new subcategories are asked for at once.
const NEW_ROWS: usize = 5;

/// A year's table is not longer than this.
const TABLE_CHARS_MAX: usize = 20_000;

pub(super) fn deeds() -> Vec<Deed> {
    let of_year = deed::<SetYear>(
        SET_YEAR,
        "修改一年的工作日历",
        "保存日历",
        "已保存。此后算出的时限按新日历，已定的期限不变。",
    )
    .found(|visit| Box::pin(days(visit)))
    .then("/settings");
    vec![
        deed::<SetTitles>(SET_TITLES, "三张清单的名称", "改名", "已改名。")
            .found(|visit| Box::pin(titles(visit)))
            .then("/settings"),
        deed::<SetCategory>(
            SET_CATEGORY,
            "修改小类",
            "保存",
            "已保存。停用的小类不能再选，已用的保留名称。",
        )
        .found(|visit| Box::pin(category(visit)))
        .then("/settings"),
        Deed { send: |visit, id, body| Box::pin(send_days(visit, id, body)), ..of_year },
        deed::<SetLimit>(
            SET_LIMIT,
            "修改一个环节的时限",
            "保存时限",
            "已保存。此后开始的环节按新时限，正在计时的不变。",
        )
        .found(|visit| Box::pin(limit(visit)))
        .then("/settings"),
        deed::<wish_cap::Set>(
            SET_WISH_CAP,
            "修改微心愿的金额上限",
            "保存上限",
            "已保存。此后核实的微心愿按新上限。",
        )
        .found(|visit| Box::pin(cap(visit)))
        .then("/settings"),
    ]
}

async fn titles(visit: &Visit) -> Result<Asked, Problem> {
    let now = visit.ask(&ListTitles {}).await?;
    let unfit: &[&str] = &["taxonomy.titles_unfit"];
    let of = |name: &'static str, label: &'static str, value| {
        Field::line(name, label, 10).value(value).codes(unfit)
    };
    let fields = vec![
        of("titles.offers", "驻区单位的清单", now.offers).hint("后面会接“清单”二字，如“资源”"),
        of("titles.needs", "社区的清单", now.needs),
        of("titles.projects", "共同的清单", now.projects),
    ];
    Ok(Asked { about: Vec::new(), fields })
}

/// Those there are, in their order, and room for new ones. A new one gets a code that nobody has to
/// invent; who wants a telling one has the API.
async fn category(visit: &Visit) -> Result<Asked, Problem> {
    let told = visit.in_path("category").unwrap_or_default();
    let named = |category: &Category| category.code() == told;
    let category = *Category::ALL.iter().find(|one| named(one)).ok_or_else(Problem::not_found)?;
    let found = visit.ask(&Categories { category: Some(category) }).await?;
    let known = found.into_iter().next().ok_or_else(Problem::not_found)?.subcategories;
    let mut fields = Vec::new();
    for (at, one) in known.iter().enumerate() {
        let place = |name: &str| format!("subcategories.{at}.{name}");
        fields.push(Field::fixed(place("code"), &one.code));
        fields.push(Field::line(place("name"), format!("小类 {}", at + 1), 30).value(&one.name));
        let retired = Field::check(place("retired"), format!("停用“{}”", one.name));
        fields.push(if one.retired { retired.value("on") } else { retired });
    }
    let taken = |code: &str| known.iter().any(|one| one.code.as_str() == code);
    let free = (1..).map(|n| format!("own_{n}")).filter(|code| !taken(code));
    let room = NEW_ROWS.min(SUBCATEGORIES_MAX.saturating_sub(known.len()));
    for (at, code) in (known.len()..).zip(free).take(room) {
        let place = |name: &str| format!("subcategories.{at}.{name}");
        fields.push(Field::fixed(place("code"), code));
        fields.push(Field::line(place("name"), "新增小类", 30).optional());
    }
    Ok(Asked { about: vec![("大类", Cell::text(category.chinese()))], fields })
}

/// In its measure: an emergency runs in hours, everything else in working days.
async fn limit(visit: &Visit) -> Result<Asked, Problem> {
    let is = |name: &str, code: String| visit.in_path(name) == Some(code.as_str());
    let all = visit.ask(&HandlingLimits {}).await?;
    let mut named =
        all.into_iter().filter(|one| is("class", one.class.code()) && is("step", one.step.code()));
    let line = named.next().ok_or_else(Problem::not_found)?;
    let (name, max, unit, now) = match line.limit {
        Limit::WorkingDays(days) => ("limit.working_days", WORKING_DAYS_MAX, "个工作日", days),
        Limit::Hours(hours) => ("limit.hours", HOURS_MAX, "小时", hours),
    };
    let field = Field::number(name, "时限", max.into(), unit);
    let field = field.value(now).codes(&["limits.out_of_range", "limits.other_measure"]);
    let about = vec![
        ("紧急程度", Cell::text(line.class.chinese())),
        ("环节", Cell::text(line.step.chinese())),
    ];
    Ok(Asked { about, fields: vec![field] })
}

async fn cap(visit: &Visit) -> Result<Asked, Problem> {
    let now = visit.ask(&WishCap {}).await?.value;
    let yuan = format!("{}.{:02}", now.fen / 100, now.fen % 100);
    let field = Field::yuan("value", "一个微心愿最多（元）").value(yuan);
    Ok(Asked { about: Vec::new(), fields: vec![field.codes(&["wish_cap.out_of_range"])] })
}

/// The table as it stands, to be changed or replaced as a whole.
async fn days(visit: &Visit) -> Result<Asked, Problem> {
    let year = year(visit)?;
    let now = visit.ask(&WorkCalendar { year }).await?;
    let lines: Vec<_> = now.days.iter().map(written).collect();
    let table = Field::paragraph("table", "与平常不同的日子", TABLE_CHARS_MAX)
        .hint("每行一天：日期、休（放假）班（调休上班）或半（上午上班）、名称，中间用逗号。")
        .value(lines.join("\n"))
        .codes(&["calendar.days_out_of_place", "calendar.table_unreadable"]);
    Ok(Asked { about: vec![("年份", Cell::text(format!("{year} 年")))], fields: vec![table] })
}

fn year(visit: &Visit) -> Result<i16, Problem> {
    let year = visit.in_path("year").and_then(|year| year.parse().ok());
    year.ok_or_else(Problem::not_found)
}

/// `2026-10-01,休,国庆节`
fn written(day: &Entry) -> String {
    let kind = match day.kind {
        DayKind::Off => "休",
        DayKind::Work => "班",
        DayKind::Half => "半",
    };
    format!("{},{kind},{}", day.date, day.name)
}

/// The days that the text names, in their order.
fn read(table: &str) -> Result<Vec<Entry>, Problem> {
    let plain = table.replace('，', ",");
    let mut days = parse_table(&plain).map_err(|errors| {
        let lines: Vec<_> = errors.iter().map(|error| error.line.to_string()).collect();
        Problem::table_unreadable(&lines.join("、"))
    })?;
    days.sort_by_key(|day| day.date);
    Ok(days)
}

async fn send_days(visit: &Visit, id: CommandId, body: Vec<u8>) -> Result<Receipt, Problem> {
    let told: Value = serde_json::from_slice(&body).map_err(|_| Problem::body_broken())?;
    let days = read(told["table"].as_str().unwrap_or_default())?;
    let year = year(visit)?.to_string();
    let body = json!({ "days": days }).to_string();
    let command: SetYear = reading::command(&[("year", &year)], body.as_bytes())?;
    visit.send(id, &command).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_as_it_is_written_in_whatever_order_and_with_chinese_commas() {
        let text = "2027-10-01，休，国庆节\n2027-01-01,休,元旦\n2027-10-09,班,国庆节";
        let days = read(text).unwrap();
        let again: Vec<_> = days.iter().map(written).collect();
        assert_eq!(again[0], "2027-01-01,休,元旦");
        assert_eq!(
            again.join("\n"),
            "2027-01-01,休,元旦\n2027-10-01,休,国庆节\n2027-10-09,班,国庆节"
        );
        assert!(read("十月一日放假").is_err());
    }
}

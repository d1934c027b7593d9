//! The resource list and the need list as `gongjian export` writes them: each line becomes again
//! what it was, without the claims on it.

use contracts::needs::need::{
    Classification, Classify, Deliberate, Deliberation, Kind, Post, Raise, Source, Terms, Urgency,
    Verify, Window,
};
use contracts::resources::OfferStatus;
use contracts::resources::offer::{Category, List};
use contracts::resources::schedule::Schedule;
use sheets::kinds::{needs, offers};
use sheets::{RowNumber, Table};
use values::{AreaCode, Date, Money, NeedId, OfferId, Timestamp, time};

use super::fields::{amount, maybe, word, yes};
use crate::import::plan::Do;
use crate::import::planner::{NoPlan, Planner};
use crate::{openings, text};

/// 一次性条目 comes back with the project that it belongs to.
const ONE_OFF: &str = "一次性条目随项目登记，不另导入。";

pub(super) fn offers(planner: &mut Planner, table: &Table) -> Result<(), NoPlan> {
    for (row, offer) in planner.take(offers::read(table).map_err(NoPlan::Sheet)?) {
        if offer.state.as_deref() == Some(text::offer_status(OfferStatus::OneOff)) {
            planner.gather(row, "one_off", ONE_OFF);
            continue;
        }
        if offer.state.as_deref().is_some_and(|state| ["草稿", "已撤回", "已到期"].contains(&state))
        {
            planner.gather(row, "offer_over", "是草稿，或已撤回、已到期，不导入。");
            continue;
        }
        list(planner, row, &offer);
    }
    Ok(())
}

/// Every fault of a row is named: what stands in it is looked at before any of it is used.
fn list(planner: &mut Planner, row: RowNumber, offer: &offers::OfferRow) -> Option<()> {
    use offers::column;
    let owner = planner.employer(row, column::OWNER, &offer.owner);
    let title = planner.text(row, column::TITLE, &offer.title);
    let content = maybe(planner, row, column::CONTENT, offer.content.as_deref());
    let amount = amount(planner, row, offer.amount, offer.unit.as_deref());
    let category = category(planner, row, offer.category.as_deref(), Category::Service);
    let subcategory = maybe(planner, row, column::SUBCATEGORY, offer.subcategory.as_deref());
    let manager = match &offer.manager {
        Some(manager) => planner.employer(row, column::MANAGER, manager).map(Some),
        None => Some(None),
    };
    let conditions = offer.conditions.as_deref().unwrap_or_default().lines();
    let conditions: Vec<_> =
        conditions.map(|one| planner.text(row, column::CONDITIONS, one)).collect();
    let conditions: Option<Vec<_>> = conditions.into_iter().collect();
    let schedule = schedule(planner, row, offer);
    let price = price(planner, row, offer.price.as_deref());
    let area = area(planner, row, offer.area_code.as_deref());
    let place = maybe(planner, row, column::PLACE, offer.place.as_deref());
    let available = maybe(planner, row, column::AVAILABLE, offer.available.as_deref());
    let list = List {
        content: content?,
        subcategory: subcategory?,
        price: price?,
        area: area?,
        place: place?,
        available: available?,
        until: offer.until,
        manager: manager?,
        conditions: conditions?,
        schedule: schedule?,
        ..List::new(owner?, title?, category?, amount?)
    };
    let _: OfferId = planner.make(row, "offer", Do::ListOffer(Box::new(list)));
    Some(())
}

/// When it is open; an offer without a line of that is not booked by time.
fn schedule(
    planner: &mut Planner,
    row: RowNumber,
    offer: &offers::OfferRow,
) -> Option<Option<Box<Schedule>>> {
    use offers::column;
    let weekly = of_form(
        planner,
        (row, column::WEEKLY),
        offer.weekly.as_deref(),
        openings::read_weekly,
        "每行写一个时段，如 周一 09:00-11:00",
    );
    let closed = of_form(
        planner,
        (row, column::CLOSED),
        offer.closed.as_deref(),
        openings::read_days,
        "每行写一天，如 2026-10-01",
    );
    let extra = of_form(
        planner,
        (row, column::EXTRA),
        offer.extra.as_deref(),
        openings::read_slots,
        "每行写一个时段，如 2026-10-10 09:00-11:00",
    );
    let (weekly, closed, extra) = (weekly?, closed?, extra?);
    if weekly.is_empty() && extra.is_empty() {
        if offer.booked.as_deref() == Some("是") {
            planner.gather(row, "slots_left_out", "按时段预约，却没有写时段，请导入后补上。");
        }
        return Some(None);
    }
    Some(Some(Box::new(Schedule { weekly, closed, extra, capacity: offer.capacity })))
}

/// What stands in a cell line by line; one that is not of that form refuses the row.
fn of_form<T>(
    planner: &mut Planner,
    (row, column): (RowNumber, &str),
    said: Option<&str>,
    read: impl Fn(&str) -> Option<Vec<T>>,
    form: &str,
) -> Option<Vec<T>> {
    let Some(said) = said else { return Some(Vec::new()) };
    let found = read(said);
    if found.is_none() {
        let message = format!("第{row}行：“{said}”读不懂");
        planner.refuse(row, Some(column), "openings_unfit", message, form);
    }
    found
}

pub(super) fn needs(planner: &mut Planner, table: &Table) -> Result<(), NoPlan> {
    for (row, need) in planner.take(needs::read(table).map_err(NoPlan::Sheet)?) {
        if need.state.as_deref() == Some(text::offer_status(OfferStatus::OneOff)) {
            planner.gather(row, "one_off", ONE_OFF);
            continue;
        }
        if need.state.as_deref().is_some_and(|state| ["已销号", "已退回"].contains(&state)) {
            planner.gather(row, "need_over", "已销号或已退回，不导入。");
            continue;
        }
        raise(planner, row, &need);
    }
    Ok(())
}

/// Raised, classified, verified and posted, as far as the list says it was.
fn raise(planner: &mut Planner, row: RowNumber, need: &needs::NeedRow) -> Option<()> {
    use needs::column;
    let owner = planner.employer(row, column::OWNER, &need.owner);
    let title = planner.text(row, column::TITLE, &need.title);
    let content = maybe(planner, row, column::CONTENT, need.content.as_deref());
    let amount = amount(planner, row, need.amount, need.unit.as_deref());
    let category = category(planner, row, need.category.as_deref(), Category::Service);
    let kind = word(planner, row, column::KIND, need.kind.as_deref(), &KINDS, text::kind);
    let source = word(planner, row, column::SOURCE, need.source.as_deref(), &SOURCES, text::source);
    let urgency =
        word(planner, row, column::URGENCY, need.urgency.as_deref(), &URGENCIES, text::urgency);
    let subcategory = maybe(planner, row, column::SUBCATEGORY, need.subcategory.as_deref());
    let place = maybe(planner, row, column::PLACE, need.place.as_deref());
    let wanted = maybe(planner, row, column::WANTED, need.wanted.as_deref());
    let deadline = deadline(planner, row, need.deadline.as_deref());
    let window = window(planner, row, need);
    let skills: Vec<_> =
        need.skills.iter().map(|skill| planner.text(row, column::SKILLS, skill)).collect();
    let skills: Option<Vec<_>> = skills.into_iter().collect();
    let concerns_many = yes(planner, row, column::CONCERNS_MANY, need.concerns_many.as_deref());
    let resolution = maybe(planner, row, column::RESOLUTION, need.resolution.as_deref());
    let partners_max = partners(planner, row, need.partners_max);
    let (amount, deadline, partners_max) = (amount?, deadline?, partners_max?);
    let (kind, category) = (kind?.unwrap_or(Kind::Common), category?);
    let (window, skills) = (window?, skills?);
    let concerns_many = concerns_many?.unwrap_or(false);
    let deliberation = need.meeting.zip(resolution?);
    let is_posted = !matches!(need.state.as_deref(), Some("待核实" | "待发布"));
    let is_deliberated = concerns_many && need.state.as_deref() != Some("待核实");
    let met_on = need.meeting.filter(|_| is_deliberated);
    in_time(planner, row, deadline.filter(|_| is_posted), window.filter(|_| is_posted), met_on)?;
    if concerns_many && is_posted && deliberation.is_none() {
        let message = format!("第{row}行：涉及多数人的需求，发布前要有议事日期和决议");
        let suggestion = "请把议事日期和议事决议都写上，或把状态写成待发布";
        planner.refuse(row, Some(column::MEETING), "not_deliberated", message, suggestion);
        return None;
    }
    let deliberation =
        deliberation.map(|(held_on, resolution)| Deliberation { held_on, resolution });
    let raise = Raise {
        owner: owner?,
        title: title?,
        content: content?,
        kind,
        category,
        source: source?.unwrap_or(Source::Community),
        amount,
        place: place?,
        wanted: wanted?,
    };
    let classification = Classification {
        category,
        subcategory: subcategory?,
        kind,
        urgency: urgency?.unwrap_or_default(),
        concerns_many,
    };
    let id: NeedId = planner.make(row, "need", Do::Raise(Box::new(raise)));
    let classify = Classify { need: id, classification };
    planner.step(row, "classify", Do::Classify(classify));
    let state = need.state.as_deref();
    if state != Some("待核实") {
        planner.step(row, "verify", Do::Verify(Verify { need: id, amount }));
        if let (true, Some(deliberation)) = (concerns_many, deliberation) {
            planner.step(row, "deliberate", Do::Deliberate(Deliberate { need: id, deliberation }));
        }
        if state != Some("待发布") {
            let divisible = need.divisible.as_deref() == Some("是");
            let terms =
                Terms { divisible, partners_max, deadline, window, skills, ..Terms::whole() };
            planner.step(row, "post", Do::Post(Post { need: id, terms }));
        }
    }
    Some(())
}

/// What is posted has its time still to come, and was deliberated before.
fn in_time(
    planner: &mut Planner,
    row: RowNumber,
    deadline: Option<Timestamp>,
    window: Option<Window>,
    met_on: Option<Date>,
) -> Option<()> {
    let (now, today) = (planner.now, planner.today());
    let instead = "请改成以后的日期，或把状态写成待发布";
    let mut fits = true;
    let mut refuse = |column, code, message: String, suggestion| {
        planner.refuse(row, Some(column), code, format!("第{row}行：{message}"), suggestion);
        fits = false;
    };
    if let Some(deadline) = deadline.filter(|deadline| *deadline <= now) {
        let message = format!("认领截止{}已过，不能发布", time::show(deadline));
        refuse(needs::column::DEADLINE, "deadline_passed", message, instead);
    }
    if let Some(window) = window.filter(|window| window.until < today) {
        let message = format!("开展时间到{}为止，已过，不能发布", window.until);
        refuse(needs::column::UNTIL, "window_passed", message, instead);
    }
    if let Some(met_on) = met_on.filter(|met_on| *met_on > today) {
        let message = format!("议事日期{met_on}还没有到");
        refuse(
            needs::column::MEETING,
            "meeting_ahead",
            message,
            "请在议事之后导入，或把状态写成待核实",
        );
    }
    fits.then_some(())
}

/// The days on which it is to be done: both, or none.
fn window(planner: &mut Planner, row: RowNumber, need: &needs::NeedRow) -> Option<Option<Window>> {
    let (from, until) = match (need.from, need.until) {
        (None, None) => return Some(None),
        (Some(from), Some(until)) if from <= until => (from, until),
        (Some(_), Some(_)) => {
            let message = format!("第{row}行：开展止早于开展起");
            let column = Some(needs::column::UNTIL);
            planner.refuse(row, column, "window_unfit", message, "请核对两个日期");
            return None;
        }
        (Some(_), None) | (None, Some(_)) => {
            let message = format!("第{row}行：开展起止只写了一个");
            let column = Some(needs::column::FROM);
            planner.refuse(row, column, "window_unfit", message, "请两个都写，或都不写");
            return None;
        }
    };
    Some(Some(Window { from, until }))
}

const CATEGORIES: [Category; 8] = [
    Category::Venue,
    Category::Talent,
    Category::Service,
    Category::Facility,
    Category::Goods,
    Category::Funds,
    Category::Information,
    Category::Culture,
];

const KINDS: [Kind; 6] =
    [Kind::Common, Kind::Individual, Kind::Wish, Kind::Post, Kind::PairHelp, Kind::Team];

const URGENCIES: [Urgency; 3] = [Urgency::Ordinary, Urgency::Hard, Urgency::Emergency];

const SOURCES: [Source; 6] = [
    Source::Resident,
    Source::GridWorker,
    Source::Community,
    Source::Unit,
    Source::Meeting,
    Source::Hotline,
];

fn category(
    planner: &mut Planner,
    row: RowNumber,
    said: Option<&str>,
    otherwise: Category,
) -> Option<Category> {
    let column = offers::column::CATEGORY;
    let found = word(planner, row, column, said, &CATEGORIES, text::category)?;
    Some(found.unwrap_or(otherwise))
}

fn partners(planner: &mut Planner, row: RowNumber, said: Option<u64>) -> Option<u32> {
    let number = said.unwrap_or(1);
    let partners = u32::try_from(number).ok().filter(|partners| (1..=100).contains(partners));
    if partners.is_none() {
        let message = format!("第{row}行：认领方上限{number}不在1到100之间");
        let column = Some(needs::column::PARTNERS);
        planner.refuse(row, column, "partners_unfit", message, "请填 1 到 100 的整数");
    }
    partners
}

fn area(planner: &mut Planner, row: RowNumber, said: Option<&str>) -> Option<Option<AreaCode>> {
    let Some(said) = said else { return Some(None) };
    let code = said.parse().ok();
    if code.is_none() {
        let message = format!("第{row}行：“{said}”不是区划代码");
        let column = Some(offers::column::AREA_CODE);
        let suggestion = "应为2、4、6、9、12或15位数字，表格里请设为“文本”格式";
        planner.refuse(row, column, "area_unfit", message, suggestion);
    }
    code.map(Some)
}

/// Yuan with at most two decimals.
fn price(planner: &mut Planner, row: RowNumber, said: Option<&str>) -> Option<Option<Money>> {
    let Some(said) = said else { return Some(None) };
    let price = fen(said);
    if price.is_none() {
        let message = format!("第{row}行：“{said}”不是金额");
        let column = Some(offers::column::PRICE);
        planner.refuse(row, column, "price_unfit", message, "请填写元，最多两位小数，如 12.50");
    }
    price.map(Some)
}

fn fen(said: &str) -> Option<Money> {
    let (yuan, cents) = said.split_once('.').unwrap_or((said, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if yuan.is_empty() || cents.len() > 2 || !digits(yuan) || !digits(cents) {
        return None;
    }
    let cents: i64 = format!("{cents:0<2}").parse().ok()?;
    let yuan = Money::from_yuan(yuan.parse().ok()?)?;
    yuan.fen.checked_add(cents).map(|fen| Money { fen })
}

/// A day, to its end; or a day and a minute.
fn deadline(
    planner: &mut Planner,
    row: RowNumber,
    said: Option<&str>,
) -> Option<Option<Timestamp>> {
    let Some(said) = said else { return Some(None) };
    let moment = time::read(said).or_else(|| said.parse().ok().map(time::end_of));
    if moment.is_none() {
        let message = format!("第{row}行：“{said}”不是时间");
        let column = Some(needs::column::DEADLINE);
        let suggestion = "请写成 2026-03-06 或 2026-03-06 17:00";
        planner.refuse(row, column, "deadline_unfit", message, suggestion);
    }
    moment.map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_read_as_it_is_written() {
        for (said, read) in [
            ("12", Some(1200)),
            ("12.5", Some(1250)),
            ("12.05", Some(1205)),
            ("0.01", Some(1)),
            ("12.005", None),
            ("", None),
            (".5", None),
            ("-1", None),
            ("1e3", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(fen(said), read.map(|fen| Money { fen }), "{said}");
        }
    }
}

//! Lists of what can be had: each line becomes an offer on the resource list.

use contracts::registry::organisation::{Level, Nature, Register};
use contracts::registry::taxonomy::SubcategoryCode;
use contracts::resources::offer::{Category, List};
use sheets::kinds::{army_services, culture_events, finance_visits, social_orgs, venues};
use sheets::names::normalise;
use sheets::{RowNumber, Table, Timing, When};
use values::{Amount, AreaCode, OfferId, OrganisationId, Unit};

use crate::import::places::Place;
use crate::import::plan::Do;
use crate::import::planner::{NoPlan, Planner};
use crate::import::wording::{self, Content};

/// How often a year a venue can be had, where nobody says: every day once.
const VENUE_SESSIONS: u64 = 365;
/// How often a year a social organisation gives a service, where nobody says: every month once.
const SERVICE_SESSIONS: u64 = 12;

/// One line of a list, on its way to the resource list.
struct Line<'l> {
    owner: OrganisationId,
    /// The column that the title stands in.
    column: &'static str,
    title: &'l str,
    content: Content,
    category: Category,
    subcategory: Option<SubcategoryCode>,
    amount: (u64, Unit),
    area: Option<AreaCode>,
    place: Option<&'l str>,
    time: Option<&'l Timing>,
}

impl Planner {
    /// Plans an offer; `label` tells it from others of its row.
    fn offer(&mut self, row: RowNumber, label: &str, line: Line<'_>) -> Option<OfferId> {
        let until = line.time.and_then(wording::last_day);
        if until.is_some_and(|until| until < self.today()) {
            self.gather(row, "offer_over", "日期已过，不再登记为资源。");
            return None;
        }
        let (title, whole) = self.title(row, line.column, line.title)?;
        let content = match line.content.whole(whole.as_deref()).text() {
            Some(content) => Some(self.text(row, line.column, &content)?),
            None => None,
        };
        let place = match line.place {
            Some(place) => Some(self.text(row, "地址", place)?),
            None => None,
        };
        let available = match line.time {
            Some(timing) => Some(self.text(row, "时间", &wording::time(timing))?),
            None => None,
        };
        if line.time.is_some_and(|timing| matches!(timing.when, When::Unclear(_))) {
            self.gather(row, "time_unclear", "时间没有确定，照原文登记。");
        }
        let (quantity, unit) = line.amount;
        let Ok(amount) = Amount::new(quantity, unit) else {
            let message = format!("第{row}行：数量{quantity}不在1到{}之间", Amount::MAX);
            self.refuse(row, None, "amount_unfit", message, "请核对人数或数量");
            return None;
        };
        let list = List {
            content,
            subcategory: line.subcategory,
            area: line.area,
            place,
            available,
            until,
            ..List::new(line.owner, title, line.category, amount)
        };
        Some(self.make(row, label, Do::ListOffer(Box::new(list))))
    }

    fn sessions(&mut self, assumed: u64) -> u64 {
        let sessions = self.options.sessions.unwrap_or(assumed);
        let message = format!(
            "清单没有写数量，按每项{sessions}场次登记（可另填：每项场次；命令行 --sessions）。"
        );
        self.notice("sessions_assumed", Vec::new(), message);
        sessions
    }

    /// Whose venue it is: that of the community it is named after, else the owner's of the list.
    fn venue_owner(&mut self, row: RowNumber, name: &str) -> Result<OrganisationId, NoPlan> {
        let owner = self.owner()?.id;
        let by_community = ["居民区", "社区", "居委", "村"].iter().any(|word| name.contains(word));
        if !by_community {
            return Ok(owner);
        }
        if let Some(id) = self.community_named(name) {
            return Ok(id);
        }
        match self.places.find(name) {
            Place::At { code, likely } => {
                if let Some(area) = likely {
                    self.took_likely(row, name, &area);
                }
                Ok(self.community_at(row, "场地名称", code, None).unwrap_or(owner))
            }
            Place::Open | Place::Unknown { .. } => {
                self.gather(row, "venue_of_owner", "没有找到对应的社区，登记在清单所属组织名下。");
                Ok(owner)
            }
        }
    }
}

pub(super) fn venues(planner: &mut Planner, table: &Table) -> Result<(), NoPlan> {
    // Whoever it is of, it is open to all that the list is for.
    let area = planner.owner()?.area;
    let rows = planner.take(venues::read(table).map_err(NoPlan::Sheet)?);
    let key = |venue: &venues::Venue| {
        Some((normalise(&venue.name), venue.address.as_deref().map(normalise)))
    };
    let rows = planner.distinct("场地", rows, key);
    let sessions = planner.sessions(VENUE_SESSIONS);
    for (row, venue) in rows {
        let owner = planner.venue_owner(row, &venue.name)?;
        let capacity = venue.capacity.map(|people| format!("{people}人"));
        let content = Content::default()
            .say("可容纳", capacity.as_deref())
            .say("备注", venue.remark.as_deref());
        if !venue.phones.is_empty() {
            planner.gather(row, "contacts_left_out", "联系电话是个人信息，不登记在资源里。");
        }
        let line = Line {
            owner,
            column: "场地名称",
            title: &venue.name,
            content,
            category: Category::Venue,
            subcategory: planner.venue(&venue.name),
            amount: (sessions, Unit::Session),
            area,
            place: venue.address.as_deref(),
            time: None,
        };
        planner.offer(row, "offer", line);
    }
    Ok(())
}

pub(super) fn social_orgs(planner: &mut Planner, table: &Table) -> Result<(), NoPlan> {
    let rows = planner.take(social_orgs::read(table).map_err(NoPlan::Sheet)?);
    let rows = planner
        .distinct("社会组织", rows, |org: &social_orgs::SocialOrg| Some(normalise(&org.name)));
    let sessions = planner.sessions(SERVICE_SESSIONS);
    for (row, org) in rows {
        let Some(name) = planner.text(row, "社会组织名称", &org.name) else { continue };
        let address = match &org.address {
            Some(address) => match planner.text(row, "地址", address) {
                Some(address) => Some(address),
                None => continue,
            },
            None => None,
        };
        if org.head.is_some() || !org.phones.is_empty() {
            planner.gather(row, "contacts_left_out", "负责人和电话是个人信息，不登记在组织名下。");
        }
        let area = planner.options.under;
        let register = Register {
            name,
            level: Level::Unit,
            nature: Some(Nature::SocialOrganisation),
            credit_code: None,
            area,
            parent: None,
            address,
        };
        let Some(owner) = planner.unit(row, "社会组织名称", register) else { continue };
        for (n, service) in org.services.iter().enumerate() {
            let line = Line {
                owner,
                column: "服务项目",
                title: service,
                content: Content::default(),
                category: Category::Service,
                subcategory: None,
                amount: (sessions, Unit::Session),
                area,
                place: org.address.as_deref(),
                time: None,
            };
            planner.offer(row, &format!("offer {n}"), line);
        }
    }
    Ok(())
}

pub(super) fn culture_events(planner: &mut Planner, table: &Table) -> Result<(), NoPlan> {
    let owner = planner.owner()?;
    for (row, event) in planner.take(culture_events::read(table).map_err(NoPlan::Sheet)?) {
        if is_for_its_own(&event) {
            planner.gather(row, "not_open", "是筹备工作，或只限本队成员参加，不登记为资源。");
            continue;
        }
        if event.people.is_none() {
            planner.gather(row, "people_missing", "没有写参加人数，按1场次登记。");
        }
        let line = Line {
            owner: owner.id,
            column: "活动名称",
            title: &event.name,
            content: Content::default()
                .say("简介", event.about.as_deref())
                .say("参加对象", event.who.as_deref()),
            category: Category::Culture,
            subcategory: None,
            amount: event.people.map_or((1, Unit::Session), |people| (people, Unit::Person)),
            area: owner.area,
            place: event.place.as_deref(),
            time: event.time.as_ref(),
        };
        planner.offer(row, "offer", line);
    }
    Ok(())
}

/// Whether it is work on an event to come, or open to a team's own members alone.
fn is_for_its_own(event: &culture_events::CultureEvent) -> bool {
    let texts = std::iter::once(event.name.as_str()).chain(event.about.as_deref());
    let prepares = texts.into_iter().any(|text| text.contains("筹备"));
    let own = ["队员", "小组", "俱乐部", "会员"];
    prepares || event.who.as_deref().is_some_and(|who| own.iter().any(|own| who.ends_with(own)))
}

pub(super) fn finance_visits(planner: &mut Planner, table: &Table) -> Result<(), NoPlan> {
    for (row, visit) in planner.take(finance_visits::read(table).map_err(NoPlan::Sheet)?) {
        let community = planner.area(row, "居民区名称", &visit.community);
        let Some(name) = planner.text(row, "金融单位", &visit.bank) else { continue };
        let register = Register {
            name,
            level: Level::Unit,
            nature: None,
            credit_code: None,
            area: planner.options.under,
            parent: None,
            address: None,
        };
        let Some(owner) = planner.unit(row, "金融单位", register) else { continue };
        let people = visit.people.map(|people| format!("{people}人"));
        let line = Line {
            owner,
            column: "名称",
            title: visit.topic.as_deref().unwrap_or("金融服务进社区"),
            content: Content::default()
                .say("居民区", Some(&visit.community))
                .say("参加人数", people.as_deref()),
            category: Category::Service,
            subcategory: None,
            amount: (1, Unit::Session),
            // What a bank tells one community it tells the next one, too.
            area: community.and_then(AreaCode::parent),
            place: None,
            time: visit.time.as_ref(),
        };
        planner.offer(row, "offer", line);
    }
    Ok(())
}

pub(super) fn army_services(planner: &mut Planner, table: &Table) -> Result<(), NoPlan> {
    let owner = planner.owner()?;
    let rows = planner.take(army_services::read(table).map_err(NoPlan::Sheet)?);
    if planner.options.sessions.is_none() {
        let message = "清单没有写数量，按开展时间的说法折算每年场次，说不清的按1场次登记\
                       （--sessions 可改）。";
        planner.notice("sessions_assumed", Vec::new(), message.to_owned());
    }
    for (row, service) in rows {
        let times = wording::times_a_year(service.time.as_ref());
        let participants = service.participants.join("、");
        let place = service.places.join("、");
        let line = Line {
            owner: owner.id,
            column: "项目",
            title: &service.project,
            content: Content::default()
                .say("参与", Some(participants.as_str()).filter(|text| !text.is_empty())),
            category: Category::Service,
            subcategory: None,
            amount: (planner.options.sessions.unwrap_or(times), Unit::Session),
            area: owner.area,
            place: Some(place.as_str()).filter(|text| !text.is_empty()),
            time: service.time.as_ref(),
        };
        planner.offer(row, "offer", line);
    }
    Ok(())
}

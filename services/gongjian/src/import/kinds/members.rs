//! Members, registered and checked in where they live. So is the roster of members that
//! `gongjian export` writes.

use contracts::registry::check_in::{self, SERVICES_MAX, Who};
use contracts::registry::person::{Register, SKILLS_MAX};
use contracts::registry::taxonomy::SubcategoryCode;
use sheets::kinds::members::{self, Member};
use sheets::names::normalise;
use sheets::{RowNumber, Table};
use values::{PersonId, Text};

use super::fields::{CheckingIn, checking_in};
use crate::import::plan::Do;
use crate::import::planner::{NoPlan, Planner};

pub(super) fn fill(planner: &mut Planner, table: &Table) -> Result<(), NoPlan> {
    let rows = planner.take(members::read(table).map_err(NoPlan::Sheet)?);
    // Two of one name and no telephone may well be two.
    let key = |member: &Member| {
        let phone = member.phones.first()?;
        Some((normalise(&member.name), phone.clone()))
    };
    for (row, member) in planner.distinct("党员", rows, key) {
        take(planner, row, &member);
    }
    Ok(())
}

/// Plans one member; a row that is refused plans nothing.
fn take(planner: &mut Planner, row: RowNumber, member: &Member) -> Option<()> {
    let standing = checking_in(planner, row, member.state.as_deref());
    if standing == Some(CheckingIn::Over) {
        return None;
    }
    // All are looked up whatever becomes of the others, so that all complaints come at once.
    let work_unit = member.work_unit.as_ref();
    let work_unit = work_unit.map(|unit| planner.employer(row, "工作单位", unit));
    let home = member.community.as_ref();
    let home = home.map(|community| planner.community(row, "居住社区", community, None));
    let host = member.host.as_ref();
    let host = host.map(|community| planner.community(row, "接收社区", community, None));
    let name = planner.text(row, "姓名", &member.name)?;
    let phone = match member.phones.first() {
        Some(phone) => Some(planner.text(row, "联系电话", phone)?),
        None => None,
    };
    if member.phones.len() > 1 {
        planner.gather(row, "phones_left_out", "有几个电话，只登记第一个。");
    }
    if member.party.is_some() {
        planner.gather(row, "fields_left_out", "所在党组织暂不登记。");
    }
    let services = services(planner, row, &member.categories)?;
    let skills = skills(planner, row, &member.skills)?;
    let (work_unit, home, host) = (said(work_unit)?, said(home)?, said(host)?);
    let register = Register { name, phone, work_unit, home_community: home, skills };
    if planner.options.roster_only {
        planner.gather(row, "roster_only", "只登记名册；报到由本人办理，或由运维人员导入。");
        let _: PersonId = planner.make(row, "person", Do::RegisterPerson(Box::new(register)));
        return Some(());
    }
    let Some(host) = host.or(home) else {
        planner.gather(row, "home_missing", "没有写居住社区，只登记，不报到。");
        planner.step(row, "person", Do::Enrol(Box::new(register)));
        return Some(());
    };
    let accepted = standing? == CheckingIn::Accepted;
    if accepted && Some(host) == home && services.is_empty() {
        planner.step(row, "person", Do::Enrol(Box::new(register)));
        return Some(());
    }
    let person: PersonId = planner.make(row, "person", Do::RegisterPerson(Box::new(register)));
    let who = Who::Person(person);
    let request = check_in::Request { services, ..check_in::Request::of(who, host) };
    planner.step(row, "check-in", Do::RequestCheckIn(request));
    if accepted {
        let accept = check_in::Accept { check_in: check_in::id(who, host) };
        planner.step(row, "accept", Do::AcceptCheckIn(accept));
    }
    Some(())
}

/// The kinds of service as the taxonomy has them; other words are noticed.
fn services(
    planner: &mut Planner,
    row: RowNumber,
    said: &[String],
) -> Option<Vec<SubcategoryCode>> {
    let known: Vec<_> = said.iter().filter_map(|name| planner.service(name)).collect();
    if known.len() < said.len() {
        planner.gather(row, "services_unknown", "分类表里没有的服务类别不登记。");
    }
    if known.len() > SERVICES_MAX {
        let message = format!("第{row}行：服务类别有{}项，最多{SERVICES_MAX}项", known.len());
        let suggestion = "请只留主要的几项";
        planner.refuse(row, Some("服务类别"), "services_too_many", message, suggestion);
        return None;
    }
    Some(known)
}

/// What was said and found; none when it was said and not found.
fn said<T>(looked_up: Option<Option<T>>) -> Option<Option<T>> {
    looked_up.map_or(Some(None), |found| found.map(Some))
}

fn skills(planner: &mut Planner, row: RowNumber, skills: &[String]) -> Option<Vec<Text<30>>> {
    if skills.len() > SKILLS_MAX {
        let message = format!("第{row}行：特长有{}项，最多{SKILLS_MAX}项", skills.len());
        planner.refuse(row, Some("特长"), "skills_too_many", message, "请只留主要的几项");
        return None;
    }
    skills.iter().map(|skill| planner.text(row, "特长", skill)).collect()
}

//! Communities and the units joined to them: checked in, and made a pair. So is the roster of
//! units that have checked in, as `gongjian export` writes it.

use std::collections::HashSet;

use contracts::registry::check_in::{self, Who};
use contracts::registry::organisation::{Level, Nature, Register};
use contracts::registry::pair;
use sheets::kinds::joint_units::{self, JointUnit};
use sheets::{RowNumber, Table};
use values::{CreditCode, OrganisationId};

use super::fields::{CheckingIn, checking_in, maybe, word, yes};
use super::units::nature;
use crate::import::plan::Do;
use crate::import::planner::{NoPlan, Planner};

/// What was said so far of units and communities.
#[derive(Default)]
struct Seen {
    joined: HashSet<(OrganisationId, OrganisationId)>,
    /// Units that have their main community.
    has_main: HashSet<OrganisationId>,
}

pub(super) fn fill(planner: &mut Planner, table: &Table) -> Result<(), NoPlan> {
    let mut seen = Seen::default();
    for (row, pair) in planner.take(joint_units::read(table).map_err(NoPlan::Sheet)?) {
        take(planner, row, &pair, &mut seen);
    }
    Ok(())
}

/// Plans one check-in; every fault of the row is named before any of it is used.
fn take(planner: &mut Planner, row: RowNumber, pair: &JointUnit, seen: &mut Seen) -> Option<()> {
    let standing = checking_in(planner, row, pair.state.as_deref());
    if standing == Some(CheckingIn::Over) {
        return None;
    }
    let named = Some(pair.community.as_str());
    let community = planner.community(row, "居民区党组织名称", &pair.community, named);
    let unit = unit(planner, row, pair);
    let main = yes(planner, row, "主报到", pair.primary.as_deref());
    let term = ["一年", "半年"];
    let term = word(planner, row, "报到期限", pair.term.as_deref(), &term, |term| term);
    let can_offer = maybe(planner, row, "能提供的资源", pair.can_offer.as_deref());
    let members = members(planner, row, pair.members);
    let (community, unit, main) = (community?, unit?, main?);
    if !seen.joined.insert((unit, community)) {
        return None;
    }
    // Where a list says nothing, the first community is the main one.
    let primary = main != Some(false) && seen.has_main.insert(unit);
    if main == Some(true) && !primary {
        let message = format!("第{row}行：“{}”已有主报到的社区", pair.unit);
        let suggestion = "一家单位只有一个主报到；其余的请填“否”";
        planner.refuse(row, Some("主报到"), "primary_twice", message, suggestion);
        return None;
    }
    let who = Who::Unit(unit);
    let half_yearly = term? == Some("半年");
    let (members, can_offer) = (members?, can_offer?);
    let request = check_in::Request::of(who, community);
    let request = check_in::Request { primary, half_yearly, members, can_offer, ..request };
    let label = format!("{unit} {community}");
    planner.step(row, &format!("check-in {label}"), Do::RequestCheckIn(request));
    if standing? == CheckingIn::Accepted {
        let accept = check_in::Accept { check_in: check_in::id(who, community) };
        planner.step(row, &format!("accept {label}"), Do::AcceptCheckIn(accept));
        let make = pair::Make { unit, community };
        planner.step(row, &format!("pair {label}"), Do::MakePair(make));
    }
    Some(())
}

fn unit(planner: &mut Planner, row: RowNumber, pair: &JointUnit) -> Option<OrganisationId> {
    let name = planner.text(row, "联建单位名称", &pair.unit);
    let address = maybe(planner, row, "地址", pair.address.as_deref());
    let nature = pair.nature.as_deref().map(nature);
    if nature == Some(None) {
        planner.gather(row, "nature_unknown", "单位性质不认识，登记为“其他”。");
    }
    // The reader takes well-formed codes only.
    let code = pair.credit_code.as_deref();
    let register = Register {
        name: name?,
        level: Level::Unit,
        nature: nature.map(|nature| nature.unwrap_or(Nature::Other)),
        credit_code: code.and_then(|code| CreditCode::parse(code).ok()),
        // Where it stands the list does not say: only with whom it works.
        area: planner.options.under,
        parent: None,
        address: address?,
    };
    planner.unit(row, "联建单位名称", register)
}

fn members(planner: &mut Planner, row: RowNumber, said: Option<u64>) -> Option<Option<u32>> {
    let Some(said) = said else { return Some(None) };
    let members = u32::try_from(said).ok();
    if members.is_none() {
        let message = format!("第{row}行：党员人数{said}太大");
        planner.refuse(row, Some("党员人数"), "members_unfit", message, "请核对人数");
    }
    members.map(Some)
}

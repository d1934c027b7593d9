//! Communities and the units joined to them: checked in, and made a pair.

use std::collections::HashSet;

use contracts::registry::check_in::{self, Who};
use contracts::registry::organisation::{Level, Register};
use contracts::registry::pair;
use sheets::Table;
use sheets::kinds::joint_units;

use crate::import::plan::Do;
use crate::import::planner::{NoPlan, Planner};

pub(super) fn fill(planner: &mut Planner, table: &Table) -> Result<(), NoPlan> {
    let mut joined = HashSet::new();
    let mut has_main = HashSet::new();
    for (row, pair) in planner.take(joint_units::read(table).map_err(NoPlan::Sheet)?) {
        let named = Some(pair.community.as_str());
        let community = planner.community(row, "居民区党组织名称", &pair.community, named);
        let Some(name) = planner.text(row, "联建单位名称", &pair.unit) else { continue };
        let register = Register {
            name,
            level: Level::Unit,
            nature: None,
            credit_code: None,
            // Where it stands the list does not say: only with whom it works.
            area: planner.options.under,
            parent: None,
            address: None,
        };
        let unit = planner.unit(row, "联建单位名称", register);
        let (Some(community), Some(unit)) = (community, unit) else { continue };
        if !joined.insert((unit, community)) {
            continue;
        }
        let who = Who::Unit(unit);
        let primary = has_main.insert(unit);
        let request = check_in::Request { primary, ..check_in::Request::of(who, community) };
        let label = format!("{unit} {community}");
        planner.step(row, &format!("check-in {label}"), Do::RequestCheckIn(request));
        let accept = check_in::Accept { check_in: check_in::id(who, community) };
        planner.step(row, &format!("accept {label}"), Do::AcceptCheckIn(accept));
        let make = pair::Make { unit, community };
        planner.step(row, &format!("pair {label}"), Do::MakePair(make));
    }
    Ok(())
}

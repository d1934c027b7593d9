//! Resident units, registered; whom to talk to there is no part of the register.

use contracts::registry::organisation::{Level, Nature, Register};
use sheets::Table;
use sheets::kinds::units;
use values::CreditCode;

use crate::import::planner::{NoPlan, Planner};

pub(super) fn fill(planner: &mut Planner, table: &Table) -> Result<(), NoPlan> {
    for (row, unit) in planner.take(units::read(table).map_err(NoPlan::Sheet)?) {
        let name = planner.text(row, "单位名称", &unit.name);
        let address = match &unit.address {
            Some(address) => match planner.text(row, "地址", address) {
                Some(address) => Some(address),
                None => continue,
            },
            None => None,
        };
        let area = match &unit.community {
            Some(community) => match planner.area(row, "报到社区", community) {
                Some(area) => Some(area),
                None => continue,
            },
            None => planner.options.under.or(planner.area_of_owner()),
        };
        let Some(name) = name else { continue };
        if unit.liaison.is_some() || !unit.phones.is_empty() {
            planner.gather(row, "contacts_left_out", "联络员和电话是个人信息，不登记在单位名下。");
        }
        let nature = unit.nature.as_deref().map(nature);
        if nature == Some(None) {
            planner.gather(row, "nature_unknown", "单位性质不认识，登记为“其他”。");
        }
        // The reader takes well-formed codes only; a wrong check digit is its notice.
        let credit_code = unit.credit_code.and_then(|code| CreditCode::parse(&code).ok());
        let parent = unit.parent_party.as_deref().and_then(|parent| planner.parent(parent));
        if unit.parent_party.is_some() && parent.is_none() {
            planner.gather(row, "parent_unknown", "上级党组织没有登记过，暂不写入隶属关系。");
        }
        let known = planner.registered(&name);
        let register = Register {
            name,
            level: Level::Unit,
            nature: nature.map(|nature| nature.unwrap_or(Nature::Other)),
            credit_code,
            area,
            parent,
            address,
        };
        if known {
            planner.gather(row, "unit_known", "已登记过，不重复登记，也不改动原有内容。");
        }
        planner.unit(row, "单位名称", register);
    }
    Ok(())
}

impl Planner {
    /// Whom a unit belongs to, if it was registered before: what this import registers may come
    /// later than the unit.
    fn parent(&self, name: &str) -> Option<values::OrganisationId> {
        match self.directory.named(name).as_slice() {
            [only] if !self.registers(self.directory.entry(*only).id) => {
                Some(self.directory.entry(*only).id)
            }
            _none_or_several => None,
        }
    }

    fn registered(&self, name: &str) -> bool {
        self.directory
            .named(name)
            .into_iter()
            .any(|at| !self.registers(self.directory.entry(at).id))
    }
}

/// The nature in the list's words; none when it says nothing we know.
pub(super) fn nature(words: &str) -> Option<Nature> {
    let words: &str = &words.replace("国有企事业", "国有");
    let known = [
        ("社会组织", Nature::SocialOrganisation),
        ("社会团体", Nature::SocialOrganisation),
        ("物业", Nature::PropertyManager),
        ("业委会", Nature::OwnersCommittee),
        ("平台", Nature::Platform),
        ("新就业", Nature::Platform),
        ("学校", Nature::School),
        ("院校", Nature::School),
        ("幼儿园", Nature::School),
        ("医院", Nature::Hospital),
        ("卫生", Nature::Hospital),
        ("部队", Nature::Military),
        ("国有", Nature::StateOwned),
        ("国企", Nature::StateOwned),
        ("央企", Nature::StateOwned),
        ("非公", Nature::Private),
        ("民营", Nature::Private),
        ("私营", Nature::Private),
        ("两新", Nature::Private),
        ("事业", Nature::PublicInstitution),
        ("机关", Nature::Government),
        ("政府", Nature::Government),
        ("企业", Nature::Private),
        ("其他", Nature::Other),
    ];
    known.into_iter().find(|(word, _)| words.contains(word)).map(|(_, nature)| nature)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn natures_are_known_by_their_words() {
        for (words, wanted) in [
            ("机关", Nature::Government),
            ("机关事业单位", Nature::PublicInstitution),
            ("国有企业", Nature::StateOwned),
            ("非公企业", Nature::Private),
            ("物业服务企业", Nature::PropertyManager),
            ("社会组织", Nature::SocialOrganisation),
        ] {
            assert_eq!(nature(words), Some(wanted), "{words}");
        }
        assert_eq!(nature("甲类"), None);
    }
}

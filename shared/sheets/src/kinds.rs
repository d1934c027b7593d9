//! The kinds of list that are read, one module each: its columns, its row, its reader.

pub mod agreements;
pub mod areas;
pub mod army_services;
pub mod culture_events;
pub mod finance_visits;
pub mod help_claims;
pub mod holidays;
pub mod hotline;
pub mod joint_units;
pub mod labelled;
pub mod members;
pub mod micro_wishes;
pub mod needs;
pub mod offers;
pub mod projects;
pub mod records;
pub mod social_orgs;
pub mod units;
pub mod venues;

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::header::Field;

/// A kind of list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Statistical areas.
    Areas,
    /// Holidays and make-up workdays.
    Holidays,
    /// Resident units.
    Units,
    /// Members of the Party.
    Members,
    /// Venues that a community or unit opens.
    Venues,
    /// Communities and the units joined to them.
    JointUnits,
    /// Claims to help people in need.
    HelpClaims,
    /// Social organisations and their services.
    SocialOrgs,
    /// Cultural events.
    CultureEvents,
    /// Visits of banks to communities.
    FinanceVisits,
    /// Services for soldiers and their families.
    ArmyServices,
    /// Small wishes.
    MicroWishes,
    /// The resource list as this system exports it.
    Offers,
    /// The need list as this system exports it.
    Needs,
    /// Items of the hotline.
    Hotline,
    /// Agreements as this system exports them.
    Agreements,
    /// The project list as this system exports it.
    Projects,
    /// Service records as this system exports them.
    Records,
}

/// There is no such kind of list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no kind of list")]
pub struct UnknownKind(pub String);

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 18] = [
        Self::Areas,
        Self::Holidays,
        Self::Units,
        Self::Members,
        Self::Venues,
        Self::JointUnits,
        Self::HelpClaims,
        Self::SocialOrgs,
        Self::CultureEvents,
        Self::FinanceVisits,
        Self::ArmyServices,
        Self::MicroWishes,
        Self::Offers,
        Self::Needs,
        Self::Hotline,
        Self::Agreements,
        Self::Projects,
        Self::Records,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Areas => "areas",
            Self::Holidays => "holidays",
            Self::Units => "units",
            Self::Members => "members",
            Self::Venues => "venues",
            Self::JointUnits => "joint-units",
            Self::HelpClaims => "help-claims",
            Self::SocialOrgs => "social-orgs",
            Self::CultureEvents => "culture-events",
            Self::FinanceVisits => "finance-visits",
            Self::ArmyServices => "army-services",
            Self::MicroWishes => "micro-wishes",
            Self::Offers => "offers",
            Self::Needs => "needs",
            Self::Hotline => "hotline",
            Self::Agreements => "agreements",
            Self::Projects => "projects",
            Self::Records => "records",
        }
    }

    /// Its name in Chinese.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Areas => "行政区划",
            Self::Holidays => "节假日与调休",
            Self::Units => "驻区单位",
            Self::Members => "在职党员",
            Self::Venues => "活动场地清单",
            Self::JointUnits => "居民区与驻区单位联建清单",
            Self::HelpClaims => "帮扶认领清单",
            Self::SocialOrgs => "社会组织服务清单",
            Self::CultureEvents => "社区文化活动清单",
            Self::FinanceVisits => "金融服务进社区清单",
            Self::ArmyServices => "拥军优属服务清单",
            Self::MicroWishes => "微心愿清单",
            Self::Offers => "资源清单",
            Self::Needs => "需求清单",
            Self::Hotline => "热线件清单",
            Self::Agreements => "共建协议",
            Self::Projects => "项目清单",
            Self::Records => "服务记录",
        }
    }

    /// Its columns.
    pub fn columns(self) -> &'static [Field] {
        match self {
            Self::Areas => areas::COLUMNS,
            Self::Holidays => holidays::COLUMNS,
            Self::Units => units::COLUMNS,
            Self::Members => members::COLUMNS,
            Self::Venues => venues::COLUMNS,
            Self::JointUnits => joint_units::COLUMNS,
            Self::HelpClaims => help_claims::COLUMNS,
            Self::SocialOrgs => social_orgs::COLUMNS,
            Self::CultureEvents => culture_events::COLUMNS,
            Self::FinanceVisits => finance_visits::COLUMNS,
            Self::ArmyServices => army_services::COLUMNS,
            Self::MicroWishes => micro_wishes::COLUMNS,
            Self::Offers => offers::COLUMNS,
            Self::Needs => needs::COLUMNS,
            Self::Hotline => hotline::COLUMNS,
            Self::Agreements => agreements::COLUMNS,
            Self::Projects => projects::COLUMNS,
            Self::Records => records::COLUMNS,
        }
    }

    /// Its columns in words, one to a line, in Chinese.
    pub fn help(self) -> String {
        Field::help(self.chinese(), self.name(), self.columns())
    }
}

impl FromStr for Kind {
    type Err = UnknownKind;
    fn from_str(name: &str) -> Result<Self, UnknownKind> {
        let known = Self::ALL.into_iter().find(|kind| kind.name() == name);
        known.ok_or_else(|| UnknownKind(name.to_owned()))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_name_and_explains_its_columns() {
        for kind in Kind::ALL {
            assert_eq!(kind.name().parse(), Ok(kind));
            assert!(kind.columns().iter().any(|field| field.required), "{kind}");
            assert!(kind.columns().iter().all(|field| kind.help().contains(field.name)), "{kind}");
        }
        assert_eq!("plans".parse::<Kind>(), Err(UnknownKind("plans".to_owned())));
    }

    #[test]
    fn no_heading_names_two_columns_of_a_kind() {
        for kind in Kind::ALL {
            let names = kind.columns().iter().flat_map(|f| f.synonyms.iter().chain([&f.name]));
            let mut names: Vec<String> = names.map(|name| crate::names::normalise(name)).collect();
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count, "{kind}");
        }
    }
}

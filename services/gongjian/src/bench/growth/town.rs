//! A town with every service in this process, and who lives in it.

use std::path::Path;

use bus::Bus;
use contracts::registry::area;
use contracts::registry::organisation::{Level, Register};
use contracts::{Actor, Role, SERVICES};
use runtime::{Client, Clock, Host};
use values::{AreaCode, OrganisationId, Timestamp, Uuid};

use super::super::host;
use super::line::{Line, text};
use crate::demo::person;
use crate::operator;

/// What lies in what, from the province down.
const AREAS: [(&str, &str); 5] = [
    ("99", "临海省"),
    ("9901", "听涛市"),
    ("990101", "望海区"),
    ("990101001", "听涛街道"),
    ("990101001001", "望海社区"),
];

/// One community with whoever stands above it, and two units that work with it.
pub(super) struct Town {
    pub(super) client: Client,
    hosts: Vec<Host>,
    pub(super) clock: Clock,
    pub(super) operator: Actor,
    pub(super) city: OrganisationId,
    pub(super) district: OrganisationId,
    pub(super) street: OrganisationId,
    pub(super) community: OrganisationId,
    /// Whose lists grow, too.
    pub(super) unit: OrganisationId,
    pub(super) other: OrganisationId,
    pub(super) area: AreaCode,
}

impl Town {
    pub(super) async fn open(folder: &Path, begins: Timestamp) -> anyhow::Result<Self> {
        let (bus, clock) = (Bus::memory(), Clock::standing_at(begins));
        let mut hosts = Vec::new();
        for name in SERVICES {
            hosts.push(host(folder, name, bus.clone(), &clock).await?);
        }
        let nobody = OrganisationId(Uuid::nil());
        let mut town = Self {
            client: Client::new(bus),
            hosts,
            clock,
            operator: operator::actor(),
            city: nobody,
            district: nobody,
            street: nobody,
            community: nobody,
            unit: nobody,
            other: nobody,
            area: AREAS[4].0.parse()?,
        };
        town.settle().await?;
        Ok(town)
    }

    /// What there is before the first line: it has no number of its own.
    async fn settle(&mut self) -> anyhow::Result<()> {
        for (code, name) in AREAS {
            let add = area::Add { code: code.parse()?, name: text(name) };
            self.line().run(add).await?;
        }
        self.city = self.register("听涛市委组织部", Level::City, AREAS[1].0).await?;
        self.district = self.register("望海区委组织部", Level::District, AREAS[2].0).await?;
        self.street = self.register("听涛街道党工委", Level::Street, AREAS[3].0).await?;
        self.community = self.register("望海社区党委", Level::Community, AREAS[4].0).await?;
        self.unit = self.register("听涛医院", Level::Unit, AREAS[4].0).await?;
        self.other = self.register("望海小学", Level::Unit, AREAS[4].0).await?;
        Ok(())
    }

    fn line(&self) -> Line<'_> {
        Line { town: self, number: u64::MAX, watch: None }
    }

    async fn register(
        &self,
        name: &str,
        level: Level,
        area: &str,
    ) -> anyhow::Result<OrganisationId> {
        let register = Register { level, ..unit(name, area.parse()?) };
        self.line().make(name, &self.operator, register).await
    }

    /// Somebody of the community, in each line the same.
    pub(super) fn clerk(&self) -> Actor {
        person(self.community, Role::CommunityClerk)
    }

    pub(super) fn secretary(&self) -> Actor {
        person(self.community, Role::CommunitySecretary)
    }

    pub(super) fn liaison(&self) -> Actor {
        person(self.unit, Role::Liaison)
    }

    pub(super) fn head(&self) -> Actor {
        person(self.unit, Role::UnitHead)
    }

    pub(super) fn officer(&self) -> Actor {
        person(self.street, Role::StreetOfficer)
    }

    /// Moves the clock on to `now` and lets everybody look at it.
    pub(super) async fn set(&self, now: Timestamp) {
        self.clock.set(now);
        for host in &self.hosts {
            host.clock_moved().await;
        }
    }

    pub(super) async fn close(self) -> anyhow::Result<()> {
        for host in self.hosts {
            host.drain().await?;
        }
        Ok(())
    }
}

/// A unit as it is registered first.
pub(super) fn unit(name: &str, area: AreaCode) -> Register {
    Register {
        name: text(name),
        level: Level::Unit,
        nature: None,
        credit_code: None,
        area: Some(area),
        parent: None,
        address: None,
    }
}

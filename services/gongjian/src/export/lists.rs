//! The lists that can be exported: each line a row, the oldest first.

mod check_ins;
mod hotline;
mod needs;
mod offers;
mod projects;

use std::collections::HashMap;

use clap::ValueEnum;
use contracts::registry::taxonomy::Titles;
use contracts::registry::{AreaLine, Areas, ListTitles, OrganisationLine, Organisations};
use contracts::{Page, PageRequest, Query};
use indicatif::ProgressBar;
use runtime::Client;
use sheets::written::Sheet;
use values::{AreaCode, OrganisationId, Text};

use super::paging;
use crate::operator::{OrganisationNames, ask};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum List {
    /// 资源清单
    Offers,
    /// 需求清单
    Needs,
    /// 项目清单
    Projects,
    /// 单位报到名册
    JointUnits,
    /// 党员报到名册
    Members,
    /// 服务记录
    Records,
    /// 共建协议
    Agreements,
    /// 热线件，按原编号
    Hotline,
}

impl List {
    pub(crate) async fn sheet(self, source: &Source<'_>) -> anyhow::Result<Sheet> {
        match self {
            Self::Offers => offers::sheet(source).await,
            Self::Needs => needs::sheet(source).await,
            Self::Projects => projects::sheet(source).await,
            Self::JointUnits => check_ins::units(source).await,
            Self::Members => check_ins::members(source).await,
            Self::Records => projects::records(source).await,
            Self::Agreements => projects::agreements(source).await,
            Self::Hotline => hotline::sheet(source).await,
        }
    }

    /// Are there names of people in it?
    pub(crate) fn names_people(self) -> bool {
        match self {
            Self::Members | Self::Hotline => true,
            Self::Offers
            | Self::Needs
            | Self::Projects
            | Self::JointUnits
            | Self::Records
            | Self::Agreements => false,
        }
    }
}

/// Where the lines come from, and how far it is.
pub(crate) struct Source<'s> {
    pub(crate) client: &'s Client,
    pub(crate) bar: &'s ProgressBar,
}

impl Source<'_> {
    /// What the three lists are called.
    async fn titles(&self) -> anyhow::Result<Titles> {
        ask(self.client, &ListTitles {}).await
    }

    /// A whole list.
    async fn all<Q, T>(&self, query: impl Fn(PageRequest) -> Q) -> anyhow::Result<Vec<T>>
    where
        Q: Query<Answer = Page<T>>,
    {
        paging::all(self.client, self.bar, query).await
    }

    async fn names(
        &self,
        organisations: impl Iterator<Item = OrganisationId>,
    ) -> anyhow::Result<OrganisationNames> {
        OrganisationNames::of(self.client, organisations).await
    }

    /// What the area is called in which each organisation works, where it works in one.
    async fn homes(&self) -> anyhow::Result<HashMap<OrganisationId, Text<60>>> {
        let query = |page| Organisations { page, ..Organisations::default() };
        let organisations: Vec<OrganisationLine> = self.all(query).await?;
        let areas = self.areas().await?;
        let home = |line: OrganisationLine| Some((line.id, areas.get(&line.area?)?.clone()));
        Ok(organisations.into_iter().filter_map(home).collect())
    }

    /// What areas are called.
    async fn areas(&self) -> anyhow::Result<HashMap<AreaCode, Text<60>>> {
        let query = |page| Areas { under: None, page };
        let areas: Vec<AreaLine> = self.all(query).await?;
        Ok(areas.into_iter().map(|line| (line.code, line.name)).collect())
    }
}

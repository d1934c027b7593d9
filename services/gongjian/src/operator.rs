//! The command line's side of a running system.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context as _, bail};
use bus::Bus;
use contracts::registry::Names;
use contracts::{Actor, Claimer, Query, Reply, Role};
use runtime::{Client, Settings};
use serde::{Deserialize, Serialize};
use values::{OrganisationId, PersonId, Text, ids};

use crate::node;

/// How a running system is reached, kept in its data folder while it runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Running {
    pub(crate) pid: u32,
    pub(crate) nats: String,
    pub(crate) http: String,
    pub(crate) ops: String,
}

impl Running {
    pub(crate) fn write(&self, data: &Path) -> anyhow::Result<()> {
        let path = node::running(data);
        std::fs::write(&path, serde_json::to_vec_pretty(self)?)
            .with_context(|| format!("无法写入 {}", path.display()))
    }

    pub(crate) fn read(data: &Path) -> anyhow::Result<Self> {
        let path = node::running(data);
        let bytes = std::fs::read(&path).with_context(|| {
            format!("没有找到运行中的系统（{}）；请先运行 gongjian up", path.display())
        })?;
        serde_json::from_slice(&bytes).with_context(|| format!("无法读取 {}", path.display()))
    }
}

/// The person at the machine, who acts on everybody's behalf.
pub(crate) fn actor() -> Actor {
    let person = PersonId(ids::of_text("operator", "person"));
    let organisation = OrganisationId(ids::of_text("operator", "organisation"));
    Actor::Person { person, organisation, role: Role::Operator }
}

/// The bus of the running system.
pub(crate) async fn bus(settings: &Settings) -> anyhow::Result<Bus> {
    let url = match settings.nats.url.as_str() {
        "" => Running::read(&settings.data)?.nats,
        url => url.to_owned(),
    };
    node::connect(settings, &url, "operator").await
}

/// A client of the running system.
pub(crate) async fn client(settings: &Settings) -> anyhow::Result<Client> {
    Ok(Client::new(bus(settings).await?))
}

/// Asks a question as the operator.
pub(crate) async fn ask<Q: Query>(client: &Client, query: &Q) -> anyhow::Result<Q::Answer> {
    match client.query(&actor(), None, query).await? {
        Reply::Done(answer) => Ok(answer),
        Reply::Rejected(rejection) => bail!("{}", rejection.code()),
        Reply::Failed(failure) => bail!("{failure}"),
    }
}

/// What organisations are called, asked for once.
pub(crate) struct OrganisationNames {
    known: HashMap<OrganisationId, Text<60>>,
}

impl OrganisationNames {
    /// Asks for the names of `organisations`.
    pub(crate) async fn of(
        client: &Client,
        organisations: impl Iterator<Item = OrganisationId>,
    ) -> anyhow::Result<Self> {
        let mut wanted: Vec<_> = organisations.collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mut known = HashMap::new();
        for some in wanted.chunks(500) {
            let names = ask(client, &Names { organisations: some.to_vec() }).await?;
            known.extend(names);
        }
        Ok(Self { known })
    }

    /// The name, or the id of whom nobody knows.
    pub(crate) fn get(&self, organisation: OrganisationId) -> String {
        self.known.get(&organisation).map_or(organisation.to_string(), ToString::to_string)
    }

    /// The same of who claims; persons are not named.
    pub(crate) fn claimer(&self, claimer: Claimer) -> String {
        match claimer {
            Claimer::Organisation(organisation) => self.get(organisation),
            Claimer::Person(_) => "个人".to_owned(),
        }
    }
}

//! What the running registry knows when an import begins: asked for once, in pages.

use contracts::registry::{AreaLine, Areas, OrganisationLine, Organisations};
use contracts::{Page, PageRequest, Query};
use runtime::Client;
use values::AreaCode;

use crate::operator::ask;

/// Organisations and areas, as far as an import looks at them.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    pub(super) organisations: Vec<OrganisationLine>,
    pub(super) areas: Vec<AreaLine>,
}

impl Known {
    /// Asks for all organisations, and for the areas in and around `under`.
    pub(super) async fn ask(client: &Client, under: Option<AreaCode>) -> anyhow::Result<Self> {
        // The area itself is wanted, too, and only its parent's list has it.
        let around = under.and_then(AreaCode::parent);
        let organisations = |page| Organisations { page, ..Organisations::default() };
        Ok(Self {
            organisations: all(client, organisations).await?,
            areas: all(client, |page| Areas { under: around, page }).await?,
        })
    }
}

async fn all<Q: Query<Answer = Page<T>>, T>(
    client: &Client,
    query: impl Fn(PageRequest) -> Q,
) -> anyhow::Result<Vec<T>> {
    let mut found = Vec::new();
    let mut offset = 0;
    loop {
        let page = PageRequest { offset, limit: PageRequest::LIMIT_MAX };
        let page = ask(client, &query(page)).await?;
        found.extend(page.items);
        match page.next_offset {
            Some(next) => offset = next,
            None => return Ok(found),
        }
    }
}

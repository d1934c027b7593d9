//! What the running system knows when an import begins: asked for once, in pages.

use contracts::needs::{NeedLine, Needs};
use contracts::projects::{AgreementLine, Agreements, ClaimLine, Claims, ProjectLine, Projects};
use contracts::registry::taxonomy::{Category, Subcategory};
use contracts::registry::{AreaLine, Areas, Categories, OrganisationLine, Organisations};
use contracts::resources::{OfferLine, Offers};
use contracts::{Page, PageRequest, Query};
use runtime::Client;
use sheets::Kind;
use values::{AreaCode, Timestamp};

use crate::operator::ask;

/// Who, where and what there is, as far as an import looks at it.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    /// What is over before then is on no list any more.
    pub(super) now: Timestamp,
    pub(super) organisations: Vec<OrganisationLine>,
    pub(super) areas: Vec<AreaLine>,
    /// The kinds of service 服务类别 that may be named, and those of venues.
    pub(super) services: Vec<Subcategory>,
    pub(super) venues: Vec<Subcategory>,
    /// For a list of projects.
    pub(super) agreements: Vec<AgreementLine>,
    /// The lines that a list of projects may name, and the claims on them.
    pub(super) needs: Vec<NeedLine>,
    pub(super) offers: Vec<OfferLine>,
    pub(super) claims: Vec<ClaimLine>,
    /// For a list of projects or of their records.
    pub(super) projects: Vec<ProjectLine>,
}

impl Known {
    /// Asks for all organisations, for the areas in and around `under`, and for what lists of
    /// this kind name beside.
    pub(super) async fn ask(
        client: &Client,
        kind: Kind,
        under: Option<AreaCode>,
        now: Timestamp,
    ) -> anyhow::Result<Self> {
        // The area itself is wanted, too, and only its parent's list has it.
        let around = under.and_then(AreaCode::parent);
        let organisations = |page| Organisations { page, ..Organisations::default() };
        let categories = ask(client, &Categories { category: None }).await?;
        let live = |category| {
            let lines = categories.iter().filter(move |line| line.category == category);
            let all = lines.flat_map(|line| &line.subcategories);
            all.filter(|subcategory| !subcategory.retired).cloned().collect()
        };
        let agreements = |page| Agreements { page, ..Agreements::default() };
        let projects = |page| Projects { page, ..Projects::default() };
        let needs = |page| Needs { page, ..Needs::default() };
        let offers = |page| Offers { page, ..Offers::default() };
        let claims = |page| Claims { page, ..Claims::default() };
        let (signed, recorded) = (kind == Kind::Projects, kind == Kind::Records);
        Ok(Self {
            now,
            needs: if signed { all(client, needs).await? } else { Vec::new() },
            offers: if signed { all(client, offers).await? } else { Vec::new() },
            claims: if signed { all(client, claims).await? } else { Vec::new() },
            agreements: if signed { all(client, agreements).await? } else { Vec::new() },
            projects: if signed || recorded { all(client, projects).await? } else { Vec::new() },
            services: live(Category::Service),
            venues: live(Category::Venue),
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
    let mut cursor = None;
    loop {
        let page = PageRequest::behind(cursor, PageRequest::LIMIT_MAX);
        let page = ask(client, &query(page)).await?;
        found.extend(page.items);
        if page.next.is_none() {
            return Ok(found);
        }
        cursor = page.next;
    }
}

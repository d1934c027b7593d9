//! What of an event is public: by its stored tag, field by field. What is not named here is not.

use std::borrow::Cow;
use std::collections::BTreeSet;

use contracts::Claimer;
use contracts::needs::need::Outcome;
use contracts::projects::project::{Flow, Funds, Opened};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use values::{AgreementId, NeedId, OrganisationId, ProjectId, RecognitionId, Uuid};

use super::PublicFunds;

/// An event as it stands in a log.
#[derive(Deserialize)]
pub(super) struct Told<'l> {
    #[serde(rename = "type", borrow)]
    pub(super) kind: Cow<'l, str>,
    #[serde(borrow)]
    data: &'l RawValue,
}

/// What an event is about.
#[derive(Debug, Clone, Copy)]
pub(super) enum Subject {
    Agreement(AgreementId),
    Project(ProjectId),
    Need(NeedId),
    Recognition(RecognitionId),
}

impl Subject {
    pub(super) fn id(self) -> Uuid {
        match self {
            Self::Agreement(agreement) => agreement.into(),
            Self::Project(project) => project.into(),
            Self::Need(need) => need.into(),
            Self::Recognition(recognition) => recognition.into(),
        }
    }
}

/// What an event says to everybody.
pub(super) struct Fact {
    pub(super) subject: Subject,
    pub(super) parties: BTreeSet<OrganisationId>,
    /// How many persons, who are not named.
    pub(super) persons: usize,
    pub(super) funds: Option<PublicFunds>,
    pub(super) quantity: Option<u64>,
}

impl Fact {
    fn about(subject: Subject) -> Self {
        Self { subject, parties: BTreeSet::new(), persons: 0, funds: None, quantity: None }
    }

    /// With these, of whom the organisations are named and the persons counted.
    fn with(mut self, claimers: impl IntoIterator<Item = Claimer>) -> Self {
        for claimer in claimers {
            match claimer {
                Claimer::Organisation(organisation) => {
                    self.parties.insert(organisation);
                }
                Claimer::Person(_) => self.persons += 1,
            }
        }
        self
    }
}

/// What `told` of this aggregate says to everybody, if anything.
pub(super) fn of(aggregate: Uuid, told: &Told<'_>) -> Result<Option<Fact>, serde_json::Error> {
    #[derive(Deserialize)]
    struct FundsMoved {
        flow: Flow,
        funds: Funds,
    }
    #[derive(Deserialize)]
    struct Quantity {
        quantity: u64,
    }
    #[derive(Deserialize)]
    struct Closed {
        outcome: Outcome,
    }
    #[derive(Deserialize)]
    struct Confirmed {
        recognised: Vec<Claimer>,
    }
    let project = Fact::about(Subject::Project(aggregate.into()));
    Ok(match told.kind.as_ref() {
        "agreement.published.v1" => Some(Fact::about(Subject::Agreement(aggregate.into()))),
        "project.opened.v1" => {
            let Opened { giving, asking, .. } = read(told)?;
            Some(project.with([giving, Claimer::Organisation(asking)]))
        }
        "project.started.v1" | "project.archived.v1" => Some(project),
        "project.accepted.v1" => {
            let Quantity { quantity } = read(told)?;
            Some(Fact { quantity: Some(quantity), ..project })
        }
        "project.funds_moved.v1" => {
            let FundsMoved { flow, funds } = read(told)?;
            let Funds { amount, what, date, voucher: _ } = funds;
            Some(Fact { funds: Some(PublicFunds { flow, amount, what, date }), ..project })
        }
        "need.closed.v1" => {
            let Closed { outcome } = read(told)?;
            outcome.is_solved().then(|| Fact::about(Subject::Need(aggregate.into())))
        }
        "recognition.confirmed.v1" => {
            let Confirmed { recognised } = read(told)?;
            Some(Fact::about(Subject::Recognition(aggregate.into())).with(recognised))
        }
        _ => None,
    })
}

fn read<T: DeserializeOwned>(told: &Told<'_>) -> Result<T, serde_json::Error> {
    serde_json::from_str(told.data.get())
}

//! Carries a plan out: many commands in flight, stage after stage.
//!
//! Every command can be sent again: its id names it, so what was done before is answered and not
//! done twice. People go many to a command, and one by one where that is refused. What a rule is
//! against is noted at its row; anything else stops the import, which goes on when it is run again.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use anyhow::{Context as _, bail};
use contracts::needs::Needs;
use contracts::projects::{Claim, ClaimLine, ClaimStatus, Claims, agreement};
use contracts::registry::person::Enrol;
use contracts::registry::{Names, check_in};
use contracts::resources::Offers;
use contracts::{
    Actor, Command, Failure, PageRequest, Position, Receipt, Rejection, Reply, ServiceEvent as _,
    needs, projects, registry, resources,
};
use futures_util::StreamExt as _;
use futures_util::stream;
use runtime::{Client, ClientError};
use sheets::RowNumber;
use values::{ClaimId, CommandId, PersonId, ids};

use super::plan::{Do, Plan, Step};

/// How many commands may wait for their answers: enough to share one flush of the disk.
const IN_FLIGHT: usize = 64;
/// How many people go in one command: with all that is made of them they fit into a commit.
const PEOPLE_AT_ONCE: usize = 40;
/// How long a command is sent again while the system is busy or away.
const PATIENCE: Duration = Duration::from_secs(60);
const SEND_AGAIN: Duration = Duration::from_millis(50);
/// How long the ledgers may take to answer a claim.
const SETTLED_WITHIN: Duration = Duration::from_secs(30);

/// Who takes the list in, and through whom.
#[derive(Clone, Copy)]
pub(super) struct Taker<'t> {
    pub(super) client: &'t Client,
    pub(super) actor: &'t Actor,
}

/// How it went.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    /// Rows taken whole.
    pub(super) taken: u64,
    /// Rows that failed meanwhile, and why.
    pub(super) failed: BTreeMap<RowNumber, Reason>,
}

/// Why something was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reason {
    /// The stable code.
    pub(super) code: String,
    /// What people read.
    pub(super) said: String,
}

/// What became of one step.
#[derive(Clone)]
enum Told {
    Done(&'static str, Position),
    /// An earlier run took this step, when it was asked for a little otherwise.
    DoneBefore,
    Against(Rejection),
    Failed(Failure),
}

/// Carries out every step, and waits until what it made can be asked for.
pub(super) async fn carry_out(
    by: Taker<'_>,
    plan: &Plan,
    tell: &(dyn Fn(u64, u64) + Send + Sync),
) -> anyhow::Result<Outcome> {
    let mut failed: BTreeMap<RowNumber, Reason> = BTreeMap::new();
    let mut positions: HashMap<&'static str, Position> = HashMap::new();
    let (mut done, of) = (0, plan.steps.len() as u64);
    tell(done, of);
    let last = plan.steps.iter().map(|step| step.what.stage()).max().unwrap_or(0);
    for stage in 0..=last {
        let due = plan.steps.iter().filter(|step| step.what.stage() == stage);
        // What belongs to a row that failed would only fail, too.
        let due: Vec<&Step> =
            due.filter(|step| !step.row.is_some_and(|row| failed.contains_key(&row))).collect();
        let sent: Vec<_> = batches(&due).map(|steps| carry_on_all(by, steps)).collect();
        let mut sent = stream::iter(sent).buffer_unordered(IN_FLIGHT);
        while let Some(told) = sent.next().await {
            for (row, told) in told? {
                done += 1;
                tell(done, of);
                let reason = match told {
                    Told::Done(service, position) => {
                        let reached = positions.entry(service).or_default();
                        *reached = position.max(*reached);
                        continue;
                    }
                    Told::DoneBefore => continue,
                    Told::Against(rejection) => Reason {
                        code: rejection.code(),
                        said: gateway::rejection_words(&rejection),
                    },
                    Told::Failed(failure) => {
                        let said = gateway::failure_words(&failure);
                        Reason { code: code_of(&failure), said }
                    }
                };
                match row {
                    Some(row) => {
                        failed.entry(row).or_insert(reason);
                    }
                    None => bail!("无法登记清单所属的组织：{}", reason.said),
                }
            }
        }
    }
    reach(by, &positions).await?;
    let taken = plan.rows - failed.len() as u64;
    Ok(Outcome { taken, failed })
}

/// What goes in one command: neighbouring people many at a time, everything else alone.
fn batches<'a, 'p>(due: &'a [&'p Step]) -> impl Iterator<Item = &'a [&'p Step]> {
    let is_person = |step: &Step| matches!(step.what, Do::Enrol(_));
    let runs = due.chunk_by(move |a, b| is_person(a) && is_person(b));
    runs.flat_map(|run| run.chunks(PEOPLE_AT_ONCE))
}

/// Carries on with what goes in one command, and when that is refused, with one after another:
/// one person who cannot be taken keeps nobody else out.
async fn carry_on_all(
    by: Taker<'_>,
    steps: &[&Step],
) -> anyhow::Result<Vec<(Option<RowNumber>, Told)>> {
    if let [_, _, ..] = steps {
        let told = enrol(by, steps).await?;
        if matches!(told, Told::Done(..) | Told::DoneBefore) {
            return Ok(steps.iter().map(|step| (step.row, told.clone())).collect());
        }
    }
    let mut all = Vec::with_capacity(steps.len());
    for step in steps {
        all.push((step.row, carry_on(by, step).await?));
    }
    Ok(all)
}

/// Each person has the id that follows from the row, and the command has one that follows from
/// its people.
async fn enrol(by: Taker<'_>, steps: &[&Step]) -> anyhow::Result<Told> {
    let person = |step: &&Step| {
        let Do::Enrol(register) = &step.what else { return None };
        Some((ids::derive(step.id.into(), 0).into(), register.as_ref().clone()))
    };
    let enrol = Enrol { people: steps.iter().filter_map(person).collect() };
    let people: Vec<String> = enrol.people.keys().map(PersonId::to_string).collect();
    let id = CommandId(ids::of_text("enrol", &people.join(" ")));
    send(by, id, &enrol).await
}

async fn carry_on(by: Taker<'_>, step: &Step) -> anyhow::Result<Told> {
    let id = step.id;
    match &step.what {
        Do::AddArea(body) => send(by, id, body).await,
        Do::SetYear(body) => send(by, id, body).await,
        Do::Register(body) => send(by, id, body.as_ref()).await,
        Do::AddAlias(body) => send(by, id, body).await,
        Do::Enrol(_) => enrol(by, &[step]).await,
        Do::RegisterPerson(body) => send(by, id, body.as_ref()).await,
        Do::RequestCheckIn(body) => request_check_in(by, id, body).await,
        Do::AcceptCheckIn(body) => send(by, id, body).await,
        Do::MakePair(body) => send(by, id, body).await,
        Do::ListOffer(body) => send(by, id, body.as_ref()).await,
        Do::Raise(body) => send(by, id, body.as_ref()).await,
        Do::Classify(body) => send(by, id, body).await,
        Do::ReceiveItem(body) => send(by, id, body.as_ref()).await,
        Do::ReplyToItem(body) => send(by, id, body.as_ref()).await,
        Do::Verify(body) => send(by, id, body).await,
        Do::Deliberate(body) => send(by, id, body).await,
        Do::Post(body) => send(by, id, body).await,
        Do::Propose(body) => send(by, id, body.as_ref()).await,
        Do::AcceptClaim(body) => match settled(by, body.claim).await? {
            ClaimStatus::Held => send(by, id, body).await,
            ClaimStatus::Accepted
            | ClaimStatus::Agreed
            | ClaimStatus::Delivered
            | ClaimStatus::Closed => Ok(Told::DoneBefore),
            // A later step of this import may have ended it: then this one was taken before.
            ClaimStatus::Proposed
            | ClaimStatus::Refused
            | ClaimStatus::Declined
            | ClaimStatus::Withdrawn
            | ClaimStatus::Waiting
            | ClaimStatus::LeaseOver
            | ClaimStatus::Lapsed
            | ClaimStatus::Revoked
            | ClaimStatus::Cancelled
            | ClaimStatus::Failed => send(by, id, body).await,
        },
        Do::DraftAgreement(body) => send(by, id, body.as_ref()).await,
        Do::SignAgreement(body) => send(by, id, body).await,
        Do::PublishAgreement(body) => send(by, id, body).await,
        Do::EndAgreement(body) => match send(by, id, body).await? {
            Told::Against(Rejection::Agreement(agreement::Rejection::Over)) => Ok(Told::DoneBefore),
            told @ (Told::Done(..) | Told::DoneBefore | Told::Against(_) | Told::Failed(_)) => {
                Ok(told)
            }
        },
        Do::OpenProject(body) => send(by, id, body).await,
        Do::ProposeProject(body) => send(by, id, body).await,
        Do::ApproveProject(body) => send(by, id, body).await,
        Do::RefuseProject(body) => send(by, id, body).await,
        Do::SetMilestone(body) => send(by, id, body).await,
        Do::ReachMilestone(body) => send(by, id, body).await,
        Do::SuspendProject(body) => send(by, id, body).await,
        Do::EndProject(body) => send(by, id, body).await,
        Do::AskAcceptance(body) => send(by, id, body).await,
        Do::AcceptProject(body) => send(by, id, body).await,
        Do::AskRework(body) => send(by, id, body).await,
        Do::ArchiveProject(body) => send(by, id, body).await,
        Do::RecordService { record, .. } => send(by, id, record.as_ref()).await,
        Do::ConfirmService { confirm, .. } => send(by, id, confirm).await,
        Do::CounterService(body) => send(by, id, body).await,
    }
}

/// A unit whose main community is another one checks in beside it.
async fn request_check_in(
    by: Taker<'_>,
    id: CommandId,
    request: &check_in::Request,
) -> anyhow::Result<Told> {
    let told = send(by, id, request).await?;
    match told {
        Told::Against(Rejection::CheckIn(check_in::Rejection::PrimaryElsewhere { .. })) => {
            let beside = check_in::Request { primary: false, ..request.clone() };
            send(by, CommandId(ids::derive(id.into(), 1)), &beside).await
        }
        Told::Done(..) | Told::DoneBefore | Told::Against(_) | Told::Failed(_) => Ok(told),
    }
}

/// Sends a command until it is answered.
async fn send<C: Command>(by: Taker<'_>, id: CommandId, body: &C) -> anyhow::Result<Told> {
    let sending = async {
        let mut again = tokio::time::interval(SEND_AGAIN);
        loop {
            again.tick().await;
            match by.client.command(by.actor, id, body).await {
                Ok(Reply::Failed(Failure::Busy)) | Err(ClientError::Bus { .. }) => {}
                answer @ (Ok(_) | Err(ClientError::Unreadable { .. })) => return answer,
            }
        }
    };
    let answer: Result<Reply<Receipt>, ClientError> = tokio::time::timeout(PATIENCE, sending)
        .await
        .context("系统一直没有应答；恢复后再运行同一命令，会从中断处继续")?;
    Ok(match answer? {
        Reply::Done(receipt) => Told::Done(service_of::<C>(), receipt.position),
        Reply::Rejected(rejection) => Told::Against(rejection),
        Reply::Failed(Failure::CommandReused) => Told::DoneBefore,
        Reply::Failed(failure @ Failure::StorageFull) => {
            bail!("{failure}；腾出空间后再运行同一命令，会从中断处继续")
        }
        Reply::Failed(
            failure @ (Failure::UnknownSubject { .. }
            | Failure::Unreadable { .. }
            | Failure::TooLarge { .. }
            | Failure::TooMuch { .. }
            | Failure::NotAuthorised
            | Failure::ChangedSince { .. }
            | Failure::Internal
            | Failure::Busy),
        ) => Told::Failed(failure),
    })
}

fn code_of(failure: &Failure) -> String {
    let wire = serde_json::to_value(failure).expect("a failure has only plain fields");
    wire["code"].as_str().unwrap_or_default().to_owned()
}

/// The service that a command goes to: the second word of its subject.
fn service_of<C: Command>() -> &'static str {
    C::SUBJECT.split('.').nth(1).unwrap_or_default()
}

/// Waits until both ledgers have answered a claim.
async fn settled(by: Taker<'_>, claim: ClaimId) -> anyhow::Result<ClaimStatus> {
    let answered = |reply: &Reply<Option<ClaimLine>>| match reply {
        Reply::Done(Some(line)) if line.status != ClaimStatus::Proposed => Some(line.status),
        Reply::Done(_) | Reply::Rejected(_) | Reply::Failed(_) => None,
    };
    let query = Claim { claim };
    let line = by.client.wait_for(by.actor, None, &query, SETTLED_WITHIN, answered).await?;
    line.with_context(|| format!("认领 {claim} 一直没有占用结果；再运行同一命令即可继续"))
}

/// Waits until the lists show what was done.
async fn reach(by: Taker<'_>, positions: &HashMap<&'static str, Position>) -> anyhow::Result<()> {
    let page = PageRequest::first(1);
    for (service, position) in positions {
        let at = Some(*position);
        match *service {
            registry::Event::SERVICE => {
                by.client.query(by.actor, at, &Names { organisations: Vec::new() }).await.map(drop)
            }
            resources::Event::SERVICE => {
                by.client.query(by.actor, at, &Offers { page, ..Offers::default() }).await.map(drop)
            }
            needs::Event::SERVICE => {
                by.client.query(by.actor, at, &Needs { page, ..Needs::default() }).await.map(drop)
            }
            projects::Event::SERVICE => {
                by.client.query(by.actor, at, &Claims { page, ..Claims::default() }).await.map(drop)
            }
            unknown => bail!("no import writes to {unknown}"),
        }?;
    }
    Ok(())
}

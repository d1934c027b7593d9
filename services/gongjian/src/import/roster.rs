//! Whoever is on the roster already is not registered once more: next quarter's roster is this
//! one's with a few rows more.

use std::collections::HashSet;

use contracts::registry::check_in::Who;
use contracts::registry::person::Register;
use contracts::registry::{OnRoster, Sought};
use contracts::{Actor, NAMES_MAX, Reply};
use runtime::Client;
use sheets::RowNumber;
use values::{PersonId, ids};

use super::plan::{Do, Plan, Step};
use super::spans::first_spans;

/// Leaves out whom the registry knows under the same name and telephone in the same place.
pub(super) async fn leave_out_known(
    client: &Client,
    actor: &Actor,
    plan: &mut Plan,
) -> anyhow::Result<()> {
    let people = plan.steps.iter().filter_map(registers);
    let people: Vec<_> = people.map(|(row, id, person)| (row, id, sought(person))).collect();
    let mut known = HashSet::new();
    let mut rows: Vec<RowNumber> = Vec::new();
    let mut taken = HashSet::new();
    for some in people.chunks(NAMES_MAX) {
        let asked = OnRoster { people: some.iter().map(|(_, _, one)| one.clone()).collect() };
        let answer = match client.query(actor, None, &asked).await? {
            Reply::Done(answer) => answer,
            Reply::Rejected(rejection) => anyhow::bail!("{}", rejection.code()),
            Reply::Failed(failure) => anyhow::bail!("{failure}"),
        };
        for ((row, id, _), found) in some.iter().zip(answer) {
            // An earlier run of this list registered them: it goes on with the rest of the row.
            if found.contains(id) {
                taken.insert(*id);
                continue;
            }
            // Two of one name without a telephone are two, as often as the roster has them.
            if found.into_iter().any(|one| taken.insert(one)) {
                known.insert(*id);
                rows.extend(*row);
            }
        }
    }
    if known.is_empty() {
        return Ok(());
    }
    let (left, known_rows) = (&known, rows.iter().copied().collect::<HashSet<_>>());
    plan.steps.retain(|step| !is_about(step, left, &known_rows));
    rows.sort_unstable();
    let spans = first_spans(&rows);
    let message = format!("第{spans}行：已在名册，不重复登记，也不改动原有内容。");
    plan.notices.push(sheets::Notice { rows, code: "member_known", message });
    Ok(())
}

fn registers(step: &Step) -> Option<(Option<RowNumber>, PersonId, &Register)> {
    if let Do::Enrol(person) | Do::RegisterPerson(person) = &step.what {
        Some((step.row, ids::derive(step.id.into(), 0).into(), person))
    } else {
        None
    }
}

fn sought(person: &Register) -> Sought {
    let Register { name, phone, work_unit, home_community, skills: _ } = person.clone();
    Sought { name, phone, work_unit, home_community }
}

/// Is it the registration of one of these, or their check-in? Units and communities that the same
/// row registers stay.
fn is_about(step: &Step, known: &HashSet<PersonId>, rows: &HashSet<RowNumber>) -> bool {
    let of_row = || step.row.is_some_and(|row| rows.contains(&row));
    registers(step).is_some_and(|(_, id, _)| known.contains(&id))
        || matches!(&step.what, Do::RequestCheckIn(request)
            if matches!(request.who, Who::Person(person) if known.contains(&person)))
        || matches!(step.what, Do::AcceptCheckIn(_)) && of_row()
}

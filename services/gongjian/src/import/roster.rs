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
    let mut answers = Vec::new();
    for some in people.chunks(NAMES_MAX) {
        let asked = OnRoster { people: some.iter().map(|(_, _, one)| one.clone()).collect() };
        match client.query(actor, None, &asked).await? {
            Reply::Done(answer) => answers.extend(answer),
            Reply::Rejected(rejection) => anyhow::bail!("{}", rejection.code()),
            Reply::Failed(failure) => anyhow::bail!("{failure}"),
        }
    }
    let (known, mut rows) = known(people.iter().map(|(row, id, _)| (*row, *id)).zip(&answers));
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

/// Who is on the roster already, and in which rows they stand, by what was found of each row.
fn known<'a>(
    found: impl Iterator<Item = ((Option<RowNumber>, PersonId), &'a Vec<PersonId>)> + Clone,
) -> (HashSet<PersonId>, Vec<RowNumber>) {
    // An earlier run of this list registered these, in any order: it goes on with the rest of their
    // rows, and no other row is about them.
    let own = found.clone().filter(|((_, id), found)| found.contains(id));
    let mut taken: HashSet<_> = own.map(|((_, id), _)| id).collect();
    let (mut known, mut rows) = (HashSet::new(), Vec::new());
    for ((row, id), found) in found {
        // Two of one name without a telephone are two, as often as the roster has them.
        if !found.contains(&id) && found.iter().any(|one| taken.insert(*one)) {
            known.insert(id);
            rows.extend(row);
        }
    }
    (known, rows)
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

#[cfg(test)]
mod tests {
    use values::Uuid;

    use super::*;

    #[test]
    fn of_two_of_one_name_whichever_an_earlier_run_registered_the_other_is_left_to_register() {
        let [first, second, before] = [1, 2, 3].map(|id| PersonId(Uuid::from_u128(id)));
        let row = RowNumber(7);
        let rows = [(Some(row), first), (Some(RowNumber(8)), second)];
        let judged = |found: Vec<PersonId>| {
            let answers = [found.clone(), found];
            known(rows.into_iter().zip(&answers))
        };
        assert_eq!(judged(vec![second]), (HashSet::new(), vec![]));
        assert_eq!(judged(vec![first]), (HashSet::new(), vec![]));
        assert_eq!(judged(vec![before]), (HashSet::from([first]), vec![row]));
        assert_eq!(judged(vec![second, before]), (HashSet::from([first]), vec![row]));
    }
}

//! Request → command → reply.

mod accounts;
mod check_ins;
mod organisations;
mod people;
mod saved_views;
mod seats;

use contracts::Rejection;
use contracts::registry::organisation::Level;
use contracts::registry::{area, calendar, import, pair, taxonomy};
use runtime::{Commands, Decision};
use values::OrganisationId;

use crate::domain::{Area, Calendar, Import, Pair, Taxonomy};
use crate::{Registry, State};

pub(crate) use people::field;

pub(crate) fn table() -> Commands<Registry> {
    Commands::default()
        .on(add_area)
        .on(set_year)
        .on(set_category)
        .on(set_titles)
        .on(organisations::register)
        .on(organisations::add_alias)
        .on(organisations::approve)
        .on(organisations::refuse)
        .on(organisations::certify)
        .on(organisations::edit)
        .on(organisations::place)
        .on(organisations::affiliate)
        .on(organisations::appoint)
        .on(organisations::count_households)
        .on(organisations::suspend)
        .on(organisations::resume)
        .on(organisations::end)
        .on(organisations::merge)
        .on(organisations::unmerge)
        .on(organisations::distinguish)
        .on(organisations::undistinguish)
        .on(people::register)
        .on(people::enrol)
        .on(people::change_work)
        .on(people::change_home)
        .on(people::correct)
        .on(people::set_skills)
        .on(people::set_membership)
        .on(people::leave)
        .on(people::erase)
        .on(accounts::open)
        .on(accounts::invite)
        .on(accounts::grant)
        .on(accounts::revoke)
        .on(accounts::disable)
        .on(accounts::enable)
        .on(accounts::sign_in)
        .on(accounts::set_password)
        .on(accounts::set_totp)
        .on(accounts::reset_totp)
        .on(accounts::issue_token)
        .on(accounts::use_token)
        .on(accounts::revoke_token)
        .on(check_ins::request)
        .on(check_ins::accept)
        .on(check_ins::send_back)
        .on(check_ins::renew)
        .on(check_ins::end)
        .on(check_ins::grant_excuse)
        .on(check_ins::lift_excuse)
        .on(saved_views::save)
        .on(saved_views::delete)
        .on(seats::fill)
        .on(seats::vacate)
        .on(make_pair)
        .on(end_pair)
        .on(start_import)
        .on(finish_import)
}

fn add_area(decision: &mut Decision<'_, Registry>, add: area::Add) -> Result<(), Rejection> {
    decision.decide::<Area>(area::id(add.code), add)
}

fn set_year(
    decision: &mut Decision<'_, Registry>,
    set: calendar::SetYear,
) -> Result<(), Rejection> {
    decision.decide::<Calendar>(calendar::id(), set)
}

fn set_category(
    decision: &mut Decision<'_, Registry>,
    set: taxonomy::SetCategory,
) -> Result<(), Rejection> {
    decision.decide::<Taxonomy>(taxonomy::id(), taxonomy::Command::SetCategory(set))
}

fn set_titles(
    decision: &mut Decision<'_, Registry>,
    taxonomy::SetTitles { titles }: taxonomy::SetTitles,
) -> Result<(), Rejection> {
    decision.decide::<Taxonomy>(taxonomy::id(), taxonomy::Command::SetTitles(titles))
}

fn make_pair(decision: &mut Decision<'_, Registry>, make: pair::Make) -> Result<(), Rejection> {
    let pair::Make { unit, community } = make;
    decision.decide::<Pair>(pair::id(unit, community), pair::Command::Make(make))?;
    let state = decision.state();
    if level(state, unit) != Some(Level::Unit) || !is_community(state, community) {
        return Err(pair::Rejection::UnknownParty.into());
    }
    Ok(())
}

fn end_pair(
    decision: &mut Decision<'_, Registry>,
    pair::End { unit, community, reason }: pair::End,
) -> Result<(), Rejection> {
    decision.decide::<Pair>(pair::id(unit, community), pair::Command::End { reason })
}

fn start_import(
    decision: &mut Decision<'_, Registry>,
    start: import::Start,
) -> Result<(), Rejection> {
    let id = import::id(&start.kind, start.file, &decision.context().actor);
    decision.decide::<Import>(id, import::Command::Start(start))
}

fn finish_import(
    decision: &mut Decision<'_, Registry>,
    import::Finish { import, taken, failed }: import::Finish,
) -> Result<(), Rejection> {
    decision.decide::<Import>(import, import::Command::Finish { taken, failed })
}

fn level(state: &State, organisation: OrganisationId) -> Option<Level> {
    state.organisations.state(organisation).level()
}

fn is_community(state: &State, organisation: OrganisationId) -> bool {
    level(state, organisation) == Some(Level::Community)
}

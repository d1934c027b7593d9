//! Why a rule of the domain is against it.

mod evaluation;
mod handling;
mod matching;
mod needs;
mod notices;
mod projects;
mod registry;
mod reporting;
mod resources;

use contracts::Rejection;

use super::Words;

pub(crate) fn rejection(rejection: &Rejection) -> Words {
    match rejection {
        Rejection::Organisation(reason) => registry::organisation(reason),
        Rejection::Person(reason) => registry::person(reason),
        Rejection::CheckIn(reason) => registry::check_in(reason),
        Rejection::Excuse(reason) => registry::excuse(reason),
        Rejection::Pair(reason) => registry::pair(reason),
        Rejection::Area(reason) => registry::area(reason),
        Rejection::Calendar(reason) => registry::calendar(reason),
        Rejection::Import(reason) => registry::import(reason),
        Rejection::SavedViews(reason) => registry::saved_views(reason),
        Rejection::Seat(reason) => registry::seat(reason),
        Rejection::Taxonomy(reason) => registry::taxonomy(reason),
        Rejection::Account(reason) => registry::account(reason),
        Rejection::Offer(reason) => resources::offer(reason),
        Rejection::Need(reason) => needs::need(reason),
        Rejection::Admission(reason) => needs::admission(reason),
        Rejection::Family(reason) => needs::family(reason),
        Rejection::WishCap(reason) => needs::wish_cap(reason),
        Rejection::Handling(reason) => handling::handling(reason),
        Rejection::Hotline(reason) => handling::hotline(reason),
        Rejection::Limits(reason) => handling::limits(reason),
        Rejection::Claim(reason) => projects::claim(reason),
        Rejection::Agreement(reason) => projects::agreement(reason),
        Rejection::Project(reason) => projects::project(reason),
        Rejection::Record(reason) => projects::record(reason),
        Rejection::Activity(reason) => projects::activity(reason),
        Rejection::Tender(reason) => projects::tender(reason),
        Rejection::Roll(reason) => projects::roll(reason),
        Rejection::Occasion(reason) => evaluation::occasion(reason),
        Rejection::Posting(reason) => evaluation::posting(reason),
        Rejection::Reward(reason) => evaluation::reward(reason),
        Rejection::Rules(reason) => evaluation::rules(reason),
        Rejection::Fact(reason) => evaluation::fact(reason),
        Rejection::Leave(reason) => evaluation::leave(reason),
        Rejection::Objection(reason) => evaluation::objection(reason),
        Rejection::Star(reason) => evaluation::star(reason),
        Rejection::Recognition(reason) => evaluation::recognition(reason),
        Rejection::Hearing(reason) => evaluation::hearing(reason),
        Rejection::Plan(reason) => matching::plan(reason),
        Rejection::Quota(reason) => matching::quota(reason),
        Rejection::Report(reason) => reporting::report(reason),
        Rejection::Job(reason) => reporting::job(reason),
        Rejection::Notice(reason) => notices::notice(reason),
        Rejection::Channel(reason) => notices::channel(reason),
    }
}

//! `registry`: who is who — areas, calendar, organisations, people, check-ins 报到, pairs 结对.

pub mod account;
pub mod area;
pub mod calendar;
pub mod check_in;
pub mod excuse;
pub mod import;
pub mod organisation;
pub mod pair;
pub mod person;
pub mod saved_views;
pub mod seat;
pub mod taxonomy;
pub mod token;
pub mod validity;

mod queries;

pub use queries::*;

crate::service::service_events! {
    "registry":
    "account" => Account(account) [persons],
    "area" => Area(area),
    "calendar" => Calendar(calendar),
    "organisation" => Organisation(organisation),
    "person" => Person(person) [persons],
    "check_in" => CheckIn(check_in) [work],
    "excuse" => Excuse(excuse) [persons],
    "pair" => Pair(pair),
    "import" => Import(import),
    "saved_views" => SavedViews(saved_views) [persons],
    "seat" => Seat(seat) [work],
    "taxonomy" => Taxonomy(taxonomy),
}

//! The rules, pure.

pub mod account;
pub mod area;
pub mod authority;
pub mod calendar;
pub mod check_in;
pub mod excuse;
pub mod import;
pub mod login;
pub mod organisation;
pub mod pair;
pub mod person;
pub mod phone;
pub mod saved_views;
pub mod seat;
pub mod taxonomy;

pub use account::Account;
pub use area::Area;
pub use calendar::Calendar;
pub use check_in::CheckIn;
pub use excuse::Excuse;
pub use import::Import;
pub use organisation::Organisation;
pub use pair::Pair;
pub use person::Person;
pub use saved_views::SavedViews;
pub use seat::Seat;
pub use taxonomy::Taxonomy;

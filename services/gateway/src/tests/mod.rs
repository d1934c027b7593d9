//! In process, over a bus in memory, with services that answer what the test says.

mod accounts;
mod activities;
mod admissions;
mod agreements;
mod answers;
mod app;
mod areas;
mod audit;
mod channels;
mod description;
mod duplicates;
mod events;
mod files;
mod hotline;
mod ledgers;
mod limits;
mod needs;
mod notices;
mod offers;
#[cfg(feature = "openid")]
mod openid;
mod organisations;
mod pages;
mod people;
mod pairs;
mod plans;
mod points;
mod problems;
mod projects;
mod ratings;
mod residents;
mod saved;
mod seats;
mod spec;
mod tenders;
mod words;

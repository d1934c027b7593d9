//! In process, over a bus in memory, with services that answer what the test says.

mod accounts;
mod activities;
mod answers;
mod app;
mod audit;
mod description;
mod events;
mod files;
mod limits;
mod pages;
mod plans;
mod problems;
mod residents;
mod spec;
mod words;

//! End to end: a real broker, the real binary, through HTTP.

mod access;
mod api;
mod bad_input;
mod browser;
mod bystanders;
mod claims;
mod crashes;
mod demo;
mod flash;
mod imported;
mod io_errors;
mod kept;
mod ledgers;
mod main_job;
mod matching;
mod reports;
mod signing_in;
mod slots;
mod strange;
mod verifying;

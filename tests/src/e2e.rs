//! End to end: a real broker, the real binary, through HTTP.

mod access;
mod apart;
mod api;
mod bad_input;
mod broker_faults;
mod browser;
mod bystanders;
mod claims;
mod cli;
mod crashes;
mod demo;
mod erasure;
mod flash;
mod full_disk;
mod imported;
mod io_errors;
mod kept;
mod ledgers;
mod load;
mod main_job;
mod matching;
mod reports;
mod signing_in;
mod slots;
mod strange;
mod verifying;

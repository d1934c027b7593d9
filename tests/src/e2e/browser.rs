//! In a browser: everybody's main job over the demonstration's town, on a desk and on a phone.
//!
//! The jobs stand in `tests/browser`, in the language of the browser's driver.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use contracts::testing::{python, skipped};

use crate::system::System;

const JOBS: [&str; 19] = [
    "main_job",
    "administrators",
    "a_resident_without_scripts",
    "a_clerk_takes_a_list_in",
    "a_clerk_takes_a_list_in_without_scripts",
    "an_activity_is_put_on_the_menu",
    "work_from_above",
    "a_call_of_the_hotline",
    "a_juror_judges",
    "a_unit_that_is_there_twice",
    "a_list_is_kept_as_it_was_asked_for",
    "a_grid_worker_raises_a_need",
    "a_member_serves_and_sees_the_points",
    "a_citys_officer_opens_totals_and_cards",
    "a_parent_organisation_receives_a_report",
    "who_read_what_is_read_by_the_audit_alone",
    "large_print_on_a_phone",
    "every_home_and_list",
    "every_page_as_everybody",
];

/// A script of `tests/browser`.
fn script(name: &str) -> Command {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser");
    let mut command = Command::new(python());
    command.arg(scripts.join(name)).env("PYTHONDONTWRITEBYTECODE", "1");
    command.stdin(Stdio::null());
    command
}

/// Runs it to its end, and lets others go on.
async fn ended(mut command: Command) -> std::io::Result<Output> {
    tokio::task::spawn_blocking(move || command.output()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_does_their_main_job_in_a_browser() {
    // It says whether there is a browser.
    if !ended(script("portal.py")).await.is_ok_and(|output| output.status.success()) {
        return skipped("no chromium, or not its driver: deploy/setup test gets the driver");
    }
    let mut system = System::start_demo().await;
    let mut jobs = script("jobs.py");
    jobs.arg(system.address());
    let done = ended(jobs).await.unwrap();
    let (out, err) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{out}\n{err}");
    for job in JOBS {
        assert!(out.contains(&format!("done: {job}\n")), "{job} was not done:\n{out}");
    }
    system.stop().await;
}

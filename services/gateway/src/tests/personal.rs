//! What is personal is written down however it is read: every page that shows it has its operation.

use std::collections::BTreeSet;

use crate::pages;
use crate::routes;

/// Each page that shows what is personal, and the operations that answer the same. A page without
/// one says so: what it shows cannot be asked for over the API.
const PAIRS: &[(&str, &[&str])] = &[
    ("/accounts", &["/accounts"]),
    ("/accounts/{account}", &["/accounts/{account}"]),
    ("/activities/{activity}", &["/sign-ups"]),
    ("/adjustments", &["/adjustments"]),
    ("/check-ins/{check_in}", &["/check-ins/{check_in}/form", "/check-ins/{check_in}/print"]),
    ("/counterparts", &["/counterparts"]),
    ("/hearings", &["/hearings"]),
    ("/hearings/{hearing}", &["/hearings/{hearing}"]),
    ("/hotline-items/{number}", &["/hotline-items/{number}"]),
    ("/import-jobs/{job}", &[]),
    ("/import-jobs/{job}/errors", &[]),
    ("/jobs/{job}/file", &["/jobs/{job}"]),
    ("/jobs/{job}/slips", &[]),
    ("/leaves", &["/leaves"]),
    ("/members-not-come", &["/coverage/members-not-come"]),
    ("/mine", &["/people/{person}/points", "/people/{person}/postings"]),
    ("/my-data", &["/people/{person}/held"]),
    ("/my-data.json", &["/people/{person}/held"]),
    ("/needs/{need}/contact", &["/needs/{need}/raiser", "/needs/{need}/beneficiary"]),
    ("/organisations/{organisation}/people", &["/organisations/{organisation}/people"]),
    ("/people/{person}", &["/people/{person}", "/people/{person}/excuse"]),
    ("/people/{person}/stars", &["/people/{person}/stars"]),
    ("/reports/{report}", &["/reports/{report}"]),
    (
        "/reports/{report}/documents/{version}/{format}",
        &["/reports/{report}/document", "/reports/{report}/content"],
    ),
    ("/reports/{report}/evidence", &["/reports/{report}/evidence"]),
    ("/rewards/{reward}", &["/redemptions"]),
    ("/seats", &["/seats"]),
    ("/stars", &["/stars"]),
];

/// What only a form asks for, to choose among people.
const OF_FORMS: [&str; 1] = ["/holders"];

#[test]
fn every_page_that_shows_what_is_personal_has_an_operation_that_is_written_down_too() {
    let pages = pages::table();
    let sent: BTreeSet<_> = pages.iter().filter(|page| page.posts).map(|page| page.path).collect();
    // A form shows whom its command is about; a table is its list.
    let is_shown = |path: &&str| !sent.contains(path) && !path.ends_with(".csv");
    let personal = pages.iter().filter(|page| page.personal.is_some()).map(|page| page.path);
    let personal: BTreeSet<_> = personal.filter(is_shown).collect();
    let paired: BTreeSet<_> = PAIRS.iter().map(|(page, _)| *page).collect();
    assert_eq!(personal, paired, "each has its line in the table above");
    let tables = pages.iter().filter(|page| page.path.ends_with(".csv"));
    for table in tables {
        let list = table.path.trim_end_matches(".csv");
        assert_eq!(table.personal.is_some(), personal.contains(list), "{}", table.path);
    }

    let is_read = |route: &routes::Route| route.method == utoipa::openapi::path::HttpMethod::Get;
    let operations = routes::table();
    let operations = operations.iter().filter(|route| is_read(route) && route.personal.is_some());
    let operations = operations.filter_map(|route| route.path.strip_prefix(crate::API));
    let operations: BTreeSet<_> = operations.collect();
    let expected = PAIRS.iter().flat_map(|(_, operations)| *operations).chain(&OF_FORMS);
    assert_eq!(operations, expected.copied().collect::<BTreeSet<_>>());
}

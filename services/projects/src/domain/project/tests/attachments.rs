//! 附件

use contracts::projects::project::{ATTACHMENTS_MAX, Attachment};
use contracts::testing::{OWNER, SOMEBODY, STRANGER, by, clerk_of, liaison_of};
use decider::{deciding_again_changes_nothing, fold, given};
use values::{Hash, RecordId, Text};

use super::super::*;
use super::{asked, confirmed, counted, opened, reason, record_id};

fn sheet(name: &str, record: Option<RecordId>) -> Attachment {
    let file = Hash::of(name.as_bytes());
    Attachment { file, name: Text::new(name).unwrap(), record }
}

fn attach(name: &str) -> Command {
    Command::Attach(sheet(name, None))
}

fn attached(name: &str) -> Event {
    Event::Attached(sheet(name, None))
}

#[test]
fn either_side_attaches_what_proves_the_work() {
    for actor in [clerk_of(OWNER), liaison_of(SOMEBODY)] {
        given::<Project>([opened()]).when(&by(actor), attach("签到表")).then([attached("签到表")]);
    }
    given::<Project>([opened()])
        .when(&by(liaison_of(STRANGER)), attach("签到表"))
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn an_attachment_of_a_record_names_one_that_stands() {
    let of_record = Command::Attach(sheet("现场照片", Some(record_id())));
    given::<Project>([opened()])
        .when(&by(liaison_of(SOMEBODY)), of_record.clone())
        .then_rejected(Rejection::UnknownRecord);
    given::<Project>([opened(), counted(2)])
        .when(&by(liaison_of(SOMEBODY)), of_record)
        .then([Event::Attached(sheet("现场照片", Some(record_id())))]);
}

#[test]
fn one_file_is_attached_once() {
    let renamed =
        Attachment { name: Text::new("另一名称").unwrap(), ..sheet("签到表", None) };
    given::<Project>([opened(), attached("签到表")])
        .when(&by(clerk_of(OWNER)), Command::Attach(renamed))
        .then_rejected(Rejection::AlreadyAttached);
    let context = by(clerk_of(OWNER));
    let state = fold::<Project>(&[opened(), attached("签到表")]);
    deciding_again_changes_nothing::<Project>(state, &context, attach("签到表"));
}

#[test]
fn what_was_attached_wrongly_is_taken_off_with_the_reason() {
    let (file, reason) = (Hash::of("签到表".as_bytes()), reason());
    let detach = Command::Detach { file, reason: reason.clone() };
    let detached = Event::Detached { file, reason };
    given::<Project>([opened(), attached("签到表")])
        .when(&by(clerk_of(OWNER)), detach.clone())
        .then([detached.clone()]);
    given::<Project>([opened(), attached("签到表"), detached])
        .when(&by(clerk_of(OWNER)), detach)
        .then_already_so();
}

#[test]
fn nothing_changes_once_it_is_archived() {
    let accepted = Event::Accepted { quantity: 2 };
    let archived = [opened(), counted(2), confirmed(), asked(), accepted, Event::Archived {}];
    given::<Project>(archived)
        .when(&by(clerk_of(OWNER)), attach("签到表"))
        .then_rejected(Rejection::Archived);
}

#[test]
fn a_project_has_so_many_attachments_at_most() {
    let full = (0..ATTACHMENTS_MAX).map(|n| attached(&n.to_string()));
    given::<Project>([opened()].into_iter().chain(full))
        .when(&by(clerk_of(OWNER)), attach("签到表"))
        .then_rejected(Rejection::TooManyAttachments { max: ATTACHMENTS_MAX });
}

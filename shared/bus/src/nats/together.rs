//! Requests that wait for the connection at the same moment travel as one message, and the replies
//! that are ready at the same moment come back as one.
//!
//! Nobody waits for company: under a light load every message carries one request, with the body
//! and the headers of its own; under a heavy one the broker has a fraction of the work. Only what
//! goes to one service as the same kind travels together, under a subject on which the broker
//! grants what it grants for each of them.
//!
//! The reply to request *i* of a message goes to the message's own reply subject, which tells the
//! numbers of the calls it carries: `<inbox>.<number of the first>.<how many>`.

use async_nats::Subject;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

/// How many requests, or replies, are taken from a queue at once. The settings of the broker in
/// `deploy/nats.conf` allow as many replies to a message.
pub(super) const TOGETHER_MAX: usize = 256;
/// How many bytes travel together, unless a single one is larger.
pub(super) const TOGETHER_BYTES_MAX: usize = 128 * 1024;

/// One request among others.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Part<'m> {
    pub(super) subject: &'m str,
    #[serde(borrow)]
    pub(super) headers: Vec<(&'m str, &'m str)>,
    #[serde(with = "serde_bytes")]
    pub(super) body: &'m [u8],
}

/// One reply among others: to which request of the message, and what.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Answer<'m> {
    pub(super) to: usize,
    #[serde(with = "serde_bytes")]
    pub(super) body: &'m [u8],
}

/// Where the reply to `count` calls goes, of which the first has number `first`.
pub(super) fn reply_to(inbox: &str, first: u64, count: usize) -> String {
    format!("{inbox}.{first}.{count}")
}

/// The numbers of the calls that a message to `subject` answers: the first, and how many.
pub(super) fn calls_of(subject: &str) -> Option<(u64, usize)> {
    let (rest, count) = subject.rsplit_once('.')?;
    let (_, first) = rest.rsplit_once('.')?;
    let (first, count): (u64, usize) = (first.parse().ok()?, count.parse().ok()?);
    // Whoever answers could have made it up.
    let counted = count <= TOGETHER_MAX && first.checked_add(TOGETHER_MAX as u64).is_some();
    counted.then_some((first, count))
}

/// What the parts of one message are.
pub(super) fn pack<T: Serialize>(parts: &[T]) -> Bytes {
    postcard::to_stdvec(parts).expect("parts have lengths").into()
}

/// Reads what [`pack`] wrote.
pub(super) fn unpack<'m, T: Deserialize<'m>>(message: &'m [u8]) -> Option<Vec<T>> {
    postcard::from_bytes(message).ok()
}

/// Takes from `queue` what waits there, at most [`TOGETHER_MAX`]; false when it is closed and
/// empty.
///
/// Whoever else is ready to run at this moment runs first: what they have to send is there then.
pub(super) async fn next_together<T>(queue: &mut mpsc::Receiver<T>, taken: &mut Vec<T>) -> bool {
    if queue.recv_many(taken, TOGETHER_MAX).await == 0 {
        return false;
    }
    tokio::task::yield_now().await;
    while taken.len() < TOGETHER_MAX
        && let Ok(one) = queue.try_recv()
    {
        taken.push(one);
    }
    true
}

/// Cuts `waiting` into runs that may travel together, in their order.
pub(super) fn runs<T>(waiting: Vec<T>, bytes: impl Fn(&T) -> usize) -> Vec<Vec<T>> {
    let mut runs = Vec::new();
    let mut run = Vec::new();
    let mut sum = 0;
    for one in waiting {
        let size = bytes(&one);
        if !run.is_empty() && sum + size > TOGETHER_BYTES_MAX {
            runs.push(std::mem::take(&mut run));
            sum = 0;
        }
        sum += size;
        run.push(one);
    }
    if !run.is_empty() {
        runs.push(run);
    }
    runs
}

/// Puts those of one group together, in the order in which each group began.
pub(super) fn grouped<T>(all: impl IntoIterator<Item = (Subject, T)>) -> Vec<(Subject, Vec<T>)> {
    let mut groups: Vec<(Subject, Vec<T>)> = Vec::new();
    for (subject, one) in all {
        // There are few: services that are asked, or messages that are answered, at one moment.
        match groups.iter_mut().rev().find(|(known, _)| *known == subject) {
            Some((_, group)) => group.push(one),
            None => groups.push((subject, vec![one])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn parts_read_back_what_was_packed() {
        let parts = [
            Part {
                subject: "cmd.needs.need.post",
                headers: vec![("a", "甲"), ("b", "")],
                body: b"{",
            },
            Part { subject: "cmd.needs.need.close", headers: vec![], body: &[0, 255] },
        ];
        assert_eq!(unpack::<Part>(&pack(&parts)).unwrap(), parts);
        assert_eq!(unpack::<Part>(b"\xff rubbish"), None);
    }

    #[test]
    fn a_reply_subject_tells_the_calls() {
        assert_eq!(calls_of(&reply_to("_INBOX.gateway.x", 41, 3)), Some((41, 3)));
        let last = format!("_INBOX.x.{}.1", u64::MAX);
        for subject in
            [&last, "", "1", "_INBOX.gateway", "_INBOX.x.1.", "_INBOX.x.a.1", "_INBOX.x.1.257"]
        {
            assert_eq!(calls_of(subject), None, "{subject:?}");
        }
    }

    #[test]
    fn what_is_too_much_for_one_message_goes_in_several() {
        let sizes = vec![1, TOGETHER_BYTES_MAX - 1, 1, 2 * TOGETHER_BYTES_MAX, 5, 5];
        let cut = runs(sizes, |size| *size);
        let counts: Vec<usize> = cut.iter().map(Vec::len).collect();
        assert_eq!(counts, [2, 1, 1, 2]);
        assert!(runs(Vec::<usize>::new(), |size| *size).is_empty());
    }

    #[test]
    fn groups_keep_the_order() {
        let all = [("a", 1), ("b", 2), ("a", 3)].map(|(to, n)| (Subject::from_static(to), n));
        let expected = [("a", vec![1, 3]), ("b", vec![2])];
        assert_eq!(grouped(all), expected.map(|(to, all)| (Subject::from_static(to), all)));
    }

    proptest! {
        #[test]
        fn any_bytes_are_unpacked_or_refused(bytes: Vec<u8>) {
            unpack::<Part<'_>>(&bytes);
            unpack::<Answer<'_>>(&bytes);
        }

        #[test]
        fn any_subject_tells_its_calls_or_none(subject in "[0-9.a_]{0,40}|\\PC*") {
            if let Some((first, count)) = calls_of(&subject) {
                prop_assert!(count <= TOGETHER_MAX);
                prop_assert!(first.checked_add(count as u64).is_some());
            }
        }
    }
}

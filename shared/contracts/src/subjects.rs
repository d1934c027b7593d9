//! The subjects on which services talk. No other crate spells one out.
//!
//! ```text
//! cmd.<service>.<aggregate>.<verb>   a command, request/reply
//! qry.<service>.<question>           a query, request/reply
//! cmd.<service>.together             several of them as one message; so with qry
//! evt.<service>                      the mirror of the service's log, one message a commit
//! dlq.<service>                      what the service could not read
//! _INBOX.<client>.>                  where replies go, one prefix a client
//! ```
//!
//! Beside them the broker keeps values under keys, in the buckets [`SESSIONS`] and [`CHECKPOINTS`].
//!
//! A service's name is one token: lower-case letters, digits, `-` and `_`.

/// The first token of every command.
pub const COMMAND: &str = "cmd";
/// The first token of every query.
pub const QUERY: &str = "qry";
/// The first token of every mirror.
pub const EVENT: &str = "evt";
/// The first token of every stream of dead letters.
pub const DEAD_LETTER: &str = "dlq";
/// The first token of every subject that a reply may go to.
pub const INBOX: &str = "_INBOX";

/// The bucket with who is signed in, under the digests of their sessions' tokens.
pub const SESSIONS: &str = "sessions";
/// The bucket with the newest signed checkpoint of each log, under the log's name.
pub const CHECKPOINTS: &str = "checkpoints";

/// The last token of a message that carries several requests.
const TOGETHER: &str = "together";

/// The mirror of `service`'s log.
pub fn events(service: &str) -> String {
    format!("{EVENT}.{service}")
}

/// All commands of `service`, as a wildcard to subscribe to.
pub fn commands(service: &str) -> String {
    format!("{COMMAND}.{service}.>")
}

/// All queries of `service`, as a wildcard to subscribe to.
pub fn queries(service: &str) -> String {
    format!("{QUERY}.{service}.>")
}

/// The query, answered by every service alike, for the history of one of its aggregates.
pub fn history(service: &str) -> String {
    format!("{QUERY}.{service}.history")
}

/// The query, answered by every service alike, for the version of one of its aggregates.
pub fn version(service: &str) -> String {
    format!("{QUERY}.{service}.version")
}

/// The query, answered by every service alike, for the followed commits it put aside.
pub fn parked(service: &str) -> String {
    format!("{QUERY}.{service}.parked")
}

/// The command, taken by every service alike, to try them once more.
pub fn replay_parked(service: &str) -> String {
    format!("{COMMAND}.{service}.parked.replay")
}

/// The subject under which requests of the kind and to the service of `subject` travel as one
/// message; nothing when it is neither command nor query.
pub fn together(subject: &str) -> Option<String> {
    let service = service_of(subject)?;
    let kind = &subject[..subject.find('.')?];
    Some(format!("{kind}.{service}.{TOGETHER}"))
}

/// Does a message to `subject` carry several requests?
pub fn is_together(subject: &str) -> bool {
    together(subject).as_deref() == Some(subject)
}

/// What `service` could not read.
pub fn dead_letters(service: &str) -> String {
    format!("{DEAD_LETTER}.{service}")
}

/// The inbox prefix of `client`, by which the broker tells whose replies these are.
pub fn inbox(client: &str) -> String {
    format!("{INBOX}.{client}")
}

/// The name of the stream that holds `subject`: streams may not have dots in their names.
pub fn stream(subject: &str) -> String {
    subject.replace('.', "_")
}

/// The service that answers `subject`, when it is a command or a query.
pub fn service_of(subject: &str) -> Option<&str> {
    let (kind, rest) = subject.split_once('.')?;
    let (service, verb) = rest.split_once('.')?;
    let known = kind == COMMAND || kind == QUERY;
    (known && !service.is_empty() && !verb.is_empty()).then_some(service)
}

/// The kind of aggregate that the command `subject` is about, as rejections name it.
pub fn aggregate_of(subject: &str) -> Option<String> {
    let mut parts = subject.split('.');
    let aggregate = parts.nth(2).filter(|_| subject.starts_with(COMMAND))?;
    parts.next().map(|_| aggregate.replace('-', "_"))
}

/// What the query `subject` asks for, `need`, as rejections would name it.
pub fn question_of(subject: &str) -> Option<String> {
    let question = subject.split('.').nth(2).filter(|_| subject.starts_with(QUERY))?;
    Some(question.replace('-', "_"))
}

/// May a reply be sent to `subject`? Only inboxes: else a request could make a service publish
/// anywhere in its name.
pub fn is_inbox(subject: &str) -> bool {
    subject.strip_prefix(INBOX).is_some_and(|rest| rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_message_has_its_own_subject() {
        assert_eq!(events("needs"), "evt.needs");
        assert_eq!(commands("needs"), "cmd.needs.>");
        assert_eq!(queries("needs"), "qry.needs.>");
        assert_eq!(dead_letters("needs"), "dlq.needs");
        assert_eq!(inbox("needs"), "_INBOX.needs");
        assert_eq!(stream(&events("needs")), "evt_needs");
    }

    #[test]
    fn only_commands_and_queries_name_the_service_that_answers() {
        for (subject, service) in [
            ("cmd.needs.need.post", Some("needs")),
            ("qry.projects.list", Some("projects")),
            ("evt.needs.x", None),
            ("cmd.needs", None),
            ("cmd.needs.", None),
            ("cmd..post", None),
            ("", None),
        ] {
            assert_eq!(service_of(subject), service, "{subject:?}");
        }
    }

    #[test]
    fn a_command_names_the_aggregate_it_is_about() {
        assert_eq!(aggregate_of("cmd.registry.check-in.accept").as_deref(), Some("check_in"));
        for subject in ["qry.needs.need.x", "cmd.needs.together", "me", ""] {
            assert_eq!(aggregate_of(subject), None, "{subject}");
        }
    }

    #[test]
    fn what_travels_together_is_of_one_kind_and_to_one_service() {
        assert_eq!(together("cmd.needs.need.post").as_deref(), Some("cmd.needs.together"));
        assert_eq!(together("qry.needs.needs").as_deref(), Some("qry.needs.together"));
        assert_eq!(together("evt.needs"), None);
        assert!(is_together("cmd.needs.together"));
        assert!(!is_together("cmd.needs.need.together") && !is_together("cmd.together"));
    }

    #[test]
    fn replies_go_to_inboxes_only() {
        assert!(is_inbox("_INBOX.needs.x.1"));
        for subject in ["evt.needs", "_INBOX", "_INBOXES.x", "x._INBOX.y", ""] {
            assert!(!is_inbox(subject), "{subject:?}");
        }
    }
}

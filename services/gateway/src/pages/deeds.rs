//! Deeds: what can be done from a page, each with the form that asks for the rest.
//!
//! A deed is a command of the contract. Its fields are named by their place in the command
//! (`amount.quantity`), so what is wrong with one is shown beside it; what a rule says against it
//! stands above the form, or beside the field that the rule is about. The fields are asked for
//! again when the form comes in: what the visitor cannot choose is never taken from the form.

pub(super) mod about;
mod accounts;
mod activities;
mod admissions;
mod agreements;
pub(super) mod body;
mod channels;
mod check_ins;
mod claims;
mod excuses;
pub(super) mod field;
pub(super) mod form;
mod handling;
mod honours;
mod hotline;
mod jobs;
mod leaves;
mod needs;
mod objections;
mod offers;
mod organisations;
mod pairs;
mod passing_on;
mod people;
mod plans;
mod points;
mod projects;
mod ratings;
mod reports;
mod saved;
mod scores;
mod seats;
mod settings;
mod tenders;
mod works;

use std::pin::Pin;
use std::sync::LazyLock;

use contracts::{Command, Receipt};
use values::{CommandId, Uuid};

use super::look::{Done, in_address};
use super::parts::{Button, Cell, Weight};
use super::{Page, Visit};
use crate::problem::Problem;
use crate::reading;

pub(super) use accounts::*;
pub(super) use activities::*;
pub(super) use admissions::*;
pub(super) use agreements::*;
pub(super) use channels::*;
pub(super) use check_ins::*;
pub(super) use claims::*;
pub(super) use excuses::*;
use field::Field;
pub(super) use handling::*;
pub(super) use honours::*;
pub(super) use hotline::*;
pub(super) use jobs::*;
pub(super) use leaves::*;
pub(super) use needs::*;
pub(super) use objections::*;
pub(super) use offers::*;
pub(super) use organisations::*;
pub(super) use pairs::*;
pub(super) use passing_on::*;
pub(super) use people::*;
pub(super) use plans::*;
pub(super) use points::*;
pub(super) use projects::*;
pub(super) use ratings::*;
pub(super) use reports::*;
pub(super) use saved::*;
pub(super) use scores::*;
pub(super) use seats::*;
pub(super) use settings::*;
pub(super) use tenders::*;
pub(super) use works::*;

/// What is asked for a deed, and what it is about.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) about: Vec<(&'static str, Cell)>,
    pub(super) fields: Vec<Field>,
}

type Finding<'v> = Pin<Box<dyn Future<Output = Result<Asked, Problem>> + Send + 'v>>;
type Sending<'v> = Pin<Box<dyn Future<Output = Result<Receipt, Problem>> + Send + 'v>>;

/// The field of a form that says to which page of this portal it leads back.
const ADDRESS: &str = "address";

/// What a deed asks for.
#[derive(Clone, Copy)]
enum Asks {
    /// Nothing: it is done at once.
    Nothing,
    Fields(fn() -> Vec<Field>),
    /// What depends on how things stand.
    Found(for<'v> fn(&'v Visit) -> Finding<'v>),
}

/// One thing that can be done.
#[derive(Clone)]
pub(super) struct Deed {
    path: &'static str,
    title: &'static str,
    verb: &'static str,
    /// What is said when it is done, and what comes next.
    done: &'static str,
    asks: Asks,
    /// Where it leads; `{made}` is what it made, `{address}` where its form says.
    next: String,
    /// The kind of what it makes.
    made: &'static str,
    /// The deed that takes it back.
    undo: Option<&'static str>,
    /// It ends something, or takes it back.
    grave: bool,
    /// A file comes with its form.
    takes_file: bool,
    /// What it is read for, where its form shows what is personal.
    personal: Option<&'static str>,
    /// The service that does it, and its name there.
    service: &'static str,
    name: String,
    send: for<'v> fn(&'v Visit, CommandId, Vec<u8>) -> Sending<'v>,
}

/// A deed that sends `C`, at a path that names the ids of `C`.
fn deed<C: Command + Sync>(
    path: &'static str,
    title: &'static str,
    verb: &'static str,
    done: &'static str,
) -> Deed {
    let mut subject = C::SUBJECT.splitn(3, '.').skip(1);
    let service = subject.next().unwrap_or_default();
    let name = subject.next().unwrap_or_default().to_owned();
    let next = path.rsplit_once('/').map_or("/", |(line, _)| line).to_owned();
    let (asks, made, undo) = (Asks::Nothing, "", None);
    let (grave, takes_file, personal) = (false, false, None);
    Deed {
        path,
        title,
        verb,
        done,
        asks,
        next,
        made,
        undo,
        grave,
        takes_file,
        personal,
        service,
        name,
        send: sending::<C>,
    }
}

impl Deed {
    fn fields(mut self, fields: fn() -> Vec<Field>) -> Self {
        self.asks = Asks::Fields(fields);
        self
    }

    fn found(mut self, found: for<'v> fn(&'v Visit) -> Finding<'v>) -> Self {
        self.asks = Asks::Found(found);
        self
    }

    /// Its path says what it is about, and its fields say everything that the command holds.
    fn told_by_fields<C: Command + Sync>(mut self) -> Self {
        self.send = |visit, id, body| Box::pin(send::<C>(visit, id, &[], body));
        self
    }

    /// It leads elsewhere than to the line it is about.
    fn then(mut self, next: &str) -> Self {
        next.clone_into(&mut self.next);
        self
    }

    /// It leads to what it makes.
    fn makes(mut self, kind: &'static str, next: &str) -> Self {
        self.made = kind;
        self.then(next)
    }

    fn undone_by(mut self, path: &'static str) -> Self {
        self.undo = Some(path);
        self
    }

    fn grave(mut self) -> Self {
        self.grave = true;
        self
    }

    fn takes_file(mut self) -> Self {
        self.takes_file = true;
        self
    }

    /// Its form shows what is personal, for this purpose.
    fn personal(mut self, purpose: &'static str) -> Self {
        self.personal = Some(purpose);
        self
    }

    async fn asked(&self, visit: &Visit) -> Result<Asked, Problem> {
        match self.asks {
            Asks::Nothing => Ok(Asked::default()),
            Asks::Fields(fields) => Ok(Asked { about: Vec::new(), fields: fields() }),
            Asks::Found(found) => found(visit).await,
        }
    }

    /// Where it leads, once `receipt` says what it did.
    fn leads_to(&self, visit: &Visit, receipt: &Receipt) -> String {
        let mut path = filled(&self.next, visit.ids());
        let made = receipt.changed.iter().find(|changed| changed.aggregate == self.made);
        if let Some(made) = made {
            path = path.replace("{made}", &made.id.to_string());
        }
        let path = path.replace(&format!("{{{ADDRESS}}}"), leads_back(visit));
        let (name, service, position) = (&self.name, self.service, receipt.position);
        let sign = if path.contains('?') { '&' } else { '?' };
        format!("{path}{sign}done={name}&seen={service}.{position}")
    }
}

/// The page of this portal that a form or its address names; home when it is none.
fn leads_back(visit: &Visit) -> &str {
    let told = visit.field(ADDRESS).or(visit.parameter(ADDRESS));
    let inside = |told: &&str| told.starts_with('/') && !told.starts_with("//");
    // Browsers drop tabs and line breaks, and read `\` as `/`.
    let plain = |told: &&str| !told.contains(|c: char| c == '\\' || c.is_control());
    told.filter(inside).filter(plain).unwrap_or("/")
}

static DEEDS: LazyLock<Vec<Deed>> = LazyLock::new(|| {
    let all = [
        channels::deeds(),
        check_ins::deeds(),
        excuses::deeds(),
        needs::deeds(),
        handling::deeds(),
        offers::deeds(),
        organisations::deeds(),
        claims::deeds(),
        pairs::deeds(),
        passing_on::deeds(),
        people::deeds(),
        agreements::deeds(),
        projects::deeds(),
        plans::deeds(),
        works::deeds(),
        ratings::deeds(),
        saved::deeds(),
        scores::deeds(),
        seats::deeds(),
        settings::deeds(),
        objections::deeds(),
        honours::deeds(),
        hotline::deeds(),
        points::deeds(),
        accounts::deeds(),
        activities::deeds(),
        admissions::deeds(),
        reports::deeds(),
        tenders::deeds(),
        jobs::deeds(),
        leaves::deeds(),
    ];
    all.into_iter().flatten().collect()
});

fn at(path: &str) -> &'static Deed {
    let found = DEEDS.iter().find(|deed| deed.path == path);
    found.unwrap_or_else(|| panic!("no deed at {path}; a test looks for every one"))
}

/// The pages of all deeds.
pub(super) fn pages() -> Vec<Page> {
    let both = |deed: &'static Deed| {
        let asked = Page::get(deed.path, move |visit| Box::pin(form::show(deed, visit)));
        let sent = Page::post(deed.path, move |visit| Box::pin(form::send(deed, visit)));
        let sent = if deed.takes_file { sent.with_file() } else { sent };
        // What was wrong is shown in the same form.
        [asked, sent].map(|page| match deed.personal {
            Some(purpose) => page.personal(purpose),
            None => page,
        })
    };
    DEEDS.iter().flat_map(both).collect()
}

/// What the deed called `name` said when it was done, and how to take it back.
pub(super) fn done(name: &str, visit: &Visit) -> Option<Done> {
    let deed = DEEDS.iter().find(|deed| deed.name == name)?;
    let undo = deed.undo.filter(|path| {
        let named = path.split('{').skip(1).filter_map(|part| part.split('}').next());
        named.into_iter().all(|name| visit.ids().iter().any(|(known, _)| known == name))
    });
    Some(Done { text: deed.done, undo: undo.map(|path| button(path, visit.ids(), Weight::Other)) })
}

/// The buttons of these deeds, about the line whose ids stand in the page's path.
pub(super) fn buttons(
    visit: &Visit,
    main: &[&'static str],
    others: &[&'static str],
) -> Vec<Button> {
    let weighed = |weight: Weight| move |path: &&'static str| (*path, weight);
    let all = main.iter().map(weighed(Weight::Main));
    let all = all.chain(others.iter().map(weighed(Weight::Other)));
    all.map(|(path, weight)| button(path, visit.ids(), weight)).collect()
}

/// The button of one deed.
pub(super) fn button(path: &str, ids: &[(String, String)], weight: Weight) -> Button {
    let deed = at(path);
    let weight = if deed.grave { Weight::Grave } else { weight };
    let key = matches!(deed.asks, Asks::Nothing).then(|| runtime::fresh_command().to_string());
    Button { label: deed.verb, href: filled(deed.path, ids), key, weight }
}

/// The path with its ids, each as an address holds it.
pub(super) fn filled(path: &str, ids: &[(String, String)]) -> String {
    let fill = |path: String, (name, id): &(String, String)| {
        path.replace(&format!("{{{name}}}"), &in_address(id))
    };
    ids.iter().fold(path.to_owned(), fill)
}

fn sending<C: Command + Sync>(visit: &Visit, id: CommandId, body: Vec<u8>) -> Sending<'_> {
    Box::pin(send::<C>(visit, id, visit.ids(), body))
}

/// Sends the command that these ids and the body make.
async fn send<C: Command + Sync>(
    visit: &Visit,
    id: CommandId,
    ids: &[(String, String)],
    body: Vec<u8>,
) -> Result<Receipt, Problem> {
    let path: Vec<_> = ids.iter().map(|(name, id)| (name.as_str(), id.as_str())).collect();
    let command: C = reading::command(&path, &body)?;
    visit.send(id, &command).await
}

/// An id that follows from another one of the same form.
fn following(id: CommandId, n: u64) -> CommandId {
    CommandId(values::ids::derive(Uuid::from(id), n))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_deed_that_a_page_names_is_there_once() {
        let paths: BTreeSet<_> = DEEDS.iter().map(|deed| deed.path).collect();
        assert_eq!(paths.len(), DEEDS.len());
        let sources = [
            include_str!("deeds/channels.rs"),
            include_str!("deeds/check_ins.rs"),
            include_str!("deeds/excuses.rs"),
            include_str!("deeds/handling.rs"),
            include_str!("deeds/pairs.rs"),
            include_str!("deeds/passing_on.rs"),
            include_str!("deeds/people.rs"),
            include_str!("deeds/works.rs"),
            include_str!("deeds/ratings.rs"),
            include_str!("deeds/saved.rs"),
            include_str!("deeds/scores.rs"),
            include_str!("deeds/seats.rs"),
            include_str!("deeds/settings.rs"),
            include_str!("deeds/tenders.rs"),
            include_str!("deeds/objections.rs"),
            include_str!("deeds/honours.rs"),
            include_str!("deeds/hotline.rs"),
            include_str!("deeds/points.rs"),
            include_str!("deeds/accounts.rs"),
            include_str!("deeds/activities.rs"),
            include_str!("deeds/admissions.rs"),
            include_str!("deeds/reports.rs"),
            include_str!("deeds/jobs.rs"),
            include_str!("deeds/leaves.rs"),
            include_str!("deeds/needs.rs"),
            include_str!("deeds/offers.rs"),
            include_str!("deeds/organisations.rs"),
            include_str!("deeds/claims.rs"),
            include_str!("deeds/agreements.rs"),
            include_str!("deeds/projects.rs"),
            include_str!("deeds/plans.rs"),
        ];
        let named = sources.into_iter().flat_map(|source| {
            let consts = source.lines().filter(|line| line.starts_with("pub(crate) const "));
            consts.filter_map(|line| line.split('"').nth(1)).collect::<Vec<_>>()
        });
        let named: BTreeSet<_> = named.collect();
        assert_eq!(named, paths);
    }

    #[test]
    fn what_takes_a_deed_back_is_a_deed() {
        for undo in DEEDS.iter().filter_map(|deed| deed.undo) {
            assert!(!at(undo).verb.is_empty());
        }
    }

    #[test]
    fn a_path_is_filled_with_its_ids() {
        let ids = [("claim".to_owned(), "7".to_owned())];
        assert_eq!(filled("/claims/{claim}/accept", &ids), "/claims/7/accept");
        let ids = [("number".to_owned(), "热 1/2".to_owned())];
        assert_eq!(filled("/hotline-items/{number}", &ids), "/hotline-items/%E7%83%AD%201%2F2");
    }
}

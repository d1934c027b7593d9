//! Reports, as people and the press ask for them.

use std::collections::BTreeMap;

use contracts::reporting::report::DeliveryKey;
use contracts::reporting::{
    Check, Checked, Confirmation, Delivered, Evidence, FORGOTTEN_MAX, FigureLine, Forgettable,
    Printing, PrintingLine, Proof, Report, ReportDocument, ReportFile, ReportKey, ReportLine,
    ReportPaper, ReportSection, ReportStatus, ReportVersion, Reports as Query, Titled, ToForget,
    ToPrint, UnkeptClaim,
};
use contracts::{Actor, Claimer, Directory, ListOrder, Page, newest_first};
use runtime::{Queries, Question};
use values::{OrganisationId, ReportId, Text, Uuid};

use super::super::View;
use super::super::book::Line;
use super::super::figures::{reads_everything, shown};
use super::{Kept, Key, Kind, Party, Version, content};
use crate::Reporting;
use crate::commands::KEY_FIELD;

type Asked<'q> = Question<'q, View>;

pub(super) fn add_to(table: Queries<Reporting>) -> Queries<Reporting> {
    table
        .on(reports)
        .on(report)
        .on(titled)
        .on(evidence)
        .on(document)
        .on(delivered)
        .on(check)
        .on(to_print)
        .on(printing)
        .on(report_key)
        .on(to_forget)
}

fn name(directory: &Directory, organisation: OrganisationId) -> Option<String> {
    directory.organisation(organisation).map(|known| known.name.to_string())
}

/// Of a unit; people are never named.
pub(super) fn subject_name(directory: &Directory, subject: Claimer) -> Option<String> {
    name(directory, subject.organisation()?)
}

/// A report is read by whom it is about, who issues and confirms it, whoever stands above the
/// issuer where it is about a unit, and, once it is issued, by whom it goes to.
fn may_read(question: &Asked<'_>, kept: &Kept) -> bool {
    let (asker, directory, compiled) = (question.asker(), question.directory, &kept.compiled);
    let of_a_unit = compiled.subject.organisation().is_some();
    let addressee = compiled.addressee.filter(|_| !kept.versions.is_empty());
    let mut parties =
        compiled.communities.iter().copied().chain([compiled.issuer]).chain(addressee);
    reads_everything(question.actor)
        || asker.may_act_as(compiled.subject)
        || parties.any(|party| asker.may_act_for(party))
        || (of_a_unit && directory.seniors(compiled.issuer).any(|senior| asker.may_act_for(senior)))
}

fn readable<'v>(question: &Asked<'v>, report: ReportId) -> Option<&'v Kept> {
    let kept = question.view.reports.reports.get(&report)?;
    may_read(question, kept).then_some(kept)
}

/// Of which period; whom it is about stands elsewhere, or nowhere.
fn titled(question: &Asked<'_>, Titled { ids }: Titled) -> BTreeMap<Uuid, Text<60>> {
    let title = |id| {
        let period = readable(question, ReportId(id))?.compiled.period;
        Text::new(&format!("{}双报告", period.chinese())).ok().map(|title| (id, title))
    };
    ids.into_iter().filter_map(title).collect()
}

/// Whose list is asked for: the own organisation's or the own one where nobody is named.
fn party(question: &Asked<'_>, query: &Query) -> Option<Party> {
    let everything = reads_everything(question.actor);
    match (query.organisation, query.person) {
        (Some(organisation), None) => {
            let own = question.directory.resolve(organisation);
            let may = everything || question.asker().may_act_for(own);
            may.then_some(Party::Organisation(own))
        }
        (None, Some(person)) => {
            let own = everything || question.actor.person() == Some(person);
            own.then_some(Party::Person(person))
        }
        (None, None) if everything => Some(Party::Anybody),
        (None, None) => {
            let own = question.actor.organisation().map(|own| question.directory.resolve(own));
            own.filter(|own| question.asker().may_act_for(*own)).map(Party::Organisation)
        }
        (Some(_), Some(_)) => None,
    }
}

fn reports(question: &Asked<'_>, query: Query) -> Page<ReportLine> {
    let (reports, directory) = (&question.view.reports, question.directory);
    let Some(party) = party(question, &query) else {
        return Page::empty();
    };
    let own = Kind::Of(party, query.status);
    let others = [
        query.awaits.map(|awaited| Kind::Awaits(directory.resolve(awaited))),
        query.subject.map(|unit| Kind::About(directory.resolve(unit))),
        query.period.map(Kind::In),
    ];
    let asked = std::iter::once(own).chain(others.into_iter().flatten());
    let kept = |id| Some((id, reports.reports.get(&id)?));
    let shown = |(id, kept)| line(directory, id, kept);
    reports.index.page(query.page, ListOrder::Newest, (asked, own), kept, shown)
}

fn line(directory: &Directory, id: ReportId, kept: &Kept) -> ReportLine {
    let compiled = &kept.compiled;
    let issuer = name(directory, compiled.issuer).unwrap_or_default();
    let confirmed = |community: &&OrganisationId| !kept.confirmed.contains(community);
    ReportLine {
        id,
        subject: compiled.subject,
        name: subject_name(directory, compiled.subject),
        period: compiled.period,
        issuer: compiled.issuer,
        status: kept.status,
        version: compiled.version,
        number: kept.signed.as_ref().map(|(number, _)| number.shown(&issuer)),
        unconfirmed: compiled.communities.iter().filter(confirmed).count(),
        erased: kept.erased,
    }
}

fn report(question: &Asked<'_>, Report { report }: Report) -> Option<ReportPaper> {
    Some(paper(question, report, readable(question, report)?))
}

fn paper(question: &Asked<'_>, id: ReportId, kept: &Kept) -> ReportPaper {
    let (directory, reports) = (question.directory, &question.view.reports);
    let (compiled, content) = (&kept.compiled, &kept.content);
    let today = name(directory, compiled.issuer);
    let issuer_name = today.as_deref().map(|today| issuer(kept, today).to_owned());
    let sections = content.sections.iter().map(|(community, figures)| ReportSection {
        community: *community,
        name: name(directory, *community),
        confirmation: confirmation(kept, *community),
        figures: figures.clone(),
    });
    let versions = kept
        .versions
        .iter()
        .map(|version| shown_version(version, today.as_deref().unwrap_or_default()));
    ReportPaper {
        line: line(directory, id, kept),
        addressee: compiled.addressee,
        addressee_name: match compiled.addressee {
            Some(addressee) => name(directory, addressee),
            None => kept.to.as_ref().map(ToString::to_string),
        },
        delivered_until: kept.delivery.as_ref().map(|(_, until)| *until),
        draft: compiled.draft,
        at: compiled.at,
        followed: content.followed.clone(),
        preview_until: compiled.preview_until,
        confirm_until: compiled.confirm_until,
        assented: kept.assented,
        figures: content.figures.clone(),
        before: content.before.clone(),
        checked_in: content.checked_in,
        duties: content.duties.clone(),
        fulfilment: content.fulfilment,
        unkept: content.unkept.iter().map(|claim| named(directory, claim)).collect(),
        sections: sections.collect(),
        lines: content.lines,
        signed: kept.signed.as_ref().map(|(_, signed)| *signed),
        jammed: reports.jammed(kept).cloned(),
        versions: versions.collect(),
        issuer_name,
    }
}

/// What the issuer is called on it: once it has its number, what it was called then.
fn issuer<'n>(kept: &'n Kept, today: &'n str) -> &'n str {
    kept.signed.as_ref().map_or(today, |(number, _)| number.issuer(today))
}

fn named(directory: &Directory, claim: &UnkeptClaim) -> UnkeptClaim {
    let with_name = claim.with.and_then(|with| name(directory, with));
    UnkeptClaim { with_name, ..claim.clone() }
}

fn confirmation(kept: &Kept, community: OrganisationId) -> Confirmation {
    if kept.confirmed.contains(&community) {
        Confirmation::Confirmed
    } else if kept.lapsed {
        Confirmation::Unconfirmed
    } else {
        Confirmation::Awaited
    }
}

fn shown_version(version: &Version, issuer: &str) -> ReportVersion {
    ReportVersion {
        version: version.version,
        number: version.number.shown(issuer),
        on: version.on,
        at: version.at,
        issued_at: version.issued_at,
        files: version.files.clone(),
        fonts_missing: version.fonts_missing.clone(),
        standing: version.standing.clone(),
        received_at: version.received_at,
        disputed: version.disputed.clone(),
    }
}

/// Newest first. Ids and places alone: of a person the person's own.
fn evidence(question: &Asked<'_>, query: Evidence) -> Page<FigureLine> {
    let Some(kept) = readable(question, query.report) else {
        return Page::empty();
    };
    let wanted = |line: &FigureLine| {
        query.counted.is_none_or(|counted| line.counted == counted)
            && query.community.is_none_or(|community| line.with == Some(community))
    };
    let lines = proof_lines(question, kept);
    let lines = newest_first(&lines).filter(|(_, line)| wanted(line));
    Page::of(query.page, lines, FigureLine::clone)
}

fn proof_lines(question: &Asked<'_>, kept: &Kept) -> Vec<FigureLine> {
    let (compiled, book) = (&kept.compiled, &question.view.facts.book);
    let lines = content::lines(compiled, book, content::days(compiled));
    let lines = lines.filter(|_| !kept.erased);
    let told = |line: &Line| {
        let with = content::with(compiled, &line.entry);
        FigureLine { with, ..shown(book, line, true) }
    };
    let mut lines: Vec<_> = lines.map(told).collect();
    lines.sort_by_key(|line| line.on);
    lines
}

fn document(question: &Asked<'_>, query: ReportDocument) -> Option<ReportFile> {
    let kept = readable(question, query.report).filter(|kept| !kept.erased)?;
    let mut versions = kept.versions.iter().rev();
    let version = match query.version {
        Some(wanted) => versions.find(|version| version.version == wanted)?,
        None => versions.next()?,
    };
    let printed = *version.files.iter().find(|file| file.format == query.format)?;
    let issuer = name(question.directory, kept.compiled.issuer).unwrap_or_default();
    let number = version.number.shown(&issuer);
    let name = format!("{number}.{}", query.format.extension());
    Some(ReportFile { report: query.report, version: version.version, printed, name })
}

/// For whoever has the newest key, as long as it opens.
fn delivered(question: &Asked<'_>, Delivered { key }: Delivered) -> Option<ReportPaper> {
    let key = question.fingerprint(DeliveryKey::KIND, &key.text()?);
    let report = *question.view.reports.delivered.get(&key)?;
    let kept = question.view.reports.reports.get(&report)?;
    let (known, until) = kept.delivery.as_ref()?;
    let opens = *known == key && question.now <= *until && !kept.erased;
    opens.then(|| paper(question, report, kept))
}

fn check(question: &Asked<'_>, Check { digest }: Check) -> Option<Checked> {
    let reports = &question.view.reports;
    let of = reports.digests.get(&digest)?.iter().rev();
    let known = of.filter_map(|(report, version)| Some((reports.reports.get(report)?, *version)));
    // The same bytes about somebody else are genuine still.
    let (kept, number) = known.min_by_key(|(kept, _)| kept.erased)?;
    let version = kept.versions.iter().find(|version| version.version == number)?;
    let file = version.files.iter().find(|file| file.file == digest)?;
    let today = name(question.directory, kept.compiled.issuer).unwrap_or_default();
    Some(Checked {
        number: version.number.shown(&today),
        issuer: Some(version.number.issuer(&today).to_owned()),
        subject: subject_name(question.directory, kept.compiled.subject),
        period: kept.compiled.period,
        version: version.version,
        format: file.format,
        on: version.on,
        at: version.at,
        erased: kept.erased,
        superseded: kept.versions.last().is_some_and(|last| last.version > version.version),
    })
}

fn to_print(question: &Asked<'_>, ToPrint { but }: ToPrint) -> Option<Proof> {
    let reports = &question.view.reports;
    let numbered = Kind::Of(Party::Anybody, Some(ReportStatus::Numbered));
    let (_, waiting) = reports.index.newest([numbered]);
    let waiting = waiting.filter(|(_, id)| !but.contains(id));
    let waiting = waiting.filter_map(|(_, id)| Some((id, reports.reports.get(&id)?)));
    let (next, kept) = waiting
        .filter(|_| *question.actor == Actor::System)
        .find(|(_, kept)| !kept.erased && opens(question, kept))?;
    let paper = paper(question, next, kept);
    let key = opened(question, kept.key.as_ref());
    Some(Proof { paper, lines: proof_lines(question, kept), standing: None, name: None, key })
}

/// Whose key does not open is not printed: nothing about a person is kept in the clear.
fn opens(question: &Asked<'_>, kept: &Kept) -> bool {
    kept.key.is_none() || opened(question, kept.key.as_ref()).is_some()
}

fn printing(question: &Asked<'_>, Printing { issuer, period }: Printing) -> Option<PrintingLine> {
    let issuer = question.directory.resolve(issuer);
    let may = reads_everything(question.actor) || question.asker().may_act_for(issuer);
    let reports = &question.view.reports;
    let of = [Kind::Of(Party::Organisation(issuer), None), Kind::In(period)];
    let (_, found) = reports.index.find(ListOrder::Newest, of, of[0]);
    let found = found.filter_map(|(_, id)| reports.reports.get(&id)).filter(|kept| !kept.erased);
    let mut line = PrintingLine::default();
    for kept in found.filter(|kept| question.directory.resolve(kept.compiled.issuer) == issuer) {
        match kept.status {
            ReportStatus::Numbered if opens(question, kept) => {
                let jammed = reports.jammed(kept);
                line.waiting += 1;
                line.jammed += usize::from(jammed.is_some());
                line.reasons.extend(jammed.cloned());
            }
            ReportStatus::Issued | ReportStatus::Received | ReportStatus::Disputed => {
                let newest = kept.versions.last().into_iter();
                line.fonts_missing.extend(newest.flat_map(|one| one.fonts_missing.clone()));
            }
            // Whose key does not open the press does not take up.
            ReportStatus::Numbered | ReportStatus::Compiled => {}
        }
    }
    may.then_some(line)
}

fn to_forget(question: &Asked<'_>, ToForget { passed_over }: ToForget) -> Forgettable {
    if *question.actor != Actor::System {
        return Forgettable::default();
    }
    let known = &question.view.facts.erased;
    let unheard = question.directory.erased().filter(|person| !known.contains(person));
    let (files, passed_over) = question.view.reports.to_forget(passed_over);
    Forgettable { persons: unheard.take(FORGOTTEN_MAX).collect(), files, passed_over }
}

fn report_key(question: &Asked<'_>, ReportKey { report, version }: ReportKey) -> Option<String> {
    let kept = question.view.reports.reports.get(&report)?;
    let version = kept.versions.iter().find(|kept| kept.version == version)?;
    opened(question, version.key.as_ref()).filter(|_| *question.actor == Actor::System)
}

/// A key, where it still opens something.
fn opened(question: &Asked<'_>, key: Option<&Key>) -> Option<String> {
    let (position, sealed) = key?;
    match question.unseal(*position, KEY_FIELD, sealed) {
        Ok(opened) => opened,
        Err(error) => {
            tracing::error!(%error, "the key of a report does not open");
            None
        }
    }
}

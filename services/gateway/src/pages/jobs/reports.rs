//! Every report of one period 全部报告: compiled, confirmed, issued or delivered as whoever asked for
//! it, one by one, by the rules that hold for each.
//!
//! With whom it is done already is passed over, so that after a crash, or once it is resumed,
//! nothing is done twice; with whom it cannot be done is tried again, and counted by the reason.

use std::collections::BTreeMap;
use std::time::Duration;

use bus::Headers;
use contracts::reporting::job::{AskReports, Made, Outcome, Refused, Step};
use contracts::reporting::report::{self, Compile, Confirm, Deliver, DeliveryKey, Issue};
use contracts::reporting::{
    Printing, Report, ReportLine, ReportPaper, ReportStatus, Reportable, ReportableLine, Reports,
};
use contracts::{Claimer, Command, PageRequest, Position};
use tokio::time::Instant;
use values::{CommandId, JobId, Text, ids};

use super::slips::Slip;
use super::{UnderWay, is_wanted};
use crate::pages::Visit;
use crate::problem::Problem;
use crate::queries::ask_with;

/// How often the press is asked how far it is.
const PRESS_ASKED: Duration = Duration::from_secs(1);
/// After so long without one more that is printed or jammed nobody waits for the press any more.
const PRESS_SILENT: Duration = Duration::from_secs(120);
/// The reason why a report is passed over that is to be issued one by one: it goes to nobody in the
/// system, and whoever issues it writes to whom.
const ADDRESSEE_TO_WRITE: &str = "report.addressee_to_write";
/// Whoever it goes to has it in the system.
const ADDRESSEE_IN_SYSTEM: &str = "report.addressee_in_system";

/// Everybody to be reported on; nothing where it is not wanted any more.
pub(super) async fn work(
    visit: &Visit,
    job: JobId,
    asked: AskReports,
) -> Result<Option<Made>, Problem> {
    let step = asked.step;
    let mut work = Work { visit, job, asked, seen: None, slips: Vec::new() };
    let told = match step {
        Step::Compile => work.compile().await,
        Step::Confirm | Step::Issue | Step::Deliver => work.answer().await,
    };
    // Also of a job that stopped half way: what opened a report before opens it no more.
    if step == Step::Deliver {
        visit.gateway.slips().keep(job, std::mem::take(&mut work.slips), visit.now());
    }
    let Some(mut outcome) = told? else { return Ok(None) };
    let issued = step == Step::Issue && outcome.compiled > 0;
    if issued && !work.printed(&mut outcome).await? {
        return Ok(None);
    }
    Ok(Some(Made::Reports(outcome)))
}

/// A job under way.
struct Work<'v> {
    visit: &'v Visit,
    job: JobId,
    asked: AskReports,
    /// Up to where the log says what was done.
    seen: Option<Position>,
    /// What opens those that are delivered.
    slips: Vec<Slip>,
}

/// How far it is.
#[derive(Default)]
struct Tally {
    outcome: Outcome,
    refused: BTreeMap<Text<60>, u64>,
    seen: usize,
}

impl Tally {
    /// It is done, or the code of the reason why not.
    fn add(&mut self, reason: Option<Text<60>>) {
        self.outcome.subjects += 1;
        match reason {
            None => self.outcome.compiled += 1,
            Some(code) => *self.refused.entry(code).or_insert(0) += 1,
        }
    }

    fn told(self) -> Outcome {
        let refused = self.refused.into_iter();
        let refused = refused.map(|(code, count)| Refused { code, count }).collect();
        Outcome { refused, ..self.outcome }
    }
}

impl Work<'_> {
    async fn is_wanted(&self) -> Result<bool, Problem> {
        is_wanted(&self.visit.gateway, self.job).await
    }

    fn tell(&self, done: usize, total: usize) {
        let way = UnderWay { job: self.job, ledger: None, done, total };
        self.visit.gateway.set_under_way(Some(way));
    }

    /// Of everybody who has no report yet.
    async fn compile(&mut self) -> Result<Option<Outcome>, Problem> {
        let AskReports { issuer, period, persons, .. } = self.asked;
        let (mut tally, mut cursor) = (Tally::default(), None);
        loop {
            let page = PageRequest::behind(cursor, PageRequest::LIMIT_MAX);
            let found = self.visit.ask(&Reportable { issuer, period, persons, page }).await?;
            for one in &found.items {
                if !self.is_wanted().await? {
                    return Ok(None);
                }
                tally.add(self.compile_one(one).await?);
                tally.seen += 1;
                self.tell(tally.seen, found.total);
            }
            cursor = found.next;
            if cursor.is_none() {
                return Ok(Some(tally.told()));
            }
        }
    }

    /// The report about one of them, unless there is one.
    async fn compile_one(&mut self, one: &ReportableLine) -> Result<Option<Text<60>>, Problem> {
        if one.report.is_some() {
            return Ok(None);
        }
        let AskReports { issuer, period, .. } = self.asked;
        let report = report::id(one.subject, period);
        let compile = Compile { subject: one.subject, period, issuer };
        self.send(&report.to_string(), &compile).await
    }

    /// Those that are compiled, confirmed or issued; those that wait for their receipts, delivered.
    async fn answer(&mut self) -> Result<Option<Outcome>, Problem> {
        let AskReports { issuer, period, step, .. } = self.asked;
        let awaits = (step == Step::Confirm).then_some(issuer);
        let (mut tally, mut cursor, mut most) = (Tally::default(), None, 0);
        loop {
            let asked = Reports {
                organisation: Some(issuer),
                status: Some(match step {
                    Step::Deliver => ReportStatus::Issued,
                    Step::Compile | Step::Confirm | Step::Issue => ReportStatus::Compiled,
                }),
                period: Some(period),
                awaits,
                page: PageRequest::behind(cursor, PageRequest::LIMIT_MAX),
                ..Reports::default()
            };
            let found = self.visit.ask(&asked).await?;
            // Each that is done is on the list no more.
            most = most.max(found.total);
            for one in &found.items {
                if !self.is_wanted().await? {
                    return Ok(None);
                }
                if self.is_meant(one) {
                    tally.add(self.answer_one(one).await?);
                }
                tally.seen += 1;
                self.tell(tally.seen, most);
            }
            cursor = found.next;
            if cursor.is_none() {
                return Ok(Some(tally.told()));
            }
        }
    }

    fn is_meant(&self, one: &ReportLine) -> bool {
        let AskReports { issuer, persons, step, .. } = self.asked;
        let is_person = matches!(one.subject, Claimer::Person(_));
        let own = match step {
            Step::Issue | Step::Deliver => one.issuer == issuer,
            // Who confirmed it waits for nobody, but to issue it.
            Step::Confirm => one.unconfirmed > 0,
            Step::Compile => true,
        };
        is_person == persons && own
    }

    /// As it was compiled last. To whom a unit's goes that goes to nobody in the system is written
    /// on each by itself.
    async fn answer_one(&mut self, one: &ReportLine) -> Result<Option<Text<60>>, Problem> {
        let report = one.id;
        let paper = self.visit.find(&Report { report }).await?;
        let AskReports { issuer, step, plain, .. } = self.asked;
        if step == Step::Deliver {
            return self.deliver_one(one, paper).await;
        }
        let ReportPaper { draft, addressee, .. } = paper;
        let of = format!("{report} {draft}");
        if step == Step::Confirm {
            return self.send(&of, &Confirm { report, community: issuer, draft }).await;
        }
        let is_unit = matches!(one.subject, Claimer::Organisation(_));
        if is_unit && addressee.is_none() {
            return Ok(Some(Text::new(ADDRESSEE_TO_WRITE).expect("a code is short and plain")));
        }
        let mark = self.asked.mark.clone().filter(|_| is_unit);
        self.send(&of, &Issue { report, draft, mark, plain, to: None }).await
    }

    /// By a link and a code; whom it goes to in the system reads it there.
    async fn deliver_one(
        &mut self,
        one: &ReportLine,
        paper: ReportPaper,
    ) -> Result<Option<Text<60>>, Problem> {
        if paper.addressee.is_some() {
            return Ok(Some(Text::new(ADDRESSEE_IN_SYSTEM).expect("a code is short and plain")));
        }
        let (slip, code) = (runtime::fresh_token(), runtime::fresh_code());
        let short = |text: &str| Text::new(text).ok();
        let key =
            short(&slip).zip(Text::new(&code).ok()).map(|(slip, code)| DeliveryKey { slip, code });
        let key = key.ok_or_else(Problem::no_code)?;
        let deliver = Deliver { report: one.id, version: one.version, key };
        // What an earlier try told was told nobody: each is another command.
        let refused = self.send(&format!("{} {slip}", one.id), &deliver).await?;
        if refused.is_none() {
            let number = one.number.clone().unwrap_or_default();
            let to = paper.addressee_name.unwrap_or_default();
            self.slips.push(Slip { number, to, slip, code });
        }
        Ok(refused)
    }

    /// The code of the reason where the rules are against it. `of` is the report, and the draft of
    /// it that the command names.
    async fn send<C: Command + Sync>(
        &mut self,
        of: &str,
        command: &C,
    ) -> Result<Option<Text<60>>, Problem> {
        // Sent once more after a crash, it is the same command.
        let id = CommandId(ids::of_text("job", &format!("{} {of}", self.job)));
        match self.visit.send(id, command).await {
            Ok(receipt) => {
                self.seen = self.seen.max(Some(receipt.position));
                Ok(None)
            }
            Err(problem) if problem.status().is_client_error() => {
                Ok(Some(Text::new(problem.code()).expect("a code is short and plain")))
            }
            Err(problem) => Err(problem),
        }
    }

    /// Waits for the press, as long as it goes on, and notes what it lacked and what it has not
    /// done; false where it is not wanted any more.
    async fn printed(&self, outcome: &mut Outcome) -> Result<bool, Problem> {
        let AskReports { issuer, period, .. } = self.asked;
        let total = usize::try_from(outcome.compiled).unwrap_or(usize::MAX);
        // What was issued just now lies with the press already.
        let actor = self.visit.actor()?.clone();
        let headers = Headers { at_least: self.seen, ..Headers::by(actor) };
        let mut again = tokio::time::interval(PRESS_ASKED);
        let (mut least, mut since) = (usize::MAX, Instant::now());
        loop {
            again.tick().await;
            if !self.is_wanted().await? {
                return Ok(false);
            }
            let asked = Printing { issuer, period };
            let line = ask_with(&self.visit.gateway, &headers, &asked).await?;
            let line = line.ok_or_else(Problem::not_found)?;
            self.tell(total.saturating_sub(line.waiting), total);
            // What cannot be printed now is tried again without anybody waiting for it.
            let left = line.waiting.saturating_sub(line.jammed);
            if left < least {
                (least, since) = (left, Instant::now());
            }
            if left == 0 || since.elapsed() >= PRESS_SILENT {
                outcome.fonts_missing = line.fonts_missing.into_iter().collect();
                outcome.jammed = line.reasons.into_iter().chain(still_printed(left)).collect();
                return Ok(true);
            }
        }
    }
}

/// How many nobody waits for any more.
fn still_printed(left: usize) -> Option<Text<200>> {
    let said = format!("还有 {left} 份仍在印制，印好后即可查看和下载");
    (left > 0).then(|| Text::new(&said).expect("it is short and plain"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_printed_still_is_named_with_the_reasons_of_the_press() {
        assert_eq!(still_printed(0), None);
        let said = still_printed(3).unwrap();
        assert_eq!(said.as_str(), "还有 3 份仍在印制，印好后即可查看和下载");
    }
}

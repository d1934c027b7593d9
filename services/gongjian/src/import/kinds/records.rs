//! Service records as `gongjian export` writes them: recorded, confirmed by somebody else, or
//! countered; then each project comes to where the list says it stands.

use std::collections::BTreeMap;

use contracts::projects::record::{Attendance, Confirm, Counter, DutyDone, Kept, Record, Service};
use contracts::projects::{ProjectLine, RecordStatus};
use sheets::kinds::records::{self, RecordRow, column};
use sheets::{RowNumber, Table};
use values::{Amount, PersonId, ProjectId, RecordId, Text};

use super::fields::{maybe, word};
use super::projects::Standing;
use crate::import::plan::Do;
use crate::import::planner::{NoPlan, Planner};
use crate::text;

const STATES: [RecordStatus; 3] =
    [RecordStatus::Recorded, RecordStatus::Confirmed, RecordStatus::Countered];

/// What the list says of one project.
struct Told {
    /// Its last row.
    row: RowNumber,
    standing: Standing,
    /// Rows that still wait to be confirmed.
    unconfirmed: Vec<RowNumber>,
    /// How much the records deliver that stand.
    quantity: u64,
    claimed: u64,
}

pub(super) fn fill(planner: &mut Planner, table: &Table) -> Result<(), NoPlan> {
    let mut projects: BTreeMap<ProjectId, Told> = BTreeMap::new();
    for (row, record) in planner.take(records::read(table).map_err(NoPlan::Sheet)?) {
        take(planner, row, &record, &mut projects);
    }
    for (project, told) in projects {
        finish(planner, project, &told);
    }
    Ok(())
}

fn finish(planner: &mut Planner, project: ProjectId, told: &Told) {
    let Told { row, standing, unconfirmed, quantity, claimed } = told;
    if quantity > claimed {
        let message = format!("第{row}行：这个项目的记录合计交付{quantity}，认领的只有{claimed}");
        let column = Some(column::QUANTITY);
        planner.refuse(*row, column, "more_than_claimed", message, "请核对各条记录的交付数量");
    }
    if let (true, Some(first)) = (standing.takes_confirmed_records(), unconfirmed.first()) {
        let message = format!("第{first}行：项目已申请验收，这条记录却还没有确认");
        let suggestion = "请把记录改为已确认并写明确认人，或把项目推进情况改为执行中";
        planner.refuse(*first, Some(column::STATE), "unconfirmed", message, suggestion);
    }
    standing.go_on(planner, *row, project);
}

/// Every fault of a row is named: what stands in it is looked at before any of it is used.
fn take(
    planner: &mut Planner,
    row: RowNumber,
    record: &RecordRow,
    projects: &mut BTreeMap<ProjectId, Told>,
) -> Option<()> {
    let state = record.state.as_deref();
    let state = word(planner, row, column::STATE, state, &STATES, text::record_status);
    let said = (column::PROJECT_STATE, record.project_state.as_deref());
    let why = (column::PROJECT_REASON, record.project_reason.as_deref());
    let standing = Standing::read(planner, row, said, why);
    let by = person(planner, row, column::RECORDED_BY, record.recorded_by.as_deref());
    let confirmed_by = person(planner, row, column::CONFIRMED_BY, record.confirmed_by.as_deref());
    let reason = maybe(planner, row, column::REASON, record.reason.as_deref());
    let service = service(planner, row, record);
    let project = project(planner, row, &record.project);
    let (project, service, standing) = (project?, service?, standing?);
    let (state, by, confirmed_by) = (state?, by?, confirmed_by?);
    let state = state.unwrap_or(RecordStatus::Recorded);
    if confirmed_by.is_some() && by == confirmed_by {
        let message = format!("第{row}行：登记人和确认人是同一个人");
        let suggestion = "谁登记的，就由另一个人确认；请核对";
        planner.refuse(row, Some(column::CONFIRMED_BY), "own_record", message, suggestion);
        return None;
    }
    let told = projects.entry(project.id).or_insert_with(|| Told {
        row,
        standing: standing.clone(),
        unconfirmed: Vec::new(),
        quantity: 0,
        claimed: project.amount.quantity,
    });
    if told.standing != standing {
        let message = format!("第{row}行：同一项目的推进情况或原因，与前面的行不同");
        let column = Some(column::PROJECT_STATE);
        planner.refuse(row, column, "standing_differs", message, "同一项目的各行请写成一样");
        return None;
    }
    told.row = row;
    let countered = state == RecordStatus::Countered;
    if !countered {
        told.quantity = told.quantity.saturating_add(service.quantity);
    }
    if state == RecordStatus::Recorded {
        told.unconfirmed.push(row);
    }
    let record = Box::new(Record { project: project.id, service, kept: Some(Kept { by }) });
    let id: RecordId = planner.make(row, "record", Do::RecordService { countered, record });
    if is_confirmed(planner, row, state, confirmed_by) {
        let confirm = Confirm { record: id, kept: Some(Kept { by: confirmed_by }) };
        planner.step(row, "confirm", Do::ConfirmService { countered, confirm });
    }
    if countered {
        let unknown = || Text::new("原台账没有写明原因").expect("it is short");
        let reason = reason?.unwrap_or_else(unknown);
        planner.step(row, "counter", Do::CounterService(Counter { record: id, reason }));
    }
    Some(())
}

/// Was it confirmed, be it countered later? Where nobody is named who did, nobody is.
fn is_confirmed(
    planner: &mut Planner,
    row: RowNumber,
    state: RecordStatus,
    named: Option<PersonId>,
) -> bool {
    match (state, named) {
        (RecordStatus::Confirmed, None) => {
            let message = "已确认而没有写确认人编号的，按原台账已确认登记，不写是谁。";
            planner.gather(row, "confirmer_unnamed", message);
            true
        }
        (RecordStatus::Confirmed, Some(_)) => true,
        (RecordStatus::Recorded, _) => false,
        (RecordStatus::Countered, named) => named.is_some(),
    }
}

fn project(planner: &mut Planner, row: RowNumber, code: &str) -> Option<ProjectLine> {
    let known = planner.ledger.project(code).cloned();
    if known.is_none() {
        let message = format!("第{row}行：没有登记过项目{code}");
        let suggestion = "请先用 import projects 导入项目清单，或更正编号";
        planner.refuse(row, Some(column::PROJECT), "project_unknown", message, suggestion);
    }
    known
}

fn person(
    planner: &mut Planner,
    row: RowNumber,
    column: &str,
    said: Option<&str>,
) -> Option<Option<PersonId>> {
    let Some(said) = said else { return Some(None) };
    let person = said.parse().ok();
    if person.is_none() {
        let message = format!("第{row}行：“{said}”不是人员编号");
        let suggestion = "本系统只记人员编号，不记姓名；没有编号的请留空";
        planner.refuse(row, Some(column), "person_unfit", message, suggestion);
    }
    person.map(Some)
}

fn service(planner: &mut Planner, row: RowNumber, record: &RecordRow) -> Option<Service> {
    let what = planner.text(row, column::WHAT, &record.what);
    let minutes = within(planner, row, column::MINUTES, record.minutes, 1..=1_440);
    let people = within(planner, row, column::PEOPLE, record.people, 1..=10_000);
    let attendance = attendance(planner, row, record.attendance.as_deref());
    let no_shows = no_shows(planner, row, record.no_shows.as_deref());
    let duty = duty(planner, row, record);
    let quantity = record.quantity;
    if quantity == 0 && record.duty.is_none() {
        let message = format!("第{row}行：既没有交付数量，也没有履行的职责");
        let suggestion = "请填交付数量，或职责序号和完成数";
        planner.refuse(row, Some(column::QUANTITY), "nothing_done", message, suggestion);
        return None;
    }
    Some(Service {
        what: what?,
        date: record.date,
        minutes: minutes?,
        people: people?,
        attendance: attendance?,
        no_shows: no_shows?,
        quantity,
        duty: duty?,
    })
}

/// Who came and for how long, one to a line.
fn attendance(
    planner: &mut Planner,
    row: RowNumber,
    said: Option<&str>,
) -> Option<Vec<Attendance>> {
    let read = |line: &str| {
        let (person, minutes) = line.trim().split_once(' ')?;
        let minutes = minutes.trim().parse().ok().filter(|minutes| (1..=1_440).contains(minutes));
        Some(Attendance { person: person.parse().ok()?, minutes: minutes? })
    };
    each_line(planner, row, column::ATTENDANCE, said, read)
}

fn no_shows(planner: &mut Planner, row: RowNumber, said: Option<&str>) -> Option<Vec<PersonId>> {
    each_line(planner, row, column::NO_SHOWS, said, |line| line.trim().parse().ok())
}

fn each_line<T>(
    planner: &mut Planner,
    row: RowNumber,
    column: &str,
    said: Option<&str>,
    read: impl Fn(&str) -> Option<T>,
) -> Option<Vec<T>> {
    let lines = said.unwrap_or_default().lines();
    let read: Vec<_> = lines.map(|line| (line, read(line))).collect();
    for (line, _) in read.iter().filter(|(_, one)| one.is_none()) {
        let message = format!("第{row}行：“{line}”读不出是谁");
        let suggestion = "一行一人，写人员编号；到场的再空一格写分钟数（1到1440）";
        planner.refuse(row, Some(column), "person_unfit", message, suggestion);
    }
    read.into_iter().map(|(_, one)| one).collect()
}

fn duty(planner: &mut Planner, row: RowNumber, record: &RecordRow) -> Option<Option<DutyDone>> {
    match (record.duty, record.duty_done) {
        (None, None) => Some(None),
        (Some(number), Some(quantity))
            if (1..=u64::from(u8::MAX)).contains(&number)
                && (1..=Amount::MAX).contains(&quantity) =>
        {
            let number = u8::try_from(number).ok()?;
            Some(Some(DutyDone { number, quantity }))
        }
        (None, Some(_)) | (Some(_), None | Some(_)) => {
            let message = format!("第{row}行：职责序号和完成数要一起填，都是正整数");
            let suggestion = "序号是协议里的第几项；没有履行职责的，两格都空着";
            planner.refuse(row, Some(column::DUTY), "duty_unfit", message, suggestion);
            None
        }
    }
}

fn within(
    planner: &mut Planner,
    row: RowNumber,
    column: &str,
    said: u64,
    range: std::ops::RangeInclusive<u64>,
) -> Option<u32> {
    if !range.contains(&said) {
        let (min, max) = (range.start(), range.end());
        let message = format!("第{row}行：{column}{said}不在{min}到{max}之间");
        planner.refuse(row, Some(column), "number_out_of_range", message, "请核对数字");
        return None;
    }
    u32::try_from(said).ok()
}

//! The registry: organisations are registered, stand still and go on; units check in and leave.

use contracts::Actor;
use contracts::registry::check_in::{self, Request, Who};
use contracts::registry::organisation::{Level, Nature, Register, Resume, Suspend};
use registry::domain::check_in::State;
use values::CommandId;

use super::claiming::AREAS;
use super::people::{ORGANISATIONS, organisation, registration};
use super::{Asking, text};
use crate::simulation::book::Sent;

/// Above the organisations that do everything else; it only stands over them.
const STREET: u64 = ORGANISATIONS;

/// Every second one is a community.
fn is_community(number: u64) -> bool {
    number.is_multiple_of(2)
}

impl Asking<'_> {
    pub(super) fn a_step_of_the_registry(&mut self) -> Sent {
        let number = self.random.below(STREET + 1);
        let known = self.city.registry.writer.state().organisations.state(organisation(number).0);
        match (known.level(), self.random.below(8)) {
            (None, _) | (_, 0) => self.register(number),
            (Some(_), 1) => {
                let command = self.command;
                let (actor, organisation) =
                    (self.the_operator(organisation(number)), organisation(number));
                if known.is_in_operation() {
                    let reason = text("停业整顿");
                    Sent::new(command, actor, &Suspend { organisation, reason })
                } else {
                    Sent::new(command, actor, &Resume { organisation })
                }
            }
            (Some(_), _) => self.a_step_of_a_check_in(),
        }
    }

    /// Always under the same id, whoever asks: so it is registered once, and is known by it.
    fn register(&mut self, number: u64) -> Sent {
        let (level, area) = match number {
            STREET => (Level::Street, &AREAS[0][..9]),
            _ if is_community(number) => (Level::Community, AREAS[usize::from(number > 0)]),
            _ => (Level::Unit, AREAS[0]),
        };
        let register = Register {
            name: text("听涛"),
            level,
            nature: (level == Level::Unit).then_some(Nature::Hospital),
            credit_code: None,
            area: Some(area.parse().expect("its digits are an area's")),
            parent: None,
            address: None,
        };
        let command: CommandId = registration(number);
        let actor = self.the_operator(organisation(number));
        Sent::new(command, actor, &register)
    }

    /// Mostly what comes next: asked for, answered, and some day over.
    fn a_step_of_a_check_in(&mut self) -> Sent {
        let pair = self.random.below(ORGANISATIONS);
        let (unit, community) = (organisation(pair | 1), organisation(pair & 2));
        let (who, command) = (Who::Unit(unit), self.command);
        let check_in = check_in::id(who, community);
        let [ours, theirs] = [unit, community].map(|one| self.somebody_of(one));
        let either: Actor = if self.random.one_in(2) { ours.clone() } else { theirs.clone() };
        let reason = || text("另有安排");
        match self.city.registry.writer.state().check_ins.state(check_in.0) {
            State::Unasked | State::Returned(_) | State::Ended(_) => {
                let (primary, half_yearly) = (self.random.one_in(2), self.random.one_in(2));
                let asked = Request { primary, half_yearly, ..Request::of(who, community) };
                Sent::new(command, ours, &asked)
            }
            State::Requested(_) if self.random.one_in(4) => {
                Sent::new(command, theirs, &check_in::Return { check_in, reason: reason() })
            }
            State::Requested(_) => Sent::new(command, theirs, &check_in::Accept { check_in }),
            State::Active(..) if self.random.one_in(3) => {
                Sent::new(command, either, &check_in::Renew { check_in })
            }
            State::Active(..) => {
                Sent::new(command, either, &check_in::End { check_in, reason: reason() })
            }
        }
    }
}

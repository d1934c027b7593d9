//! Which commands were decided, and where.

use std::collections::HashMap;

use contracts::Position;
use values::CommandId;

/// Where each command's commit stands: all of them, for ever, since an id is small; what a command
/// decided is read from the log.
#[derive(Default)]
pub(super) struct CommandsSeen {
    positions: HashMap<CommandId, Position>,
}

impl CommandsSeen {
    pub(super) fn get(&self, command: CommandId) -> Option<Position> {
        self.positions.get(&command).copied()
    }

    pub(super) fn insert(&mut self, command: CommandId, position: Position) {
        self.positions.insert(command, position);
    }
}

//! What a start would find on a disk, without a start: logs are opened on a copy, in no time.

use glasslog_core::sorted::SortedMap;

use glasslog_core::{
    id::{LogId, Ticket},
    storage::{LogConfig, LogName, Outcome, RecoveredLog, StorageEffect, StorageOrder},
    store::{Store, StoreConfig, StoreInput, StoreOutput},
    time::{Instant, Now},
};

use crate::{disk::DiskFaults, machine::Machine};

/// Opens these logs on the machine, which no process uses any more; none where one cannot be opened.
pub(crate) fn reopen(machine: &mut Machine, config: StoreConfig, names: &[LogName]) -> Vec<Option<RecoveredLog>> {
    machine.abandon();
    machine.disk.faults = DiskFaults::default();
    let mut store = Store::new(config);
    let mut opened: SortedMap<LogId, RecoveredLog> = SortedMap::new();
    let now = Now::default();
    let ids = || (1..).map(LogId);
    for (log, name) in ids().zip(names) {
        let order = StorageOrder::Open { name: *name, config: LogConfig::default() };
        store.handle(now, StoreInput::Order(StorageEffect { log, ticket: Ticket(1), order }));
        while let Some(output) = store.poll() {
            match output {
                StoreOutput::File(op) => {
                    let (id, _) = machine.issue(Instant::default(), op);
                    if let Some((completion, _)) = machine.finish(id) {
                        store.handle(now, StoreInput::File(completion));
                    }
                }
                StoreOutput::Complete(completion) => {
                    if let Ok(Outcome::Opened(found)) = completion.result {
                        opened.insert(completion.log, *found);
                    }
                }
                StoreOutput::Located { .. } => {}
            }
        }
    }
    ids().zip(names).map(|(log, _)| opened.remove(&log)).collect()
}

//! A broker's machine.
use glasslog_core::{
    id::BrokerId,
    view::{Delta, Seq},
};

use crate::{
    disk::Disk,
    view::{BrokerStatus, ProcessState},
};

/// One broker.
#[derive(Clone, Debug)]
pub(crate) struct Broker {
    id: BrokerId,
    disk: Disk,
}

impl Broker {
    pub(crate) fn new(id: BrokerId) -> Broker {
        Broker { id, disk: Disk::default() }
    }

    pub(crate) fn changes(&mut self, _: Seq) -> Delta {
        Delta::default()
    }

    pub(crate) fn status(&self) -> BrokerStatus {
        BrokerStatus {
            id: self.id,
            state: ProcessState::Down,
            incarnation: 0,
            disk_bytes: self.disk.used(),
            unsynced_bytes: self.disk.unsynced(),
        }
    }
}

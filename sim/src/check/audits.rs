//! Looks at everything at once: all copies, all that clients have seen, all metadata.

use bytes::Bytes;
use glasslog_core::{
    id::{BrokerId, Offset},
    metadata::Committed,
    record::Head,
    sorted::SortedMap,
    storage::LogName,
    view::PartitionView,
};

use super::{Checks, log::Trust, metadata::MetadataChecks};

impl Checks {
    /// R3, R4: all copies that the cluster counts on, whether anything has happened to them or not.
    pub(crate) fn sweep(&mut self) {
        if self.logs.trusts_all() {
            self.replication.sweep(&mut self.verdicts, &self.logs, &self.image);
        }
    }

    /// L4: a log as its files hold it is what was written.
    pub(crate) fn audit(&mut self, broker: BrokerId, view: &PartitionView, batches: &[Bytes], upto: Offset) {
        let name = LogName { topic: view.topic_id, partition: view.partition };
        let ghost = self.replication.ghost(name);
        let trust = Trust {
            // What superseded a record may be lost with more disks than may be.
            spoiled: ghost.is_some_and(|ghost| ghost.spoiled),
            committed: ghost.map_or(Offset::ZERO, |ghost| ghost.high_watermark),
        };
        self.logs.audit(&mut self.verdicts, broker, view, batches, (upto, trust));
    }

    /// P2, P4: what clients sent is in the logs as often as they were told.
    pub(crate) fn audit_history(&mut self) {
        let (history, verdicts, known) = self.history();
        history.audit(verdicts, &known);
    }

    /// M2: all metadata from the beginning.
    pub(crate) fn audit_metadata(&mut self, metadata: &[Committed]) {
        MetadataChecks::audit(&mut self.verdicts, metadata, &self.image);
    }

    /// R17: the same batch, as two copies in sync hold it.
    pub(crate) fn audit_bytes(&mut self, name: LogName, one: &[Bytes], other: &[Bytes]) {
        // Each copy is compacted for itself.
        if !self.logs.trusts_all() || self.logs.compacted.is(name.topic) {
            return;
        }
        let base = |batch: &Bytes| Head::parse(batch).ok().map(|head| head.base_offset);
        let one: SortedMap<_, _> = one.iter().map(|batch| (base(batch), batch)).collect();
        let differs = other.iter().find(|batch| one.get(&base(batch)).is_some_and(|same| same != batch));
        self.verdicts
            .expect(differs.is_none(), "R17", || format!("{name:?}: two copies differ at {:?}", differs.map(base)));
    }
}

//! What eyes see of a world.

use glasslog_core::sorted::SortedMap;

use bytes::Bytes;
use glasslog_core::{
    controller::image::Image,
    id::{BrokerId, Offset, PartitionIndex},
    name::Text,
    record::Head,
    storage::LogName,
    time::{Instant, Timestamp},
    view::{Delta, ReplicaRole, Seq},
};

use super::{EVENTS, World};
use crate::{
    broker::Broker,
    clock::WallClock,
    disk::{Disk, DiskFaults},
    history::{Kept, Seen},
    mark::Reached,
    net::FlightId,
    scenario::Scenario,
    script::Act,
    view::{ActorView, BrokerStatus, EnsembleView, FlightView, LinkView, PartitionName, RecordView, Told, Violation},
};

impl World {
    /// The scenario that the world began with.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The seed.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The true time.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.now
    }

    /// The true time of day.
    #[must_use]
    pub fn wall(&self) -> Timestamp {
        WallClock::default().read(self.now).wall
    }

    /// Steps done so far.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Inputs of the core so far: those of nodes and controllers, and those of stores. What a step does besides (disks, clients, the
    /// network) is not counted.
    #[must_use]
    pub fn inputs(&self) -> (u64, u64) {
        let nodes = self.brokers.values().map(|broker| broker.inputs).sum::<u64>();
        (nodes + self.ensemble.inputs(), self.brokers.values().map(|broker| broker.store_inputs).sum())
    }

    /// Steps by the kind of what happened.
    #[must_use]
    pub fn events(&self) -> SortedMap<&'static str, u64> {
        EVENTS.into_iter().zip(self.happened).collect()
    }

    /// What was done to this world, with the moments: the scenario's opening first.
    #[must_use]
    pub fn actions(&self) -> &[Act] {
        &self.actions
    }

    /// When the next event happens.
    #[must_use]
    pub fn next_at(&self) -> Option<Instant> {
        self.queue.next_at()
    }

    /// The next event in words, for whoever wonders why nothing moves.
    pub(crate) fn next_words(&self) -> String {
        self.queue.iter().next().map_or_else(|| "nothing".to_owned(), |(at, _, event)| format!("{event:?} at {at:?}"))
    }

    /// The brokers' processes and disks.
    #[must_use]
    pub fn brokers(&self) -> Vec<BrokerStatus> {
        self.brokers.values().map(Broker::status).collect()
    }

    /// What changed on a broker's node after `since`; everything after `Seq(0)`. Empty while the broker is down.
    /// A broker that was restarted counts anew: begin again with `Seq(0)` when its incarnation changes.
    pub fn node_changes(&mut self, broker: BrokerId, since: Seq) -> Delta {
        self.brokers.get_mut(&broker).map(|broker| broker.changes(since)).unwrap_or_default()
    }

    /// Messages under way, and those that were lost within the last two seconds.
    #[must_use]
    pub fn flights(&self) -> Vec<FlightView> {
        crate::flights::views(&self.net, self.ensemble.image())
    }

    /// Messages that left after another one and are under way, or were lost within the last two seconds; in their order.
    #[must_use]
    pub fn flights_since(&self, after: FlightId) -> Vec<FlightView> {
        crate::flights::since(&self.net, self.ensemble.image(), after)
    }

    /// Whether a message is under way: it can be held, and lost.
    #[must_use]
    pub fn is_flying(&self, flight: FlightId) -> bool {
        self.net.flights.contains_key(&flight)
    }

    /// The records that a flight carries, decoded, with their partitions. Empty for a flight that carries none.
    #[must_use]
    pub fn flight_records(&self, flight: FlightId) -> Vec<(PartitionName, RecordView)> {
        crate::flights::records(&self.net, self.ensemble.image(), flight)
    }

    /// Those who send and read, in the order in which they came.
    #[must_use]
    pub fn actors(&self) -> Vec<ActorView> {
        self.anyone.iter().filter_map(|(id, anyone)| anyone.actor().view(*id)).collect()
    }

    /// Records acknowledged to producers, and records given to consumers, so far.
    #[must_use]
    pub fn progress(&self) -> (u64, u64) {
        (self.history.acked, self.history.read)
    }

    /// Where each copy on a running broker ends, with its topic.
    pub fn ends(&self) -> impl Iterator<Item = (Text, Offset)> + '_ {
        self.brokers.values().flat_map(Broker::partition_views).map(|view| (view.topic, view.log_end))
    }

    /// From now on what clients see is kept. Nothing else changes.
    pub fn keep_seen(&mut self) {
        self.history.keep();
    }

    /// What clients saw since this was asked the last time, each with its moment, as far as it was kept.
    pub(crate) fn drain_seen(&mut self) -> Vec<(Instant, Seen)> {
        self.history.drain_kept()
    }

    /// What clients saw, as far as it was kept.
    pub(crate) fn seen(&self) -> Option<&Kept> {
        self.history.kept()
    }

    /// Files that compaction has put in the place of others, and how often a process died in the middle of writing one.
    #[must_use]
    pub fn compactions(&self) -> (u64, u64) {
        let machines = self.brokers.values().map(|broker| &broker.machine);
        machines.fold((0, 0), |(swaps, cut), machine| (swaps + machine.swaps, cut + machine.swaps_cut_short))
    }

    /// The ensemble that orders metadata.
    #[must_use]
    pub fn ensemble(&self) -> EnsembleView {
        let (epoch, has_controller) = self.ensemble.controller();
        EnsembleView { epoch, has_controller, metadata: self.ensemble.image().offset }
    }

    /// All links that are cut or slow or lose packets, each direction by itself.
    #[must_use]
    pub fn links(&self) -> Vec<LinkView> {
        self.net.links.views()
    }

    /// The committed metadata.
    #[must_use]
    pub fn image(&self) -> &Image {
        self.ensemble.image()
    }

    /// Up to `max` records of a partition from `from` on, safe yet or not, straight from the disk of its leader, or else of
    /// the first broker that runs. For cards and lanes; the world's clients read by fetching.
    #[must_use]
    pub fn read(&self, topic: &str, partition: PartitionIndex, from: Offset, max: u32) -> Vec<RecordView> {
        let leader = self.image().topic_named(topic).and_then(|(id, _)| self.image().partition(id, partition)?.leader);
        let broker = leader.filter(|leader| self.brokers.get(leader).is_some_and(Broker::is_up));
        let broker = broker.or_else(|| self.brokers.values().find(|broker| broker.is_up()).map(Broker::id));
        broker.map(|broker| self.read_copy(broker, topic, partition, from, max)).unwrap_or_default()
    }

    /// As [`World::read`], from the copy of one broker; nothing where it is down or has none.
    #[must_use]
    pub fn read_copy(
        &self,
        broker: BrokerId,
        topic: &str,
        partition: PartitionIndex,
        from: Offset,
        max: u32,
    ) -> Vec<RecordView> {
        let Some(broker) = self.brokers.get(&broker) else { return Vec::new() };
        let Some(dir) = broker.directory(topic, partition) else { return Vec::new() };
        let records = batches(&broker.machine.disk, &dir, from, Offset(i64::MAX), max).into_iter();
        let records = records.flat_map(|batch| crate::flights::decode(&apart(&batch)));
        let wanted = records.filter(|record| record.offset >= from);
        wanted.take(max as usize).collect()
    }

    /// The batch that holds a record, byte for byte as the copy of one broker has it; none where the broker is down, or has none.
    #[must_use]
    pub fn stored_batch(
        &self,
        broker: BrokerId,
        topic: &str,
        partition: PartitionIndex,
        offset: Offset,
    ) -> Option<Bytes> {
        let broker = self.brokers.get(&broker)?;
        let dir = broker.directory(topic, partition)?;
        let found = batches(&broker.machine.disk, &dir, offset, Offset(i64::MAX), 1).into_iter().next()?;
        Head::parse(&found).ok().filter(|head| head.base_offset <= offset.0).map(|_| apart(&found))
    }

    /// What happened since the last time, for a narration.
    pub fn drain_tales(&mut self) -> Vec<Told> {
        self.tales.drain(..).collect()
    }

    /// How many tales there have been.
    pub(crate) fn told(&self) -> u64 {
        self.told
    }

    /// Events that have happened at this very instant, if it is now.
    pub(crate) fn events_at(&self, at: Instant) -> u32 {
        if at == self.now { self.events_now } else { 0 }
    }

    #[cfg(test)]
    pub(crate) fn set_steps(&mut self, steps: u64) {
        self.steps = steps;
    }

    /// Whether the moment of an act has not passed yet.
    pub(crate) fn is_before(&self, act: &Act) -> bool {
        (self.now, self.events_at(act.at)) <= (act.at, act.after)
    }

    /// What is wrong with a broker's disk.
    #[must_use]
    pub fn disk_faults(&self, broker: BrokerId) -> DiskFaults {
        self.brokers.get(&broker).map(|broker| broker.machine.disk.faults.clone()).unwrap_or_default()
    }
}

#[cfg(not(feature = "checks"))]
impl World {
    pub(crate) fn audit_compacted(&mut self, _: BrokerId, _: &[String]) {}
}

#[cfg(feature = "checks")]
impl World {
    /// Something should have come to rest, and has not.
    pub(crate) fn restless(&mut self, invariant: &str, what: String) {
        self.checks.restless(invariant, what);
    }

    /// Whether more disks have lost data than the replicas could make up for.
    pub(crate) fn has_lost_for_good(&self) -> bool {
        self.checks.has_lost_for_good()
    }

    /// Compares every log on every disk, the metadata, and every client's history, with what the checks know of them.
    pub(crate) fn audit(&mut self) {
        self.audit_logs();
        self.audit_memory();
        self.checks.sweep();
        self.checks.audit_metadata(self.ensemble.metadata());
        self.checks.audit_history();
    }

    /// L8: compares logs of a broker, by their directories, with what compaction may leave of them.
    pub(crate) fn audit_compacted(&mut self, broker: BrokerId, dirs: &[String]) {
        let Some(broker) = self.brokers.get(&broker).filter(|_| self.checks.is_on()) else { return };
        for (dir, view) in broker.directories().into_iter().filter(|(dir, _)| dirs.contains(dir)) {
            // What is being cut, or may yet fail, is not judged while it is under way.
            if matches!(view.role, ReplicaRole::Opening | ReplicaRole::Halted) {
                continue;
            }
            let upto = view.durable;
            let batches = batches(&broker.machine.disk, &dir, view.log_start, upto, u32::MAX);
            self.checks.audit(broker.id(), &view, &batches, upto);
        }
    }

    /// Compares every log on every disk with what the checks know of it, and with the other copies.
    pub(crate) fn audit_logs(&mut self) {
        let mut copies: SortedMap<LogName, Vec<(BrokerId, Vec<Bytes>)>> = SortedMap::new();
        for broker in self.brokers.values() {
            for (dir, view) in broker.directories() {
                let batches = batches(&broker.machine.disk, &dir, view.log_start, view.log_end, u32::MAX);
                self.checks.audit(broker.id(), &view, &batches, view.log_end);
                let name = LogName { topic: view.topic_id, partition: view.partition };
                copies.entry(name).or_default().push((broker.id(), batches));
            }
        }
        for (name, copies) in &copies {
            let isr = self.ensemble.image().partition(name.topic, name.partition).map(|partition| &partition.isr);
            let in_sync = |broker: &BrokerId| isr.is_some_and(|isr| isr.contains(broker));
            let mut in_sync = copies.iter().filter(|(broker, _)| in_sync(broker));
            if let Some((_, first)) = in_sync.next() {
                in_sync.for_each(|(_, other)| self.checks.audit_bytes(*name, first, other));
            }
        }
    }

    /// Whether a broker's disk may be wiped without the loss of anything that must not be lost.
    pub(crate) fn may_wipe(&self, broker: BrokerId) -> bool {
        self.checks.may_wipe(broker)
    }

    /// The marks that were come to, and how often. None for a scenario that is not checked.
    #[must_use]
    pub fn marks(&self) -> &Reached {
        self.checks.marks()
    }

    /// Promises that were broken. Always empty for a scenario that is not checked.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        self.checks.violations()
    }
}

/// Where a segment's batches begin: before them stands how far it was once synced.
const FRONT_BYTES: usize = 1024;

/// A batch by itself: whoever keeps it, or a key of it, shall not keep the whole file with it.
fn apart(batch: &Bytes) -> Bytes {
    Bytes::copy_from_slice(batch)
}

/// Whole batches of a log from the one that holds `from`, to hold `max` records, as its files hold them.
///
/// Knows of the layout only this: files end in `.log` and begin with the offset and then the generation of the
/// segment; what a later generation holds stands for all that older ones have at its offsets and past them. Where
/// compaction has written a segment anew, its name says how often, and the last time counts.
pub(crate) fn batches(disk: &Disk, dir: &str, from: Offset, end: Offset, max: u32) -> Vec<Bytes> {
    let mut segments: SortedMap<(u64, u64), (i64, String)> = SortedMap::new();
    for file in disk.files_in(dir) {
        let Some(mut parts) = file.strip_suffix(".log").map(|name| name.split('-')) else { continue };
        let base = parts.next().and_then(|base| base.parse().ok());
        let generation = parts.next().and_then(|generation| generation.parse().ok());
        let compacted = parts.any(|part| part == "compact" || part == "partly");
        let revision = parts.next().filter(|_| compacted).and_then(|revision| revision.parse().ok()).unwrap_or(0);
        if let (Some(base), Some(generation)) = (base, generation) {
            segments.insert((generation, revision), (base, format!("{dir}/{file}")));
        }
    }
    let mut found: SortedMap<i64, Bytes> = SortedMap::new();
    let mut later_base = i64::MAX;
    // From the newest generation back: each ends where the next begins.
    for (base, path) in segments.into_values().rev() {
        let upto = later_base.min(end.0);
        later_base = later_base.min(base);
        let contents = Bytes::from(disk.contents(&path).unwrap_or_default());
        let mut at = FRONT_BYTES;
        while let Some(Ok(head)) = contents.get(at..).map(Head::parse) {
            let Some(next) = usize::try_from(head.size()).ok().and_then(|size| at.checked_add(size)) else { break };
            if next > contents.len() || head.base_offset >= upto {
                break;
            }
            if head.next_offset() > from.0 {
                found.insert(head.base_offset, contents.slice(at..next));
            }
            at = next;
        }
        if base <= from.0 {
            break;
        }
    }
    let mut left = i64::from(max);
    let wanted = found.into_values().take_while(|batch| {
        let more = left > 0;
        left -= Head::parse(batch).map_or(0, |head| i64::from(head.count));
        more
    });
    wanted.collect()
}

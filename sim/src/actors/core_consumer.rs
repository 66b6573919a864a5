//! The core's consumer machine as an actor: connections for its requests, work for its records.

use std::{sync::Arc, time::Duration};

use glasslog_core::{
    client::{
        Consumer, CorrelationId, Disconnected, TopicPartition,
        consumer::{Commit, Config, Event, Reset as CoreReset, Standing, assignor::Assignor as CoreAssignor},
    },
    id::{Generation, Offset, RequestId},
    name::Text,
    record::NoCodecs,
    time::Instant,
};

use super::{
    Happening, Port,
    ledger::ProcessedLedger,
    lines::{Lines, line_to},
};
use crate::{
    digest::Digest,
    settings::{Assignor, CommitPolicy, ConsumerSettings, Membership, Reset},
    view::{AssignedPartition, ConsumerState, ProcessedRecord},
};

/// So old its knowledge of topics may be: soon enough for a run to see it share out partitions that were added.
const METADATA_AGE: Duration = Duration::from_secs(20);

/// What one says that is out of its group because it did not poll for so long.
pub(crate) const POLLED_TOO_LATE: &str = "left its group: it worked too long before it polled again";

/// The consumer.
#[derive(Clone, Debug)]
pub(crate) struct CoreConsumer {
    settings: Arc<ConsumerSettings>,
    machine: Consumer,
    lines: Lines,
    begun: bool,
    closing: bool,
    /// When it is done with the record in its hands, if there is one.
    busy_until: Option<Instant>,
    /// That record, where it only counts as processed when the work is done.
    in_hand: Option<ProcessedRecord>,
    /// So many records it takes at once.
    poll_records: u32,
    /// What it has taken and not begun with yet, the next one last.
    taken: Vec<ProcessedRecord>,
    /// The record that it works on, where it says so when that is done and not only when it asks for more.
    at_work: Option<(TopicPartition, Offset)>,
    calls: u64,
}

impl CoreConsumer {
    pub(crate) fn new(settings: Arc<ConsumerSettings>, membership: &Membership, seed: u64) -> CoreConsumer {
        let config = Config {
            group: Some(settings.group.clone()),
            client_id: settings.name.clone(),
            reset: match settings.reset {
                Reset::Earliest => CoreReset::Earliest,
                Reset::Latest => CoreReset::Latest,
            },
            commit: match settings.commit {
                CommitPolicy::EachRecord => Commit::EachRecord,
                CommitPolicy::EveryRecords(count) => Commit::Every(count),
                CommitPolicy::Periodic(period) => Commit::Interval(period),
                CommitPolicy::Never | CommitPolicy::BeforeWork => Commit::Manual,
            },
            session_timeout: settings.session_timeout,
            heartbeat_interval: membership.heartbeat.unwrap_or(settings.session_timeout / 3),
            max_poll_interval: membership.max_poll_interval,
            instance: membership.instance.clone(),
            assignors: match membership.assignor {
                Assignor::Range => vec![CoreAssignor::Range, CoreAssignor::RoundRobin],
                Assignor::RoundRobin => vec![CoreAssignor::RoundRobin],
                Assignor::Cooperative => vec![CoreAssignor::CooperativeSticky],
            },
            silence: settings.stop_after_silence,
            auto_create: false,
            metadata_max_age: METADATA_AGE,
            ..Config::default()
        };
        let machine = Consumer::new(config, seed);
        let lines = Lines::default();
        CoreConsumer {
            settings,
            machine,
            lines,
            begun: false,
            closing: false,
            busy_until: None,
            in_hand: None,
            poll_records: membership.poll_records.max(1),
            taken: Vec::new(),
            at_work: None,
            calls: 0,
        }
    }

    /// From now on its machine has a bug.
    #[cfg(feature = "mutants")]
    pub(crate) fn plant(&mut self, mutant: glasslog_core::mutant::Mutant) {
        self.machine.plant(mutant);
    }

    pub(crate) fn handle(&mut self, port: &mut Port<'_>, ledger: &mut ProcessedLedger, happening: Happening) {
        self.calls += 1;
        if !self.begun {
            self.begun = true;
            self.machine.subscribe(port.now, self.settings.topics.iter().cloned());
        }
        if matches!(happening, Happening::Woken) {
            self.machine.handle_timeout(port.now);
        }
        for (id, answer) in self.lines.handle(port, happening) {
            self.machine.handle_response(port.now, CorrelationId(id.0), answer.ok_or(Disconnected));
        }
        self.work(port, ledger);
        self.drain(port);
        // In a cooperative group it goes on with what it has as soon as it has asked to join.
        while self.busy_until.is_none() && self.machine.may_give() && self.machine.has_records() {
            self.work(port, ledger);
            self.drain(port);
        }
    }

    /// Leaves its group. What it wants to say is on its way when this returns.
    pub(crate) fn leave(&mut self, port: &mut Port<'_>) {
        if !self.closing {
            self.closing = true;
            // What it has not begun with somebody else shall read.
            for ProcessedRecord { partition: (topic, partition), offset, .. } in self.taken.drain(..) {
                self.machine.seek(&TopicPartition { topic, partition }, offset);
            }
            self.machine.close(port.now);
            self.drain(port);
        }
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closing && self.machine.is_closed()
    }

    /// Its process ends.
    pub(crate) fn hang_up(&mut self, port: &mut Port<'_>) {
        self.lines.close(port);
    }

    /// Processes records, each for as long as it takes.
    fn work(&mut self, port: &mut Port<'_>, ledger: &mut ProcessedLedger) {
        while !self.closing && self.busy_until.is_none_or(|until| until <= port.now.instant) {
            self.busy_until = None;
            if let Some((place, offset)) = self.at_work.take() {
                self.machine.done(&place, offset);
            }
            if let Some(done) = self.in_hand.take() {
                ledger.add(port, ProcessedRecord { at: port.now.instant, ..done });
            }
            if self.taken.is_empty() {
                self.take(port);
            }
            let Some(record) = self.taken.pop() else { return };
            let record = ProcessedRecord { at: port.now.instant, ..record };
            let counted = matches!(self.settings.commit, CommitPolicy::EachRecord | CommitPolicy::EveryRecords(_));
            if counted && !self.taken.is_empty() {
                let (topic, partition) = record.partition.clone();
                self.at_work = Some((TopicPartition { topic, partition }, record.offset));
            }
            if self.settings.commit == CommitPolicy::BeforeWork {
                self.in_hand = Some(record);
            } else {
                ledger.add(port, record);
            }
            self.busy_until = Some(port.now.instant + self.settings.time_per_record);
        }
    }

    /// Asks for records. That says that those before are done, also when there are none.
    fn take(&mut self, port: &mut Port<'_>) {
        let polled = self.machine.poll_records(port.now, &NoCodecs, self.poll_records as usize);
        self.taken.extend(polled.into_iter().rev().map(|consumed| ProcessedRecord {
            partition: (consumed.from.topic, consumed.from.partition),
            offset: Offset(consumed.record.offset),
            key: consumed.record.key,
            value: consumed.record.value,
            at: port.now.instant,
        }));
        if self.settings.commit == CommitPolicy::BeforeWork && !self.taken.is_empty() {
            self.machine.commit();
        }
    }

    fn drain(&mut self, port: &mut Port<'_>) {
        loop {
            while let Some(outgoing) = self.machine.poll_request(port.now) {
                let answered = outgoing.expects_answer();
                let id = RequestId(outgoing.correlation.0);
                self.lines.send(port, line_to(outgoing.target), id, outgoing.request, answered);
            }
            let Some(event) = self.machine.poll_event() else { return };
            match event {
                Event::Silent => self.leave(port),
                Event::CommitFailed(code) => port.say(format!("the commit did not count: {code}")),
                Event::GroupFailed(code) => port.say(format!("the group does not take it: {code}")),
                Event::GroupStuck(code) => port.say(format!("its group gets nowhere ({code}); it tries again")),
                Event::PolledTooLate => port.say(POLLED_TOO_LATE),
                _ => {}
            }
        }
    }

    pub(crate) fn member(&self) -> (Text, Generation) {
        self.machine.member().map_or((Text::default(), Generation(-1)), |(member, g)| (member.clone(), g))
    }

    pub(crate) fn state(&self) -> ConsumerState {
        match self.machine.standing() {
            _ if self.is_closed() => ConsumerState::Stopped,
            Standing::Syncing => ConsumerState::Syncing,
            Standing::Stable | Standing::Alone => ConsumerState::Reading,
            Standing::Closed | Standing::Failed => ConsumerState::Stopped,
            Standing::Finding | Standing::Joining | Standing::Expelled => ConsumerState::Joining,
        }
    }

    pub(crate) fn assigned(&self) -> Vec<AssignedPartition> {
        let view = |partition| AssignedPartition {
            position: self.machine.position(partition),
            committed: self.machine.committed(partition),
            partition: (partition.topic.clone(), partition.partition),
        };
        self.machine.assignment().map(view).collect()
    }

    pub(crate) fn wake(&self) -> Option<Instant> {
        // Without a record in its hands it has asked in vain: only an answer can change that.
        let work = self.busy_until.filter(|_| !self.closing);
        [work, self.machine.timeout(), self.lines.wake()].into_iter().flatten().min()
    }

    pub(crate) fn digest(&self, digest: &mut Digest) {
        self.lines.digest(digest);
        digest.value(&(self.calls, self.begun, self.closing, self.busy_until, self.machine.timeout()));
        digest.value(&(self.member(), self.assigned()));
        if let Some(in_hand) = &self.in_hand {
            digest.value(in_hand);
        }
        self.taken.iter().for_each(|taken| digest.value(taken));
        if let Some((_, offset)) = &self.at_work {
            digest.value(offset);
        }
    }
}

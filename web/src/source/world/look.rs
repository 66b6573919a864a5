//! What a world shows: views taken in, records read, and the story of it told.

use std::rc::Rc;

use glasslog_core::id::{BrokerId, LeaderEpoch, Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_core::view::{PartitionView, Seq};
use glasslog_sim::view::{ProcessState, Told};

use super::{Tab, time};
use crate::scene::{Content, Fall};
use crate::source::views::{Applied, fallen};
use crate::source::words;
use crate::store::{Caption, Tone};

/// So many records at the end of each partition are kept readable.
const READ_BACK: i64 = 64;
/// Records that were cut off are in sight for so long, in milliseconds of the screen: they hold, then they fall.
const FALL_MS: f64 = 1_700.0;

impl Tab {
    /// Takes in what has changed.
    pub(super) fn look(&mut self) {
        self.watch();
        let steps = self.line.world().steps();
        if steps != self.steps {
            self.steps = steps;
            self.take_views();
            self.take_flights();
            self.tell_first();
        }
        let tales = self.line.events_since(self.told).to_vec();
        self.told = self.line.told();
        for told in &tales {
            self.hear(told);
        }
        let gone = self.screen_ms - FALL_MS;
        let before = self.falls.len();
        self.falls.retain(|(at, _)| *at > gone);
        self.changed |= self.falls.len() != before;
    }

    /// Takes a tale in, and tells it if it is worth that.
    pub(super) fn hear(&mut self, told: &Told) {
        let labels = &self.labels;
        let name = |actor: u32| labels.get(&actor).cloned().unwrap_or_else(|| "somebody".to_owned());
        let session = self.line.world().scenario().session;
        if let Some((tone, text)) = self.chronicle.hear(told, session, name) {
            self.captions.push(Caption { at: told.at, tone, text });
            self.story_at = self.screen_ms;
        }
        self.course_changed |= time::kind(&told.what).is_some();
        self.changed = true;
    }

    pub(super) fn take_views(&mut self) {
        for status in self.line.world().brokers() {
            let (incarnation, views) = self.views.entry(status.id).or_default();
            if *incarnation != status.incarnation {
                // a new process counts its changes from 0; until it shows something, what the old one showed stays in sight
                *incarnation = status.incarnation;
                views.seq = Seq(0);
                self.changed = true;
            }
            if status.state == ProcessState::Starting {
                continue;
            }
            let delta = self.line.node_changes(status.id, views.seq);
            let internal = |view: &&PartitionView| view.internal;
            let shown: Vec<PartitionView> = delta.partitions.iter().filter(|view| !internal(view)).cloned().collect();
            let before: Vec<_> = shown.iter().map(|view| views.settled(&view.topic, view.partition).cloned()).collect();
            if views.apply(delta) == Applied::Changed {
                self.changed = true;
            }
            for (new, old) in shown.iter().zip(before) {
                self.notice(status.id, new, old.as_deref());
            }
        }
    }

    /// A copy has changed: its records are kept readable, what was cut off falls, a story is told now and then.
    fn notice(&mut self, broker: BrokerId, new: &PartitionView, old: Option<&PartitionView>) {
        if let Some(old) = old.filter(|old| old.topic_id != new.topic_id) {
            Rc::make_mut(&mut self.contents).forget(&old.topic);
        }
        for (offset, epoch) in old.map(|old| fallen(old, new)).unwrap_or_default() {
            self.fall_count += 1;
            let (topic, partition) = (new.topic.clone(), new.partition);
            self.falls.push((self.screen_ms, Fall { id: self.fall_count, broker, topic, partition, offset, epoch }));
        }
        self.read(broker, new);
        let leads = new.leader == Some(broker);
        if let Some(old) = old.filter(|_| leads) {
            self.story(new, old);
        }
        self.notice_offline(new);
    }

    /// Nobody leads a partition any more: no broker is left to say so.
    fn notice_offline(&mut self, view: &PartitionView) {
        let newest = self.line.world().image().partition(view.topic_id, view.partition).map(|image| image.leader);
        if view.leader.is_none() && newest == Some(None) && self.chronicle.lost_its_leader(&view.topic, view.partition)
        {
            let text = words::offline(&format!("{}-{}", view.topic, view.partition), &view.isr, &view.elr);
            self.captions.push(Caption { at: self.line.world().now(), tone: Tone::Bad, text });
            self.story_at = self.screen_ms;
        }
    }

    /// Keeps the last records of a copy readable.
    pub(super) fn read(&mut self, broker: BrokerId, view: &PartitionView) {
        let from = Offset((view.log_end.0 - READ_BACK).max(view.log_start.0));
        if let Some(missing) = self.contents.missing(view, from, view.log_end) {
            self.keep(broker, view, missing, view.log_end.since(missing));
        }
    }

    /// Older records that somebody wants to see are read as well, from the copy of the highest epoch that holds them.
    pub fn read_back(&mut self, topic: &Text, partition: PartitionIndex, from: Offset) {
        let copies = self.views.iter().filter_map(|(id, (_, views))| Some((*id, views.settled(topic, partition)?)));
        let held = copies.filter(|(_, view)| view.log_start <= from && from < view.log_end);
        if let Some((broker, view)) = held.max_by_key(|(_, view)| view.leader_epoch) {
            self.keep(broker, &view.clone(), from, READ_BACK.min(view.log_end.since(from)));
            self.changed = true;
        }
    }

    /// The batch that holds a record, byte for byte as a broker has it on its disk.
    #[must_use]
    pub fn stored(
        &self,
        broker: BrokerId,
        topic: &Text,
        partition: PartitionIndex,
        offset: Offset,
    ) -> Option<bytes::Bytes> {
        self.line.world().stored_batch(broker, topic, partition, offset)
    }

    fn keep(&mut self, broker: BrokerId, view: &PartitionView, missing: Offset, count: i64) {
        let (topic, partition) = (&view.topic, view.partition);
        let wanted = u32::try_from(count).unwrap_or(0);
        let records = self.line.world().read_copy(broker, topic, partition, missing, wanted);
        let contents = Rc::make_mut(&mut self.contents);
        for record in records {
            let batch = view.tail.iter().find(|batch| batch.base == record.batch);
            let text = |bytes: &bytes::Bytes| String::from_utf8_lossy(bytes).into_owned();
            let content = Content {
                key: record.key,
                value: record.value,
                headers: record.headers.into_iter().map(|(name, value)| (text(&name), value)).collect(),
                timestamp: record.timestamp,
                leader_epoch: LeaderEpoch(record.leader_epoch),
                batch: (record.batch, batch.map_or(record.offset.plus(1), |batch| batch.end)),
                batch_bytes: batch.map_or(0, |batch| batch.bytes),
                unreadable: None,
                glyph: None,
            };
            contents.put(topic, partition, record.offset, content);
        }
    }
}

//! One open log: takes its orders in turn, and ends them in turn.

use alloc::{boxed::Box, collections::VecDeque, sync::Arc, vec::Vec};

use crate::{
    error::StorageFault,
    id::{LogId, Offset, Ticket},
    log::{EpochCache, ProducerTable},
    mutant::{Mutant, Planted},
    name::Text,
    record::StampedBatch,
    storage::{Completion, FlushMode, LogConfig, LogName, Outcome, RecoveredLog, StorageOrder},
    store::{
        FileAction, FileId, FileOutcome, StoreConfig,
        append::Appending,
        compact::Compacting,
        find::Places,
        mark::Mark,
        name,
        ops::{Outbox, Owner, Purpose},
        order::Doing,
        recover::{Recovered, Recovery},
        save::Saving,
        segment::Segment,
        tail::Tail,
    },
    time::{Instant, Now},
};

/// What a log is given along with every input.
pub(super) struct Context<'a> {
    pub(super) now: Now,
    pub(super) config: &'a StoreConfig,
    pub(super) out: &'a mut Outbox,
    /// Directories that may be removed.
    pub(super) sweep: &'a mut Vec<Text>,
    /// Files that have lost their place; readers may still want them.
    pub(super) retired: &'a mut Vec<FileId>,
    pub(super) planted: Planted,
}

/// One log.
#[derive(Clone, Debug)]
pub(super) struct Log {
    pub(super) id: LogId,
    /// Shared between copies until it changes.
    pub(super) setting: Arc<Setting>,
    pub(super) phase: Phase,
    /// Orders that have not ended, oldest first.
    pub(super) queue: VecDeque<Entry>,
    /// What the order at the front is about.
    pub(super) doing: Option<Box<Doing>>,
    /// Oldest first; the last one is active.
    pub(super) segments: Vec<Segment>,
    /// The newest generation ever used.
    pub(super) generation: u64,
    pub(super) start: Offset,
    /// The end of what was written: the log end.
    pub(super) written: Offset,
    /// The end of what was synced.
    pub(super) durable: Offset,
    pub(super) mark: Mark,
    pub(super) epochs: EpochCache,
    pub(super) producers: ProducerTable,
    pub(super) tail: Tail,
    pub(super) appending: Appending,
    pub(super) work: Option<Box<Work>>,
    pub(super) saving: Saving,
    pub(super) compacting: Compacting,
}

/// Where a log lies, and how it is kept.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    pub(super) dir: Text,
    pub(super) config: LogConfig,
}

/// Where a log is in its life.
#[derive(Clone, Debug)]
pub(super) enum Phase {
    /// Being recovered; again, after a truncation.
    Opening(Box<Recovery>),
    Open,
    /// A write or a sync failed: nothing is certain any more.
    Halted(StorageFault),
    Closed,
}

/// An order that has not ended.
#[derive(Clone, Debug)]
pub(super) enum Entry {
    Append(Append),
    /// Any other; it waits for all before it, and all behind it wait.
    Order(Ticket, StorageOrder),
}

/// An append that has not ended.
#[derive(Clone, Debug)]
pub(super) struct Append {
    pub(super) ticket: Ticket,
    /// The offset after its last.
    pub(super) end: Offset,
    /// What to write, until it is being written.
    pub(super) batch: Option<StampedBatch>,
    /// Why it failed.
    pub(super) fault: Option<StorageFault>,
}

/// File operations one after the other, and what they are for.
#[derive(Clone, Debug)]
pub(super) struct Work {
    pub(super) steps: VecDeque<FileAction>,
    pub(super) then: Then,
}

/// What work leads to.
#[derive(Clone, Debug)]
pub(super) enum Then {
    /// The log goes on in this segment.
    Rolled(Box<Segment>),
    /// What a full disk left half-written is gone.
    Mended,
    /// The directory has its new name.
    Deleted,
}

impl Log {
    /// Gives back memory that is spare, and keeps once what the node says of the producers, too.
    pub(super) fn condense(&mut self, known: Option<&ProducerTable>) {
        self.queue.shrink_to_fit();
        self.appending.shrink();
        self.tail.shrink();
        self.producers.shrink();
        known.into_iter().for_each(|known| self.producers.share(known));
    }

    /// Begins to open a log.
    pub(super) fn open(id: LogId, ticket: Ticket, log_name: LogName, config: LogConfig, cx: &mut Context<'_>) -> Log {
        let dir = name::directory(log_name);
        let recovery = Recovery::begin(id, dir.clone(), config.index_interval_bytes, cx.out);
        let order = StorageOrder::Open { name: log_name, config };
        Log {
            id,
            setting: Arc::new(Setting { dir, config }),
            phase: Phase::Opening(Box::new(recovery)),
            queue: VecDeque::from([Entry::Order(ticket, order)]),
            doing: None,
            segments: Vec::new(),
            generation: 0,
            start: Offset::ZERO,
            written: Offset::ZERO,
            durable: Offset::ZERO,
            mark: Mark::none(Offset::ZERO),
            epochs: EpochCache::default(),
            producers: ProducerTable::default(),
            tail: Tail::default(),
            appending: Appending::default(),
            work: None,
            saving: Saving::default(),
            compacting: Compacting::default(),
        }
    }

    /// Whether nothing more will come of it.
    pub(super) fn is_closed(&self) -> bool {
        matches!(self.phase, Phase::Closed) && self.queue.is_empty()
    }

    /// Where spans are looked for; `None` while nothing may be read.
    pub(super) fn places(&self) -> Option<Places<'_>> {
        let readable = !self.segments.is_empty() || matches!(self.phase, Phase::Open);
        let closed = matches!(self.phase, Phase::Closed);
        (readable && !closed).then_some(Places { segments: &self.segments, tail: &self.tail, end: self.written })
    }

    pub(super) fn issue(&self, purpose: Purpose, action: FileAction, cx: &mut Context<'_>) {
        cx.out.issue(Owner::Log(self.id, purpose), action);
    }

    /// Takes an order.
    pub(super) fn order(&mut self, ticket: Ticket, order: StorageOrder, cx: &mut Context<'_>) {
        let entry = match order {
            StorageOrder::Append { batch } => {
                let end = Offset(batch.head().next_offset());
                Entry::Append(Append { ticket, end, batch: Some(batch), fault: None })
            }
            order => Entry::Order(ticket, order),
        };
        self.queue.push_back(entry);
        self.settle(cx);
    }

    /// A file operation has ended.
    pub(super) fn on_file(
        &mut self,
        purpose: Purpose,
        result: Result<FileOutcome, StorageFault>,
        cx: &mut Context<'_>,
    ) {
        if let Phase::Opening(recovery) = &mut self.phase {
            if purpose == Purpose::Recovery
                && let Some(ended) = recovery.on_file(result, cx.out)
            {
                self.recovered(ended, cx);
            }
            return self.settle(cx);
        }
        if !matches!(self.phase, Phase::Open) {
            return;
        }
        match purpose {
            Purpose::Write => self.on_write(result, cx),
            Purpose::Sync => self.on_sync(result, cx),
            Purpose::Mark => {
                // A full disk may refuse a mark: it stays as low as it is.
                if result.is_err_and(|fault| fault != StorageFault::Full) {
                    self.halt(cx);
                }
            }
            Purpose::Work => self.on_work(result, cx),
            Purpose::Checkpoint => self.on_checkpoint(result, cx),
            Purpose::Query => self.on_query(result, cx),
            Purpose::Compaction => self.on_compaction(result, cx),
            Purpose::Recovery => {}
        }
        self.settle(cx);
    }

    fn recovered(&mut self, result: Result<Recovered, StorageFault>, cx: &mut Context<'_>) {
        let found = match result {
            Ok(found) if cx.planted.is(Mutant::CutAtDamage) => found.cut_at_damage(),
            Ok(found) => found,
            Err(fault) => {
                self.close_files(cx);
                self.phase = Phase::Closed;
                return self.fail_all(fault, cx);
            }
        };
        self.close_files(cx);
        self.phase = Phase::Open;
        let opened = RecoveredLog {
            start: found.start,
            end: found.end,
            bytes: found.segments.iter().map(Segment::bytes).sum(),
            epochs: found.epochs.clone(),
            producers: found.producers.clone(),
            tail: found.tail.batches(),
            torn_bytes: found.torn_bytes,
            damaged_at: found.damaged_at,
        };
        self.compacting = Compacting::recovered(&found.segments, found.start);
        self.segments = found.segments;
        self.generation = found.generation;
        (self.start, self.written, self.durable) = (found.start, found.end, found.end);
        (self.epochs, self.producers, self.tail) = (found.epochs, found.producers, found.tail);
        // What was trimmed is forgotten, however it was learnt.
        self.epochs.trim(self.start);
        self.tail.trim(self.start);
        self.mark = found.mark;
        self.saving.recovered(found.recovery_point, found.start, found.end, cx.now.instant);
        self.appending.reset(self.written, &self.epochs, self.segments.last());
        if let Some((end, length)) = self.segments.last().map(|active| (active.end, active.length)) {
            self.write_mark(end, length, cx);
        }
        let opened = RecoveredLog { epochs: self.epochs.clone(), tail: self.tail.batches(), ..opened };
        let outcome = match self.queue.front() {
            Some(Entry::Order(_, StorageOrder::Open { .. } | StorageOrder::Truncate { .. })) => {
                Outcome::Opened(Box::new(opened))
            }
            _ => Outcome::Done,
        };
        self.end_front(Ok(outcome), cx);
    }

    /// Lets go of all files.
    pub(super) fn close_files(&mut self, cx: &mut Context<'_>) {
        for segment in self.segments.drain(..) {
            cx.out.issue(Owner::Nobody, FileAction::Close { file: segment.file });
        }
    }

    /// The order at the front has ended.
    pub(super) fn end_front(&mut self, result: Result<Outcome, StorageFault>, cx: &mut Context<'_>) {
        self.doing = None;
        if let Some(entry) = self.queue.pop_front() {
            self.complete(&entry, result, cx);
        }
    }

    fn complete(&self, entry: &Entry, result: Result<Outcome, StorageFault>, cx: &mut Context<'_>) {
        let (Entry::Append(Append { ticket, .. }) | Entry::Order(ticket, _)) = entry;
        cx.out.complete(Completion { log: self.id, ticket: *ticket, result });
    }

    /// Ends what can end, and begins what can begin. Every input ends here.
    fn settle(&mut self, cx: &mut Context<'_>) {
        self.settle_orders(cx);
        if self.doing.is_none() && matches!(self.phase, Phase::Open) {
            self.adopt_compacted(cx);
        }
    }

    fn settle_orders(&mut self, cx: &mut Context<'_>) {
        loop {
            match self.phase {
                Phase::Opening(_) => return,
                Phase::Open => {}
                Phase::Halted(fault) => return self.fail_all(fault, cx),
                Phase::Closed => return self.fail_all(StorageFault::Missing, cx),
            }
            let ended = match self.queue.front() {
                None => return,
                Some(Entry::Append(append)) => self.append_ended(append, cx.config.flush),
                Some(Entry::Order(..)) => {
                    let waiting = self.queue.len();
                    self.advance_order(cx);
                    if self.queue.len() == waiting {
                        return;
                    }
                    continue;
                }
            };
            match ended {
                Some(result) => {
                    self.appending.started -= 1;
                    self.end_front(result, cx);
                }
                None if self.start_appends(cx) => {}
                None => return,
            }
        }
    }

    /// How an append ended, if it did.
    fn append_ended(&self, append: &Append, flush: FlushMode) -> Option<Result<Outcome, StorageFault>> {
        if let Some(fault) = append.fault {
            // Whoever hears of a failed append may rely on it being gone.
            return (!self.appending.is_mending()).then_some(Err(fault));
        }
        let safe = if flush == FlushMode::Os { self.written } else { self.durable };
        (append.batch.is_none() && append.end <= safe).then_some(Ok(Outcome::Done))
    }

    /// Nothing is certain any more: this order and all that follow fail.
    pub(super) fn halt(&mut self, cx: &mut Context<'_>) {
        self.phase = Phase::Halted(StorageFault::Io);
        self.fail_all(StorageFault::Io, cx);
    }

    fn fail_all(&mut self, fault: StorageFault, cx: &mut Context<'_>) {
        self.doing = None;
        self.work = None;
        self.compacting.forget();
        self.appending.started = 0;
        while let Some(entry) = self.queue.pop_front() {
            self.complete(&entry, Err(fault), cx);
        }
    }

    /// Begins work: one step after the other.
    pub(super) fn begin_work(&mut self, mut steps: VecDeque<FileAction>, then: Then, cx: &mut Context<'_>) {
        if let Some(first) = steps.pop_front() {
            self.issue(Purpose::Work, first, cx);
        }
        self.work = Some(Box::new(Work { steps, then }));
    }

    fn on_work(&mut self, result: Result<FileOutcome, StorageFault>, cx: &mut Context<'_>) {
        let Some(mut work) = self.work.take() else { return };
        match result {
            Ok(_) => match work.steps.pop_front() {
                Some(step) => {
                    self.issue(Purpose::Work, step, cx);
                    self.work = Some(work);
                }
                None => self.worked(work.then, cx),
            },
            Err(StorageFault::Full) if let Then::Rolled(segment) = work.then => self.roll_refused(&segment, cx),
            Err(_) => self.halt(cx),
        }
    }

    fn worked(&mut self, then: Then, cx: &mut Context<'_>) {
        match then {
            Then::Rolled(segment) => self.rolled(*segment, cx),
            Then::Mended => self.mended(cx),
            Then::Deleted => {
                cx.sweep.push(name::deleted(&self.setting.dir));
                self.phase = Phase::Closed;
                self.end_front(Ok(Outcome::Done), cx);
            }
        }
    }

    /// The host has nothing more to hand in: what was gathered is written, and synced.
    pub(super) fn idle(&mut self, cx: &mut Context<'_>) {
        if matches!(self.phase, Phase::Open) {
            self.flush_and_sync(cx);
            self.settle(cx);
        }
    }

    /// Time has passed.
    pub(super) fn elapsed(&mut self, cx: &mut Context<'_>) {
        if self.deadline(cx.config).is_some_and(|at| at <= cx.now.instant) {
            self.save(cx);
            self.settle(cx);
        }
    }

    /// Whether something was gathered, or written and waits for a sync.
    pub(super) fn is_waiting(&self, flush: FlushMode) -> bool {
        let syncs = flush == FlushMode::Group && !self.appending.is_syncing();
        matches!(self.phase, Phase::Open) && (self.appending.has_gathered() || (syncs && self.written > self.durable))
    }

    /// When the recovery point is due.
    pub(super) fn deadline(&self, config: &StoreConfig) -> Option<Instant> {
        matches!(self.phase, Phase::Open).then(|| self.saving.deadline(config)).flatten()
    }
}

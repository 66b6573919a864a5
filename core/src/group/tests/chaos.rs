//! Members that come, go, fall silent and return too late; slow and failing appends; restarts. After every step:
//!
//! - G1 no two members of one generation are given the same partition (their leader assigns disjointly);
//! - G3 generations only grow, and one generation has one assignment;
//! - G4 a commit is taken from current members only;
//! - G5 what was acknowledged is fetched, or something newer;
//! - G7 nobody expires before its session does;
//! - G8 what is in memory is what the committed part of the log says, read by other code; at times, by a fresh coordinator too.
//!
//! And when all is well again, the group settles (V5).

use crate::sorted::{SortedMap, SortedSet};
use alloc::{boxed::Box, vec::Vec};
use core::time::Duration;

use bytes::Bytes;

use super::{
    super::records::{LogRecord, StoredGroup},
    driver::*,
};
use crate::{
    error::ErrorCode,
    group::GroupRequest,
    id::{ClientId, Generation, PartitionIndex, RequestId},
    name::Text,
    random::Random,
    request::{Heartbeat, JoinGroup, LeaveGroup, SyncGroup},
    response::{Joined, Response},
    time::Instant,
};

const BOTS: usize = 5;
const SHARED: i32 = 7;
const STEPS: usize = 1200;
const SEEDS: u64 = 30;

#[derive(Clone, Debug)]
enum Phase {
    Out,
    Joining(RequestId),
    Joined(Joined),
    Syncing(RequestId, Joined),
    Member(Generation),
}

#[derive(Debug)]
struct Bot {
    client: u64,
    member: Text,
    instance: Option<Text>,
    phase: Phase,
}

struct Chaos {
    world: World,
    random: Random,
    bots: Vec<Bot>,
    /// What is open, and what it would make true.
    commits: SortedMap<RequestId, (i32, i64)>,
    acked: SortedMap<i32, i64>,
    next_offset: i64,
    /// Shares by generation, then by who somebody is across restarts.
    shares: SortedMap<Generation, SortedMap<Text, Bytes>>,
    synced: Generation,
    shown: Generation,
    heard: SortedMap<Text, Instant>,
    /// The log, read naively.
    read: SortedMap<PartitionIndex, usize>,
    log_commits: SortedMap<PartitionIndex, i64>,
    log_group: Option<StoredGroup>,
    /// How often the interesting things happened.
    seen: SortedMap<&'static str, u32>,
}

impl Chaos {
    fn new(seed: u64) -> Chaos {
        let mut world = World::new();
        world.slow = true;
        let bots = (0..BOTS)
            .map(|at| Bot {
                client: at as u64,
                member: Text::default(),
                instance: (at < 2).then(|| alloc::format!("static-{at}").into()),
                phase: Phase::Out,
            })
            .collect();
        Chaos {
            world,
            random: Random::new(seed, "chaos"),
            bots,
            commits: SortedMap::new(),
            acked: SortedMap::new(),
            next_offset: 0,
            shares: SortedMap::new(),
            synced: Generation(0),
            shown: Generation(0),
            heard: SortedMap::new(),
            read: SortedMap::new(),
            log_commits: SortedMap::new(),
            log_group: None,
            seen: SortedMap::new(),
        }
    }

    fn count(&mut self, what: &'static str) {
        *self.seen.entry(what).or_default() += 1;
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.random.below(bound)
    }

    fn step(&mut self, at: usize) {
        let busy = at % 300 < 200; // then calm, so that groups also settle
        match self.below(100) {
            0..55 => {
                let bot = self.below(BOTS as u64) as usize;
                self.act(bot, busy);
            }
            55..75 => {
                let ok = !busy || self.below(8) > 0 || self.empties();
                let failure = [ErrorCode::NotEnoughReplicas, ErrorCode::KafkaStorageError][self.below(2) as usize];
                self.world.settle_one(if ok { Ok(()) } else { Err(failure) });
            }
            75..97 => {
                let millis = if busy && self.below(12) == 0 { self.below(15_000) } else { self.below(900) };
                self.world.pass(Duration::from_millis(millis + 1));
            }
            97 if busy => self.restart(),
            98 if busy => {
                let bot = self.below(BOTS as u64) as usize;
                self.crash(bot);
            }
            _ => self.world.settle(),
        }
        self.listen();
        self.check();
    }

    /// The record of an empty group must get through: a real failure there takes the partition away, too.
    fn empties(&self) -> bool {
        let Some((partition, _)) = self.world.waiting.front() else { return false };
        let committed = self.world.committed.get(partition).copied().unwrap_or(0);
        self.world.log[partition][committed].iter().any(|(key, value)| {
            matches!(LogRecord::decode(Some(key.clone()), value.clone()),
                Ok(Some(LogRecord::Group { value: Some(group), .. })) if group.members.is_empty())
        })
    }

    fn restart(&mut self) {
        let survives = self.below(2) == 0;
        self.world.restart(survives);
        self.world.slow = true;
        self.commits.clear();
        self.heard.clear();
        self.shown = Generation(0);
        for bot in &mut self.bots {
            bot.client += 100;
            if !matches!(bot.phase, Phase::Member(_)) {
                bot.phase = Phase::Out;
            }
        }
        self.count("restart");
    }

    /// A client process dies; a new one starts in its place, which knows nothing but its static name.
    fn crash(&mut self, at: usize) {
        let bot = &mut self.bots[at];
        self.world.coordinator.handle_disconnected(self.world.now, ClientId(bot.client));
        *bot = Bot {
            client: bot.client + 100,
            member: Text::default(),
            instance: bot.instance.clone(),
            phase: Phase::Out,
        };
        self.count("crash");
    }

    fn act(&mut self, at: usize, busy: bool) {
        let (client, member, instance) = {
            let bot = &self.bots[at];
            (bot.client, bot.member.clone(), bot.instance.clone())
        };
        match self.bots[at].phase.clone() {
            Phase::Out => self.join(at),
            Phase::Joined(joined) if busy && self.below(6) == 0 => self.commit(&member, joined.generation),
            Phase::Joined(joined) => {
                let assignments = if joined.leader == joined.member && !joined.skip_assignment {
                    assign(&joined)
                } else {
                    Vec::new()
                };
                let sync = SyncGroup {
                    group: "g".into(),
                    generation: joined.generation,
                    member,
                    instance,
                    protocol_type: None,
                    protocol: None,
                    assignments,
                };
                let id = self.world.ask(client, GroupRequest::Sync(sync));
                self.bots[at].phase = Phase::Syncing(id, joined);
            }
            Phase::Member(generation) => match self.below(20) {
                0..9 => {
                    let beat = Heartbeat { group: "g".into(), generation, member: member.clone(), instance };
                    let id = self.world.ask(client, GroupRequest::Heartbeat(beat));
                    let Some(Response::Heartbeat(code)) = self.world.answer(id) else { panic!("no heartbeat") };
                    match code {
                        ErrorCode::None => self.hear(&member),
                        ErrorCode::RebalanceInProgress => {
                            self.hear(&member);
                            self.join(at);
                        }
                        ErrorCode::IllegalGeneration => self.bots[at].phase = Phase::Out,
                        _ => {
                            self.bots[at].phase = Phase::Out;
                            self.bots[at].member = Text::default();
                        }
                    }
                }
                9..18 => {
                    let generation = match self.below(8) {
                        0 => Generation(generation.0 + 1),
                        1 => Generation(generation.0 - 1),
                        _ => generation,
                    };
                    self.commit(&member, generation);
                }
                18 if busy => self.commit("", Generation(-1)),
                19 if busy => {
                    let leave = LeaveGroup { group: "g".into(), members: [(member, instance)].into() };
                    let id = self.world.ask(client, GroupRequest::Leave(leave));
                    self.world.answer(id);
                    self.bots[at].phase = Phase::Out;
                    self.bots[at].member = Text::default();
                    self.count("leave");
                }
                _ => {}
            },
            Phase::Joining(_) | Phase::Syncing(..) => {}
        }
    }

    fn hear(&mut self, member: &Text) {
        self.hear_at(member, self.world.now.instant);
    }

    fn hear_at(&mut self, member: &Text, at: Instant) {
        let heard = self.heard.entry(member.clone()).or_insert(at);
        *heard = at.max(*heard);
    }

    fn join(&mut self, at: usize) {
        let required = self.below(2) == 0;
        let bot = &mut self.bots[at];
        let join = JoinGroup {
            instance: bot.instance.clone(),
            member_id_required: required,
            ..join_group(bot.client, &bot.member)
        };
        let member = bot.member.clone();
        let id = self.world.ask(bot.client, GroupRequest::Join(Box::new(join)));
        bot.phase = Phase::Joining(id);
        self.hear(&member);
    }

    fn commit(&mut self, member: &str, generation: Generation) {
        let partition = self.below(SHARED as u64) as i32;
        self.next_offset += 1;
        let offset = self.next_offset;
        let view = self.world.coordinator.view("g");
        let allowed = match &view {
            None => generation.0 < 0,
            Some(view) => match &*view.state {
                "Empty" => generation.0 < 0,
                "Stable" | "PreparingRebalance" => {
                    generation == view.generation && view.members.iter().any(|m| &*m.member == member)
                }
                _ => false,
            },
        };
        let id = self.world.commit(member, generation.0, partition, offset);
        match self.world.answer(id) {
            None => {
                assert!(allowed, "G4: {member} may not commit in {generation} of {view:?}");
                if !member.is_empty() {
                    self.hear(&member.into());
                }
                self.commits.insert(id, (partition, offset));
                self.count("commit taken");
            }
            Some(answer) => {
                let Response::OffsetCommit(answers) = answer else { panic!("no commit") };
                assert!(answers[0].2.is_error() && !allowed, "{answers:?} to {member} in {generation} of {view:?}");
                self.count("commit refused");
            }
        }
    }

    /// The answers that came.
    fn listen(&mut self) {
        let done: Vec<RequestId> =
            self.commits.keys().filter(|id| self.world.answers.contains_key(id)).copied().collect();
        for id in done {
            let (partition, offset) = self.commits.remove(&id).unwrap();
            if self.world.commit_error(id) == ErrorCode::None {
                let acked = self.acked.entry(partition).or_insert(offset);
                *acked = (*acked).max(offset);
                self.count("commit acknowledged");
            }
        }
        for at in 0..BOTS {
            match self.bots[at].phase.clone() {
                Phase::Joining(id) if self.world.answers.contains_key(&id) => self.joined(at, id),
                Phase::Syncing(id, joined) if self.world.answers.contains_key(&id) => self.synced(at, id, &joined),
                _ => {}
            }
        }
    }

    fn joined(&mut self, at: usize, id: RequestId) {
        let answered = self.world.answered[&id];
        let joined = self.world.joined(id);
        let bot = &mut self.bots[at];
        bot.phase = Phase::Out;
        match joined.error {
            ErrorCode::None => {
                bot.member = joined.member.clone();
                self.hear_at(&joined.member, answered);
                self.bots[at].phase = Phase::Joined(joined);
            }
            ErrorCode::MemberIdRequired => {
                bot.member = joined.member.clone();
                self.hear_at(&joined.member, answered);
            }
            ErrorCode::RebalanceInProgress | ErrorCode::CoordinatorNotAvailable | ErrorCode::NotCoordinator => {}
            ErrorCode::UnknownMemberId | ErrorCode::FencedInstanceId => bot.member = Text::default(),
            other => panic!("a join was answered with {other}"),
        }
    }

    fn synced(&mut self, at: usize, id: RequestId, joined: &Joined) {
        let answered = self.world.answered[&id];
        let answer = self.world.synced(id);
        self.bots[at].phase = Phase::Out;
        match answer {
            Ok(synced) => {
                self.hear_at(&joined.member, answered);
                assert!(joined.generation >= self.synced, "G3: {} after {}", joined.generation, self.synced);
                self.synced = joined.generation;
                let who = self.bots[at].instance.clone().unwrap_or_else(|| joined.member.clone());
                let shares = self.shares.entry(joined.generation).or_default();
                if let Some(before) = shares.insert(who, synced.assignment.clone()) {
                    assert_eq!(before, synced.assignment, "G3: two assignments in {}", joined.generation);
                }
                let given: usize = shares.values().map(Bytes::len).sum();
                let distinct: SortedSet<u8> = shares.values().flatten().copied().collect();
                assert_eq!(given, distinct.len(), "G1: shared twice in {}: {shares:?}", joined.generation);
                self.bots[at].phase = Phase::Member(joined.generation);
                self.count("share");
            }
            Err(ErrorCode::UnknownMemberId | ErrorCode::FencedInstanceId) => self.bots[at].member = Text::default(),
            Err(
                ErrorCode::RebalanceInProgress
                | ErrorCode::IllegalGeneration
                | ErrorCode::CoordinatorNotAvailable
                | ErrorCode::NotCoordinator,
            ) => {}
            Err(other) => panic!("a sync was answered with {other}"),
        }
    }

    fn check(&mut self) {
        self.world.notes.clear();
        for (at, member) in core::mem::take(&mut self.world.expired) {
            if let Some(heard) = self.heard.get(&member) {
                let silent = at.since(*heard);
                assert!(silent >= SESSION, "G7: {member} expired after {silent:?}");
            }
            self.count("expired");
        }
        self.read_log();
        let (error, fetched) = self.world.fetch_raw("g", None);
        assert_eq!(error, ErrorCode::None);
        let fetched: SortedMap<_, _> = fetched.into_iter().map(|f| (f.partition, f.offset.0)).collect();
        assert_eq!(fetched, self.log_commits, "G8: commits are those of the committed log");
        for (partition, offset) in &self.acked {
            let found = fetched.get(&PartitionIndex(*partition)).copied().unwrap_or(-1);
            assert!(found >= *offset, "G5: {partition} was acknowledged at {offset}, and is fetched at {found}");
        }
        let Some(view) = self.world.coordinator.view("g") else { return };
        assert!(view.generation >= self.shown, "G3: {} after {}", view.generation, self.shown);
        self.shown = view.generation;
        if view.state == *"Stable" {
            let members = self.world.describe("g").members;
            let given: usize = members.iter().map(|member| member.assignment.len()).sum();
            let distinct: SortedSet<u8> = members.iter().flat_map(|member| member.assignment.to_vec()).collect();
            assert_eq!(given, distinct.len(), "G1: {members:?}");
        }
        if self.world.waiting.is_empty() && (view.state == *"Stable" || view.state == *"Empty") {
            let group = self.log_group.as_ref();
            assert_eq!(group.map_or(0, |group| group.generation.0), view.generation.0, "G8: generation");
            let kept: Vec<&Text> = group.into_iter().flat_map(|group| &group.members).map(|m| &m.member).collect();
            let shown: Vec<&Text> = view.members.iter().map(|member| &member.member).collect();
            assert_eq!(kept, shown, "G8: members");
        }
    }

    fn read_log(&mut self) {
        for (partition, batches) in &self.world.log {
            let read = self.read.entry(*partition).or_default();
            let committed = self.world.committed.get(partition).copied().unwrap_or(0);
            for (key, value) in batches.iter().take(committed).skip(*read).flatten() {
                match LogRecord::decode(Some(key.clone()), value.clone()).unwrap().unwrap() {
                    LogRecord::Commit { partition, value: Some(value), .. } => {
                        self.log_commits.insert(partition, value.offset.0);
                    }
                    LogRecord::Commit { partition, value: None, .. } => {
                        self.log_commits.remove(&partition);
                    }
                    LogRecord::Group { value, .. } => self.log_group = value,
                }
            }
            *read = committed;
        }
    }

    /// A fresh coordinator, given the log, says the same.
    fn rebuild(&mut self) {
        self.world.settle();
        self.listen();
        self.check();
        let before = self.world.coordinator.view("g");
        let offsets = self.world.fetch_raw("g", None);
        let description = self.world.describe("g");
        self.restart();
        assert_eq!(self.world.fetch_raw("g", None), offsets, "G8: commits");
        match before {
            Some(before) if before.state == *"Stable" => {
                assert_eq!(self.world.coordinator.view("g"), Some(before), "G8: the whole view");
                assert_eq!(self.world.describe("g"), description, "G8: the whole description");
                self.count("rebuilt stable");
            }
            Some(before) if before.state == *"Empty" && before.generation.0 > 0 => {
                assert_eq!(self.world.coordinator.view("g"), Some(before), "G8: the empty group");
            }
            _ => {}
        }
    }
}

impl Chaos {
    /// No more faults: everybody gets a share of the same generation before long.
    fn settle(&mut self) {
        for _ in 0..50 {
            (0..BOTS).for_each(|bot| self.act(bot, false));
            self.world.settle();
            self.world.pass(Duration::from_millis(900));
            self.listen();
            self.check();
            let Some(view) = self.world.coordinator.view("g") else { continue };
            let current = |bot: &Bot| matches!(bot.phase, Phase::Member(generation) if generation == view.generation);
            if view.state == *"Stable" && view.members.len() == BOTS && self.bots.iter().all(current) {
                return;
            }
        }
        panic!("V5: not settled: {:?} {:?}", self.bots, self.world.coordinator.view("g"));
    }
}

/// All partitions over all members, in turn.
fn assign(joined: &Joined) -> Vec<(Text, Bytes)> {
    let count = joined.members.len();
    let share = |at: usize| (0..SHARED as u8).filter(|p| usize::from(*p) % count == at).collect::<Vec<u8>>();
    joined.members.iter().enumerate().map(|(at, (id, ..))| (id.clone(), share(at).into())).collect()
}

#[test]
fn whatever_happens_the_rules_hold() {
    let mut seen: SortedMap<&str, u32> = SortedMap::new();
    for seed in 0..SEEDS {
        let mut chaos = Chaos::new(seed);
        for at in 0..STEPS {
            chaos.step(at);
            if at % 100 == 99 {
                chaos.rebuild();
            }
        }
        chaos.settle();
        for (what, count) in chaos.seen {
            *seen.entry(what).or_default() += count;
        }
    }
    // The run has met what it is about.
    for what in
        ["restart", "crash", "leave", "share", "expired", "commit acknowledged", "commit refused", "rebuilt stable"]
    {
        let least = SEEDS as u32;
        assert!(seen.get(what).is_some_and(|count| *count > least), "too little of {what}: {seen:?}");
    }
}

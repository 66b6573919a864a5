mod groups;
mod records;

use std::time::Duration;

use bytes::Bytes;
use glasslog_core::{id::PartitionIndex, request::Acks, time::Instant};

use super::*;
use crate::{
    Action, Link, Scenario,
    settings::{ConsumerSettings, ProducerSettings},
    view::{ActorRole, End},
};

const B1: BrokerId = BrokerId(1);
const B2: BrokerId = BrokerId(2);
const B3: BrokerId = BrokerId(3);

/// One partition on three brokers, led by the first; two must have a record. The producer sends what it is told.
struct Stage {
    line: Timeline,
    producer: ActorId,
    partition: PartitionName,
}

impl Stage {
    fn new() -> Stage {
        let mut line = Timeline::new(Scenario::three_brokers(), 1);
        let name = Text::from("items-list");
        let configs = vec![("min.insync.replicas".into(), "2".into())];
        line.act(Action::CreateTopic { name: name.clone(), partitions: 1, factor: None, configs });
        line.run_until(Instant(3_000_000));
        let settings = ProducerSettings { period: None, acks: Acks::All, ..ProducerSettings::to(name.clone()) };
        let producer = line.act(Action::AddProducer { settings }).expect("a producer");
        let mut stage = Stage { line, producer, partition: (name, PartitionIndex(0)) };
        // The preferred leader: whichever broker the controller put first.
        stage.send();
        stage.pass(2_000);
        stage
    }

    fn leader(&self) -> BrokerId {
        self.replicas()[0]
    }

    fn replicas(&self) -> Vec<BrokerId> {
        let image = self.line.world().image();
        let (topic, _) = image.topic_named("items-list").expect("the topic");
        image.partition(topic, PartitionIndex(0)).expect("the partition").replicas.clone()
    }

    fn send(&mut self) {
        let value = Some(Bytes::from_static(b"one"));
        self.line.act(Action::Send { producer: self.producer, key: None, value, partition: None });
    }

    fn pass(&mut self, milliseconds: u64) {
        self.line.run_until(Instant(self.line.now().0 + milliseconds * 1_000));
    }

    fn cut(&mut self, one: End, other: End, cut: bool) {
        for (from, to) in [(one, other), (other, one)] {
            self.line.act(Action::SetLink { from, to, link: Link { cut, ..Link::default() } });
        }
    }

    fn why(&mut self, question: &Question) -> Vec<Fact> {
        let now = self.line.now();
        let chain = why(&mut self.line, std::slice::from_ref(question)).remove(0);
        for reason in &chain {
            assert!(reason.since.is_none_or(|(at, _)| at <= now), "a cause after its effect: {reason:?}");
        }
        chain.into_iter().map(|reason| reason.fact).collect()
    }

    /// Each link leads into time.
    fn each_has_its_moment(&mut self, question: &Question) {
        let chain = why(&mut self.line, std::slice::from_ref(question)).remove(0);
        assert!(chain.iter().all(|reason| reason.since.is_some()), "{chain:?}");
    }

    fn ends(&mut self, question: &Question) -> Option<Ends> {
        let chain = why(&mut self.line, std::slice::from_ref(question)).remove(0);
        ends(&self.line, &chain)
    }

    /// The number of the last record that was sent.
    fn last(&self) -> u64 {
        let actors = self.line.world().actors();
        let role = actors.into_iter().find(|actor| actor.id == self.producer).map(|actor| actor.role);
        let Some(ActorRole::Producer(view)) = role else { panic!("{role:?}") };
        view.records.last().expect("a record").number.into()
    }
}

#[test]
fn a_record_waits_for_the_member_that_is_cut_off() {
    let mut stage = Stage::new();
    let (leader, cut_off) = (stage.leader(), stage.replicas()[2]);
    stage.cut(End::Broker(leader), End::Broker(cut_off), true);
    stage.send();
    stage.pass(2_000);
    let question = Question::Waits(stage.producer, stage.last());
    let facts = stage.why(&question);
    assert!(matches!(facts[0], Fact::Unsafe { high_watermark: Offset(1), end: Offset(2), .. }), "{facts:?}");
    assert!(matches!(facts[1], Fact::MemberBehind { broker, .. } if broker == cut_off), "{facts:?}");
    assert!(
        matches!(facts[2], Fact::NoFetchFor(broker, for_so_long) if broker == cut_off
        && for_so_long.as_millis() >= 1_900),
        "{facts:?}"
    );
    assert!(matches!(facts[3], Fact::Cut(..)), "{facts:?}");
    assert_eq!(facts.len(), 4, "{facts:?}");
    let chain = why(&mut stage.line, std::slice::from_ref(&question)).remove(0);
    let (silence, cut) = (chain[2].since.expect("a moment"), chain[3].since.expect("a moment"));
    assert!(silence.0.since(cut.0).max(cut.0.since(silence.0)) < Duration::from_millis(200), "{chain:?}");
    let Some(Ends::FetchesOrLeaves(broker, left)) = stage.ends(&question) else { panic!("{chain:?}") };
    assert_eq!(broker, cut_off);
    assert!((7_000..9_000).contains(&left.as_millis()), "of ten seconds about two are over: {left:?}");
    // The ISR shrinks: nothing to explain any more, but that it is not in sync.
    stage.pass(12_000);
    assert_eq!(stage.why(&question), [Fact::NotSo]);
    let partition = stage.partition.clone();
    let facts = stage.why(&Question::NotInSync(partition, cut_off));
    assert_eq!(facts[0], Fact::TakenOffIsr(cut_off));
    assert!(matches!(facts.last(), Some(Fact::Cut(..))), "{facts:?}");
}

#[test]
fn each_link_of_a_chain_leads_to_its_moment() {
    let mut stage = Stage::new();
    let victim = stage.replicas()[2];
    stage.line.act(Action::CrashBroker { broker: victim });
    let killed = stage.line.now();
    stage.pass(5_000);
    let partition = stage.partition.clone();
    let chain = why(&mut stage.line, &[Question::NotInSync(partition, victim)]).remove(0);
    assert_eq!(
        chain.iter().map(|reason| reason.fact.clone()).collect::<Vec<_>>(),
        [Fact::Fenced(victim), Fact::Down(victim)]
    );
    let [fenced, down] = [chain[0].since.expect("a moment"), chain[1].since.expect("a moment")];
    assert_eq!(down.0, killed);
    assert!(fenced.0 > killed && fenced.1 > down.1);
}

#[test]
fn a_write_is_refused_because_of_those_who_are_down() {
    let mut stage = Stage::new();
    for broker in stage.replicas().split_off(1) {
        stage.line.act(Action::CrashBroker { broker });
    }
    stage.pass(6_000);
    let (leader, partition) = (stage.leader(), stage.partition.clone());
    let facts = stage.why(&Question::Refused(partition.clone()));
    assert_eq!(facts[0], Fact::TooFewInSync { isr: vec![leader], min: 2 });
    assert!(matches!(facts[1..], [Fact::Fenced(_), Fact::Down(_)]), "{facts:?}");
    assert_eq!(stage.why(&Question::NoLeader(partition)), [Fact::NotSo]);
}

#[test]
fn a_producer_that_is_refused_waits_for_the_same_between_its_tries() {
    let mut stage = Stage::new();
    let others = stage.replicas().split_off(1);
    for broker in &others {
        stage.line.act(Action::CrashBroker { broker: *broker });
    }
    stage.pass(6_000);
    let few = Fact::TooFewInSync { isr: vec![stage.leader()], min: 2 };
    stage.send();
    let question = Question::Waits(stage.producer, stage.last());
    stage.pass(5);
    let first = stage.why(&question);
    assert_eq!(first[0], Fact::OnItsWay { to: stage.leader(), held: false }, "nothing was refused yet");
    stage.pass(200);
    for _ in 0..500 {
        stage.pass(7);
        let facts = stage.why(&question);
        assert_eq!(facts[0], few, "{facts:?}");
        assert!(matches!(facts[1..], [Fact::Fenced(_), Fact::Down(_)]), "{facts:?}");
    }
    let chain = why(&mut stage.line, std::slice::from_ref(&question)).remove(0);
    let Fact::Fenced(missed) = chain[1].fact else { panic!("{chain:?}") };
    assert_eq!(ends(&stage.line, &chain), Some(Ends::BackInSync(missed)));
    assert!(chain.iter().all(|reason| reason.since.is_some()), "each leads to its moment: {chain:?}");
    for broker in others {
        stage.line.act(Action::RestartBroker { broker });
    }
    stage.pass(20_000);
    assert_eq!(stage.why(&question), [Fact::NotSo]);
}

#[test]
fn nobody_leads_while_the_last_in_sync_is_down() {
    let mut stage = Stage::new();
    for broker in [B1, B2, B3] {
        stage.line.act(Action::CrashBroker { broker });
        stage.pass(5_000);
    }
    let partition = stage.partition.clone();
    let facts = stage.why(&Question::NoLeader(partition.clone()));
    let Fact::NobodyMayLead { eligible } = &facts[0] else { panic!("{facts:?}") };
    assert_eq!(*eligible, [B3, B2], "who led last comes first");
    let of_each = [Fact::Fenced(B3), Fact::Down(B3), Fact::Fenced(B2), Fact::Down(B2)];
    assert_eq!(facts[1], Fact::UncleanOff);
    assert_eq!(facts[2..], of_each);
    let chain = why(&mut stage.line, &[Question::NoLeader(partition.clone())]).remove(0);
    assert_eq!(chain[0].since.map(|(at, _)| at), chain[2].since.map(|(at, _)| at), "it began when the last was missed");
    assert_eq!(stage.ends(&Question::NoLeader(partition.clone())), Some(Ends::OneReturns(vec![B3, B2])));
    assert_eq!(stage.why(&Question::LeaderMoved(partition)), facts);
}

#[test]
fn who_was_stopped_was_not_missed() {
    let mut stage = Stage::new();
    let victim = stage.replicas()[2];
    stage.line.act(Action::StopBroker { broker: victim });
    stage.pass(6_000);
    let facts = stage.why(&Question::NotInSync(stage.partition.clone(), victim));
    assert_eq!(facts, [Fact::Stopped(victim), Fact::Down(victim)]);
    stage.line.act(Action::RestartBroker { broker: victim });
    stage.pass(10_000);
    stage.line.act(Action::CrashBroker { broker: victim });
    stage.pass(6_000);
    let facts = stage.why(&Question::NotInSync(stage.partition.clone(), victim));
    assert_eq!(facts, [Fact::Fenced(victim), Fact::Down(victim)]);
}

#[test]
fn a_leader_moves_because_another_is_fenced_and_back_because_it_is_preferred() {
    let mut stage = Stage::new();
    let (first, partition) = (stage.leader(), stage.partition.clone());
    let moved = Question::LeaderMoved(partition);
    assert_eq!(stage.why(&moved), [Fact::NotSo]);
    stage.line.act(Action::PauseBroker { broker: first });
    stage.pass(6_000);
    let facts = stage.why(&moved);
    assert!(matches!(facts[0], Fact::Leads { broker, .. } if broker != first), "{facts:?}");
    assert_eq!(facts[1..], [Fact::Fenced(first), Fact::Paused(first)]);
    stage.line.act(Action::WakeBroker { broker: first });
    stage.pass(20_000);
    let facts = stage.why(&moved);
    assert!(matches!(facts[0], Fact::Leads { broker, .. } if broker == first), "{facts:?}");
    assert_eq!(facts[1..], [Fact::Preferred(first)]);
    stage.each_has_its_moment(&moved);
}

#[test]
fn a_request_stands_before_a_cut() {
    let mut stage = Stage::new();
    let (leader, producer) = (stage.leader(), stage.producer);
    stage.cut(End::Actor(producer), End::Broker(leader), true);
    stage.send();
    stage.pass(1_000);
    let facts = stage.why(&Question::Waits(producer, stage.last()));
    assert_eq!(facts[0], Fact::OnItsWay { to: leader, held: true });
    assert!(matches!(facts[1], Fact::Cut(..)), "{facts:?}");
}

#[test]
fn a_request_is_late_because_its_link_loses_packets() {
    let mut stage = Stage::new();
    let (leader, producer) = (stage.leader(), stage.producer);
    let (from, to) = (End::Actor(producer), End::Broker(leader));
    stage.line.act(Action::SetLoss { from, to, percent: 99 });
    let since = stage.line.now();
    stage.send();
    stage.pass(100);
    let question = Question::Waits(producer, stage.last());
    stage.each_has_its_moment(&question);
    let lossy = Fact::Lossy(from, to, 99);
    assert_eq!(stage.why(&question), [Fact::OnItsWay { to: leader, held: false }, lossy.clone()]);
    let chain = why(&mut stage.line, std::slice::from_ref(&question)).remove(0);
    assert_eq!(chain[1].since.expect("a moment").0, since);
    let slow = Link { cut: false, extra: Duration::from_millis(50) };
    stage.line.act(Action::SetLink { from, to, link: slow });
    assert_eq!(stage.why(&question)[1..], [Fact::Slow(from, to, slow.extra), lossy]);
    // what was sent already comes when it comes; but it comes
    stage.line.act(Action::SetLink { from, to, link: Link::default() });
    stage.pass(13_000);
    assert_eq!(stage.why(&question), [Fact::NotSo]);
}

//! Records that are gone, that stand twice, that a group has processed twice or never.

use super::*;
use crate::settings::{Assignor, CommitPolicy, Membership, Reset};

impl Stage {
    fn producer_with(&mut self, acks: Acks, idempotent: bool) -> ActorId {
        let settings = ProducerSettings { period: None, acks, idempotent, ..ProducerSettings::to("items-list") };
        self.line.act(Action::AddProducer { settings }).expect("a producer")
    }

    fn send_by(&mut self, producer: ActorId, value: &'static str) {
        let value = Some(Bytes::from_static(value.as_bytes()));
        self.line.act(Action::Send { producer, key: None, value, partition: None });
    }

    fn consumer_with(&mut self, settings: ConsumerSettings) -> ActorId {
        self.line.act(Action::AddConsumer { settings }).expect("a consumer")
    }

    fn end(&mut self) -> i64 {
        let leader = self.leader();
        let views = self.line.node_changes(leader, glasslog_core::view::Seq(0)).partitions;
        views.iter().find(|view| !view.internal).expect("the partition").log_end.0
    }
}

#[test]
fn a_record_is_gone_because_only_the_dead_leader_had_it() {
    let mut stage = Stage::new();
    let hasty = stage.producer_with(Acks::Leader, false);
    stage.send_by(hasty, "kept");
    stage.pass(2_000);
    let (leader, others) = (stage.leader(), stage.replicas()[1..].to_vec());
    for other in &others {
        stage.cut(End::Broker(leader), End::Broker(*other), true);
    }
    stage.send_by(hasty, "lost");
    stage.pass(500);
    let gone = Question::Gone(stage.partition.clone(), Offset(2));
    assert_eq!(stage.why(&gone), [Fact::NotSo], "it is there");
    stage.line.act(Action::CrashBroker { broker: leader });
    stage.pass(6_000);
    let facts = stage.why(&gone);
    assert!(matches!(facts[0], Fact::LedWithout(broker, _, Offset(2)) if broker != leader), "{facts:?}");
    assert_eq!(facts[1..], [Fact::OnlyHad(leader, Some(Acks::Leader)), Fact::Fenced(leader), Fact::Down(leader)]);
    for other in &others {
        stage.cut(End::Broker(leader), End::Broker(*other), false);
    }
    stage.line.act(Action::RestartBroker { broker: leader });
    stage.pass(1_500);
    let facts = stage.why(&gone);
    assert_eq!(facts[0], Fact::CutOff(leader, Offset(2)), "{facts:?}");
    assert_eq!(facts[2..], [Fact::OnlyHad(leader, Some(Acks::Leader)), Fact::Fenced(leader), Fact::Down(leader)]);
    // another record takes its place, and it is gone all the same
    stage.pass(10_000);
    stage.send_by(hasty, "other");
    stage.pass(2_000);
    assert_eq!(stage.why(&gone)[0], Fact::CutOff(leader, Offset(2)));
    let kept = Question::Gone(stage.partition.clone(), Offset(1));
    assert_eq!(stage.why(&kept), [Fact::NotSo]);
}

#[test]
fn a_record_is_gone_because_it_was_older_than_its_retention() {
    let mut stage = Stage::new();
    let configs = vec![("retention.ms".into(), "60000".into())];
    stage.line.act(Action::CreateTopic { name: "brief".into(), partitions: 1, factor: None, configs });
    let settings = ProducerSettings { period: None, ..ProducerSettings::to("brief") };
    let producer = stage.line.act(Action::AddProducer { settings }).expect("a producer");
    stage.pass(3_000);
    stage.send_by(producer, "old");
    stage.pass(3_000);
    let brief = (Text::from("brief"), PartitionIndex(0));
    let gone = Question::Gone(brief.clone(), Offset(0));
    assert_eq!(stage.why(&gone), [Fact::NotSo], "it is there");
    // brokers look for what is too old every five minutes
    stage.pass(6 * 60_000);
    assert_eq!(stage.why(&gone), [Fact::TooOld(brief, Offset(1))]);
    let since = why(&mut stage.line, &[gone]).remove(0).first().and_then(|reason| reason.since);
    assert!(since.is_some(), "it leads to the moment at which it went");
}

#[test]
fn a_record_without_answer_is_lost_where_its_broker_is_down() {
    let mut stage = Stage::new();
    let careless = stage.producer_with(Acks::None, false);
    stage.send_by(careless, "one");
    stage.pass(2_000);
    assert_eq!(stage.why(&Question::Vanished(careless, 0)), [Fact::NotSo]);
    let leader = stage.leader();
    stage.send_by(careless, "two");
    stage.line.act(Action::CrashBroker { broker: leader });
    stage.pass(10_000);
    assert_eq!(stage.why(&Question::Vanished(careless, 1)), [Fact::NobodyAsked(careless), Fact::Down(leader)]);
}

#[test]
fn a_record_stands_twice_because_its_answer_was_lost() {
    let mut stage = Stage::new();
    let careless = stage.producer_with(Acks::All, false);
    stage.send_by(careless, "warm");
    stage.pass(2_000);
    let first = Offset(stage.end());
    stage.send_by(careless, "again");
    // it has arrived, and its answer has not
    stage.pass(40);
    stage.line.act(Action::CutConnections { actor: careless });
    stage.pass(5_000);
    let again = Offset(stage.end() - 1);
    assert!(again > first, "it was sent again");
    for offset in [first, again] {
        let facts = stage.why(&Question::Doubled(stage.partition.clone(), offset));
        let broke = Fact::Broke(End::Actor(careless), None);
        assert_eq!(facts, [Fact::StandsTwice(first, again), Fact::SentAgain(careless), broke]);
    }
    // another time the broker's own connection to it breaks, after something that has nothing to do with it
    stage.send_by(careless, "once more");
    stage.pass(40);
    let (leader, other) = (stage.leader(), stage.replicas()[1]);
    stage.line.act(Action::BreakConnections { one: End::Broker(leader), other: End::Broker(other) });
    stage.line.act(Action::BreakConnections { one: End::Broker(leader), other: End::Actor(careless) });
    stage.pass(5_000);
    let again = Offset(stage.end() - 1);
    let facts = stage.why(&Question::Doubled(stage.partition.clone(), again));
    assert_eq!(facts[2..], [Fact::Broke(End::Actor(careless), Some(End::Broker(leader)))], "{facts:?}");
    // the same content, sent twice on purpose
    for _ in 0..2 {
        stage.send_by(careless, "meant");
        stage.pass(2_000);
    }
    let meant = Offset(stage.end() - 1);
    assert_eq!(stage.why(&Question::Doubled(stage.partition.clone(), meant)), [Fact::NotSo]);
}

#[test]
fn a_group_processes_a_record_again_because_its_commit_stood_before_it() {
    let mut stage = Stage::new();
    let settings = ConsumerSettings { commit: CommitPolicy::Never, ..ConsumerSettings::of("a", "items-list") };
    let first = stage.consumer_with(settings.clone());
    stage.pass(8_000);
    let twice = Question::SeenTwice("a".into(), stage.partition.clone(), Offset(0));
    assert_eq!(stage.why(&twice), [Fact::NotSo]);
    stage.line.act(Action::CrashConsumer { consumer: first });
    let second = stage.consumer_with(settings);
    stage.pass(30_000);
    let facts = stage.why(&twice);
    let stood = Fact::CommitStood("a".into(), None);
    assert_eq!(facts, [Fact::ProcessedAgain(second), stood, Fact::ProcessedBy(first), Fact::Died(first)]);
}

#[test]
fn the_same_is_told_of_members_that_are_not_as_most_are() {
    let mut stage = Stage::new();
    let settings = ConsumerSettings { commit: CommitPolicy::Never, ..ConsumerSettings::of("a", "items-list") };
    let membership = Membership { assignor: Assignor::Cooperative, ..Membership::default() };
    let member = || Action::consumer(settings.clone(), membership.clone());
    let first = stage.line.act(member()).expect("a consumer");
    stage.pass(8_000);
    stage.line.act(Action::CrashConsumer { consumer: first });
    let second = stage.line.act(member()).expect("a consumer");
    stage.pass(30_000);
    let facts = stage.why(&Question::SeenTwice("a".into(), stage.partition.clone(), Offset(0)));
    let stood = Fact::CommitStood("a".into(), None);
    assert_eq!(facts, [Fact::ProcessedAgain(second), stood, Fact::ProcessedBy(first), Fact::Died(first)]);
}

#[test]
fn a_reset_makes_a_group_process_a_record_again() {
    let mut stage = Stage::new();
    let settings = ConsumerSettings { commit: CommitPolicy::EachRecord, ..ConsumerSettings::of("a", "items-list") };
    let first = stage.consumer_with(settings.clone());
    stage.pass(8_000);
    stage.line.act(Action::RemoveConsumer { consumer: first });
    stage.pass(6_000);
    let (topic, partition) = stage.partition.clone();
    stage.line.act(Action::ResetCommit { group: "a".into(), topic, partition, offset: Offset(0) });
    stage.pass(3_000);
    let second = stage.consumer_with(settings);
    stage.pass(10_000);
    let facts = stage.why(&Question::SeenTwice("a".into(), stage.partition.clone(), Offset(0)));
    assert_eq!(facts, [Fact::ProcessedAgain(second), Fact::ProcessedBy(first), Fact::ResetTo("a".into(), Offset(0))]);
}

#[test]
fn a_record_is_passed_over_by_who_commits_first_and_dies_or_begins_at_the_end() {
    let mut stage = Stage::new();
    let settings = ConsumerSettings {
        commit: CommitPolicy::BeforeWork,
        time_per_record: Duration::from_secs(3),
        ..ConsumerSettings::of("a", "items-list")
    };
    let first = stage.consumer_with(settings.clone());
    let never = |group: &str, stage: &Stage| Question::SeenNever(group.into(), stage.partition.clone(), Offset(0));
    let mut committed = false;
    for _ in 0..100 {
        stage.pass(100);
        let seen = stage.line.world().seen().expect("kept");
        committed |= seen.iter().any(|(_, seen)| matches!(seen, crate::history::Seen::Committed { .. }));
        if committed {
            break;
        }
    }
    assert!(committed, "it commits before it works");
    let question = never("a", &stage);
    assert_eq!(stage.why(&question), [Fact::NotSo], "it is at work on it");
    stage.line.act(Action::CrashConsumer { consumer: first });
    stage.pass(1_000);
    let facts = stage.why(&question);
    assert_eq!(facts, [Fact::CommitPassed("a".into(), Offset(1)), Fact::CommitsFirst(first), Fact::Died(first)]);

    let latest = ConsumerSettings { reset: Reset::Latest, ..ConsumerSettings::of("b", "items-list") };
    let late = stage.consumer_with(latest);
    stage.pass(8_000);
    stage.send();
    stage.pass(3_000);
    let question = never("b", &stage);
    let facts = stage.why(&question);
    assert_eq!(facts.last(), Some(&Fact::BeganAtEnd(late)), "{facts:?}");
}

//! Readers that wait, groups that are never at rest, or fall behind; and what of all there is to ask matters most.

use super::*;
use crate::settings::CommitPolicy;

impl Stage {
    fn weights(&mut self, questions: &[Question]) -> Vec<Weight> {
        let chains = why(&mut self.line, questions);
        questions.iter().zip(&chains).map(|(question, chain)| weight(question, chain)).collect()
    }
}

#[test]
fn a_reader_waits_for_what_is_not_safe_or_has_no_share() {
    let mut stage = Stage::new();
    let settings = ConsumerSettings::of("a", "items-list");
    let reader = stage.line.act(Action::AddConsumer { settings: settings.clone() }).expect("a consumer");
    stage.pass(8_000);
    let partition = stage.partition.clone();
    assert_eq!(stage.why(&Question::ReadsNothing(reader)), [Fact::NothingNew(partition.clone())]);
    stage.each_has_its_moment(&Question::ReadsNothing(reader));
    let (leader, cut_off) = (stage.leader(), stage.replicas()[2]);
    stage.cut(End::Broker(leader), End::Broker(cut_off), true);
    stage.send();
    stage.pass(2_000);
    let facts = stage.why(&Question::ReadsNothing(reader));
    assert_eq!(facts[0], Fact::AtHighWatermark(partition, Offset(1)));
    assert!(matches!(
        facts[1..],
        [Fact::Unsafe { .. }, Fact::MemberBehind { .. }, Fact::NoFetchFor(..), Fact::Cut(..)]
    ));
    stage.cut(End::Broker(leader), End::Broker(cut_off), false);
    let second = stage.line.act(Action::AddConsumer { settings }).expect("a consumer");
    stage.pass(10_000);
    let idle: Vec<_> = [reader, second].map(|id| stage.why(&Question::ReadsNothing(id))).into_iter().collect();
    assert!(idle.contains(&vec![Fact::NoShare { members: 2, partitions: 1 }]), "{idle:?}");
    for id in [reader, second] {
        stage.each_has_its_moment(&Question::ReadsNothing(id));
    }
    let ends: Vec<_> =
        [reader, second].map(|id| stage.ends(&Question::ReadsNothing(id))).into_iter().flatten().collect();
    assert_eq!(ends, [Ends::MemberGoes], "one has no share");
    let facts = stage.why(&Question::Rebalanced("a".into()));
    assert!(matches!(&facts[..], [Fact::Because(reason)] if reason.contains("joins")), "{facts:?}");
    stage.line.act(Action::CrashConsumer { consumer: second });
    stage.pass(20_000);
    let facts = stage.why(&Question::Rebalanced("a".into()));
    assert!(matches!(&facts[..], [Fact::Because(_), Fact::Expired(_)]), "{facts:?}");
}

#[test]
fn a_group_falls_behind_because_its_member_works_too_slowly() {
    let mut stage = Stage::new();
    let settings = ConsumerSettings {
        time_per_record: Duration::from_secs(1),
        commit: CommitPolicy::EachRecord,
        ..ConsumerSettings::of("a", "items-list")
    };
    let reader = stage.line.act(Action::AddConsumer { settings }).expect("a consumer");
    let began = stage.line.now();
    let question = Question::Lags("a".into());
    stage.pass(8_000);
    assert_eq!(stage.why(&question), [Fact::NotSo]);
    for _ in 0..40 {
        stage.send();
        stage.pass(250);
    }
    let facts = stage.why(&question);
    assert!(
        matches!(&facts[0], Fact::FallsBehind { behind, came, read, .. } if *behind >= 20 && came > read),
        "{facts:?}"
    );
    let one = Duration::from_secs(1);
    assert_eq!(facts[1..], [Fact::WorksFor(reader, one), Fact::MayRead { members: 1, partitions: 1 }]);
    let chain = why(&mut stage.line, std::slice::from_ref(&question)).remove(0);
    assert_eq!(chain[1].since.expect("a moment").0, began);
    // nothing comes any more, and it catches up
    stage.pass(60_000);
    assert_eq!(stage.why(&question), [Fact::NotSo]);
}

#[test]
fn a_group_that_shares_out_again_and_again_is_told_how_often() {
    let mut stage = Stage::new();
    let question = Question::Rebalanced("a".into());
    let settings = ConsumerSettings::of("a", "items-list");
    let first = stage.line.act(Action::AddConsumer { settings: settings.clone() }).expect("a consumer");
    stage.pass(8_000);
    assert_eq!(stage.weights(std::slice::from_ref(&question)), [Weight::Surprise]);
    for _ in 0..3 {
        let second = stage.line.act(Action::AddConsumer { settings: settings.clone() }).expect("a consumer");
        stage.pass(8_000);
        stage.line.act(Action::RemoveConsumer { consumer: second });
        stage.pass(8_000);
    }
    let facts = stage.why(&question);
    assert!(matches!(facts.last(), Some(Fact::Again { times, .. }) if *times >= 6), "{facts:?}");
    assert_eq!(stage.weights(&[question.clone(), Question::ReadsNothing(first)]), [Weight::Unrest, Weight::Course]);
    stage.pass(150_000);
    let facts = stage.why(&question);
    assert!(matches!(facts[..], [Fact::Because(_)]), "it is at rest: {facts:?}");
}

#[test]
fn what_befell_records_is_asked_about_by_itself() {
    let mut stage = Stage::new();
    let settings =
        ProducerSettings { period: None, acks: Acks::Leader, idempotent: false, ..ProducerSettings::to("items-list") };
    let hasty = stage.line.act(Action::AddProducer { settings }).expect("a producer");
    let settings = ConsumerSettings { commit: CommitPolicy::Never, ..ConsumerSettings::of("a", "items-list") };
    let first = stage.line.act(Action::AddConsumer { settings: settings.clone() }).expect("a consumer");
    stage.pass(8_000);
    assert_eq!(notable(&mut stage.line), []);
    let (leader, others) = (stage.leader(), stage.replicas()[1..].to_vec());
    for other in &others {
        stage.cut(End::Broker(leader), End::Broker(*other), true);
    }
    let value = Some(Bytes::from_static(b"lost"));
    stage.line.act(Action::Send { producer: hasty, key: None, value, partition: None });
    stage.pass(500);
    stage.line.act(Action::CrashBroker { broker: leader });
    stage.line.act(Action::CrashConsumer { consumer: first });
    stage.line.act(Action::AddConsumer { settings }).expect("a consumer");
    stage.pass(30_000);
    let partition = stage.partition.clone();
    let (gone, twice) =
        (Question::Gone(partition.clone(), Offset(1)), Question::SeenTwice("a".into(), partition.clone(), Offset(0)));
    assert_eq!(notable(&mut stage.line), [gone.clone(), twice.clone()]);
    let missing = Question::NotInSync(partition, leader);
    assert_eq!(stage.weights(&[missing, gone, twice]), [Weight::Trouble, Weight::Loss, Weight::Fate]);
}

#[test]
fn who_is_being_restarted_comes_back_by_itself() {
    let mut stage = Stage::new();
    let settings = ConsumerSettings::of("a", "items-list");
    let reader = stage.line.act(Action::AddConsumer { settings }).expect("a consumer");
    stage.pass(8_000);
    let (away, apart) = (Duration::from_secs(5), Duration::from_secs(10));
    stage.line.act(Action::RestartConsumers { consumers: vec![reader], away, apart });
    stage.pass(2_000);
    let question = Question::ReadsNothing(reader);
    let facts = stage.why(&question);
    assert!(matches!(facts[..], [Fact::BeingRestarted(of, _)] if of == reader), "{facts:?}");
    stage.each_has_its_moment(&question);
    let Some(Ends::ComesBack(_, left)) = stage.ends(&question) else { panic!("{facts:?}") };
    assert!(left <= Duration::from_secs(4), "{left:?}");
}

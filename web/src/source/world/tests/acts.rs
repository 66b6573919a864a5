//! What a person does, how it is said, and what is told of it.

use super::*;
use crate::store::Tone;

#[test]
fn who_asks_for_what_is_refused_hears_what_it_was_and_what_to_do() {
    let mut tab = Tab::new(1);
    let told = |tab: &mut Tab, action: Action| {
        tab.captions.clear();
        tab.act(action);
        run(tab, 2_000);
        let refused = tab.captions.iter().filter(|caption| caption.text.contains("refused"));
        refused.map(|caption| (caption.tone, caption.text.clone())).collect::<Vec<_>>()
    };
    let (group, topic) = (Text::from("items-group"), Text::from("items-list"));
    let reset = Action::ResetCommit { group, topic: topic.clone(), partition: PartitionIndex(0), offset: Offset(0) };
    let words = "Your reset of group items-group is refused: it has members. Stop its members first.";
    assert_eq!(told(&mut tab, reset), [(Tone::Bad, words.to_owned())]);
    let again = Action::CreateTopic { name: topic, partitions: 1, factor: None, configs: Vec::new() };
    let refused = told(&mut tab, again);
    assert_eq!(refused.len(), 1, "{refused:?}");
    let start = "Your new topic items-list is refused: TopicAlreadyExists (36)";
    assert!(refused[0].1.starts_with(start), "{refused:?}");
    let gone = Action::DeleteTopic { name: "nothing".into() };
    let refused = told(&mut tab, gone);
    assert!(
        refused[0].1.contains("Your deletion of topic nothing is refused: UnknownTopicOrPartition (3)"),
        "{refused:?}"
    );
}

#[test]
fn who_is_given_a_name_bears_it_on_the_stage() {
    let mut tab = Tab::new(1);
    for line in ["producer Q0 to items-list", "consumer R0 group readers from items-list", "slow B1-Q0 60ms"] {
        assert_eq!(tab.command_line(line), Ok(()), "{line}");
    }
    run(&mut tab, 3_000);
    let cluster = tab.cluster();
    let labels: Vec<&str> = cluster.producers.iter().map(|one| one.label.as_str()).collect();
    assert_eq!(labels, ["P1", "Q0"]);
    assert_eq!(cluster.groups[1].members[0].label, "R0");
}

#[test]
fn the_command_that_the_page_shows_for_an_act_does_the_same_when_it_is_typed() {
    let mut tab = Tab::new(1);
    tab.cluster();
    let settings = glasslog_sim::settings::ConsumerSettings::of("late", "items-list");
    let shown = tab.command(&Action::AddConsumer { settings }).expect("there is a tool for it");
    assert_eq!(tab.command_line(&shown), Ok(()));
    run(&mut tab, 3_000);
    assert!(tab.cluster().groups.iter().any(|group| &*group.name == "late" && group.members.len() == 1));
    let said = tab.said().and_then(|said| said.words()).expect("it is noted as a command");
    assert!(said.starts_with("consumer B1 group late from items-list"), "{said}");
}

#[test]
fn a_producer_with_other_acks_sends_again_as_before() {
    let mut tab = Tab::new(1);
    tab.cluster();
    tab.command_line("producer Q to items-list acks=1 every=100ms inflight=20").expect("it is one");
    run(&mut tab, 3_000);
    let find = |tab: &mut Tab| {
        let all = tab.cluster().producers;
        all.into_iter().find(|producer| producer.label == "Q").expect("it is there").id
    };
    let first = find(&mut tab);
    let shown = tab.producer(first).expect("it is a producer");
    assert!(shown.records.iter().any(|record| record.tries == 1 && record.settled_after().is_some()), "{shown:?}");
    tab.act(Action::Send { producer: ActorId(first as u32), key: None, value: None, partition: None });
    let second = tab.set_acks(first, Acks::All).expect("it is there");
    let told = |tab: &mut Tab, id: u64| {
        tab.cluster().producers.iter().find(|one| one.id == id).map(|one| one.settings.clone()).unwrap_or_default()
    };
    assert!(told(&mut tab, first).starts_with("ends once"), "of two of a name one is known to end");
    assert!(told(&mut tab, second).contains("acks all"));
    run(&mut tab, 1_000);
    assert_eq!(find(&mut tab), second, "the other one has ended");
    let full = tab.producer(second).expect("it is a producer");
    let told = (full.sending.in_flight, full.settings.acks, full.settings.idempotent);
    assert_eq!(told, (20, Acks::All, false), "a broker would not know so many batches again");
}

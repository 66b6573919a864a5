//! The passport of a record, as the sandbox's world stamps it.

use glasslog_sim::settings::ProducerSettings;

use super::*;
use crate::scene::{Given, Stamp};

const TOPIC: &str = "items-list";

fn stamps(tab: &mut Tab, offset: Offset) -> Vec<Stamp> {
    tab.clock.set(tab.line.now());
    let (cluster, topic) = (tab.cluster(), Text::from(TOPIC));
    let known = tab.known(&cluster, &topic, PartitionIndex(0), offset);
    cluster.passport(&topic, PartitionIndex(0), offset, &known)
}

/// Sends a record to the first partition; where it will stand if nobody is faster.
fn send(tab: &mut Tab, producer: ActorId) -> Offset {
    let end = tab.cluster().leading(TOPIC, PartitionIndex(0)).unwrap().view.log_end;
    let value = Some(Bytes::from_static(b"followed"));
    tab.act(Action::Send { producer, key: None, value, partition: Some(PartitionIndex(0)) });
    end
}

/// A producer that sends what it is told, and nothing else; the others are gone.
fn producer(tab: &mut Tab, acks: Acks) -> ActorId {
    silence(tab);
    run(tab, 3_000);
    let settings = ProducerSettings { acks, period: None, ..ProducerSettings::to(TOPIC) };
    let producer = tab.act(Action::producer(settings, Default::default())).unwrap();
    run(tab, 3_000);
    producer
}

#[test]
fn every_stamp_has_its_moment_and_is_hollow_before_it() {
    let mut tab = Tab::new(1);
    let producer = producer(&mut tab, Acks::All);
    let before = tab.line.now();
    let offset = send(&mut tab, producer);
    run(&mut tab, 8_000);
    let stamps_now = stamps(&mut tab, offset);
    let words: Vec<&str> = stamps_now.iter().map(|stamp| stamp.word.as_str()).collect();
    let written = format!("written at {offset}");
    assert_eq!(words, ["sent", &written, "copied 3/3", "safe", "acknowledged", "read by A", "committed by A"]);
    let moments: Vec<Instant> = stamps_now
        .iter()
        .map(|stamp| match stamp.given {
            Given::Yes(Some(at)) => at,
            other => panic!("{}: {other:?}", stamp.word),
        })
        .collect();
    assert!(moments[0] >= before && moments[1] > moments[0] && moments[3] > moments[1], "{moments:?}");
    assert!(moments[4] >= moments[3] && moments[6] >= moments[5], "{moments:?}");
    for place in 0..moments.len() {
        // there it is given, and a moment before it is not
        tab.seek(moments[place]);
        assert!(matches!(stamps(&mut tab, offset)[place].given, Given::Yes(_)), "{}", words[place]);
        // of a commit its member hears a little after the coordinator has it
        let before = if words[place] == "committed by A" { moments[5].0 } else { moments[place].0 - 20 };
        tab.seek(Instant(before));
        assert_eq!(stamps(&mut tab, offset)[place].given, Given::NotYet, "{}", words[place]);
    }
    // what is done otherwise makes it another record's place
    tab.seek(before);
    tab.act(Action::ElectController);
    assert!(stamps(&mut tab, offset).iter().all(|stamp| stamp.given == Given::NotYet));
}

#[test]
fn who_waits_for_no_answer_asked_for_no_ack() {
    let mut tab = Tab::new(1);
    let producer = producer(&mut tab, Acks::None);
    let offset = send(&mut tab, producer);
    run(&mut tab, 8_000);
    let stamps = stamps(&mut tab, offset);
    assert!(matches!(stamps[0].given, Given::Yes(Some(_))), "{stamps:?}");
    assert_eq!((stamps[4].word.as_str(), stamps[4].given), ("no ack asked", Given::Never));
}

//! The first ten seconds, as somebody who has opened the page sees them.

use super::*;

/// Lets the screen's time pass, frame by frame; gives what was told, each with its millisecond.
fn watch(tab: &mut Tab, millis: u32) -> Vec<(u32, String)> {
    let mut told = Vec::new();
    for at in (0..millis).step_by(16) {
        tab.frame(16.0);
        if !tab.take_changed() {
            continue;
        }
        told.extend(tab.take_captions().into_iter().map(|caption| (at, caption.text)));
    }
    told
}

#[test]
fn the_first_record_is_told_step_by_step_until_the_group_has_saved_its_place() {
    let mut tab = Tab::new(1);
    let cluster = tab.cluster();
    let ends: Vec<i64> = [0, 1]
        .iter()
        .flat_map(|partition| cluster.copies_of("items-list", PartitionIndex(*partition)))
        .map(|copy| copy.view.log_end.0)
        .collect();
    assert_eq!(ends, [8; 6], "eight records in each lane");
    assert_eq!(leader(&mut tab), Some(BrokerId(1)), "whose plug is going to be pulled");
    assert_eq!(tab.take_captions().last().expect("one").text, "Three brokers keep copies of one topic: items-list.");

    let told = watch(&mut tab, 8_000);
    let expected = [
        (800, "A producer sends a record to the leader."),
        (1_700, "Followers fetch it. Hatched: not yet safe."),
        (3_100, "All have it: safe."),
        (3_800, "Only now the ack, and the reader."),
        (6_300, "The group saves its place: a commit."),
    ];
    assert!(told.len() >= expected.len(), "{told:?}");
    for ((at, text), (latest, expected)) in told.iter().zip(expected) {
        assert!(text == expected && *at <= latest, "{told:?}");
    }
    let cluster = tab.cluster();
    let ends = cluster.copies_of("items-list", PartitionIndex(0)).map(|copy| copy.view.high_watermark);
    assert_eq!(ends.collect::<Vec<_>>(), [Offset(9); 3], "it went where the plug is");
}

#[test]
fn who_acts_meanwhile_hears_of_that_and_no_more_of_the_first_record() {
    let mut tab = Tab::new(1);
    watch(&mut tab, 1_000);
    tab.act(Action::CrashBroker { broker: BrokerId(1) });
    let told = watch(&mut tab, 20_000);
    assert!(told.iter().any(|(_, text)| text.contains("Broker 1 is down")), "{told:?}");
    assert!(
        told.iter().all(|(_, text)| !text.starts_with("All have it") && !text.starts_with("Followers")),
        "{told:?}"
    );
}

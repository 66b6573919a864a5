//! Records that a producer has sent again.

use super::*;

const PRODUCER: &str = "producer Q to items-list acks=1 retries=5 idempotent=no inflight=1 request=1s giveup=10s";

fn say(tab: &mut Tab, lines: &[&str]) {
    for line in lines {
        assert_eq!(tab.command_line(line), Ok(()), "{line}");
    }
}

/// A world in which the producer's records go out, and no answer comes back.
fn deaf() -> Tab {
    let mut tab = Tab::new(1);
    tab.cluster();
    say(&mut tab, &[PRODUCER, "producer R to items-list acks=1", "send first by=Q partition=0"]);
    run(&mut tab, 2_000);
    let leader = leader(&mut tab).expect("somebody leads");
    say(&mut tab, &[&format!("cut B{leader}>Q")]);
    tab
}

/// Every offset of partition 0 with that value, and those of them that are marked.
fn places(tab: &mut Tab, value: &str) -> (Vec<Offset>, Vec<Offset>) {
    let cluster = tab.cluster();
    let view = &cluster.leading("items-list", PartitionIndex(0)).expect("somebody leads").view;
    let with = cluster.contents.of(view).filter(|(_, content)| content.value.as_deref() == Some(value.as_bytes()));
    let all: Vec<Offset> = with.map(|(offset, _)| offset).collect();
    let marked = all.iter().copied().filter(|offset| cluster.twice(view, *offset).is_some()).collect();
    (all, marked)
}

/// The producer gives the answer up; then answers get through again, and it is told at last.
fn mend(tab: &mut Tab) {
    run(tab, 1_500);
    let leader = leader(tab).expect("somebody leads");
    say(tab, &[&format!("mend B{leader}>Q")]);
    run(tab, 5_000);
}

#[test]
fn a_record_whose_ack_was_lost_is_marked_wherever_it_stands() {
    let mut tab = deaf();
    say(&mut tab, &["send again by=Q partition=0"]);
    run(&mut tab, 900);
    let (all, marked) = places(&mut tab, "again");
    assert_eq!((all.len(), marked.len()), (1, 0), "it has left once");
    mend(&mut tab);
    let (all, marked) = places(&mut tab, "again");
    assert!(all.len() >= 2, "{all:?}");
    assert_eq!(marked, all);
    assert_eq!(tab.cluster().twice.len(), 1);
    assert_eq!(places(&mut tab, "first").1, []);
    // whoever comes back to this moment sees the same
    tab.seek(tab.line.now());
    assert_eq!(places(&mut tab, "again"), (all, marked));
}

#[test]
fn an_equal_record_of_somebody_else_is_no_duplicate() {
    let mut tab = deaf();
    say(&mut tab, &["send same by=R partition=0"]);
    run(&mut tab, 100);
    // in the same millisecond as the one that is sent again
    say(&mut tab, &["send same by=R partition=0", "send same by=Q partition=0"]);
    run(&mut tab, 100);
    say(&mut tab, &["send same by=R partition=0"]);
    mend(&mut tab);
    let theirs: Vec<Offset> = {
        let cluster = tab.cluster();
        let id = cluster.producers.iter().find(|one| one.label == "R").expect("it is there").id;
        let records = tab.producer(id).expect("it is a producer").records;
        let fates = records.iter().map(|record| record.fate);
        fates.filter_map(|fate| if let glasslog_sim::view::Fate::Acked(at) = fate { at } else { None }).collect()
    };
    assert_eq!(theirs.len(), 3);
    let (mut all, marked) = places(&mut tab, "same");
    all.retain(|offset| !theirs.contains(offset));
    assert!(all.len() >= 2, "{all:?}");
    assert_eq!(marked, all);
}

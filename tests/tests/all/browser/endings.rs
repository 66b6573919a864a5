//! The same death of a leader, to two ends: what one ack had promised is gone, what all had promised is there. And how a group
//! goes on when one of it dies.

use super::*;

/// The leader is cut off from its followers and dies with a record that only it has; another one leads, and it comes back.
/// Gives what the producer's card says of that record before the death, and of it and of the next one at the end.
fn a_leader_dies_with_a_record(acks: &str) -> [String; 3] {
    let mut page = Browser::open(&built_page());
    page.see_in(&lane(1, 0), "★ leader", PATIENCE);
    assert_eq!(command(&mut page, "rate P1 never"), "");
    // what is on its way of its own records arrives first
    std::thread::sleep(Duration::from_secs(6));
    page.tell(json!({ "click": ".producer" }));
    page.press(acks);
    page.see_in(".card-panel", &format!("acks {acks}"), PATIENCE);
    for line in ["cut B1-B2", "cut B1-B3", "send mine by=P1 partition=0"] {
        assert_eq!(command(&mut page, line), "", "{line}");
    }
    page.tell(json!({ "has": format!("{} .cell.unsafe", lane(1, 0)), "within": 20_000 }));
    let fate = |page: &mut Browser, value: &str| {
        let row = format!(".card-panel tr:has-text('{value}') td:last-child");
        page.tell(json!({ "texts": row })).as_str().unwrap_or_default().to_owned()
    };
    // long enough for an ack to come, and not for the leader to be fenced
    std::thread::sleep(Duration::from_secs(2));
    let before = fate(&mut page, "mine");
    page.picture(&format!("acks-{acks}-before"));
    assert_eq!(command(&mut page, "kill B1"), "");
    page.see_in(&lane(2, 0), "★ leader", Duration::from_secs(60));
    for line in ["mend B1-B2", "mend B1-B3", "start B1"] {
        assert_eq!(command(&mut page, line), "", "{line}");
    }
    page.see_in(&lane(1, 0), "★ leader", Duration::from_secs(60));
    assert_eq!(command(&mut page, "send next by=P1 partition=0"), "");
    page.see_in(".card-panel tr:has-text('next')", "✓ offset", Duration::from_secs(20));
    page.picture(&format!("acks-{acks}-after"));
    page.expect_no_errors();
    [before, fate(&mut page, "mine"), fate(&mut page, "next")]
}

#[test]
fn what_one_ack_had_promised_is_gone_with_the_leader() {
    let [before, mine, next] = a_leader_dies_with_a_record("1");
    assert!(before.starts_with("✓ offset"), "the leader alone says yes: {before}");
    assert_eq!(mine, before);
    assert_eq!(next, mine, "the next record stands where the lost one stood");
}

#[test]
fn what_all_acks_promise_is_not_promised_before_it_is_safe_and_stays() {
    let [before, mine, next] = a_leader_dies_with_a_record("all");
    assert_eq!(before, "under way", "nobody else has it");
    assert!(mine.contains(", try "), "it was sent more than once: {mine}");
    let offset = |fate: &str| fate.strip_prefix("✓ offset ")?.split(',').next()?.parse::<i64>().ok();
    let mine = offset(&mine).unwrap_or_else(|| panic!("sent again, and acknowledged by the next leader: {mine}"));
    assert_eq!(offset(&next), Some(mine + 1));
}

#[test]
fn when_a_consumer_dies_its_group_shares_its_partitions_anew() {
    let mut page = Browser::open(&built_page());
    page.see_in(&lane(1, 0), "★ leader", PATIENCE);
    page.tell(json!({ "key": "3" }));
    let reads = |partition: usize| format!(".row-member[aria-label*='items-list partition {partition}, lag']");
    for partition in [0, 1] {
        page.tell(json!({ "has": reads(partition), "within": 20_000 }));
    }
    assert_eq!(page.tell(json!({ "count": ".row-member" })), 2);
    assert_eq!(command(&mut page, "crash A1"), "");
    page.see_in(".row-member", "nobody", Duration::from_secs(60));
    page.see_in(".group-matrix .narration", "A1 was silent for longer than its session timeout", PATIENCE);
    page.picture("rebalance");
    let both = format!("{}[aria-label*='items-list partition 1, lag']:not(:has-text('nobody'))", reads(0));
    page.tell(json!({ "has": both, "within": 60_000 }));
    assert_eq!(page.tell(json!({ "count": ".row-member" })), 1, "one of them reads both");
    page.expect_no_errors();
}

//! A hunt for bugs on the page: a lost record is found, its run is gone through, and one's own is as it was.

use super::*;

#[test]
fn a_hunt_with_one_ack_finds_a_lost_record_and_its_run_shows_that_it_is_gone() {
    let mut page = Browser::open(&built_page());
    page.see_in(&lane(1, 0), "★ leader", PATIENCE);
    page.tell(json!({ "click": ".producer" }));
    page.press("1");
    page.see_in(".card-panel", "acks 1", PATIENCE);
    page.press("Pause");
    let digest = shared_digest(&mut page);
    page.tell(json!({ "key": "Escape" }));
    page.tell(json!({ "click": ".dock button:has-text('Bug hunt')" }));
    page.see_in(".hunt .terms", "acks=1", PATIENCE);
    page.see_in(".hunt .terms", "as long as the leader that took it stays", PATIENCE);
    page.tell(json!({ "click": ".hunt .go" }));
    page.tell(json!({ "has": ".findings li.bad button", "within": 60_000 }));
    page.picture("hunt");
    page.see_in(".hunt .go", "Cancel", PATIENCE);
    page.tell(json!({ "click": ".hunt .go" }));
    page.see_in(".hunt [role=status]", "Cancelled", PATIENCE);
    page.tell(json!({ "note": ".hunt .figures" }));
    page.tell(json!({ "same": ".hunt .figures", "during": 1_000 }));

    page.tell(json!({ "click": ".findings li.bad button" }));
    page.see_in(".found", "Lost an acknowledged record", PATIENCE);
    page.see_in(".playbar .play", "Play", PATIENCE);
    page.tell(json!({ "has": ".marks .death" }));
    page.picture("hunt-before");
    page.tell(json!({ "click": ".found button:has-text('The moment')" }));
    page.picture("hunt-moment");
    page.press("Back to the end");
    page.see_in(".found .whereabouts", "in nobody's log", PATIENCE);
    page.see_in(".why", "Why is a record gone", PATIENCE);
    page.picture("hunt-gone");
    assert_eq!(super::access::barriers(&mut page), Vec::<serde_json::Value>::new());
    page.press("Back to my run");
    page.tell(json!({ "has": ".screen:not(:has(.found))" }));
    assert_eq!(shared_digest(&mut page), digest, "one's own run is as it was");
    page.tell(json!({ "key": "Escape" }));
    for theme in ["light", "dark"] {
        page.tell(json!({ "theme": theme }));
        page.tell(json!({ "size": { "width": 390, "height": 844 } }));
        assert_eq!(page.tell(json!({ "overflow": true })), 0, "a hunt fits a phone");
        // colours take a moment to change
        std::thread::sleep(Duration::from_millis(700));
        assert_eq!(super::access::barriers(&mut page), Vec::<serde_json::Value>::new());
        page.picture(&format!("hunt-phone-{theme}"));
    }
    page.expect_no_errors();
}

#[test]
fn a_hunt_is_also_begun_by_a_command_and_finds_nothing_where_all_is_promised() {
    let mut page = Browser::open(&built_page());
    page.see_in(&lane(1, 0), "★ leader", PATIENCE);
    assert_eq!(command(&mut page, "hunt"), "");
    page.tell(json!({ "has": "details.hunt[open]" }));
    page.see_in(".hunt .terms", "fewer than 2 disks are lost", PATIENCE);
    page.press("Pause");
    page.tell(json!({ "click": ".hunt .go" }));
    page.see_in(".hunt .figures", "5 of 100 seeds", Duration::from_secs(60));
    page.see_in(".hunt [role=status]", "Nothing found so far", PATIENCE);
    assert_eq!(page.tell(json!({ "count": ".findings li" })), 0);
    page.expect_no_errors();
}

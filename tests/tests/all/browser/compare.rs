//! Two branches side by side: who goes back and does something else sees where the two part, and in what they differ first.

use super::*;

#[test]
fn two_branches_stand_side_by_side_and_their_first_difference_is_told() {
    let mut page = Browser::open(&built_page());
    page.tell(json!({ "size": { "width": 1920, "height": 1080 } }));
    page.see_in(&lane(1, 0), "★ leader", PATIENCE);
    page.tell(json!({ "key": "k" }));
    page.see_in(".broker:nth-child(1) .head", "down", PATIENCE);
    page.see("leads items-list-0 now", Duration::from_secs(60));
    page.tell(json!({ "key": "v" }));
    assert_eq!(page.tell(json!({ "count": ".beside" })), 0, "there is one branch only");
    page.tell(json!({ "key": "u" }));
    page.see("acting here begins another branch", PATIENCE);
    page.tell(json!({ "key": "c" }));
    page.see_in(".bough.here", "Branch B", PATIENCE);
    page.press("Compare");
    page.see_in(".differs", "they part. Branch B: A consumer joins group items-group.", PATIENCE);
    page.see_in(".differs", "Branch A: You kill broker 1", PATIENCE);
    page.see_in(".beside", "Broker 1", PATIENCE);

    // time moves both; on the other branch the broker is dead, and somebody else leads
    page.press("Play");
    page.see_in(".differs", "First difference, at", Duration::from_secs(60));
    page.see_in(".beside", "down", PATIENCE);
    let leads = ".beside .broker:nth-child(2) .lane.leader[aria-label^='items-list partition 0 ']";
    page.tell(json!({ "has": leads, "within": 60_000 }));
    page.see_in("#lens .broker:nth-child(1) .head", "serving", PATIENCE);
    page.tell(json!({ "has": ".marks .apart" }));
    page.picture("compare");
    page.press("Go to the difference");
    page.see_in(".playbar .play", "Play", PATIENCE);
    page.picture("compare-difference");

    for (width, height) in [(1280, 720), (1024, 768), (390, 844)] {
        for theme in ["light", "dark"] {
            page.tell(json!({ "size": { "width": width, "height": height } }));
            page.tell(json!({ "theme": theme }));
            assert_eq!(page.tell(json!({ "overflow": true })), 0, "two stages are no wider than {width} pixels");
            // colours take a moment to change
            std::thread::sleep(Duration::from_millis(700));
            assert_eq!(super::access::barriers(&mut page), Vec::<serde_json::Value>::new());
            page.picture(&format!("compare-{width}-{theme}"));
        }
    }
    page.tell(json!({ "key": "v" }));
    page.tell(json!({ "has": ".room:not(.pair)" }));
    assert_eq!(page.tell(json!({ "count": ".beside" })), 0);
    page.expect_no_errors();
}

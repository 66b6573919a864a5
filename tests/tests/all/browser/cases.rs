//! What somebody saw at work: found in the course, seen on the stage, and tried against.

use super::access::barriers;
use super::*;

/// What is against the case's screen, at two widths.
fn expect_no_barriers(page: &mut Browser) {
    for width in [390, 1280] {
        page.tell(json!({ "size": { "width": width, "height": 844 } }));
        let found = barriers(page);
        assert!(found.is_empty(), "{width}: {}", serde_json::to_string_pretty(&found).unwrap());
    }
}

#[test]
fn a_case_shows_its_trouble_and_takes_what_is_tried() {
    let mut page = Browser::open(&format!("{}#learn", built_page()));
    page.tell(json!({ "click": "nav.seen a:has-text('The lag only grows')" }));
    page.see_in(".case h1", "The lag only grows", PATIENCE);
    page.see_in(".case", "within a group a partition has one reader", PATIENCE);
    expect_no_barriers(&mut page);
    page.press("Add two members");
    page.see_in(".case .tries", "there is no third partition", PATIENCE);
    // the group lets both in when A1 polls next
    (0..5).for_each(|_| drop(page.tell(json!({ "key": "]" }))));
    page.tell(json!({ "has": ".member:has-text('A2'):has-text('reading')", "within": 30_000 }));
    page.tell(json!({ "has": ".member:has-text('A3'):has-text('no partition')", "within": 30_000 }));
    page.picture("case");
    page.tell(json!({ "click": ".case summary:has-text('With your own settings')" }));
    let pasted = "acks=1\nclient.id=ours\n";
    page.tell(json!({ "fill": "A client's .properties", "text": pasted }));
    page.press("What do they bring about?");
    page.see_in(".case .own", "The leader alone answers", PATIENCE);
    page.see_in(".case .own", "Makes no difference on this stage", PATIENCE);
    expect_no_barriers(&mut page);
    page.press("Add a producer like this");
    page.see_in(".producer:has-text('Mine')", "acks 1", PATIENCE);
    page.picture("case-own");
    page.press("Start over");
    page.tell(json!({ "has": ".group:not(:has-text('A2')) .member:has-text('A1')", "within": 15_000 }));
    page.see_in(".case h1", "The lag only grows", PATIENCE);
    page.expect_no_errors();
}

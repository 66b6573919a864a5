//! The page, as a person sees it. Screenshots go to `target/screenshots/`.

use glasslog_tests::browser::Browser;
use glasslog_tests::root;

fn built_page() -> String {
    root().join("dist").display().to_string()
}

#[test]
fn the_sandbox_lives_without_a_server() {
    let mut page = Browser::open(&built_page());
    page.picture("sandbox");
    page.expect_no_errors();
}

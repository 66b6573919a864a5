//! Opens the page.

fn main() {
    glasslog_web::app::mount();
}

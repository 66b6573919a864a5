//! Runs in a browser: `cargo test --target wasm32-unknown-unknown -p glasslog-web`, or `wasm-pack test --headless --chrome web`.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn the_glue_speaks_to_the_browser() {
    assert!(wasm_bindgen::JsValue::from_str("glass").is_string());
}

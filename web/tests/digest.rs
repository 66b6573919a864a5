//! The simulated world is the same in a browser as natively, to the bit.
//!
//! `cargo xtask test` runs the same seeds natively first and leaves their digests in `GLASSLOG_SIM_DIGESTS`.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn a_seed_gives_the_digest_that_it_gives_natively() {
    let native = option_env!("GLASSLOG_SIM_DIGESTS").unwrap_or_default();
    for (native, seed) in native.split_whitespace().zip(1..) {
        assert_eq!(format!("{:032x}", glasslog_sim::run::fixture_digest(seed)), native, "seed {seed}");
    }
    assert_eq!(glasslog_sim::run::fixture_digest(1), glasslog_sim::run::fixture_digest(1));
}

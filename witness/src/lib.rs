//! A witness beside the page: a worker that goes through the same run with all the checks, and says which promises were kept.
//!
//! Apart from the page, so that a visitor loads it only when somebody asks. Nothing is decided here: see
//! [`glasslog_sim::witness`].

use glasslog_sim::link::Moment;
use wasm_bindgen::prelude::*;

/// So much of a run is gone through before the worker answers: a page that has moved on need not wait for the rest.
const STEPS: u64 = 20_000;

/// Who goes through runs.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Witness(glasslog_sim::witness::Witness);

#[wasm_bindgen]
impl Witness {
    /// Nobody has seen anything yet.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Witness {
        Witness::default()
    }

    /// Goes through a run, as a file has it, up to its moment, or nearer to it. Answers with a testimony as postcard; with
    /// nothing where the file holds no run.
    pub fn look(&mut self, file: &str) -> Vec<u8> {
        let Some(moment) = Moment::read_file(file) else { return Vec::new() };
        postcard::to_allocvec(&self.0.look(&moment, STEPS)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use glasslog_core::time::Instant;
    use glasslog_sim::{Scenario, Timeline, witness::Testimony};

    use super::*;

    #[test]
    fn what_it_says_can_be_read_and_nonsense_gets_no_answer() {
        let mut line = Timeline::new(Scenario::playground(), 1);
        line.run_until(Instant(9_000_000));
        let moment = Moment { script: line.script(), at: line.now() };
        let mut witness = Witness::new();
        let answer = witness.look(&moment.file().expect("it can be written"));
        let testimony: Testimony = postcard::from_bytes(&answer).expect("a testimony");
        assert_eq!((testimony.at, testimony.steps, testimony.broken), (line.now(), line.world().steps(), Vec::new()));
        assert!(witness.look("nonsense").is_empty());
    }
}

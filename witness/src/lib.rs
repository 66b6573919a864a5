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

/// A hunt goes on for so many steps before it tells how far it is: a tenth of a second, or less.
const HUNT_STEPS: u64 = 4_000;

/// Who hunts for bugs, seed after seed. Nothing is decided here either: see [`glasslog_sim::hunt`].
#[wasm_bindgen]
#[derive(Debug)]
pub struct Hunt(Option<glasslog_sim::hunt::Hunt>);

#[wasm_bindgen]
impl Hunt {
    /// A hunt with the settings of a run, as a file has it, from seed 1 on.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(file: &str, seeds: u32) -> Hunt {
        let moment = Moment::read_file(file);
        Hunt(moment.map(|moment| glasslog_sim::hunt::Hunt::new(moment.script.scenario, 1, u64::from(seeds))))
    }

    /// Goes on for a while. Answers with how far it is as postcard; with nothing where the file holds no run.
    pub fn go(&mut self) -> Vec<u8> {
        let Some(hunt) = &mut self.0 else { return Vec::new() };
        postcard::to_allocvec(&hunt.go(HUNT_STEPS)).unwrap_or_default()
    }

    /// Whether no seed is left.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.0.as_ref().is_none_or(glasslog_sim::hunt::Hunt::is_over)
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

    #[test]
    fn a_hunt_goes_on_in_slices_to_its_last_seed() {
        let world = glasslog_sim::World::new(Scenario::playground(), 1);
        let file = glasslog_sim::hunt::file(glasslog_sim::hunt::settings(&world)).expect("it can be written");
        let mut hunt = Hunt::new(&file, 2);
        let mut slices = 0;
        let last = loop {
            let progress: glasslog_sim::hunt::Progress = postcard::from_bytes(&hunt.go()).expect("progress");
            slices += 1;
            if hunt.is_over() {
                break progress;
            }
        };
        assert!(slices > 1 && last.is_over && last.seeds == 2, "{last:?}");
        assert!(Hunt::new("nonsense", 2).go().is_empty());
    }
}

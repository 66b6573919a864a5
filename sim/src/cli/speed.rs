//! How many inputs of the core a second takes, on one core.

use std::time::{Duration, Instant};

use glasslog_sim::speed::{Course, course};

use super::options::Options;

/// Runs with the checks and without, in turns, so that whatever else the machine does meets both.
const ROUNDS: usize = 5;
/// Virtual time of each.
const TIME: Duration = Duration::from_secs(600);

/// Measures, and tells.
pub(crate) fn tell(options: &Options) {
    let mut rates = [Vec::new(), Vec::new()];
    let mut nodes = 0.0;
    for _ in 0..ROUNDS {
        for (checked, rates) in [true, false].into_iter().zip(&mut rates) {
            let (begun, on_core) = (Instant::now(), on_core());
            let Course { inputs, store_inputs, .. } = course(checked, TIME);
            let all = inputs + store_inputs;
            nodes = inputs as f64 / all as f64;
            let worked = self::on_core().zip(on_core).map(|(after, before)| after - before);
            rates.push(all as f64 / worked.unwrap_or_else(|| begun.elapsed()).as_secs_f64());
        }
    }
    let runs = [("with all checks after every step", "checked"), ("without checks", "unchecked")];
    for ((what, key), rates) in runs.into_iter().zip(&mut rates) {
        rates.sort_by(f64::total_cmp);
        let (median, best) = (rates[ROUNDS / 2], rates[ROUNDS - 1]);
        match options.json {
            true => println!(
                "{{\"run\":\"{key}\",\"inputs_per_second\":{median:.0},\"best\":{best:.0},\"of_nodes\":{:.0}}}",
                median * nodes
            ),
            false => println!(
                "{median:.0} inputs/s {what}: the median of {ROUNDS} runs; the best was {best:.0} ({:.0} of nodes and controllers, the \
                 rest of stores)",
                median * nodes
            ),
        }
    }
}

/// How long this thread has been on a core, where the system tells (Linux does): others may use the machine meanwhile.
fn on_core() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

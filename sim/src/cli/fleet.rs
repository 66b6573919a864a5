//! Runs on all cores: each worker takes the next seed, and the results are told in the order of the seeds.

use std::{
    collections::BTreeMap,
    sync::{
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc::sync_channel,
    },
    thread,
};

/// Results that may wait to be told.
const WAITING: usize = 64;

/// Does `work` for `count` numbers from `first` on, with so many workers; hands the results to `tell` in order. Ends early
/// when that says false.
pub(crate) fn each<T: Send>(
    (first, count): (u64, u64),
    workers: usize,
    work: impl Fn(u64) -> T + Sync,
    mut tell: impl FnMut(T) -> bool,
) {
    let (next, ended) = (AtomicU64::new(0), AtomicBool::new(false));
    let (results, received) = sync_channel(WAITING);
    thread::scope(|scope| {
        for _ in 0..workers.min(usize::try_from(count).unwrap_or(usize::MAX)) {
            let (results, next, ended, work) = (results.clone(), &next, &ended, &work);
            scope.spawn(move || {
                while !ended.load(Ordering::Relaxed) {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= count || results.send((index, work(first.wrapping_add(index)))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(results);
        let (mut waiting, mut told) = (BTreeMap::new(), 0);
        for (index, result) in &received {
            waiting.insert(index, result);
            while let Some(result) = waiting.remove(&told) {
                told += 1;
                if !tell(result) {
                    ended.store(true, Ordering::Relaxed);
                    // Whoever has a result to send finds nobody to take it.
                    return drop(received);
                }
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_told_in_order_however_many_work() {
        for workers in [1, 2, 7] {
            let mut told = Vec::new();
            each(
                (10, 200),
                workers,
                |number| number * 2,
                |result| {
                    told.push(result);
                    true
                },
            );
            assert_eq!(told, (10..210).map(|number| number * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn it_ends_when_enough_is_told() {
        let mut told = 0;
        each(
            (0, u64::MAX),
            3,
            |number| number,
            |_| {
                told += 1;
                told < 5
            },
        );
        assert_eq!(told, 5);
    }
}

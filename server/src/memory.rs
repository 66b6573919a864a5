//! Memory that peers make this process take: one budget for all listeners, and lent before it is taken.
//!
//! A request has its part from before its body is read until its answer has gone. The part covers the body, what it is decoded to,
//! and its answer: how large that will be is guessed from the last ones of its kind, and put right when it is there.
//! Deliberately absent: records on their way from file to socket, which never are in memory, and what the core keeps for good.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// An answer takes up to so many times as much in memory as in a frame, while it waits for its turn.
const ANSWER_MEMORY: usize = 8;
/// Sizes of answers are remembered in steps, so that the memory of what is usual is only ever read.
const ANSWER_STEP: usize = 1 << 10;
/// What an answer of a kind that was never given may take.
const ANSWER_UNKNOWN: usize = 64 << 10;
/// The part of everything that one request may have.
const REQUEST_SHARE: usize = 4;

/// What there is to lend. Clones lend of the same.
#[derive(Clone, Debug)]
pub struct Pool {
    free: Arc<Semaphore>,
    /// Of what this is a part: what is lent here is lent of that, too.
    whole: Option<Arc<Semaphore>>,
    bytes: usize,
    wait: Duration,
}

/// What was lent to one request. Free again when this goes.
#[derive(Debug, Default)]
pub struct Memory {
    held: Option<OwnedSemaphorePermit>,
    of_whole: Option<OwnedSemaphorePermit>,
}

fn merge(held: &mut Option<OwnedSemaphorePermit>, more: OwnedSemaphorePermit) {
    match held {
        Some(held) => held.merge(more),
        none => *none = Some(more),
    }
}

impl Pool {
    /// So many bytes; whoever asks for some waits for them so long at the most.
    #[must_use]
    pub fn new(bytes: usize, wait: Duration) -> Pool {
        let bytes = bytes.min(Semaphore::MAX_PERMITS);
        Pool { free: Arc::new(Semaphore::new(bytes)), whole: None, bytes, wait }
    }

    /// Half of it, for those who must leave something to others, however much they ask for.
    #[must_use]
    pub fn half(&self) -> Pool {
        let bytes = self.bytes / 2;
        Pool { free: Arc::new(Semaphore::new(bytes)), whole: Some(Arc::clone(&self.free)), bytes, wait: self.wait }
    }

    /// All there is, lent or not.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The most that one request may become and be answered with.
    #[must_use]
    pub fn share(&self) -> usize {
        self.bytes / REQUEST_SHARE
    }

    /// Raises `memory` to `size` in all, if that is free at once.
    #[must_use]
    pub fn try_raise(&self, memory: &mut Memory, size: usize) -> bool {
        let more = size.saturating_sub(memory.size());
        let Ok(more) = u32::try_from(more) else { return false };
        if more == 0 {
            return true;
        }
        let take = |pool: &Arc<Semaphore>| Arc::clone(pool).try_acquire_many_owned(more).ok();
        let Some(own) = take(&self.free) else { return false };
        if let Some(whole) = &self.whole {
            let Some(of_whole) = take(whole) else { return false };
            merge(&mut memory.of_whole, of_whole);
        }
        merge(&mut memory.held, own);
        true
    }

    /// Raises `memory` to `size` in all. False when that did not come free in time: the newest goes.
    pub async fn raise(&self, memory: &mut Memory, size: usize) -> bool {
        if self.try_raise(memory, size) {
            return true;
        }
        if size > self.bytes {
            return false;
        }
        let Ok(more) = u32::try_from(size.saturating_sub(memory.size())) else { return false };
        let take = async {
            let own = Arc::clone(&self.free).acquire_many_owned(more).await.ok()?;
            let of_whole = match &self.whole {
                Some(whole) => Some(Arc::clone(whole).acquire_many_owned(more).await.ok()?),
                None => None,
            };
            Some((own, of_whole))
        };
        let Ok(Some((own, of_whole))) = tokio::time::timeout(self.wait, take).await else { return false };
        merge(&mut memory.held, own);
        of_whole.into_iter().for_each(|permit| merge(&mut memory.of_whole, permit));
        true
    }
}

impl Memory {
    /// How much it is.
    #[must_use]
    pub fn size(&self) -> usize {
        self.held.as_ref().map_or(0, OwnedSemaphorePermit::num_permits)
    }

    /// Gives back what is beyond `size`.
    pub fn lower(&mut self, size: usize) {
        let beyond = self.size().saturating_sub(size);
        if beyond > 0 {
            drop(self.held.as_mut().and_then(|held| held.split(beyond)));
            drop(self.of_whole.as_mut().and_then(|held| held.split(beyond)));
        }
    }
}

/// How large the answers of one kind have been lately, in memory.
#[derive(Debug)]
pub struct AnswerSize(AtomicUsize);

impl Default for AnswerSize {
    fn default() -> AnswerSize {
        AnswerSize(AtomicUsize::new(ANSWER_UNKNOWN))
    }
}

impl AnswerSize {
    /// What the next one is likely to take.
    #[must_use]
    pub fn expected(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    /// Here is one, of so many bytes as it is sent; gives what it takes in memory. What is larger is believed at once, what is
    /// smaller by and by.
    pub fn learn(&self, sent: usize) -> usize {
        let found = sent.saturating_mul(ANSWER_MEMORY).div_ceil(ANSWER_STEP).saturating_mul(ANSWER_STEP);
        let known = self.expected();
        let next = if found >= known { found } else { known - (known - found).div_ceil(8 * ANSWER_STEP) * ANSWER_STEP };
        if next != known {
            // One of two that learn at once is forgotten: it is a guess.
            self.0.store(next, Ordering::Relaxed);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn memory_is_lent_and_comes_back() {
        let pool = Pool::new(100, Duration::from_millis(10));
        let (mut one, mut other) = (Memory::default(), Memory::default());
        assert!(pool.raise(&mut one, 60).await);
        assert!(pool.raise(&mut one, 90).await);
        assert_eq!(one.size(), 90);
        assert!(!pool.raise(&mut other, 60).await, "there are only 10 left");
        one.lower(40);
        assert!(pool.raise(&mut other, 60).await);
        drop(one);
        assert!(pool.try_raise(&mut other, 100));
        assert!(!pool.clone().try_raise(&mut Memory::default(), 1), "clones lend of the same");
        assert!(!pool.raise(&mut other, usize::MAX).await);
    }

    #[tokio::test]
    async fn half_of_the_memory_is_left_to_others() {
        let pool = Pool::new(100, Duration::from_millis(10));
        let half = pool.half();
        let (mut one, mut other) = (Memory::default(), Memory::default());
        assert!(half.raise(&mut one, 50).await);
        assert!(!half.raise(&mut Memory::default(), 1).await, "more than half");
        assert!(pool.try_raise(&mut other, 50));
        assert!(!pool.try_raise(&mut other, 51), "the other half is lent");
        one.lower(20);
        assert!(pool.try_raise(&mut other, 80), "what comes back to the half comes back to the whole");
        assert!(!half.try_raise(&mut one, 21), "there is none left of the whole");
    }

    #[test]
    fn large_answers_are_expected_at_once_and_small_ones_by_and_by() {
        let size = AnswerSize::default();
        assert_eq!(size.expected(), ANSWER_UNKNOWN);
        assert_eq!(size.learn(1 << 20), 8 << 20);
        assert_eq!(size.expected(), 8 << 20);
        size.learn(100);
        assert!(size.expected() > 6 << 20);
        for _ in 0..100 {
            size.learn(100);
        }
        assert_eq!(size.expected(), ANSWER_STEP);
    }
}

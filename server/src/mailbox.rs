//! How threads and tasks hand things to a thread that owns a machine.
//!
//! Two lanes: what completes goes in front of what is newly asked for. The mailbox never blocks who posts: the lane of requests
//! is bounded by who may ask ([`crate::kafka::guard`]), that of completions by what was ordered.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// A mailbox with one reader.
#[derive(Debug)]
pub struct Mailbox<T> {
    lanes: Mutex<Lanes<T>>,
    something: Condvar,
}

#[derive(Debug)]
struct Lanes<T> {
    completions: Vec<T>,
    requests: Vec<T>,
    /// No more is taken.
    closed: bool,
    /// What was there has been thrown away.
    abandoned: bool,
}

/// Why a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Woken {
    /// Something is there.
    Mail,
    /// The deadline has come.
    Deadline,
    /// The mailbox was closed, and all that was in it has been taken.
    Closed,
}

impl<T> Default for Mailbox<T> {
    fn default() -> Self {
        let lanes = Lanes { completions: Vec::new(), requests: Vec::new(), closed: false, abandoned: false };
        Mailbox { lanes: Mutex::new(lanes), something: Condvar::new() }
    }
}

impl<T> Mailbox<T> {
    /// Posts something that was waited for. Whether anybody will read it.
    pub fn complete(&self, mail: T) -> bool {
        self.post(|lanes| lanes.completions.push(mail))
    }

    /// Posts several things that were waited for, in order.
    pub fn complete_all(&self, mail: &mut Vec<T>) -> bool {
        mail.is_empty() || self.post(|lanes| lanes.completions.append(mail))
    }

    /// Posts something new. Whether anybody will read it.
    pub fn request(&self, mail: T) -> bool {
        self.post(|lanes| lanes.requests.push(mail))
    }

    fn post(&self, put: impl FnOnce(&mut Lanes<T>)) -> bool {
        let mut lanes = self.lock();
        if lanes.closed {
            return false;
        }
        put(&mut lanes);
        drop(lanes);
        self.something.notify_one();
        true
    }

    /// Waits until there is mail or the deadline has come, and moves all mail to `out`, completions first.
    pub fn take(&self, out: &mut Vec<T>, deadline: Option<Instant>) -> Woken {
        let mut lanes = self.lock();
        loop {
            if !lanes.completions.is_empty() || !lanes.requests.is_empty() {
                out.append(&mut lanes.completions);
                out.append(&mut lanes.requests);
                return Woken::Mail;
            }
            if lanes.closed {
                return Woken::Closed;
            }
            lanes = match deadline {
                None => self.something.wait(lanes).unwrap_or_else(PoisonError::into_inner),
                Some(deadline) => {
                    let Some(left) = deadline.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())
                    else {
                        return Woken::Deadline;
                    };
                    self.something.wait_timeout(lanes, left).unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }

    /// Moves the mail that is there to `out`, without waiting. Whether there was any.
    pub fn take_now(&self, out: &mut Vec<T>) -> bool {
        let mut lanes = self.lock();
        let before = out.len();
        out.append(&mut lanes.completions);
        out.append(&mut lanes.requests);
        out.len() > before
    }

    /// Takes no more mail. The reader still gets what is there.
    pub fn close(&self) {
        self.lock().closed = true;
        self.something.notify_all();
    }

    /// Takes no more mail, and throws away what is there: the reader is gone, or is to go at once.
    pub fn abandon(&self) {
        let mut lanes = self.lock();
        (lanes.closed, lanes.abandoned) = (true, true);
        let (completions, requests) = (std::mem::take(&mut lanes.completions), std::mem::take(&mut lanes.requests));
        drop(lanes);
        self.something.notify_all();
        // Not before the lock is free: mail may answer, as it goes, whoever waits for it.
        drop((completions, requests));
    }

    /// Whether the reader is to go at once.
    pub fn is_abandoned(&self) -> bool {
        self.lock().abandoned
    }

    /// A reader that panicked has left the lanes whole: they are only ever appended to.
    fn lock(&self) -> MutexGuard<'_, Lanes<T>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, thread, time::Duration};

    use super::*;

    #[test]
    fn completions_go_in_front() {
        let mailbox = Mailbox::default();
        mailbox.request("asked first");
        mailbox.complete("done");
        mailbox.request("asked second");
        let mut out = Vec::new();
        assert_eq!(mailbox.take(&mut out, None), Woken::Mail);
        assert_eq!(out, ["done", "asked first", "asked second"]);
    }

    #[test]
    fn a_reader_wakes_for_mail_for_its_deadline_and_for_the_end() {
        let mailbox = Arc::new(Mailbox::default());
        let mut out = Vec::new();
        assert_eq!(mailbox.take(&mut out, Some(Instant::now() + Duration::from_millis(5))), Woken::Deadline);
        let writer = thread::spawn({
            let mailbox = Arc::clone(&mailbox);
            move || mailbox.complete(1)
        });
        assert_eq!(mailbox.take(&mut out, Some(Instant::now() + Duration::from_secs(60))), Woken::Mail);
        assert!(writer.join().unwrap());
        mailbox.complete(2);
        mailbox.close();
        assert!(!mailbox.complete(3), "nobody will read it");
        assert_eq!(mailbox.take(&mut out, None), Woken::Mail);
        assert_eq!(out, [1, 2]);
        assert_eq!(mailbox.take(&mut out, None), Woken::Closed);
    }

    #[test]
    fn an_abandoned_mailbox_throws_its_mail_away_though_that_uses_the_mailbox() {
        struct Answering(Arc<Mailbox<Answering>>);
        impl Drop for Answering {
            fn drop(&mut self) {
                // Would wait for ever if the mailbox were still locked.
                assert!(self.0.lock().closed);
            }
        }
        let mailbox = Arc::new(Mailbox::default());
        assert!(mailbox.request(Answering(Arc::clone(&mailbox))));
        mailbox.abandon();
        let mut out = Vec::new();
        assert_eq!(mailbox.take(&mut out, None), Woken::Closed);
        assert!(out.is_empty() && mailbox.is_abandoned());
    }
}

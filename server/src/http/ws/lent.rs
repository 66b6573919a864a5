//! What pages make the server take, of half of the budget that Kafka's clients have: their requests, the answers, the views.

use glasslog_core::watch::ToPage;

use crate::memory::{AnswerSize, Memory, Pool};

/// A byte from a page becomes so many at the most, in its request and in the answer: an empty name takes two of them.
const MEMORY_PER_BYTE: usize = 64;

/// Lends to all pages.
#[derive(Debug)]
pub struct Lender {
    pool: Pool,
    answers: AnswerSize,
    views: AnswerSize,
}

/// A message for a page, and what it was lent.
#[derive(Debug)]
pub(super) struct Parcel {
    pub(super) message: ToPage,
    pub(super) memory: Memory,
}

impl From<ToPage> for Parcel {
    /// A message that is small.
    fn from(message: ToPage) -> Parcel {
        Parcel { message, memory: Memory::default() }
    }
}

impl Lender {
    /// Lends of `pool`, half of it at the most: pages that read nothing keep no Kafka client out.
    #[must_use]
    pub fn new(pool: Pool) -> Lender {
        Lender { pool: pool.half(), answers: AnswerSize::default(), views: AnswerSize::default() }
    }

    /// For a message of so many bytes from a page, before it is decoded, and for its answer.
    pub(super) async fn for_message(&self, bytes: usize) -> Option<Memory> {
        self.lend(bytes.saturating_mul(MEMORY_PER_BYTE).saturating_add(self.answers.expected())).await
    }

    /// For so many bytes of records beside it: they are read into memory, and copied into the answer.
    pub(super) fn add_records(&self, memory: &mut Memory, bytes: usize) -> bool {
        let size = memory.size().saturating_add(bytes.saturating_mul(2));
        self.pool.try_raise(memory, size)
    }

    /// For a view, before it is made.
    pub(super) async fn for_view(&self) -> Option<Memory> {
        self.lend(self.views.expected()).await
    }

    /// A message is so large as it is sent. Whether there is that much.
    pub(super) fn settle(&self, parcel: &mut Parcel, sent: usize) -> bool {
        let size = match &parcel.message {
            ToPage::View { .. } => self.views.learn(sent),
            ToPage::Response { .. } => self.answers.learn(sent),
            _ => return true,
        };
        self.pool.try_raise(&mut parcel.memory, size.min(self.pool.share()))
    }

    async fn lend(&self, size: usize) -> Option<Memory> {
        let mut memory = Memory::default();
        self.pool.raise(&mut memory, size.min(self.pool.share())).await.then_some(memory)
    }
}

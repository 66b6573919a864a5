//! What must never break.

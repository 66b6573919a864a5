//! The only code that cuts a span to limits.

/// Where a span ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// At this position, which is the end of a batch.
    At(u64),
    /// Not even its first batch fits.
    Nothing,
    /// Nobody knows yet where its first batch ends, and nothing else that is known fits.
    Unknown,
}

/// Cuts a span that begins at `start` to `room` bytes, at one of the batch ends that are known.
///
/// `first` is the end of its first batch, if that is known. With `oblige` the first batch comes whole, however large:
/// a reader must get on (KIP-74).
pub(super) fn fit(start: u64, room: u64, ends: impl Iterator<Item = u64>, first: Option<u64>, oblige: bool) -> Fit {
    let fits = |end: &u64| end.checked_sub(start).is_some_and(|bytes| 0 < bytes && bytes <= room);
    match (ends.chain(first).filter(fits).max(), first) {
        (Some(end), _) => Fit::At(end),
        (None, Some(end)) if oblige => Fit::At(end),
        (None, Some(_)) => Fit::Nothing,
        (None, None) => Fit::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(room: u64, ends: &[u64], first: Option<u64>, oblige: bool) -> Fit {
        fit(100, room, ends.iter().copied(), first, oblige)
    }

    #[test]
    fn a_span_ends_at_the_last_batch_that_fits() {
        let ends = [50, 100, 150, 200, 300];
        assert_eq!(cut(99, &ends, Some(150), false), Fit::At(150));
        assert_eq!(cut(100, &ends, Some(150), false), Fit::At(200));
        assert_eq!(cut(u64::MAX, &ends, None, false), Fit::At(300));
    }

    #[test]
    fn a_first_batch_that_does_not_fit_comes_only_by_obligation() {
        assert_eq!(cut(49, &[150, 200], Some(150), false), Fit::Nothing);
        assert_eq!(cut(49, &[150, 200], Some(150), true), Fit::At(150));
        assert_eq!(cut(49, &[200], None, true), Fit::Unknown);
        assert_eq!(cut(0, &[], Some(101), true), Fit::At(101));
    }
}

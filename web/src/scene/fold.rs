//! Old records fold into counted bricks, so that a lane of any length fits.

/// Bricks of one size, drawn as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brick {
    /// How many records each stands for: 1,000, 100, 10 or 1.
    pub size: i64,
    /// How many there are.
    pub count: i64,
}

/// What a lane shows as cells, and what as bricks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fold {
    /// How many records, the oldest, are in bricks.
    pub folded: i64,
    /// The bricks, largest first.
    pub bricks: Vec<Brick>,
}

/// Folds `count` records for a lane that has room for `plain` cells without bricks, or for `beside` cells beside bricks.
///
/// Where there is room to spare (20 cells), records fold ten at a time: the cells in sight stand still until a whole brick is full.
#[must_use]
pub fn fold(count: i64, plain: i64, beside: i64) -> Fold {
    let count = count.max(0);
    if count <= plain {
        return Fold::default();
    }
    let beside = beside.clamp(1, plain.max(1));
    let over = count - beside;
    let folded = if beside >= 20 { (over + 9) / 10 * 10 } else { over };
    let folded = folded.clamp(1, count);
    let mut bricks = Vec::new();
    let mut rest = folded;
    for size in [1000, 100, 10, 1] {
        let count = rest / size;
        rest %= size;
        if count > 0 {
            bricks.push(Brick { size, count });
        }
    }
    Fold { folded, bricks }
}

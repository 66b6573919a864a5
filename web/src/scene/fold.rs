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

/// Folds `count` records for a lane that has room for `plain` cells without bricks, or for `beside(n)` cells beside n bricks,
/// of which there are at most `most`.
///
/// Where there is room to spare (20 cells), records fold ten at a time: the cells in sight stand still until a whole brick is full.
#[must_use]
pub fn fold(count: i64, plain: i64, most: usize, beside: impl Fn(usize) -> i64) -> Fold {
    let count = count.max(0);
    if count <= plain {
        return Fold::default();
    }
    let mut last = Fold::default();
    for bricks in 1..=most.clamp(1, SIZES.len()) {
        let beside = beside(bricks).clamp(0, plain);
        let over = count - beside;
        let folded = if beside >= 20 { (over + 9) / 10 * 10 } else { over };
        last = bricked(folded.clamp(1, count), most);
        if last.bricks.len() <= bricks {
            break;
        }
    }
    last
}

const SIZES: [i64; 4] = [1000, 100, 10, 1];

fn bricked(folded: i64, most: usize) -> Fold {
    let mut rest = folded;
    let mut bricks = Vec::new();
    for size in SIZES {
        let count = rest / size;
        rest %= size;
        if count > 0 && bricks.len() + 1 == most {
            // no room for another one: the last brick counts all the rest
            bricks.push(Brick { size: 1, count: count * size + rest });
            break;
        }
        if count > 0 {
            bricks.push(Brick { size, count });
        }
    }
    Fold { folded, bricks }
}

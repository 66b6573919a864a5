//! How large things are drawn: what fits decides.

/// How large records are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Density {
    /// With their values.
    Large,
    /// With offset and key glyph.
    Normal,
    /// The same in narrow columns: a little less wide, fewer bricks.
    Snug,
    /// Plain, in columns as narrow as a third of a phone.
    Slim,
    /// Plain, many rows: the row's label beside the lane.
    Small,
    /// So many rows that each is a square and a bar.
    Tiny,
}

/// The measures of one density, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Metrics {
    /// A cell's width.
    pub cell_width: f64,
    /// A cell's height.
    pub cell_height: f64,
    /// Between cells.
    pub gap: f64,
    /// Kept free past the cells: for the record that comes next, and words.
    pub tail: f64,
    /// A brick's width.
    pub brick_width: f64,
    /// After a brick.
    pub brick_gap: f64,
    /// The line above, with the row's label.
    pub label_height: f64,
    /// The column on the left, with the row's label.
    pub label_width: f64,
    /// The strip of ▼ and the flag.
    pub position_height: f64,
    /// The rail and the strip of ◆.
    pub commit_height: f64,
    /// Between rows.
    pub row_gap: f64,
}

const NORMAL: Metrics = Metrics {
    cell_width: 28.0,
    cell_height: 28.0,
    gap: 2.0,
    tail: 64.0,
    brick_width: 40.0,
    brick_gap: 4.0,
    label_height: 19.0,
    label_width: 0.0,
    position_height: 20.0,
    commit_height: 21.0,
    row_gap: 5.0,
};

const SMALL: Metrics = Metrics {
    cell_width: 12.0,
    cell_height: 12.0,
    gap: 1.0,
    tail: 66.0,
    brick_width: 14.0,
    brick_gap: 3.0,
    label_height: 0.0,
    label_width: 104.0,
    position_height: 8.0,
    commit_height: 10.0,
    row_gap: 0.0,
};

impl Density {
    /// What fits into so many rows and columns of this width.
    #[must_use]
    pub(super) fn fitting(rows: usize, column: f64) -> Density {
        match rows {
            25.. => Density::Tiny,
            9.. => Density::Small,
            0..=4 if column >= 540.0 => Density::Large,
            _ if column >= 400.0 => Density::Normal,
            _ if column >= 190.0 => Density::Snug,
            _ => Density::Slim,
        }
    }

    /// Its measures.
    #[must_use]
    pub const fn metrics(self) -> Metrics {
        match self {
            Density::Large => Metrics { cell_width: 48.0, cell_height: 38.0, gap: 3.0, tail: 112.0, ..NORMAL },
            Density::Normal => NORMAL,
            Density::Snug => Metrics { cell_width: 25.0, tail: 31.0, brick_width: 34.0, ..NORMAL },
            Density::Slim => {
                Metrics { cell_width: 12.0, gap: 1.0, tail: 15.0, brick_width: 16.0, brick_gap: 3.0, ..NORMAL }
            }
            Density::Small => SMALL,
            Density::Tiny => Metrics {
                cell_width: 2.0,
                gap: 0.0,
                tail: 4.0,
                brick_width: 2.0,
                brick_gap: 0.0,
                label_width: 98.0,
                position_height: 2.0,
                commit_height: 2.0,
                ..SMALL
            },
        }
    }

    /// The most bricks of different sizes that stand in a lane.
    #[must_use]
    pub(super) const fn bricks_max(self) -> usize {
        match self {
            Density::Large | Density::Normal => 4,
            Density::Snug => 2,
            Density::Slim | Density::Small | Density::Tiny => 1,
        }
    }

    /// Whether cells are plain, without offset or glyph.
    #[must_use]
    pub const fn is_plain(self) -> bool {
        matches!(self, Density::Slim | Density::Small | Density::Tiny)
    }

    /// Whether a row's label stands beside its lane, and nothing above or below it.
    #[must_use]
    pub const fn is_flat(self) -> bool {
        matches!(self, Density::Small | Density::Tiny)
    }

    /// The height of a row, without the gap after it.
    #[must_use]
    pub fn row_height(self) -> f64 {
        let metrics = self.metrics();
        metrics.label_height + metrics.position_height + metrics.cell_height + metrics.commit_height
    }
}

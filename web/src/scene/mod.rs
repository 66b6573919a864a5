//! What is drawn, and where: a [`Cluster`] goes in, shapes come out.
//!
//! Pure arithmetic, tested natively. Deliberately absent: the DOM, colours (they are classes in the style sheet) and any rule of
//! Kafka: every offset, epoch, role and assignment comes ready from a node's view or from the world's actors.

mod axis;
mod cables;
mod cards;
mod clients;
mod cluster;
mod contents;
mod density;
mod flight;
mod fold;
mod health;
mod lane;
mod layout;
mod marks;
mod message;
mod passport;
mod past;
mod sample;
mod standing;
mod stroke;
mod twice;
mod unread;
mod ways;

pub(crate) use axis::{float, whole};
pub use cables::Cable;
pub(crate) use cables::path;
pub use cards::{EnsembleCard, GroupCard, MemberChip, ProducerCard};
pub use clients::{Fate, Group, Member, Producer, letter};
pub use cluster::{Broker, BrokerState, Cluster, Copy, Ensemble, Fall, Link};
pub use contents::{Content, Contents, GLYPHS};
pub use density::Density;
pub use flight::{Doing, FALL, Path, Point, streams};
pub use fold::{Brick, Fold, fold};
pub use health::Health;
pub use lane::{BatchBracket, BrickShape, Cell, Chip, Fallen, Lane, Membership};
pub use layout::{BrokerColumn, Rect, Scene, Sight};
pub use marks::{CommitMark, LagBracket, PositionMark};
pub use message::{Flight, FlightKind, Place};
pub use passport::{Ack, Given, Known, Stamp};
pub use past::{Gap, Passed, Past};
pub use sample::{BrokerSample, GroupSample, PartitionSample, Sample, Samples};
pub(crate) use standing::alarm as partition_alarm;
pub use standing::{Alarm, Standing, epoch_at};
pub use twice::{Twice, all_twice};
pub use unread::{OVER, Spell, Unread};

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;

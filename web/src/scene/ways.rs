//! The ways of messages: from where on the stage to where.

use glasslog_core::id::{BrokerId, PartitionIndex};

use super::{BrokerColumn, Flight, Path, Place, Point, Scene};

/// Requests bow so far to one side, replies to the other, so that they pass each other.
const BOW: f64 = 24.0;

impl Scene {
    /// The way of a message; none if one of its ends is not on the stage.
    #[must_use]
    pub fn path(&self, flight: &Flight) -> Option<Path> {
        let from = self.end(flight.from, flight.to, flight)?;
        let to = self.end(flight.to, flight.from, flight)?;
        let bow = if flight.answer { BOW } else { -BOW };
        let aside = match (flight.from, flight.to) {
            // from column to column: above there, below back
            (Place::Broker(_), Place::Broker(_)) => Point { x: 0.0, y: bow },
            (Place::Ensemble, _) | (_, Place::Ensemble) => Point { x: bow / 3.0, y: 0.0 },
            _ => Point { x: bow, y: 0.0 },
        };
        Some(Path::bowed(from, to, aside))
    }

    fn end(&self, place: Place, other: Place, flight: &Flight) -> Option<Point> {
        match place {
            Place::Producer(id) => {
                let card = self.producers.iter().find(|card| card.producer.id == id)?;
                Some(Point { x: card.rect.x + card.rect.width / 2.0, y: card.rect.bottom() })
            }
            Place::Consumer(id) => {
                let mut chips = self.groups.iter().flat_map(|group| &group.members);
                let chip = chips.find(|chip| chip.id == id)?;
                Some(Point { x: chip.rect.x + chip.rect.width / 2.0, y: chip.rect.y })
            }
            Place::Ensemble => {
                let rect = self.ensemble.as_ref()?.rect;
                Some(Point { x: rect.x + rect.width / 2.0, y: rect.bottom() })
            }
            Place::Broker(id) => {
                let column = self.column(id)?;
                let about = flight.about.as_ref();
                if let Some(lane) = about.and_then(|(topic, partition)| self.lane(id, topic, *partition)) {
                    return Some(lane.mouth());
                }
                Some(match other {
                    Place::Ensemble => column.uplink(),
                    Place::Broker(_) => Point { x: column.middle(), y: column.rect.y + 20.0 },
                    Place::Producer(_) => Point { x: column.middle(), y: column.rect.y },
                    Place::Consumer(_) => Point { x: column.middle(), y: column.rect.bottom() },
                })
            }
        }
    }

    /// The column of a broker.
    #[must_use]
    pub fn column(&self, id: BrokerId) -> Option<&BrokerColumn> {
        self.brokers.iter().find(|column| column.broker.id == id)
    }

    /// The lane of a partition on a broker.
    #[must_use]
    pub fn lane(&self, broker: BrokerId, topic: &str, partition: PartitionIndex) -> Option<&std::rc::Rc<super::Lane>> {
        self.column(broker)?.lanes.iter().find(|lane| lane.topic == *topic && lane.partition == partition)
    }
}

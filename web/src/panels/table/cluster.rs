//! The cluster, row by row: brokers and the ensemble, copies, links, and what is on its way.

use super::Listing;
use crate::panels::card::flight as message;
use crate::scene::{Cluster, FlightKind, Standing, partition_alarm};
use crate::source::words;
use crate::stage::words as shapes;

/// The ensemble, where it is one of its own.
pub(super) fn ensemble(cluster: &Cluster) -> Listing {
    let rows = cluster.ensemble.iter().map(|ensemble| {
        let controller = if ensemble.has_controller { "there" } else { "none" };
        vec!["Ensemble".to_owned(), controller.to_owned(), ensemble.epoch.to_string(), ensemble.changes.to_string()]
    });
    Listing {
        caption: "The ensemble, which orders metadata",
        columns: &[("Who", false, ""), ("Controller", false, ""), ("Epoch", true, ""), ("Changes so far", true, "")],
        rows: rows.collect(),
    }
}

/// The brokers.
pub(super) fn brokers(cluster: &Cluster) -> Listing {
    let rows = cluster.brokers.iter().map(|broker| {
        let leads = cluster.partitions(true).into_iter().filter(|(topic, partition)| {
            cluster.leading(topic, *partition).is_some_and(|copy| copy.view.leader == Some(broker.id))
        });
        let copies = cluster.copies.iter().filter(|copy| copy.broker == broker.id);
        let disk = match broker.disk_slowness {
            _ if broker.has_empty_disk() => "empty".to_owned(),
            0 | 1 => String::new(),
            times => format!("{times} times slower"),
        };
        let (leads, copies) = (leads.count().to_string(), copies.count().to_string());
        vec![broker.id.to_string(), broker.word().to_owned(), leads, copies, disk]
    });
    Listing {
        caption: "Brokers",
        columns: &[
            ("Broker", false, ""),
            ("State", false, ""),
            ("Leads", true, ""),
            ("Copies", true, ""),
            ("Disk", false, "as usual"),
        ],
        rows: rows.collect(),
    }
}

/// The copies of all partitions.
pub(super) fn copies(cluster: &Cluster, internal: bool) -> Listing {
    let rows = cluster.copies.iter().filter(|copy| internal || !copy.view.internal).map(|copy| {
        let view = &copy.view;
        let leading = cluster.leading(&view.topic, view.partition).unwrap_or(copy);
        // of the partition as a whole one copy speaks
        let speaks = leading.broker == copy.broker;
        let trouble = partition_alarm(cluster, leading).filter(|_| speaks).map(|alarm| alarm.words());
        let isr = match view.elr.as_slice() {
            _ if !speaks => String::new(),
            [] => words::brokers(&view.isr),
            elr => format!("{} (may lead: {})", words::brokers(&view.isr), words::brokers(elr)),
        };
        vec![
            format!("{}-{}", view.topic, view.partition),
            copy.broker.to_string(),
            Standing::of(cluster.broker(copy.broker), copy, leading).word(),
            isr,
            view.leader_epoch.to_string(),
            view.log_start.to_string(),
            view.high_watermark.to_string(),
            view.log_end.to_string(),
            trouble.unwrap_or_default(),
        ]
    });
    Listing {
        caption: "Copies of partitions",
        columns: &[
            ("Partition", false, ""),
            ("On", true, ""),
            ("Role", false, ""),
            ("ISR", false, "its leader says"),
            ("Epoch", true, ""),
            ("From", true, ""),
            ("HW", true, ""),
            ("End", true, ""),
            ("Trouble", false, "none"),
        ],
        rows: rows.collect(),
    }
}

/// Records that stand in a log more than once.
pub(super) fn twice(cluster: &Cluster) -> Listing {
    let rows = cluster.twice.iter().map(|twice| vec![format!("{}-{}", twice.topic, twice.partition), twice.words()]);
    Listing {
        caption: "Records that stand twice",
        columns: &[("Partition", false, ""), ("A record", false, "")],
        rows: rows.collect(),
    }
}

/// Links that are not as good as any.
pub(super) fn links(cluster: &Cluster) -> Listing {
    let rows = cluster.links.iter().map(|link| vec![shapes::link(link.one, link.other), shapes::state(link)]);
    Listing {
        caption: "Links that are not whole",
        columns: &[("Link", false, ""), ("State", false, "")],
        rows: rows.collect(),
    }
}

/// What the stage draws on its way.
pub(super) fn messages(cluster: &Cluster) -> Listing {
    let drawn =
        cluster.flights.iter().filter(|flight| !matches!(flight.kind, FlightKind::Heartbeat | FlightKind::Connection));
    let rows = drawn.map(|flight| {
        let end = |place| message::named(place, cluster).0;
        vec![message::what(flight), end(flight.from), end(flight.to), message::state(flight, cluster)]
    });
    Listing {
        caption: "Messages on their way",
        columns: &[("Message", false, ""), ("From", false, ""), ("To", false, ""), ("State", false, "")],
        rows: rows.collect(),
    }
}

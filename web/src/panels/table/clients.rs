//! Those who write and read, row by row: producers, groups, members, and where each group stands.

use super::Listing;
use crate::scene::{Cluster, Fate, Group};

/// Producers, how they send, and what became of it.
pub(super) fn producers(cluster: &Cluster) -> Listing {
    let rows = cluster.producers.iter().map(|producer| {
        let [sent, acked, failed] = producer.counts.map(|count| count.to_string());
        let (label, topic, settings) = (producer.label.clone(), producer.topic.clone(), producer.settings.clone());
        vec![label, topic, settings, sent, acked, failed, fates(&producer.fates)]
    });
    Listing {
        caption: "Producers",
        columns: &[
            ("Producer", false, ""),
            ("Writes to", false, ""),
            ("How", false, ""),
            ("Sent", true, ""),
            ("Acknowledged", true, ""),
            ("Refused", true, ""),
            ("Last sends, oldest first", false, "none yet"),
        ],
        rows: rows.collect(),
    }
}

/// What became of the last sends; those of one fate that follow each other are counted.
fn fates(fates: &[Fate]) -> String {
    let alike = fates.chunk_by(|one, other| one == other);
    let said = alike.filter_map(|alike| {
        let what = match alike.first()? {
            Fate::Waiting => "waiting",
            Fate::Acked => "acknowledged",
            Fate::Unasked => "sent, no answer wanted",
            Fate::Failed => "refused or given up",
        };
        Some(format!("{} {what}", alike.len()))
    });
    said.collect::<Vec<_>>().join(", ")
}

fn name(group: &Group) -> String {
    format!("{} {}", group.letter, group.name)
}

/// Groups, as their coordinators see them.
pub(super) fn groups(cluster: &Cluster) -> Listing {
    let rows = cluster.groups.iter().map(|group| {
        let view = group.view.as_ref();
        vec![
            name(group),
            view.map(|view| view.state.to_string()).unwrap_or_default(),
            view.map(|view| view.generation.to_string()).unwrap_or_default(),
            group.coordinator.map(|broker| broker.to_string()).unwrap_or_default(),
            group.members.len().to_string(),
            cluster.total_lag(group).map(|lag| lag.to_string()).unwrap_or_default(),
        ]
    });
    Listing {
        caption: "Groups",
        columns: &[
            ("Group", false, ""),
            ("State", false, "not known to a broker yet"),
            ("Generation", true, "none yet"),
            ("Coordinator", true, "not known"),
            ("Members", true, ""),
            ("Lag", true, "nothing committed yet"),
        ],
        rows: rows.collect(),
    }
}

/// Members, and their shares.
pub(super) fn members(cluster: &Cluster) -> Listing {
    let all = cluster.groups.iter().flat_map(|group| group.members.iter().map(move |member| (group, member)));
    let rows = all.map(|(group, member)| {
        let share: Vec<String> =
            member.assignment.iter().map(|(topic, partition)| format!("{topic}-{partition}")).collect();
        vec![
            member.label.clone(),
            name(group),
            member.state.clone(),
            share.join(", "),
            member.processed.map(|count| count.to_string()).unwrap_or_default(),
        ]
    });
    Listing {
        caption: "Members",
        columns: &[
            ("Member", false, ""),
            ("Group", false, ""),
            ("State", false, "not known"),
            ("Reads", false, "no partition"),
            ("Processed", true, "not known"),
        ],
        rows: rows.collect(),
    }
}

/// Where each group stands in each partition that it has to do with.
pub(super) fn readers(cluster: &Cluster, internal: bool) -> Listing {
    let shown = cluster.partitions(internal);
    let of = |group| {
        let places = cluster.partitions_of(group).into_iter().filter(|place| shown.contains(place));
        places.map(move |(topic, partition)| (group, topic, partition))
    };
    let rows = cluster.groups.iter().flat_map(of).map(|(group, topic, partition)| {
        let reader = group.reader(&topic, partition);
        let positions = reader.iter().flat_map(|reader| &reader.positions);
        let mut here = positions.filter(|(name, index, _)| *name == topic && *index == partition);
        let next = here.next().map(|(_, _, offset)| offset.to_string());
        vec![
            format!("{} {topic}-{partition}", group.letter),
            reader.map(|reader| reader.label.clone()).unwrap_or_default(),
            next.unwrap_or_default(),
            group.commit(&topic, partition).map(|offset| offset.to_string()).unwrap_or_default(),
            cluster.lag(group, &topic, partition).map(|lag| lag.to_string()).unwrap_or_default(),
        ]
    });
    Listing {
        caption: "Who reads what",
        columns: &[
            ("Group, partition", false, ""),
            ("Reader", false, "nobody"),
            ("Next", true, "not known"),
            ("Commit", true, "nothing committed yet"),
            ("Lag", true, "nothing committed yet"),
        ],
        rows: rows.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fates_that_follow_each_other_are_counted() {
        use Fate::{Acked, Failed, Waiting};
        assert_eq!(fates(&[Acked, Acked, Failed, Waiting]), "2 acknowledged, 1 refused or given up, 1 waiting");
        assert_eq!(fates(&[]), "");
    }
}

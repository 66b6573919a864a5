//! What the node finds worth telling, as lines of the log.

use glasslog_core::effect::Note;

/// Logs a note.
pub(super) fn log(note: &Note) {
    match note {
        Note::Serving => tracing::info!("serving"),
        Note::TopicCreated { topic, partitions } => tracing::info!("topic {topic} made, {partitions} partitions"),
        Note::TopicDeleted { topic } => tracing::info!("topic {topic} deleted"),
        Note::PartitionOnline { topic, partition, leader_epoch, end, torn_bytes, damaged_at } => {
            tracing::debug!("{topic}-{partition} is online: log end {end}, leader epoch {leader_epoch}");
            if *torn_bytes > 0 {
                tracing::warn!(
                    "{topic}-{partition}: {torn_bytes} bytes at the end were cut off after a crash; they were never acknowledged"
                );
            }
            if let Some(offset) = damaged_at {
                tracing::error!(
                    "{topic}-{partition} is damaged at offset {offset}: reads of that range fail, nothing was thrown away. Restore its segment from a copy, or delete the topic"
                );
            }
        }
        Note::PartitionFull { topic, partition } => tracing::error!(
            "no space is left for {topic}-{partition}: it can be read, and takes records again as soon as there is room. Free some space, or let old records go sooner (retention.ms, retention.bytes)"
        ),
        Note::PartitionHalted { topic, partition, fault } => tracing::error!(
            "{topic}-{partition} halted ({fault:?}): its disk failed, so it takes and gives no more records until this server is started again"
        ),
        Note::RecordsExpired { topic, partition, start } => {
            tracing::info!("{topic}-{partition} begins at offset {start} now, as its retention says");
        }
        Note::Rebalancing { group, generation, reason } => {
            tracing::info!("group {group} rebalances after generation {generation}: {reason}");
        }
        Note::Stable { group, generation, members } => {
            tracing::info!("group {group} is stable in generation {generation} with {members} members");
        }
        Note::MemberExpired { group, member } => {
            tracing::info!("group {group}: member {member} was silent for longer than its session timeout");
        }
        Note::GroupsLoaded { partition, groups } => {
            tracing::debug!("groups of offsets partition {partition} are loaded: {groups}");
        }
    }
}

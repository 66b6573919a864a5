//! What nodes and the controller find worth telling, as lines of the log.

use glasslog_core::{effect::Note, id::BrokerId};

/// Logs what a broker's node notes.
pub(super) fn log(broker: BrokerId, note: &Note) {
    let _about = tracing::error_span!("broker", id = broker.0).entered();
    log_of_nobody(note);
}

/// Logs what the controller notes.
pub(super) fn log_of_nobody(note: &Note) {
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
        Note::LeadershipBegins { topic, partition, leader_epoch, end } => {
            tracing::info!("leads {topic}-{partition} now, in leader epoch {leader_epoch} from offset {end}");
        }
        Note::LeadershipEnds { topic, partition, leader, leader_epoch } => match leader {
            Some(leader) => {
                tracing::info!("broker {leader} leads {topic}-{partition} now, in leader epoch {leader_epoch}");
            }
            None => tracing::warn!("nobody leads {topic}-{partition} now, in leader epoch {leader_epoch}"),
        },
        Note::IsrChanged { topic, partition, from, to } => {
            tracing::info!("{topic}-{partition} is in sync on brokers {}, before on {}", list(to), list(from));
        }
        Note::NotRegistered { reason } => tracing::error!("cannot join the cluster yet: {reason}"),
        Note::Truncated { topic, partition, from, to } => tracing::info!(
            "{topic}-{partition}: cut from offset {from} to {to}, as its leader has it; what went was never acknowledged by all in sync"
        ),
        Note::BrokerFenced { broker } => {
            tracing::warn!("broker {broker} is out of the cluster: others lead what it led")
        }
        Note::BrokerUnfenced { broker } => tracing::info!("broker {broker} is in the cluster"),
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

fn list(brokers: &[BrokerId]) -> String {
    brokers.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

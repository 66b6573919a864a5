//! What nodes and the controller find worth telling, as lines of the log.

use glasslog_core::{effect::Note, id::BrokerId};

/// So many partitions are named in one line.
const NAMED: usize = 5;

/// Logs what a broker's node notes. What concerns many partitions at once is one line for all of them.
#[derive(Debug)]
pub(super) struct Notes {
    broker: BrokerId,
    /// It hands over: what it loses is nothing to worry about.
    pub(super) leaving: bool,
    begun: Vec<String>,
    leaderless: Vec<String>,
    shrunk: Vec<String>,
    grown: Vec<String>,
}

impl Notes {
    pub(super) fn of(broker: BrokerId) -> Notes {
        let (begun, leaderless, shrunk, grown) = Default::default();
        Notes { broker, leaving: false, begun, leaderless, shrunk, grown }
    }

    pub(super) fn take(&mut self, note: &Note) {
        let _about = tracing::error_span!("broker", id = self.broker.0).entered();
        match note {
            Note::LeadershipBegins { topic, partition, .. } => self.begun.push(format!("{topic}-{partition}")),
            Note::LeadershipEnds { topic, partition, leader: None, .. } if !self.leaving => {
                self.leaderless.push(format!("{topic}-{partition}"));
            }
            Note::IsrChanged { topic, partition, from, to } if !self.leaving => {
                let list = if to.len() < from.len() { &mut self.shrunk } else { &mut self.grown };
                list.push(format!("{topic}-{partition} on {}", brokers(to)));
            }
            _ => {}
        }
        log(note);
    }

    /// Tells what has gathered.
    pub(super) fn tell(&mut self) {
        if [&self.begun, &self.leaderless, &self.shrunk, &self.grown].iter().all(|list| list.is_empty()) {
            return;
        }
        let _about = tracing::error_span!("broker", id = self.broker.0).entered();
        if let Some(list) = some(&mut self.begun) {
            tracing::info!("leads now: {list}");
        }
        if let Some(list) = some(&mut self.leaderless) {
            tracing::warn!("nobody leads now: {list}");
        }
        if let Some(list) = some(&mut self.shrunk) {
            tracing::warn!("fewer copies in sync: {list}");
        }
        if let Some(list) = some(&mut self.grown) {
            tracing::info!("more copies in sync: {list}");
        }
    }
}

/// The first few of a list, and how many more there are.
fn some(list: &mut Vec<String>) -> Option<String> {
    let all = std::mem::take(list);
    let more = all.len().saturating_sub(NAMED);
    let named = all.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!all.is_empty()).then(|| named + &rest)
}

fn brokers(list: &[BrokerId]) -> String {
    list.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// Logs what the controller notes, or one of a broker's notes.
pub(super) fn log(note: &Note) {
    match note {
        Note::Serving => tracing::info!("serving"),
        Note::TopicCreated { topic, partitions } => tracing::info!("topic {topic} made, {partitions} partitions"),
        Note::TopicNotCreated { topic, reason } => {
            tracing::warn!("topic {topic} was named, and cannot be made by itself: {reason}");
        }
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
            tracing::debug!("leads {topic}-{partition} in leader epoch {leader_epoch} from offset {end}");
        }
        Note::LeadershipEnds { topic, partition, leader, leader_epoch } => {
            let leader = leader.map_or("nobody".to_owned(), |leader| format!("broker {leader}"));
            tracing::debug!("{leader} leads {topic}-{partition} in leader epoch {leader_epoch}");
        }
        Note::IsrChanged { topic, partition, from, to } => {
            tracing::debug!("{topic}-{partition} is in sync on {}, before on {}", brokers(to), brokers(from));
        }
        Note::NotRegistered { reason } => tracing::error!("cannot join the cluster yet: {reason}"),
        Note::Truncated { topic, partition, from, to } => tracing::info!(
            "{topic}-{partition}: cut from offset {from} to {to}, as its leader has it; what went was never acknowledged by all in sync"
        ),
        Note::BrokerFenced { broker } => {
            tracing::info!("broker {broker} is out of the cluster")
        }
        Note::BrokerUnfenced { broker } => tracing::info!("broker {broker} is in the cluster"),
        Note::PartitionFull { topic, partition } => tracing::error!(
            "no space is left for {topic}-{partition}: it can be read, and takes records again as soon as there is room. Free some space, or let old records go sooner (retention.ms, retention.bytes)"
        ),
        Note::PartitionHalted { topic, partition, fault } => tracing::error!(
            "{topic}-{partition} halted ({fault:?}): its disk failed, so it takes and gives no more records. What was acknowledged was synced before: see to the disk, then start this server again"
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_partitions_are_one_line() {
        let mut list: Vec<String> = (0..7).map(|n| format!("t-{n}")).collect();
        assert_eq!(some(&mut list).as_deref(), Some("t-0, t-1, t-2, t-3, t-4 and 2 more"));
        assert_eq!(some(&mut list), None, "told once");
    }
}

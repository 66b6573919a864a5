//! A group is sent elsewhere: to the beginning, to the end, to an offset; as Kafka's own tool does it, or without its questions.

use glasslog_core::{
    id::{Offset, PartitionIndex},
    name::Text,
    view::{CommitView, GroupView, PartitionView, Seq},
};
use glasslog_sim::{Action, World};

use crate::sense;
use crate::words::{Wrong, quoted, wrong};

/// Where a group shall go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// At the first record that is there.
    Earliest,
    /// Behind the last one that can be read.
    Latest,
    /// At this offset, or the nearest one that is there.
    Offset(i64),
    /// So many records later than its commit, or earlier.
    Shift(i64),
}

/// A group shall go on elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Rewind {
    /// The group.
    pub group: Text,
    /// The topic; all that it has committed where none is named.
    pub topic: Option<Text>,
    /// Its partitions; all where none is named.
    pub partitions: Vec<i32>,
    /// Where it shall go on.
    pub to: To,
    /// Whether it is asked first if the group has members, as Kafka's own tool does; else its coordinator refuses.
    pub asks: bool,
}

impl Rewind {
    /// What it is in a world: a commit for each partition.
    pub(crate) fn actions(&self, world: &World) -> Result<Vec<Action>, Wrong> {
        let Rewind { group, topic, .. } = self;
        topic.iter().try_for_each(|topic| sense::is_topic(world, topic))?;
        sense::is_group(world, &world.actors(), group)?;
        let shown = Shown::of(world);
        let known = shown.group(group);
        if let Some(view) = known.filter(|view| self.asks && !matches!(view.state.as_str(), "Empty" | "Dead")) {
            return wrong(format!(
                "Assignments can only be reset if the group '{group}' is inactive, but the current state is {}. Stop its members first.",
                view.state
            ));
        }
        let mut topics: Vec<&Text> = match topic {
            Some(topic) => vec![topic],
            None => known.iter().flat_map(|view| &view.commits).map(|commit| &commit.topic).collect(),
        };
        topics.dedup();
        let resets =
            topics.into_iter().map(|topic| self.resets(world, &shown, topic)).collect::<Result<Vec<_>, _>>()?;
        Ok(resets.into_iter().flatten().collect())
    }

    /// A commit for each partition of a topic.
    fn resets(&self, world: &World, shown: &Shown, topic: &Text) -> Result<Vec<Action>, Wrong> {
        let Rewind { group, partitions, to, .. } = self;
        let count = world.image().topic_named(topic).map_or(0, |(_, topic)| topic.partitions.len());
        let all = (0..).take(count).collect();
        let partitions = if partitions.is_empty() { &all } else { partitions };
        let reset = |index: &i32| {
            let partition = PartitionIndex(*index);
            sense::is_partition(world, topic, partition)?;
            let Some(led) = shown.led(topic, partition) else {
                return wrong(format!("{topic}-{index} has no leader that could say what is there"));
            };
            let (first, end) = (led.log_start, led.high_watermark);
            let offset = match *to {
                To::Earliest => first,
                To::Latest => end,
                To::Offset(offset) => Offset(offset),
                To::Shift(by) => match shown.commit(group, topic, partition) {
                    Some(commit) => Offset(commit.0.saturating_add(by)),
                    None => {
                        return wrong(format!(
                            "Cannot shift offset for partition {topic}-{index} since there is no current committed offset"
                        ));
                    }
                },
            };
            let offset = offset.clamp(first, end.max(first));
            Ok(Action::ResetCommit { group: group.clone(), topic: topic.clone(), partition, offset })
        };
        partitions.iter().map(reset).collect()
    }

    /// The line that says it.
    pub(crate) fn say(&self) -> String {
        let Rewind { group, topic, partitions, to, asks } = self;
        if !asks {
            let (topic, index) = (topic.as_deref().unwrap_or_default(), partitions.first().copied().unwrap_or(0));
            return format!(
                "reset {} {topic}-{index} {}",
                quoted(group),
                if *to == To::Latest { "latest" } else { "earliest" }
            );
        }
        let numbers: Vec<String> = partitions.iter().map(ToString::to_string).collect();
        let place = match topic {
            None => "--all-topics".to_owned(),
            Some(topic) if numbers.is_empty() => format!("--topic {topic}"),
            Some(topic) => format!("--topic {topic}:{}", numbers.join(",")),
        };
        let to = match to {
            To::Earliest => "--to-earliest".to_owned(),
            To::Latest => "--to-latest".to_owned(),
            To::Offset(offset) => format!("--to-offset {offset}"),
            To::Shift(by) => format!("--shift-by {by}"),
        };
        format!("kafka-consumer-groups.sh --group {} {place} --reset-offsets {to} --execute", quoted(group))
    }
}

/// What the brokers that run show now.
struct Shown {
    groups: Vec<GroupView>,
    partitions: Vec<PartitionView>,
}

impl Shown {
    fn of(world: &World) -> Shown {
        let mut world = world.clone();
        let mut shown = Shown { groups: Vec::new(), partitions: Vec::new() };
        for status in world.brokers() {
            let delta = world.node_changes(status.id, Seq(0));
            shown.groups.extend(delta.groups);
            shown.partitions.extend(delta.partitions.into_iter().filter(|view| view.leader == Some(status.id)));
        }
        shown
    }

    /// A group as its coordinator shows it: where two brokers show it, the one with more generations knows more.
    fn group(&self, name: &str) -> Option<&GroupView> {
        self.groups.iter().filter(|view| view.group == *name).max_by_key(|view| view.generation)
    }

    fn commit(&self, group: &str, topic: &str, partition: PartitionIndex) -> Option<Offset> {
        let here = |commit: &&CommitView| commit.topic == *topic && commit.partition == partition;
        self.group(group)?.commits.iter().find(here).map(|commit| commit.offset)
    }

    /// A partition as its leader shows it: where two take themselves for it, the one of the later epoch is.
    fn led(&self, topic: &str, partition: PartitionIndex) -> Option<&PartitionView> {
        let here = |view: &&PartitionView| view.topic == *topic && view.partition == partition;
        self.partitions.iter().filter(here).max_by_key(|view| view.leader_epoch)
    }
}

#[cfg(test)]
mod tests {
    use glasslog_sim::{Scenario, Timeline};

    use super::*;
    use crate::Command;

    /// What a line does in a world, or what is wrong with it.
    fn offsets(world: &Timeline, line: &str) -> Result<Vec<i64>, String> {
        let Ok(Command::Do(deed)) = Command::parse(line) else { panic!("{line} is no deed") };
        let actions = deed.actions(world.world()).map_err(|wrong| wrong.0)?;
        let offset = |action: Action| match action {
            Action::ResetCommit { offset, .. } => offset.0,
            other => panic!("{line}: {other:?}"),
        };
        Ok(actions.into_iter().map(offset).collect())
    }

    fn act(world: &mut Timeline, line: &str) {
        let Ok(Command::Do(deed)) = Command::parse(line) else { panic!("{line} is no deed") };
        for action in deed.actions(world.world()).expect(line) {
            world.act(action);
        }
    }

    #[test]
    fn a_group_is_sent_elsewhere_as_kafka_s_own_tool_does_it() {
        let mut world = Timeline::new(Scenario::playground(), 1);
        world.seek_step(4_000);
        let tool = |rest: &str| {
            format!(
                "kafka-consumer-groups.sh --bootstrap-server localhost:9092 --group items-group --topic {rest} --execute"
            )
        };
        let busy = offsets(&world, &tool("items-list:0 --reset-offsets --to-earliest")).expect_err("it has members");
        assert!(
            busy.starts_with(
                "Assignments can only be reset if the group 'items-group' is inactive, but the current state is Stable."
            ),
            "{busy}"
        );
        // without the tool nobody asks: the coordinator refuses
        assert_eq!(offsets(&world, "reset items-group items-list-0 earliest"), Ok(vec![0]));
        let names: Vec<String> = world.world().actors().iter().map(|actor| actor.name.to_string()).collect();
        for name in &names {
            act(&mut world, &format!("leave {name}"));
        }
        world.run_until(world.now() + std::time::Duration::from_secs(3));
        let ends = offsets(&world, &tool("items-list --reset-offsets --to-latest")).expect("it has no members");
        assert!(ends.len() == 2 && ends.iter().all(|end| *end > 0), "{ends:?}");
        assert_eq!(offsets(&world, &tool("items-list --reset-offsets --to-earliest")), Ok(vec![0, 0]));
        assert_eq!(offsets(&world, &tool("items-list:1 --reset-offsets --to-offset 1")), Ok(vec![1]));
        assert_eq!(
            offsets(&world, &tool("items-list:1,0 --reset-offsets --to-offset 999999")),
            Ok(vec![ends[1], ends[0]])
        );
        assert_eq!(offsets(&world, &tool("items-list:0 --reset-offsets --shift-by -1")), Ok(vec![ends[0] - 1]));
        assert_eq!(offsets(&world, &tool("items-list:0 --reset-offsets --shift-by -999999")), Ok(vec![0]));
        assert_eq!(offsets(&world, "reset items-group items-list-0 latest"), Ok(vec![ends[0]]));
        let all = "kafka-consumer-groups.sh --group items-group --all-topics --reset-offsets --to-latest --execute";
        assert_eq!(offsets(&world, all), Ok(ends));
        for (line, fault) in [
            ("reset nope items-list-0 1", "there is no group \"nope\"; there are items-group"),
            ("reset items-group items-list-9 1", "there is no partition items-list-9: items-list has 2"),
            ("reset items-group items-list-0 -5", "offset -5: say 0 or more"),
            ("reset items-group items-list-9 latest", "there is no partition items-list-9: items-list has 2"),
            ("reset items-group nothing-0 latest", "there is no topic \"nothing\": make it first, with topic nothing"),
        ] {
            assert_eq!(offsets(&world, line), Err(fault.to_owned()), "{line}");
        }
    }
}

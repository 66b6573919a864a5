//! What the native tools' commands for an act would be.

/// The address in the commands: a broker on one's own machine.
pub const LOCAL: &str = "localhost:9092";
const SERVER: &str = "--bootstrap-server localhost:9092";

/// A topic is created, with settings of its own as `key=value`.
#[must_use]
pub fn create_topic(name: &str, partitions: i32, factor: i16, configs: &[String]) -> String {
    let mut command = format!(
        "kafka-topics.sh {SERVER} --create --topic {} --partitions {partitions} --replication-factor {factor}",
        quoted(name)
    );
    for config in configs {
        command += &format!(" --config {}", quoted(config));
    }
    command
}

/// A topic gets more partitions.
#[must_use]
pub fn add_partitions(name: &str, count: i32) -> String {
    format!("kafka-topics.sh {SERVER} --alter --topic {} --partitions {count}", quoted(name))
}

/// Something is done to a broker of a server: `stop`, `kill`, `start`.
#[must_use]
pub fn brokers(verb: &str, broker: i32) -> String {
    format!("glasslog brokers {verb} {broker}")
}

/// A topic is deleted.
#[must_use]
pub fn delete_topic(name: &str) -> String {
    format!("kafka-topics.sh {SERVER} --delete --topic {}", quoted(name))
}

/// A record is sent.
#[must_use]
pub fn send(topic: &str, key: Option<&str>, value: &str) -> String {
    let tool = format!("kafka-console-producer.sh {SERVER} --topic {}", quoted(topic));
    match key {
        Some(key) => {
            let line = quoted(&format!("{key}|{value}"));
            format!("echo {line} | {tool} --property parse.key=true --property 'key.separator=|'")
        }
        None => format!("echo {} | {tool}", quoted(value)),
    }
}

/// A producer begins, with this setting of acks.
#[must_use]
pub fn producer(topic: &str, acks: &str) -> String {
    format!("kafka-console-producer.sh {SERVER} --topic {} --producer-property acks={acks}", quoted(topic))
}

/// A setting that a producer begins with.
#[must_use]
pub fn producer_property(setting: &str, value: &str) -> String {
    format!(" --producer-property {}", quoted(&format!("{setting}={value}")))
}

/// A consumer begins.
#[must_use]
pub fn consumer(topic: &str, group: &str) -> String {
    format!("kafka-console-consumer.sh {SERVER} --topic {} --group {} --from-beginning", quoted(topic), quoted(group))
}

/// A setting that a consumer begins with.
#[must_use]
pub fn consumer_property(setting: &str, value: &str) -> String {
    format!(" --consumer-property {}", quoted(&format!("{setting}={value}")))
}

/// A group is looked at.
#[must_use]
pub fn describe_group(group: &str) -> String {
    format!("kafka-consumer-groups.sh {SERVER} --describe --group {}", quoted(group))
}

/// A group shall go on elsewhere.
#[must_use]
pub fn reset_group(group: &str, topic: &str, partition: i32, offset: i64) -> String {
    let (group, place) = (quoted(group), quoted(&format!("{topic}:{partition}")));
    format!(
        "kafka-consumer-groups.sh {SERVER} --group {group} --topic {place} --reset-offsets --to-offset {offset} --execute"
    )
}

/// A group shall go on at the beginning of a partition, or at its end.
#[must_use]
pub fn reset_group_to(group: &str, topic: &str, partition: i32, earliest: bool) -> String {
    let (group, place) = (quoted(group), quoted(&format!("{topic}:{partition}")));
    let to = if earliest { "earliest" } else { "latest" };
    format!("kafka-consumer-groups.sh {SERVER} --group {group} --topic {place} --reset-offsets --to-{to} --execute")
}

/// A group shall go on at the beginning of all that it reads, or at the end.
#[must_use]
pub fn reset_whole_group_to(group: &str, earliest: bool) -> String {
    let (group, to) = (quoted(group), if earliest { "earliest" } else { "latest" });
    format!("kafka-consumer-groups.sh {SERVER} --group {group} --all-topics --reset-offsets --to-{to} --execute")
}

/// A partition is looked at.
#[must_use]
pub fn describe_topic(topic: &str) -> String {
    format!("kafka-topics.sh {SERVER} --describe --topic {}", quoted(topic))
}

/// A record is read again.
#[must_use]
pub fn read(topic: &str, partition: i32, offset: i64) -> String {
    let topic = quoted(topic);
    format!(
        "kafka-console-consumer.sh {SERVER} --topic {topic} --partition {partition} --offset {offset} --max-messages 1"
    )
}

/// For a shell: as it is where nothing in it is special, else in single quotes.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-/=".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reset_that_is_shown_can_be_typed() {
        for line in
            [reset_group("my group", "t", 1, 4), reset_group_to("g", "t", 0, true), reset_whole_group_to("g", false)]
        {
            assert!(glasslog_levels::Command::parse(&line).is_ok(), "{line}");
        }
    }

    #[test]
    fn what_people_type_cannot_leave_its_quotes() {
        assert_eq!(quoted("items-list"), "items-list");
        assert_eq!(quoted("a'; rm -rf ~ #"), r"'a'\''; rm -rf ~ #'");
        assert_eq!(quoted(""), "''");
        assert!(send("t", Some("k"), "{\"n\": 1}").starts_with("echo 'k|{\"n\": 1}' | "));
    }
}

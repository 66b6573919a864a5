use crate::sorted::SortedMap;
use alloc::{vec, vec::Vec};
use core::time::Duration;

use super::{
    table::{Rule, Support, TABLE, find},
    *,
};
use crate::{
    config::Config,
    id::BrokerId,
    request::{AlterResource, ConfigOperation, Resource},
    response::{ConfigEntry, ConfigSource, ConfigType},
};

fn texts(list: &[(&str, &str)]) -> Vec<(Text, Text)> {
    list.iter().map(|(name, value)| (Text::from(*name), Text::from(*value))).collect()
}

fn own(list: &[(&str, &str)]) -> SortedMap<Text, Text> {
    texts(list).into_iter().collect()
}

fn resolve(list: &[(&str, &str)]) -> Result<TopicSettings, Refusal> {
    TopicSettings::resolve(texts(list).iter().map(|(k, v)| (k, v)))
}

fn create(list: &[(&str, &str)]) -> Result<SortedMap<Text, Text>, Refusal> {
    let asked: Vec<_> = texts(list).into_iter().map(|(name, value)| (name, Some(value))).collect();
    for_new_topic(&[], "t", &asked)
}

type Wanted<'a> = (&'a str, ConfigOperation, Option<&'a str>);
type Changes = Result<Vec<(Text, Option<Text>)>, Refusal>;

fn change(before: &[(&str, &str)], replace_all: bool, changes: &[(&str, ConfigOperation, Option<&str>)]) -> Changes {
    change_of("t")(before, replace_all, changes)
}

/// Changes the settings of the topic of that name.
fn change_of(topic: &str) -> impl Fn(&[(&str, &str)], bool, &[Wanted<'_>]) -> Changes {
    move |before, replace_all, changes| {
        let changes = changes.iter().map(|(name, op, value)| (Text::from(*name), *op, value.map(Text::from))).collect();
        alter(&[], &own(before), &AlterResource { resource: Resource::Topic(topic.into()), replace_all, changes })
    }
}

fn entry<'a>(entries: &'a [ConfigEntry], name: &str) -> &'a ConfigEntry {
    entries.iter().find(|entry| &*entry.name == name).unwrap_or_else(|| panic!("no {name}"))
}

#[test]
fn the_table_is_sorted_and_its_defaults_are_legal_and_those_in_force() {
    assert!(TABLE.is_sorted_by(|a, b| a.name < b.name));
    let defaults: Vec<_> = TABLE.iter().map(|setting| (setting.name, setting.default)).collect();
    assert_eq!(resolve(&defaults).unwrap(), TopicSettings::default());
    assert_eq!(create(&defaults).unwrap().len(), TABLE.len());
    assert!(find("message.format.version").is_none(), "Kafka 4 has it no more");
}

#[test]
fn later_layers_are_stronger() {
    let settings = resolve(&[("retention.ms", "1000"), ("segment.bytes", "4096"), ("retention.ms", "-1")]).unwrap();
    assert_eq!((settings.retention.age, settings.log.segment_bytes), (None, 4096));
    let settings = resolve(&[("retention.ms", "0"), ("retention.bytes", "7")]).unwrap();
    assert_eq!((settings.retention.age, settings.retention.bytes), (Some(Duration::ZERO), Some(7)));
    let settings = resolve(&[("message.timestamp.type", "LogAppendTime"), ("min.insync.replicas", "2")]).unwrap();
    assert_eq!((settings.timestamp_type, settings.min_insync_replicas), (TimestampType::LogAppendTime, 2));
    assert!(!resolve(&[("cleanup.policy", "compact")]).unwrap().delete);
    assert!(resolve(&[("cleanup.policy", "compact, delete")]).unwrap().delete);
}

#[test]
fn every_setting_refuses_what_its_rule_forbids_and_says_the_rule() {
    let samples = ["", "x", "-3", "-200000", "99999999999999999999", "1.5", "TRUE!", "compact,", "0:1,*"];
    for setting in TABLE {
        let mut refused = 0;
        for sample in samples {
            let outcome = resolve(&[(setting.name, sample)]);
            assert_eq!(outcome.is_ok(), setting.rule.allows(sample), "{} = {sample}", setting.name);
            if let Err(refusal) = outcome {
                let words = refusal.message.unwrap();
                assert_eq!(refusal.code, ErrorCode::InvalidConfig);
                assert!(words.contains(setting.name) && words.contains(&setting.rule.words()), "{words}");
                refused += 1;
            }
        }
        assert!(refused > 0, "{} takes anything", setting.name);
    }
}

#[test]
fn numbers_are_taken_up_to_their_bounds_and_not_beyond() {
    for (name, least, most) in TABLE.iter().filter_map(|setting| match setting.rule {
        Rule::Number(least, most) => Some((setting.name, i128::from(least), i128::from(most))),
        _ => None,
    }) {
        for (value, legal) in [(least - 1, false), (least, true), (most, true), (most + 1, false)] {
            let value = alloc::format!("{value}");
            assert_eq!(resolve(&[(name, &value)]).is_ok(), legal, "{name} = {value}");
        }
    }
}

#[test]
fn ratios_lie_between_zero_and_one() {
    for (value, legal) in [
        ("0", true),
        ("1", true),
        ("1.0", true),
        ("0.5", true),
        (".5", true),
        ("0.999", true),
        ("1.01", false),
        ("2", false),
        ("-0.1", false),
        (".", false),
        ("0.5.1", false),
        ("half", false),
    ] {
        assert_eq!(Rule::Ratio.allows(value), legal, "{value}");
    }
}

#[test]
fn what_cannot_be_had_is_refused_with_the_reason() {
    for (name, value) in [("compression.type", "zstd"), ("remote.storage.enable", "true")] {
        let refusal = create(&[(name, value)]).unwrap_err();
        assert_eq!(refusal.code, ErrorCode::InvalidConfig);
        let words = refusal.message.unwrap();
        let Some(Support::Only(only, why)) = find(name).map(|setting| setting.support) else { panic!("{name}") };
        assert!(words.contains(name) && words.contains(only) && words.contains(why), "{words}");
        assert_eq!(change(&[], false, &[(name, ConfigOperation::Set, Some(value))]).unwrap_err().code, refusal.code);
    }
    assert!(create(&[("flush.ms", "1000"), ("cleanup.policy", "compact,delete")]).is_ok());
    assert_eq!(create(&[("retention.msec", "1")]).unwrap_err().code, ErrorCode::InvalidConfig);
    let null = for_new_topic(&[], "t", &[("retention.ms".into(), None)]);
    assert_eq!(null.unwrap_err().code, ErrorCode::InvalidConfig);
}

#[test]
fn the_brokers_own_topic_never_loses_commits_to_age() {
    let made = for_new_topic(&[], crate::name::OFFSETS_TOPIC, &[]).unwrap();
    let settings = TopicSettings::resolve(&made).unwrap();
    assert!(settings.compact && !settings.delete);
    assert_eq!(settings.log.segment_bytes, 100 << 20);
    let tiny = texts(&[("segment.bytes", "4096")]);
    assert!(!for_new_topic(&tiny, crate::name::OFFSETS_TOPIC, &[]).unwrap().contains_key("segment.bytes"));
    let change = change_of(crate::name::OFFSETS_TOPIC);
    let before = [("cleanup.policy", "compact")];
    use ConfigOperation::{Append, Delete, Set, Subtract};
    for operation in [(Set, Some("delete")), (Delete, None), (Append, Some("delete")), (Subtract, Some("compact"))] {
        let refused = change(&before, false, &[("cleanup.policy", operation.0, operation.1)]);
        assert_eq!(refused.unwrap_err().code, ErrorCode::InvalidConfig, "{operation:?}");
    }
    assert!(change(&before, true, &[]).is_err(), "the older request would drop it in passing");
    let changed = change(&before, false, &[("segment.bytes", Set, Some("1048576"))]).unwrap();
    assert_eq!(changed, [("segment.bytes".into(), Some("1048576".into()))]);
}

#[test]
fn how_a_topic_is_compacted_follows_from_its_settings() {
    let settings = resolve(&[
        ("cleanup.policy", "delete,compact"),
        ("min.cleanable.dirty.ratio", "0.25"),
        ("min.compaction.lag.ms", "7"),
        ("max.compaction.lag.ms", "60000"),
        ("delete.retention.ms", "8"),
    ])
    .unwrap();
    let compaction = settings.compaction;
    assert!(settings.compact && settings.delete);
    assert_eq!((compaction.dirty_ratio_millionths, compaction.delete_retention_ms), (250_000, 8));
    assert_eq!((compaction.lag_min_ms, compaction.lag_max_ms), (7, 60_000));
    assert_eq!(settings.log.segment_ms, 60_000, "a segment is not active for longer than a record may wait");
    for (value, millionths) in [("0", 0), ("1", 1_000_000), ("1.0", 1_000_000), (".5", 500_000), ("0.1234567", 123_456)]
    {
        let settings = resolve(&[("min.cleanable.dirty.ratio", value)]).unwrap();
        assert_eq!(settings.compaction.dirty_ratio_millionths, millionths, "{value}");
    }
}

#[test]
fn changes_are_made_one_by_one_or_all_at_once() {
    use ConfigOperation::{Append, Delete, Set, Subtract};
    let before = [("retention.ms", "5"), ("segment.ms", "6")];
    let changed = change(&before, false, &[("retention.ms", Set, Some("7")), ("segment.ms", Delete, None)]).unwrap();
    assert_eq!(changed, [("segment.ms".into(), None), ("retention.ms".into(), Some("7".into()))]);
    assert_eq!(change(&before, false, &[("retention.ms", Set, Some("5"))]).unwrap(), []);
    let replaced = change(&before, true, &[("retention.ms", Set, Some("5"))]).unwrap();
    assert_eq!(replaced, [("segment.ms".into(), None)]);
    let name = "leader.replication.throttled.replicas";
    let lists = |list: &str, op, value| change(&[(name, list)], false, &[(name, op, Some(value))]).unwrap();
    assert_eq!(lists("0:1", Append, "1:1, 2:1"), [(name.into(), Some("0:1,1:1,2:1".into()))]);
    assert_eq!(lists("0:1,1:1", Subtract, "0:1"), [(name.into(), Some("1:1".into()))]);
    assert_eq!(lists("0:1", Append, "0:1"), []);
    // A list begins with what is in force, even if nobody has set it.
    let set = change(&[], false, &[("cleanup.policy", Append, Some("delete"))]).unwrap();
    assert_eq!(set, [("cleanup.policy".into(), Some("delete".into()))]);
    assert!(change(&[], false, &[("cleanup.policy", Subtract, Some("delete"))]).is_err(), "nothing would be left");
}

#[test]
fn contradictory_changes_are_refused() {
    use ConfigOperation::{Append, Delete, Set};
    let refused = |changes: &[_]| change(&[], false, changes).unwrap_err().code;
    assert_eq!(refused(&[("retention.ms", Append, Some("1"))]), ErrorCode::InvalidConfig);
    assert_eq!(refused(&[("retention.ms", Set, None)]), ErrorCode::InvalidRequest);
    let twice = [("retention.ms", Set, Some("1")), ("retention.ms", Delete, None)];
    assert_eq!(refused(&twice), ErrorCode::InvalidRequest);
    assert_eq!(refused(&[("nonsense", Set, Some("1"))]), ErrorCode::InvalidConfig);
}

#[test]
fn a_description_tells_where_each_value_comes_from() {
    let defaults = texts(&[("retention.ms", "1000"), ("segment.ms", "5000")]);
    let entries = describe_topic(&defaults, &own(&[("retention.ms", "7")]));
    assert_eq!(entries.len(), TABLE.len());
    let retention = entry(&entries, "retention.ms");
    assert_eq!(
        (retention.value.as_deref(), retention.source, retention.kind),
        (Some("7"), ConfigSource::Topic, ConfigType::Long)
    );
    let synonyms: Vec<_> =
        retention.synonyms.iter().map(|(name, value, source)| (&**name, value.as_deref(), *source)).collect();
    assert_eq!(
        synonyms,
        [
            ("retention.ms", Some("7"), ConfigSource::Topic),
            ("log.retention.ms", Some("1000"), ConfigSource::StaticBroker),
            ("log.retention.ms", Some("604800000"), ConfigSource::Default),
        ]
    );
    let segment = entry(&entries, "segment.ms");
    assert_eq!((segment.value.as_deref(), segment.source), (Some("5000"), ConfigSource::StaticBroker));
    let policy = entry(&entries, "cleanup.policy");
    assert_eq!((policy.value.as_deref(), policy.source), (Some("delete"), ConfigSource::Default));
    assert!(entry(&entries, "remote.storage.enable").synonyms.is_empty());
    assert!(entries.iter().all(|e| !e.read_only && e.documentation.as_ref().is_some_and(|words| words.len() > 20)));
}

#[test]
fn a_broker_shows_its_settings_and_its_hosts() {
    let mut config = Config::new(BrokerId(3), "here", 9092, "cluster");
    config.num_partitions = 6;
    config.replication.leader_rebalance = None;
    config.topic_defaults = texts(&[("segment.bytes", "4096")]);
    config.shown = texts(&[("log.dirs", "/data")]);
    let entries = describe_broker(&config);
    assert!(entries.is_sorted_by(|a, b| a.name < b.name));
    assert!(entries.iter().all(|entry| entry.read_only));
    let told = |name: &str| (entry(&entries, name).value.as_deref(), entry(&entries, name).source);
    assert_eq!(told("broker.id"), (Some("3"), ConfigSource::Default));
    assert_eq!(told("num.partitions"), (Some("6"), ConfigSource::StaticBroker));
    assert_eq!(told("advertised.listeners"), (Some("PLAINTEXT://here:9092"), ConfigSource::Default));
    assert_eq!(told("log.segment.bytes"), (Some("4096"), ConfigSource::StaticBroker));
    assert_eq!(told("log.retention.ms"), (Some("604800000"), ConfigSource::Default));
    assert_eq!(told("log.dirs"), (Some("/data"), ConfigSource::StaticBroker));
    assert_eq!(told("offsets.retention.minutes"), (Some("10080"), ConfigSource::Default));
    assert_eq!(told("auto.leader.rebalance.enable"), (Some("false"), ConfigSource::StaticBroker));
    assert_eq!(told("broker.session.timeout.ms"), (Some("3000"), ConfigSource::Default));
    let partitions = &entry(&entries, "num.partitions").synonyms;
    assert_eq!(partitions.len(), 2);
    assert_eq!(vec![&*partitions[0].0, &*partitions[1].0], ["num.partitions", "num.partitions"]);
}

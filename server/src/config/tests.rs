use std::time::Duration;

use glasslog_core::{
    config::{Config, ReplicationConfig},
    id::BrokerId,
};

use super::*;
use crate::kafka::frame::BESIDE_BYTES;

fn load(environment: &[(&str, &str)]) -> Result<Settings, ConfigError> {
    load_with(&ServeArgs::default(), environment)
}

fn load_with(args: &ServeArgs, environment: &[(&str, &str)]) -> Result<Settings, ConfigError> {
    Settings::load(args, environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
}

fn with_file(text: &str, args: ServeArgs) -> Result<Settings, ConfigError> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("glasslog.toml");
    std::fs::write(&path, text).unwrap();
    load_with(&ServeArgs { config: Some(path), ..args }, &[])
}

#[track_caller]
fn error_of(result: Result<Settings, ConfigError>, parts: &[&str]) {
    let error = result.expect_err("this should have been refused").to_string();
    for part in parts {
        assert!(error.contains(part), "\"{part}\" is not in: {error}");
    }
}

#[test]
fn without_anything_the_defaults_hold() {
    let settings = load(&[]).unwrap();
    assert_eq!(settings.data, PathBuf::from("glasslog-data"));
    assert_eq!((settings.kafka.as_str(), settings.http.as_str()), ("127.0.0.1:9092", "127.0.0.1:8080"));
    assert_eq!(settings.flush, FlushMode::Group);
    assert!(!settings.ephemeral && !settings.allow_control && settings.advertise.is_none());
}

#[test]
fn the_tutorials_environment_works() {
    let settings = load(&[
        ("KAFKA_ADVERTISED_HOST_NAME", "192.168.29.10"),
        ("KAFKA_ZOOKEEPER_CONNECT", "zookeeper:2181"),
        ("KAFKA_CREATE_TOPICS", "test-topic:5:1, other:1:1:delete"),
        ("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false"),
        ("PATH", "/bin"),
    ])
    .unwrap();
    assert_eq!(settings.advertise, Some(Advertise { host: "192.168.29.10".into(), port: None }));
    let topics: Vec<_> = settings.create_topics.iter().map(|t| (t.name.as_str(), t.partitions)).collect();
    assert_eq!(topics, [("test-topic", 5), ("other", 1)]);
    assert!(settings.notes.iter().any(|note| note.contains("ZOOKEEPER")));
    let mut config = Config::new(BrokerId(1), "localhost", 9092, "cluster");
    settings.broker.apply(&mut config).unwrap();
    assert!(!config.auto_create_topics);
}

fn count(settings: &Settings, remembered: Option<u8>) -> Result<BrokerCount, ConfigError> {
    settings.broker_count(std::path::Path::new("some-dir"), remembered)
}

#[test]
fn as_many_brokers_start_as_copies_are_asked_for() {
    let settings = load(&[("KAFKA_CREATE_TOPICS", "test-topic:5:2,other:1:1")]).unwrap();
    assert_eq!(settings.create_topics[0].replicas, 2);
    let found = count(&settings, None).unwrap();
    assert_eq!(found.count, 2);
    assert!(found.note.unwrap().contains("2 brokers"));
    assert_eq!(count(&settings, Some(3)).unwrap(), BrokerCount { count: 3, note: None }, "the directory has its say");
    assert_eq!(count(&load(&[]).unwrap(), None).unwrap(), BrokerCount { count: 1, note: None });
    let settings = load(&[("KAFKA_DEFAULT_REPLICATION_FACTOR", "3")]).unwrap();
    assert_eq!(count(&settings, None).unwrap().count, 3);
    let error = count(&settings, Some(2)).unwrap_err().to_string();
    assert!(error.contains("default.replication.factor is 3") && error.contains("--brokers 3"), "{error}");
}

#[test]
fn a_directory_keeps_its_brokers_and_takes_more() {
    let asked = |brokers| load_with(&ServeArgs { brokers: Some(brokers), ..ServeArgs::default() }, &[]);
    let error = count(&asked(2).unwrap(), Some(3)).unwrap_err().to_string();
    assert!(error.contains("some-dir has 3 brokers") && error.contains("--brokers 3"), "{error}");
    let more = count(&asked(4).unwrap(), Some(3)).unwrap();
    assert_eq!(more.count, 4);
    assert!(more.note.unwrap().contains("New topics use them"));
    assert_eq!(count(&asked(3).unwrap(), Some(3)).unwrap(), BrokerCount { count: 3, note: None });
    for bad in [0, 10] {
        error_of(asked(bad), &["brokers", "1 to 9"]);
    }
    assert_eq!(with_file("brokers = 3", ServeArgs::default()).unwrap().brokers, Some(3));
    error_of(with_file("brokers = \"3\"", ServeArgs::default()), &["brokers", "whole number"]);
}

#[test]
fn the_settings_of_replication_have_kafkas_names() {
    let text = "[broker]\nbroker.heartbeat.interval.ms = 100\nbroker.session.timeout.ms = 1000\nreplica.lag.time.max.ms = 2000\n\
        replica.fetch.wait.max.ms = 50\nreplica.fetch.backoff.ms = 10\nreplica.fetch.max.bytes = 4096\nreplica.fetch.response.max.bytes = 8192\n\
        leader.imbalance.check.interval.seconds = 1\noffsets.topic.replication.factor = 2";
    let mut config = Config::new(BrokerId(1), "localhost", 9092, "cluster");
    with_file(text, ServeArgs::default()).unwrap().broker.apply(&mut config).unwrap();
    let millis = Duration::from_millis;
    let expected = ReplicationConfig {
        heartbeat_interval: millis(100),
        session_timeout: millis(1000),
        lag_max: millis(2000),
        fetch_wait_max: millis(50),
        fetch_partition_bytes: 4096,
        fetch_bytes: 8192,
        fetch_backoff: millis(10),
        leader_rebalance: Some(millis(1000)),
        offsets_factor: 2,
    };
    assert_eq!(config.replication, expected);
    let text = "[broker]\nauto.leader.rebalance.enable = false\nleader.imbalance.check.interval.seconds = 1";
    with_file(text, ServeArgs::default()).unwrap().broker.apply(&mut config).unwrap();
    assert_eq!(config.replication.leader_rebalance, None, "the switch has the last word");
    let mut broker = BrokerSettings::default();
    broker.set("broker.session.timeout.ms", "500").unwrap();
    let error = broker.apply(&mut Config::new(BrokerId(1), "localhost", 9092, "cluster")).unwrap_err().to_string();
    assert!(error.contains("broker.heartbeat.interval.ms"), "{error}");
}

#[test]
fn a_bad_list_of_topics_shows_the_form() {
    for bad in [
        "test-topic",
        "test-topic:5",
        "a:0:1",
        "a:x:1",
        "a:1:0",
        "a:1:10",
        "a b:1:1",
        "..:1:1",
        "a:1:1:shred",
        "a:1:1:delete:x",
    ] {
        error_of(load(&[("KAFKA_CREATE_TOPICS", bad)]), &["name:partitions:replicas", bad]);
    }
}

#[test]
fn the_command_line_wins_over_the_file() {
    let text = "kafka = \"0.0.0.0:1\"\nflush = \"os\"\nallow-control = true";
    let args = ServeArgs { flush: Some("each".into()), ..ServeArgs::default() };
    let settings = with_file(text, args).unwrap();
    assert_eq!((settings.kafka.as_str(), settings.flush), ("0.0.0.0:1", FlushMode::Each));
    assert!(settings.allow_control);
}

#[test]
fn kafkas_settings_reach_the_node_quoted_or_not() {
    let text = "[broker]\n\"num.partitions\" = 3\nlog.retention.hours = 24\nlog.retention.bytes = -1\nunclean.leader.election.enable = true\ngroup.initial.rebalance.delay.ms = \"3000\"";
    let settings = with_file(text, ServeArgs::default()).unwrap();
    let mut config = Config::new(BrokerId(1), "localhost", 9092, "cluster");
    settings.broker.apply(&mut config).unwrap();
    assert_eq!(config.num_partitions, 3);
    assert_eq!(config.group.initial_rebalance_delay, Duration::from_secs(3));
    let default =
        |name: &str| config.topic_defaults.iter().find(|(n, _)| n.as_str() == name).map(|(_, v)| v.to_string());
    assert_eq!(default("retention.ms").as_deref(), Some("86400000"));
    assert_eq!(default("retention.bytes").as_deref(), Some("-1"));
    assert_eq!(default("unclean.leader.election.enable").as_deref(), Some("true"));
}

#[test]
fn the_finer_of_two_units_wins() {
    let mut broker = BrokerSettings::default();
    broker.set("log.retention.ms", "5").unwrap();
    broker.set("log.retention.hours", "1").unwrap();
    let mut config = Config::new(BrokerId(1), "localhost", 9092, "cluster");
    broker.apply(&mut config).unwrap();
    assert_eq!(config.topic_defaults, [("retention.ms".into(), "5".into())]);
}

#[test]
fn unknown_settings_are_named() {
    error_of(with_file("colour = 1", ServeArgs::default()), &["\"colour\"", "allow-control"]);
    error_of(with_file("[broker]\nnum.partition = 1", ServeArgs::default()), &["\"num.partition\"", "num.partitions"]);
    assert!(load(&[("KAFKA_COLOUR", "blue")]).unwrap().notes[0].contains("KAFKA_COLOUR"));
}

#[test]
fn illegal_values_are_named_with_what_is_legal() {
    error_of(with_file("flush = \"never\"", ServeArgs::default()), &["never", "group", "os", "each"]);
    error_of(with_file("kafka = \"9092\"", ServeArgs::default()), &["9092", "HOST:PORT"]);
    error_of(with_file("kafka = 9092", ServeArgs::default()), &["kafka", "quotes"]);
    error_of(with_file("= 1", ServeArgs::default()), &["not TOML"]);
    error_of(with_file("[broker]\nnum.partitions = 0", ServeArgs::default()), &["num.partitions", "\"0\"", "from 1"]);
    error_of(load(&[("KAFKA_NUM_PARTITIONS", "many")]), &["KAFKA_NUM_PARTITIONS", "many"]);
    error_of(load(&[("KAFKA_ADVERTISED_HOST_NAME", "0.0.0.0")]), &["KAFKA_ADVERTISED_HOST_NAME", "nobody"]);
    let both = ServeArgs { ephemeral: true, data: Some("x".into()), ..ServeArgs::default() };
    assert!(load_with(&both, &[]).unwrap().notes[0].contains("not used"));
    let missing = ServeArgs { config: Some("/no/such/file.toml".into()), ..ServeArgs::default() };
    error_of(load_with(&missing, &[]), &["/no/such/file.toml"]);
}

#[test]
fn advertised_addresses_come_with_or_without_port() {
    let parse = |text: &str| Advertise::parse(text).map(|a| (a.host, a.port)).ok();
    assert_eq!(parse("example.org"), Some(("example.org".into(), None)));
    assert_eq!(parse("example.org:19092"), Some(("example.org".into(), Some(19092))));
    assert_eq!(parse("[::1]:19092"), Some(("::1".into(), Some(19092))));
    assert_eq!(parse("fe80::1"), Some(("fe80::1".into(), None)));
    for bad in ["", ":9092", "host:", "host:0", "host:99999", "http://host", "0.0.0.0"] {
        assert_eq!(parse(bad), None, "{bad}");
    }
}

#[test]
fn newer_images_ways_to_advertise_work_as_well() {
    let settings = load(&[("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://kafka.lan:19092,OTHER://x:1")]).unwrap();
    assert_eq!(settings.advertise, Some(Advertise { host: "kafka.lan".into(), port: Some(19092) }));
    error_of(load(&[("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://:9092")]), &["KAFKA_ADVERTISED_LISTENERS"]);
}

#[test]
fn the_listeners_bounds_have_kafkas_names() {
    let text = "[broker]\nmax.connections = 7\nconnections.max.idle.ms = 1000\nqueued.max.request.bytes = 10000000";
    let limits = with_file(text, ServeArgs::default()).unwrap().broker.limits();
    assert_eq!((limits.connections_max, limits.idle), (7, Duration::from_secs(1)));
    assert_eq!((limits.memory_bytes_max, limits.frame_bytes_max), (10_000_000, 10_000_000 - BESIDE_BYTES));
}

#[test]
fn what_topics_inherit_is_what_a_topic_may_have() {
    for (setting, value, wants) in [
        ("log.retention.ms", "-5", "-1 or more"),
        ("log.retention.hours", "-2", "-1 or more"),
        ("log.segment.bytes", "1", "from 14 to"),
        ("log.message.timestamp.type", "Foo", "one of CreateTime, LogAppendTime"),
        ("min.insync.replicas", "100000", "from 1 to 32767"),
    ] {
        let variable = format!("KAFKA_{}", setting.to_ascii_uppercase().replace('.', "_"));
        let told = format!("{setting} is \"{value}\"; it must be");
        error_of(load(&[(&variable, value)]), &[&variable, &told, wants]);
        let file = with_file(&format!("[broker]\n\"{setting}\" = \"{value}\""), ServeArgs::default());
        error_of(file, &["[broker] of", "glasslog.toml", &told, wants]);
    }
    for (variable, value) in [
        ("KAFKA_LOG_RETENTION_MS", "-1"),
        ("KAFKA_LOG_RETENTION_HOURS", "-1"),
        ("KAFKA_LOG_MESSAGE_TIMESTAMP_TYPE", "LogAppendTime"),
        ("KAFKA_LOG_SEGMENT_BYTES", "14"),
    ] {
        load(&[(variable, value)]).unwrap();
    }
}

#[test]
fn a_log_is_as_loud_as_its_level_or_filter_says() {
    let log = |log: &str| load_with(&ServeArgs { log: Some(log.into()), ..ServeArgs::default() }, &[]);
    assert_eq!(log("debug").unwrap().log, "warn,glasslog=debug");
    assert_eq!(log("glasslog=debug,hyper=info").unwrap().log, "glasslog=debug,hyper=info");
    for word in ["loud", "", "very loud", "warning"] {
        error_of(log(word), &["log is", "off, error, warn, info, debug, trace"]);
    }
}

#[test]
fn an_advertised_port_without_a_host_is_not_passed_over_in_silence() {
    let settings = load(&[("KAFKA_ADVERTISED_PORT", "9999")]).unwrap();
    assert_eq!(settings.advertise, None);
    assert!(settings.notes.iter().any(|note| note.contains("KAFKA_ADVERTISED_HOST_NAME")), "{:?}", settings.notes);
}

#[test]
fn a_value_of_the_wrong_kind_is_named_with_an_article() {
    error_of(with_file("kafka = 9092", ServeArgs::default()), &["\"kafka\" is a whole number; write it as a text"]);
    error_of(with_file("ephemeral = []", ServeArgs::default()), &["\"ephemeral\" is a list"]);
}

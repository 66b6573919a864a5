use super::*;
use crate::command::Command;

#[test]
fn a_client_comes_to_stand_on_the_stage_as_it_is_set() {
    let pasted = "# ours\nbootstrap.servers=kafka:9092\nacks = 1\nenable.idempotence: false\n";
    let read = Properties::read(pasted, "orders");
    assert_eq!(read.producer.as_deref(), Some("producer Mine to orders every=1s acks=1 idempotent=no"));
    assert_eq!(read.consumer, None);
    let means: Vec<bool> = read.settings.iter().map(|setting| setting.means.is_some()).collect();
    assert_eq!(means, [false, true, true]);

    let pasted = "group.id=my group\nauto.offset.reset=latest\nauto.commit.interval.ms=30000\nsession.timeout.ms=45000";
    let read = Properties::read(pasted, "orders");
    let consumer = "consumer Mine group \"my group\" from orders reset=latest commit=30s session=45s";
    assert_eq!((read.consumer.as_deref(), read.producer), (Some(consumer), None));
}

/// What the consumer of such lines is told besides its group, topic and commits.
fn told(lines: &str) -> String {
    let read = Properties::read(&format!("group.id=g\n{lines}"), "orders");
    let command = read.consumer.expect("it is a consumer");
    command.trim_start_matches("consumer Mine group g from orders commit=5s").trim().to_owned()
}

#[test]
fn it_is_a_member_of_its_group_as_it_is_set() {
    let pasted = "max.poll.records=50\nmax.poll.interval.ms=10000\nheartbeat.interval.ms=1000\ngroup.instance.id=i-3";
    assert_eq!(told(pasted), "heartbeat=1s poll=50 interval=10s instance=i-3");
    // Kafka's own, where one of the two is not said
    assert_eq!(told("max.poll.records=100"), "poll=100 interval=5m");
    assert_eq!(told("max.poll.interval.ms=600000"), "poll=500 interval=10m");
    assert_eq!(told("heartbeat.interval.ms=15000"), "session=45s heartbeat=15s");
    for refused in [
        "max.poll.records=0",
        "max.poll.interval.ms=-1",
        "group.instance.id=my pod",
        "session.timeout.ms=9999999999",
        "heartbeat.interval.ms=60000",
    ] {
        assert_eq!(told(refused), "", "{refused}");
    }
}

#[test]
fn what_counts_is_the_work_of_one_poll() {
    let read = Properties::read("max.poll.records=50\nmax.poll.interval.ms=10000", "orders");
    let means = read.settings[0].means.as_deref().unwrap_or_default();
    assert!(means.contains("within 10 s") && means.contains("200 ms"), "{means}");
    let read = Properties::read("max.poll.records=500", "orders");
    let means = read.settings[0].means.as_deref().unwrap_or_default();
    assert!(means.contains("within 300 s") && means.contains("600 ms"), "{means}");
}

#[test]
fn a_list_of_assignors_is_cooperative_only_if_all_are() {
    let kafka = "org.apache.kafka.clients.consumer.";
    for (value, assignor) in [
        (format!("{kafka}CooperativeStickyAssignor"), "assignor=cooperative"),
        ("cooperative-sticky".to_owned(), "assignor=cooperative"),
        (format!("{kafka}RangeAssignor,{kafka}CooperativeStickyAssignor"), ""),
        (format!("[class {kafka}RangeAssignor, class {kafka}CooperativeStickyAssignor]"), ""),
        (format!("{kafka}RoundRobinAssignor"), "assignor=roundrobin"),
        ("roundrobin,range".to_owned(), "assignor=roundrobin"),
        ("range,roundrobin".to_owned(), ""),
        ("cooperative-sticky,range".to_owned(), ""),
        ("com.example.OurAssignor".to_owned(), ""),
    ] {
        assert_eq!(told(&format!("partition.assignment.strategy={value}")), assignor, "{value}");
    }
}

/// What the producer of such lines is told besides its topic and pace.
fn sends(lines: &str) -> String {
    let command = Properties::read(lines, "orders").producer.expect("it is a producer");
    command.trim_start_matches("producer Mine to orders every=1s ").to_owned()
}

#[test]
fn it_sends_again_as_it_is_set() {
    assert_eq!(sends("retries=3\nlinger.ms=50"), "acks=all linger=50ms retries=3");
    assert_eq!(sends("retries=2147483647\nmax.in.flight.requests.per.connection=1"), "acks=all inflight=1");
    let short = "acks=1\nmax.in.flight.requests.per.connection=9\nrequest.timeout.ms=2000\ndelivery.timeout.ms=5000";
    assert_eq!(sends(short), "acks=1 inflight=9 request=2s giveup=5s");
    assert_eq!(sends("acks=all\nrequest.timeout.ms=180000"), "acks=all request=3m giveup=3m");
    // such clients do not start
    assert_eq!(sends("enable.idempotence=true\nretries=0"), "acks=all");
    assert_eq!(sends("acks=all\nmax.in.flight.requests.per.connection=6"), "acks=all");
    assert_eq!(sends("delivery.timeout.ms=10000\nlinger.ms=10"), "acks=all");
    let read = Properties::read("acks=all\ndelivery.timeout.ms=10000", "orders");
    assert!(read.settings[1].means.as_deref().is_some_and(|means| means.contains("does not start")), "{read:?}");
    assert!(read.settings[0].starts && !read.settings[1].starts);
    // a consumer has it, too
    assert_eq!(Properties::read("group.id=g\nrequest.timeout.ms=5000", "orders").producer, None);
}

#[test]
fn with_what_cannot_be_read_no_client_starts() {
    for (line, why) in [
        ("session.timeout.ms=abc", "Not a whole number: a client does not start like this."),
        ("session.timeout.ms=10s", "Not a whole number: a client does not start like this."),
        ("max.poll.records=", "Not a whole number: a client does not start like this."),
        ("max.poll.records=0", "Too small, it is 1 at the least: a client does not start like this."),
        ("linger.ms=5.5", "Not a whole number: a client does not start like this."),
        ("retries=-1", "Too small, it is 0 at the least: a client does not start like this."),
        (
            "delivery.timeout.ms=2147483648",
            "Too large, it is 2147483647 at the most: a client does not start like this.",
        ),
        (
            "request.timeout.ms=99999999999999999999",
            "Too large, it is 2147483647 at the most: a client does not start like this.",
        ),
        ("auto.commit.interval.ms=soon", "Not a whole number: a client does not start like this."),
        ("enable.idempotence=yes", "Neither true nor false: a client does not start like this."),
        ("acks=2", "It is 0, 1, all or -1: a client does not start like this."),
        ("auto.offset.reset=smallest", "It is earliest, latest or none: a client does not start like this."),
    ] {
        let read = Properties::read(line, "orders");
        assert_eq!((read.settings[0].means.as_deref(), read.settings[0].starts), (Some(why), false), "{line}");
    }
    for line in ["enable.auto.commit=FALSE", "enable.idempotence=True", "retries=+3", "linger.ms=0"] {
        let read = Properties::read(line, "orders");
        assert!(read.settings[0].starts && read.settings[0].means.is_some(), "{line}: {read:?}");
    }
    // what the stage knows nothing of is nobody's fault
    assert!(Properties::read("fetch.min.bytes=many", "orders").settings[0].starts);
}

#[test]
fn whatever_is_pasted_becomes_no_command_that_cannot_be_read() {
    let names = [
        "acks",
        "group.id",
        "session.timeout.ms",
        "auto.commit.interval.ms",
        "auto.offset.reset",
        "enable.auto.commit",
        "max.poll.interval.ms",
        "max.poll.records",
        "heartbeat.interval.ms",
        "group.instance.id",
        "partition.assignment.strategy",
        "enable.idempotence",
        "retries",
        "max.in.flight.requests.per.connection",
        "linger.ms",
        "request.timeout.ms",
        "delivery.timeout.ms",
    ];
    let values = [
        "2147483647",
        "2147483648",
        "18446744073709551615",
        "a b",
        "'",
        ",",
        "[]",
        "a,b",
        "cooperative-sticky,",
        "\"x y\"",
        "",
        "-1",
        "99999999999999999999999",
        "x y",
        "\"",
        "true",
        "0",
        "all",
        "ä=:",
        "none",
    ];
    for name in names {
        for value in values {
            let text = format!("{name}={value}\ngroup.id=g{value}\nacks={value}");
            let read = Properties::read(&text, "orders");
            for command in [read.producer, read.consumer].into_iter().flatten() {
                Command::parse(&command).unwrap_or_else(|wrong| panic!("{text}: {command}: {wrong}"));
            }
        }
    }
}

//! What the tutorial says, done by real clients: each story is told once and run by every one of them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use glasslog_tests::client::{Client, Record, SOON, Send, create_topic};
use glasslog_tests::server::Server;

macro_rules! each_client {
    ($($story:ident),* $(,)?) => {
        each_client!(@ kafka_python_3 KafkaPython3 $($story),*);
        each_client!(@ kafka_python_2 KafkaPython2 $($story),*);
        each_client!(@ confluent Confluent $($story),*);
        each_client!(@ kcat Kcat $($story),*);
    };
    (@ $module:ident $client:ident $($story:ident),*) => {
        mod $module {
            $(#[test]
            fn $story() {
                super::$story(super::Client::$client);
            })*
        }
    };
}

each_client!(
    the_tutorial_runs,
    a_second_run_continues,
    two_members_share_and_one_takes_over,
    keys_stay_together_in_order,
    records_without_a_key_spread,
);

fn numbers(records: &[Record]) -> Vec<i64> {
    records.iter().map(|record| record.number).collect()
}

fn the_tutorial_runs(client: Client) {
    let server = Server::for_clients();
    let (topic, group) = (server.name("items-list"), server.name("items-group"));
    client.produce(&server, &topic, Send { first: 0, count: 1000, keys: 0 });

    let read = client.consume(&server, &topic, &group);

    assert_eq!(numbers(&read), (0..1000).collect::<Vec<_>>());
    assert_eq!(read.iter().map(|record| record.offset).collect::<Vec<_>>(), (0..1000).collect::<Vec<_>>());
}

fn a_second_run_continues(client: Client) {
    let server = Server::for_clients();
    let (topic, group) = (server.name("items-list"), server.name("items-group"));
    client.produce(&server, &topic, Send { first: 0, count: 100, keys: 0 });
    assert_eq!(client.consume(&server, &topic, &group).len(), 100);

    assert_eq!(client.consume(&server, &topic, &group), [], "what is committed is not read again");
    client.produce(&server, &topic, Send { first: 100, count: 20, keys: 0 });
    let read = client.consume(&server, &topic, &group);
    assert_eq!(numbers(&read), (100..120).collect::<Vec<_>>(), "it continues where it left off");
    let others = client.consume(&server, &topic, &server.name("another-group"));
    assert_eq!(others.len(), 120, "what one group has read stays for another");
}

fn two_members_share_and_one_takes_over(client: Client) {
    let server = Server::for_clients();
    let (topic, group) = (server.name("shared"), server.name("workers"));
    create_topic(&server, &topic, 4);
    let mut first = client.member(&server, &topic, &group);
    first.wait_for_partitions(4, SOON);
    let second = client.member(&server, &topic, &group);
    second.wait_for_partitions(2, SOON);
    first.wait_for_partitions(2, SOON);

    client.produce(&server, &topic, Send { first: 0, count: 400, keys: 40 });
    wait_until("both have read all", || first.records().len() + second.records().len() >= 400);
    let partitions = |records: &[Record]| records.iter().map(|record| record.partition).collect::<BTreeSet<_>>();
    let (by_first, by_second) = (first.records(), second.records());
    assert!(partitions(&by_first).is_disjoint(&partitions(&by_second)), "a partition has one reader in a group");
    let mut all = numbers(&[by_first, by_second].concat());
    all.sort_unstable();
    assert_eq!(all, (0..400).collect::<Vec<_>>(), "each record is read once");

    first.crash();
    client.produce(&server, &topic, Send { first: 400, count: 400, keys: 40 });
    second.wait_for_partitions(4, SOON);
    wait_until("the second has taken over", || {
        second.records().iter().filter(|record| record.number >= 400).count() >= 400
    });
    let mut new: Vec<_> = numbers(&second.records()).into_iter().filter(|&number| number >= 400).collect();
    new.sort_unstable();
    assert_eq!(new, (400..800).collect::<Vec<_>>(), "nothing is lost and nothing new is read twice");
}

fn keys_stay_together_in_order(client: Client) {
    let server = Server::for_clients();
    let (topic, group) = (server.name("keyed"), server.name("readers"));
    create_topic(&server, &topic, 4);
    client.produce(&server, &topic, Send { first: 0, count: 500, keys: 10 });

    let read = client.consume(&server, &topic, &group);

    assert_eq!(read.len(), 500);
    let mut by_key: BTreeMap<String, Vec<Record>> = BTreeMap::new();
    for record in read {
        by_key.entry(record.key.clone().expect("every record has its key")).or_default().push(record);
    }
    assert_eq!(by_key.len(), 10);
    let mut used = BTreeSet::new();
    for (key, records) in by_key {
        let partitions: BTreeSet<_> = records.iter().map(|record| record.partition).collect();
        assert_eq!(partitions.len(), 1, "{key} is in one partition");
        used.extend(partitions);
        assert!(records.is_sorted_by_key(|record| record.number), "{key} is in order");
        assert!(records.iter().all(|record| format!("k{}", record.number % 10) == key), "{key} has its own records");
    }
    assert!(used.len() > 1, "ten keys do not all fall into one of four partitions");
}

fn records_without_a_key_spread(client: Client) {
    let server = Server::for_clients();
    let (topic, group) = (server.name("spread"), server.name("readers"));
    create_topic(&server, &topic, 4);
    client.produce(&server, &topic, Send { first: 0, count: 400, keys: 0 });

    let read = client.consume(&server, &topic, &group);

    let mut all = numbers(&read);
    all.sort_unstable();
    assert_eq!(all, (0..400).collect::<Vec<_>>());
    assert!(read.iter().all(|record| record.key.is_none()), "an absent key is not an empty one");
    for partition in 0..4 {
        let of_this: Vec<_> = read.iter().filter(|record| record.partition == partition).collect();
        assert!(!of_this.is_empty(), "partition {partition} got none of 400");
        assert!(of_this.is_sorted_by_key(|record| record.offset), "partition {partition} is read in order");
        assert!(of_this.is_sorted_by_key(|record| record.number), "partition {partition} keeps the order of sending");
    }
}

fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
    let end = Instant::now() + SOON;
    while !done() {
        assert!(Instant::now() < end, "waited {SOON:?} until {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

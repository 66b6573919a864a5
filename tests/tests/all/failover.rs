//! Several brokers, real clients: leaders that go and come back, and what clients were promised meanwhile.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use glasslog_tests::client::{Client, Record, SOON, objects};
use glasslog_tests::cluster::{self, Partition, control, create, wait};
use glasslog_tests::kept::{
    acknowledged, check_commits, check_never_went_back, check_produced, check_produced_at_least_once,
};
use glasslog_tests::lines::Process;
use glasslog_tests::random::Random;
use glasslog_tests::server::Server;
use serde_json::Value;

/// Clients carry on within this time after a broker has gone.
const CARRY_ON: Duration = Duration::from_secs(5);
/// A broker that is back leads again within this time what it is preferred for.
const LEAD_AGAIN: Duration = Duration::from_secs(15);
/// The numbers of the second producer start here.
const SECOND: i64 = 10_000_000;
/// Those of the one that is not idempotent start here.
const PLAIN: i64 = 20_000_000;

fn producer(client: Client, server: &Server, first: i64) -> Process {
    let first = first.to_string();
    Process::start(client.python(server, "produce-on", "items", &["--pace-ms", "2", "--first", &first]))
}

/// Both producers get acknowledgements for records sent from now on, in time.
fn both_carry_on(producers: &[Process], after: &str) {
    let start = Instant::now();
    for producer in producers {
        let before = acknowledged(&producer.lines());
        // What was in flight is acknowledged first: fifty are more than that at this pace.
        producer.wait(&format!("acknowledgements after {after}"), CARRY_ON, |lines| {
            (acknowledged(lines) > before + 50).then_some(())
        });
    }
    println!("after {after} both went on within {:?}", start.elapsed());
}

fn led_by_preferred(partitions: &[Partition]) -> bool {
    partitions.iter().all(|p| p.isr.len() == 3 && p.leader == p.replicas.first().copied())
}

/// kafka-python and librdkafka under load; the first partition's leader is stopped once and killed once.
#[test]
fn clients_carry_on_when_a_leader_goes_and_nothing_acknowledged_is_lost_or_doubled() {
    let server = cluster::start(3);
    create(&server, "items", 3, 2);
    let mut producers = [producer(Client::KafkaPython3, &server, 0), producer(Client::Confluent, &server, SECOND)];
    both_carry_on(&producers, "the start");
    for what in ["stop", "kill"] {
        wait(&server, "items", "every preferred leader", LEAD_AGAIN, led_by_preferred);
        let leader = cluster::describe(&server, "items").expect("described")[0].leader.expect("led");
        control(&server, what, leader);
        both_carry_on(&producers, what);
        let others = |partitions: &[Partition]| partitions.iter().all(|p| p.leader.is_some_and(|l| l != leader));
        wait(&server, "items", "leaders among the others", CARRY_ON, others);
        control(&server, "start", leader);
        let took = wait(&server, "items", "the returned broker to lead again", LEAD_AGAIN, led_by_preferred);
        println!("after {what} and start, broker {leader} led again within {took:?}");
        both_carry_on(&producers, "its return");
    }
    producers.iter_mut().for_each(Process::close_input);
    let [python, confluent] = producers.map(|producer| producer.succeed(Duration::from_secs(120)));
    let read = Client::KafkaPython3.consume(&server, "items", "checkers");
    let counts = (check_produced(&python, 0, &read), check_produced(&confluent, SECOND, &read));
    println!("{} records, acknowledged: {counts:?}", read.len());
}

/// With two of three brokers down and two in sync asked for, writes are refused by the number of that error, and work again later.
#[test]
fn with_too_few_brokers_writes_are_refused_and_later_they_work() {
    let server = cluster::start(3);
    create(&server, "items", 1, 2);
    let try_once = || {
        let tried = Process::start(Client::KafkaPython3.python(&server, "try-once", "items", &[])).succeed(SOON);
        objects(&tried).find_map(|line| line.get("errno").and_then(Value::as_i64))
    };
    assert_eq!(try_once(), Some(0));
    let replicas = cluster::describe(&server, "items").expect("described")[0].replicas.clone();
    // The bootstrap address is broker 1's: it must stay, for this client knows no other.
    let gone: Vec<i64> = replicas.iter().copied().filter(|broker| *broker != 1).collect();
    gone.iter().for_each(|broker| control(&server, "kill", *broker));
    wait(&server, "items", "one in sync", CARRY_ON, |partitions| partitions[0].isr == [1]);
    assert_eq!(try_once(), Some(19), "NOT_ENOUGH_REPLICAS");
    control(&server, "start", gone[0]);
    wait(&server, "items", "two in sync", LEAD_AGAIN, |partitions| partitions[0].isr.len() == 2);
    assert_eq!(try_once(), Some(0));
}

/// What `kill -9` hits in one round.
fn strike(server: &mut Server, random: &mut Random) -> &'static str {
    let broker = random.within(1..4) as i64;
    match random.within(0..4) {
        0 => {
            server.kill();
            server.restart();
            "all"
        }
        // The next start is killed as well, while it recovers.
        1 => {
            server.kill();
            (0..random.within(1..4))
                .for_each(|_| server.restart_and_kill(Duration::from_millis(random.within(0..300))));
            server.restart();
            "all, and the next start"
        }
        2 => {
            control(server, "kill", broker);
            std::thread::sleep(Duration::from_millis(random.within(0..800)));
            control(server, "start", broker);
            "one broker"
        }
        // Down again as soon as it serves, with hardly anything caught up.
        _ => {
            for _ in 0..2 {
                control(server, "kill", broker);
                control(server, "start", broker);
            }
            "one broker, twice"
        }
    }
}

/// Rounds of `kill -9`: of the whole process, of single brokers, and of starts under way, in turns, under two idempotent producers,
/// one that is not, and a group of two members that commit each record. Fifty rounds where `GLASSLOG_TESTS_LONG` is set
/// (`cargo xtask test --only failover-long`), else twelve.
#[test]
fn rolling_kills_lose_nothing_and_no_group_starts_over() {
    let rounds = if std::env::var_os("GLASSLOG_TESTS_LONG").is_some() { 50 } else { 12 };
    let mut random = Random::new("rolling kills");
    let mut server = cluster::start(3);
    create(&server, "items", 3, 2);
    let mut producers = [
        producer(Client::KafkaPython3, &server, 0),
        producer(Client::Confluent, &server, SECOND),
        producer(Client::KafkaPython2, &server, PLAIN),
    ];
    let group = ["--group", "committers"];
    let committers =
        [(); 2].map(|()| Process::start(Client::KafkaPython3.python(&server, "commit-on", "items", &group)));
    let commits = |lines: &[String]| lines.iter().filter(|line| line.contains("\"committed\"")).count();
    committers[0].wait("a first commit", SOON, |lines| (commits(lines) > 0).then_some(()));
    let mut struck = BTreeMap::new();
    for round in 1..=rounds {
        for producer in &producers {
            let before = acknowledged(&producer.lines());
            producer.wait(&format!("an acknowledgement before round {round}"), SOON, |lines| {
                (acknowledged(lines) > before).then_some(())
            });
        }
        std::thread::sleep(Duration::from_millis(random.within(0..400)));
        *struck.entry(strike(&mut server, &mut random)).or_insert(0) += 1;
    }
    wait(&server, "items", "everybody in sync", Duration::from_secs(60), |partitions| {
        partitions.iter().all(|partition| partition.isr.len() == 3)
    });
    producers.iter_mut().for_each(Process::close_input);
    let [python, confluent, plain] = producers.map(|producer| producer.succeed(Duration::from_secs(120)));
    let before: Vec<usize> = committers.iter().map(|member| commits(&member.lines())).collect();
    // The group has come through as well: it commits again.
    let again = Instant::now();
    while committers.iter().zip(&before).all(|(member, before)| commits(&member.lines()) <= *before) {
        assert!(again.elapsed() < SOON, "the group commits no more");
        std::thread::sleep(Duration::from_millis(50));
    }
    let committed = committers.map(|member| member.end(SOON).1);
    let read = Client::KafkaPython3.consume(&server, "items", "checkers");
    let counts = (check_produced(&python, 0, &read), check_produced(&confluent, SECOND, &read));
    let (plain, doubled) = check_produced_at_least_once(&plain, PLAIN, &read);
    println!("{} records over {rounds} rounds {struck:?}", read.len());
    println!("acknowledged: {counts:?}, and {plain} without idempotence ({doubled} of them sent twice)");
    check_commits(&server, "items", "committers", &committed.concat());
    committed.iter().for_each(|lines| check_never_went_back(lines));
}

fn records(places: &[(i64, i64, i64)]) -> Vec<Record> {
    let record = |&(partition, offset, number): &_| Record { partition, offset, key: None, number };
    places.iter().map(record).collect()
}

/// The checks above see each promise broken. The producer sent 5, 6 and 7, of which the second was acknowledged.
#[test]
fn what_breaks_a_promise_is_seen() {
    let produced = [r#"{"number": 6, "partition": 0, "offset": 1}"#, r#"{"sent": 3}"#].map(str::to_owned);
    let sound = [(0, 0, 5), (0, 1, 6), (1, 0, 7)];
    let doubled = [(0, 0, 5), (0, 1, 6), (0, 2, 5), (1, 0, 7)];
    let lost = [(0, 0, 5), (0, 1, 6)];
    let misplaced = [(0, 0, 6), (0, 1, 5), (1, 0, 7)];
    let disordered = [(0, 0, 7), (0, 1, 6), (0, 2, 5)];
    for (places, once, at_least_once) in [
        (&sound[..], true, true),
        (&doubled[..], false, true),
        (&lost[..], false, false),
        (&misplaced[..], false, false),
        (&disordered[..], false, false),
    ] {
        let read = records(places);
        let strict = std::panic::catch_unwind(|| check_produced(&produced, 5, &read)).is_ok();
        let weaker = std::panic::catch_unwind(|| check_produced_at_least_once(&produced, 5, &read)).is_ok();
        assert_eq!((strict, weaker), (once, at_least_once), "{places:?}");
    }
}

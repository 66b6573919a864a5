//! Several brokers, real clients: leaders that go and come back, and what clients were promised meanwhile.

use std::time::{Duration, Instant};

use glasslog_tests::client::{Client, SOON, objects};
use glasslog_tests::cluster::{self, Partition, control, create, wait};
use glasslog_tests::kept::{acknowledged, check_commits, check_never_went_back, check_produced};
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

/// Rounds of `kill -9`: of the whole process, and of single brokers, in turns, under a producer and a group that commits each record. Fifty rounds
/// where `GLASSLOG_TESTS_LONG` is set (`cargo xtask test --only failover-long`), else twelve.
#[test]
fn rolling_kills_lose_nothing_and_no_group_starts_over() {
    let rounds = if std::env::var_os("GLASSLOG_TESTS_LONG").is_some() { 50 } else { 12 };
    let mut random = Random::new("rolling kills");
    let mut server = cluster::start(3);
    create(&server, "items", 3, 2);
    let mut producer = producer(Client::KafkaPython3, &server, 0);
    let group = ["--group", "committers"];
    let committer = Process::start(Client::KafkaPython3.python(&server, "commit-on", "items", &group));
    committer
        .wait("a first commit", SOON, |lines| lines.iter().any(|line| line.contains("\"committed\"")).then_some(()));
    for round in 1..=rounds {
        let before = acknowledged(&producer.lines());
        producer.wait(&format!("an acknowledgement before round {round}"), SOON, |lines| {
            (acknowledged(lines) > before).then_some(())
        });
        std::thread::sleep(Duration::from_millis(random.within(0..400)));
        if random.within(0..3) == 0 {
            server.kill();
            server.restart();
        } else {
            let broker = random.within(1..4) as i64;
            control(&server, "kill", broker);
            std::thread::sleep(Duration::from_millis(random.within(0..800)));
            control(&server, "start", broker);
        }
    }
    wait(&server, "items", "everybody in sync", Duration::from_secs(60), |partitions| {
        partitions.iter().all(|partition| partition.isr.len() == 3)
    });
    producer.close_input();
    let produced = producer.succeed(Duration::from_secs(120));
    let committed = committer.end(SOON).1;
    let read = Client::KafkaPython3.consume(&server, "items", "checkers");
    let count = check_produced(&produced, 0, &read);
    println!("{} records over {rounds} rounds, {count} acknowledged", read.len());
    check_commits(&server, "items", "committers", &committed);
    check_never_went_back(&committed);
}

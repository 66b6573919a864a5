//! Several brokers in one process: one dies, others lead, and nothing that was acknowledged is gone.

use std::path::Path;
use std::time::{Duration, Instant};

use glasslog::cli::ServeArgs;
use glasslog::client::{Connection, Kafka, PageConnection, PageError};
use glasslog::config::Settings;
use glasslog::data_dir::DataDir;
use glasslog::files::FileLayers;
use glasslog::serve::Server;
use glasslog_core::{
    error::ErrorCode,
    id::BrokerId,
    request::{Acks, Request},
    response::{BrokerInfo, PartitionMetadata},
    watch::{BrokerState, Control},
};

use crate::layers::{Gate, OpenAtTheEnd};
use crate::support::*;

/// Another leader is there within this time of a leader's death.
const FAILOVER: Duration = Duration::from_secs(1);
/// Whatever else has to happen.
const SOON: Duration = Duration::from_secs(15);

fn settings_for(data: &Path, brokers: u8) -> Settings {
    let mut settings = settings(data);
    settings.brokers = Some(brokers);
    settings.allow_control = true;
    settings.broker.set("leader.imbalance.check.interval.seconds", "1").unwrap();
    settings
}

async fn start_brokers(data: &Path, brokers: u8) -> Server {
    start_with(&settings_for(data, brokers), FileLayers::real()).await
}

fn bootstrap(server: &Server) -> String {
    server.cluster.brokers().iter().map(|broker| broker.advertised()).collect::<Vec<_>>().join(",")
}

/// The first partition of a topic and where its leader is, as some broker that runs tells it.
async fn partition(server: &Server, topic: &str) -> (PartitionMetadata, Option<BrokerInfo>) {
    let began = Instant::now();
    let mut metadata = loop {
        // A broker that is on its way down cuts off who has asked it.
        let asked = match Kafka::connect(&bootstrap(server)).await {
            Ok(mut kafka) => kafka.metadata(Some(&[topic.into()])).await,
            Err(error) => Err(error),
        };
        match asked {
            Ok(metadata) => break metadata,
            Err(error) => assert!(began.elapsed() < SOON, "nobody answers: {error}"),
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    let partition = metadata.topics[0].partitions.remove(0);
    let leader = metadata.brokers.into_iter().find(|broker| Some(broker.id) == partition.leader);
    (partition, leader)
}

/// Waits until the first partition of a topic is so.
async fn wait(server: &Server, topic: &str, holds: impl Fn(&PartitionMetadata) -> bool) -> Duration {
    let began = Instant::now();
    loop {
        let (found, _) = partition(server, topic).await;
        if holds(&found) {
            return began.elapsed();
        }
        assert!(began.elapsed() < SOON, "it does not come to that: {found:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// A connection to who leads the first partition of a topic, as soon as somebody does: after a start that takes a moment.
async fn leader(server: &Server, topic: &str) -> Connection {
    let began = Instant::now();
    let leader = loop {
        let (_, leader) = partition(server, topic).await;
        if let Some(leader) = leader {
            break leader;
        }
        assert!(began.elapsed() < SOON, "nobody leads {topic}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    Connection::open(&format!("{}:{}", leader.host, leader.port)).await.unwrap()
}

/// Produces `count` records with acks=all, over whichever broker leads; every record is acknowledged once.
async fn produce_all(server: &Server, topic: &str, from: usize, count: usize) {
    let mut connection = None;
    for number in from..from + count {
        let request = produce(topic, 0, Acks::All, batch(&[&format!("record {number}")]));
        let began = Instant::now();
        loop {
            assert!(began.elapsed() < SOON, "record {number} is not taken");
            let Some(mut open) = connection.take() else {
                connection = Some(leader(server, topic).await);
                continue;
            };
            match open.ask(&request).await.map(produced) {
                Ok(produced) if produced.result.is_ok() => {
                    connection = Some(open);
                    break;
                }
                // It leads no more, or is gone: ask who does.
                _ => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
    }
}

/// What a consumer reads: every record that was acknowledged, in order. One whose answer was lost may be there twice.
async fn check_records(server: &Server, topic: &str, count: usize) {
    let records = read_all(&mut leader(server, topic).await, topic, 0).await;
    let mut values: Vec<String> = records.into_iter().map(|(_, value)| value).collect();
    values.dedup();
    let expected: Vec<String> = (0..count).map(|number| format!("record {number}")).collect();
    assert_eq!(values, expected);
}

async fn control(server: &Server, broker: BrokerId, control: Control) {
    let mut page = PageConnection::open(&server.http.to_string()).await.unwrap();
    page.control(broker, control).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_leader_is_followed_by_another_and_leads_again_when_it_is_back() {
    let dir = tempfile::tempdir().unwrap();
    let server = start_brokers(dir.path(), 3).await;
    create_replicated(&mut connect(&server).await, "t", 1, 3).await;
    produce_all(&server, "t", 0, 20).await;
    let mut count = 20;
    for what in [Control::Kill, Control::Stop] {
        let preferred = partition(&server, "t").await.0.replicas[0];
        wait(&server, "t", |p| p.leader == Some(preferred) && p.isr.len() == 3).await;
        let mut client = leader(&server, "t").await;
        let address = server.cluster.brokers()[preferred.0 as usize - 1].listen();
        control(&server, preferred, what).await;
        let took = wait(&server, "t", |p| p.leader.is_some_and(|leader| leader != preferred)).await;
        assert!(took < FAILOVER, "{what:?}: it took {took:?}");
        assert!(client.ask(&Request::DescribeCluster).await.is_err(), "its connections are gone");
        assert!(tokio::net::TcpStream::connect(address).await.is_err(), "its socket is closed");
        produce_all(&server, "t", count, 20).await;
        count += 20;
        check_records(&server, "t", count).await;

        control(&server, preferred, Control::Start).await;
        wait(&server, "t", |p| p.isr.len() == 3 && p.leader == Some(preferred)).await;
        produce_all(&server, "t", count, 5).await;
        count += 5;
        check_records(&server, "t", count).await;
    }
    server.stop().await.unwrap();
    let server = start_brokers(dir.path(), 3).await;
    check_records(&server, "t", count).await;
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_that_fails_takes_nobody_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let broken = crate::end::Broken::at(&broker_dir(dir.path()));
    let server = start_with(&settings_for(dir.path(), 3), for_broker(broken.clone())).await;
    create_replicated(&mut connect(&server).await, "t", 1, 3).await;
    produce_all(&server, "t", 0, 5).await;
    broken.breaks_now();
    produce_all(&server, "t", 5, 20).await;
    let mut states = server.cluster.states();
    let down = states.wait_for(|all| all[0].state == BrokerState::Down);
    tokio::time::timeout(SOON, down).await.expect("its writes fail").unwrap();
    assert!(states.borrow()[1..].iter().all(|broker| broker.state == BrokerState::Running));
    wait(&server, "t", |p| !p.isr.contains(&BrokerId(1))).await;
    let health = crate::page::get(&server, "/healthz").await;
    assert!(health.contains("503") && health.contains("broker 1 is down"), "{health}");
    let metrics = crate::page::get(&server, "/metrics").await;
    for line in [
        "glasslog_broker_up{broker=\"1\"} 0",
        "glasslog_broker_up{broker=\"2\"} 1",
        "kafka_controller_kafkacontroller_activebrokercount 2",
        "kafka_controller_kafkacontroller_offlinepartitionscount 0",
    ] {
        assert!(metrics.contains(line), "{line}: {metrics}");
    }
    let under = "kafka_server_replicamanager_underreplicatedpartitions{broker=";
    assert!(metrics.lines().any(|line| line.starts_with(under) && line.ends_with(" 1")), "{metrics}");
    check_records(&server, "t", 25).await;
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_directory_remembers_its_brokers() {
    let dir = tempfile::tempdir().unwrap();
    let server = start_brokers(dir.path(), 2).await;
    create_replicated(&mut connect(&server).await, "t", 1, 2).await;
    produce_all(&server, "t", 0, 3).await;
    server.stop().await.unwrap();

    let data = DataDir::open(dir.path()).unwrap();
    let fewer = Server::start(&settings_for(dir.path(), 1), data, FileLayers::real(), Default::default()).await;
    let error = fewer.unwrap_err().to_string();
    assert!(error.contains("has 2 brokers") && error.contains("--brokers 2"), "{error}");

    let server = start(dir.path()).await;
    assert_eq!(server.cluster.brokers().len(), 2, "as many as it has");
    check_records(&server, "t", 3).await;
    server.stop().await.unwrap();

    let server = start_brokers(dir.path(), 3).await;
    assert_eq!(partition(&server, "t").await.0.replicas.len(), 2, "what exists stays where it is");
    create_replicated(&mut connect(&server).await, "wide", 1, 3).await;
    check_records(&server, "t", 3).await;
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_replicas_as_the_tutorial_asks_for_them_work_word_for_word() {
    let dir = tempfile::tempdir().unwrap();
    let args = ServeArgs {
        data: Some(dir.path().to_owned()),
        kafka: Some("127.0.0.1:0".into()),
        http: Some("127.0.0.1:0".into()),
        ..ServeArgs::default()
    };
    let environment = [("KAFKA_CREATE_TOPICS".to_owned(), "test-topic:5:2".to_owned())];
    let server = start_with(&Settings::load(&args, environment).unwrap(), FileLayers::real()).await;
    let ports: Vec<u16> = server.cluster.brokers().iter().map(|broker| broker.listen().port()).collect();
    assert_eq!(ports, [ports[0], ports[0] + 1]);
    let mut kafka = Kafka::connect(&server.kafka.to_string()).await.unwrap();
    let metadata = kafka.metadata(None).await.unwrap();
    let topic = &metadata.topics[0];
    assert_eq!((metadata.brokers.len(), topic.partitions.len()), (2, 5));
    assert!(topic.partitions.iter().all(|p| p.replicas.len() == 2 && p.isr.len() == 2), "{topic:?}");
    // A directory whose brokers are too few says what to do, and is none the worse for it.
    server.stop().await.unwrap();
    let environment = [("KAFKA_CREATE_TOPICS".to_owned(), "wider:1:3".to_owned())];
    let settings = Settings::load(&args, environment).unwrap();
    let data = DataDir::open(dir.path()).unwrap();
    let error = Server::start(&settings, data, FileLayers::real(), Default::default()).await.unwrap_err().to_string();
    assert!(error.contains("wider") && error.contains("--brokers"), "{error}");
    start(dir.path()).await.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_flag_no_broker_is_taken_down() {
    let dir = tempfile::tempdir().unwrap();
    let mut settings = settings_for(dir.path(), 2);
    settings.allow_control = false;
    let server = start_with(&settings, FileLayers::real()).await;
    let mut page = PageConnection::open(&server.http.to_string()).await.unwrap();
    for control in [Control::Stop, Control::Kill, Control::Start] {
        match page.control(BrokerId(2), control).await {
            Err(PageError::Refused(refusal)) => {
                assert_eq!(refusal.code, ErrorCode::ClusterAuthorizationFailed);
                assert!(refusal.message.unwrap().contains("--allow-control"));
            }
            other => panic!("{control:?}: {other:?}"),
        }
    }
    assert!(server.cluster.states().borrow().iter().all(|broker| broker.state == BrokerState::Running));
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_done_to_a_broker_is_refused_with_words() {
    let dir = tempfile::tempdir().unwrap();
    let server = start_brokers(dir.path(), 2).await;
    let cluster = &server.cluster;
    let why = |refused: Result<(), glasslog_core::error::Refusal>| refused.unwrap_err().message.unwrap().to_string();
    assert!(why(cluster.control(BrokerId(3), Control::Kill).await).contains("only 1 to 2"));
    assert!(why(cluster.control(BrokerId(2), Control::Start).await).contains("running already"));
    cluster.control(BrokerId(2), Control::Kill).await.unwrap();
    assert!(why(cluster.control(BrokerId(2), Control::Stop).await).contains("down already"));
    // Its place is taken meanwhile.
    let taken = std::net::TcpListener::bind(cluster.brokers()[1].listen()).unwrap();
    assert!(why(cluster.control(BrokerId(2), Control::Start).await).contains("cannot start"));
    drop(taken);
    cluster.control(BrokerId(2), Control::Start).await.unwrap();
    // Twice at once: one of them does it.
    let both = tokio::join!(cluster.control(BrokerId(2), Control::Kill), cluster.control(BrokerId(2), Control::Kill));
    assert!(both.0.is_ok());
    cluster.control(BrokerId(1), Control::Stop).await.unwrap();
    assert!(crate::page::get(&server, "/healthz").await.contains("all brokers were taken down"));
    server.stop().await.unwrap();
}

/// librdkafka asks once when a connection breaks, and not again for a second where it is told the old leader.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_is_cut_off_by_a_death_is_told_the_next_leader_at_its_first_question() {
    let dir = tempfile::tempdir().unwrap();
    let server = start_brokers(dir.path(), 3).await;
    create_replicated(&mut connect(&server).await, "t", 1, 3).await;
    let preferred = partition(&server, "t").await.0.replicas[0];
    wait(&server, "t", |p| p.leader == Some(preferred) && p.isr.len() == 3).await;
    let mut client = leader(&server, "t").await;
    let other = server.cluster.brokers().iter().find(|broker| broker.id() != preferred).unwrap();
    let mut other = Kafka::connect(&other.advertised()).await.unwrap();
    let cut_off = tokio::spawn(async move {
        assert!(client.ask(&fetch("t", 0, 0, Duration::from_secs(30))).await.is_err(), "it is cut off");
        other.metadata(Some(&["t".into()])).await.unwrap()
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    server.cluster.control(preferred, Control::Kill).await.unwrap();
    let metadata = cut_off.await.unwrap();
    let next = metadata.topics[0].partitions[0].leader.expect("it is led");
    assert_ne!(next, preferred);
    assert!(metadata.brokers.iter().any(|broker| broker.id == preferred), "{:?}", metadata.brokers);
    server.stop().await.unwrap();
}

/// The next start of a broker must not share its files with a thread of the last one.
#[tokio::test(flavor = "multi_thread")]
async fn a_killed_broker_is_down_only_when_nobody_writes_its_files_any_more() {
    let dir = tempfile::tempdir().unwrap();
    let gate = Gate::new(&broker_dir(dir.path()));
    let server = start_with(&settings_for(dir.path(), 3), for_broker(gate.clone())).await;
    create_replicated(&mut connect(&server).await, "t", 3, 3).await;
    let _opened = OpenAtTheEnd(gate.clone());
    gate.set(false);
    let mut client = Connection::open(&server.cluster.brokers()[0].advertised()).await.unwrap();
    let led = (0..3).map(|index| produce("t", index, Acks::Leader, batch(&["a"])));
    for request in led {
        // One of the three it leads, and syncs for ever.
        client.send(&request).await.unwrap();
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    let first = BrokerId(1);
    let killing = tokio::spawn({
        let cluster = server.cluster.clone();
        async move { cluster.control(first, Control::Kill).await }
    });
    let took = wait(&server, "t", |p| p.leader != Some(first) && !p.isr.contains(&first)).await;
    assert!(took < FAILOVER, "the others do not wait for it: {took:?}");
    assert_eq!(server.cluster.states().borrow()[0].state, BrokerState::Stopping);
    assert!(!killing.is_finished());
    gate.set(true);
    killing.await.unwrap().unwrap();
    assert_eq!(server.cluster.states().borrow()[0].state, BrokerState::Down);
    server.cluster.control(first, Control::Start).await.unwrap();
    wait(&server, "t", |p| p.isr.len() == 3).await;
    server.stop().await.unwrap();
}

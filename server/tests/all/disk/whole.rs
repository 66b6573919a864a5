//! Whole servers with sockets and threads, whose disk crashes or fails under them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, Once, PoisonError};
use std::time::Duration;

use glasslog::client::Connection;
use glasslog::data_dir::DataDir;
use glasslog::files::{FileLayers, RealFiles};
use glasslog::kafka::guard::Limits;
use glasslog::serve::Server;
use glasslog_core::{error::ErrorCode, random::Random, request::Acks};
use rustix::io::Errno;
use tokio::time::timeout;

use super::life::{Told, lives};
use super::model::Luck;
use super::os::{FaultyOs, Kind, Plan, folder};
use crate::support::{batch, create, produce, produced, read_all, settings, try_to_create};

/// What is not answered by then will not be: the disk does not come back.
const PATIENCE: Duration = Duration::from_secs(3);

/// What the servers of this process have logged.
static SAID: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Said;

impl std::io::Write for Said {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        SAID.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let _ = tracing_subscriber::fmt().with_ansi(false).with_writer(|| Said).try_init();
    });
}

/// The lines that name this.
fn said(about: &str) -> String {
    let said = SAID.lock().unwrap_or_else(PoisonError::into_inner).clone();
    String::from_utf8_lossy(&said).lines().filter(|line| line.contains(about)).collect::<Vec<_>>().join("\n")
}

async fn start(os: &FaultyOs, root: &Path) -> anyhow::Result<Server> {
    let settings = settings(&root.join("data"));
    let data = DataDir::open_over(Arc::new(os.clone()), &settings.data)?;
    let layer = os.clone();
    let files = FileLayers::new(move |dir| Arc::new(RealFiles::over(layer.clone(), dir)));
    Server::start(&settings, data, files, Limits::default()).await
}

async fn connect(server: &Server) -> Connection {
    Connection::open(&server.kafka.to_string()).await.unwrap()
}

/// Acknowledged records: topic and offset, and the value.
type Acked = BTreeMap<(String, i64), String>;

/// Sends one batch; `None` when nobody answers.
async fn send(
    connection: &mut Connection,
    topic: &str,
    value: &str,
    acked: &mut Acked,
) -> Option<Result<(), ErrorCode>> {
    let request = produce(topic, 0, Acks::All, batch(&[value]));
    let answer = timeout(PATIENCE, connection.ask(&request)).await.ok()?.ok()?;
    Some(match produced(answer).result {
        Ok(place) => {
            acked.insert((topic.to_owned(), place.base_offset.0), value.to_owned());
            Ok(())
        }
        Err(refusal) => Err(refusal.code),
    })
}

async fn check_acked(connection: &mut Connection, topics: &[String], acked: &Acked) {
    for topic in topics {
        let read = read_all(connection, topic, 0).await;
        assert!(read.iter().enumerate().all(|(at, (offset, _))| *offset == at as i64), "no gap in {topic}: {read:?}");
        for ((_, offset), value) in acked.iter().filter(|((of, _), _)| of == topic) {
            let found = read.get(*offset as usize).map(|(_, value)| value);
            assert_eq!(found, Some(value), "acknowledged at {offset} of {topic}, and lost");
        }
    }
}

/// A first start, a topic after the other, and records; until the process dies. Gives back the topics that were made.
async fn work_until_death(os: &FaultyOs, root: &Path, acked: &mut Acked) -> Vec<String> {
    let mut topics = Vec::new();
    let Ok(Ok(server)) = timeout(PATIENCE, start(os, root)).await else { return topics };
    let Ok(mut connection) = Connection::open(&server.kafka.to_string()).await else { return topics };
    'work: for round in 0..3 {
        let topic = format!("topic-{round}");
        match timeout(PATIENCE, try_to_create(&mut connection, &topic, 1)).await {
            Ok(Ok(())) => topics.push(topic),
            _ => break,
        }
        for number in 0..8 {
            let topic = &topics[number % topics.len()];
            if !matches!(send(&mut connection, topic, &format!("{round}/{number}"), acked).await, Some(Ok(()))) {
                break 'work;
            }
        }
    }
    let _ = timeout(PATIENCE, server.stop()).await;
    topics
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_dies_anywhere_has_lost_nothing_acknowledged() {
    let root = folder();
    let os = FaultyOs::new(root.path());
    let mut acked = Acked::new();
    assert_eq!(work_until_death(&os, root.path(), &mut acked).await.len(), 3);
    assert_eq!(acked.len(), 24);
    let ops = os.ops().len() as u64;
    let mut random = Random::new(ops, "whole");
    for _ in 0..lives(24) {
        let at = random.below(ops) as usize;
        let _told = Told(format!("crash at operation {at} of about {ops}"));
        let root = folder();
        let os = FaultyOs::new(root.path());
        os.plan(Plan::Crash(at));
        let mut acked = Acked::new();
        let topics = work_until_death(&os, root.path(), &mut acked).await;
        let after = folder();
        let luck = if random.below(3) == 0 { Luck::Nothing } else { Luck::Something(&mut random) };
        os.lose_power(luck, after.path());
        let server = start(&FaultyOs::new(after.path()), after.path()).await.expect("the next start goes well");
        let mut connection = connect(&server).await;
        check_acked(&mut connection, &topics, &acked).await;
        create(&mut connection, "more", 1).await;
        server.stop().await.unwrap();
    }
}

/// One fault under load. Two topics: at most one of them suffers; nothing acknowledged goes; the log says what to do.
async fn fail_once(number: usize, at: usize, errno: Errno) -> Option<Kind> {
    let root = folder();
    let os = FaultyOs::new(root.path());
    let server = start(&os, root.path()).await.unwrap();
    let mut connection = connect(&server).await;
    let topics = ["one", "two"].map(|name| format!("{name}-{}-{number}", errno.raw_os_error()));
    for topic in &topics {
        create(&mut connection, topic, 1).await;
    }
    let mut acked = Acked::new();
    for topic in &topics {
        assert_eq!(send(&mut connection, topic, "before", &mut acked).await, Some(Ok(())));
    }
    os.watch(&root.path().join("data/broker-1"));
    os.plan(Plan::Fail(at, errno));
    let mut refused: BTreeMap<&str, Vec<ErrorCode>> = BTreeMap::new();
    for round in 0..6 {
        for topic in &topics {
            match send(&mut connection, topic, &format!("{round}"), &mut acked).await {
                Some(Ok(())) => {}
                Some(Err(code)) => refused.entry(topic).or_default().push(code),
                None => panic!("{topic} was not answered"),
            }
        }
    }
    let struck = os.struck().map(|((kind, _), _)| kind);
    assert!(refused.len() <= 1, "both suffer: {refused:?}");
    for (topic, codes) in &refused {
        assert_eq!(codes[0], ErrorCode::KafkaStorageError, "{codes:?}");
        let said = said(topic);
        let words =
            if errno == Errno::NOSPC && struck != Some(Kind::Sync) { "Free some space" } else { "see to the disk" };
        assert!(said.contains(words), "nothing says `{words}`:\n{said}");
        // What was acknowledged can be read, but for a log that has halted; a full disk ends with the first append that fits.
        if errno == Errno::NOSPC && struck != Some(Kind::Sync) {
            assert_eq!(codes.len(), 1, "there is room again");
        } else {
            assert_eq!(codes.len() + acked.keys().filter(|(of, _)| of == topic).count(), 7, "it has halted for good");
        }
    }
    os.plan(Plan::Well);
    let _ = server.stop().await;
    let server = start(&os, root.path()).await.expect("after the next start all is well");
    let mut connection = connect(&server).await;
    check_acked(&mut connection, &topics, &acked).await;
    for topic in &topics {
        assert_eq!(send(&mut connection, topic, "after", &mut acked).await, Some(Ok(())));
    }
    check_acked(&mut connection, &topics, &acked).await;
    server.stop().await.unwrap();
    struck.filter(|_| !refused.is_empty())
}

#[tokio::test(flavor = "multi_thread")]
async fn one_fault_under_load_halts_one_log_at_most_and_the_log_says_what_to_do() {
    listen();
    let mut kinds = Vec::new();
    for errno in [Errno::IO, Errno::NOSPC] {
        for (number, at) in (0..lives(8) as usize).enumerate() {
            let _told = Told(format!("{errno} at operation {at}"));
            kinds.extend(fail_once(number, at, errno).await.map(|kind| (errno.raw_os_error(), kind)));
        }
    }
    let io = Errno::IO.raw_os_error();
    for hit in [(io, Kind::Write), (io, Kind::Sync), (Errno::NOSPC.raw_os_error(), Kind::Write)] {
        assert!(kinds.contains(&hit), "{hit:?} never hit: {kinds:?}");
    }
}

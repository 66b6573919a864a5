//! `kill -9` at any moment: what was acknowledged is there after the restart, once and in order.

use std::time::Duration;

use glasslog_tests::client::{Client, SOON, create_topic};
use glasslog_tests::kept::{acknowledged, check_commits, check_never_went_back, check_produced};
use glasslog_tests::lines::Process;
use glasslog_tests::random::Random;
use glasslog_tests::server::Server;

const KILLS: usize = 20;

/// One idempotent producer and one consumer that commits each record live through all the kills. Both reconnect by themselves.
#[test]
fn nothing_acknowledged_is_lost_over_twenty_kills() {
    let mut random = Random::new("nothing_acknowledged_is_lost_over_twenty_kills");
    let mut server = Server::start();
    create_topic(&server, "kept", 3);
    let mut producer = Process::start(Client::KafkaPython3.python(&server, "produce-on", "kept", &["--pace-ms", "1"]));
    let committer =
        Process::start(Client::KafkaPython3.python(&server, "commit-on", "kept", &["--group", "committers"]));
    committer
        .wait("a first commit", SOON, |lines| lines.iter().any(|line| line.contains("\"committed\"")).then_some(()));

    for kill in 1..=KILLS {
        let before = acknowledged(&producer.lines());
        producer.wait(&format!("an acknowledgement before kill {kill}"), SOON, |lines| {
            (acknowledged(lines) > before).then_some(())
        });
        std::thread::sleep(Duration::from_millis(random.within(0..400)));
        server.kill();
        server.restart();
    }

    producer.close_input();
    let produced = producer.succeed(Duration::from_secs(120));
    let committed = committer.end(SOON).1;
    server.kill();
    server.restart();

    let read = Client::KafkaPython3.consume(&server, "kept", "checkers");
    let count = check_produced(&produced, 0, &read);
    println!("{} records over {KILLS} kills, {count} acknowledged", read.len());
    check_commits(&server, "kept", "committers", &committed);
    check_never_went_back(&committed);
}

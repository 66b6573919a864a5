//! The README's tutorial, as it stands there, so that it cannot age: its programs are taken out of the text and run.

use std::fs;
use std::process::Command;

use glasslog_tests::client::{SOON, tool};
use glasslog_tests::lines::Process;
use glasslog_tests::root;
use glasslog_tests::server::Server;

/// The program below `<!-- tutorial: NAME -->`, for this server instead of localhost:9092.
fn program(name: &str, server: &Server) -> String {
    let readme = fs::read_to_string(root().join("README.md")).expect("README.md");
    let marker = format!("<!-- tutorial: {name} -->\n```python\n");
    let (_, rest) = readme.split_once(&marker).unwrap_or_else(|| panic!("README.md has no tutorial `{name}`"));
    let (code, _) = rest.split_once("\n```").expect("the program ends");
    assert!(code.contains("localhost:9092"));
    code.replace("localhost:9092", server.kafka())
}

fn run(python: &str, name: &str, server: &Server) -> Vec<String> {
    let mut command = Command::new(tool(python).join("bin/python"));
    command.args(["-W", "ignore", "-c", &program(name, server)]);
    Process::start(command).succeed(SOON)
}

fn the_readme_tells_the_truth(python: &str) {
    let server = Server::start();
    let numbers: Vec<String> = (0..1000).map(|number| number.to_string()).collect();
    let values: Vec<String> = (0..1000).map(|number| format!("{{'number': {number}}}")).collect();

    assert_eq!(run(python, "producer", &server), numbers);
    assert_eq!(run(python, "consumer", &server), values, "everything, from the earliest, in order");
    assert_eq!(run(python, "consumer", &server), [""; 0], "the group has read everything");
    run(python, "producer", &server);
    assert_eq!(run(python, "consumer", &server), values, "only what is new");

    let places = run(python, "keys", &server);
    assert_eq!(places.len(), 9);
    for customer in ["ann", "bob", "cem"] {
        let of_this: Vec<_> = places.iter().filter(|line| line.starts_with(customer)).collect();
        let partitions: Vec<_> =
            of_this.iter().filter_map(|line| line.split(" is in partition ").nth(1)?.chars().next()).collect();
        assert!(partitions.windows(2).all(|pair| pair[0] == pair[1]), "{customer} stays in one partition: {of_this:?}");
    }
}

#[test]
fn with_kafka_python_3() {
    the_readme_tells_the_truth("kafka-python-3");
}

#[test]
fn with_kafka_python_2() {
    the_readme_tells_the_truth("kafka-python-2");
}

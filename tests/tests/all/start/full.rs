//! A disk that really is full: a small file system in memory, in a name space of the server's own.

use std::path::Path;
use std::process::Command;

use glasslog_tests::client::SOON;
use glasslog_tests::lines::Process;
use glasslog_tests::server::binary;

/// What every script begins with: `$DATA` becomes a file system of two megabytes; `serve` starts a server and waits for it, `fill`
/// leaves no room on it.
const PRELUDE: &str = r#"
    set -e
    mount -t tmpfs -o size=2m tmpfs "$DATA"
    run() { exec "$BIN" serve --data "$DATA/data" --kafka 127.0.0.1:0 --http 127.0.0.1:0; }
    serve() {
        run > "$OUT" 2>&1 &
        for n in $(seq 200); do grep -q ^page "$OUT" && break; sleep 0.1; done
        kafka=$(awk '/^kafka/ {print $2}' "$OUT")
    }
    produce() { for n in $(seq $1 $2); do echo "kept-$n"; done | timeout 20 "$BIN" produce kept --server "$kafka"; }
    consume() { timeout 20 "$BIN" consume kept --from-beginning --max $1 --server "$kafka"; }
    fill() { dd if=/dev/zero of="$DATA/filler" bs=1k 2> /dev/null || true; }
"#;

/// How to get a name space in which one may mount: as oneself, or by `sudo` without a password, as where CI runs.
fn own_space() -> Option<Vec<&'static str>> {
    let ways = [&["unshare", "--user", "--map-root-user", "--mount"][..], &["sudo", "-n", "-E", "unshare", "--mount"]];
    let works = |way: &&[&str]| {
        let mut tried = Command::new(way[0]);
        tried.args(&way[1..]).args(["mount", "-t", "tmpfs", "tmpfs", "/mnt"]);
        tried.output().is_ok_and(|output| output.status.success())
    };
    ways.into_iter().find(works).map(<[_]>::to_vec)
}

/// What a script says on a small file system of its own; `None` where this user can have none.
fn said(script: &str) -> Option<Vec<String>> {
    let Some(space) = own_space() else {
        println!("NOT RUN: this user may not mount, neither in a name space of its own nor by sudo");
        return None;
    };
    let home = tempfile::tempdir().expect("a temporary directory");
    let path = |name: &str| home.path().join(name);
    std::fs::create_dir(path("data")).expect("a directory");
    let mut shell = Command::new(space[0]);
    shell.args(&space[1..]).args(["sh", "-c", &format!("{PRELUDE}{script}")]);
    shell.env("BIN", binary()).env("DATA", path("data")).env("OUT", path("out"));
    let lines = Process::start(shell).succeed(SOON);
    let server = std::fs::read_to_string(Path::new(&path("out"))).unwrap_or_default();
    assert!(!server.contains("panicked"), "{server}");
    Some(lines)
}

/// The lines between two of them.
fn between<'a>(lines: &'a [String], from: &str, to: &str) -> &'a [String] {
    let at = |line: &str| lines.iter().position(|said| said == line).unwrap_or_else(|| panic!("no {line}: {lines:#?}"));
    &lines[at(from)..at(to)]
}

fn kept(lines: &[String]) -> Vec<&str> {
    lines.iter().filter_map(|line| line.strip_prefix("kept-")).collect()
}

#[test]
fn a_start_on_a_full_disk_says_so_and_once_there_is_room_all_is_there() {
    let Some(lines) = said(
        r#"
        serve; produce 1 20
        kill -9 $!; wait $! || true
        fill; echo full
        (run) 2>&1 && echo started || true
        rm "$DATA/filler"; echo room
        serve; consume 20; echo read
        kill $!; wait $!; echo stopped"#,
    ) else {
        return;
    };
    let refusal = between(&lines, "full", "room").join("\n");
    assert!(refusal.contains("without space") && refusal.contains("free some"), "{refusal}");
    assert!(!refusal.contains("started") && !refusal.contains("panicked"), "{refusal}");
    assert_eq!(kept(between(&lines, "room", "read")).len(), 20, "{lines:#?}");
    assert!(lines.contains(&"stopped".to_owned()), "it ends well: {lines:#?}");
}

#[test]
fn a_disk_that_fills_up_under_a_server_costs_no_record_and_it_goes_on_by_itself() {
    let Some(lines) = said(
        r#"
        serve; produce 1 20
        fill; echo full
        head -c 20000 /dev/zero | tr '\0' x | timeout 20 "$BIN" produce kept --server "$kafka" 2>&1 && echo taken || true
        consume 20; echo read
        grep 'no space' "$OUT"; echo logged
        rm "$DATA/filler"; sleep 1; echo room
        produce 21 30; consume 30 | tail -n 3; echo again
        kill $!; wait $!; echo stopped"#,
    ) else {
        return;
    };
    assert!(!lines.contains(&"taken".to_owned()), "what is acknowledged must have a place: {lines:#?}");
    assert_eq!(kept(between(&lines, "full", "read")).len(), 20, "it can be read meanwhile: {lines:#?}");
    let logged = between(&lines, "read", "logged").join("\n");
    assert!(logged.contains("kept-0") && logged.contains("Free some space"), "{logged}");
    assert!(kept(between(&lines, "room", "again")).ends_with(&["28", "29", "30"]), "{lines:#?}");
    assert!(lines.contains(&"stopped".to_owned()), "it ends well: {lines:#?}");
}

//! What is said is read back, and who says something else is told what was expected.

use super::{COMMANDS, Command, actions::restarted};

#[test]
fn what_is_said_is_read_back() {
    let lines = [
        "topic items-list partitions=3 factor=2 min.insync.replicas=2",
        "partitions items-list 4",
        "delete items-list",
        "producer P1 to items-list acks=all",
        "producer P1 to items-list acks=1 every=300ms linger=50ms keys=a,b keyless=sticky idempotent=yes",
        "producer P1 to items-list acks=all retries=3 inflight=1 request=2s giveup=10s",
        "producer P1 to items-list acks=all retries=0",
        "producer P1 to items-list acks=all keyless=random idempotent=no inflight=20",
        "consumer A1 group items-group from items-list",
        "consumer A1 group items-group from items-list reset=latest commit=each work=400ms session=45s",
        "consumer A2 group items-group from items-list commit=before",
        "consumer A3 group items-group from items-list work=400ms heartbeat=1s poll=50 interval=10s instance=i-3 assignor=cooperative",
        "consumer A4 group items-group from items-list assignor=roundrobin",
        "restart A1",
        "restart A1,A2 away=1s apart=20s",
        "deploy items-group",
        "deploy items-group apart=1m",
        "send six key=a partition=2 by=P1",
        "send \"two words\" \"key=a b\"",
        "rate P1 2s",
        "rate P1 never",
        "leave A1",
        "crash A1",
        "reset items-group items-list-0 2",
        "reset items-group items-list-0 earliest",
        "reset items-group items-list-0 latest",
        "kill B1",
        "stop B1",
        "start B1",
        "pause B1",
        "wake B1",
        "wipe B1",
        "join B4",
        "disk B1 slow=40",
        "cut B1-B3",
        "cut B1>B3",
        "cut B1",
        "slow B1 300ms",
        "mend B1-controller",
        "slow B1-P1 300ms",
        "lossy B1-B3 30%",
        "lossy B1>B3 5%",
        "lossy B1 30%",
        "lossy P1-B1 0%",
        "break B1-P1",
        "hold 17",
        "deliver 17",
        "lose 17",
        "elect",
        "wait 2s",
        "until acked six",
        "until acked six and isr items-list-0 = 1,2 within 20s",
    ];
    for line in lines {
        let command = Command::parse(line).unwrap_or_else(|wrong| panic!("{line}: {wrong}"));
        assert_eq!(command.say(), line);
    }
    let verbs = COMMANDS.iter().map(|(form, _)| form.split(' ').next().unwrap());
    verbs.for_each(|verb| assert!(lines.iter().any(|line| line.starts_with(verb)), "{verb} is not tried"));
}

#[test]
fn a_command_may_begin_with_a_capital() {
    assert_eq!(Command::parse("Kill b1"), Command::parse("kill B1"));
    assert_eq!(Command::parse("SEND Six key=A").map(|command| command.say()), Ok("send Six key=A".to_owned()));
}

#[test]
fn who_says_something_else_is_told_what_was_expected() {
    let told = |line: &str, what: &str| {
        let wrong = Command::parse(line).expect_err(line);
        assert!(wrong.0.contains(what), "{line}: {wrong}");
    };
    told("kil B1", "there is no command \"kil\"; did you mean kill B1?");
    told("Porducer P1", "there is no command \"porducer\"; did you mean producer NAME to TOPIC");
    told("slaughter B1", "there is no command \"slaughter\": type help for all of them");
    told("add consumer A2", "did you mean consumer NAME group GROUP from TOPIC …? All there are: type help");
    told("consumer A2 group", "say consumer NAME group GROUP from TOPIC …");
    told("send six apple", "say send VALUE [key=KEY] [partition=N] [by=PRODUCER]");
    told("topic t partitions=99999999999", "99999999999 is too large: at most 2147483647");
    told("kill", "kill lacks a broker: say kill B1");
    told("kill six", "say B1, B2");
    told("kill B1 B2", "\"B2\" is too much");
    told("producer P1 items-list", "expected \"to\" instead of \"items-list\"");
    told("producer P1 to items-list acks=2", "say 0, 1 or all");
    told(
        "producer P1 to items-list speed=2",
        "knows no \"speed\": say producer NAME to TOPIC …; type help for all of it",
    );
    told("producer P1 to items-list evry=2s", "knows no \"evry\"; did you mean every=SPAN?");
    told("producer P1 to t retries=0 idempotent=yes", "say idempotent=no, too");
    told("producer P1 to t inflight=6", "with idempotence it is 5 at the most");
    told("producer P1 to t inflight=0", "at least one");
    told("producer P1 to t giveup=5s", "linger and request together are 30s");
    told("consumer A1 group g from t poll=0", "at least one");
    told("consumer A1 group g from t assignor=sticky", "say range, roundrobin or cooperative");
    told("deploy g apart=1", "say 300ms, 2s or 5m");
    told("cut six", "no two ends");
    told("lossy B1-B3", "lossy lacks how many of a hundred: say lossy B1-B3 30%");
    told("lossy B1-B3 100%", "where nothing gets through say cut");
    told("lossy B1-B3 some", "\"some\"");
    told("wait 2", "say 300ms, 2s or 5m");
    told("until ackd six", "there is no fact \"ackd\"");
}

#[test]
fn who_would_restart_a_broker_is_told_how() {
    let told = |name: &str| restarted(&[], name).expect_err(name).0;
    assert_eq!(told("B1"), "brokers: stop B1, then start B1");
    assert!(told("A9").starts_with("nobody is called \"A9\""));
}

//! Why it is so, in words: a sentence for each fact of a chain.

use std::time::Duration;

use glasslog_core::id::BrokerId;
use glasslog_core::request::Acks;
use glasslog_sim::view::End;
use glasslog_sim::why::{Ends, Fact, Question};

use super::{brokers, plain};
use crate::text::span;

/// What is asked, as a headline. `name` says what an actor is called.
#[must_use]
pub fn question(question: &Question, name: impl Fn(u32) -> String) -> String {
    match question {
        Question::Waits(producer, _) => format!("Why does {} wait?", name(producer.0)),
        Question::Stands((topic, index)) => format!("Why is the end of {topic}-{index} not safe yet?"),
        Question::NotInSync((topic, index), broker) => {
            format!("Why is broker {broker} not in sync with {topic}-{index}?")
        }
        Question::Refused((topic, index)) => format!("Why does {topic}-{index} take no record with acks=all?"),
        Question::NoLeader((topic, index)) => format!("Why does nobody lead {topic}-{index}?"),
        Question::LeaderMoved((topic, index)) => format!("Why did the leader of {topic}-{index} change?"),
        Question::ReadsNothing(consumer) => format!("Why does {} get nothing?", name(consumer.0)),
        Question::Rebalanced(group) => format!("Why did {group} share out anew?"),
        Question::Gone((topic, index), offset) => {
            format!("Why is a record gone that stood at offset {offset} of {topic}-{index}?")
        }
        Question::Vanished(producer, number) => format!("Why is record {number} of {} in no log?", name(producer.0)),
        Question::Doubled((topic, index), _) => format!("Why is this record in {topic}-{index} twice?"),
        Question::SeenTwice(group, _, offset) => format!("Why has {group} processed offset {offset} again?"),
        Question::Lags(group) => format!("Why does {group} fall behind?"),
        Question::SeenNever(group, _, offset) => format!("Why has {group} never processed offset {offset}?"),
    }
}

/// What ends it, after "It ends when".
#[must_use]
pub fn ends(ends: &Ends, name: impl Fn(u32) -> String) -> String {
    match ends {
        Ends::FetchesOrLeaves(broker, left) if left.is_zero() => {
            format!("broker {broker} fetches, or leaves the list: any moment now.")
        }
        Ends::FetchesOrLeaves(broker, left) => {
            format!("broker {broker} fetches, or leaves the list in about {}.", spoken(*left))
        }
        Ends::ToGo(broker, 1) => format!("broker {broker} has one more record."),
        Ends::ToGo(broker, to_go) => format!("broker {broker} has {to_go} more records."),
        Ends::BackInSync(broker) => format!("broker {broker} is in sync again."),
        Ends::ComesBack(consumer, left) => format!("{} comes back, in {}.", name(consumer.0), spoken(*left)),
        Ends::MemberGoes => "another member goes, or the topic gets more partitions.".to_owned(),
        Ends::OneReturns(brokers) => match &brokers[..] {
            [only] => format!("broker {only} returns."),
            all => format!("one of them returns: broker {}.", plain_or(all)),
        },
    }
}

fn plain_or(brokers: &[BrokerId]) -> String {
    let all: Vec<String> = brokers.iter().map(ToString::to_string).collect();
    all.join(" or ")
}

/// A fact of a chain.
#[must_use]
pub fn fact(fact: &Fact, name: impl Fn(u32) -> String) -> String {
    let way = |from: &End, to: &End| format!("{} to {}", end(from, &name), end(to, &name));
    let between = |one: &End, other: &End| format!("{} and {}", end(one, &name), end(other, &name));
    match fact {
        Fact::NotSo => "Nothing holds it now.".to_owned(),
        Fact::OnItsWay { to, held: false } => format!("Its request is on its way to broker {to}."),
        Fact::OnItsWay { to, held: true } => format!("Its request to broker {to} is held on its way."),
        Fact::AnswerOnItsWay { from, held: false } => format!("Broker {from} has answered; the answer is on its way."),
        Fact::AnswerOnItsWay { from, held: true } => {
            format!("Broker {from} has answered; the answer is held on its way.")
        }
        Fact::Unsafe { partition: (topic, index), high_watermark, end } => format!(
            "{topic}-{index} ends at {end}, and only what is below {high_watermark} (the high watermark) is on all in sync."
        ),
        Fact::MemberBehind { broker, end: Some(end) } => {
            format!("Broker {broker} is on the list of those in sync, and has only what is below {end}.")
        }
        Fact::MemberBehind { broker, end: None } => {
            format!("Broker {broker} is on the list of those in sync, and has not fetched from this leader yet.")
        }
        Fact::NotOnDisk { broker, durable } => {
            format!("The leader counts its own disk, too: broker {broker} has synced what is below {durable}.")
        }
        Fact::TooFewInSync { isr, min } => {
            format!("In sync: {}. min.insync.replicas asks for {min}.", brokers(isr))
        }
        Fact::NoFetchFor(broker, silence) => {
            format!("Its leader has not seen broker {broker} at the log's end for {}.", spoken(*silence))
        }
        Fact::TakenOffIsr(broker) => {
            format!("The leader took broker {broker} off the list: behind for longer than replica.lag.time.max.ms.")
        }
        Fact::Fenced(broker) => format!("The controller heard nothing of broker {broker}, and took it for dead."),
        Fact::CatchingUp { broker, end, needed } if end < needed => {
            format!("Broker {broker} catches up: it ends at {end}, and is back on the list from {needed} on.")
        }
        Fact::CatchingUp { broker, .. } => {
            format!("Broker {broker} has all it needs: the leader has asked, or asks next, to have it on the list.")
        }
        Fact::Down(broker) => format!("Broker {broker} is down."),
        Fact::Starting(broker) => format!("Broker {broker} starts, and reads its disk."),
        Fact::Paused(broker) => format!("The process of broker {broker} stands still."),
        Fact::Cut(from, to) => format!("The way from {} is cut.", way(from, to)),
        Fact::Slow(from, to, extra) => format!("The way from {} takes {} longer.", way(from, to), spoken(*extra)),
        Fact::Lossy(from, to, percent) => {
            format!("Of what goes from {}, {percent}% is lost and sent again, later.", way(from, to))
        }
        Fact::SlowDisk(broker, times) => format!("The disk of broker {broker} takes {times} times as long."),
        Fact::LogFailed(broker) => format!("The copy on broker {broker} has failed."),
        Fact::NobodyMayLead { eligible } if eligible.is_empty() => "Nobody has all that was acknowledged.".to_owned(),
        Fact::NobodyMayLead { eligible } => {
            format!("Only who has all that was acknowledged may lead: {}.", brokers(eligible))
        }
        Fact::UncleanOff => {
            "Nobody else may: unclean.leader.election.enable is off, so that no record is lost.".to_owned()
        }
        Fact::Leads { broker, epoch } => format!("Broker {broker} leads, in epoch {epoch}."),
        Fact::Preferred(broker) => {
            format!("Broker {broker} stands first among the replicas: it leads whenever it can.")
        }
        Fact::Stopped(broker) => format!("Broker {broker} was stopped, and said so first."),
        Fact::AtHighWatermark((topic, index), at) => {
            format!("It has all of {topic}-{index} below {at}, and is shown nothing that could still be lost.")
        }
        Fact::NothingNew((topic, index)) => format!("It has read {topic}-{index} to the end."),
        Fact::NoShare { members, partitions } if members > partitions => {
            format!("{members} members share {partitions} partitions: somebody goes without.")
        }
        Fact::NoShare { .. } => "It has no share yet.".to_owned(),
        Fact::Rebalancing(group) => format!("Group {group} shares its partitions out just now."),
        Fact::Because(reason) => {
            let reason = plain(reason);
            let mut letters = reason.chars();
            let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
            format!("{first}{}.", letters.as_str())
        }
        Fact::TooOld((topic, index), start) => {
            format!("What was older than its retention went: {topic}-{index} begins at {start} now.")
        }
        Fact::CutOff(broker, at) => {
            format!("Broker {broker} cut its log off at {at}: its leader did not have the rest.")
        }
        Fact::LedWithout(broker, epoch, end) => {
            format!("It is not in epoch {epoch}: broker {broker} began to lead with a log that ended at {end}.")
        }
        Fact::OnlyHad(broker, Some(Acks::Leader)) => {
            format!("Only broker {broker} had it, and with acks=1 that was enough to acknowledge it.")
        }
        Fact::OnlyHad(broker, Some(_)) => format!("Broker {broker} had it, and it was acknowledged."),
        Fact::OnlyHad(broker, None) => {
            format!("Only broker {broker}, which led before, had it; nobody was told that it is safe.")
        }
        Fact::NobodyAsked(producer) => {
            format!(
                "{} asks for no answer (acks=0): it sends once, and never hears what became of it.",
                name(producer.0)
            )
        }
        Fact::StandsTwice(first, again) => format!("The same record stands at offset {first} and at {again}."),
        Fact::SentAgain(producer) => format!(
            "{} got no answer and sent it again; without idempotence nobody knows it by its sequence.",
            name(producer.0)
        ),
        Fact::Broke(one, Some(other)) => {
            format!("The connection of {} broke, with what was under way on it.", between(one, other))
        }
        Fact::Broke(one, None) => {
            format!("The connections of {} broke, with what was under way on them.", end(one, &name))
        }
        Fact::PacketLost => "A packet was lost.".to_owned(),
        Fact::ProcessedBy(consumer) => format!("{} had processed it before.", name(consumer.0)),
        Fact::ProcessedAgain(consumer) => format!("{} processed it again.", name(consumer.0)),
        Fact::CommitStood(group, Some(at)) => format!("The commit of {group} stood at {at}: from there one goes on."),
        Fact::CommitStood(group, None) => format!("{group} had committed nothing yet: one begins where reset says."),
        Fact::CommitPassed(group, at) => format!("The commit of {group} came to {at}, which is behind it."),
        Fact::Died(consumer) => format!("{} died without a word.", name(consumer.0)),
        Fact::ResetTo(group, to) => format!("Somebody reset {group} to {to}."),
        Fact::CommitsFirst(consumer) => {
            format!("{} commits before it works: committed means \"my place\", not \"done\".", name(consumer.0))
        }
        Fact::BeganAtEnd(consumer) => {
            format!("{} began at the end: its group had no commit, and auto.offset.reset is latest.", name(consumer.0))
        }
        Fact::PolledTooLate { consumer, records, each, limit } => {
            polled_too_late(&name(consumer.0), *records, *each, *limit)
        }
        Fact::Again { times, within } => format!("That was time {times} within {}.", spoken(*within)),
        Fact::FallsBehind { group, behind, came, read, within } => {
            format!("In {}, {came} records came and {group} read {read}: it is {behind} behind.", spoken(*within))
        }
        Fact::WorksFor(consumer, each) => {
            format!("{} works {} on each, one after the other.", name(consumer.0), spoken(*each))
        }
        Fact::MayRead { members, partitions } if members < partitions => format!(
            "A partition has one reader in a group: {partitions} partitions let more than {members} work at once."
        ),
        Fact::MayRead { members, partitions } => format!(
            "A partition has one reader in a group: {members} members share {partitions}, and more would not help."
        ),
        Fact::BeingRestarted(consumer, _) => {
            format!("{} is being restarted, and comes back by itself.", name(consumer.0))
        }
        Fact::Expired(member) => format!("{} was silent for longer than its session timeout.", plain(member)),
    }
}

fn polled_too_late(name: &str, records: u32, each: Duration, limit: Duration) -> String {
    let (work, limit_said) = (spoken(each.saturating_mul(records)), spoken(limit));
    let fits = limit.as_micros() / each.as_micros().max(1);
    let (each, end) = (
        spoken(each),
        match fits {
            0 => "Only quicker work or a longer interval keeps it in.".to_owned(),
            fits => format!("With {fits} records a poll it would stay."),
        },
    );
    match records {
        1 => format!("{name} worked {work} on one record: longer than max.poll.interval.ms, {limit_said}. {end}"),
        _ => format!(
            "{name} worked {each} on each of up to {records} records: {work}, and max.poll.interval.ms is {limit_said}. {end}"
        ),
    }
}

fn spoken(time: Duration) -> String {
    span(time.as_micros().try_into().unwrap_or(u64::MAX))
}

fn end(end: &End, name: impl Fn(u32) -> String) -> String {
    match end {
        End::Actor(actor) => name(actor.0),
        End::Broker(broker) => format!("broker {broker}"),
        End::Ensemble => "the controller".to_owned(),
    }
}

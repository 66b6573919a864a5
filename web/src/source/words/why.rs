//! Why it is so, in words: a sentence for each fact of a chain.

use glasslog_sim::view::End;
use glasslog_sim::why::{Fact, Question};

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
    }
}

/// A fact of a chain.
#[must_use]
pub fn fact(fact: &Fact, name: impl Fn(u32) -> String) -> String {
    let way = |from: &End, to: &End| format!("{} to {}", end(from, &name), end(to, &name));
    match fact {
        Fact::NotSo => "Nothing holds it now.".to_owned(),
        Fact::OnItsWay { to, held: false } => format!("Its request is on its way to broker {to}."),
        Fact::OnItsWay { to, held: true } => format!("Its request to broker {to} stands before a cut."),
        Fact::AnswerOnItsWay { from, held: false } => format!("Broker {from} has answered; the answer is on its way."),
        Fact::AnswerOnItsWay { from, held: true } => {
            format!("Broker {from} has answered; the answer stands before a cut.")
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
            format!(
                "Its leader has not seen broker {broker} at the log's end for {}.",
                span(silence.as_micros().try_into().unwrap_or(u64::MAX))
            )
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
        Fact::Slow(from, to, extra) => format!(
            "The way from {} takes {} longer.",
            way(from, to),
            span(extra.as_micros().try_into().unwrap_or(u64::MAX))
        ),
        Fact::SlowDisk(broker, times) => format!("The disk of broker {broker} takes {times} times as long."),
        Fact::LogFailed(broker) => format!("The copy on broker {broker} has failed."),
        Fact::NobodyMayLead { eligible } if eligible.is_empty() => "Nobody has all that was acknowledged.".to_owned(),
        Fact::NobodyMayLead { eligible } => {
            format!("Only who has all that was acknowledged may lead: {}.", brokers(eligible))
        }
        Fact::Leads { broker, epoch } => format!("Broker {broker} leads, in epoch {epoch}."),
        Fact::Preferred(broker) => {
            format!("Broker {broker} stands first among the replicas: it leads whenever it can.")
        }
        Fact::Stopped(broker) => format!("Broker {broker} was stopped, and handed over first."),
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
        Fact::Expired(member) => format!("{} was silent for longer than its session timeout.", plain(member)),
    }
}

fn end(end: &End, name: impl Fn(u32) -> String) -> String {
    match end {
        End::Actor(actor) => name(actor.0),
        End::Broker(broker) => format!("broker {broker}"),
        End::Ensemble => "the controller".to_owned(),
    }
}

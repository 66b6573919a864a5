//! The words of Kafka, explained where they stand: the first time that a panel uses one, it can be pressed for what it means.

#[cfg(test)]
mod tests;

use yew::prelude::*;

/// A word, the ways in which it is written (longer ones first), and what it means.
pub type Word = (&'static str, &'static [&'static str], &'static str);

/// All of them. None of the explanations needs a word that is not in the list.
pub const WORDS: &[Word] = &[
    (
        "record",
        &["records", "record", "messages", "message"],
        "One thing that somebody has sent: a value, often with a key. Kafka keeps it as it is and never changes it.",
    ),
    (
        "topic",
        &["topics", "topic"],
        "A named place for records that belong together. It is kept in one or more partitions.",
    ),
    (
        "partition",
        &["partitions", "partition"],
        "A part of a topic: a log to whose end records are added. Within it they have an order, between partitions they have none.",
    ),
    (
        "log",
        &["logs", "log"],
        "The records of a partition in the order in which they came, from the oldest that is still there to the newest.",
    ),
    (
        "offset",
        &["offsets", "offset"],
        "A record's number in its partition: 0, 1, 2 … It never changes and is never given twice.",
    ),
    (
        "broker",
        &["brokers", "broker"],
        "A server of Kafka: it keeps copies of partitions on its disk and answers clients. Several of them are a cluster.",
    ),
    ("producer", &["producers", "producer"], "A client that sends records."),
    (
        "key",
        &["keys", "key"],
        "What a record is about, such as a customer's number. Records with the same key go to the same partition, and so keep their order.",
    ),
    ("consumer", &["consumers", "consumer"], "A client that reads records. Reading removes nothing."),
    (
        "group",
        &["consumer groups", "consumer group", "groups", "group"],
        "Consumers that share out the partitions of a topic: each partition has one reader in the group. Every group reads everything, for itself.",
    ),
    ("member", &["members", "member"], "A consumer in a group."),
    ("position", &["reads next", "positions", "position"], "The offset that a consumer reads next. On the stage: ▼."),
    (
        "commit",
        &["committed", "commits", "commit", "bookmark"],
        "The place that a group has saved: there it goes on after a restart. On the stage: ◆.",
    ),
    ("lag", &["lag"], "How many records a group has still to read."),
    (
        "retention",
        &["retention.ms", "retention"],
        "How long, or up to what size, a log keeps its oldest records. Whether somebody has read them does not matter.",
    ),
    (
        "replica",
        &["replicas", "replica", "copies"],
        "A copy of a partition on one broker. The replication factor says how many there are.",
    ),
    (
        "leader",
        &["leaders", "leader"],
        "The replica that takes all records of its partition and hands them out. On the stage: ★.",
    ),
    (
        "follower",
        &["followers", "follower"],
        "A replica that fetches from the leader what the leader has, so that it can take over.",
    ),
    (
        "ISR",
        &["in-sync replicas", "in sync", "isr"],
        "In-sync replicas: the leader and all followers that keep up with it. The numbers beside a leader; those in it are filled.",
    ),
    (
        "high watermark",
        &["high watermark", "hw"],
        "Up to here all in-sync replicas have everything. Readers get nothing beyond it. On the stage: ⚑ HW.",
    ),
    (
        "leader epoch",
        &["leader epochs", "leader epoch", "epochs", "epoch"],
        "A number that grows with every new leader of a partition; every record bears the one under which it was taken. On the stage: e0, e1 …, and the colour.",
    ),
    (
        "acks",
        &["acks=all", "acks"],
        "What a producer waits for: 0 for nothing, 1 for the leader, all for everybody in the ISR.",
    ),
    (
        "ack",
        &["acknowledged", "acked", "ack"],
        "A broker's word that a record is kept, as safely as the producer has asked for (acks).",
    ),
    (
        "min.insync.replicas",
        &["min.insync.replicas=2", "min.insync.replicas", "min isr"],
        "So many replicas must be in sync, or records sent with acks=all are refused.",
    ),
    ("controller", &["controller"], "The part of the cluster that decides which replica leads, and tells the brokers."),
    (
        "coordinator",
        &["coordinators", "coordinator"],
        "The broker that looks after a group: who is in it, who reads what, and its commits.",
    ),
    (
        "generation",
        &["generations", "generation"],
        "A number that grows each time a group shares out its partitions anew.",
    ),
    (
        "rebalance",
        &["rebalances", "rebalance"],
        "A group shares out its partitions anew, because a member came or went.",
    ),
    (
        "bootstrap",
        &["bootstrap servers", "bootstrap server", "bootstrap"],
        "The address at which a client knocks first. It learns there which broker leads what, and goes to that one from then on.",
    ),
    (
        "idempotence",
        &["enable.idempotence=false", "enable.idempotence", "idempotence", "idempotent"],
        "A producer numbers what it sends, so that the leader keeps a record once even if it is sent again.",
    ),
    (
        "session timeout",
        &["session.timeout.ms", "session timeout", "session"],
        "After so long without a sign of life a member of a group counts as gone; so does a broker.",
    ),
    (
        "heartbeat",
        &["heartbeats", "heartbeat"],
        "A sign of life: a member sends it to its coordinator, a broker to the controller.",
    ),
    ("fenced", &["fenced"], "Shut out: a broker that gave no sign of life leads nothing until it is back."),
    (
        "fetch",
        &["fetches", "fetched", "fetch"],
        "To ask the leader for what comes next in its log. Followers do it, and consumers: nothing is sent to them unasked.",
    ),
    ("batch", &["batches", "batch"], "Records of one partition that travel together and are stored together."),
    (
        "hash",
        &["hashes", "hash", "murmur2"],
        "A number made of a key's bytes: the same key, the same number. Kafka's clients use one that is called murmur2.",
    ),
    ("modulo", &["modulo"], "What is left after a division: 7 modulo 3 is 1."),
    (
        "replica.lag.time.max.ms",
        &["replica.lag.time.max.ms"],
        "A follower that has not caught up with the leader for so long is taken off the ISR.",
    ),
    (
        "auto.offset.reset",
        &["auto.offset.reset=earliest", "auto.offset.reset"],
        "Where a group begins that has no commit: earliest, at the oldest record that is left; latest, at the end.",
    ),
    ("poll", &["polls", "poll"], "A consumer takes its next records. It works on all of them before it polls again."),
    (
        "max.poll.interval.ms",
        &["max.poll.interval.ms"],
        "A member that does not poll again within this time is put out of its group.",
    ),
    ("max.poll.records", &["max.poll.records"], "So many records one poll brings at the most."),
];

/// Where a word stands. What those in lessons and those in sentences mean stands on the page twice: an id may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a lesson.
    Lesson,
    /// In the sentence of the moment.
    Now,
    /// In a sentence of before. There are many: what they explain is no stop for the Tab key, it was one when it was new.
    Before,
}

/// A text in which the words can be pressed that are not in `met` yet. Their [`meanings`] must stand somewhere, too.
pub fn prose(text: &str, met: &mut Vec<&'static Word>) -> Html {
    prose_in(Place::Lesson, text, met)
}

/// The same, in some place.
pub fn prose_in(place: Place, text: &str, met: &mut Vec<&'static Word>) -> Html {
    let (mut pieces, mut rest) = (Vec::new(), 0);
    for (at, form, word) in found(text) {
        if met.iter().any(|known| known.0 == word.0) {
            continue;
        }
        met.push(word);
        pieces.push(html! { { text[rest..at].to_owned() } });
        pieces.push(explained(&text[at..at + form], word, place));
        rest = at + form;
    }
    pieces.push(html! { { text[rest..].to_owned() } });
    pieces.into_iter().collect()
}

/// A word in a text that opens its explanation. The browser opens and closes it, also by keys.
fn explained(written: &str, word: &Word, place: Place) -> Html {
    let tabindex = (place == Place::Before).then_some("-1");
    html! { <button type="button" class="word" popovertarget={id(word, place)} {tabindex}>{ written.to_owned() }</button> }
}

fn id((name, ..): &Word, place: Place) -> String {
    let of = if place == Place::Lesson { "word" } else { "told" };
    format!("{of}-{}", name.replace(' ', "-"))
}

/// What the words mean that were met; unseen until one of them is pressed.
pub fn meanings(met: &[&'static Word]) -> Html {
    html! { { for met.iter().map(|word| meaning(word, Place::Lesson)) } }
}

/// What all words mean that may be told: what is open stays when the sentence goes.
pub fn meanings_told() -> Html {
    html! { { for WORDS.iter().map(|word| meaning(word, Place::Now)) } }
}

fn meaning(word: &Word, place: Place) -> Html {
    let class = classes!("meaning", (place != Place::Lesson).then_some("told"));
    html! { <div {class} popover="" id={id(word, place)}><strong>{ word.0 }</strong>{ word.2 }</div> }
}

/// Where words stand in a text: at which byte, in how many, and which.
fn found(text: &str) -> Vec<(usize, usize, &'static Word)> {
    let lower = text.to_ascii_lowercase();
    let is_inside =
        |character: Option<char>| character.is_some_and(|one| one.is_alphanumeric() || "-_=.".contains(one));
    let (mut out, mut at) = (Vec::new(), 0);
    while let Some(character) = lower[at..].chars().next() {
        let begins = !is_inside(lower[..at].chars().next_back());
        let ends = |form: &str| {
            let mut after = lower[at + form.len()..].chars();
            // a full stop ends a sentence, not a name
            let next = after.next().filter(|one| *one != '.' || after.next().is_some_and(char::is_alphanumeric));
            !is_inside(next)
        };
        let fits = |form: &&&str| lower[at..].starts_with(**form) && ends(form);
        let forms = || WORDS.iter().flat_map(|word| word.1.iter().map(move |form| (form, word)));
        let longest = forms().filter(|(form, _)| begins && fits(form)).max_by_key(|(form, _)| form.len());
        at += longest.map_or(character.len_utf8(), |(form, word)| {
            out.push((at, form.len(), word));
            form.len()
        });
    }
    out
}

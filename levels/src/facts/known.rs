//! The list of all facts: what each is about, and what it says.

/// A fact that can be asked for.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// Its name.
    pub name: &'static str,
    /// What it is about, word by word.
    pub about: &'static [&'static str],
    /// What it says.
    pub says: &'static str,
}

const fn known(name: &'static str, about: &'static [&'static str], says: &'static str) -> Known {
    Known { name, about, says }
}

/// All of them.
pub const FACTS: &[Known] = &[
    known("sent", &["value"], "who sent it"),
    known("acked", &["value"], "the offsets that its producers were told"),
    known("unasked", &["value"], "who sent it without waiting for an acknowledgement"),
    known("refused", &["value"], "the codes with which it was refused for good"),
    known("waiting", &["value"], "who waits for its acknowledgement"),
    known("took", &["value"], "milliseconds from its sending to its acknowledgement"),
    known("read", &["value"], "who has processed it, each time"),
    known("times-read", &["value"], "how often it has been processed"),
    known("delay", &["value"], "milliseconds from its acknowledgement to its first processing"),
    known("left-before", &["value"], "how many consumers had left in good order when it was sent"),
    known("crashes", &[], "how many consumers have crashed"),
    known("groups", &["value"], "how many groups have processed it"),
    known("place", &["value"], "the partitions that it was sent to"),
    known("copies", &["value"], "the brokers that have it on their disks"),
    known("count", &["value"], "how often it stands in the leaders' logs"),
    known("last", &["key"], "the value of the last record with that key"),
    known("homes", &["key"], "the partitions that have records with that key"),
    known(
        "breaks",
        &["value"],
        "how often connections were broken by hand between its sending and its acknowledgement",
    ),
    known("wipes", &["value"], "how many disks have been replaced since it was acknowledged"),
    known("leader", &["partition"], "who leads"),
    known("epoch", &["partition"], "the number of that leadership"),
    known("isr", &["partition"], "who is in sync"),
    known("replicas", &["partition"], "who has copies, the preferred leader first"),
    known("min-isr", &["partition"], "min.insync.replicas, as the leader has it"),
    known("start", &["partition"], "the first offset of the leader's log"),
    known("end", &["partition"], "the next offset of the leader's log"),
    known("hw", &["partition"], "the high watermark that the leader knows"),
    known("record", &["partition", "offset"], "key=value at that offset of the leader's log, or the value alone"),
    known("keyed", &["partition"], "how many records with a key the leader's log has"),
    known("keys", &["partition"], "how many different keys the leader's log has"),
    known("end-on", &["broker", "partition"], "the next offset of a broker's copy"),
    known("copy", &["broker", "partition"], "the values of a broker's copy"),
    known("equal", &["partition"], "whether all who should have copies have the same records"),
    known("partitions", &["topic"], "how many it has"),
    known("writable", &["topic"], "how many of them have a leader that runs"),
    known("factor", &["topic"], "how many copies its first partition has"),
    known("directed", &["topic"], "how many records were sent to a partition by its number"),
    known("up", &[], "the brokers that run"),
    known("down", &[], "the brokers that do not"),
    known("controller", &[], "how many controllers there have been"),
    known("cut", &["link"], "whether the link between two ends is cut, as in B1-B3"),
    known("processed", &["reader"], "how many records a consumer or a group has processed"),
    known("read-by", &["reader"], "the values that a consumer or a group has processed, in order"),
    known("share", &["consumer"], "how many partitions it has"),
    known("position", &["consumer", "partition"], "the next offset that it reads"),
    known("members", &["group"], "how many it has, as its coordinator knows"),
    known("generation", &["group"], "how often it has shared out"),
    known("calm", &["group"], "seconds since it last shared out"),
    known("unread", &["group"], "of the last minute of all its partitions, how many per cent no member read"),
    known("coordinator", &["group"], "the broker that keeps it"),
    known("committed", &["group", "partition"], "its commit: where it would go on"),
    known(
        "skipped",
        &["group", "partition"],
        "values before the newest one that it committed that it has never processed",
    ),
    known("lag", &["group"], "how many records lie between its commits and the high watermarks"),
];

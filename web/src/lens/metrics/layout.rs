//! Numbers over time, under Kafka's own names. Pure: remembered moments in, lines out.

use std::rc::Rc;
use std::time::Duration;

use glasslog_core::id::BrokerId;
use glasslog_core::name::Text;
use glasslog_core::time::Instant;
use glasslog_core::view::Counted;

use crate::scene::{BrokerSample, PartitionSample, Sample, float};

/// So much of the past is drawn at the most.
const SPAN: Duration = Duration::from_secs(120);
/// Rates, and what is counted, are over this.
const OVER: Duration = Duration::from_secs(10);

/// Something that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Metric {
    /// In plain words.
    pub(super) word: &'static str,
    /// Behind each value.
    pub(super) unit: &'static str,
    /// Kafka's name for it.
    pub(super) kafka: &'static str,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// Counted by who leads, or by the broker itself, told as so many a second.
    Rate(usize),
    /// Counted by who leads, told as so many in ten seconds.
    Count(usize),
    /// Counted by the broker itself, and how long they took: what one took, of those in ten seconds.
    Mean(usize),
    /// Of the partitions that a broker leads: all, those that miss copies in sync, those with too few of them.
    Led,
    UnderReplicated,
    UnderMinIsr,
    /// How far a broker is behind.
    MaxLag,
    /// Counted for the whole cluster.
    Elections,
    Controllers,
    Offline,
    /// Of each group.
    Lag,
}

/// What is counted from one moment to the next, by its place in [`Flow::counts`].
const MESSAGES: usize = 0;
const BYTES: usize = 1;
const SHRINKS: usize = 2;
const EXPANDS: usize = 3;
const ELECTIONS: usize = 4;
const BYTES_OUT: usize = 5;
/// Each with the milliseconds that they took together behind it.
const PRODUCES: usize = 6;
const CONSUMERS_FETCHES: usize = 8;
const FOLLOWERS_FETCHES: usize = 10;
/// So many are there.
const COUNTS: usize = 12;

/// All of them, in the order in which they are shown.
pub(super) const METRICS: [Metric; 16] = [
    Metric {
        word: "Records taken",
        unit: "/s",
        kafka: "kafka.server:type=BrokerTopicMetrics,name=MessagesInPerSec",
        what: What::Rate(MESSAGES),
    },
    Metric {
        word: "Bytes taken",
        unit: " B/s",
        kafka: "kafka.server:type=BrokerTopicMetrics,name=BytesInPerSec",
        what: What::Rate(BYTES),
    },
    Metric {
        word: "Bytes served to consumers",
        unit: " B/s",
        kafka: "kafka.server:type=BrokerTopicMetrics,name=BytesOutPerSec",
        what: What::Rate(BYTES_OUT),
    },
    Metric {
        word: "A produce request takes",
        unit: " ms",
        kafka: "kafka.network:type=RequestMetrics,name=TotalTimeMs,request=Produce",
        what: What::Mean(PRODUCES),
    },
    Metric {
        word: "A consumer's fetch takes",
        unit: " ms",
        kafka: "kafka.network:type=RequestMetrics,name=TotalTimeMs,request=FetchConsumer",
        what: What::Mean(CONSUMERS_FETCHES),
    },
    Metric {
        word: "A follower's fetch takes",
        unit: " ms",
        kafka: "kafka.network:type=RequestMetrics,name=TotalTimeMs,request=FetchFollower",
        what: What::Mean(FOLLOWERS_FETCHES),
    },
    Metric { word: "Lag of each group", unit: "", kafka: "kafka-consumer-groups --describe: LAG", what: What::Lag },
    Metric {
        word: "Partitions that miss copies in sync",
        unit: "",
        kafka: "kafka.server:type=ReplicaManager,name=UnderReplicatedPartitions",
        what: What::UnderReplicated,
    },
    Metric {
        word: "Partitions with too few in sync",
        unit: "",
        kafka: "kafka.server:type=ReplicaManager,name=UnderMinIsrPartitionCount",
        what: What::UnderMinIsr,
    },
    Metric {
        word: "Partitions that nobody leads",
        unit: "",
        kafka: "kafka.controller:type=KafkaController,name=OfflinePartitionsCount",
        what: What::Offline,
    },
    Metric {
        word: "ISR became smaller, in 10 s",
        unit: "",
        kafka: "kafka.server:type=ReplicaManager,name=IsrShrinksPerSec",
        what: What::Count(SHRINKS),
    },
    Metric {
        word: "ISR became larger, in 10 s",
        unit: "",
        kafka: "kafka.server:type=ReplicaManager,name=IsrExpandsPerSec",
        what: What::Count(EXPANDS),
    },
    Metric {
        word: "Followers behind, the farthest",
        unit: "",
        kafka: "kafka.server:type=ReplicaFetcherManager,name=MaxLag,clientId=Replica",
        what: What::MaxLag,
    },
    Metric {
        word: "Partitions led",
        unit: "",
        kafka: "kafka.server:type=ReplicaManager,name=LeaderCount",
        what: What::Led,
    },
    Metric {
        word: "New leaders, in 10 s",
        unit: "",
        kafka: "kafka.controller:type=ControllerStats,name=LeaderElectionRateAndTimeMs",
        what: What::Elections,
    },
    Metric {
        word: "Controllers",
        unit: "",
        kafka: "kafka.controller:type=KafkaController,name=ActiveControllerCount",
        what: What::Controllers,
    },
];

/// Whose number it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    Broker(BrokerId),
    Group(Text),
    Cluster,
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Series {
    /// Whose.
    pub(super) whose: Whose,
    /// At each moment that is known, by time; none while it cannot be told.
    pub(super) values: Vec<Option<f64>>,
}

/// A metric with its lines.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Chart {
    /// Which.
    pub(super) metric: Metric,
    /// Its lines.
    pub(super) series: Vec<Series>,
    /// The highest value, which all lines are drawn by.
    pub(super) most: f64,
}

/// All charts over the same moments.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Board {
    /// The moments, by time.
    pub(super) moments: Vec<Instant>,
    /// The charts.
    pub(super) charts: Vec<Chart>,
}

/// What has happened from one moment to the next at each broker; at 0 for the whole cluster.
type Flow = Vec<(BrokerId, [f64; COUNTS])>;

impl Board {
    /// The charts of what is known up to the present.
    #[must_use]
    pub(super) fn of(known: &[Rc<Sample>], now: Instant, internal: bool) -> Board {
        let upto = &known[..known.partition_point(|sample| sample.at <= now)];
        let begin = Instant(now.0.saturating_sub(micros(SPAN)));
        // rates look back beyond what is drawn
        let before = Instant(begin.0.saturating_sub(micros(OVER)));
        let used = &upto[upto.partition_point(|sample| sample.at < before)..];
        let first = used.partition_point(|sample| sample.at < begin);
        let flows: Vec<Flow> = used.windows(2).map(|pair| flow(&pair[0], &pair[1], internal)).collect();
        let Some(last) = used.last() else { return Board::default() };
        let charts = METRICS.into_iter().map(|metric| {
            let series = whose(metric.what, used, last).into_iter().map(|whose| {
                let values = (first..used.len()).map(|place| value(metric.what, &whose, used, &flows, place, internal));
                Series { values: values.collect(), whose }
            });
            let series: Vec<Series> = series.collect();
            let all = series.iter().flat_map(|series| series.values.iter().flatten());
            let most = all.fold(1.0_f64, |most, value| most.max(*value));
            Chart { metric, series, most }
        });
        Board { charts: charts.collect(), moments: used[first..].iter().map(|sample| sample.at).collect() }
    }

    /// The moment at a part of the way from the first one drawn to the present.
    #[must_use]
    pub(super) fn nearest(&self, at: Instant) -> Option<usize> {
        let distance = |place: &usize| self.moments[*place].0.abs_diff(at.0);
        (0..self.moments.len()).min_by_key(distance)
    }
}

fn micros(span: Duration) -> u64 {
    u64::try_from(span.as_micros()).unwrap_or(u64::MAX)
}

/// Whose lines a metric has: of all brokers that were there, all groups, or one.
fn whose(what: What, used: &[Rc<Sample>], last: &Sample) -> Vec<Whose> {
    match what {
        What::Lag => last.groups.iter().map(|group| Whose::Group(group.name.clone())).collect(),
        What::Elections | What::Controllers | What::Offline => vec![Whose::Cluster],
        _ => {
            let mut brokers: Vec<BrokerId> =
                used.iter().flat_map(|sample| sample.brokers.iter().map(|broker| broker.id)).collect();
            brokers.sort_unstable();
            brokers.dedup();
            brokers.into_iter().map(Whose::Broker).collect()
        }
    }
}

/// What has happened between two moments, told of who leads at the later one; and what brokers have counted themselves.
fn flow(before: &Sample, after: &Sample, internal: bool) -> Flow {
    let mut flow: Flow = after.brokers.iter().map(|broker| (broker.id, itself(before, broker))).collect();
    let mut elections = 0.0;
    for now in after.partitions.iter().filter(|now| internal || !now.internal) {
        let key = |sample: &PartitionSample| (sample.topic.0, sample.partition);
        let Ok(place) = before.partitions.binary_search_by_key(&key(now), key) else { continue };
        let then = &before.partitions[place];
        if now.epoch > then.epoch && now.leader.is_some() {
            elections += 1.0;
        }
        let Some((_, counts)) = flow.iter_mut().find(|(id, _)| Some(*id) == now.leader) else { continue };
        counts[MESSAGES] += float(now.end.since(then.end).max(0));
        counts[BYTES] += float(i64::try_from(now.bytes.saturating_sub(then.bytes)).unwrap_or(0));
        counts[if now.isr < then.isr { SHRINKS } else { EXPANDS }] +=
            float(i64::try_from(now.isr.abs_diff(then.isr)).unwrap_or(0));
    }
    for (_, counts) in &mut flow {
        counts[ELECTIONS] = elections;
    }
    flow
}

/// What a broker has counted since an earlier moment. One that has started in between began anew.
fn itself(before: &Sample, now: &BrokerSample) -> [f64; COUNTS] {
    let listed = |counted: Counted| {
        let Counted { bytes_out, produce, fetch_consumer, fetch_follower } = counted;
        let times = [produce, fetch_consumer, fetch_follower].map(|times| [times.count, times.total_us]);
        (bytes_out, times)
    };
    let then = before.brokers.iter().find(|then| then.id == now.id);
    let (bytes, times) = listed(now.counted);
    let known = listed(then.map(|then| then.counted).unwrap_or_default());
    let goes_on =
        known.0 <= bytes && known.1.iter().flatten().zip(times.iter().flatten()).all(|(then, now)| then <= now);
    let (bytes_then, times_then) = if goes_on { known } else { Default::default() };
    let number = |now: u64, then: u64| float(i64::try_from(now.saturating_sub(then)).unwrap_or(0));
    let mut counts = [0.0; COUNTS];
    counts[BYTES_OUT] = number(bytes, bytes_then);
    for (kind, (now, then)) in
        [PRODUCES, CONSUMERS_FETCHES, FOLLOWERS_FETCHES].into_iter().zip(times.iter().zip(times_then))
    {
        counts[kind] = number(now[0], then[0]);
        counts[kind + 1] = number(now[1], then[1]) / 1000.0;
    }
    counts
}

/// What was counted in the time before a moment, and how long that time is.
fn counted(
    used: &[Rc<Sample>],
    flows: &[Flow],
    place: usize,
    broker: Option<BrokerId>,
    what: usize,
) -> Option<(f64, f64)> {
    let at = used[place].at;
    let mut sum = 0.0;
    let mut since = place;
    while since > 0 && at.since(used[since - 1].at) <= OVER {
        since -= 1;
        let flow = flows[since].iter().find(|(id, _)| broker.is_none_or(|broker| *id == broker));
        sum += flow.map_or(0.0, |(_, counts)| counts[what]);
    }
    let span = at.since(used[since].at).as_secs_f64();
    (span >= 1.0).then_some((sum, span))
}

fn value(what: What, whose: &Whose, used: &[Rc<Sample>], flows: &[Flow], place: usize, internal: bool) -> Option<f64> {
    let sample = &used[place];
    let count = |count: usize| float(i64::try_from(count).unwrap_or(0));
    match whose {
        Whose::Group(name) => sample.groups.iter().find(|group| group.name == *name)?.lag.map(float),
        Whose::Broker(id) => {
            let broker = sample.brokers.iter().find(|broker| broker.id == *id && broker.awake)?;
            match what {
                What::Rate(kind) => counted(used, flows, place, Some(*id), kind).map(|(sum, span)| sum / span),
                What::Count(kind) => counted(used, flows, place, Some(*id), kind).map(|(sum, _)| sum),
                What::Mean(kind) => {
                    let (requests, _) = counted(used, flows, place, Some(*id), kind)?;
                    let (millis, _) = counted(used, flows, place, Some(*id), kind + 1)?;
                    (requests > 0.0).then(|| millis / requests)
                }
                What::MaxLag => Some(float(broker.max_lag)),
                What::Led | What::UnderReplicated | What::UnderMinIsr => {
                    let fits = |partition: &&PartitionSample| {
                        let counts = match what {
                            What::UnderReplicated => partition.isr < partition.replicas,
                            What::UnderMinIsr => partition.isr < partition.min_isr,
                            _ => true,
                        };
                        counts && partition.leader == Some(*id) && (internal || !partition.internal)
                    };
                    Some(count(sample.partitions.iter().filter(fits).count()))
                }
                _ => None,
            }
        }
        Whose::Cluster => match what {
            What::Elections => counted(used, flows, place, None, ELECTIONS).map(|(sum, _)| sum),
            What::Controllers => sample.controller.map(|there| if there { 1.0 } else { 0.0 }),
            What::Offline => {
                let shown = sample.partitions.iter().filter(|partition| internal || !partition.internal);
                Some(count(shown.filter(|partition| partition.leader.is_none()).count()))
            }
            _ => None,
        },
    }
}

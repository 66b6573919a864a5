//! Counters, and how Prometheus reads them: under the names that Kafka's JMX exporter gives them, each with the broker it is of.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};

use glasslog_core::{
    id::BrokerId,
    view::{Delta, PartitionView, ReplicaRole},
};
use glasslog_wire::message::ApiKey;

use crate::host::ClusterLook;

/// What the listener and the node of one broker count, over all its starts. Everything else is in the node's view.
#[derive(Debug, Default)]
pub struct Metrics {
    /// Records that producers sent.
    pub messages_in: AtomicU64,
    /// Bytes of frames that came.
    pub bytes_in: AtomicU64,
    /// Bytes of frames that went.
    pub bytes_out: AtomicU64,
    /// Bytes of records among them.
    pub records_out: AtomicU64,
    /// Connections closed because of what the peer did.
    pub connections_refused: AtomicU64,
    isr_shrinks: AtomicU64,
    isr_expands: AtomicU64,
    requests: ByApi,
    errors: ByApi,
}

/// What is known of one broker.
#[derive(Debug)]
pub struct BrokerMetrics<'a> {
    /// Which.
    pub broker: BrokerId,
    /// Whether it runs.
    pub up: bool,
    /// Its counters.
    pub metrics: &'a Metrics,
    /// Everything there is to see; nothing while it is down.
    pub view: Delta,
    /// Open connections of Kafka clients.
    pub connections: usize,
}

#[derive(Debug)]
struct ByApi([AtomicU64; KEYS]);

impl Default for ByApi {
    fn default() -> ByApi {
        ByApi([const { AtomicU64::new(0) }; KEYS])
    }
}

impl ByApi {
    fn of(&self, key: ApiKey) -> Option<&AtomicU64> {
        usize::try_from(key as i16).ok().and_then(|key| self.0.get(key))
    }
}

/// API keys above this are none of ours.
const KEYS: usize = 128;

impl Metrics {
    /// Counts a request.
    pub fn request(&self, key: ApiKey) {
        if let Some(counter) = self.requests.of(key) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Counts a request that ended the connection.
    pub fn error(&self, key: ApiKey) {
        if let Some(counter) = self.errors.of(key) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Adds to a counter.
    pub fn add(counter: &AtomicU64, amount: u64) {
        counter.fetch_add(amount, Ordering::Relaxed);
    }

    /// An ISR of so many members has so many now.
    pub fn isr_changed(&self, from: usize, to: usize) {
        if to < from {
            Metrics::add(&self.isr_shrinks, 1);
        } else {
            Metrics::add(&self.isr_expands, 1);
        }
    }
}

/// The text that Prometheus reads. Without a look at the cluster, the controller does not answer.
#[must_use]
pub fn render(brokers: &[BrokerMetrics<'_>], cluster: Option<&ClusterLook>) -> String {
    let mut page = Page::default();
    render_cluster(&mut page, cluster);
    let each = |page: &mut Page, value: &dyn Fn(&BrokerMetrics<'_>) -> u64| {
        for broker in brokers {
            page.labelled(&of(broker), i64::try_from(value(broker)).unwrap_or(i64::MAX));
        }
    };
    let counters: [Counter; 6] = [
        ("kafka_server_brokertopicmetrics_messagesin_total", "Records that producers sent", |m| &m.messages_in),
        ("kafka_server_brokertopicmetrics_bytesin_total", "Bytes of requests", |m| &m.bytes_in),
        ("kafka_server_brokertopicmetrics_bytesout_total", "Bytes of responses", |m| &m.bytes_out),
        ("kafka_server_replicamanager_isrshrinks_total", "Times that an ISR lost a member", |m| &m.isr_shrinks),
        ("kafka_server_replicamanager_isrexpands_total", "Times that an ISR got a member", |m| &m.isr_expands),
        ("glasslog_connections_refused_total", "Connections closed because of what the peer did", |m| {
            &m.connections_refused
        }),
    ];
    for (name, help, counter) in counters {
        page.counter(name, help);
        each(&mut page, &|broker| counter(broker.metrics).load(Ordering::Relaxed));
    }
    page.counter("kafka_network_requestmetrics_requests_total", "Requests, by API");
    brokers.iter().for_each(|broker| page.by_api(broker, &broker.metrics.requests));
    page.counter("kafka_network_requestmetrics_errors_total", "Requests that ended their connection, by API");
    brokers.iter().for_each(|broker| page.by_api(broker, &broker.metrics.errors));
    page.gauge("glasslog_broker_up", "Whether the broker runs");
    each(&mut page, &|broker| u64::from(broker.up));
    page.gauge("kafka_server_socketservermetrics_connection_count", "Open connections of Kafka clients");
    each(&mut page, &|broker| broker.connections as u64);
    for (name, help, holds) in PARTITION_COUNTS {
        page.gauge(name, help);
        each(&mut page, &|broker| broker.view.partitions.iter().filter(|partition| holds(partition)).count() as u64);
    }
    for (name, help, value) in PARTITION_FIGURES {
        page.gauge(name, help);
        for broker in brokers {
            for p in &broker.view.partitions {
                let labels = format!("{},topic=\"{}\",partition=\"{}\"", of(broker), escaped(&p.topic), p.partition);
                page.labelled(&labels, value(p));
            }
        }
    }
    page.gauge("kafka_coordinator_group_groupmetadatamanager_numgroups", "Groups on this broker");
    each(&mut page, &|broker| broker.view.groups.len() as u64);
    render_groups(&mut page, brokers);
    page.text
}

/// A counter of every broker: its name, what it means, how to get it.
type Counter = (&'static str, &'static str, fn(&Metrics) -> &AtomicU64);
/// How many partitions of a broker are so: name, meaning, whether one is.
type Count = (&'static str, &'static str, fn(&PartitionView) -> bool);
/// A figure of every partition.
type Figure = (&'static str, &'static str, fn(&PartitionView) -> i64);

/// The broker itself leads the partition.
fn leads(partition: &PartitionView) -> bool {
    matches!(partition.role, ReplicaRole::Leader | ReplicaRole::ReadOnly)
}

const PARTITION_COUNTS: [Count; 4] = [
    ("kafka_server_replicamanager_partitioncount", "Partitions on this broker", |_| true),
    ("kafka_server_replicamanager_leadercount", "Partitions that this broker leads", leads),
    (
        "kafka_server_replicamanager_underreplicatedpartitions",
        "Partitions that this broker leads with fewer copies in sync than there should be",
        |p| leads(p) && p.isr.len() < p.replicas.len(),
    ),
    ("kafka_server_replicamanager_offlinereplicacount", "Partitions whose disk failed", |p| {
        p.role == ReplicaRole::Halted
    }),
];
const PARTITION_FIGURES: [Figure; 4] = [
    ("kafka_log_log_logstartoffset", "The first offset", |p| p.log_start.0),
    ("kafka_log_log_logendoffset", "The next offset", |p| p.log_end.0),
    ("kafka_cluster_partition_highwatermark", "Consumers read up to here", |p| p.high_watermark.0),
    ("kafka_log_log_size", "Bytes on disk", |p| i64::try_from(p.bytes).unwrap_or(i64::MAX)),
];

/// The controller's own figures, of no broker in particular.
fn render_cluster(page: &mut Page, cluster: Option<&ClusterLook>) {
    page.gauge("kafka_controller_kafkacontroller_activecontrollercount", "Whether the controller works");
    page.plain(u64::from(cluster.is_some()));
    let Some(cluster) = cluster else { return };
    page.gauge("kafka_controller_kafkacontroller_activebrokercount", "Brokers that may lead and follow");
    page.plain(cluster.alive.len() as u64);
    page.gauge("kafka_controller_kafkacontroller_globalpartitioncount", "Partitions of the cluster");
    page.plain(cluster.partitions as u64);
    page.gauge("kafka_controller_kafkacontroller_offlinepartitionscount", "Partitions that nobody leads");
    page.plain(cluster.offline_partitions as u64);
}

fn render_groups(page: &mut Page, brokers: &[BrokerMetrics<'_>]) {
    let groups = || brokers.iter().flat_map(|broker| broker.view.groups.iter().map(move |group| (broker, group)));
    page.gauge("kafka_consumergroup_members", "Members of a group");
    for (broker, group) in groups() {
        page.labelled(&format!("{},group=\"{}\"", of(broker), escaped(&group.group)), group.members.len() as i64);
    }
    page.gauge("kafka_consumergroup_lag", "Records between a group's commit and the high watermark");
    for (broker, group) in groups() {
        for commit in &group.commits {
            // Whoever leads it knows best.
            let copies = brokers.iter().flat_map(|broker| &broker.view.partitions);
            let mut copies = copies.filter(|p| p.topic == commit.topic && p.partition == commit.partition);
            let Some(partition) = copies.clone().find(|p| leads(p)).or_else(|| copies.next()) else { continue };
            let lag = partition.high_watermark.since(commit.offset.max(partition.log_start)).max(0);
            let labels = format!(
                "{},group=\"{}\",topic=\"{}\",partition=\"{}\"",
                of(broker),
                escaped(&group.group),
                escaped(&commit.topic),
                commit.partition
            );
            page.labelled(&labels, lag);
        }
    }
}

/// The label that says of which broker a figure is.
fn of(broker: &BrokerMetrics<'_>) -> String {
    format!("broker=\"{}\"", broker.broker)
}

#[derive(Default)]
struct Page {
    text: String,
    name: &'static str,
}

impl Page {
    fn begin(&mut self, name: &'static str, help: &str, kind: &str) {
        self.name = name;
        // Writing to a string cannot fail; nor anywhere below.
        let _ = writeln!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn counter(&mut self, name: &'static str, help: &str) {
        self.begin(name, help, "counter");
    }

    fn gauge(&mut self, name: &'static str, help: &str) {
        self.begin(name, help, "gauge");
    }

    fn plain(&mut self, value: u64) {
        let _ = writeln!(self.text, "{} {value}", self.name);
    }

    fn labelled(&mut self, labels: &str, value: i64) {
        let _ = writeln!(self.text, "{}{{{labels}}} {value}", self.name);
    }

    fn by_api(&mut self, broker: &BrokerMetrics<'_>, counters: &ByApi) {
        for key in ApiKey::ALL {
            let count = counters.of(key).map_or(0, |counter| counter.load(Ordering::Relaxed));
            if count > 0 {
                self.labelled(&format!("{},request=\"{key:?}\"", of(broker)), i64::try_from(count).unwrap_or(i64::MAX));
            }
        }
    }
}

/// Group names may hold anything; Prometheus wants three characters escaped.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use glasslog_core::{
        id::{Generation, Offset, PartitionIndex},
        time::Timestamp,
        view::{CommitView, GroupView},
    };

    use super::*;

    fn broker(number: i32, metrics: &Metrics, view: Delta) -> BrokerMetrics<'_> {
        BrokerMetrics { broker: BrokerId(number), up: true, metrics, view, connections: 2 }
    }

    #[test]
    fn counters_and_the_view_come_out_under_kafkas_names() {
        let (first, second) = (Metrics::default(), Metrics::default());
        Metrics::add(&first.messages_in, 3);
        first.request(ApiKey::Produce);
        first.request(ApiKey::Produce);
        second.isr_changed(3, 2);
        second.isr_changed(2, 3);
        second.isr_changed(2, 1);
        let cluster = ClusterLook { alive: [BrokerId(1), BrokerId(2)].into(), partitions: 7, offline_partitions: 4 };
        let brokers = [broker(1, &first, Delta::default()), broker(2, &second, Delta::default())];
        let text = render(&brokers, Some(&cluster));
        for line in [
            "kafka_server_brokertopicmetrics_messagesin_total{broker=\"1\"} 3",
            "kafka_network_requestmetrics_requests_total{broker=\"1\",request=\"Produce\"} 2",
            "kafka_server_socketservermetrics_connection_count{broker=\"2\"} 2",
            "# TYPE kafka_server_replicamanager_partitioncount gauge",
            "kafka_server_replicamanager_isrshrinks_total{broker=\"2\"} 2",
            "kafka_server_replicamanager_isrexpands_total{broker=\"2\"} 1",
            "kafka_controller_kafkacontroller_activecontrollercount 1",
            "kafka_controller_kafkacontroller_activebrokercount 2",
            "kafka_controller_kafkacontroller_offlinepartitionscount 4",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} is not in\n{text}");
        }
        let names: Vec<&str> = text.lines().filter(|line| line.starts_with("# TYPE")).collect();
        let once: std::collections::BTreeSet<&str> = names.iter().copied().collect();
        assert_eq!(names.len(), once.len(), "each name is described once, however many brokers there are");
        assert!(render(&[], None).contains("activecontrollercount 0\n"));
    }

    #[test]
    fn untrusted_names_stay_inside_their_quotes() {
        let commit =
            CommitView { topic: "t".into(), partition: PartitionIndex(0), offset: Offset(1), at: Timestamp(0) };
        let group = GroupView {
            group: "a\"} 1\nb".into(),
            state: "Empty".into(),
            generation: Generation(1),
            protocol_type: "consumer".into(),
            protocol: "".into(),
            leader: "".into(),
            members: vec![],
            commits: vec![commit],
        };
        let metrics = Metrics::default();
        let text = render(&[broker(1, &metrics, Delta { groups: vec![group], ..Delta::default() })], None);
        let line = "kafka_consumergroup_members{broker=\"1\",group=\"a\\\"} 1\\nb\"} 0\n";
        assert!(text.contains(line), "{text}");
    }
}

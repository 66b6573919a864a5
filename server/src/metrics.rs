//! Counters, and how Prometheus reads them: under the names that Kafka's JMX exporter gives them.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};

use glasslog_core::view::{Delta, PartitionView, ReplicaRole};
use glasslog_wire::message::ApiKey;

/// What the listeners count. Everything else is in the node's view.
#[derive(Debug, Default)]
pub struct Metrics {
    /// Records that producers sent.
    pub messages_in: AtomicU64,
    /// Bytes of frames that came.
    pub bytes_in: AtomicU64,
    /// Bytes of frames that went.
    pub bytes_out: AtomicU64,
    /// Connections closed because of what the peer did.
    pub connections_refused: AtomicU64,
    requests: ByApi,
    errors: ByApi,
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

    /// The text that Prometheus reads. `view` is everything there is to see.
    #[must_use]
    pub fn render(&self, view: &Delta, connections: usize) -> String {
        let mut page = Page::default();
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        page.counter("kafka_server_brokertopicmetrics_messagesin_total", "Records that producers sent");
        page.plain(get(&self.messages_in));
        page.counter("kafka_server_brokertopicmetrics_bytesin_total", "Bytes of requests");
        page.plain(get(&self.bytes_in));
        page.counter("kafka_server_brokertopicmetrics_bytesout_total", "Bytes of responses");
        page.plain(get(&self.bytes_out));
        page.counter("kafka_network_requestmetrics_requests_total", "Requests, by API");
        page.by_api(&self.requests);
        page.counter("kafka_network_requestmetrics_errors_total", "Requests that ended their connection, by API");
        page.by_api(&self.errors);
        page.gauge("kafka_server_socketservermetrics_connection_count", "Open connections of Kafka clients");
        page.plain(connections as u64);
        page.counter("glasslog_connections_refused_total", "Connections closed because of what the peer did");
        page.plain(get(&self.connections_refused));
        render_partitions(&mut page, view);
        render_groups(&mut page, view);
        page.text
    }
}

/// A figure of every partition: its name, what it means, how to get it.
type Column = (&'static str, &'static str, fn(&PartitionView) -> i64);

fn render_partitions(page: &mut Page, view: &Delta) {
    let partitions = &view.partitions;
    let count = |what: &dyn Fn(&&PartitionView) -> bool| partitions.iter().filter(what).count() as u64;
    page.gauge("kafka_controller_kafkacontroller_activecontrollercount", "Whether this broker is the controller");
    page.plain(u64::from(view.broker.as_ref().is_some_and(|broker| broker.controller)));
    page.gauge("kafka_server_replicamanager_partitioncount", "Partitions on this broker");
    page.plain(partitions.len() as u64);
    page.gauge("kafka_server_replicamanager_leadercount", "Partitions that this broker leads");
    page.plain(count(&|p| matches!(p.role, ReplicaRole::Leader | ReplicaRole::ReadOnly)));
    page.gauge(
        "kafka_server_replicamanager_underreplicatedpartitions",
        "Partitions with fewer copies in sync than there should be",
    );
    page.plain(count(&|p| p.isr.len() < p.replicas.len()));
    page.gauge("kafka_server_replicamanager_offlinereplicacount", "Partitions whose disk failed");
    page.plain(count(&|p| p.role == ReplicaRole::Halted));
    let columns: [Column; 4] = [
        ("kafka_log_log_logstartoffset", "The first offset", |p| p.log_start.0),
        ("kafka_log_log_logendoffset", "The next offset", |p| p.log_end.0),
        ("kafka_cluster_partition_highwatermark", "Consumers read up to here", |p| p.high_watermark.0),
        ("kafka_log_log_size", "Bytes on disk", |p| i64::try_from(p.bytes).unwrap_or(i64::MAX)),
    ];
    for (name, help, value) in columns {
        page.gauge(name, help);
        for partition in partitions {
            let labels = format!("topic=\"{}\",partition=\"{}\"", escaped(&partition.topic), partition.partition);
            page.labelled(&labels, value(partition));
        }
    }
}

fn render_groups(page: &mut Page, view: &Delta) {
    page.gauge("kafka_coordinator_group_groupmetadatamanager_numgroups", "Groups on this broker");
    page.plain(view.groups.len() as u64);
    page.gauge("kafka_consumergroup_members", "Members of a group");
    for group in &view.groups {
        page.labelled(&format!("group=\"{}\"", escaped(&group.group)), group.members.len() as i64);
    }
    page.gauge("kafka_consumergroup_lag", "Records between a group's commit and the high watermark");
    for group in &view.groups {
        for commit in &group.commits {
            let partition = view.partitions.iter().find(|p| p.topic == commit.topic && p.partition == commit.partition);
            let Some(partition) = partition else { continue };
            let lag = partition.high_watermark.since(commit.offset.max(partition.log_start)).max(0);
            let labels = format!(
                "group=\"{}\",topic=\"{}\",partition=\"{}\"",
                escaped(&group.group),
                escaped(&commit.topic),
                commit.partition
            );
            page.labelled(&labels, lag);
        }
    }
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

    fn by_api(&mut self, counters: &ByApi) {
        for key in ApiKey::ALL {
            let count = counters.of(key).map_or(0, |counter| counter.load(Ordering::Relaxed));
            if count > 0 {
                self.labelled(&format!("request=\"{key:?}\""), i64::try_from(count).unwrap_or(i64::MAX));
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

    #[test]
    fn counters_and_the_view_come_out_under_kafkas_names() {
        let metrics = Metrics::default();
        Metrics::add(&metrics.messages_in, 3);
        metrics.request(ApiKey::Produce);
        metrics.request(ApiKey::Produce);
        let text = metrics.render(&Delta::default(), 2);
        for line in [
            "kafka_server_brokertopicmetrics_messagesin_total 3",
            "kafka_network_requestmetrics_requests_total{request=\"Produce\"} 2",
            "kafka_server_socketservermetrics_connection_count 2",
            "# TYPE kafka_server_replicamanager_partitioncount gauge",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} is not in\n{text}");
        }
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
        let text = Metrics::default().render(&Delta { groups: vec![group], ..Delta::default() }, 0);
        assert!(text.contains("kafka_consumergroup_members{group=\"a\\\"} 1\\nb\"} 0\n"), "{text}");
    }
}

//! The command line: what may be typed, and the help that teaches it. What the words mean is told in [`crate::config`] and [`crate::command`].

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::command::{
    brokers::BrokersArgs, consume::ConsumeArgs, groups::GroupsArgs, produce::ProduceArgs, topics::TopicsArgs,
};

/// A Kafka that you can see through.
#[derive(Debug, Parser)]
#[command(
    name = "glasslog",
    version,
    arg_required_else_help = true,
    args_override_self = true,
    after_help = "First steps:
  glasslog serve                                   start a broker on localhost:9092 and its page on http://localhost:8080
  glasslog topics create items-list --partitions 3
  echo hello | glasslog produce items-list
  glasslog consume items-list --from-beginning

Everything that speaks Kafka can use the broker: bootstrap server localhost:9092.
`glasslog COMMAND --help` tells more."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What `glasslog` can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a broker, and the page that shows it
    Serve(Box<ServeArgs>),
    /// List, create, describe, alter or delete topics of any Kafka
    Topics(TopicsArgs),
    /// Send lines from standard input to a topic of any Kafka
    Produce(ProduceArgs),
    /// Read records from topics of any Kafka
    Consume(ConsumeArgs),
    /// List, describe, reset or delete consumer groups of any Kafka
    Groups(GroupsArgs),
    /// List the brokers of any Kafka; stop, kill or start those of a glasslog
    Brokers(BrokersArgs),
}

/// How to run a broker. What is not given comes from the environment, then from the file, then from the defaults.
#[derive(Clone, Debug, Default, Args)]
#[command(
    args_override_self = true,
    after_help = "Examples:
  glasslog serve                                       records in ./glasslog-data, reachable from this machine only
  glasslog serve --ephemeral                           forget everything at the end
  glasslog serve --kafka 0.0.0.0:9092 --advertise 192.168.29.10
                                                       reachable from other machines, which are told that address
  glasslog serve --brokers 3                           three brokers, on ports 9092, 9093 and 9094
  KAFKA_CREATE_TOPICS=\"test-topic:5:2\" glasslog serve   with a topic of 5 partitions, 2 copies each, on two brokers

A configuration file has the same names, and Kafka's own settings under [broker]:
  data = \"/var/lib/glasslog\"
  kafka = \"0.0.0.0:9092\"
  advertise = \"kafka.example.org\"
  allow-control = true
  [broker]
  \"num.partitions\" = 3
  \"log.retention.hours\" = 24

Environment: KAFKA_ADVERTISED_HOST_NAME, KAFKA_ADVERTISED_PORT, KAFKA_CREATE_TOPICS=\"name:partitions:replicas[,...]\",
and any broker setting as in KAFKA_NUM_PARTITIONS=3 or KAFKA_AUTO_CREATE_TOPICS_ENABLE=false."
)]
pub struct ServeArgs {
    /// Where the records are kept; made if it is not there [default: ./glasslog-data]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Where Kafka clients connect; port 0 takes a free one [default: 127.0.0.1:9092]
    #[arg(long, value_name = "HOST:PORT")]
    pub kafka: Option<String>,
    /// How many brokers to run, 1 to 9; broker I listens at PORT+I-1 [default: as many as the data directory has]
    #[arg(long, value_name = "N")]
    pub brokers: Option<u8>,
    /// Where the page, /healthz and /metrics are [default: 127.0.0.1:8080]
    #[arg(long, value_name = "HOST:PORT")]
    pub http: Option<String>,
    /// The address that clients are told to come back to [default: where Kafka clients connect]
    #[arg(long, value_name = "HOST[:PORT]")]
    pub advertise: Option<String>,
    /// What an acknowledgement promises: `group` fsynced (one fsync for all who wait), `os` in the page cache, `each` one
    /// fsync per append [default: group]
    #[arg(long, value_name = "group|os|each")]
    pub flush: Option<String>,
    /// Keep the records in a temporary directory that goes when the server does
    #[arg(long)]
    pub ephemeral: bool,
    /// Let the page change things (produce, create and delete topics), and `glasslog brokers` take brokers down
    #[arg(long)]
    pub allow_control: bool,
    /// A file with these settings, in TOML
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// How much to log on standard error: error, warn, info, debug, trace, or a filter like `glasslog::kafka=debug` [default: info]
    #[arg(long, value_name = "LEVEL")]
    pub log: Option<String>,
}

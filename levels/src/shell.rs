//! The lines of Kafka's own tools, as somebody types them who has them at work: what the page shows as "the same with Kafka's own
//! tools" can be typed back into it. Only what does something is understood; what only looks is on the stage already.

use std::collections::VecDeque;

use glasslog_core::{id::BrokerId, name::Text};
use glasslog_sim::{
    Action,
    settings::{ConsumerSettings, Membership, ProducerSettings, Reset, Sending},
};

use crate::command::{Command, Deed};
use crate::properties::Properties;
use crate::rewind::{Rewind, To};
use crate::words::{Whole, Wrong, number, wrong};

/// The tools, without `.sh`.
const TOOLS: [&str; 5] =
    ["kafka-topics", "kafka-console-producer", "kafka-console-consumer", "kafka-consumer-groups", "glasslog"];

/// What a line of a tool does. `None` where no tool is called.
///
/// # Errors
/// Says what is not understood, and what would be.
pub(crate) fn read(line: &str) -> Option<Result<Deed, Wrong>> {
    let line = line.trim_start_matches("$ ");
    let mut words = match split(line) {
        Ok(words) => VecDeque::from(words),
        Err(wrong) => return is_called(line.split_whitespace().next()?).map(|_| Err(wrong)),
    };
    let mut echoed = None;
    if words.front().is_some_and(|word| word == "echo") && words.get(2).is_some_and(|word| word == "|") {
        echoed = words.drain(..3).nth(1);
    }
    let tool = is_called(words.front()?)?;
    words.pop_front();
    Some(Options::read(tool, words).and_then(|options| options.deed(echoed)))
}

fn is_called(word: &str) -> Option<&'static str> {
    let name = word.rsplit('/').next().unwrap_or(word);
    let name = name.strip_suffix(".sh").unwrap_or(name);
    TOOLS.into_iter().find(|tool| *tool == name)
}

/// The words of a line as a shell takes them: quotes keep blanks; a comment ends it.
fn split(line: &str) -> Result<Vec<String>, Wrong> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(open), letter) if letter == open => quote = None,
            (Some('\''), letter) => word.get_or_insert_default().push(letter),
            (_, '\\') => word.get_or_insert_default().extend(letters.next()),
            (Some(_), letter) => word.get_or_insert_default().push(letter),
            (None, '\'' | '"') => {
                word.get_or_insert_default();
                quote = Some(letter);
            }
            (None, '#') if word.is_none() => break,
            (None, '|') => {
                words.extend(word.take());
                words.push("|".to_owned());
            }
            (None, letter) if letter.is_whitespace() => words.extend(word.take()),
            (None, letter) => word.get_or_insert_default().push(letter),
        }
    }
    if quote.is_some() {
        return wrong("a quote is opened and not closed");
    }
    words.extend(word);
    Ok(words)
}

/// What a tool is called with.
struct Options {
    tool: &'static str,
    /// What stands without a name.
    plain: Vec<String>,
    /// Names without `--`, with their values; flags have none.
    named: Vec<(String, String)>,
}

/// Options that have no value.
const FLAGS: [&str; 14] = [
    "create",
    "alter",
    "delete",
    "list",
    "describe",
    "from-beginning",
    "reset-offsets",
    "to-earliest",
    "to-latest",
    "all-topics",
    "execute",
    "if-exists",
    "if-not-exists",
    "dry-run",
];

impl Options {
    fn read(tool: &'static str, mut words: VecDeque<String>) -> Result<Options, Wrong> {
        let mut options = Options { tool, plain: Vec::new(), named: Vec::new() };
        while let Some(word) = words.pop_front() {
            let Some(name) = word.strip_prefix("--") else {
                options.plain.push(word);
                continue;
            };
            let (name, value) = match name.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (name, None),
            };
            let value = match value {
                Some(value) => value,
                None if FLAGS.contains(&name) => String::new(),
                None => match words.pop_front() {
                    Some(value) => value,
                    None => return wrong(format!("--{name} lacks its value")),
                },
            };
            options.named.push((name.to_owned(), value));
        }
        Ok(options)
    }

    fn all<'a>(&'a self, name: &'a str) -> impl DoubleEndedIterator<Item = &'a str> {
        self.named.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn get<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.all(name).next_back()
    }

    fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    fn must<'a>(&'a self, name: &'a str) -> Result<&'a str, Wrong> {
        self.get(name).map_or_else(|| wrong(format!("{} lacks --{name}", self.tool)), Ok)
    }

    fn number<N: Whole>(&self, name: &str) -> Result<Option<N>, Wrong> {
        self.get(name).map(number).transpose()
    }

    /// `key=value`, from an option that may be given several times.
    fn pairs(&self, name: &str) -> Result<Vec<(Text, Text)>, Wrong> {
        let pair = |text: &str| match text.split_once('=') {
            Some((key, value)) => Ok((key.into(), value.into())),
            None => wrong(format!("--{name} {text}: say key=value")),
        };
        self.all(name).map(pair).collect()
    }

    /// Nothing may be asked for that would be passed over in silence.
    fn only(&self, known: &[&str]) -> Result<(), Wrong> {
        let usual = ["bootstrap-server", "if-exists", "if-not-exists"];
        match self.named.iter().find(|(name, _)| !known.contains(&name.as_str()) && !usual.contains(&name.as_str())) {
            Some((name, _)) => {
                let known: Vec<String> = known.iter().map(|name| format!("--{name}")).collect();
                wrong(format!("{} --{name} is not understood here; {} are", self.tool, known.join(" ")))
            }
            None => Ok(()),
        }
    }

    fn deed(&self, echoed: Option<String>) -> Result<Deed, Wrong> {
        match self.tool {
            "kafka-topics" => self.topics(),
            "kafka-console-producer" => self.producer(echoed),
            "kafka-console-consumer" => self.consumer(),
            "kafka-consumer-groups" => self.groups(),
            _ => self.brokers(),
        }
    }

    fn topics(&self) -> Result<Deed, Wrong> {
        let name = || self.must("topic").map(Text::from);
        Ok(Deed::Plain(if self.has("create") {
            self.only(&["create", "topic", "partitions", "replication-factor", "config"])?;
            Action::CreateTopic {
                name: name()?,
                partitions: self.number("partitions")?.unwrap_or(1),
                factor: self.number("replication-factor")?,
                configs: self.pairs("config")?,
            }
        } else if self.has("alter") {
            self.only(&["alter", "topic", "partitions"])?;
            let count = self.must("partitions").and_then(number)?;
            Action::AddPartitions { name: name()?, count }
        } else if self.has("delete") {
            self.only(&["delete", "topic"])?;
            Action::DeleteTopic { name: name()? }
        } else {
            return wrong("topics are on the stage; say --create, --alter or --delete to change one");
        }))
    }

    fn producer(&self, echoed: Option<String>) -> Result<Deed, Wrong> {
        self.only(&["topic", "property", "producer-property"])?;
        let topic = self.must("topic")?;
        let Some(line) = echoed else {
            let own = self.all("producer-property").collect::<Vec<_>>().join("\n");
            return self.set_up_producer(&own, topic).map(Deed::Plain);
        };
        let properties = self.pairs("property")?;
        let property = |name: &str| properties.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let separator = property("key.separator").unwrap_or("\t");
        let pair = line.split_once(separator).filter(|_| property("parse.key") == Some("true"));
        let (key, value) = pair.map_or((None, line.as_str()), |(key, value)| (Some(key.to_owned()), value));
        Ok(Deed::Line { topic: topic.into(), key, value: value.to_owned() })
    }

    /// A producer that sends nothing by itself, with settings of its own.
    fn set_up_producer(&self, own: &str, topic: &str) -> Result<Action, Wrong> {
        let plain = ProducerSettings { period: None, ..ProducerSettings::to(topic) };
        let read = understood(own, topic)?;
        let (set, sending) = match read.producer.as_deref().map(Command::parse).transpose()? {
            Some(Command::Do(Deed::Plain(Action::AddProducer { settings }))) => (settings, Sending::default()),
            Some(Command::Do(Deed::Plain(Action::AddSender { settings, sending }))) => (settings, sending),
            _ => (plain.clone(), Sending::default()),
        };
        let settings = ProducerSettings { name: plain.name, period: plain.period, ..set };
        Ok(Action::producer(settings, sending))
    }

    fn consumer(&self) -> Result<Deed, Wrong> {
        self.only(&["topic", "group", "from-beginning", "consumer-property"])?;
        let Some(group) = self.get("group") else {
            return wrong("say with --group for whom it reads: a reader without one leaves nothing to be seen");
        };
        let topic = self.must("topic")?;
        let reset = if self.has("from-beginning") { Reset::Earliest } else { Reset::Latest };
        let own = self.all("consumer-property").collect::<Vec<_>>().join("\n");
        let settings = ConsumerSettings { reset, ..ConsumerSettings::of(group, topic) };
        if own.is_empty() {
            return Ok(Deed::Plain(Action::AddConsumer { settings }));
        }
        let read = understood(&format!("group.id={group}\n{own}"), topic)?;
        let (set, membership) = match read.consumer.as_deref().map(Command::parse).transpose()? {
            Some(Command::Do(Deed::Plain(Action::AddConsumer { settings }))) => (settings, Membership::default()),
            Some(Command::Do(Deed::Plain(Action::AddMember { settings, membership }))) => (settings, membership),
            _ => (settings, Membership::default()),
        };
        let settings = ConsumerSettings { name: Text::default(), reset, ..set };
        Ok(Deed::Plain(Action::consumer(settings, membership)))
    }

    fn groups(&self) -> Result<Deed, Wrong> {
        if !self.has("reset-offsets") {
            return wrong(
                "groups are on the stage; say --reset-offsets with --to-earliest, --to-latest, --to-offset N or --shift-by N, and --execute, to move one",
            );
        }
        self.only(&[
            "reset-offsets",
            "group",
            "topic",
            "all-topics",
            "to-earliest",
            "to-latest",
            "to-offset",
            "shift-by",
            "execute",
        ])?;
        let group = self.must("group")?.into();
        let place = if self.has("all-topics") { None } else { Some(self.must("topic")?) };
        let (topic, partitions) = match place.and_then(|place| place.rsplit_once(':')) {
            Some((topic, numbers)) => (Some(topic), numbers.split(',').map(number).collect::<Result<_, Wrong>>()?),
            None => (place, Vec::new()),
        };
        let flag = |name: &str, to: To| self.has(name).then_some(to);
        let to = [
            flag("to-earliest", To::Earliest),
            flag("to-latest", To::Latest),
            self.number("to-offset")?.map(To::Offset),
            self.number("shift-by")?.map(To::Shift),
        ];
        let mut to = to.into_iter().flatten();
        let (Some(to), None) = (to.next(), to.next()) else {
            return wrong("say one of --to-earliest, --to-latest, --to-offset N and --shift-by N");
        };
        if !self.has("execute") {
            return wrong("say --execute, or nothing is moved");
        }
        Ok(Deed::Rewind(Rewind { group, topic: topic.map(Text::from), partitions, to, asks: true }))
    }

    fn brokers(&self) -> Result<Deed, Wrong> {
        match self.plain.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["brokers", verb @ ("kill" | "stop" | "start"), id] => {
                let broker = BrokerId(number(id)?);
                Ok(Deed::Plain(match *verb {
                    "kill" => Action::CrashBroker { broker },
                    "stop" => Action::StopBroker { broker },
                    _ => Action::RestartBroker { broker },
                }))
            }
            _ => wrong("of glasslog's commands only these are understood here: glasslog brokers kill|stop|start N"),
        }
    }
}

/// Settings of which each is understood, and with which a client would start.
fn understood(own: &str, topic: &str) -> Result<Properties, Wrong> {
    let read = Properties::read(own, topic);
    for setting in &read.settings {
        match &setting.means {
            None => return wrong(format!("{}={} is not understood here", setting.name, setting.value)),
            Some(why) if !setting.starts => return wrong(format!("{}={}: {why}", setting.name, setting.value)),
            Some(_) => {}
        }
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;
    use glasslog_core::request::Acks;

    fn deed(line: &str) -> Deed {
        read(line).expect("a tool is called").unwrap_or_else(|wrong| panic!("{line}: {wrong}"))
    }

    fn fault(line: &str) -> String {
        read(line).expect("a tool is called").expect_err(line).to_string()
    }

    #[test]
    fn the_lines_that_the_page_shows_can_be_typed_into_it() {
        let server = "--bootstrap-server localhost:9092";
        let made = deed(&format!(
            "$ kafka-topics.sh {server} --create --topic t --partitions 5 --replication-factor 2 --config 'min.insync.replicas=2'"
        ));
        let configs = vec![("min.insync.replicas".into(), "2".into())];
        assert_eq!(
            made,
            Deed::Plain(Action::CreateTopic { name: "t".into(), partitions: 5, factor: Some(2), configs })
        );
        let more = deed(&format!("bin/kafka-topics.sh {server} --alter --topic t --partitions 7"));
        assert_eq!(more, Deed::Plain(Action::AddPartitions { name: "t".into(), count: 7 }));
        let sent = deed(&format!(
            r#"echo 'k|{{"n": 1}}' | kafka-console-producer.sh {server} --topic t --property parse.key=true --property 'key.separator=|'"#
        ));
        assert_eq!(
            sent,
            Deed::Line { topic: "t".to_owned(), key: Some("k".to_owned()), value: r#"{"n": 1}"#.to_owned() }
        );
        let reads = deed(&format!("kafka-console-consumer.sh {server} --topic t --group g --from-beginning"));
        assert_eq!(reads, Deed::Plain(Action::AddConsumer { settings: ConsumerSettings::of("g", "t") }));
        let member = deed(
            "kafka-console-consumer.sh --topic t --group g --from-beginning --consumer-property max.poll.records=50 --consumer-property group.instance.id=one",
        );
        let Deed::Plain(Action::AddMember { settings, membership }) = member else { panic!("{member:?}") };
        assert_eq!((settings.name.as_str(), settings.reset), ("", Reset::Earliest));
        assert_eq!((membership.poll_records, membership.instance.as_deref()), (50, Some("one")));
        let rewind = |partitions: &[i32], to| {
            let (group, topic, partitions) = ("g".into(), Some("t".into()), partitions.to_vec());
            Deed::Rewind(Rewind { group, topic, partitions, to, asks: true })
        };
        let moved = deed("kafka-consumer-groups --group g --topic t:1 --reset-offsets --to-offset 4 --execute");
        assert_eq!(moved, rewind(&[1], To::Offset(4)));
        for (line, meant) in [
            ("--topic t:0 --reset-offsets --to-earliest", rewind(&[0], To::Earliest)),
            ("--topic t --reset-offsets --to-latest", rewind(&[], To::Latest)),
            ("--topic t:2,0 --reset-offsets --shift-by -3", rewind(&[2, 0], To::Shift(-3))),
        ] {
            let moved = deed(&format!("kafka-consumer-groups.sh {server} --group g {line} --execute"));
            assert_eq!(moved, meant, "{line}");
            assert_eq!(deed(&moved.say()), meant, "{line}");
        }
        assert_eq!(deed("glasslog brokers kill 1"), Deed::Plain(Action::CrashBroker { broker: BrokerId(1) }));
        let Deed::Plain(Action::AddProducer { settings }) =
            deed("kafka-console-producer.sh --topic t --producer-property acks=1")
        else {
            panic!("no producer");
        };
        assert_eq!((settings.acks, settings.idempotent, settings.period), (Acks::Leader, false, None));
        let sender = deed(
            "kafka-console-producer.sh --topic t --producer-property retries=0 --producer-property max.in.flight.requests.per.connection=1",
        );
        let Deed::Plain(Action::AddSender { settings, sending }) = sender else { panic!("{sender:?}") };
        assert_eq!((settings.acks, settings.idempotent, settings.period), (Acks::All, false, None));
        assert_eq!((sending.retries, sending.in_flight), (Some(0), 1));
    }

    #[test]
    fn what_is_not_understood_is_said_and_never_passed_over() {
        assert!(read("kill B1").is_none() && read("").is_none() && read("echo hello").is_none());
        assert!(fault("kafka-topics.sh --list").contains("on the stage"));
        assert!(fault("kafka-topics.sh --create --topic t --replica-assignment 1:2").contains("--replica-assignment"));
        assert_eq!(fault("kafka-topics.sh --create --topic"), "--topic lacks its value");
        assert_eq!(fault("kafka-topics.sh --create"), "kafka-topics lacks --topic");
        assert!(fault("kafka-console-consumer.sh --topic t").contains("--group"));
        let odd = "kafka-console-consumer.sh --topic t --group g --consumer-property fetch.min.bytes=1";
        assert!(fault(odd).contains("fetch.min.bytes=1 is not understood"));
        let hasty = "kafka-console-producer.sh --topic t --producer-property delivery.timeout.ms=1000";
        assert!(fault(hasty).contains("does not start"));
        assert!(
            fault("kafka-consumer-groups.sh --reset-offsets --group g --topic t:0 --to-offset 1").contains("--execute")
        );
        let two = "kafka-consumer-groups.sh --reset-offsets --group g --topic t:0 --to-earliest --shift-by 1 --execute";
        assert!(fault(two).starts_with("say one of --to-earliest"));
        assert!(fault("kafka-topics.sh --create --topic 'half").contains("quote"));
        assert!(fault("glasslog serve").contains("brokers"));
    }
}

//! The configuration file: TOML, with the names of the command line, and Kafka's settings under `[broker]`.

use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::ConfigError;

/// What a file says.
#[derive(Debug, Default)]
pub(super) struct File {
    pub(super) data: Option<PathBuf>,
    pub(super) kafka: Option<String>,
    pub(super) brokers: Option<i64>,
    pub(super) http: Option<String>,
    pub(super) advertise: Option<String>,
    pub(super) flush: Option<String>,
    pub(super) ephemeral: Option<bool>,
    pub(super) allow_control: Option<bool>,
    pub(super) log: Option<String>,
    pub(super) create_topics: Option<String>,
    pub(super) broker: Vec<(String, String)>,
}

pub(super) fn read(path: &Path) -> Result<File, ConfigError> {
    let text = std::fs::read_to_string(path)
        .map_err(|e| ConfigError(format!("the configuration file {} cannot be read: {e}", path.display())))?;
    parse(&text).map_err(|e| ConfigError(format!("the configuration file {}: {e}", path.display())))
}

pub(super) fn parse(text: &str) -> Result<File, ConfigError> {
    let table: Table = text.parse().map_err(|e| ConfigError(format!("not TOML: {e}")))?;
    let mut file = File::default();
    for (name, value) in table {
        match name.as_str() {
            "data" => file.data = Some(text_of(&name, value)?.into()),
            "kafka" => file.kafka = Some(text_of(&name, value)?),
            "brokers" => file.brokers = Some(number_of(&name, &value)?),
            "http" => file.http = Some(text_of(&name, value)?),
            "advertise" => file.advertise = Some(text_of(&name, value)?),
            "flush" => file.flush = Some(text_of(&name, value)?),
            "log" => file.log = Some(text_of(&name, value)?),
            "create-topics" => file.create_topics = Some(text_of(&name, value)?),
            "ephemeral" => file.ephemeral = Some(truth_of(&name, &value)?),
            "allow-control" => file.allow_control = Some(truth_of(&name, &value)?),
            "broker" => match value {
                Value::Table(table) => flatten("", table, &mut file.broker)?,
                _ => return Err(ConfigError("\"broker\" is a table: write [broker] on a line of its own".into())),
            },
            _ => {
                return Err(ConfigError(format!(
                    "unknown setting \"{name}\"; known are data, kafka, brokers, http, advertise, flush, ephemeral, allow-control, log, create-topics, and Kafka's own under [broker]"
                )));
            }
        }
    }
    Ok(file)
}

/// `num.partitions = 3` without quotes is a table `num` to TOML; people write it all the same.
fn flatten(prefix: &str, table: Table, out: &mut Vec<(String, String)>) -> Result<(), ConfigError> {
    for (name, value) in table {
        let name = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
        match value {
            Value::Table(inner) => flatten(&name, inner, out)?,
            Value::String(text) => out.push((name, text)),
            Value::Integer(number) => out.push((name, number.to_string())),
            Value::Boolean(truth) => out.push((name, truth.to_string())),
            other => {
                return Err(ConfigError(format!(
                    "\"{name}\" is {}; use a text, a whole number, true or false",
                    kind(&other)
                )));
            }
        }
    }
    Ok(())
}

fn text_of(name: &str, value: Value) -> Result<String, ConfigError> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(ConfigError(format!("\"{name}\" is {}; write it as a text in quotes", kind(&other)))),
    }
}

fn truth_of(name: &str, value: &Value) -> Result<bool, ConfigError> {
    value.as_bool().ok_or_else(|| ConfigError(format!("\"{name}\" is {}; use true or false", kind(value))))
}

fn number_of(name: &str, value: &Value) -> Result<i64, ConfigError> {
    value.as_integer().ok_or_else(|| ConfigError(format!("\"{name}\" is {}; write it as a whole number", kind(value))))
}

/// What a value is, in words that follow "is".
fn kind(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "a text",
        Value::Integer(_) => "a whole number",
        Value::Float(_) => "a number with a fraction",
        Value::Boolean(_) => "true or false",
        Value::Datetime(_) => "a date",
        Value::Array(_) => "a list",
        Value::Table(_) => "a table",
    }
}

//! Changes of a topic's settings: checked as a whole, then all of them or none.

use crate::sorted::{SortedMap, SortedSet};
use alloc::{format, vec::Vec};

use super::{
    TopicSettings, invalid,
    table::{Support, elements, find},
};
use crate::{
    error::{ErrorCode, Refusal},
    name::{Text, is_internal_topic},
    request::{AlterResource, ConfigOperation, Resource},
    response::ConfigType,
};

/// `offsets.topic.segment.bytes`.
const OFFSETS_SEGMENT_BYTES: &str = "104857600";

/// The settings of a new topic, from what its creator asks for.
///
/// The broker's own topic is compacted, whoever makes it: age never deletes a commit. Its segments are a tenth of the
/// usual size (`offsets.topic.segment.bytes`), unless the broker was told a size: what is active is not compacted.
///
/// # Errors
/// `InvalidConfig` when a setting is unknown, its value not legal, or not to be had here.
pub fn for_new_topic(
    defaults: &[(Text, Text)],
    topic: &str,
    asked: &[(Text, Option<Text>)],
) -> Result<SortedMap<Text, Text>, Refusal> {
    let mut own = SortedMap::new();
    for (name, value) in asked {
        let value = value.clone();
        let value = value.ok_or_else(|| Refusal::new(ErrorCode::InvalidConfig, format!("{name} has no value")))?;
        check(name, &value)?;
        own.insert(name.clone(), value);
    }
    if is_internal_topic(topic) {
        own.insert("cleanup.policy".into(), "compact".into());
        if !defaults.iter().any(|(name, _)| *name == *"segment.bytes") {
            own.entry("segment.bytes".into()).or_insert_with(|| OFFSETS_SEGMENT_BYTES.into());
        }
    }
    TopicSettings::resolve(defaults.iter().map(|(k, v)| (k, v)).chain(&own))?;
    Ok(own)
}

/// What an alteration of a topic's settings comes to: names with their new values, `None` for the default.
///
/// # Errors
/// `InvalidConfig` when a setting is unknown, its value not legal, or not to be had here; `InvalidRequest` when the
/// request contradicts itself. Then nothing changes.
pub fn alter(
    defaults: &[(Text, Text)],
    own: &SortedMap<Text, Text>,
    alter: &AlterResource,
) -> Result<Vec<(Text, Option<Text>)>, Refusal> {
    let mut after = if alter.replace_all { SortedMap::new() } else { own.clone() };
    let mut named = SortedSet::new();
    for (name, operation, value) in &alter.changes {
        if !named.insert(name) {
            return Err(Refusal::new(ErrorCode::InvalidRequest, format!("the request names {name} twice")));
        }
        let given = || {
            let missing = || Refusal::new(ErrorCode::InvalidRequest, format!("{name} has no value"));
            value.clone().ok_or_else(missing)
        };
        let new = match operation {
            ConfigOperation::Set => Some(given()?),
            ConfigOperation::Delete => None,
            ConfigOperation::Append | ConfigOperation::Subtract => {
                if find(name).is_some_and(|setting| setting.kind != ConfigType::List) {
                    let why = format!("{name} is no list: set it, or delete it");
                    return Err(Refusal::new(ErrorCode::InvalidConfig, why));
                }
                Some(edited(in_force(defaults, &after, name), *operation, &given()?))
            }
        };
        match new {
            Some(new) => {
                if own.get(name) != Some(&new) {
                    check(name, &new)?;
                }
                after.insert(name.clone(), new);
            }
            None => {
                after.remove(name);
            }
        }
    }
    keep_compaction(&alter.resource, &after)?;
    TopicSettings::resolve(defaults.iter().map(|(k, v)| (k, v)).chain(&after))?;
    let removed = own.keys().filter(|name| !after.contains_key(*name)).map(|name| (name.clone(), None));
    let changed = after.iter().filter(|(name, value)| own.get(*name) != Some(value));
    Ok(removed.chain(changed.map(|(name, value)| (name.clone(), Some(value.clone())))).collect())
}

/// Whether this broker knows the setting and can do what the value asks for.
fn check(name: &Text, value: &Text) -> Result<(), Refusal> {
    let setting = find(name).ok_or_else(|| unknown(name))?;
    if !setting.rule.allows(value) {
        return Err(invalid(name, value, &setting.rule.words()));
    }
    match setting.support {
        Support::Only(only, why) if !elements(value).eq(elements(only)) => {
            let words = format!("{name} = {value}: only {only} for now, for {why}");
            Err(Refusal::new(ErrorCode::InvalidConfig, words))
        }
        _ => Ok(()),
    }
}

pub(super) fn unknown(name: &str) -> Refusal {
    Refusal::new(ErrorCode::InvalidConfig, format!("unknown topic setting {name}"))
}

/// The broker's own topic stays compacted: else age would delete commits.
fn keep_compaction(resource: &Resource, after: &SortedMap<Text, Text>) -> Result<(), Refusal> {
    let own = matches!(resource, Resource::Topic(topic) if is_internal_topic(topic));
    match after.get("cleanup.policy") {
        policy if own && policy.is_none_or(|policy| **policy != *"compact") => {
            Err(Refusal::new(ErrorCode::InvalidConfig, "cleanup.policy of the broker's own topic stays compact"))
        }
        _ => Ok(()),
    }
}

/// The value of a list before it is edited.
fn in_force<'a>(defaults: &'a [(Text, Text)], own: &'a SortedMap<Text, Text>, name: &str) -> &'a str {
    let given = || defaults.iter().rev().find(|(other, _)| other == name).map(|(_, value)| value);
    match own.get(name).or_else(given) {
        Some(value) => value,
        None => find(name).map_or("", |setting| setting.default),
    }
}

fn edited(list: &str, operation: ConfigOperation, value: &str) -> Text {
    let mut parts: Vec<&str> = elements(list).collect();
    for part in elements(value) {
        match operation {
            ConfigOperation::Append if !parts.contains(&part) => parts.push(part),
            ConfigOperation::Subtract => parts.retain(|other| *other != part),
            _ => {}
        }
    }
    parts.join(",").into()
}

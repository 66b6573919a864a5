//! A hunt in words: what is hunted with, what was found.

use glasslog_core::request::Acks;
use glasslog_core::storage::FlushMode;
use glasslog_sim::hunt::{Finding, Prey, What};
use glasslog_sim::settings::{ConsumerSettings, ProducerSettings};
use glasslog_sim::{Action, Scenario};

use super::acks;
use crate::text::{count, cut, span};

/// A value is shown in so many characters.
const VALUE: usize = 40;

/// Settings, a line each, with what they promise.
#[must_use]
pub fn lines(scenario: &Scenario) -> Vec<String> {
    let mut lines = vec![count(i64::try_from(scenario.brokers.len()).unwrap_or(0), "broker")];
    match scenario.flush {
        FlushMode::Os => lines.push("Disks are not synced: a loss of power takes what was not.".to_owned()),
        FlushMode::Each | FlushMode::Group => {}
    }
    let mut groups: Vec<(&ConsumerSettings, i64)> = Vec::new();
    for action in &scenario.opening {
        match action {
            Action::CreateTopic { name, partitions, factor, configs } => {
                let copies = i64::from(factor.unwrap_or(scenario.factor));
                let configs = configs.iter().map(|(name, value)| format!(", {name}={value}")).collect::<String>();
                lines.push(format!(
                    "{name}: {}, {} of each{configs}",
                    count(i64::from(*partitions), "partition"),
                    if copies == 1 { "1 copy".to_owned() } else { format!("{copies} copies") },
                ));
            }
            Action::AddProducer { settings } | Action::AddSender { settings, .. } => {
                lines.push(producer(scenario, settings));
            }
            Action::AddConsumer { settings } | Action::AddMember { settings, .. } => {
                match groups.iter_mut().find(|(of, _)| of.group == settings.group) {
                    Some((_, members)) => *members += 1,
                    None => groups.push((settings, 1)),
                }
            }
            _ => {}
        }
    }
    lines.extend(groups.into_iter().map(|(of, members)| format!("Group {}: {}", of.group, count(members, "member"))));
    lines
}

fn producer(scenario: &Scenario, settings: &ProducerSettings) -> String {
    let own = |action: &Action| match action {
        Action::CreateTopic { name, configs, .. } if *name == settings.topic => {
            configs.iter().find(|(name, _)| **name == *"min.insync.replicas").map(|(_, value)| value.clone())
        }
        _ => None,
    };
    let min = scenario.opening.iter().find_map(own).unwrap_or_else(|| "1".into());
    let promise = match settings.acks {
        Acks::None => "nothing is promised".to_owned(),
        Acks::Leader => "promised as long as the leader that took it stays".to_owned(),
        Acks::All => format!("promised as long as fewer than {min} disks are lost"),
    };
    let every = settings.period.map_or(0, |period| u64::try_from(period.as_micros()).unwrap_or(u64::MAX));
    let known = if settings.idempotent { "idempotent" } else { "not idempotent" };
    format!("{}: a record every {}, acks={}, {known}: {promise}", settings.name, span(every), acks(settings.acks))
}

/// What was found, as a headline.
#[must_use]
pub fn headline(finding: &Finding) -> String {
    match &finding.what {
        What::Broken { invariant, .. } => format!("A promise is broken ({invariant})"),
        What::Lost(prey) if prey.offset.is_none() => "Lost a record, and nobody was told".to_owned(),
        What::Lost(_) => "Lost an acknowledged record".to_owned(),
        What::Twice(..) => "A record twice".to_owned(),
    }
}

/// What was found, told.
#[must_use]
pub fn told(finding: &Finding) -> String {
    let at = span(finding.at.0);
    let story = match &finding.what {
        What::Broken { what, .. } => format!("At {at}: {what}."),
        What::Lost(prey) => {
            let sent = span(prey.sent.0);
            match prey.offset {
                Some(offset) => format!(
                    "{}, offset {offset}, was acknowledged (acks={}) at {sent}. Since {at} whoever leads does not have it.",
                    record(prey),
                    acks(prey.acks)
                ),
                None => format!("{} left at {sent} (acks=0), and is in no log.", record(prey)),
            }
        }
        What::Twice(prey, again) => {
            let first = prey.offset.unwrap_or_default();
            format!(
                "{} was sent again because no answer came: it stands at offset {first}, and at {again}.",
                record(prey)
            )
        }
    };
    match finding.more {
        0 => story,
        more => format!("{story} {more} more in this seed."),
    }
}

/// Which record it is.
#[must_use]
pub fn record(prey: &Prey) -> String {
    let (topic, index) = &prey.partition;
    format!("{} of {} in {topic}-{index}", cut(&prey.value, VALUE), prey.producer)
}

/// A number that is read easily: `12,480`.
#[must_use]
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut words = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            words.push(',');
        }
        words.push(digit);
    }
    words
}

#[cfg(test)]
mod tests {
    use glasslog_core::id::PartitionIndex;
    use glasslog_core::time::Instant;

    use super::*;

    #[test]
    fn settings_say_what_they_promise() {
        let said = lines(&Scenario::playground());
        assert_eq!(said[0], "3 brokers");
        assert_eq!(said[1], "items-list: 2 partitions, 3 copies of each, min.insync.replicas=2");
        assert_eq!(
            said[2],
            "P1: a record every 1.2 s, acks=all, idempotent: promised as long as fewer than 2 disks are lost"
        );
        assert_eq!(said[3], "Group items-group: 2 members");
    }

    #[test]
    fn a_loss_is_told_with_its_record_and_its_moments() {
        let prey = Prey {
            producer: "P1".into(),
            acks: Acks::Leader,
            partition: ("items-list".into(), PartitionIndex(0)),
            offset: Some(glasslog_core::id::Offset(6)),
            value: "{\"number\":12}".into(),
            sent: Instant(12_300_000),
        };
        let what = What::Lost(prey);
        let finding = Finding { seed: 17, what, more: 2, at: Instant(15_400_000), run: String::new() };
        let said = told(&finding);
        for part in ["{\"number\":12} of P1", "offset 6", "acks=1", "12.3 s", "15.4 s", "2 more"] {
            assert!(said.contains(part), "{said}");
        }
        assert_eq!([7, 1_000, 1_234_567].map(thousands), ["7", "1,000", "1,234,567"]);
    }
}

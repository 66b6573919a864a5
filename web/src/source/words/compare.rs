//! Two branches held against each other, in words.

use glasslog_core::id::{BrokerId, Offset};
use glasslog_sim::timeline::{Apart, Parting};
use glasslog_sim::{Act, Action};

use super::acts::act;
use crate::text::span;

/// Where they part, and what was done there. `one` and `other` are what the branches are called.
#[must_use]
pub fn parting(parting: &Parting, (one, other): (&str, &str), name: impl Fn(u32) -> String) -> String {
    let at = span(parting.at.0);
    let done = |act: &Act| deed(&act.action, &name);
    match (&parting.one, &parting.other) {
        (Some(here), Some(there)) => {
            format!("At {at} they part. Branch {one}: {} Branch {other}: {}", done(here), done(there))
        }
        (Some(here), None) => format!("At {at} they part. Only on branch {one}: {}", done(here)),
        (None, Some(there)) => format!("At {at} they part. Only on branch {other}: {}", done(there)),
        (None, None) => format!("At {at} they part."),
    }
}

fn deed(action: &Action, name: impl Fn(u32) -> String) -> String {
    let words = match action {
        Action::Send { producer, value, .. } => {
            let value = value.as_deref().map(|value| crate::text::short(value, 24));
            Some(format!(
                "{} is given a record{}.",
                name(producer.0),
                value.map_or_else(String::new, |v| format!(", {v}"))
            ))
        }
        Action::SetRate { producer, .. } => Some(format!("{} sends at another rate.", name(producer.0))),
        Action::SetLink { from, to, link } if from > to => {
            // the other direction was set before it
            act(&Action::SetLink { from: *to, to: *from, link: *link }, &name)
        }
        Action::SetLoss { from, to, percent } if from > to => {
            act(&Action::SetLoss { from: *to, to: *from, percent: *percent }, &name)
        }
        action => act(action, &name),
    };
    words.unwrap_or_else(|| "something was done.".to_owned())
}

/// In what they first differ.
#[must_use]
pub fn apart(apart: &Apart, (one, other): (&str, &str)) -> String {
    let offset =
        |offset: Option<Offset>| offset.map_or_else(|| "nowhere yet".to_owned(), |offset| format!("at {offset}"));
    match apart {
        Apart::Only((topic, index), on_one) => {
            format!("{topic}-{index} is there only on branch {}.", if *on_one { one } else { other })
        }
        Apart::Leader((topic, index), here, there) => {
            format!("{topic}-{index} is led by {} on branch {one}, by {} on {other}.", broker(*here), broker(*there))
        }
        Apart::End((topic, index), here, there) => {
            format!("{topic}-{index} ends at {here} on branch {one}, at {there} on {other}.")
        }
        Apart::Record((topic, index), at) => {
            format!("Offset {at} of {topic}-{index} is another record on branch {one} than on {other}.")
        }
        Apart::HighWatermark((topic, index), here, there) => {
            format!("{topic}-{index} is safe below {here} on branch {one}, below {there} on {other}.")
        }
        Apart::Commit(group, (topic, index), here, there) => format!(
            "{group} would go on in {topic}-{index} {} on branch {one}, {} on {other}.",
            offset(*here),
            offset(*there)
        ),
    }
}

fn broker(broker: Option<BrokerId>) -> String {
    broker.map_or_else(|| "nobody".to_owned(), |broker| format!("broker {broker}"))
}

#[cfg(test)]
mod tests {
    use glasslog_core::id::PartitionIndex;
    use glasslog_core::time::Instant;

    use super::*;

    #[test]
    fn a_parting_and_a_difference_name_the_branches() {
        let kill =
            Act { at: Instant(12_400_000), after: 0, actors: 3, action: Action::CrashBroker { broker: BrokerId(1) } };
        let one = Parting { at: kill.at, one: Some(kill.clone()), other: None };
        let said = parting(&one, ("B", "A"), |_| String::new());
        assert_eq!(said, "At 12.4 s they part. Only on branch B: You kill broker 1: it goes without a word.");
        let leader = Apart::Leader(("t".into(), PartitionIndex(0)), Some(BrokerId(2)), None);
        assert_eq!(apart(&leader, ("B", "A")), "t-0 is led by broker 2 on branch B, by nobody on A.");
    }
}

//! What a level asks for, by its solution: what forms offer first.

use glasslog_core::name::Text;
use glasslog_levels::{Command, Deed, Level};
use glasslog_sim::Action;

/// Whom a level asks for first: its group.
#[inline(never)]
pub(super) fn group_of(level: &Level) -> Option<Text> {
    level.solution.iter().find_map(|command| match command {
        Command::Do(Deed::Plain(action)) => action.brings_consumer().map(|settings| settings.group.clone()),
        _ => None,
    })
}

/// The topic that a level asks for.
#[inline(never)]
pub(super) fn topic_of(level: &'static Level) -> &'static str {
    let made = level.solution.iter().find_map(|command| match command {
        Command::Do(Deed::Plain(Action::CreateTopic { name, .. })) => Some(name.as_str()),
        _ => None,
    });
    made.unwrap_or("orders")
}

/// Whether a level asks for a producer that sends nothing by itself.
#[inline(never)]
pub(super) fn is_by_hand(level: &Level) -> bool {
    level.solution.iter().any(|command| match command {
        Command::Do(Deed::Plain(action)) => action.brings_producer().is_some_and(|settings| settings.period.is_none()),
        _ => false,
    })
}

/// What a level asks to be sent, one after the other.
#[inline(never)]
pub(super) fn values_of(level: &'static Level) -> Vec<&'static str> {
    let sent = level.solution.iter().filter_map(|command| match command {
        Command::Do(Deed::Send(_, _, value, _)) => Some(value.as_str()),
        _ => None,
    });
    sent.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_begins_with_the_group_that_a_level_asks_for() {
        let group = |name: &str| glasslog_levels::level(name).and_then(group_of);
        for (name, expected) in [("1-1", "reports"), ("1-3", "items-group"), ("5-3", "reports"), ("6-1", "items-group")]
        {
            assert_eq!(group(name).as_deref(), Some(expected), "{name}");
        }
        assert_eq!(group("4-2"), None);
    }
}

//! What is meant by what was typed: the offers that fit, best first, and the line itself where it is a command.

use glasslog_levels::Command;

use super::Deed;
use super::offers::{Offer, forms, verb};

/// More than this nobody reads: one types on.
const SHOWN: usize = 100;

/// What is shown for what was typed.
pub(super) fn listed(typed: &str, offers: &[Offer]) -> Vec<Offer> {
    let mut found: Vec<Offer> = ranked(typed, offers).into_iter().map(|place| offers[place].clone()).collect();
    if let Some(run) = run(typed) {
        // "start over" begins as a command does, and is something else
        let line = typed.trim().to_lowercase();
        let named = found.first().is_some_and(|offer| offer.name.to_lowercase().starts_with(&line));
        let place = usize::from(named && Command::parse(typed).is_err());
        found.insert(place, run);
    }
    found.truncate(SHOWN);
    found
}

/// The line as a command: it begins with a verb, and says more than that where more has to be said.
fn run(typed: &str) -> Option<Offer> {
    let line = typed.trim();
    let about = if Command::is_of_a_tool(line) {
        "as Kafka's own tools take it"
    } else {
        let (form, _) = forms().find(|(form, _)| verb(form).eq_ignore_ascii_case(verb(line)))?;
        let whole = line.contains(char::is_whitespace) || form == line;
        whole.then_some(form)?
    };
    Some(Offer::new(format!("run: {line}"), about, "", Deed::Run(line.to_owned())))
}

/// The places of the offers that have all the words that were typed, best first.
fn ranked(typed: &str, offers: &[Offer]) -> Vec<usize> {
    let typed = typed.trim().to_lowercase();
    let mut all: Vec<(u8, usize)> =
        offers.iter().enumerate().filter_map(|(place, offer)| Some((grade(&typed, offer)?, place))).collect();
    all.sort_unstable();
    all.into_iter().map(|(_, place)| place).collect()
}

/// How well an offer fits, the best is 0: its name begins so; its words do; its name has it; what is said of it has it.
fn grade(typed: &str, offer: &Offer) -> Option<u8> {
    let name = offer.name.to_lowercase();
    let begins = |word: &str| name.split([' ', '-']).any(|known| known.starts_with(word));
    let mut words = typed.split_whitespace();
    if name.starts_with(typed) {
        Some(0)
    } else if words.clone().all(begins) {
        Some(1)
    } else if words.clone().all(|word| name.contains(word)) {
        Some(2)
    } else {
        let about = offer.about.to_lowercase();
        words.all(|word| name.contains(word) || about.contains(word)).then_some(3)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::rc::Rc;

    use yew::Callback;

    use super::super::Props;
    use super::super::offers::offers;
    use super::*;
    use crate::mode::Mode;
    use crate::scene::fixture;
    use crate::store::Play;

    /// As it is at first, with a cluster of one broker.
    pub(in crate::panels::palette) fn props() -> Props {
        Props {
            cluster: Rc::new(fixture::cluster()),
            play: Play::default(),
            selected: None,
            internal: false,
            branches: false,
            hunts: true,
            mode: Mode::Whole,
            ondeed: Callback::noop(),
            oncommand: Callback::noop(),
            onclose: Callback::noop(),
        }
    }

    fn names(typed: &str) -> Vec<String> {
        listed(typed, &offers(&props())).into_iter().map(|offer| offer.name).collect()
    }

    #[test]
    fn without_a_word_everything_stands_in_its_order() {
        let all = names("");
        assert_eq!(all[0], "Pause");
        assert_eq!(all.len(), offers(&props()).len());
    }

    #[test]
    fn names_that_begin_so_come_first_and_what_is_said_of_them_last() {
        let found = names("st");
        assert_eq!(found[..2], ["Step", "Start over"]);
        let found = names("broker 1");
        assert_eq!(found[..2], ["Go to broker 1", "Kill broker 1"]);
        assert_eq!(names("fresh"), ["Start over"]);
        assert_eq!(names("LENS space")[0], "Space-time lens");
        assert_eq!(names("nobody's name"), [""; 0]);
    }

    #[test]
    fn a_line_that_is_a_command_is_run_first() {
        assert_eq!(names("kill B1")[0], "run: kill B1");
        assert_eq!(names("send six key=a"), ["run: send six key=a"]);
        assert_eq!(names("elect")[0], "run: elect");
        assert_eq!(names("Kill b1")[0], "run: Kill b1");
        let tool = "kafka-topics.sh --create --topic a --partitions 1 --replication-factor 1";
        assert_eq!(names(tool), [format!("run: {tool}")]);
        // what is wrong with it is said when it is run
        assert_eq!(names("kill nobody")[0], "run: kill nobody");
    }

    #[test]
    fn what_is_called_like_a_command_comes_before_it_unless_it_is_one() {
        assert_eq!(names("start over")[..2], ["Start over", "run: start over"]);
        assert_eq!(names("kill broker 1")[..2], ["Kill broker 1", "run: kill broker 1"]);
        // a verb alone says too little
        assert!(names("send ").iter().all(|name| !name.starts_with("run")));
        assert!(names("kill").iter().all(|name| !name.starts_with("run")));
    }
}

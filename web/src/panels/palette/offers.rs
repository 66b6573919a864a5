//! What the palette offers: what buttons and keys do, what stands on the stage, and the commands.

use glasslog_levels::COMMANDS;
use glasslog_sim::Action;

use super::{Deed, Props};
use crate::depth;
use crate::lens::Lens;
use crate::mode::Mode;
use crate::panels::playbar::Time;
use crate::sandbox::{Kind, SEND, added, plug};
use crate::scene::BrokerState;
use crate::store::Selected;

/// The keys of the lenses.
const LENS_KEYS: [&str; 6] = ["1", "2", "3", "4", "5", "6"];

/// Something that can be done.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Offer {
    /// What it is called.
    pub(super) name: String,
    /// A few words more; may be empty.
    pub(super) about: String,
    /// The key that does it without the palette; may be empty.
    pub(super) key: &'static str,
    /// What comes of it.
    pub(super) deed: Deed,
}

impl Offer {
    pub(super) fn new(name: impl Into<String>, about: impl Into<String>, key: &'static str, deed: Deed) -> Offer {
        Offer { name: name.into(), about: about.into(), key, deed }
    }
}

/// Everything, in its order.
pub(super) fn offers(props: &Props) -> Vec<Offer> {
    let mut all = on_page(props);
    all.extend(on_stage(props));
    all.extend(commands());
    all
}

/// What buttons and keys do.
fn on_page(props: &Props) -> Vec<Offer> {
    let Props { cluster, play, internal, mode, .. } = props;
    let time = |name: &str, about: &str, key, time| Some(Offer::new(name, about, key, Deed::Time(time)));
    let plain = |name: &str, about: &str, key, deed| Some(Offer::new(name, about, key, deed));
    let only = |there: bool, offer: Option<Offer>| offer.filter(|_| there);
    let adds = |name: &str, key, kind| added(cluster, kind).map(|action| Offer::new(name, "", key, Deed::Act(action)));
    let here = [
        time(if play.paused { "Play" } else { "Pause" }, "", "Space", Time::Toggle),
        time("Step", "one event", ".", Time::Step),
        time("Faster", "", "]", Time::Faster),
        time("Slower", "", "[", Time::Slower),
        time(
            if play.rate.is_some() { "Story time" } else { "True time" },
            "time slows down for what happens, or not",
            "",
            Time::Turn,
        ),
        time("To the mark before", "", "←", Time::NextMark(false)),
        time("To the next mark", "", "→", Time::NextMark(true)),
        only(play.can_undo, time("Undo", "to the moment before the last act", "U", Time::Undo)),
        only(play.can_redo, time("Redo", "to the moment after the next act", "R", Time::Redo)),
        only(play.now < play.end, time("Back to the end", "", "", Time::Seek(play.end))),
        plain("Why?", "of what is chosen, or of the first thing that stands still", "W", Deed::Why),
        plain("Follow the record", "its way in space and time: the chosen one, or the newest", "T", Deed::Way),
        plain("Send the record", "as the form has it", "N", Deed::Press(SEND)),
        plain("All tools", "lenses, forms, commands, promises; or the stage alone", "", Deed::Press(depth::BUTTON)),
        adds("Add a broker", "B", Kind::Broker),
        adds("Add a producer", "P", Kind::Producer),
        adds("Add a consumer", "C", Kind::Consumer),
        only(props.branches, plain("Compare two branches", "side by side", "V", Deed::Compare)),
    ];
    let lenses = Lens::ALL.into_iter().zip(LENS_KEYS).map(|(lens, key)| {
        // in the large view digits go to moments
        let key = if *mode == Mode::Whole { key } else { "" };
        Some(Offer::new(format!("{} lens", lens.word()), "", key, Deed::Lens(lens)))
    });
    let topics = if *internal { "Hide internal topics" } else { "Show internal topics" };
    let whole = *mode == Mode::Whole;
    let view = if whole { "Present: the large view" } else { "Leave the large view" };
    let rest = [
        plain(topics, "the brokers' own", "", Deed::Internal(!internal)),
        plain(view, "", "F", Deed::Press(".present-button, button.whole")),
        only(!whole, plain("Captions", "hide them, or show them", "H", Deed::Captions)),
        only(whole && props.hunts, plain("Bug hunt", "seed after seed, until a record is lost", "", Deed::Hunt)),
        only(props.hunts, plain("Share this moment", "as a link or a file", "", Deed::Press(".share-moment"))),
        plain("Dark or light", "", "", Deed::Press(".theme-button")),
        plain("Help", "how to read the stage, and the keys", "", Deed::Press("button.help")),
        time("Start over", "a fresh world", "", Time::Restart),
    ];
    here.into_iter().chain(lenses).chain(rest).flatten().collect()
}

/// What can be gone to; and brokers can be killed and started.
fn on_stage(props: &Props) -> Vec<Offer> {
    let cluster = &props.cluster;
    let go = |what: &str, name: &str, about: &str, there| {
        Offer::new(format!("Go to {what} {name}"), about, "", Deed::Go(there))
    };
    let mut all = Vec::new();
    let plugged = plug(cluster, props.selected.as_ref());
    for broker in &cluster.brokers {
        let id = broker.id;
        all.push(go("broker", &id.to_string(), broker.word(), Selected::Broker(id)));
        let (verb, action) = match broker.state {
            BrokerState::Down => ("Start", Action::RestartBroker { broker: id }),
            _ => ("Kill", Action::CrashBroker { broker: id }),
        };
        let key = if plugged.as_ref() == Some(&action) { "K" } else { "" };
        all.push(Offer::new(format!("{verb} broker {id}"), "", key, Deed::Act(action)));
    }
    for (topic, partition) in cluster.partitions(props.internal) {
        all.push(go("partition", &format!("{topic}-{partition}"), "", Selected::Partition(topic.clone(), partition)));
    }
    for producer in &cluster.producers {
        let about = format!("to {}", producer.topic);
        all.push(go("producer", &producer.label, &about, Selected::Producer(producer.id)));
    }
    for group in &cluster.groups {
        all.push(go("group", &group.name, "", Selected::Group(group.name.clone())));
        let about = format!("of {}", group.name);
        let members = group.members.iter();
        all.extend(members.map(|member| go("member", &member.label, &about, Selected::Member(member.id))));
    }
    all
}

/// The commands. Time passes by the bar, so those that let it pass are not among them.
fn commands() -> impl Iterator<Item = Offer> {
    forms().map(|(form, what)| Offer::new(form, what, "", become_of(form)))
}

/// The forms of commands that may be given here, and what each does.
pub(super) fn forms() -> impl Iterator<Item = (&'static str, &'static str)> {
    COMMANDS.iter().copied().filter(|(form, _)| !matches!(verb(form), "wait" | "until"))
}

/// The first word of a command.
pub(super) fn verb(line: &str) -> &str {
    line.split_whitespace().next().unwrap_or_default()
}

/// A form that says everything is run as it stands; of one in which something is to be filled in the verb is written.
fn become_of(form: &str) -> Deed {
    // `NAME` is to be filled in, and so is `B1`: it is one broker of several
    let filled = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit();
    let blank = |word: &str| word.starts_with(|letter: char| letter.is_ascii_uppercase()) && word.chars().all(filled);
    if form.split(|letter: char| !letter.is_ascii_alphanumeric()).any(blank) {
        Deed::Write(format!("{} ", verb(form)))
    } else {
        Deed::Run(form.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use glasslog_core::id::BrokerId;
    use glasslog_levels::Command;

    use super::super::find::tests::props;
    use super::*;

    #[test]
    fn a_form_with_nothing_to_fill_in_is_run_and_another_one_is_begun() {
        assert_eq!(become_of("kill B1"), Deed::Write("kill ".to_owned()));
        assert_eq!(become_of("cut B1-B3"), Deed::Write("cut ".to_owned()));
        assert_eq!(become_of("elect"), Deed::Run("elect".to_owned()));
        assert_eq!(become_of("send VALUE [key=KEY]"), Deed::Write("send ".to_owned()));
        assert_eq!(become_of("disk B1 slow=N"), Deed::Write("disk ".to_owned()));
        assert_eq!(become_of("slow B1-B3 SPAN"), Deed::Write("slow ".to_owned()));
    }

    #[test]
    fn every_form_that_is_run_is_a_command() {
        for offer in commands() {
            if let Deed::Run(line) = offer.deed {
                assert!(Command::parse(&line).is_ok_and(|command| command.is_deed()), "{line}");
            }
        }
    }

    #[test]
    fn the_page_the_stage_and_the_commands_are_offered_with_their_keys() {
        let all = offers(&props());
        let named = |name: &str| all.iter().find(|offer| offer.name == name).expect(name);
        assert_eq!(named("Pause").key, "Space");
        assert_eq!((named("Space-time lens").key, &named("Space-time lens").deed), ("4", &Deed::Lens(Lens::SpaceTime)));
        assert_eq!(named("Go to broker 1").deed, Deed::Go(Selected::Broker(BrokerId(1))));
        assert_eq!(named("Kill broker 1").deed, Deed::Act(Action::CrashBroker { broker: BrokerId(1) }));
        assert_eq!(named("Kill broker 1").key, "K");
        named("Go to partition items-list-2");
        named("Go to group items-group");
        named("Go to member A1");
        assert!(all.iter().all(|offer| offer.name != "Undo"), "nothing was done yet");
        assert!(all.iter().all(|offer| !offer.name.starts_with("wait")), "time passes by the bar");
    }
}

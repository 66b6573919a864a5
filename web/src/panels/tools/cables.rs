//! Buttons for the cables between brokers, and for the connections of producers, where a level needs them.

use std::time::Duration;

use glasslog_sim::view::End;
use glasslog_sim::{Action, ActorId, Link as LinkState};
use yew::prelude::*;

use super::super::card::set_link as set;
use super::super::verb;
use crate::scene::{Cluster, Place};

/// Every cable between two brokers, and what its button says.
fn cables(cluster: &Cluster) -> Vec<(Place, Place, bool, String)> {
    let ids: Vec<_> = cluster.brokers.iter().map(|broker| broker.id).collect();
    let pairs =
        ids.iter().enumerate().flat_map(|(place, one)| ids[place + 1..].iter().map(move |other| (*one, *other)));
    pairs
        .map(|(one, other)| {
            let (from, to) = (Place::Broker(one), Place::Broker(other));
            let cut = cluster.link(from, to).is_some_and(|link| link.cut);
            (from, to, cut, format!("{} B{one}–B{other}", if cut { "Mend" } else { "Cut" }))
        })
        .collect()
}

/// A button for each of them.
pub(super) fn buttons(cluster: &Cluster, onact: &Callback<Action>) -> Html {
    html! {
        <div class="verbs" role="group" aria-label="Cables between brokers">
            <span class="muted">{ "Cables" }</span>
            { for cables(cluster).into_iter().map(|(one, other, cut, label)| {
                let (title, class) = match cut {
                    true => ("as good as any", "primary"),
                    false => ("nothing gets through, in either direction", "danger"),
                };
                let actions = set(one, other, LinkState { cut: !cut, extra: Duration::ZERO });
                let onact = onact.clone();
                verb(&label, title, class, move || actions.iter().for_each(|action| onact.emit(action.clone())))
            }) }
        </div>
    }
}

/// Every connection between a producer and a broker that leads what it writes to: what breaks it, and what its button says.
fn connections(cluster: &Cluster) -> Vec<(Action, String)> {
    let leaders = |topic: &str| {
        let led = cluster.copies.iter().filter(|copy| copy.view.topic == *topic);
        let mut leaders: Vec<_> = led.filter_map(|copy| copy.view.leader).collect();
        leaders.sort_unstable();
        leaders.dedup();
        leaders
    };
    let all = cluster.producers.iter().flat_map(|one| leaders(&one.topic).into_iter().map(move |leader| (leader, one)));
    all.filter_map(|(leader, one)| {
        let actor = ActorId(u32::try_from(one.id).ok()?);
        let action = Action::BreakConnections { one: End::Broker(leader), other: End::Actor(actor) };
        Some((action, format!("Break B{leader}–{}", one.label)))
    })
    .collect()
}

/// A button for each of them.
pub(super) fn breaks(cluster: &Cluster, onact: &Callback<Action>) -> Html {
    html! {
        <div class="verbs" role="group" aria-label="Connections of producers">
            <span class="muted">{ "Connections" }</span>
            { for connections(cluster).into_iter().map(|(action, label)| {
                let onact = onact.clone();
                verb(&label, "what is under way on it is lost; the next request opens another", "danger", move || onact.emit(action.clone()))
            }) }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::world::Tab;

    fn labels(tab: &mut Tab) -> Vec<String> {
        cables(&tab.cluster()).into_iter().map(|(.., label)| label).collect()
    }

    #[test]
    fn what_a_level_needs_to_be_broken_has_a_button_that_its_hints_name() {
        let mut tab = glasslog_levels::level("5-2").and_then(Tab::lesson).expect("there is such a level");
        let found = connections(&tab.cluster());
        let labels: Vec<_> = found.iter().map(|(_, label)| label.as_str()).collect();
        assert_eq!(labels, ["Break B1–P1", "Break B1–P2"]);
        tab.act(found[0].0.clone());
        assert_eq!(tab.said().and_then(|said| said.words()).as_deref(), Some("break B1-P1"));
        for level in glasslog_levels::levels() {
            let breaks = level.solution.iter().any(|command| command.say().starts_with("break"));
            assert_eq!(breaks, level.tools.iter().any(|tool| tool == "break"), "{}", level.name());
            assert_eq!(breaks, level.hints.iter().any(|hint| hint.contains("Break B1–P1")), "{}", level.name());
        }
    }

    #[test]
    fn what_a_level_needs_to_be_cut_has_a_button_that_its_hints_name() {
        let mut tab = glasslog_levels::level("4-2").and_then(Tab::lesson).expect("there is such a level");
        assert_eq!(labels(&mut tab), ["Cut B1–B2", "Cut B1–B3", "Cut B2–B3"]);
        let (one, other, ..) = cables(&tab.cluster())[1];
        for action in set(one, other, LinkState { cut: true, extra: Duration::ZERO }) {
            tab.act(action);
        }
        assert_eq!(labels(&mut tab), ["Cut B1–B2", "Mend B1–B3", "Cut B2–B3"]);
        for level in glasslog_levels::levels() {
            let cuts = level.solution.iter().any(|command| command.say().starts_with("cut"));
            let has = level.tools.iter().any(|tool| tool == "cut");
            assert_eq!(cuts, has, "{}", level.name());
            assert_eq!(cuts, level.hints.iter().any(|hint| hint.contains("Cut B1–B3")), "{}", level.name());
        }
    }
}

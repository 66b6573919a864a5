//! Buttons for the cables between brokers, where a level needs them: cut, and whole again.

use std::time::Duration;

use glasslog_sim::{Action, Link as LinkState};
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::world::Tab;

    fn labels(tab: &mut Tab) -> Vec<String> {
        cables(&tab.cluster()).into_iter().map(|(.., label)| label).collect()
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

//! In a level whoever is new on the stage is brought into sight: a partition, a member of a group.

use yew::prelude::*;

use crate::dom;
use crate::scene::Cluster;

/// Until what is new is drawn, in milliseconds.
const DRAWN_MS: i32 = 150;
/// So much room is left around it.
const AROUND: f64 = 10.0;

/// Who can be new on the stage: how their names begin there.
#[must_use]
pub(crate) fn names(cluster: &Cluster) -> Vec<String> {
    let partitions =
        cluster.partitions(false).into_iter().map(|(topic, index)| format!("{topic} partition {index} on"));
    let members =
        cluster.groups.iter().flat_map(|group| &group.members).map(|member| format!("Member {},", member.label));
    partitions.chain(members).collect()
}

/// Those of them that were not there before; nobody where there was nobody at all.
fn fresh(before: &[String], now: &[String]) -> Vec<String> {
    if before.is_empty() {
        return Vec::new();
    }
    now.iter().filter(|name| !before.contains(name)).cloned().collect()
}

/// Scrolls the stage to whoever is new there, once: who scrolls meanwhile, or goes elsewhere after, is not held.
#[hook]
pub(crate) fn use_sight(names: &[String]) {
    let before = use_mut_ref(Vec::new);
    use_effect_with(names.to_vec(), move |names| {
        let names = names.clone();
        let guard = dom::after(DRAWN_MS, move || {
            let before = before.replace(names.clone());
            show(&fresh(&before, &names));
        });
        move || drop(guard)
    });
}

/// Scrolls no further than it takes to see all of these, or the first of them where they are too many.
fn show(names: &[String]) {
    let Some(room) = dom::first(".room") else { return };
    let shapes = names.iter().filter_map(|name| dom::first(&format!(".room [aria-label^=\"{name}\"]")));
    let places: Vec<_> = shapes.map(|shape| shape.get_bounding_client_rect()).collect();
    let high = places.iter().map(|place| place.top()).fold(f64::INFINITY, f64::min) - AROUND;
    let low = places.iter().map(|place| place.bottom()).fold(f64::NEG_INFINITY, f64::max) + AROUND;
    let sight = room.get_bounding_client_rect();
    let down = (low - sight.bottom()).min(high - sight.top());
    if !places.is_empty() && low > sight.bottom() && down > 0.0 {
        #[expect(clippy::cast_possible_truncation, reason = "pixels of a screen")]
        room.set_scroll_top(room.scroll_top() + down as i32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Scene, Sight};
    use crate::stage::words::spoken;

    #[test]
    fn who_was_there_from_the_beginning_is_not_new() {
        let all = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let (before, now) = (all(&["t partition 0 on"]), all(&["t partition 0 on", "t partition 1 on", "Member A2,"]));
        assert_eq!(fresh(&[], &before), all(&[]));
        assert_eq!(fresh(&before, &now), now[1..]);
        assert_eq!(fresh(&now, &before), all(&[]));
    }

    #[test]
    fn the_stage_calls_them_by_the_names_that_are_sought() {
        let cluster = crate::scene::fixture::cluster();
        let names = names(&cluster);
        let scene = Scene::of(&cluster, &Sight { width: 1000.0, internal: false, chosen: None });
        let lanes = scene.brokers.iter().flat_map(|column| &column.lanes);
        let called: Vec<String> = lanes.map(|lane| spoken(lane)).collect();
        assert!(!called.is_empty());
        assert!(called.iter().all(|called| names.iter().any(|name| called.starts_with(name.as_str()))), "{called:?}");
    }
}

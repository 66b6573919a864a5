//! Messages are caught by hand: a press chooses one and stops time, a longer one holds it, a flick loses it, letting go delivers it.
//! Each is an action that a button on its card and a key do as well.

use std::cell::RefCell;
use std::rc::Rc;

use glasslog_sim::{Action, FlightId};
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};
use yew::prelude::*;

use super::Holder;
use super::acts::Acts;
use crate::dom;
use crate::panels::playbar::Time;
use crate::scene::Cluster;
use crate::source::world::Tab;
use crate::stage::flights;
use crate::store::{Selected, Store};

/// Who presses for so long holds, in milliseconds.
const HOLD_MS: i32 = 250;
/// A flick goes so far, in pixels …
const FLICK: f64 = 40.0;
/// … within so many milliseconds.
const FLICK_MS: f64 = 150.0;

/// A message under a finger.
struct Grip {
    flight: u64,
    /// Which pointer presses it.
    pointer: i32,
    /// Where the pointer has been lately, and when.
    trail: Vec<(f64, f64, f64)>,
    /// Whether time passed before.
    passed: bool,
    /// Whether it is held.
    holds: bool,
    /// Holds it in a moment.
    _soon: dom::Guard,
}

/// What hands work on.
#[derive(Clone)]
struct Bench {
    tab: Rc<RefCell<Tab>>,
    acts: Acts,
    selected: Rc<RefCell<Option<Selected>>>,
    grip: Rc<RefCell<Option<Grip>>>,
}

/// Watches the pointers. What is chosen is marked among the messages.
#[hook]
pub(super) fn use_hands(holder: &Holder, store: &UseReducerHandle<Store>, acts: &Acts) {
    let selected = use_mut_ref(|| None);
    selected.borrow_mut().clone_from(&store.selected);
    flights::choose(store.selected.as_ref());
    let bench = Bench { tab: holder.0.clone(), acts: acts.clone(), selected, grip: Rc::default() };
    use_effect_with((), move |()| {
        let guards = dom::listen_to_pointers(&bench, [down, moved, up, up]);
        move || drop(guards)
    });
}

/// What a pointer is on, as far as a selector knows it.
fn on(event: &PointerEvent, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok().flatten()
}

fn down(bench: &Bench, event: &PointerEvent) {
    if event.button() == 0
        && let Some(flight) = on(event, ".hands .flights [data-flight]")
        && let Some(id) = flight.get_attribute("data-flight").and_then(|id| id.parse().ok())
    {
        grip(bench, event, id);
    }
}

#[inline(never)]
fn grip(bench: &Bench, event: &PointerEvent, flight: u64) {
    let passed = !bench.tab.borrow().play().paused;
    bench.acts.ontime.emit(Time::Stand(true));
    if *bench.selected.borrow() != Some(Selected::Flight(flight)) {
        bench.acts.onselect.emit(Selected::Flight(flight));
    }
    let later = bench.clone();
    let soon = dom::after(HOLD_MS, move || hold(&later));
    let trail = vec![point(event)];
    let grip = Grip { flight, pointer: event.pointer_id(), trail, passed, holds: false, _soon: soon };
    *bench.grip.borrow_mut() = Some(grip);
}

fn point(event: &PointerEvent) -> (f64, f64, f64) {
    (f64::from(event.client_x()), f64::from(event.client_y()), dom::millis())
}

/// It has been pressed for long enough: time goes on, if it did before, and the message does not.
#[inline(never)]
fn hold(bench: &Bench) {
    let held = bench.grip.borrow_mut().as_mut().map(|grip| {
        grip.holds = true;
        (grip.flight, grip.passed)
    });
    if let Some((flight, passed)) = held {
        bench.acts.onact.emit(Action::HoldMessage { flight: FlightId(flight) });
        bench.acts.ontime.emit(Time::Stand(!passed));
    }
}

fn moved(bench: &Bench, event: &PointerEvent) {
    if bench.grip.borrow().is_some() {
        pull(bench, event);
    }
}

#[inline(never)]
fn pull(bench: &Bench, event: &PointerEvent) {
    let mut grip = bench.grip.borrow_mut();
    let Some(held) = grip.as_mut().filter(|held| held.pointer == event.pointer_id()) else { return };
    held.trail.push(point(event));
    if is_flick(&mut held.trail) {
        let (flight, passed) = (FlightId(held.flight), held.passed);
        *grip = None;
        drop(grip);
        bench.acts.onact.emit(Action::LoseMessage { flight });
        bench.acts.ontime.emit(Time::Stand(!passed));
    }
}

/// Whether the end of a trail is a flick. Forgets what is too old to tell.
fn is_flick(trail: &mut Vec<(f64, f64, f64)>) -> bool {
    let Some((x, y, now)) = trail.last().copied() else { return false };
    trail.retain(|(_, _, at)| now - at <= FLICK_MS);
    trail.iter().any(|(from_x, from_y, _)| (x - from_x).hypot(y - from_y) >= FLICK)
}

fn up(bench: &Bench, event: &PointerEvent) {
    if bench.grip.borrow().as_ref().is_some_and(|grip| grip.pointer == event.pointer_id()) {
        let_go(bench);
    }
}

#[inline(never)]
fn let_go(bench: &Bench) {
    let grip = bench.grip.borrow_mut().take();
    if let Some(Grip { flight, holds: true, .. }) = grip {
        bench.acts.onact.emit(Action::DeliverMessage { flight: FlightId(flight) });
    }
}

/// What H and L do to the message that is chosen.
#[inline(never)]
pub(super) fn caught(cluster: &Cluster, selected: Option<&Selected>, loses: bool) -> Option<Action> {
    let Some(Selected::Flight(id)) = selected else { return None };
    let here = cluster.flights.iter().find(|flight| flight.id == *id && flight.lost_at.is_none())?;
    let flight = FlightId(*id);
    Some(match here.caught {
        _ if loses => Action::LoseMessage { flight },
        Some(_) => Action::DeliverMessage { flight },
        None => Action::HoldMessage { flight },
    })
}

/// What M does: time stands, and the next message is chosen. Where nothing is on its way, nothing happens.
#[inline(never)]
pub(super) fn next(
    cluster: &Cluster,
    selected: Option<&Selected>,
    onselect: &Callback<Selected>,
    ontime: &Callback<Time>,
) {
    let Some(chosen) = following(cluster, selected).map(Selected::Flight) else { return };
    ontime.emit(Time::Stand(true));
    if Some(&chosen) != selected {
        onselect.emit(chosen);
    }
}

/// The message after the one that is chosen, around and around: of those that say something new, if there are any.
fn following(cluster: &Cluster, selected: Option<&Selected>) -> Option<u64> {
    let after = if let Some(Selected::Flight(id)) = selected { *id } else { 0 };
    let flying = || cluster.flights.iter().filter(|flight| flight.lost_at.is_none());
    let new: Vec<u64> = flying().filter(|flight| !flight.routine).map(|flight| flight.id).collect();
    let all = if new.is_empty() { flying().map(|flight| flight.id).collect() } else { new };
    all.iter().copied().filter(|id| *id > after).min().or_else(|| all.iter().copied().min())
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use glasslog_core::id::BrokerId;
    use glasslog_core::time::Instant;

    use super::*;
    use crate::scene::{Flight, Place, fixture};

    fn cluster() -> Rc<Cluster> {
        let flight = |id| fixture::flight(id, Place::Producer(1), Place::Broker(BrokerId(1)));
        let flights = vec![flight(3), Flight { routine: true, ..flight(5) }, flight(8)];
        Rc::new(Cluster { flights, ..fixture::cluster() })
    }

    #[test]
    fn a_key_goes_from_message_to_message_and_leaves_out_what_says_nothing_new() {
        let cluster = cluster();
        let next = |id: Option<u64>| following(&cluster, id.map(Selected::Flight).as_ref());
        assert_eq!([next(None), next(Some(3)), next(Some(8))], [Some(3), Some(8), Some(3)]);
        let quiet = Cluster { flights: vec![cluster.flights[1].clone()], ..Cluster::default() };
        assert_eq!(following(&quiet, None), Some(5));
        assert_eq!(following(&Cluster::default(), None), None);
    }

    #[test]
    fn a_key_holds_lets_go_and_loses_what_is_chosen() {
        let mut cluster = (*cluster()).clone();
        let chosen = Some(Selected::Flight(3));
        let flight = FlightId(3);
        assert_eq!(caught(&cluster, chosen.as_ref(), false), Some(Action::HoldMessage { flight }));
        assert_eq!(caught(&cluster, chosen.as_ref(), true), Some(Action::LoseMessage { flight }));
        cluster.flights[0].caught = Some(Instant(1));
        assert_eq!(caught(&cluster, chosen.as_ref(), false), Some(Action::DeliverMessage { flight }));
        assert_eq!(caught(&cluster, None, false), None);
        assert_eq!(caught(&cluster, Some(&Selected::Flight(4)), true), None, "it has arrived");
    }

    #[test]
    fn a_flick_is_far_in_a_short_time() {
        assert!(is_flick(&mut vec![(0.0, 0.0, 0.0), (20.0, 5.0, 40.0), (50.0, 5.0, 90.0)]));
        assert!(!is_flick(&mut vec![(0.0, 0.0, 0.0), (60.0, 0.0, 400.0)]), "slowly moved");
        assert!(!is_flick(&mut vec![(0.0, 0.0, 0.0), (10.0, 10.0, 20.0)]), "trembled");
    }
}

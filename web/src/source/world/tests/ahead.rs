//! What waits are for, how long they take, and which are kept.

use super::super::ahead::Waits;
use super::*;
use crate::clock::{Awaited, Wait};
use crate::store::{Bough, Course};

/// Nobody writes any more: only timers are left.
fn quiet() -> Tab {
    let mut tab = Tab::new(1);
    silence(&mut tab);
    settle(&mut tab, 5_000);
    tab
}

fn settle(tab: &mut Tab, millis: u64) {
    run(tab, millis);
    tab.clock.set(tab.line.now());
    tab.forget_wait();
    tab.cluster();
}

/// Frames of the screen until such a wait begins; then how long it is in the world, and on the screen.
fn waits_for(tab: &mut Tab, what: Awaited) -> (u64, u64) {
    let waited = |tab: &Tab| tab.play().waited.filter(|wait| wait.what == Some(what));
    let mut screen_ms = 0;
    for _ in 0..2_000 {
        tab.frame(16.0);
        tab.cluster();
        let Some(Wait { micros, .. }) = waited(tab) else { continue };
        while waited(tab).is_some() {
            tab.frame(16.0);
            tab.cluster();
            screen_ms += 16;
        }
        return (micros / 1000, screen_ms);
    }
    panic!("no wait for {what:?}: {:?}", tab.play());
}

#[test]
fn a_silent_broker_is_waited_for_by_name_and_not_for_long() {
    let mut tab = quiet();
    tab.act(Action::CrashBroker { broker: BrokerId(3) });
    let (millis, screen_ms) = waits_for(&mut tab, Awaited::BrokerSession);
    assert!((1_000..=3_000).contains(&millis), "{millis}");
    assert!((900..=1_250).contains(&screen_ms), "{screen_ms}");
    let told: Vec<String> = tab.take_captions().into_iter().map(|caption| caption.text).collect();
    assert!(told.iter().any(|text| text.contains("fenced")), "{told:#?}");
}

#[test]
fn a_silent_member_is_waited_for_by_name_and_the_wait_is_kept_as_a_gap() {
    let mut tab = quiet();
    let all = consumers(&mut tab);
    tab.act(Action::CrashConsumer { consumer: all[0] });
    assert_eq!(tab.course().waits, []);
    let (millis, screen_ms) = waits_for(&mut tab, Awaited::MemberSession);
    assert!((6_000..=10_000).contains(&millis), "{millis}");
    assert!((900..=1_250).contains(&screen_ms), "{screen_ms}");
    let now = tab.clock.now();
    let kept = tab.course().waits;
    let (from, to) = *kept.last().expect("it is kept");
    assert!(to <= now && to.since(from).as_millis() > 5_500, "{kept:?}");
    // what is done in the midst of it begins another branch, which has only its beginning
    tab.seek(Instant(u64::midpoint(from.0, to.0)));
    tab.act(Action::CrashConsumer { consumer: all[1] });
    let cut = tab.course().waits;
    assert_eq!(cut.last().map(|(_, to)| *to), Some(tab.line.now()));
    tab.switch(0);
    assert_eq!(tab.course().waits, kept, "on the first one all of it is there");
}

#[test]
fn a_follower_that_lags_is_waited_for_by_name() {
    let mut tab = Tab::new(1);
    let leader = leader(&mut tab).expect("somebody leads");
    let other = (1..=3).find(|id| *id != leader.0).expect("there are three");
    link(&mut tab, leader.0, other, true);
    // whoever lacks nothing does not lag, however long it is cut off
    settle(&mut tab, 3_000);
    silence(&mut tab);
    let (millis, screen_ms) = waits_for(&mut tab, Awaited::ReplicaLag);
    assert!((500..=10_500).contains(&millis), "{millis}");
    assert!(screen_ms <= 1_250, "{screen_ms}");
}

#[test]
fn a_producer_is_waited_for_until_its_next_record() {
    let mut tab = Tab::new(1);
    for consumer in consumers(&mut tab) {
        tab.act(Action::RemoveConsumer { consumer });
    }
    let producer = tab.cluster().producers[0].id;
    tab.act(Action::RemoveProducer { producer: ActorId(u32::try_from(producer).expect("small")) });
    let period = Some(Duration::from_secs(7));
    let settings = ProducerSettings { period, ..ProducerSettings::to("items-list") };
    tab.act(Action::AddProducer { settings });
    let (millis, screen_ms) = waits_for(&mut tab, Awaited::Record);
    assert!((6_000..=7_000).contains(&millis), "{millis}");
    assert!((1_100..=1_250).contains(&screen_ms), "{screen_ms}");
}

#[test]
fn what_is_done_in_a_wait_makes_it_another_one() {
    let mut tab = quiet();
    let all = consumers(&mut tab);
    tab.act(Action::CrashConsumer { consumer: all[0] });
    frames(&mut tab, |tab| tab.play().waited.is_some());
    assert!(tab.clock.expects());
    tab.act(Action::CrashBroker { broker: BrokerId(3) });
    assert!(!tab.clock.expects() && tab.clock.wonders());
    waits_for(&mut tab, Awaited::BrokerSession);
}

#[test]
fn few_waits_are_kept_and_the_nearest_become_one() {
    let bough = |id, from, left_at| Bough { id, from, left_at, end: Instant(u64::MAX) };
    let boughs = [bough(0, None, None), bough(1, Some(0), Some(Instant(5_500)))];
    let mut waits = Waits::default();
    for place in 0..150_u64 {
        waits.keep(0, Instant(place * 1_000), Instant(place * 1_000 + 300));
        waits.keep(0, Instant(place * 1_000), Instant(place * 1_000 + 500 + place));
        assert!(waits.end() && !waits.end());
    }
    let Course { waits: kept, .. } = Course { waits: waits.of(&boughs, 0), ..Course::default() };
    assert!((90..=100).contains(&kept.len()), "{}", kept.len());
    assert_eq!(kept.first(), Some(&(Instant(0), Instant(500))));
    assert_eq!(kept.last().map(|(_, to)| *to), Some(Instant(149_649)));
    assert_eq!(waits.of(&boughs, 1).last(), Some(&(Instant(5_000), Instant(5_500))), "up to where it left");
    // somebody goes back into the last one, and waits again
    waits.keep(0, Instant(149_100), Instant(149_200));
    assert_eq!(waits.of(&boughs, 0), kept);
}

#[test]
fn in_a_level_what_is_waited_for_comes_soon_however_far_away_it_is() {
    for (name, commands, what) in [
        ("1-3", [].as_slice(), Awaited::Retention),
        ("4-2", &["cut B1-B3", "send seven"], Awaited::ReplicaLag),
        ("6-2", &["crash A2"], Awaited::MemberSession),
    ] {
        let mut tab = glasslog_levels::level(name).and_then(Tab::lesson).expect("there is such a level");
        tab.pass();
        commands.iter().for_each(|command| tab.command_line(command).expect("a command"));
        let mut waited = 0;
        for _ in 0..400 {
            tab.frame(16.0);
            let now = tab.clock.waited().and_then(|(_, wait)| wait.what);
            waited += u32::from(now == Some(what));
            if waited > 0 && now != Some(what) {
                break;
            }
        }
        assert!((1..110).contains(&waited), "{name}: {waited} frames");
    }
}

#[test]
fn what_is_held_or_caught_does_not_move() {
    let mut tab = glasslog_levels::level("4-2").and_then(Tab::lesson).expect("there is such a level");
    tab.pass();
    tab.command_line("send seven").expect("a command");
    let caught = |tab: &Tab| tab.flights.iter().find(|flight| flight.caught.is_some()).map(|flight| flight.id);
    for _ in 0..400 {
        tab.frame(16.0);
        if caught(&tab).is_none()
            && let Some(flight) = tab.flights.iter().find(|flight| flight.kind == crate::scene::FlightKind::Produce)
        {
            tab.act(Action::HoldMessage { flight: glasslog_sim::FlightId(flight.id) });
        }
    }
    assert!(caught(&tab).is_some(), "it is still in somebody's hand");
    let held = |tab: &Tab| caught(tab).is_some() && matches!(tab.pace(), Pace::Waiting | Pace::Watching);
    let waits = (0..400).filter(|_| {
        tab.frame(16.0);
        held(&tab)
    });
    assert!(waits.count() > 200, "{:?}", tab.pace());
}

//! Ways through time: moments gone to, jumps, branches, links and files.

use super::*;
use crate::scene::BrokerState;

/// What is on the stage, as far as it does not depend on who is looking.
fn picture(tab: &mut Tab) -> String {
    let cluster = tab.cluster();
    let copies: Vec<_> = cluster.copies.iter().map(|copy| (copy.broker, copy.view.clone())).collect();
    let names: Vec<_> = cluster.producers.iter().map(|one| (one.label.clone(), one.counts)).collect();
    let members: Vec<_> = cluster.groups.iter().map(|group| group.members.clone()).collect();
    format!("{copies:#?} {names:?} {members:#?} {:#?}", cluster.brokers)
}

fn texts(tab: &mut Tab) -> Vec<String> {
    let told = tab.take_captions();
    // stories of ordinary records are told now and then, by the screen's time
    told.into_iter().map(|caption| caption.text).filter(|text| !text.contains("offset")).collect()
}

#[test]
fn a_moment_looks_the_same_whenever_one_goes_there() {
    let mut tab = Tab::new(1);
    let mut told = texts(&mut tab);
    told.retain(|text| !text.starts_with("Three brokers"));
    run(&mut tab, 1_000);
    let first = leader(&mut tab).expect("somebody leads");
    tab.act(Action::CrashBroker { broker: first });
    run(&mut tab, 12_000);
    let (moment, then) = (tab.line.now(), picture(&mut tab));
    told.extend(texts(&mut tab));
    run(&mut tab, 500);
    tab.act(Action::RestartBroker { broker: first });
    run(&mut tab, 9_000);
    tab.seek(Instant(8_000_000));
    assert!(tab.play().now < tab.play().end);
    assert_eq!(leader(&mut tab), Some(first), "it is not dead yet");
    tab.seek(moment);
    let now = picture(&mut tab);
    let differs = now.lines().zip(then.lines()).find(|(now, then)| now != then);
    assert_eq!((differs, now.len()), (None, then.len()));
    assert!(tab.take_retold());
    assert_eq!(texts(&mut tab), told);
    run(&mut tab, 9_000);
    assert_eq!(leader(&mut tab), Some(first), "played on, it returns as it did");
    assert_eq!(tab.course().boughs.len(), 1, "nobody did anything else");
}

#[test]
fn one_jumps_from_record_to_record_and_does_again_what_was_undone() {
    let mut tab = Tab::new(1);
    tab.cluster();
    let began = tab.line.now();
    tab.jump = Jump::Ack;
    let mut acks = Vec::new();
    for _ in 0..3 {
        let at = tab.next_mark(true).expect("its producer sends a record a second");
        tab.seek(at);
        acks.push((at, tab.line.world().progress().0));
    }
    assert!(acks.is_sorted_by(|one, next| one.0 < next.0 && one.1 < next.1), "{acks:?}");
    assert_eq!(tab.next_mark(false), Some(acks[1].0), "back to the one before");
    tab.jump = Jump::Record;
    let at = tab.next_mark(false).expect("followers have it before the ack comes");
    assert!(acks[1].0 < at && at < acks[2].0, "{at:?} of {acks:?}");

    tab.command_line("kill B1").expect("a command");
    run(&mut tab, 500);
    assert!(tab.play().can_undo && !tab.play().can_redo);
    tab.undo();
    assert_eq!((tab.play().can_undo, tab.play().can_redo), (false, true));
    assert!(tab.cluster().brokers.iter().all(|broker| broker.state == BrokerState::Serving));
    tab.seek(began);
    tab.redo();
    assert_eq!((tab.play().can_undo, tab.play().can_redo), (true, false));
    assert!(tab.cluster().broker(BrokerId(1)).is_some_and(|broker| broker.state == BrokerState::Down));
}

#[test]
fn who_acts_in_the_past_begins_a_branch_and_can_go_back_to_the_other() {
    let mut tab = Tab::new(1);
    let first = leader(&mut tab).expect("somebody leads");
    tab.act(Action::AddProducer { settings: ProducerSettings::to("items-list") });
    run(&mut tab, 3_000);
    tab.act(Action::CrashBroker { broker: first });
    run(&mut tab, 12_000);
    let labels = |tab: &mut Tab| -> Vec<String> { tab.cluster().producers.into_iter().map(|one| one.label).collect() };
    assert_eq!(labels(&mut tab), ["P1", "P2"]);
    assert_ne!(leader(&mut tab), Some(first));
    tab.undo();
    tab.clock.paused = true;
    tab.frame(16.0);
    assert_eq!(leader(&mut tab), Some(first), "the crash is undone");
    tab.undo();
    assert_eq!(labels(&mut tab), ["P1"], "and the producer");
    let group = tab.cluster().groups[0].name.clone();
    tab.act(Action::AddConsumer { settings: glasslog_sim::settings::ConsumerSettings::of(group, "items-list") });
    run(&mut tab, 3_000);
    let course = tab.course();
    assert_eq!((course.boughs.len(), course.here), (2, 1));
    assert!(course.difference.is_some());
    let members = tab.cluster().groups[0].members.len();
    tab.seek(tab.line.end());
    tab.switch(0);
    assert_eq!(labels(&mut tab), ["P1", "P2"], "the number of the consumer there is the producer's here");
    assert_eq!(tab.cluster().groups[0].members.len() + 1, members);
}

#[test]
fn a_link_leads_to_a_moment_of_a_run_and_stands_still_there() {
    let mut timeline = Timeline::new(Scenario::playground(), 5);
    timeline.run_until(Instant(9_000_000));
    timeline.act(Action::CrashBroker { broker: BrokerId(2) });
    timeline.run_until(Instant(12_000_000));
    let moment = Moment { script: timeline.script(), at: Instant(11_000_000) };
    let mut tab = Tab::at(&moment);
    assert_eq!(tab.clock.now(), moment.at);
    assert!(tab.play().paused);
    assert!(!tab.take_retold(), "a screen that has taken them at its start keeps them");
    assert!(tab.take_captions().iter().any(|caption| caption.text.starts_with("You kill broker 2")));
    timeline.seek(moment.at);
    assert_eq!(tab.line.world().digest(), timeline.world().digest());
    let broker = tab.cluster().brokers.into_iter().find(|broker| broker.id == BrokerId(2)).expect("it is on the stage");
    assert_eq!(broker.state, BrokerState::Down);
    // one that never ends is left where it is after a while
    let endless = Moment { at: Instant(u64::MAX), ..moment };
    let steps = Tab::at_within(&endless, 500).line.world().steps();
    assert!((400..=500).contains(&steps), "{steps}");
}

#[test]
fn a_third_branch_makes_a_file_of_the_one_that_it_has_not_left() {
    let mut tab = Tab::new(1);
    let (mut digests, mut told) = (Vec::new(), Vec::new());
    run(&mut tab, 2_000);
    for broker in 1..=3 {
        tab.act(Action::CrashBroker { broker: BrokerId(broker) });
        run(&mut tab, 2_000);
        digests.push((tab.line.now(), tab.line.world().digest()));
        told.extend(tab.take_captions());
        tab.undo();
    }
    let course = tab.course();
    let kept: Vec<_> = course.boughs.iter().map(|bough| (bough.id, bough.from)).collect();
    assert_eq!((kept, course.here, course.other()), (vec![(1, None), (2, Some(1))], 2, Some(1)));
    assert_eq!(course.shed.len(), 1);
    let moment = Moment::read_file(&course.shed[0].file).expect("it can be opened");
    let mut again = Timeline::of(&moment.script);
    again.run_until(digests[0].0);
    assert_eq!((course.shed[0].id, again.world().digest()), (0, digests[0].1));
    assert!(told.iter().any(|caption| caption.text.contains("branch A can be saved")));
    // and on, as often as one likes
    for broker in 1..=3 {
        tab.act(Action::CrashBroker { broker: BrokerId(broker) });
        tab.undo();
        assert_eq!(tab.course().boughs.len(), 2);
    }
    let shed: Vec<usize> = tab.course().shed.iter().map(|shed| shed.id).collect();
    assert_eq!(shed, [1, 2, 3], "the newest");
}

#[test]
fn true_time_passes_at_one_rate_in_a_world_too() {
    let mut tab = Tab::new(1);
    tab.clock.turn();
    let begin = tab.clock.now();
    for frame in 1..=1_000_u64 {
        tab.frame(16.0);
        assert!(tab.clock.now().0.abs_diff(begin.0 + frame * 16_000 / 30) <= 1, "frame {frame}");
        assert!(!tab.is_calm());
    }
    assert!(tab.play().rate.is_some());
}

#[test]
fn who_opens_what_is_shared_sees_the_same_world() {
    let mut tab = Tab::new(1);
    for frame in 0..2000 {
        tab.frame(16.0);
        match frame {
            200 => drop(tab.act(Action::CrashBroker { broker: BrokerId(1) })),
            700 => drop(tab.act(Action::RestartBroker { broker: BrokerId(1) })),
            900 => tab.undo(),
            1000 => tab.step(),
            _ => {}
        }
        if frame % 250 == 13 {
            let shared = tab.share();
            let file = shared.file.clone();
            let moment = Moment::read_file(&file).expect("it can be read again");
            let mut other = Tab::at(&moment);
            assert_eq!(other.clock.now(), tab.line.now(), "frame {frame}");
            assert_eq!(other.share(), shared, "frame {frame}");
        }
    }
}

#[test]
fn what_a_hunt_found_is_shown_at_its_moment_and_ones_own_run_comes_back() {
    use glasslog_sim::hunt::{Finding, What};
    let mut other = Tab::new(7);
    other.act(Action::CrashBroker { broker: BrokerId(2) });
    run(&mut other, 4_000);
    let mut moment = other.moment();
    moment.at = Instant(8_000_000);
    let what = What::Broken { invariant: "P4".into(), what: "a record".to_owned() };
    let run = moment.file().expect("it can be written");
    let finding = Finding { seed: 7, what, more: 0, at: Instant(9_500_000), run };

    let mut tab = Tab::new(1);
    let (digest, settings) = (tab.line.world().digest(), tab.settings());
    for _ in 0..2 {
        // the second one is shown in the place of the first: one's own run is kept
        tab.open_found(finding.clone());
        assert_eq!((tab.line.world().seed(), tab.play().now), (7, moment.at));
    }
    assert!(tab.play().paused && tab.marks().any(|at| at > moment.at), "what comes is marked");
    assert_eq!(tab.settings(), settings, "hunted is with one's own settings");
    let told = tab.told_found().expect("it is said what was found");
    assert_eq!((told.seed, told.at), (7, finding.at));
    tab.seek(told.at);
    assert!(tab.again_found());
    assert_eq!(tab.play().now, told.from);
    assert!(tab.back() && !tab.back());
    assert_eq!((tab.line.world().digest(), tab.told_found()), (digest, None));
}

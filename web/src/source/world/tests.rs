mod ahead;
mod passport;
mod story;
mod twice;

use std::time::Duration;

use glasslog_core::id::{Offset, PartitionIndex};
use glasslog_sim::Link;
use glasslog_sim::view::End;

use super::*;
use crate::scene::{Broker, BrokerState, Unread};
use crate::store::Tone;

/// Lets so many milliseconds of the world pass, event by event.
fn run(tab: &mut Tab, millis: u64) {
    let until = tab.line.now() + Duration::from_millis(millis);
    while tab.line.world().next_at().is_some_and(|at| at <= until) {
        tab.line.step();
        tab.look();
    }
}

fn link(tab: &mut Tab, one: i32, other: i32, cut: bool) {
    for (from, to) in [(one, other), (other, one)].map(|(a, b)| (End::Broker(BrokerId(a)), End::Broker(BrokerId(b)))) {
        tab.act(Action::SetLink { from, to, link: Link { cut, extra: Duration::ZERO } });
    }
}

fn leader(tab: &mut Tab) -> Option<BrokerId> {
    tab.cluster().leading("items-list", PartitionIndex(0))?.view.leader
}

#[test]
fn every_step_shows_on_the_clock() {
    let mut tab = Tab::new(1);
    for _ in 0..100 {
        let before = tab.play().now.0 / 1000;
        tab.step();
        assert!(tab.play().now.0 / 1000 > before);
    }
}

#[test]
fn records_reach_every_copy_and_brokers_talk_to_each_other() {
    let mut tab = Tab::new(1);
    let mut between = 0;
    for _ in 0..2_000 {
        tab.line.step();
        tab.look();
        let broker = |place| matches!(place, crate::scene::Place::Broker(_));
        between += tab.flights().iter().filter(|flight| broker(flight.from) && broker(flight.to)).count();
    }
    assert!(between > 0, "fetches fly");
    let cluster = tab.cluster();
    assert_eq!((cluster.brokers.len(), cluster.partitions(false).len()), (3, 2));
    for partition in [0, 1].map(PartitionIndex) {
        let ends: Vec<i64> = cluster.copies_of("items-list", partition).map(|copy| copy.view.log_end.0).collect();
        assert!(ends.len() == 3 && ends.iter().all(|end| *end >= 3), "{ends:?}");
    }
}

#[test]
fn what_only_a_dead_leader_had_falls_when_it_returns_and_it_leads_again() {
    let mut tab = Tab::new(1);
    let producer = tab.cluster().producers[0].id;
    let anew = tab.set_acks(producer, Acks::Leader).expect("it is there");
    assert_eq!(tab.cluster().producers.iter().find(|one| one.id == anew).map(|one| one.label.as_str()), Some("P1"));
    let first = leader(&mut tab).expect("somebody leads");
    let others: Vec<i32> = (1..=3).filter(|id| *id != first.0).collect();
    others.iter().for_each(|other| link(&mut tab, first.0, *other, true));
    run(&mut tab, 1_500);
    tab.act(Action::CrashBroker { broker: first });
    run(&mut tab, 4_000);
    others.iter().for_each(|other| link(&mut tab, first.0, *other, false));
    assert!(leader(&mut tab).is_some_and(|now| now != first), "another one leads");
    tab.take_captions();
    tab.act(Action::RestartBroker { broker: first });
    run(&mut tab, 8_000);
    let falls: Vec<BrokerId> = tab.falls.iter().map(|(_, fall)| fall.broker).collect();
    assert!(falls.contains(&first), "{falls:?}");
    assert_eq!(leader(&mut tab), Some(first));
    let told: Vec<String> = tab.take_captions().into_iter().map(|caption| caption.text).collect();
    let tells = |what: &str| told.iter().any(|text| text.contains(what));
    assert!(tells("cuts items-list-0 from"), "{told:#?}");
    assert!(tells("it is the preferred leader, and in sync again"), "{told:#?}");
}

#[test]
fn what_consumers_fetch_is_counted_and_what_followers_fetch_is_not() {
    let mut tab = Tab::new(1);
    run(&mut tab, 10_000);
    for producer in tab.cluster().producers {
        tab.act(Action::RemoveProducer { producer: ActorId(u32::try_from(producer.id).expect("small")) });
    }
    run(&mut tab, 5_000);
    let cluster = tab.cluster();
    let served: u64 = cluster.brokers.iter().map(|broker| broker.counted.bytes_out).sum();
    let led = cluster.copies.iter().filter(|copy| !copy.view.internal && copy.view.leader == Some(copy.broker));
    let stored: u64 = led.map(|copy| copy.view.bytes).sum();
    assert!(stored > 0 && cluster.groups.len() == 1);
    assert_eq!(served, stored, "one group has read everything once; two followers have, too");
}

#[test]
fn requests_take_as_long_as_from_the_arrival_of_the_question_to_the_leaving_of_the_answer() {
    use glasslog_sim::view::FlightKind;
    // from the beginning, so that no question is missed
    let mut line = Timeline::of(&Tab::new(1).line.script());
    let mut newest = glasslog_sim::FlightId(0);
    let mut open: Vec<((End, End, u64), Instant)> = Vec::new();
    // produce requests, consumers' fetches, followers' fetches: how many, and microseconds
    let mut seen = [(0, 0); 3];
    while line.now() < Instant(20_000_000) {
        for view in line.world().flights_since(newest) {
            newest = view.id;
            let Some(exchange) = view.exchange else { continue };
            let kind = match (view.kind, matches!((view.from, view.to), (End::Broker(_), End::Broker(_)))) {
                (FlightKind::Produce, _) => 0,
                (FlightKind::Fetch, between) => 1 + usize::from(between),
                _ => continue,
            };
            if !view.answer {
                open.push(((view.from, view.to, exchange), view.arrives));
                continue;
            }
            let question = (view.to, view.from, exchange);
            let asked = open.iter().position(|(asked, _)| *asked == question).expect("it was asked");
            seen[kind].0 += 1;
            seen[kind].1 += view.departed.0 - open.swap_remove(asked).1.0;
        }
        line.step();
    }
    let mut counted = [(0, 0); 3];
    for broker in line.world().brokers() {
        let of = line.node_changes(broker.id, glasslog_core::view::Seq(0)).counted;
        for (sum, times) in counted.iter_mut().zip([of.produce, of.fetch_consumer, of.fetch_follower]) {
            *sum = (sum.0 + times.count, sum.1 + times.total_us);
        }
    }
    assert!(seen.iter().all(|(count, _)| *count > 10), "{seen:?}");
    assert_eq!(counted, seen);
}

/// Lets so much time pass under eyes that look as often as a screen does, and says what share of it the only group left unread.
fn unread_in(tab: &mut Tab, millis: u64) -> f64 {
    tab.clock.speed = 4.0;
    let begin = tab.clock.now();
    while tab.clock.now() < begin + Duration::from_millis(millis) {
        tab.frame(16.0);
        tab.cluster();
    }
    let (now, group) = (tab.clock.now(), tab.cluster().groups[0].name.clone());
    let known: Vec<_> = tab.samples.known().iter().filter(|sample| sample.at > begin).cloned().collect();
    Unread::of(&known, &group, now, true).expect("it has partitions").share
}

fn consumers(tab: &mut Tab) -> Vec<ActorId> {
    let cluster = tab.cluster();
    let members = cluster.groups.iter().flat_map(|group| &group.members);
    members.map(|member| ActorId(u32::try_from(member.id).expect("small"))).collect()
}

#[test]
fn a_group_at_rest_reads_all_the_time_and_one_without_members_never() {
    let mut tab = Tab::new(1);
    unread_in(&mut tab, 10_000);
    assert_eq!(unread_in(&mut tab, 20_000), 0.0);
    for consumer in consumers(&mut tab) {
        tab.act(Action::RemoveConsumer { consumer });
    }
    unread_in(&mut tab, 1_000);
    assert_eq!(unread_in(&mut tab, 20_000), 1.0);
}

#[test]
fn what_a_dead_member_had_nobody_reads_until_it_is_missed_and_the_rest_is_read_on() {
    let mut tab = Tab::new(1);
    unread_in(&mut tab, 10_000);
    let all = consumers(&mut tab);
    assert_eq!(all.len(), 2, "each has one of the two partitions");
    tab.act(Action::CrashConsumer { consumer: all[0] });
    let dead = unread_in(&mut tab, 6_000);
    assert!((0.4..=0.6).contains(&dead), "one of two partitions, for it is missed after ten seconds only: {dead}");
    unread_in(&mut tab, 15_000);
    assert_eq!(unread_in(&mut tab, 10_000), 0.0, "the other one has both");
}

#[test]
fn a_wiped_disk_is_no_truncation() {
    let mut tab = Tab::new(1);
    tab.act(Action::CrashBroker { broker: BrokerId(3) });
    run(&mut tab, 4_000);
    tab.act(Action::WipeDisk { broker: BrokerId(3) });
    let held = tab.cluster().copies.iter().filter(|copy| copy.broker == BrokerId(3)).count();
    assert_eq!(held, 0, "its copies are gone from the stage");
    tab.act(Action::RestartBroker { broker: BrokerId(3) });
    run(&mut tab, 8_000);
    assert!(tab.falls.is_empty());
    let copies = tab.cluster().copies;
    let ends: Vec<i64> = copies.iter().filter(|copy| !copy.view.internal).map(|copy| copy.view.log_end.0).collect();
    assert!(ends.iter().all(|end| *end > 0), "it has fetched everything anew: {ends:?}");
}

#[test]
fn nobody_says_that_a_wiped_disk_keeps_its_copies() {
    let mut tab = Tab::new(1);
    let two = BrokerId(2);
    tab.act(Action::WipeDisk { broker: two });
    let told: Vec<String> = tab.captions.iter().map(|caption| caption.text.clone()).collect();
    assert!(told.iter().any(|text| text.contains("its new disk is empty")), "{told:?}");
    assert!(told.iter().all(|text| !text.contains("keeps")), "{told:?}");
    let cluster = tab.cluster();
    assert!(cluster.broker(two).is_some_and(Broker::has_empty_disk));
    assert!(cluster.copies.iter().all(|copy| copy.broker != two));
    // gone to once more, it is the same
    tab.seek(tab.play().now);
    assert!(tab.cluster().copies.iter().all(|copy| copy.broker != two));
    // a disk that was filled again keeps what it has
    tab.act(Action::RestartBroker { broker: two });
    run(&mut tab, 8_000);
    tab.act(Action::CrashBroker { broker: two });
    assert!(tab.captions.iter().any(|caption| caption.text.contains("keeps its copies")));
    assert!(tab.cluster().broker(two).is_some_and(|broker| !broker.has_empty_disk()));
}

#[test]
fn who_asks_for_what_is_refused_hears_what_it_was_and_what_to_do() {
    let mut tab = Tab::new(1);
    let told = |tab: &mut Tab, action: Action| {
        tab.captions.clear();
        tab.act(action);
        run(tab, 2_000);
        let refused = tab.captions.iter().filter(|caption| caption.text.contains("refused"));
        refused.map(|caption| (caption.tone, caption.text.clone())).collect::<Vec<_>>()
    };
    let (group, topic) = (Text::from("items-group"), Text::from("items-list"));
    let reset = Action::ResetCommit { group, topic: topic.clone(), partition: PartitionIndex(0), offset: Offset(0) };
    let words = "Your reset of group items-group is refused: it has members. Stop its members first.";
    assert_eq!(told(&mut tab, reset), [(Tone::Bad, words.to_owned())]);
    let again = Action::CreateTopic { name: topic, partitions: 1, factor: None, configs: Vec::new() };
    let refused = told(&mut tab, again);
    assert_eq!(refused.len(), 1, "{refused:?}");
    let start = "Your new topic items-list is refused: TopicAlreadyExists (36)";
    assert!(refused[0].1.starts_with(start), "{refused:?}");
    let gone = Action::DeleteTopic { name: "nothing".into() };
    let refused = told(&mut tab, gone);
    assert!(
        refused[0].1.contains("Your deletion of topic nothing is refused: UnknownTopicOrPartition (3)"),
        "{refused:?}"
    );
}

#[test]
fn a_broker_that_joins_gets_copies_of_new_topics() {
    let mut tab = Tab::new(1);
    tab.act(Action::AddBroker { broker: BrokerId(4) });
    run(&mut tab, 2_000);
    let configs = Vec::new();
    tab.act(Action::CreateTopic { name: "orders".into(), partitions: 4, factor: Some(3), configs });
    run(&mut tab, 2_000);
    let cluster = tab.cluster();
    assert_eq!(cluster.brokers.len(), 4);
    assert!(cluster.copies.iter().any(|copy| copy.broker == BrokerId(4) && copy.view.topic == *"orders"));
}

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
fn who_is_given_a_name_bears_it_on_the_stage() {
    let mut tab = Tab::new(1);
    for line in ["producer Q0 to items-list", "consumer R0 group readers from items-list", "slow B1-Q0 60ms"] {
        assert_eq!(tab.command_line(line), Ok(()), "{line}");
    }
    run(&mut tab, 3_000);
    let cluster = tab.cluster();
    let labels: Vec<&str> = cluster.producers.iter().map(|one| one.label.as_str()).collect();
    assert_eq!(labels, ["P1", "Q0"]);
    assert_eq!(cluster.groups[1].members[0].label, "R0");
}

#[test]
fn a_link_that_loses_packets_is_seen_to_and_so_is_what_it_makes_late() {
    let mut tab = Tab::new(1);
    tab.cluster();
    let ends = [1, 3].map(|id| crate::scene::Place::Broker(BrokerId(id)));
    tab.command_line("lossy B1-B3 60%").expect("there is such a command");
    assert_eq!(tab.said().and_then(|said| said.words()).as_deref(), Some("lossy B1-B3 60%"));
    let link = tab.cluster().link(ends[0], ends[1]).expect("something is wrong with it");
    assert_eq!((link.loss, link.cut, link.slow_ms), (60, false, 0));
    let mut seen = Vec::new();
    for _ in 0..3_000 {
        tab.line.step();
        tab.look();
        for flight in tab.flights().iter().filter(|flight| flight.resent) {
            assert!([flight.from, flight.to].iter().all(|end| ends.contains(end)), "{flight:?}");
            assert!(flight.leaves.since(flight.departed) >= Duration::from_millis(200), "{flight:?}");
            seen.push(flight.doing(tab.line.now()).0);
        }
    }
    assert!(seen.contains(&crate::scene::Doing::Waits), "{}", seen.len());
    assert!(tab.past().messages.iter().any(|passed| passed.resent > 1));
    tab.command_line("mend B1-B3").expect("there is such a command");
    assert_eq!(tab.cluster().link(ends[0], ends[1]), None);
}

#[test]
fn the_command_that_the_page_shows_for_an_act_does_the_same_when_it_is_typed() {
    let mut tab = Tab::new(1);
    tab.cluster();
    let settings = glasslog_sim::settings::ConsumerSettings::of("late", "items-list");
    let shown = tab.command(&Action::AddConsumer { settings }).expect("there is a tool for it");
    assert_eq!(tab.command_line(&shown), Ok(()));
    run(&mut tab, 3_000);
    assert!(tab.cluster().groups.iter().any(|group| &*group.name == "late" && group.members.len() == 1));
    let said = tab.said().and_then(|said| said.words()).expect("it is noted as a command");
    assert!(said.starts_with("consumer B1 group late from items-list"), "{said}");
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
fn a_producer_with_other_acks_sends_again_as_before() {
    let mut tab = Tab::new(1);
    tab.cluster();
    tab.command_line("producer Q to items-list acks=1 every=100ms inflight=20").expect("it is one");
    run(&mut tab, 3_000);
    let find = |tab: &mut Tab| {
        let all = tab.cluster().producers;
        all.into_iter().find(|producer| producer.label == "Q").expect("it is there").id
    };
    let first = find(&mut tab);
    let shown = tab.producer(first).expect("it is a producer");
    assert!(shown.records.iter().any(|record| record.tries == 1 && record.settled_after().is_some()), "{shown:?}");
    let second = tab.set_acks(first, Acks::All).expect("it is there");
    run(&mut tab, 1_000);
    assert_eq!(find(&mut tab), second, "the other one has ended");
    let full = tab.producer(second).expect("it is a producer");
    let told = (full.sending.in_flight, full.settings.acks, full.settings.idempotent);
    assert_eq!(told, (20, Acks::All, false), "a broker would not know so many batches again");
}

#[test]
fn a_deployment_takes_the_members_of_a_group_one_after_the_other() {
    let mut tab = Tab::new(1);
    tab.cluster();
    tab.command_line("consumer C1 group third from items-list poll=50 instance=kept assignor=cooperative")
        .expect("it is one");
    run(&mut tab, 10_000);
    let member = |tab: &mut Tab, label: &str| {
        let groups = tab.cluster().groups;
        groups.into_iter().flat_map(|group| group.members).find(|member| member.label == label).expect("it is there")
    };
    let late = member(&mut tab, "C1");
    let full = tab.consumer(late.id).expect("it is a consumer");
    let set = crate::source::words::member_properties(&full.membership);
    assert_eq!(set[0], ("group.instance.id", "kept".to_owned()));
    assert_eq!(set[2], ("max.poll.records", "50".to_owned()));

    tab.command_line("deploy items-group away=2s apart=4s").expect("it has members");
    let (mut seen, end) = (Vec::new(), tab.line.now() + Duration::from_secs(9));
    while tab.line.now() < end {
        let next = tab.line.now() + Duration::from_millis(100);
        tab.line.run_until(next);
        let away = ["A1", "A2"].map(|label| member(&mut tab, label).state == "restarting");
        if seen.last() != Some(&away) {
            seen.push(away);
        }
    }
    assert_eq!(seen, [[true, false], [false, false], [false, true], [false, false]]);
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
    assert_eq!(broker.state, crate::scene::BrokerState::Down);
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

fn lesson(name: &str) -> Tab {
    glasslog_levels::level(name).and_then(Tab::lesson).expect("there is such a level")
}

/// Frames of the screen, until something holds.
fn frames(tab: &mut Tab, until: impl Fn(&Tab) -> bool) {
    for _ in 0..20_000 {
        tab.frame(16.0);
        if until(tab) {
            return;
        }
    }
    panic!("waited in vain: {:?}", tab.standing());
}

#[test]
fn who_orders_the_metadata_is_drawn_once_a_level_is_about_brokers() {
    for (name, shown) in [("1-1", false), ("2-1", false), ("3-1", true), ("4-2", true)] {
        assert_eq!(lesson(name).cluster().ensemble.is_some(), shown, "{name}");
    }
}

#[test]
fn a_level_is_solved_with_the_form_too_and_the_stage_shows_what_a_member_gets_to_know() {
    let mut tab = lesson("1-3");
    tab.clock.speed = 16.0;
    frames(&mut tab, |tab| tab.standing().is_some_and(|standing| standing.betting == crate::store::Betting::Asked));
    tab.bet(1);
    frames(&mut tab, |tab| {
        matches!(tab.standing().map(|standing| standing.betting), Some(crate::store::Betting::Over(_)))
    });
    tab.home();
    tab.clock.paused = false;
    frames(&mut tab, |tab| tab.standing().is_some_and(|standing| standing.goals[0]));
    // what the form for a consumer asks for; A1 has left, and nobody else is called so
    tab.act(Action::AddConsumer {
        settings: glasslog_sim::settings::ConsumerSettings::of("items-group", "items-list"),
    });
    let mut drawn = tab.cluster();
    for _ in 0..20_000 {
        tab.frame(16.0);
        if tab.take_changed() {
            drawn = tab.cluster();
        }
        if tab.standing().is_some_and(|standing| standing.is_solved()) {
            break;
        }
    }
    assert!(tab.standing().is_some_and(|standing| standing.is_solved()), "{:?}", tab.standing());
    let member = &drawn.groups[0].members[0];
    assert_eq!((member.label.as_str(), member.state.as_str(), member.assignment.len()), ("A2", "reading", 1));
}

#[test]
fn a_case_can_be_undone_to_its_beginning_and_set_up_anew() {
    let case = glasslog_levels::case("growing-lag").expect("there is such a case");
    let mut tab = Tab::case(case).expect("it can be set up");
    let began = (tab.play().now, tab.line.done());
    assert!(!tab.play().can_undo, "what set the scene is nobody's to undo");
    tab.command_line("kill B1").expect("a command");
    run(&mut tab, 1_000);
    assert!(tab.play().can_undo);
    assert!(tab.again_case());
    assert_eq!((tab.play().now, tab.line.done()), began);
    assert!(!Tab::new(1).again_case());
}

#[test]
fn a_solution_is_shown_to_its_end() {
    // in the second one a connection has to break at the very moment
    for name in ["4-2", "5-2"] {
        let mut tab = lesson(name);
        tab.clock.speed = 16.0;
        tab.again(true);
        frames(&mut tab, |tab| tab.standing().is_some_and(|standing| standing.is_solved()));
        assert!(tab.standing().is_some_and(|standing| standing.helped));
    }
}

#[test]
fn a_bet_stops_time_and_its_outcome_is_seen_on_a_fork_on_which_nothing_counts() {
    let mut tab = lesson("4-2");
    assert_eq!(tab.command_line("kill B9 B1"), Err("\"B1\" is too much: say kill B1".to_owned()));
    tab.command_line("cut B1-B3").expect("there is such a command");
    let betting = |tab: &Tab| tab.standing().expect("it is a level").betting;
    frames(&mut tab, |tab| betting(tab) == crate::store::Betting::Asked);
    let asked = tab.line.now();
    let (digest, done) = (tab.line.world().digest(), tab.line.done());
    for _ in 0..100 {
        tab.clock.paused = false;
        tab.frame(16.0);
    }
    assert_eq!(tab.line.now(), asked, "time stands, whoever wants it to pass");
    tab.bet(0);
    tab.clock.speed = 16.0;
    frames(&mut tab, |tab| matches!(betting(tab), crate::store::Betting::Over(_)));
    let verdict = glasslog_levels::Verdict { chosen: 0, right: 1 };
    assert_eq!(betting(&tab), crate::store::Betting::Over(verdict));
    let goals = |tab: &Tab| tab.standing().expect("it is a level").goals;
    assert_eq!(goals(&tab), [false, false, false], "who bets has reached nothing yet");
    assert!(tab.play().paused && tab.line.now() > asked);
    // nor does anything that is done there
    tab.command_line("mend B1-B3").expect("a command");
    tab.clock.paused = false;
    (0..500).for_each(|_| tab.frame(16.0));
    assert_eq!(goals(&tab), [false, false, false]);
    assert!(tab.standing().is_some_and(|standing| standing.forked));
    tab.home();
    (0..100).for_each(|_| tab.frame(16.0));
    assert_eq!((tab.line.now(), tab.line.world().digest(), tab.line.done()), (asked, digest, done));
    assert_eq!(betting(&tab), crate::store::Betting::Over(verdict), "it is asked once");
    tab.command_line("send seven").expect("a command");
    frames(&mut tab, |tab| goals(tab) == [true, true, false]);
    assert!(!tab.standing().is_some_and(|standing| standing.forked));
    // what set the scene is not to be undone
    while tab.play().can_undo {
        tab.undo();
    }
    assert_eq!(tab.line.done(), tab.scene_acts());
    assert_eq!(tab.standing().expect("it is a level").goals, [false, false, false]);
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

/// What has flown and said something since a moment. What always flies is left out: only its newest are kept.
fn flown(tab: &mut Tab, since: Instant) -> Vec<crate::scene::Passed> {
    let past = tab.past();
    let shown = past.messages.iter().filter(|passed| !passed.routine && passed.departed >= since);
    shown.map(|passed| crate::scene::Passed::clone(passed)).collect()
}

#[test]
fn what_has_flown_is_the_same_whether_one_was_there_or_came_back() {
    let mut tab = Tab::new(3);
    assert!(!tab.past().messages.is_empty(), "what flew before anybody looked is gone through again");
    run(&mut tab, 1_500);
    let broker = leader(&mut tab).expect("somebody leads");
    tab.act(Action::CrashBroker { broker });
    let other = BrokerId(broker.0 % 3 + 1);
    let link = Link { cut: true, extra: Duration::ZERO };
    tab.act(Action::SetLink { from: End::Broker(other), to: End::Ensemble, link });
    // frames of the screen, fast: more happens in one than is looked at
    tab.clock.speed = 16.0;
    for _ in 0..100 {
        tab.frame(16.0);
        tab.past();
    }
    assert!(tab.past().gaps.iter().any(|gap| gap.broker == broker));
    assert!(tab.past().messages.iter().any(|passed| passed.lost_at.is_some()), "what goes over the cut link is lost");
    let now = tab.line.now();
    let before = tab.past();
    tab.seek(Instant(now.0 / 2));
    tab.seek(now);
    let since = tab.past().since.max(before.since) + Duration::from_secs(1);
    let again = flown(&mut tab, since);
    let mut there = before.messages.iter().filter(|passed| !passed.routine && passed.departed >= since);
    assert!(again.len() > 5, "{}", again.len());
    for passed in &again {
        assert_eq!(there.next().map(std::rc::Rc::as_ref), Some(passed));
    }
    assert_eq!(there.next(), None);
}

#[test]
fn looking_at_what_flies_changes_nothing_in_the_world_and_is_forgotten_when_nobody_looks() {
    let (mut one, mut other) = (Tab::new(4), Tab::new(4));
    for _ in 0..300 {
        one.frame(16.0);
        other.frame(16.0);
        other.past();
    }
    assert_eq!(one.line.world().digest(), other.line.world().digest());
    assert!(other.recorder.is_some() && one.recorder.is_none());
    for _ in 0..400 {
        other.frame(16.0);
    }
    assert!(other.recorder.is_none());
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

#[test]
fn a_message_that_is_caught_while_time_stands_is_seen_to_be() {
    let mut tab = Tab::new(1);
    while tab.flights().is_empty() {
        tab.step();
    }
    let id = tab.flights()[0].id;
    tab.act(Action::HoldMessage { flight: glasslog_sim::FlightId(id) });
    assert!(tab.flights().iter().any(|flight| flight.id == id && flight.caught.is_some()));
}

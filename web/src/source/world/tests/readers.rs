//! Groups: what their members have read and left unread, and how they are restarted.

use super::*;
use crate::scene::Unread;

#[test]
fn what_consumers_fetch_is_counted_and_what_followers_fetch_is_not() {
    let mut tab = Tab::new(1);
    run(&mut tab, 10_000);
    silence(&mut tab);
    run(&mut tab, 5_000);
    let cluster = tab.cluster();
    let served: u64 = cluster.brokers.iter().map(|broker| broker.counted.bytes_out).sum();
    let led = cluster.copies.iter().filter(|copy| !copy.view.internal && copy.view.leader == Some(copy.broker));
    let stored: u64 = led.map(|copy| copy.view.bytes).sum();
    assert!(stored > 0 && cluster.groups.len() == 1);
    assert_eq!(served, stored, "one group has read everything once; two followers have, too");
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

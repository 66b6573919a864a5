use glasslog_sim::{Scenario, Timeline};

use crate::Command;

/// What is said to a line in the playground's world.
fn said(world: &mut Timeline, line: &str) -> Result<(), String> {
    let Ok(Command::Do(deed)) = Command::parse(line) else { panic!("{line} is no deed") };
    let actions = deed.actions(world.world()).map_err(|wrong| wrong.to_string())?;
    for action in actions {
        world.act(action);
    }
    Ok(())
}

#[test]
fn what_cannot_be_meant_is_refused_before_it_is_done() {
    let mut world = Timeline::new(Scenario::playground(), 1);
    world.seek_step(2_000);
    for (line, wrong) in [
        ("kill B7", "there is no broker B7"),
        ("disk B7 slow=5", "there is no broker B7"),
        ("hold 999999", "there is no message 999999 on its way (any more)"),
        ("consumer Q group \" \" from items-list", "a consumer needs a group that has a name"),
        ("join B2", "broker B2 is here already"),
        ("cut B1-B9", "there is no broker B9"),
        ("break B9-B1", "there is no broker B9"),
        ("cut B1-B1", "a link has two different ends"),
        ("disk B1 slow=4000000000", "slow=4000000000: say 1000 or less"),
        ("reset nope items-list-0 1", "there is no group \"nope\"; there are items-group"),
        ("consumer Q group g from items-list session=0s", "session=0s: brokers take 6s to 30m"),
        ("consumer Q group g from items-list session=3s poll=5", "session=3s: brokers take 6s to 30m"),
        ("consumer Q group g from items-list commit=0s", "commit=0ms: say 1ms or more, or commit=each"),
        ("consumer Q group g from items-list heartbeat=0s", "heartbeat=0s: say 1ms or more"),
        ("consumer Q group g from items-list heartbeat=10s", "heartbeat=10s: it must be shorter than session=10s"),
        ("consumer Q group g from items-list interval=0s", "interval=0s: say 1ms or more"),
        ("producer Q to items-list every=0s", "every=0s: say 1ms or more"),
        ("producer Q to items-list request=0s", "request=0s: say 1ms or more"),
        ("producer Q to nope", "there is no topic \"nope\": make it first, with topic nope"),
        ("consumer Q group g from nope", "there is no topic \"nope\": make it first, with topic nope"),
        ("topic many partitions=10000", "a tab draws 300 partitions at the most, and 2 are there"),
        ("partitions items-list 400", "a tab draws 300 partitions at the most, and 0 are there"),
    ] {
        assert_eq!(said(&mut world, line), Err(wrong.to_owned()), "{line}");
    }
    for line in ["topic more partitions=3", "producer Q to more", "join B4", "join B5", "join B6", "cut B1-B4"] {
        assert_eq!(said(&mut world, line), Ok(()), "{line}");
    }
    for (line, wrong) in [
        ("start B1", Some("B1 runs already")),
        ("wake B1", Some("B1 does not stand still")),
        ("pause B1", None),
        ("pause B1", Some("B1 stands still already")),
        ("kill B1", None),
        ("kill B1", Some("B1 is down already: say start B1")),
        ("stop B1", Some("B1 is down already: say start B1")),
        ("wipe B1", None),
        ("start B1", None),
    ] {
        assert_eq!(said(&mut world, line), wrong.map_or(Ok(()), |wrong| Err(wrong.to_owned())), "{line}");
    }
    assert_eq!(said(&mut world, "join B7"), Err("there are 6 brokers already: more would not fit".to_owned()));
    let taken = "somebody is called Q already: say another name";
    assert_eq!(said(&mut world, "producer Q to more"), Err(taken.to_owned()));
    let crash = "Q is a producer, and only consumers crash here: say leave Q";
    assert_eq!(said(&mut world, "crash Q"), Err(crash.to_owned()));
    assert_eq!(said(&mut world, "leave Q"), Ok(()));
    assert_eq!(said(&mut world, "producer Q to more"), Ok(()), "who was called so is on the way out");
}

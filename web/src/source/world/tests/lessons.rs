//! Levels and cases, played to their end.

use super::*;
use crate::store::Betting;

fn lesson(name: &str) -> Tab {
    glasslog_levels::level(name).and_then(Tab::lesson).expect("there is such a level")
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
    frames(&mut tab, |tab| tab.standing().is_some_and(|standing| standing.betting == Betting::Asked));
    tab.bet(1);
    frames(&mut tab, |tab| matches!(tab.standing().map(|standing| standing.betting), Some(Betting::Over(_))));
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
fn nothing_answers_a_bet_before_it_is_asked_and_who_acts_while_time_stands_is_told_so() {
    let mut tab = lesson("1-3");
    let began = tab.line.now();
    let betting = |tab: &Tab| tab.standing().expect("it is a level").betting;
    let told = |tab: &mut Tab| tab.take_captions().pop().map(|caption| caption.text).unwrap_or_default();
    frames(&mut tab, |tab| betting(tab) == crate::store::Betting::Asked);
    assert_eq!(tab.line.now(), began, "what it asks for happens by itself");
    told(&mut tab);
    assert!(tab.waits_for_a_bet());
    assert!(told(&mut tab).starts_with("A bet waits"));
    tab.command_line("send six").expect("a command");
    tab.frame(16.0);
    assert!(told(&mut tab).starts_with("A bet waits"));
    tab.pass();
    assert!(!tab.waits_for_a_bet());
    tab.frame(16.0);
    tab.clock.paused = true;
    tab.command_line("send seven").expect("a command");
    tab.frame(16.0);
    assert!(told(&mut tab).starts_with("Time stands still: press Play"));
    tab.frame(16.0);
    assert_eq!(told(&mut tab), "", "once");
}

#[test]
fn who_comes_back_to_a_run_is_shown_its_course_again_and_whom_a_person_cuts_off_is_called_as_on_the_stage() {
    let mut tab = lesson("5-2");
    tab.show_anew();
    assert!(tab.take_captions().pop().is_some_and(|caption| caption.text.starts_with("5.2")), "nobody has left it");
    assert!(tab.take_course().is_some() && tab.take_course().is_none());
    tab.show_anew();
    assert!(tab.take_course().is_some());
    assert!(tab.take_captions().pop().is_some_and(|caption| caption.text == "Your run, as you left it."));
    tab.cluster();
    tab.command_line("break B1-P1").expect("a command");
    tab.frame(16.0);
    let told = tab.take_captions();
    assert!(told.iter().any(|caption| caption.text.contains("between broker 1 and P1 break")), "{told:?}");
}

#[test]
fn a_bet_stops_time_and_its_outcome_is_seen_on_a_fork_on_which_nothing_counts() {
    let mut tab = lesson("4-2");
    assert_eq!(tab.command_line("kill B9 B1"), Err("\"B1\" is too much: say kill B1".to_owned()));
    tab.command_line("cut B1-B3").expect("there is such a command");
    let betting = |tab: &Tab| tab.standing().expect("it is a level").betting;
    frames(&mut tab, |tab| betting(tab) == Betting::Asked);
    let asked = tab.line.now();
    let (digest, done) = (tab.line.world().digest(), tab.line.done());
    for _ in 0..100 {
        tab.clock.paused = false;
        tab.frame(16.0);
    }
    assert_eq!(tab.line.now(), asked, "time stands, whoever wants it to pass");
    tab.bet(0);
    tab.clock.speed = 16.0;
    frames(&mut tab, |tab| matches!(betting(tab), Betting::Over(_)));
    let verdict = glasslog_levels::Verdict { chosen: 0, right: 1 };
    assert_eq!(betting(&tab), Betting::Over(verdict));
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
    assert_eq!(betting(&tab), Betting::Over(verdict), "it is asked once");
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

//! Sets up every case, sees its trouble, and tries all that it says may be tried.

use glasslog_core::time::Instant;
use glasslog_levels::{Attempt, CASE_FILES, Case, Command, Predicate, Try, cases};
use glasslog_sim::Timeline;

/// Sets a case up.
fn open(case: &'static Case) -> (Timeline, Attempt) {
    Attempt::open(&case.stage).unwrap_or_else(|wrong| panic!("{}: its scene: {wrong}", case.name))
}

fn expect(case: &Case, what: &str, predicates: &[Predicate], line: &Timeline, attempt: &Attempt) {
    for predicate in predicates {
        assert!(predicate.holds(&attempt.facts(line.world())), "{}, {what}: not {predicate}", case.name);
    }
}

/// Does what a try says, waits as it says, and sees what it promises.
fn go(case: &Case, tried: &Try, line: &mut Timeline, attempt: &mut Attempt) {
    let mut play = |commands: &[Command]| {
        attempt.play(line, commands).unwrap_or_else(|wrong| panic!("{}, {}: {wrong}", case.name, tried.words));
    };
    play(&tried.deeds);
    play(&tried.then);
    if let Ok(asked) = std::env::var("ASK") {
        for fact in asked.split(',') {
            let words: Vec<&str> = fact.split(' ').collect();
            println!("{fact}: {:?}", attempt.facts(line.world()).get(words[0], &words[1..]));
        }
    }
    expect(case, &tried.words, &tried.holds, line, attempt);
}

#[test]
fn every_file_is_a_case_with_short_texts() {
    for (name, text) in CASE_FILES {
        if let Err(wrong) = Case::parse(name, text) {
            panic!("{wrong}");
        }
    }
    assert_eq!(cases().len(), CASE_FILES.len());
    for case in cases() {
        let within = |what: &str, text: &str, most: usize| {
            let length = text.chars().count();
            assert!(length <= most, "{}: {what} has {length} characters, not {most}: {text}", case.name);
        };
        within("title", &case.title, 24);
        within("seen", &case.seen, 160);
        within("why", &case.why, 240);
        case.tries.iter().for_each(|tried| {
            within("try", &tried.words, 40);
            within("what is said of a try", &tried.said, 180);
        });
    }
}

#[test]
fn every_case_shows_its_trouble_and_every_try_comes_to_what_it_says() {
    for case in cases() {
        let (line, attempt) = open(case);
        expect(case, "at its beginning", &case.shows, &line, &attempt);
        for tried in &case.tries {
            let (mut line, mut attempt) = (line.clone(), attempt.clone());
            let began: Instant = line.now();
            go(case, tried, &mut line, &mut attempt);
            println!("{}, {}: {:?}", case.name, tried.words, line.now().since(began));
        }
    }
}

/// Trouble does not end by waiting: else a try would prove nothing.
#[test]
fn no_trouble_ends_by_itself() {
    for case in cases() {
        let (mut line, mut attempt) = open(case);
        for _ in 0..5 {
            let later = line.now() + std::time::Duration::from_secs(20);
            attempt.run_until(&mut line, later);
        }
        expect(case, "after a while", &case.shows, &line, &attempt);
    }
}

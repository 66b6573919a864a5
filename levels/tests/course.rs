//! Plays every level: what it promises, it keeps.

use std::sync::OnceLock;
use std::time::{Duration, Instant as Watch};

use glasslog_core::time::Instant;
use glasslog_levels::{Attempt, CHAPTERS, Command, FILES, Level, Player, level, levels};
use glasslog_sim::Timeline;

/// The tutorial's sentences that levels quote.
const TUTORIAL: &str = include_str!("tutorial.txt");

/// The levels as the files have them now: who writes one need not build anything to try it. `LEVEL=4-2` tries only that one,
/// `ASK="isr items-list-0,lag items-group"` says how those facts stand where a solution gets stuck.
fn files() -> &'static [Level] {
    static FILES: OnceLock<Vec<Level>> = OnceLock::new();
    FILES.get_or_init(|| {
        let only = std::env::var("LEVEL").unwrap_or_default();
        let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/levels")).expect("the folder is there");
        let mut files: Vec<_> = folder.filter_map(|entry| Some(entry.ok()?.path())).collect();
        files.sort();
        let read = |path: std::path::PathBuf| {
            let name = path.file_stem()?.to_str()?.to_owned();
            let text = std::fs::read_to_string(&path).expect("it can be read");
            name.starts_with(&only).then(|| Level::parse(&name, &text).unwrap_or_else(|wrong| panic!("{wrong}")))
        };
        files.into_iter().filter_map(read).collect()
    })
}

/// Lets every level be tried; all that is wrong is said at once.
fn each(trial: impl Fn(&'static Level) -> Result<(), String>) {
    let mut failures = Vec::new();
    for level in files() {
        let began = Watch::now();
        if let Err(failure) = trial(level) {
            failures.push(format!("{} {}: {failure}", level.number(), level.title));
        }
        println!("{} took {:?}", level.number(), began.elapsed());
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

fn open(level: &'static Level) -> Result<(Timeline, Attempt), String> {
    Attempt::open(level).map_err(|wrong| format!("its scene: {wrong}"))
}

/// What was done last has its effect.
fn settle(line: &mut Timeline, attempt: &mut Attempt) {
    let until = later(line, Duration::from_secs(2));
    attempt.run_until(line, until);
}

fn later(line: &Timeline, span: Duration) -> Instant {
    line.now() + span
}

#[test]
fn every_file_is_a_level() {
    for (name, text) in FILES {
        if let Err(wrong) = Level::parse(name, text) {
            panic!("{wrong}");
        }
        let level = level(&name[..3]).expect("it has a number of its own");
        assert!(name.starts_with(&level.name()));
        assert!((1..=CHAPTERS.len()).contains(&usize::from(level.chapter)));
    }
    assert_eq!(levels().len(), FILES.len());
}

#[test]
fn texts_are_short_and_quotes_stand_in_the_tutorial() {
    each(|level| {
        let within = |what: &str, text: &str, most: usize| {
            let length = text.chars().count();
            if length <= most { Ok(()) } else { Err(format!("{what} has {length} characters, not {most}: {text}")) }
        };
        if !TUTORIAL.lines().any(|line| line.contains(&level.quote)) {
            return Err(format!("the tutorial does not say {:?}", level.quote));
        }
        within("title", &level.title, 24)?;
        within("believed", &level.believed, 60)?;
        within("opens", &level.opens, 200)?;
        within("look", &level.look, 160)?;
        within("bet", &level.bet.question, 150)?;
        within("after", &level.after, 340)?;
        level.goals.iter().try_for_each(|goal| within("goal", &goal.words, 90))?;
        level.hints.iter().try_for_each(|hint| within("hint", hint, 140))?;
        level.bet.options.iter().try_for_each(|option| {
            within("option", &option.words, 60)?;
            within("what is said of an option", &option.said, 200)
        })
    });
}

#[test]
fn the_solution_reaches_the_goals_and_exactly_one_answer_to_the_bet_is_right() {
    each(|level| {
        let (mut line, mut attempt) = open(level)?;
        attempt.look(&mut line);
        if let Some(goal) = attempt.goals(line.now()).iter().position(|reached| *reached) {
            return Err(format!("goal {goal} is reached from the start"));
        }
        let mut right = None;
        let mut ask = |line: &Timeline, attempt: &Attempt| {
            if right.is_none() && attempt.bet_is_due(line.world()) {
                right = Some(attempt.find_out(line));
            }
        };
        ask(&line, &attempt);
        let played = attempt.play_with(&mut line, &mut Player::new(&level.solution), &mut ask);
        match right {
            None => return Err("it is never time for the bet".to_owned()),
            Some(Err(wrong)) => return Err(wrong.to_string()),
            Some(Ok(_)) => {}
        }
        played.map_err(|wrong| {
            if let Ok(asked) = std::env::var("ASK") {
                for fact in asked.split(',') {
                    let words: Vec<&str> = fact.split(' ').collect();
                    println!("{fact}: {:?}", attempt.facts(line.world()).get(words[0], &words[1..]));
                }
            }
            format!("the solution: {wrong}, goals: {:?}", attempt.goals(line.now()))
        })?;
        settle(&mut line, &mut attempt);
        if !attempt.is_solved(line.now()) {
            return Err(format!("the solution does not reach the goals: {:?}", attempt.goals(line.now())));
        }
        Ok(())
    });
}

#[test]
fn nothing_is_reached_by_doing_nothing() {
    each(|level| {
        let (mut line, mut attempt) = open(level)?;
        let until = later(&line, Duration::from_secs(600));
        attempt.run_until(&mut line, until);
        match attempt.is_solved(line.now()) {
            true => Err("it solves itself within ten minutes".to_owned()),
            false => Ok(()),
        }
    });
}

#[test]
fn no_step_of_the_solution_is_idle() {
    each(|level| {
        let deeds = level.solution.iter().enumerate().filter(|(_, command)| command.is_deed());
        for (left_out, _) in deeds {
            let (mut line, mut attempt) = open(level)?;
            let rest = level.solution.iter().enumerate().filter(|(place, _)| *place != left_out);
            let rest: Vec<Command> = rest.map(|(_, command)| command.clone()).collect();
            let _ = attempt.play_with(&mut line, &mut Player::patient(&rest), &mut |_, _| {});
            settle(&mut line, &mut attempt);
            if attempt.is_solved(line.now()) {
                return Err(format!("it is solved without {:?}", level.solution[left_out].say()));
            }
        }
        Ok(())
    });
}

#[test]
fn the_same_level_runs_the_same() {
    let Some(level) = level("4-2") else { return };
    let run = || {
        let (mut line, mut attempt) = open(level).expect("it opens");
        attempt.play(&mut line, &level.solution).expect("it is solved");
        (line.now(), line.world().digest())
    };
    assert_eq!(run(), run());
}

#[test]
fn who_goes_back_has_not_reached_it_yet_and_who_acts_there_goes_another_way() {
    let level = level("4-2").expect("it is there");
    let (mut line, mut attempt) = open(level).expect("it opens");
    let begun = line.now();
    let (first, rest) = level.solution.split_at(3);
    attempt.play(&mut line, first).expect("the ack comes");
    attempt.run_until(&mut line, begun + Duration::from_secs(30));
    let then = line.now();
    assert_eq!(attempt.goals(then), [true, true, false]);
    line.seek(begun);
    attempt.look(&mut line);
    assert_eq!(attempt.goals(line.now()), [false, false, false]);
    line.seek(then);
    attempt.look(&mut line);
    assert_eq!(attempt.goals(line.now()), [true, true, false]);
    // before the record was sent
    assert!(line.undo().is_some());
    attempt.look(&mut line);
    assert_eq!(attempt.goals(line.now()), [false, false, false]);
    attempt.play(&mut line, &[Command::parse("send nine").unwrap()]).expect("it is sent");
    assert_eq!(line.branches().len(), 2);
    let until = later(&line, Duration::from_secs(30));
    attempt.run_until(&mut line, until);
    assert_eq!(attempt.goals(line.now()), [true, true, false]);
    attempt.play(&mut line, &rest[1..]).expect("the rest");
    assert!(attempt.is_solved(line.now()));
}

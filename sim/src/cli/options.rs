//! What is asked for on the command line.

use std::{num::NonZero, path::PathBuf, time::Duration};

use glasslog_sim::{
    kept::{planted_all, planted_name, planted_named},
    run::Length,
    scenario::Planted,
};

pub(crate) const HELP: &str = "\
Runs the broker in a simulated world, with faults, and checks its promises after every step.

A seed is a run: it chooses brokers, topics, clients, speeds and faults; the same seed does the same again, on any
machine. When a run breaks a promise, it is cut down to the few events that still break it, which are told as a story.

Usage: cargo xtask sim [--seeds N] [--from S] [--jobs N] [--json]
       cargo xtask sim --seed S [--trace]
       cargo xtask sim --replay FILE
       cargo xtask sim --exhaustive [--states N]

Which runs
  --seeds N          how many seeds (100)
  --from S           the first of them (1)
  --seed S           only this one
  --seconds T        virtual seconds under faults, for each (60); then all is healed, and must come to rest
  --steps M          at least so many steps under faults, for each (0)
  --plant BUG        with a bug planted on purpose, to see what the checks make of it; see --list

How they are run and told
  --jobs N           on so many cores (all); what is told does not depend on it
  --json             a line of JSON for each seed, and one for all of them
  --trace            tell what happened, also where no promise was broken

Whether the checks find what they should
  --mutants          look for each planted bug in a thousand fixed seeds, and see that these pass without it
  --mutant BUG       look for this one
  --quick            with --mutants: only for those that are found fast
  --marks            tell how often each named state was reached, and fail where one was not

When a promise is broken
  --shrink SECONDS   how long to cut a run down, at the most (60); 0 for not at all
  --keep DIR         where stories are kept (target/sim/stories)
  --replay FILE      play a kept story again, or what a link leads to

Every order instead of some (no seeds)
  --exhaustive       small scopes: three brokers, two records, up to two deaths, in every order of messages
  --states N         states of each scope, at the most (50000)

Other
  --list             the promises that are checked, and the bugs that can be planted
  --digests N        the digests of N fixed runs, to be compared with another machine's
  --speed            inputs of the core in a second, on one core, with the checks and without: three brokers, light faults

For example:
  cargo xtask sim --seeds 1000                       a thousand runs
  cargo xtask sim --seed 7 --trace                   what happens in one of them
  cargo xtask sim --plant ReplyTwice --seeds 20      how a broken promise looks

The exit status is 0 when every promise was kept, 1 when one was broken, and 2 when the command line makes no sense.";

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    Seeds,
    Replay(PathBuf),
    Exhaustive,
    Digests(u64),
    Speed,
    /// One planted bug by its name, or all.
    Mutants(Option<String>),
    List,
    Help,
}

/// Everything that the command line says.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) task: Task,
    pub(crate) from: u64,
    pub(crate) seeds: u64,
    pub(crate) length: Length,
    pub(crate) planted: Option<Planted>,
    pub(crate) jobs: usize,
    pub(crate) json: bool,
    pub(crate) trace: bool,
    pub(crate) quick: bool,
    pub(crate) marks: bool,
    pub(crate) shrink: Duration,
    pub(crate) keep: PathBuf,
    pub(crate) states: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            task: Task::Seeds,
            from: 1,
            seeds: 100,
            length: Length::default(),
            planted: None,
            jobs: std::thread::available_parallelism().map_or(1, NonZero::get),
            json: false,
            trace: false,
            quick: false,
            marks: false,
            shrink: Duration::from_secs(60),
            keep: PathBuf::from("target/sim/stories"),
            states: 50_000,
        }
    }
}

impl Options {
    /// Reads the words of a command line; an error says what is wrong with them.
    pub(crate) fn read(words: impl IntoIterator<Item = String>) -> Result<Options, String> {
        let mut options = Options::default();
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            let mut text = || words.next().ok_or_else(|| format!("{word} needs a value"));
            match word.as_str() {
                "--seeds" => options.seeds = number(&word, &text()?)?,
                "--from" => options.from = number(&word, &text()?)?,
                "--seed" => (options.from, options.seeds) = (number(&word, &text()?)?, 1),
                "--seconds" => options.length.faulty = Duration::from_secs(number(&word, &text()?)?),
                "--steps" => options.length.steps = number(&word, &text()?)?,
                "--plant" => options.planted = Some(bug(&text()?)?),
                "--jobs" => options.jobs = usize::try_from(number(&word, &text()?)?.max(1)).unwrap_or(usize::MAX),
                "--json" => options.json = true,
                "--trace" => options.trace = true,
                "--shrink" => options.shrink = Duration::from_secs(number(&word, &text()?)?),
                "--keep" => options.keep = PathBuf::from(text()?),
                "--replay" => options.task = Task::Replay(PathBuf::from(text()?)),
                "--digests" => options.task = Task::Digests(number(&word, &text()?)?),
                "--mutants" => options.task = Task::Mutants(None),
                "--mutant" => options.task = Task::Mutants(Some(text()?)),
                "--quick" => options.quick = true,
                "--marks" => options.marks = true,
                "--exhaustive" => options.task = Task::Exhaustive,
                "--states" => options.states = usize::try_from(number(&word, &text()?)?).unwrap_or(usize::MAX),
                "--speed" => options.task = Task::Speed,
                "--list" => options.task = Task::List,
                "--help" | "-h" => options.task = Task::Help,
                _ => return Err(format!("no such option: {word}; --help lists them")),
            }
        }
        Ok(options)
    }
}

fn number(word: &str, value: &str) -> Result<u64, String> {
    value.parse().map_err(|_| format!("{word} needs a number, not {value:?}"))
}

fn bug(name: &str) -> Result<Planted, String> {
    planted_named(name).ok_or_else(|| {
        let all: Vec<String> = planted_all().into_iter().map(planted_name).collect();
        format!("no bug of the name {name} can be planted in this build; there are {}", all.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Options, String> {
        Options::read(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn every_option_is_read() {
        let line = "--seeds 7 --from 9 --seconds 5 --steps 10000 --jobs 3 --json --trace --shrink 0 --keep there --plant replytwice";
        let options = read(line).expect("all are known");
        assert_eq!((options.seeds, options.from, options.jobs), (7, 9, 3));
        assert_eq!((options.length.faulty, options.length.steps), (Duration::from_secs(5), 10_000));
        assert_eq!((options.shrink, options.planted), (Duration::ZERO, Some(Planted::ReplyTwice)));
        assert!(options.json && options.trace);
        assert_eq!(options.keep, PathBuf::from("there"));
        let one = read("--seed 40387").expect("known");
        assert_eq!((one.from, one.seeds), (40387, 1));
        let hunt = read("--mutants --quick --marks").expect("known");
        assert!(hunt.task == Task::Mutants(None) && hunt.quick && hunt.marks);
        assert_eq!(read("--mutant x").expect("known").task, Task::Mutants(Some("x".into())));
        let exhaustive = read("--exhaustive --states 9").expect("known");
        assert_eq!((exhaustive.task, exhaustive.states), (Task::Exhaustive, 9));
        assert_eq!(read("--replay x.story").expect("known").task, Task::Replay("x.story".into()));
    }

    #[test]
    fn nonsense_is_named() {
        for (line, named) in
            [("--seeds", "--seeds"), ("--from x", "\"x\""), ("--seedz 1", "--seedz"), ("--plant x", "x")]
        {
            assert!(read(line).expect_err("it makes no sense").contains(named));
        }
    }

    #[test]
    fn the_help_names_every_option() {
        let source = include_str!("options.rs");
        let read = source.split("match word.as_str()").nth(1).and_then(|rest| rest.split("_ =>").next());
        let options = read.expect("the options").split('"').filter(|word| word.starts_with("--"));
        for option in options.filter(|option| *option != "--help") {
            assert!(HELP.contains(option), "{option}");
        }
    }
}

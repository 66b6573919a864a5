//! A level as a file has it: blocks of lines, read whole, checked line by line.
//!
//! A block begins at the left edge with its name, a colon and a text; the lines below it that are indented belong to it. An
//! empty line and one that begins with `#` say nothing. See any file in `levels/` for what there is.

use std::time::Duration;

use glasslog_core::id::BrokerId;
use glasslog_sim::Scenario;

use crate::command::Command;
use crate::predicate::Predicate;
use crate::words::{Wrong, number, span, words, wrong};

/// A level.
#[derive(Clone, Debug)]
pub struct Level {
    /// Its chapter, from 1.
    pub chapter: u8,
    /// Its place there, from 1.
    pub place: u8,
    /// What it is called.
    pub title: String,
    /// What many believe before it.
    pub believed: String,
    /// The tutorial's sentence.
    pub quote: String,
    /// What the level is about: a question.
    pub opens: String,
    /// What to look at; may be empty.
    pub look: String,
    /// What its world begins with.
    pub scenario: Scenario,
    /// Nothing in it is about who orders the metadata, nor has anybody said what that is: it is left out of the picture.
    pub hides_ensemble: bool,
    /// It is about what brokers keep for themselves: their own topics may be shown.
    pub shows_internal: bool,
    /// What has happened before the level begins.
    pub scene: Vec<Command>,
    /// The tools that it needs.
    pub tools: Vec<String>,
    /// What there is to reach, one after the other.
    pub goals: Vec<Goal>,
    /// The bet.
    pub bet: Bet,
    /// Hints, each says more than the one before.
    pub hints: Vec<String>,
    /// What reaches all goals.
    pub solution: Vec<Command>,
    /// The tutorial's sentence, sharpened.
    pub after: String,
    /// The command that shows this at work.
    pub work: String,
}

/// Something to reach.
#[derive(Clone, Debug)]
pub struct Goal {
    /// In words.
    pub words: String,
    /// What must hold, one after the other.
    pub stages: Vec<Predicate>,
}

/// A question that is answered before it is seen.
#[derive(Clone, Debug)]
pub struct Bet {
    /// The question.
    pub question: String,
    /// When it is asked; none for the beginning.
    pub when: Option<Predicate>,
    /// What is done to find out.
    pub fork: Vec<Command>,
    /// The answers.
    pub options: Vec<Choice>,
}

/// An answer to a bet.
#[derive(Clone, Debug)]
pub struct Choice {
    /// In words.
    pub words: String,
    /// What must have held, one after the other, the last of them at the end.
    pub stages: Vec<Predicate>,
    /// What is said to who has chosen it, when everything has been seen.
    pub said: String,
}

/// Lines that belong together.
pub(crate) struct Block {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) lines: Vec<String>,
    pub(crate) number: usize,
}

impl Block {
    /// Its text with the lines below it.
    pub(crate) fn whole(&self) -> String {
        let lines = std::iter::once(&self.text).chain(&self.lines);
        lines.map(String::as_str).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn commands(&self) -> Result<Vec<Command>, Wrong> {
        self.lines.iter().map(|line| Command::parse(line).map_err(|wrong| Wrong(format!("{line}: {wrong}")))).collect()
    }
}

pub(crate) fn blocks(text: &str) -> Result<Vec<Block>, Wrong> {
    let mut blocks: Vec<Block> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let said = line.trim();
        if said.is_empty() || said.starts_with('#') {
            continue;
        }
        if line.starts_with(char::is_whitespace) {
            match blocks.last_mut() {
                Some(block) => block.lines.push(said.to_owned()),
                None => return wrong(format!("line {number}: the first line must not be indented")),
            }
            continue;
        }
        match said.split_once(':') {
            Some((name, text)) => {
                blocks.push(Block { name: name.to_owned(), text: text.trim().to_owned(), lines: Vec::new(), number })
            }
            None => return wrong(format!("line {number}: expected a name and a colon, or an indented line")),
        }
    }
    Ok(blocks)
}

fn stages(lines: &[String]) -> Result<Vec<Predicate>, Wrong> {
    lines.iter().map(|line| Predicate::parse(line).map_err(|wrong| Wrong(format!("{line}: {wrong}")))).collect()
}

/// `brokers=3 factor=3 lag=10s session=3s …`
pub(crate) fn scenario(text: &str) -> Result<Scenario, Wrong> {
    let mut scenario = Scenario::three_brokers();
    for word in words(text)? {
        let Some((name, value)) = word.split_once('=') else {
            return wrong(format!("expected name=value, not {word:?}"));
        };
        match name {
            "brokers" => {
                let brokers: i32 = number(value)?;
                scenario.brokers = (1..=brokers).map(BrokerId).collect();
                scenario.factor = i16::try_from(brokers.min(3)).unwrap_or(3);
            }
            "lag" => scenario.lag_max = span(value)?,
            "session" => scenario.session = span(value)?,
            "heartbeat" => scenario.heartbeat = span(value)?,
            "way" => scenario.delays.one_way = span(value)?,
            _ => return wrong(format!("a world has no {name:?}; it has brokers, lag, session, heartbeat, way")),
        }
    }
    Ok(scenario)
}

impl Level {
    /// A stage on which nothing is to be reached.
    pub(crate) fn blank(chapter: u8, place: u8) -> Level {
        Level {
            chapter,
            place,
            title: String::new(),
            believed: String::new(),
            quote: String::new(),
            opens: String::new(),
            look: String::new(),
            scenario: Scenario::three_brokers(),
            hides_ensemble: false,
            shows_internal: false,
            scene: Vec::new(),
            tools: Vec::new(),
            goals: Vec::new(),
            bet: Bet { question: String::new(), when: None, fork: Vec::new(), options: Vec::new() },
            hints: Vec::new(),
            solution: Vec::new(),
            after: String::new(),
            work: String::new(),
        }
    }

    /// Reads a file, which is called `4-2-in-sync` or the like.
    ///
    /// # Errors
    /// Says what is wrong, and in which line.
    pub fn parse(name: &str, text: &str) -> Result<Level, Wrong> {
        let mut numbers = name.split('-').map(str::parse::<u8>);
        let (Some(Ok(chapter)), Some(Ok(place))) = (numbers.next(), numbers.next()) else {
            return wrong(format!("{name} does not begin with the level's number, as 4-2-in-sync does"));
        };
        let mut level = Level::blank(chapter, place);
        for block in blocks(text)? {
            let at = |wrong: Wrong| Wrong(format!("{name}, {} in line {}: {wrong}", block.name, block.number));
            level.take(&block).map_err(at)?;
        }
        level.check().map_err(|wrong| Wrong(format!("{name}: {wrong}")))?;
        Ok(level)
    }

    fn take(&mut self, block: &Block) -> Result<(), Wrong> {
        match block.name.as_str() {
            "title" => self.title = block.whole(),
            "believed" => self.believed = block.whole(),
            "quote" => self.quote = block.whole(),
            "opens" => self.opens = block.whole(),
            "look" => self.look = block.whole(),
            "world" => self.scenario = scenario(&block.whole())?,
            "hides" if block.text == "ensemble" => self.hides_ensemble = true,
            "shows" if block.text == "internal topics" => self.shows_internal = true,
            "scene" => self.scene = block.commands()?,
            "tools" => self.tools = block.whole().split(',').map(|tool| tool.trim().to_owned()).collect(),
            "goal" => self.goals.push(Goal { words: block.text.clone(), stages: stages(&block.lines)? }),
            "bet" => {
                self.bet.question = block.text.clone();
                for line in &block.lines {
                    match line.split_once(':').map(|(name, rest)| (name, rest.trim())) {
                        Some(("when", rest)) => self.bet.when = Some(Predicate::parse(rest)?),
                        Some(("do", rest)) => self.bet.fork.push(Command::parse(rest)?),
                        _ => return wrong(format!("expected when: or do: instead of {line:?}")),
                    }
                }
            }
            "option" => {
                let Some((said, lines)) = block.lines.split_last() else { return wrong("an option needs its lines") };
                let (words, said) = (block.text.clone(), said.clone());
                self.bet.options.push(Choice { words, stages: stages(lines)?, said });
            }
            "hint" => self.hints.push(block.whole()),
            "solution" => self.solution = block.commands()?,
            "after" => self.after = block.whole(),
            "work" => self.work = block.whole(),
            _ => return wrong("there is no such block"),
        }
        Ok(())
    }

    fn check(&self) -> Result<(), Wrong> {
        let texts = [
            (&self.title, "title"),
            (&self.believed, "believed"),
            (&self.quote, "quote"),
            (&self.opens, "opens"),
            (&self.bet.question, "bet"),
            (&self.after, "after"),
            (&self.work, "work"),
        ];
        if let Some((_, name)) = texts.iter().find(|(text, _)| text.is_empty()) {
            return wrong(format!("it lacks {name:?}"));
        }
        let lists = [
            (self.scene.len(), "scene"),
            (self.goals.len(), "goal"),
            (self.hints.len(), "hint"),
            (self.solution.len(), "solution"),
            (self.bet.fork.len(), "do of its bet"),
            (self.bet.options.len().saturating_sub(1), "second option"),
        ];
        if let Some((_, name)) = lists.iter().find(|(length, _)| *length == 0) {
            return wrong(format!("it lacks a {name}"));
        }
        let goals =
            self.goals.iter().map(|goal| &goal.stages).chain(self.bet.options.iter().map(|option| &option.stages));
        if goals.into_iter().any(Vec::is_empty) {
            return wrong("a goal or an option does not say when it holds");
        }
        Ok(())
    }

    /// Its short name: `4-2`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}-{}", self.chapter, self.place)
    }

    /// Its number as people say it: `4.2`.
    #[must_use]
    pub fn number(&self) -> String {
        format!("{}.{}", self.chapter, self.place)
    }

    /// How long at the most its bet may take.
    #[must_use]
    pub fn bet_patience(&self) -> Duration {
        let longest = |command: &Command| match command {
            Command::Do(_) => Duration::ZERO,
            Command::Wait(time) | Command::Until(_, time) => *time,
        };
        self.bet.fork.iter().map(longest).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let told = |text: &str, what: &str| {
            let wrong = Level::parse("1-1-test", text).expect_err(text);
            assert!(wrong.0.contains(what), "{wrong}");
        };
        told("  x", "line 1: the first line must not be indented");
        told("title", "line 1: expected a name and a colon");
        told("title: a\nscene:\n  kil B1\n", "scene in line 2: kil B1: there is no command \"kil\"");
        told("what: a", "there is no such block");
        told("title: a", "it lacks \"believed\"");
        assert!(Level::parse("test", "").is_err());
    }
}

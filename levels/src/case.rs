//! A case: trouble that somebody has seen at work, set up in a world, with what one may try against it.
//!
//! A case is a file in `cases/`, in the blocks of a level's file. What it shows, and what comes of each try, are predicates: one test
//! sets up every case, sees its trouble, and tries everything.

use glasslog_sim::Action;

use crate::command::{Command, Deed};
use crate::level::{Level, blocks, scenario};
use crate::predicate::Predicate;
use crate::words::{Wrong, wrong};

/// A case.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name in an address.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// What one sees of it at work.
    pub seen: String,
    /// A line that stands in some log then; may be empty.
    pub line: String,
    /// Where it comes from.
    pub why: String,
    /// Its world and how that came to be as it is: a level in which nothing is to be reached.
    pub stage: Level,
    /// What holds when it is set up: the trouble.
    pub shows: Vec<Predicate>,
    /// What one may do about it.
    pub tries: Vec<Try>,
    /// The settings that it hangs on, as a client or a topic has them.
    pub settings: String,
    /// The command that shows it at work.
    pub work: String,
}

/// Something that may be done about a case.
#[derive(Clone, Debug)]
pub struct Try {
    /// In words.
    pub words: String,
    /// What is done, at one moment.
    pub deeds: Vec<Command>,
    /// What is waited for then.
    pub then: Vec<Command>,
    /// What holds after that.
    pub holds: Vec<Predicate>,
    /// What it teaches.
    pub said: String,
}

impl Case {
    /// Reads a file of this name.
    ///
    /// # Errors
    /// Says what is wrong, and in which line.
    pub fn parse(name: &str, text: &str) -> Result<Case, Wrong> {
        let mut case = Case {
            name: name.to_owned(),
            title: String::new(),
            seen: String::new(),
            line: String::new(),
            why: String::new(),
            stage: Level::blank(0, 0),
            shows: Vec::new(),
            tries: Vec::new(),
            settings: String::new(),
            work: String::new(),
        };
        for block in blocks(text)? {
            let at = |wrong: Wrong| Wrong(format!("{name}, {} in line {}: {wrong}", block.name, block.number));
            match block.name.as_str() {
                "title" => case.title = block.whole(),
                "seen" => case.seen = block.whole(),
                "line" => case.line = block.whole(),
                "why" => case.why = block.whole(),
                "world" => case.stage.scenario = scenario(&block.whole()).map_err(at)?,
                "scene" => case.stage.scene = block.commands().map_err(at)?,
                "shows" => case.shows.push(Predicate::parse(&block.whole()).map_err(at)?),
                "try" => case.tries.push(Try::parse(&block.text, &block.lines).map_err(at)?),
                "settings" => case.settings = block.whole(),
                "work" => case.work = block.whole(),
                _ => return wrong(format!("{name}: there is no block {:?}", block.name)),
            }
        }
        let texts = [
            (&case.title, "title"),
            (&case.seen, "seen"),
            (&case.why, "why"),
            (&case.settings, "settings"),
            (&case.work, "work"),
        ];
        if let Some((_, what)) = texts.iter().find(|(text, _)| text.is_empty()) {
            return wrong(format!("{name} lacks {what:?}"));
        }
        if case.shows.is_empty() || case.tries.len() < 2 {
            return wrong(format!("{name} needs what it shows, and two things to try"));
        }
        Ok(case)
    }

    /// The topic that it is about: the first that is made.
    #[must_use]
    pub fn topic(&self) -> Option<&str> {
        self.stage.scene.iter().find_map(|command| match command {
            Command::Do(Deed::Plain(Action::CreateTopic { name, .. })) => Some(name.as_str()),
            _ => None,
        })
    }
}

impl Try {
    fn parse(words: &str, lines: &[String]) -> Result<Try, Wrong> {
        let Some((said, lines)) = lines.split_last() else { return wrong("a try needs its lines") };
        let mut this =
            Try { words: words.to_owned(), deeds: Vec::new(), then: Vec::new(), holds: Vec::new(), said: said.clone() };
        for line in lines {
            match line.split_once(':').map(|(name, rest)| (name, rest.trim())) {
                Some(("do", rest)) => this.deeds.push(Command::parse(rest)?),
                Some(("then", rest)) => this.then.push(Command::parse(rest)?),
                Some(("holds", rest)) => this.holds.push(Predicate::parse(rest)?),
                _ => return wrong(format!("expected do:, then: or holds: instead of {line:?}")),
            }
        }
        if this.deeds.iter().any(|deed| !matches!(deed, Command::Do(_))) {
            return wrong("what is done is done at one moment: what is waited for comes under then:");
        }
        if this.deeds.is_empty() || this.holds.is_empty() {
            return wrong("a try needs what is done, and what holds after it");
        }
        Ok(this)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let told = |text: &str, what: &str| {
            let wrong = Case::parse("test", text).expect_err(text);
            assert!(wrong.0.contains(what), "{wrong}");
        };
        told("title: a\nscene:\n  kil B1\n", "test, scene in line 2: kil B1");
        told("what: a", "test: there is no block \"what\"");
        told("title: a", "test lacks \"seen\"");
        told("try: a\n  do: wait 1s\n  holds: up = 1\n  said\n", "comes under then:");
        told("try: a\n  do: kill B1\n  said\n", "what holds after it");
    }
}

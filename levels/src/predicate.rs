//! Predicates: what is asked of a world and its history, in words; read, and said.
//!
//! `acked six and isr items-list-0 = 1,2` holds or does not. A fact is a list of texts ([`crate::facts`]): alone it holds if
//! the list is not empty; else it is compared with another fact or with a list. `V` is any value that was ever sent: what has a
//! `V` in it holds if it does for one of them. Deliberately absent: any rule of Kafka.

use std::collections::VecDeque;
use std::fmt;

use crate::facts::{FACTS, Facts};
use crate::words::{Wrong, broker, partition, quoted, words, wrong};

/// The word that stands for some value that was sent.
const SOME: &str = "V";

/// Something that holds or does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Predicate {
    /// A fact is there.
    Is(Fact),
    /// A fact compares with something.
    Compare(Fact, Relation, Operand),
    /// It does not hold.
    Not(Box<Predicate>),
    /// All hold.
    All(Vec<Predicate>),
    /// One of them holds.
    Any(Vec<Predicate>),
}

/// What is asked for, with what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Its place in [`FACTS`].
    pub kind: usize,
    /// What it is about.
    pub about: Vec<String>,
}

/// What a fact is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    /// Another fact.
    Fact(Fact),
    /// These.
    List(Vec<String>),
}

/// How.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The same list.
    Equal,
    /// Another one.
    NotEqual,
    /// A smaller number.
    Less,
    /// A smaller number, or the same.
    AtMost,
    /// A greater number.
    Greater,
    /// A greater number, or the same.
    AtLeast,
    /// All of these are in it.
    Has,
    /// All of these are in it, in this order.
    Follows,
}

const RELATIONS: [(&str, Relation); 8] = [
    ("=", Relation::Equal),
    ("!=", Relation::NotEqual),
    ("<", Relation::Less),
    ("<=", Relation::AtMost),
    (">", Relation::Greater),
    (">=", Relation::AtLeast),
    ("has", Relation::Has),
    ("follows", Relation::Follows),
];

fn relation(word: &str) -> Option<Relation> {
    RELATIONS.iter().find(|(said, _)| *said == word).map(|(_, relation)| *relation)
}

impl Predicate {
    /// Reads a text.
    ///
    /// # Errors
    /// Says what was expected where the text is no predicate.
    pub fn parse(text: &str) -> Result<Predicate, Wrong> {
        Predicate::of(words(text)?)
    }

    pub(crate) fn of(words: Vec<String>) -> Result<Predicate, Wrong> {
        let mut words = words.into();
        let predicate = any(&mut words)?;
        match words.pop_front() {
            Some(word) => wrong(format!("expected \"and\" or \"or\" instead of {word:?}")),
            None => Ok(predicate),
        }
    }

    /// Whether it holds.
    #[must_use]
    pub fn holds(&self, facts: &Facts<'_>) -> bool {
        if self.has_some() {
            facts.values().iter().any(|value| self.holds_for(facts, value))
        } else {
            self.holds_for(facts, "")
        }
    }

    fn holds_for(&self, facts: &Facts<'_>, some: &str) -> bool {
        match self {
            Predicate::Is(fact) => !fact.get(facts, some).is_empty(),
            Predicate::Compare(fact, relation, operand) => {
                let found = fact.get(facts, some);
                match operand {
                    Operand::Fact(other) => relation.holds(&found, &other.get(facts, some)),
                    Operand::List(list) => relation.holds(&found, list),
                }
            }
            Predicate::Not(inner) => !inner.holds_for(facts, some),
            Predicate::All(all) => all.iter().all(|one| one.holds_for(facts, some)),
            Predicate::Any(any) => any.iter().any(|one| one.holds_for(facts, some)),
        }
    }

    fn has_some(&self) -> bool {
        let in_fact = |fact: &Fact| fact.about.iter().any(|about| about == SOME);
        match self {
            Predicate::Is(fact) => in_fact(fact),
            Predicate::Compare(fact, _, operand) => {
                in_fact(fact) || matches!(operand, Operand::Fact(other) if in_fact(other))
            }
            Predicate::Not(inner) => inner.has_some(),
            Predicate::All(several) | Predicate::Any(several) => several.iter().any(Predicate::has_some),
        }
    }
}

impl Fact {
    fn get(&self, facts: &Facts<'_>, some: &str) -> Vec<String> {
        let about: Vec<&str> = self.about.iter().map(|about| if about == SOME { some } else { about }).collect();
        facts.get(FACTS[self.kind].name, &about)
    }
}

impl Relation {
    fn holds(self, found: &[String], other: &[String]) -> bool {
        let numbers = || -> Option<(i64, i64)> {
            let [found] = found else { return None };
            let [other] = other else { return None };
            Some((found.parse().ok()?, other.parse().ok()?))
        };
        match self {
            Relation::Equal => found == other,
            Relation::NotEqual => found != other,
            Relation::Less => numbers().is_some_and(|(found, other)| found < other),
            Relation::AtMost => numbers().is_some_and(|(found, other)| found <= other),
            Relation::Greater => numbers().is_some_and(|(found, other)| found > other),
            Relation::AtLeast => numbers().is_some_and(|(found, other)| found >= other),
            Relation::Has => other.iter().all(|one| found.contains(one)),
            Relation::Follows => {
                let mut found = found.iter();
                other.iter().all(|one| found.any(|found| found == one))
            }
        }
    }
}

fn any(words: &mut VecDeque<String>) -> Result<Predicate, Wrong> {
    let mut several = vec![all(words)?];
    while words.front().is_some_and(|word| word == "or") {
        words.pop_front();
        several.push(all(words)?);
    }
    Ok(if several.len() == 1 { several.remove(0) } else { Predicate::Any(several) })
}

fn all(words: &mut VecDeque<String>) -> Result<Predicate, Wrong> {
    let mut several = vec![one(words)?];
    while words.front().is_some_and(|word| word == "and") {
        words.pop_front();
        several.push(one(words)?);
    }
    Ok(if several.len() == 1 { several.remove(0) } else { Predicate::All(several) })
}

fn one(words: &mut VecDeque<String>) -> Result<Predicate, Wrong> {
    let Some(word) = words.pop_front() else { return wrong("something is missing at the end") };
    match word.as_str() {
        "not" => Ok(Predicate::Not(Box::new(one(words)?))),
        "(" => {
            let inner = any(words)?;
            match words.pop_front() {
                Some(word) if word == ")" => Ok(inner),
                _ => wrong("a parenthesis is never closed"),
            }
        }
        _ => {
            let fact = fact(&word, words)?;
            let Some(relation) = words.front().and_then(|word| relation(word)) else { return Ok(Predicate::Is(fact)) };
            words.pop_front();
            let Some(word) = words.pop_front() else { return wrong("nothing stands there to compare with") };
            let operand = if FACTS.iter().any(|known| known.name == word) && !words.is_empty() {
                Operand::Fact(self::fact(&word, words)?)
            } else {
                Operand::List(list(&word))
            };
            Ok(Predicate::Compare(fact, relation, operand))
        }
    }
}

/// `1,2` has two in it, `none` nothing.
fn list(word: &str) -> Vec<String> {
    if word == "none" { Vec::new() } else { word.split(',').map(str::to_owned).collect() }
}

fn fact(word: &str, words: &mut VecDeque<String>) -> Result<Fact, Wrong> {
    let Some(kind) = FACTS.iter().position(|known| known.name == word) else {
        let names: Vec<&str> = FACTS.iter().map(|known| known.name).collect();
        return wrong(format!("there is no fact {word:?}; there are {}", names.join(", ")));
    };
    let mut about = Vec::new();
    for what in FACTS[kind].about {
        let Some(word) = words.pop_front() else { return wrong(format!("{word} lacks a {what}")) };
        match (*what, word.as_str()) {
            (_, SOME) => {}
            ("partition", name) if partition(name).is_err() => {
                return wrong(format!("{name:?} is no partition: say its topic, a dash and its number"));
            }
            ("broker", name) => {
                about.push(broker(name)?.to_string());
                continue;
            }
            _ => {}
        }
        about.push(word);
    }
    Ok(Fact { kind, about })
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = &FACTS[self.kind];
        f.write_str(known.name)?;
        for (about, what) in self.about.iter().zip(known.about) {
            let broker = if *what == "broker" { "B" } else { "" };
            write!(f, " {broker}{}", quoted(about))?;
        }
        Ok(())
    }
}

impl fmt::Display for Predicate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let join = |f: &mut fmt::Formatter<'_>, several: &[Predicate], word: &str| {
            for (place, one) in several.iter().enumerate() {
                let open = matches!(one, Predicate::Any(_) | Predicate::All(_));
                let between = if place == 0 { String::new() } else { format!(" {word} ") };
                if open { write!(f, "{between}({one})")? } else { write!(f, "{between}{one}")? }
            }
            Ok(())
        };
        match self {
            Predicate::Is(fact) => write!(f, "{fact}"),
            Predicate::Compare(fact, relation, operand) => {
                let said = RELATIONS.iter().find(|(_, known)| known == relation).map_or("", |(said, _)| said);
                write!(f, "{fact} {said} ")?;
                match operand {
                    Operand::Fact(other) => write!(f, "{other}"),
                    Operand::List(list) if list.is_empty() => f.write_str("none"),
                    Operand::List(list) => f.write_str(&quoted(&list.join(","))),
                }
            }
            Predicate::Not(inner) if matches!(**inner, Predicate::Any(_) | Predicate::All(_)) => {
                write!(f, "not ({inner})")
            }
            Predicate::Not(inner) => write!(f, "not {inner}"),
            Predicate::All(all) => join(f, all, "and"),
            Predicate::Any(any) => join(f, any, "or"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_read_back() {
        let texts = [
            "acked six",
            "isr items-list-0 = 1,2",
            "leader items-list-0 != 1",
            "record items-list-0 2 = apple=10",
            "acked V and copies V has 1,2 and not copies V has 3",
            "start items-list-0 > committed items-group items-list-0",
            "(acked six or refused six) and not (up has 3 or down has 2)",
            "end-on B2 items-list-0 >= 5",
            "read-by items-group follows one,two",
            "leader items-list-0 = none",
            "acked \"two words\"",
        ];
        for text in texts {
            let predicate = Predicate::parse(text).unwrap_or_else(|wrong| panic!("{text}: {wrong}"));
            assert_eq!(predicate.to_string(), text);
        }
    }

    #[test]
    fn who_says_something_else_is_told_what_was_expected() {
        let told = |text: &str, what: &str| {
            let wrong = Predicate::parse(text).expect_err(text);
            assert!(wrong.0.contains(what), "{text}: {wrong}");
        };
        told("", "missing");
        told("acked", "acked lacks a value");
        told("ackd six", "there is no fact \"ackd\"; there are ");
        told("isr items-list = 1", "no partition");
        told("acked six seven", "expected \"and\" or \"or\" instead of \"seven\"");
        told("(acked six", "never closed");
        told("isr items-list-0 =", "compare with");
    }

    #[test]
    fn relations_compare_lists_and_numbers() {
        let list = |text: &str| list(text);
        assert!(Relation::Equal.holds(&list("1,2"), &list("1,2")));
        assert!(!Relation::Equal.holds(&list("1,2"), &list("2,1")));
        assert!(Relation::Has.holds(&list("1,2,3"), &list("3,1")));
        assert!(Relation::Follows.holds(&list("a,x,b"), &list("a,b")));
        assert!(!Relation::Follows.holds(&list("b,a"), &list("a,b")));
        assert!(Relation::Less.holds(&list("9"), &list("10")));
        assert!(!Relation::Less.holds(&list("none"), &list("10")), "what is not there is not less");
    }
}

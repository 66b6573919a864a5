//! The course: a map of its levels, and what somebody has reached of it in this browser.

use std::rc::Rc;

use glasslog_core::time::Instant;
use glasslog_levels::{CHAPTERS, COMMANDS, Level, cases, levels};
use glasslog_sim::Action;
use yew::prelude::*;

use crate::dom;
use crate::lazy::part;
use crate::lens::unread;
use crate::mode::Mode;
use crate::panels::case::CasePanel;
use crate::panels::lesson::{LessonPanel, Teach};
use crate::panels::sight;
use crate::panels::tools::tools_of;
use crate::panels::words::WORDS;
use crate::sandbox::{Line, Sandbox, Worlds};
use crate::scene::{Cluster, Group, Sample};
use crate::source::world::{Said, Tab};
use crate::store::Lesson;

/// Where it is remembered what has been reached.
pub(crate) const REACHED: &str = "glasslog-course";

/// How far somebody has come with a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reached {
    /// Not yet.
    No,
    /// The solution was shown.
    Shown,
    /// Reached alone.
    Alone,
}

/// How far somebody has come, by what is remembered: names of levels, those with a `~` were shown.
fn reached_in(remembered: &str, level: &Level) -> Reached {
    let name = level.name();
    let word = |word: &str| match word.strip_suffix('~') {
        Some(shown) if shown == name => Reached::Shown,
        None if word == name => Reached::Alone,
        _ => Reached::No,
    };
    remembered.split(' ').map(word).max().unwrap_or(Reached::No)
}

/// Adds a level to what is remembered, unless as much is remembered already.
fn with(remembered: &str, level: &Level, reached: Reached) -> Option<String> {
    if reached <= reached_in(remembered, level) {
        return None;
    }
    let mark = if reached == Reached::Shown { "~" } else { "" };
    Some(format!("{remembered} {}{mark}", level.name()).trim_start().to_owned())
}

/// A level has been reached: remembered in this browser.
pub fn remember(level: &Level, alone: bool) {
    let reached = if alone { Reached::Alone } else { Reached::Shown };
    if let Some(remembered) = with(&dom::recall(REACHED).unwrap_or_default(), level, reached) {
        dom::remember(REACHED, &remembered);
    }
}

/// The level after this one.
#[must_use]
pub fn next(level: &Level) -> Option<&'static Level> {
    let place = levels().iter().position(|other| other.name() == level.name())?;
    levels().get(place + 1)
}

part! {
    /// The map of chapters and levels.
    pub fn map: fn(&()) -> Html = draw_map, in learn
}

part! {
    /// The screen of a level; the map where there is no such level.
    pub fn level: fn(&Props) -> Html = draw_level, in learn
}

part! {
    /// What is known of a case.
    pub fn case: fn(&CaseShown) -> Html = draw_case, in learn
}

part! {
    /// What there is to learn.
    pub fn panel: fn(&PanelShown) -> Html = draw_panel, in learn
}

part! {
    /// The tools that a level needs.
    pub fn tools: fn(&(String, Rc<Cluster>, Callback<Action>)) -> Html = draw_tools, in learn
}

part! {
    /// Does what a line says. Returns what was expected where that is no command.
    pub fn command_line: fn(&mut Tab, &str) -> Result<(), String> = Tab::command_line, in act
}

part! {
    /// What was done last, as a command.
    pub fn said: fn(&Said) -> Html = draw_said, in act
}

part! {
    /// All commands.
    pub fn commands: fn(&()) -> Html = draw_commands, in act
}

/// A case as it is shown: its name, who takes commands, and what there is and was to see of its world, up to now.
pub type CaseShown = (String, Callback<Line>, Rc<Cluster>, Rc<Vec<Rc<Sample>>>, Instant);

/// A level's panel as it is shown: its name, how it stands, who is told what to do with it, and what there is to see of its world.
pub type PanelShown = (String, Rc<Lesson>, Callback<Teach>, Rc<Cluster>);

/// A level that is played.
#[derive(Clone, PartialEq)]
pub struct Props {
    /// Its short name.
    pub level: String,
    /// The seed of the world that stands in for a scene that cannot be set.
    pub seed: u64,
    /// How much of the page is shown.
    pub mode: Mode,
    /// Where worlds are kept.
    pub worlds: Worlds,
}

fn draw_level(props: &Props) -> Html {
    if let Some(case) = glasslog_levels::case(&props.level) {
        let tab = props.worlds.of(&props.level, || Tab::case(case).unwrap_or_else(|| Tab::new(props.seed)));
        let case = Some(case.name.clone());
        return html! { <Sandbox key={props.level.clone()} {tab} seed={props.seed} {case} mode={props.mode} /> };
    }
    let Some(level) = glasslog_levels::level(&props.level) else { return draw_map(&()) };
    let tab = props.worlds.of(&props.level, || Tab::lesson(level).unwrap_or_else(|| Tab::new(props.seed)));
    html! { <Sandbox key={props.level.clone()} {tab} seed={props.seed} level={props.level.clone()} mode={props.mode} /> }
}

fn draw_case((name, oncommand, cluster, samples, now): &CaseShown) -> Html {
    let figure = |group: &Group| {
        html! { <div key={group.name.to_string()}><h2>{ format!("Group {}", group.name) }</h2>{ unread(group, samples, *now, true) }</div> }
    };
    html! {
        <>
            <CasePanel key={name.clone()} name={name.clone()} oncommand={oncommand.clone()} />
            if !cluster.groups.is_empty() {
                <section class="panel" aria-label="Who reads">{ for cluster.groups.iter().map(figure) }</section>
            }
        </>
    }
}

fn draw_panel((level, lesson, onteach, cluster): &PanelShown) -> Html {
    html! { <LessonPanel level={level.clone()} lesson={lesson.clone()} onteach={onteach.clone()} stands={sight::names(cluster)} /> }
}

fn draw_tools((level, cluster, onact): &(String, Rc<Cluster>, Callback<Action>)) -> Html {
    glasslog_levels::level(level).map_or_else(Html::default, |level| tools_of(level, cluster, onact))
}

fn draw_said(said: &Said) -> Html {
    said.words().map_or_else(
        Html::default,
        |said| html! { <p class="said-last"><span class="muted">{ "› " }</span><code>{ said }</code></p> },
    )
}

fn draw_commands((): &()) -> Html {
    html! {
        <>
        <p class="muted">{ "Or as at work: " }<code>{ "kafka-topics.sh" }</code>{ ", " }<code>{ "kafka-console-producer.sh" }</code>{ ", " }
            <code>{ "kafka-console-consumer.sh" }</code>{ ", " }<code>{ "kafka-consumer-groups.sh" }</code>{ ", " }<code>{ "glasslog brokers" }</code></p>
        <dl class="commands">
            // time passes by the bar
            { for COMMANDS.iter().filter(|(form, _)| !form.starts_with("wait") && !form.starts_with("until")).map(|(form, what)| html! {
                <><dt><code>{ *form }</code></dt><dd class="muted">{ *what }</dd></>
            }) }
        </dl>
        </>
    }
}

/// How much of the course was reached in this browser, in words.
#[must_use]
#[inline(never)]
pub fn progress() -> String {
    let remembered = dom::recall(REACHED).unwrap_or_default();
    let done = levels().iter().filter(|level| reached_in(&remembered, level) != Reached::No).count();
    format!("{done} of {} levels are reached.", levels().len())
}

fn draw_map((): &()) -> Html {
    let remembered = dom::recall(REACHED).unwrap_or_default();
    let reached = |level: &Level| reached_in(&remembered, level);
    let done = levels().iter().filter(|level| reached(level) != Reached::No).count();
    let next = levels().iter().find(|level| reached(level) == Reached::No);
    let all = levels().len();
    html! {
        <main class="learn">
            <header>
                <h1>{ "Learn Kafka on a cluster that you may break" }</h1>
                <p>{ "Each level takes a sentence of a tutorial and lets you find out what it leaves unsaid: on real brokers, in this tab. \
                      You reach a goal by what you do; before the reveal you place a bet. What is struck through below is what many believe, and what its level puts right." }</p>
                <div class="progress">
                    <progress max={all.to_string()} value={done.to_string()} aria-label="levels reached"></progress>
                    <span>{ format!("{done} of {all} levels") }</span>
                    if let Some(next) = next {
                        <a class="button primary" href={format!("#learn/{}", next.name())}>
                            { format!("{} {}: {}", if done == 0 { "Begin with" } else { "Go on with" }, next.number(), next.title) }
                        </a>
                    } else {
                        <strong>{ "All of them. Now break something of your own in the sandbox." }</strong>
                    }
                </div>
                <nav class="seen" aria-label="I saw this at work">
                    <h2>{ "I saw this at work:" }</h2>
                    { for cases().iter().map(|case| html! { <a href={format!("#learn/{}", case.name)}>{ &case.title }</a> }) }
                </nav>
            </header>
            { for (1..).zip(CHAPTERS).map(|(number, title)| chapter(number, title, &reached)) }
            <section class="chapter" aria-label="Words">
                <h2>{ "Words" }</h2>
                <dl class="glossary">
                    { for WORDS.iter().map(|(name, _, meaning)| html! { <div><dt>{ *name }</dt><dd>{ *meaning }</dd></div> }) }
                </dl>
            </section>
        </main>
    }
}

fn chapter(number: u8, title: &str, reached: &dyn Fn(&Level) -> Reached) -> Html {
    let mut inside = levels().iter().filter(|level| level.chapter == number).peekable();
    if inside.peek().is_none() {
        return Html::default();
    }
    html! {
        <section class="chapter" aria-label={title.to_owned()}>
            <h2><span class="number">{ number }</span>{ title }</h2>
            <ol>
                { for inside.map(|level| {
                    let (class, sign, said) = match reached(level) {
                        Reached::No => ("open", "", "not yet"),
                        Reached::Shown => ("shown", "◐", "shown"),
                        Reached::Alone => ("reached", "✓", "reached"),
                    };
                    html! {
                        <li {class}>
                            <a href={format!("#learn/{}", level.name())} aria-label={format!("Level {}, {}: {said}", level.number(), level.title)}>
                                <span class="sign" aria-hidden="true">{ sign }</span>
                                <span class="name"><span class="number">{ level.number() }</span>{ " " }{ &level.title }</span>
                            </a>
                            <span class="believed"><s>{ &level.believed }</s></span>
                        </li>
                    }
                }) }
            </ol>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_reached_alone_counts_more_than_what_was_shown() {
        let level = &levels()[0];
        assert_eq!(reached_in("", level), Reached::No);
        let shown = with("9-9", level, Reached::Shown).expect("it is new");
        assert_eq!(reached_in(&shown, level), Reached::Shown);
        let alone = with(&shown, level, Reached::Alone).expect("it is more");
        assert_eq!(reached_in(&alone, level), Reached::Alone);
        assert_eq!(with(&alone, level, Reached::Shown), None);
    }

    #[test]
    fn one_level_comes_after_the_other() {
        let mut level = &levels()[0];
        let mut count = 1;
        while let Some(next) = next(level) {
            level = next;
            count += 1;
        }
        assert_eq!(count, levels().len());
    }
}

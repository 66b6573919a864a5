//! A level's own panel: the tutorial's sentence, the goals, the bet, hints, and what it all meant.

use std::rc::Rc;

use glasslog_levels::{Bet, Level, Verdict};
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::sight::use_sight;
use super::words::{Word, meanings, prose};
use crate::dom;
use crate::learn;
use crate::store::{Betting, Lesson};

/// What can be done with a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Teach {
    /// The bet is answered.
    Answer(usize),
    /// The bet is let go.
    Pass,
    /// What it came to has been seen: back to one's own run.
    Home,
    /// The solution shall be shown, from the beginning.
    Show,
}

/// The panel.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The level's short name.
    pub level: String,
    /// How it stands.
    pub lesson: Rc<Lesson>,
    /// Something shall be done with it.
    pub onteach: Callback<Teach>,
    /// Who stands on the stage.
    pub stands: Vec<String>,
}

/// The panel.
#[component]
pub fn LessonPanel(props: &Props) -> Html {
    let hints = use_state(|| 0_usize);
    use_sight(&props.stands);
    let Some(level) = glasslog_levels::level(&props.level) else { return Html::default() };
    let lesson = &props.lesson;
    let solved = lesson.is_solved();
    let does = |teach: Teach| props.onteach.reform(move |_: MouseEvent| teach);
    let more = {
        let hints = hints.clone();
        Callback::from(move |_: MouseEvent| hints.set(*hints + 1))
    };
    // each word is explained where it stands first
    let mut met = Vec::new();
    html! {
        <section class={classes!("panel", "lesson", solved.then_some("solved"))} aria-label={format!("Level {}", level.number())}>
            <header>
                <a class="back" href="#learn" title="All levels">{ "‹ Levels" }</a>
                <span class="number">{ format!("{} {}", level.number(), glasslog_levels::CHAPTERS[usize::from(level.chapter) - 1]) }</span>
            </header>
            <h1>{ &level.title }</h1>
            <blockquote title="what the tutorial says"><p>{ &level.quote }</p></blockquote>
            <p class="opens">{ prose(&level.opens, &mut met) }</p>
            if !level.look.is_empty() && !solved { <p class="muted look">{ prose(&level.look, &mut met) }</p> }
            { goals(level, lesson, &mut met) }
            { bet(&level.bet, lesson, &props.onteach, &mut met) }
            if solved {
                { after(level, lesson, &mut met) }
            } else {
                if *hints > 0 {
                    <ol class="hints">{ for level.hints.iter().take(*hints).map(|hint| html! { <li>{ prose(hint, &mut met) }</li> }) }</ol>
                }
                <div class="verbs">
                    if *hints < level.hints.len() {
                        <button type="button" onclick={more}>{ if *hints == 0 { "A hint" } else { "Another hint" } }</button>
                    } else if !lesson.helped {
                        <button type="button" onclick={does(Teach::Show)}>{ "Show me the solution" }</button>
                    }
                    if lesson.helped && lesson.showing { <span class="muted">{ "Watch: the solution is played." }</span> }
                </div>
            }
            { meanings(&met) }
        </section>
    }
}

/// A part of the panel that comes when its time has come: it is brought into sight then, and the keys go on from there.
#[derive(Properties, PartialEq)]
struct ComesProps {
    class: Classes,
    label: &'static str,
    /// Whether what stands above it has to be read first: it is not scrolled away then.
    #[prop_or_default]
    stays: bool,
    children: Html,
}

#[component]
fn Comes(props: &ComesProps) -> Html {
    let place = use_node_ref();
    {
        let place = place.clone();
        use_effect_with((props.class.clone(), props.stays), move |(_, stays)| {
            let Some(place) = place.cast::<HtmlElement>() else { return };
            let side = dom::first(".side").filter(|_| *stays);
            let top = side.as_ref().map(Element::scroll_top);
            place.focus().ok();
            match side.zip(top) {
                Some((side, top)) => side.set_scroll_top(top),
                None => dom::into_view(&place),
            }
        });
    }
    html! { <section ref={place} tabindex="-1" class={props.class.clone()} aria-label={props.label}>{ props.children.clone() }</section> }
}

fn goals(level: &Level, lesson: &Lesson, met: &mut Vec<&'static Word>) -> Html {
    let next = lesson.goals.iter().position(|reached| !reached);
    html! {
        <ol class="goals" aria-label="Goals" aria-live="polite">
            { for level.goals.iter().zip(&lesson.goals).enumerate().map(|(place, (goal, reached))| {
                let class = if *reached { "reached" } else if next == Some(place) { "next" } else { "later" };
                html! {
                    <li {class}>
                        { tick(*reached) }<span>{ prose(&goal.words, met) }</span>
                    </li>
                }
            }) }
        </ol>
    }
}

fn tick(reached: bool) -> Html {
    html! {
        <svg class="tick" width="18" height="18" viewBox="0 0 18 18" role="img" aria-label={if reached { "reached:" } else { "not yet:" }}>
            <rect x="1" y="1" width="16" height="16" rx="4" />
            if reached { <path d="M4.5 9.5l3 3 6-7" /> }
        </svg>
    }
}

fn bet(bet: &Bet, lesson: &Lesson, onteach: &Callback<Teach>, met: &mut Vec<&'static Word>) -> Html {
    let verdict = match lesson.betting {
        Betting::Later | Betting::Passed => return Html::default(),
        Betting::Asked => None,
        Betting::Watching(verdict) | Betting::Over(verdict) => Some(verdict),
    };
    let seen = matches!(lesson.betting, Betting::Over(_));
    let option = |place: usize, words: &str| {
        let onclick = onteach.reform(move |_: MouseEvent| Teach::Answer(place));
        let class = match verdict {
            Some(Verdict { chosen, right }) if seen && place == right => {
                classes!("right", (place == chosen).then_some("chosen"))
            }
            Some(Verdict { chosen, .. }) if place == chosen => classes!("chosen", seen.then_some("wrong")),
            _ => Classes::new(),
        };
        let mark = match verdict {
            Some(Verdict { right, .. }) if seen && place == right => "✓",
            Some(Verdict { chosen, .. }) if seen && place == chosen => "✕",
            _ => "",
        };
        html! {
            <button type="button" {class} disabled={verdict.is_some()} {onclick}>
                <span class="letter" aria-hidden="true">{ crate::scene::letter(place) }</span><span>{ words }</span><span class="mark">{ mark }</span>
            </button>
        }
    };
    html! {
        <Comes class={classes!("bet", verdict.is_none().then_some("asked"), seen.then_some("seen"), lesson.forked.then_some("fork"))} label="Bet"
            stays={verdict.is_none() && bet.when.is_none()}>
            <h2>{ if verdict.is_none() { "Time stands still: place a bet" } else { "Your bet" } }</h2>
            <p>{ prose(&bet.question, met) }</p>
            <div class="options">{ for bet.options.iter().enumerate().map(|(place, choice)| option(place, &choice.words)) }</div>
            { match verdict {
                None => html! { <button type="button" class="quiet" onclick={onteach.reform(|_: MouseEvent| Teach::Pass)}>{ "No bet" }</button> },
                Some(_) if !seen => html! { <p class="muted" aria-live="polite">{ "Now watch the stage: a trial of it, on a copy of your run. The + below lets time pass faster." }</p> },
                Some(Verdict { chosen, right }) => html! {
                    <div class="said" aria-live="polite">
                        if chosen == right {
                            <p><strong>{ "Right. " }</strong>{ prose(said(bet, right), met) }</p>
                        } else {
                            <p>{ prose(said(bet, chosen), met) }</p>
                            <p><strong>{ "What is so: " }</strong>{ prose(said(bet, right), met) }</p>
                        }
                    </div>
                },
            } }
            if lesson.forked && seen {
                <p class="muted">{ "That was a trial: nothing done in it counts. Your own run waits, as it stood at the bet." }</p>
                <button type="button" class="primary" onclick={onteach.reform(|_: MouseEvent| Teach::Home)}>{ "Now do it yourself" }</button>
            }
        </Comes>
    }
}

fn said(bet: &Bet, place: usize) -> &str {
    bet.options.get(place).map_or("", |choice| choice.said.as_str())
}

fn after(level: &Level, lesson: &Lesson, met: &mut Vec<&'static Word>) -> Html {
    let next = learn::next(level);
    html! {
        <Comes class={classes!("after")} label="What it meant">
            <h2>{ if lesson.helped { "That was it" } else { "Reached" } }</h2>
            <p>{ prose(&level.after, met) }</p>
            <p class="muted">{ "At work:" }</p>
            <pre class="bytes">{ &level.work }</pre>
            <div class="verbs">
                { match next {
                    Some(next) => html! { <a class="button primary" href={format!("#learn/{}", next.name())}>{ format!("Next: {}", next.title) }</a> },
                    None => html! { <a class="button primary" href="#learn">{ "All levels" }</a> },
                } }
            </div>
        </Comes>
    }
}

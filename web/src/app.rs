//! The page as a whole: which screen is open, and the bar above it.

use std::cell::RefCell;
use std::rc::Rc;

use glasslog_sim::link::Moment;
use yew::prelude::*;

use crate::dom;
use crate::link::{Link, Screen};
use crate::source::world::Tab;
use crate::{learn, live, sandbox};

/// Where the choice of dark or light is remembered.
const THEME: &str = "glasslog-theme";

fn link() -> Option<Link> {
    Link::read(&dom::window().location().hash().unwrap_or_default())
}

fn open(link: Link) {
    dom::window().location().set_hash(&link.write()).ok();
}

/// The page.
#[component]
pub fn Page() -> Html {
    let chosen = use_state(link);
    let place = (*chosen).clone().unwrap_or_default();
    // another run in the address is another world, and every level has its own
    let tab = use_memo((place.run.clone(), place.level.clone()), |(run, level)| {
        let moment = run.as_deref().and_then(Moment::read);
        let level = level.as_deref().and_then(glasslog_levels::level).and_then(Tab::lesson);
        let sandbox = || moment.map_or_else(|| Tab::new(place.seed), |moment| Tab::at(&moment));
        sandbox::Holder(Rc::new(RefCell::new(level.unwrap_or_else(sandbox))))
    });
    let line = use_memo((), |()| live::Holder::idle());
    let answers = use_state(|| false);
    {
        let chosen = chosen.setter();
        use_effect_with((), move |()| {
            let guard = dom::listen("hashchange", move |_: web_sys::Event| chosen.set(link()));
            move || drop(guard)
        });
    }
    {
        // does the server that this page came from speak? If nobody has chosen a screen, show it
        let (line, answers) = (line.clone(), answers.setter());
        use_effect_with((), move |()| {
            line.dial(
                false,
                Callback::from(move |()| {
                    answers.set(true);
                    if link().is_none() {
                        open(Link { screen: Screen::Live, ..Link::default() });
                    }
                }),
            );
        });
    }
    html! {
        <>
            <header class="top">
                <a class="brand" href="#sandbox" aria-label="Glasslog">
                    <svg width="26" height="26" viewBox="0 0 26 26" aria-hidden="true">
                        <rect class="mark-pane" x="1.5" y="4" width="23" height="18" rx="5" />
                        <rect class="mark-a" x="5" y="9" width="4.4" height="8" rx="1.2" />
                        <rect class="mark-b" x="10.8" y="9" width="4.4" height="8" rx="1.2" />
                        <path class="mark-c" d="M17 17V10.2q0-1.2 1.2-1.2h2q1.2 0 1.2 1.2V17" />
                    </svg>
                    <span>{ "Glasslog" }</span>
                </a>
                <nav class="screens" aria-label="Screens">
                    <a href="#learn" aria-current={(place.screen == Screen::Learn).then_some("page")}>{ "Learn" }</a>
                    <a href={Link { screen: Screen::Sandbox, ..place.clone() }.write()}
                        aria-current={(place.screen == Screen::Sandbox).then_some("page")}>{ "Sandbox" }</a>
                    <a href="#live" aria-current={(place.screen == Screen::Live).then_some("page")}>
                        <span class={classes!("live-dot", (!*answers).then_some("off"))} aria-hidden="true"></span>{ "Live" }
                    </a>
                </nav>
                <span class="spacer"></span>
                <span class="claim">{ "a Kafka that you can see through" }</span>
                <Theme />
                { help() }
            </header>
            { match place.screen {
                Screen::Sandbox => html! { <sandbox::Sandbox key={place.run.clone().unwrap_or_default()} tab={(*tab).clone()} seed={place.seed} lens={place.lens} /> },
                Screen::Learn => match &place.level {
                    Some(level) => html! { <sandbox::Sandbox key={level.clone()} tab={(*tab).clone()} seed={place.seed} level={level.clone()} /> },
                    None => html! { <learn::Map /> },
                },
                Screen::Live => html! { <live::Live line={(*line).clone()} lens={place.lens} /> },
            } }
        </>
    }
}

/// Dark or light, as the system says until somebody chooses.
#[component]
fn Theme() -> Html {
    let theme = use_state(|| dom::recall(THEME).filter(|theme| theme == "dark" || theme == "light"));
    {
        let theme = (*theme).clone();
        use_effect_with(theme, |theme| {
            if let (Some(root), Some(theme)) = (dom::document().document_element(), theme) {
                dom::set(&root, "data-theme", theme);
            }
        });
    }
    let dark = match theme.as_deref() {
        Some(theme) => theme == "dark",
        None => !dom::media("(prefers-color-scheme: light)"),
    };
    let onclick = Callback::from(move |_: MouseEvent| {
        let next = if dark { "light" } else { "dark" };
        dom::remember(THEME, next);
        theme.set(Some(next.to_owned()));
    });
    let label = if dark { "Light" } else { "Dark" };
    html! { <button type="button" class="quiet" title="Change between dark and light" {onclick}>{ if dark { "☀" } else { "☾" } }<span class="word">{ label }</span></button> }
}

/// How to read the stage, and the keys.
fn help() -> Html {
    let signs = [
        ("▇", "a record: its colour is the epoch of the leader that took it, its sign the key, its number the offset"),
        ("▨", "hatched: not safe yet, readers do not get it; without a lower edge: not on disk yet"),
        ("⚑", "the high watermark: everything before it is safe"),
        (
            "★",
            "the leader: it takes the records, the others fetch them from it. Its frame is thick; dashed: not in sync",
        ),
        (
            "1 2 3",
            "beside the leader: who has copies. Full: in sync (ISR); dotted: may lead though not in sync (ELR); empty: neither",
        ),
        ("e3", "the epoch that this broker believes: it grows with every new leader"),
        ("▼ ◆", "where a member reads next; where its group would go on (its commit). The letter is the group's"),
        ("100", "bricks: older records, folded ten, a hundred, a thousand at a time"),
    ];
    let keys = [
        ("1 2 3", "all of the cluster; one log; the groups"),
        ("Space", "pause, go on"),
        (".", "one event"),
        ("[ ]", "slower, faster"),
        ("← →", "to the mark before, to the next one"),
        ("U", "to the moment before the last act"),
        ("N", "send the record in the form"),
        ("B P C", "another broker, producer, consumer"),
        ("K", "kill the chosen broker, or the first leader; start it again"),
        ("← →", "on a lane: from record to record"),
        ("Esc", "close the card"),
    ];
    html! {
        <details class="help">
            <summary aria-label="Help" title="How to read this">{ "?" }</summary>
            <div class="help-body">
                <h2>{ "How to read the stage" }</h2>
                <dl>{ for signs.iter().map(|(sign, words)| html! { <div class="fact"><dt>{ *sign }</dt><dd>{ *words }</dd></div> }) }</dl>
                <h2>{ "Keys" }</h2>
                <dl>{ for keys.iter().map(|(key, words)| html! { <div class="fact"><dt><kbd>{ *key }</kbd></dt><dd>{ *words }</dd></div> }) }</dl>
            </div>
        </details>
    }
}

/// Takes the page over from what stands in the HTML.
pub fn mount() {
    let document = dom::document();
    for id in ["loading"] {
        if let Some(element) = document.get_element_by_id(id) {
            element.remove();
        }
    }
    match document.get_element_by_id("page") {
        Some(root) => {
            yew::Renderer::<Page>::with_root(root).render();
        }
        None => {
            yew::Renderer::<Page>::new().render();
        }
    }
}

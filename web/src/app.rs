//! The page as a whole: which screen is open, and the bar above it.

use yew::prelude::*;

use crate::dom;
use crate::lazy::lazily;
use crate::link::{Link, Screen};
use crate::mode::{Mode, use_mode, use_mode_keys};
use crate::sandbox::{Run, Sandbox, Worlds};
use crate::settings::{THEME, Theme, settings};
use crate::source::socket;
use crate::source::world::Tab;
use crate::{focus, help, learn, live, sandbox};

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
    let worlds = use_memo((), |()| Worlds::default());
    let answers = use_state(|| false);
    {
        let chosen = chosen.setter();
        use_effect_with((), move |()| {
            let guard = dom::listen("hashchange", move |_: web_sys::Event| chosen.set(link()));
            move || drop(guard)
        });
    }
    {
        // does a server speak where this page came from? If nobody has chosen a screen, show it
        let answers = answers.setter();
        use_effect_with((), move |()| {
            let call = socket::call(move || {
                answers.set(true);
                if link().is_none() {
                    open(Link { screen: Screen::Live, ..Link::default() });
                }
            });
            move || drop(call)
        });
    }
    use_effect_with((), |()| {
        let kept = focus::keep();
        move || drop(kept)
    });
    let theme = use_theme();
    let help = help::use_help();
    let (mode, turn) = use_mode();
    use_mode_keys(mode, &turn);
    let here = link().unwrap_or_default();
    let bar = match mode {
        Mode::Whole => bar(&place, *answers, &turn, &theme, help),
        Mode::Embed => {
            html! { <a class="whole" target="_blank" href={format!("{}{}", dom::here(), here.write())}>{ "Open in Glasslog" }</a> }
        }
        Mode::Present => {
            html! { <button type="button" class="whole" title="Esc" onclick={turn.reform(|_: MouseEvent| ())}>{ "Leave the large view" }</button> }
        }
    };
    html! {
        <>
            { bar }
            { screen(&place, mode, &worlds, &theme) }
        </>
    }
}

/// What stands below the bar. Only the plain sandbox is here from the start.
fn screen(place: &Link, mode: Mode, worlds: &Worlds, theme: &Theme) -> Html {
    let (seed, lens, worlds) = (place.seed, place.lens, worlds.clone());
    match (place.screen, &place.run, &place.level) {
        (Screen::Live, ..) => lazily("The live screen", live::live(), live::Props { mode, lens }),
        (Screen::Learn, _, Some(level)) => {
            lazily("The level", learn::level(), learn::Props { level: level.clone(), seed, mode, worlds })
        }
        (Screen::Learn, ..) => lazily("The course", learn::map(), ()),
        (Screen::Settings, ..) => lazily("The settings", settings(), theme.clone()),
        (Screen::Sandbox, Some(run), _) => {
            lazily("The run", sandbox::run(), Run { run: run.clone(), seed, lens, mode, worlds })
        }
        (Screen::Sandbox, ..) => {
            html! { <Sandbox key="" tab={worlds.of("", || Tab::new(seed))} {seed} {lens} {mode} /> }
        }
    }
}

/// The bar above.
fn bar(place: &Link, answers: bool, turn: &Callback<()>, theme: &Theme, help: Html) -> Html {
    html! {
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
                    <span class={classes!("live-dot", (!answers).then_some("off"))} aria-hidden="true"></span>{ "Live" }
                </a>
            </nav>
            <span class="spacer"></span>
            <span class="claim">{ "a Kafka that you can see through" }</span>
            <button type="button" class="quiet present-button" title="stage, caption and play bar, large ( F )" onclick={turn.reform(|_: MouseEvent| ())}><svg class="icon" width="14" height="14" viewBox="0 0 16 16" aria-hidden="true"><path d="M1 1h5v2H3v3H1zM10 1h5v5h-2V3h-3zM1 10h2v3h3v2H1zM13 10h2v5h-5v-2h3z" /></svg><span class="word">{ "Present" }</span></button>
            { theme_button(theme) }
            <a class="gear" href="#settings" title="Settings" aria-label="Settings" aria-current={(place.screen == Screen::Settings).then_some("page")}>{ "⚙" }</a>
            { help }
        </header>
    }
}

/// Dark or light, as the system says until somebody chooses.
#[hook]
fn use_theme() -> Theme {
    let theme = use_state(|| {
        let remembered = dom::recall(THEME).filter(|theme| theme == "dark" || theme == "light");
        wear(remembered.as_deref());
        remembered
    });
    let setter = theme.setter();
    let choose = Callback::from(move |chosen: Option<String>| {
        wear(chosen.as_deref());
        dom::remember(THEME, chosen.as_deref().unwrap_or_default());
        setter.set(chosen);
    });
    ((*theme).clone(), choose)
}

fn wear(theme: Option<&str>) {
    if let Some(root) = dom::document().document_element() {
        dom::set(&root, "data-theme", theme.unwrap_or_default());
    }
}

/// From dark to light, or back.
fn theme_button((theme, choose): &Theme) -> Html {
    let dark = match theme.as_deref() {
        Some(theme) => theme == "dark",
        None => !dom::media("(prefers-color-scheme: light)"),
    };
    let onclick = choose.reform(move |_: MouseEvent| Some(if dark { "light" } else { "dark" }.to_owned()));
    let label = if dark { "Light" } else { "Dark" };
    html! { <button type="button" class="quiet theme-button" title="Change between dark and light" {onclick}>{ if dark { "☀" } else { "☾" } }<span class="word">{ label }</span></button> }
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

//! The screen of what one may choose: how the page looks and moves, which keys it hears, and what this browser remembers of it.

use yew::prelude::*;

use crate::lazy::part;
use crate::{depth, dom, keys, learn, motion, sandbox};

/// Where the choice of dark or light is remembered.
pub const THEME: &str = "glasslog-theme";

/// Dark or light, or as the system says; and how to choose.
pub type Theme = (Option<String>, Callback<Option<String>>);

part! {
    /// The screen.
    pub fn settings: fn(&Theme) -> Html = |(theme, ontheme)| html! { <Settings theme={theme.clone()} ontheme={ontheme.clone()} /> }, in learn
}

#[derive(PartialEq, Properties)]
struct Props {
    theme: Option<AttrValue>,
    ontheme: Callback<Option<String>>,
}

#[component]
fn Settings(props: &Props) -> Html {
    // what is chosen lies in the browser: drawn anew, it is asked again
    let again = use_force_update();
    let choose = |act: fn(bool)| {
        let again = again.clone();
        Callback::from(move |on: bool| {
            act(on);
            again.force_update();
        })
    };
    let theme = |value: Option<&'static str>, word: &'static str| {
        let onchange = props.ontheme.reform(move |_: Event| value.map(str::to_owned));
        html! {
            <label class="check"><input type="radio" name="theme" checked={props.theme.as_deref() == value} {onchange} />{ word }</label>
        }
    };
    let onforget = {
        let again = again.clone();
        let ontheme = props.ontheme.clone();
        Callback::from(move |_: MouseEvent| {
            forget();
            ontheme.emit(None);
            again.force_update();
        })
    };
    html! {
        <main class="learn settings">
            <header>
                <h1>{ "Settings" }</h1>
                <p>{ "They are kept in this browser, and nowhere else." }</p>
            </header>
            <fieldset>
                <legend>{ "Colours" }</legend>
                { theme(None, "as the system says") }
                { theme(Some("dark"), "dark") }
                { theme(Some("light"), "light") }
            </fieldset>
            <fieldset>
                <legend>{ "Motion and keys" }</legend>
                { switch("little motion: a message lights its way instead of flying", motion::is_less(), &choose(motion::switch)) }
                { switch("single keys: letters and signs do something", keys::are_on(), &choose(keys::switch)) }
                { switch("all tools from the start: lenses, forms, commands, promises, bug hunt", depth::is_deep(), &choose(depth::remember)) }
            </fieldset>
            <fieldset>
                <legend>{ "What this browser remembers" }</legend>
                <p>{ learn::progress() }</p>
                <p class="muted">{ "Forgetting takes the levels that you have reached, and all that is chosen above." }</p>
                <p class="verbs"><button type="button" onclick={onforget}>{ "Forget all of it" }</button></p>
            </fieldset>
        </main>
    }
}

fn switch(words: &'static str, on: bool, onswitch: &Callback<bool>) -> Html {
    let onchange = onswitch.reform(move |_: Event| !on);
    html! { <label class="check"><input type="checkbox" checked={on} {onchange} />{ words }</label> }
}

/// Everything is as it was at the first visit.
fn forget() {
    motion::switch(false);
    keys::switch(true);
    [THEME, motion::REMEMBERED, keys::REMEMBERED, depth::REMEMBERED, learn::REACHED, sandbox::MET]
        .into_iter()
        .for_each(dom::forget);
}

//! The palette: all that can be done here, by its name. One types a part of it, or a command.

mod find;
mod offers;

use std::rc::Rc;

use glasslog_sim::Action;
use web_sys::{HtmlDialogElement, HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use super::playbar::Time;
use crate::dom;
use crate::lazy::part;
use crate::lens::Lens;
use crate::mode::Mode;
use crate::sandbox::Line;
use crate::scene::Cluster;
use crate::store::{Play, Selected};
use find::listed;
use offers::{Offer, offers};

/// What comes of an offer that is chosen.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// Something with time.
    Time(Time),
    /// Another way to look at the cluster.
    Lens(Lens),
    /// Something is done to the world.
    Act(Action),
    /// The card of something on the stage.
    Go(Selected),
    /// The brokers' own topics are shown, or not any more.
    Internal(bool),
    /// The captions are hidden from a room, or shown.
    Captions,
    /// Two branches are compared, or not any more.
    Compare,
    /// The hunt is seen.
    Hunt,
    /// Why? Of what is chosen.
    Why,
    /// The way of what is chosen, in space and time.
    Way,
    /// What the first button does that this selector chooses.
    Press(&'static str),
    /// A command that is whole.
    Run(String),
    /// The beginning of a command: the rest has to be written.
    Write(String),
}

/// What is offered depends on this, as it is when the palette is opened.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// What there is.
    pub cluster: Rc<Cluster>,
    /// How time passes.
    pub play: Play,
    /// What is chosen.
    pub selected: Option<Selected>,
    /// Whether the brokers' own topics are shown.
    pub internal: bool,
    /// Whether there are two branches to compare.
    pub branches: bool,
    /// Whether the hunt is on this page.
    pub hunts: bool,
    /// How much of the page is shown.
    pub mode: Mode,
    /// Something was chosen.
    pub ondeed: Callback<Deed>,
    /// A command shall be run.
    pub oncommand: Callback<Line>,
    /// It was closed.
    pub onclose: Callback<()>,
}

part! {
    /// The palette, opened.
    pub fn palette: fn(&Props) -> Html = |props: &Props| html! { <Palette ..props.clone() /> }, in act
}

/// Whether a key opens the palette, or closes it.
#[must_use]
pub fn is_asked_for(event: &KeyboardEvent) -> bool {
    event.ctrl_key() != event.meta_key()
        && !event.alt_key()
        && !event.shift_key()
        && matches!(event.key().as_str(), "k" | "K")
}

/// The id of an offer's place.
fn id(place: usize) -> String {
    format!("offer-{place}")
}

#[component]
fn Palette(props: &Props) -> Html {
    let (window, field) = (use_node_ref(), use_node_ref());
    let (typed, at, wrong) = (use_state_eq(String::new), use_state_eq(|| 0_usize), use_state_eq(|| None::<String>));
    let all = use_memo((), |()| {
        let is_here = |offer: &Offer| match offer.deed {
            Deed::Press(button) => dom::first(button).is_some(),
            _ => true,
        };
        offers(props).into_iter().filter(is_here).collect::<Vec<_>>()
    });
    let found = use_memo((*typed).clone(), |typed| listed(typed, &all));
    {
        let window = window.clone();
        use_effect_with((), move |()| {
            if let Some(dialog) = window.cast::<HtmlDialogElement>() {
                dialog.show_modal().ok();
            }
        });
    }
    use_effect_with((*at, (*typed).clone()), |(at, _)| {
        dom::document().get_element_by_id(&id(*at)).iter().for_each(dom::into_view);
    });
    let write = {
        let (typed, at, wrong) = (typed.setter(), at.setter(), wrong.setter());
        Callback::from(move |text: String| {
            typed.set(text);
            at.set(0);
            wrong.set(None);
        })
    };
    let shut = {
        let window = window.clone();
        Callback::from(move |()| {
            if let Some(dialog) = window.cast::<HtmlDialogElement>() {
                dialog.close();
            }
        })
    };
    let choose = {
        let (field, write, shut, wrong) = (field.clone(), write.clone(), shut.clone(), wrong.setter());
        let (ondeed, oncommand) = (props.ondeed.clone(), props.oncommand.clone());
        Callback::from(move |deed: Deed| match deed {
            Deed::Run(line) => {
                let (shut, wrong) = (shut.clone(), wrong.clone());
                let told = Callback::from(move |what: Option<String>| match what {
                    None => shut.emit(()),
                    what => wrong.set(what),
                });
                oncommand.emit((line, told));
            }
            Deed::Write(start) => {
                if let Some(input) = field.cast::<HtmlInputElement>() {
                    input.set_value(&start);
                    input.focus().ok();
                }
                write.emit(start);
            }
            deed => {
                // first: it gives the focus back
                shut.emit(());
                ondeed.emit(deed);
            }
        })
    };
    let onkeydown = {
        let (at, found, choose, shut) = (at.clone(), found.clone(), choose.clone(), shut.clone());
        Callback::from(move |event: KeyboardEvent| {
            // what is typed here is nobody else's
            event.stop_propagation();
            if event.is_composing() {
                return;
            }
            let count = found.len();
            match event.key().as_str() {
                "ArrowDown" if count > 0 => at.set((*at + 1) % count),
                "ArrowUp" if count > 0 => at.set((*at + count - 1) % count),
                "Enter" if event.target_dyn_into::<HtmlInputElement>().is_some() => {
                    found.get(*at).iter().for_each(|offer| choose.emit(offer.deed.clone()));
                }
                _ if is_asked_for(&event) => shut.emit(()),
                _ => return,
            }
            event.prevent_default();
        })
    };
    let oninput = write.reform(|event: InputEvent| {
        event.target_dyn_into::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default()
    });
    let active = (!found.is_empty()).then(|| id(*at));
    html! {
        <dialog ref={window} class="palette" aria-label="Commands" closedby="any" onclose={props.onclose.reform(|_: Event| ())} {onkeydown}>
            <div class="palette-head">
                <input ref={field} role="combobox" aria-label="What to do" aria-autocomplete="list" aria-expanded={(!found.is_empty()).to_string()}
                    aria-controls={(!found.is_empty()).then_some("offers")} aria-activedescendant={active} aria-invalid={wrong.is_some().to_string()}
                    placeholder="pause, broker 2, kill B1 …" autocomplete="off" autocapitalize="off" spellcheck="false" {oninput} />
                <button type="button" class="quiet" title="Close (Esc)" aria-label="Close commands" onclick={shut.reform(|_: MouseEvent| ())}>{ "✕" }</button>
            </div>
            if let Some(wrong) = &*wrong { <p class="bad-text" role="alert">{ wrong }</p> }
            if found.is_empty() {
                <p class="muted" role="status">{ "Nothing here is called that." }</p>
            } else {
                <ul id="offers" role="listbox" aria-label="What can be done">
                    { for found.iter().enumerate().map(|(place, offer)| option(place, offer, place == *at, &choose)) }
                </ul>
            }
        </dialog>
    }
}

fn option(place: usize, offer: &Offer, chosen: bool, choose: &Callback<Deed>) -> Html {
    let deed = offer.deed.clone();
    let onclick = choose.reform(move |_: MouseEvent| deed.clone());
    // the field keeps the focus
    let onmousedown = Callback::from(|event: MouseEvent| event.prevent_default());
    html! {
        <li key={place} id={id(place)} role="option" aria-selected={chosen.to_string()} {onclick} {onmousedown}>
            <span class="name">{ &offer.name }</span>
            if !offer.about.is_empty() { <span class="muted">{ &offer.about }</span> }
            if !offer.key.is_empty() { <kbd>{ offer.key }</kbd> }
        </li>
    }
}

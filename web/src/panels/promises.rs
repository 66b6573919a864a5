//! Promises: what is never broken, watched while it is looked at, by a witness in a worker.

use std::cell::Cell;
use std::rc::Rc;

use glasslog_core::time::Instant;
use glasslog_sim::witness::{PROMISES, Testimony, promise};
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};
use yew::prelude::*;

use super::playbar::Time;
use crate::dom;
use crate::lazy::part;
use crate::sandbox::Holder;
use crate::text::{count, span};

/// The worker, beside the page.
const WORKER: &str = "witness-worker.js";
/// The witness is asked so often, in milliseconds.
const PAUSE_MS: i32 = 700;

/// What the panel needs.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// What it is about.
    pub tab: Holder,
    /// Something shall be done with time.
    pub ontime: Callback<Time>,
}

/// How things stand with the witness.
#[derive(Clone, Debug, Default, PartialEq)]
enum Hearing {
    /// It has not said anything yet.
    #[default]
    Called,
    /// What it said last.
    Said(Testimony),
    /// It cannot be had.
    Absent,
}

part! {
    /// The panel: nobody is asked while it is closed.
    pub fn promises: fn(&Props) -> Html = draw, in act
}

fn draw(props: &Props) -> Html {
    html! { <Promises ..props.clone() /> }
}

#[component]
fn Promises(props: &Props) -> Html {
    let hearing = use_state_eq(Hearing::default);
    {
        let (tab, hearing) = (props.tab.clone(), hearing.setter());
        use_effect_with((), move |()| {
            let asking = Witness::call(hearing).map(|witness| {
                let ask = move || witness.ask(&tab);
                ask();
                dom::every(PAUSE_MS, ask)
            });
            move || drop(asking)
        });
    }
    list(&hearing, &props.ontime)
}

fn list(hearing: &Hearing, ontime: &Callback<Time>) -> Html {
    let said = match hearing {
        Hearing::Absent => {
            return html! { <p class="muted">{ "The witness is not here: this page was served without it." }</p> };
        }
        Hearing::Called => {
            return html! { <p class="muted">{ "A witness goes through this run a second time, with every check …" }</p> };
        }
        Hearing::Said(said) => said,
    };
    let broken = |place: usize| said.broken.iter().find(|broken| promise(&broken.invariant) == Some(place));
    html! {
        <>
            <p class="muted">{ format!("A witness goes through this run a second time, with every check after every step: {} so far, up to {}.",
                count(i64::try_from(said.steps).unwrap_or(0), "step"), span(said.at.0)) }</p>
            <ul>
                { for PROMISES.iter().enumerate().map(|(place, (words, watched))| {
                    let broken = broken(place);
                    html! {
                        <li class={broken.is_some().then_some("bad")} title={watched.join(" ")}>
                            <span class="mark" role="img" aria-label={if broken.is_some() { "broken" } else { "kept" }}>{ if broken.is_some() { "✗" } else { "✓" } }</span>
                            <span>
                                { *words }
                                if let Some(broken) = broken {
                                    <code>{ format!(" {}: {} ", broken.invariant, broken.what) }</code>
                                    { there(broken.at, ontime) }
                                }
                            </span>
                        </li>
                    }
                }) }
            </ul>
        </>
    }
}

fn there(at: Instant, ontime: &Callback<Time>) -> Html {
    let onclick = ontime.reform(move |_: MouseEvent| Time::Seek(at));
    html! { <button type="button" class="link" {onclick}>{ format!("at {}", span(at.0)) }</button> }
}

/// A witness at work; dismissed when it is dropped.
struct Witness {
    worker: Worker,
    /// It has not answered yet.
    busy: Rc<Cell<bool>>,
    _heard: [Closure<dyn FnMut(MessageEvent)>; 2],
}

impl Witness {
    fn call(hearing: UseStateSetter<Hearing>) -> Option<Witness> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let Ok(worker) = Worker::new_with_options(WORKER, &options) else {
            hearing.set(Hearing::Absent);
            return None;
        };
        let busy = Rc::new(Cell::new(false));
        let heard = {
            let (hearing, busy) = (hearing.clone(), busy.clone());
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                busy.set(false);
                let bytes = js_sys::Uint8Array::new(&event.data()).to_vec();
                if let Ok(testimony) = postcard::from_bytes(&bytes) {
                    hearing.set(Hearing::Said(testimony));
                }
            })
        };
        let failed = Closure::<dyn FnMut(MessageEvent)>::new(move |_: MessageEvent| hearing.set(Hearing::Absent));
        worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
        Some(Witness { worker, busy, _heard: [heard, failed] })
    }

    /// Asks about now, unless it still thinks about the last moment.
    fn ask(&self, tab: &Holder) {
        if !self.busy.replace(true) {
            let file = tab.0.borrow().moment().file().unwrap_or_default();
            self.worker.post_message(&file.into()).ok();
        }
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

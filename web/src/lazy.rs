//! What a first visit does not need comes in chunks of its own, each loaded when something in it is asked for.
//!
//! A [`Part`] is a function that lies in a chunk. With the feature `split` a chunk is a file beside the page; without it everything is
//! here from the start. Whatever is reachable only through parts is put into their chunks by `cargo xtask page`: nothing else says what
//! lies where, so a call past a part brings all that it leads to back into the first visit.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::thread::LocalKey;

use yew::platform::spawn_local;
use yew::prelude::*;

/// A part under way; tells whether it is here then.
pub type Loading = Pin<Box<dyn Future<Output = bool>>>;

/// A function that may have to be loaded first. Made by `part!`.
#[derive(Clone, Copy)]
pub struct Part<F: 'static> {
    #[doc(hidden)]
    pub slot: &'static LocalKey<Cell<Option<F>>>,
    #[doc(hidden)]
    pub load: fn() -> Loading,
}

impl<F> std::fmt::Debug for Part<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Part")
    }
}

impl<F: Copy + 'static> Part<F> {
    /// The function, if it is here. Once here it stays.
    #[must_use]
    pub fn get(self) -> Option<F> {
        self.slot.get()
    }

    /// Loads the function and tells whether it is here then. What has failed may be tried again.
    pub fn fetch(self, told: Callback<bool>) {
        fetch(self.load, told);
    }
}

fn fetch(load: fn() -> Loading, told: Callback<bool>) {
    spawn_local(async move { told.emit(load().await) });
}

/// Declares a [`Part`]: `part! { /// … pub fn name: fn(&Props) -> Html = draw, in chunk }`.
macro_rules! part {
    ($(#[$about:meta])* $vis:vis fn $name:ident: $kind:ty = $value:expr, in $chunk:ident) => {
        $(#[$about])*
        #[must_use]
        $vis fn $name() -> $crate::lazy::Part<$kind> {
            thread_local! {
                static SLOT: std::cell::Cell<Option<$kind>> = const { std::cell::Cell::new($crate::lazy::at_first!($value)) };
            }
            #[cfg(feature = "split")]
            fn load() -> $crate::lazy::Loading {
                #[wasm_split_helpers::wasm_split($chunk, fallible)]
                fn $name() -> Result<$kind, wasm_split_helpers::SplitLoaderError> {
                    Ok($value)
                }
                Box::pin(async {
                    let loaded = $name().await.ok();
                    SLOT.set(loaded.or(SLOT.get()));
                    SLOT.get().is_some()
                })
            }
            #[cfg(not(feature = "split"))]
            fn load() -> $crate::lazy::Loading {
                Box::pin(async { true })
            }
            $crate::lazy::Part { slot: &SLOT, load }
        }
    };
}
pub(crate) use part;

/// What a part's slot holds at first: its function, but where that is in a chunk not even its name may be reachable from here.
#[cfg(not(feature = "split"))]
macro_rules! at_first {
    ($value:expr) => {
        Some($value)
    };
}
#[cfg(feature = "split")]
macro_rules! at_first {
    ($value:expr) => {
        None
    };
}
pub(crate) use at_first;

/// Something to be shown that may have to be loaded first.
trait Showing {
    fn draw(&self) -> Option<Html>;
    fn fetch(&self, told: Callback<bool>);
}

struct Drawing<P: 'static> {
    part: Part<fn(&P) -> Html>,
    props: P,
}

impl<P> Showing for Drawing<P> {
    fn draw(&self) -> Option<Html> {
        self.part.get().map(|draw| draw(&self.props))
    }

    fn fetch(&self, told: Callback<bool>) {
        self.part.fetch(told);
    }
}

/// Shows what a part draws, and loads the part for that. `what` names it for who waits.
pub fn lazily<P: 'static>(what: &'static str, part: Part<fn(&P) -> Html>, props: P) -> Html {
    let showing = Shows(Rc::new(Drawing { part, props }));
    html! { <Lazy key={what} {what} {showing} /> }
}

#[derive(Clone)]
struct Shows(Rc<dyn Showing>);

impl PartialEq for Shows {
    fn eq(&self, other: &Shows) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(Properties, PartialEq)]
struct Props {
    what: &'static str,
    showing: Shows,
}

/// How it stands with a part that is not here.
#[derive(Clone, Copy, PartialEq)]
enum Wait {
    Coming,
    Failed,
    Here,
}

/// One component for whatever is loaded: its place while it comes, and words where it does not.
#[component]
fn Lazy(props: &Props) -> Html {
    let wait = use_state_eq(|| Wait::Coming);
    let drawn = props.showing.0.draw();
    {
        let (absent, showing, wait) = (drawn.is_none(), props.showing.0.clone(), wait.clone());
        use_effect_with((absent, *wait == Wait::Coming), move |due| {
            if *due == (true, true) {
                showing.fetch(Callback::from(move |here| wait.set(if here { Wait::Here } else { Wait::Failed })));
            }
        });
    }
    if let Some(drawn) = drawn {
        return drawn;
    }
    if *wait != Wait::Failed {
        return html! { <div class="lazy" role="status" aria-label={format!("{} is being loaded", props.what)}></div> };
    }
    let again = Callback::from(move |_: MouseEvent| wait.set(Wait::Coming));
    html! {
        <div class="lazy failed" role="alert">
            <p>{ format!("{} could not be loaded. Is there a network? If the server is a newer one now, reload the page.", props.what) }</p>
            <button type="button" class="primary" onclick={again}>{ "Try again" }</button>
        </div>
    }
}

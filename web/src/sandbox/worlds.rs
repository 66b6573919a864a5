//! The world of the tab, kept while somebody looks at another screen; and the screen for a run that was shared.

use std::cell::RefCell;
use std::rc::Rc;

use glasslog_sim::link::Moment;
use yew::prelude::*;

use super::{Holder, Sandbox};
use crate::lazy::part;
use crate::lens::Lens;
use crate::mode::Mode;
use crate::source::world::Tab;

/// The last world that was played in, by what it was made of: the name of a level, or a run. The plain sandbox has no name.
#[derive(Clone, Default)]
pub struct Worlds(Rc<RefCell<Option<(String, Holder)>>>);

impl PartialEq for Worlds {
    fn eq(&self, other: &Worlds) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Worlds {
    /// The world of this name: the last one, or a new one in its place.
    pub fn of(&self, name: &str, make: impl FnOnce() -> Tab) -> Holder {
        let mut last = self.0.borrow_mut();
        if let Some((known, world)) = &*last
            && known == name
        {
            return world.clone();
        }
        let world = Holder(Rc::new(RefCell::new(make())));
        *last = Some((name.to_owned(), world.clone()));
        world
    }
}

/// A run that somebody has shared.
#[derive(Clone, PartialEq)]
pub struct Run {
    /// The moment, as its text.
    pub run: String,
    /// The seed of the next world, should one be asked for.
    pub seed: u64,
    /// How one looks at it.
    pub lens: Lens,
    /// How much of it is shown.
    pub mode: Mode,
    /// Where worlds are kept.
    pub worlds: Worlds,
}

part! {
    /// The screen of a shared run; the plain sandbox where the run cannot be read.
    pub fn run: fn(&Run) -> Html = draw, in act
}

fn draw(props: &Run) -> Html {
    let open = || Moment::read(&props.run).map_or_else(|| Tab::new(props.seed), |moment| Tab::at(&moment));
    let tab = props.worlds.of(&props.run, open);
    html! { <Sandbox key={props.run.clone()} {tab} seed={props.seed} lens={props.lens} mode={props.mode} /> }
}

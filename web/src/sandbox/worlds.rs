//! The world of the tab, kept while somebody looks at another screen; and the screen for a run that was shared.

use std::cell::RefCell;
use std::rc::Rc;

use glasslog_sim::link::{Moment, Unreadable};
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
#[derive(Clone, PartialEq, Properties)]
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

/// A run that is longer than the page goes through.
const TOO_LARGE: &str =
    "The run of this link is too large to be gone through here: time stands at an earlier moment than was meant.";

/// The world of a shared run, and what is to be said where it is not what was meant.
fn opened(text: &str, seed: u64, worlds: &Worlds) -> (Holder, Option<&'static str>) {
    let read = Moment::read_or_why(text);
    let mut wrong = read.as_ref().err().map(|why| match why {
        Unreadable::CutOff => "The link could not be read: it is cut off. This is a plain sandbox. Copy the whole link, or ask for the file.",
        Unreadable::OtherVersion => "The link could not be read: it is of another version of this page. This is a plain sandbox.",
        Unreadable::NoRun => "The link could not be read: it holds no run, or is spoiled. This is a plain sandbox.",
    });
    let tab = worlds.of(text, || {
        let Ok(moment) = &read else { return Tab::new(seed) };
        let tab = Tab::at(moment);
        if tab.play().now < moment.at {
            wrong = Some(TOO_LARGE);
        }
        tab
    });
    (tab, wrong)
}

fn draw(props: &Run) -> Html {
    html! { <Opened key={props.run.clone()} ..props.clone() /> }
}

#[component]
fn Opened(props: &Run) -> Html {
    let opened = use_memo(props.run.clone(), |run| opened(run, props.seed, &props.worlds));
    let (tab, wrong) = (opened.0.clone(), opened.1);
    html! { <Sandbox key={props.run.clone()} {tab} seed={props.seed} lens={props.lens} mode={props.mode} {wrong} /> }
}

/// What is wrong with a link, until it has been read.
#[inline(never)]
pub(super) fn unread(wrong: &'static str) -> Html {
    html! { <Unread {wrong} /> }
}

#[derive(PartialEq, Properties)]
struct UnreadProps {
    wrong: &'static str,
}

#[component]
fn Unread(props: &UnreadProps) -> Html {
    let read = use_state_eq(|| false);
    if *read {
        return Html::default();
    }
    let onclick = {
        let read = read.setter();
        Callback::from(move |_: MouseEvent| read.set(true))
    };
    html! {
        <div class="found" role="alert">
            <p>{ props.wrong }</p>
            <div class="verbs"><button type="button" {onclick}>{ "Dismiss" }</button></div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use glasslog_core::time::Instant;

    use super::*;

    #[test]
    fn a_link_that_cannot_be_read_says_so_and_why() {
        let said = |text: &str| {
            let (tab, wrong) = opened(text, 1, &Worlds::default());
            (tab.0.borrow().untouched().is_some(), wrong.unwrap_or_default())
        };
        let mut tab = Tab::new(3);
        let text = tab.share().link.and_then(|link| Some(link.split_once("run=")?.1.to_owned())).expect("it is short");
        assert_eq!(said(&text).1, "");
        for (text, why) in
            [("garbage", "no run"), (&text[..20], "cut off"), (&format!("Ag{}", &text[2..]), "another version")]
        {
            let (plain, said) = said(text);
            assert!(plain && said.contains(why), "{text}: {said}");
        }
        let endless = Moment { at: Instant(u64::MAX / 2), ..tab.moment() };
        assert_eq!(said(&endless.write().expect("it is short")).1, TOO_LARGE);
        // it is said again to who comes back
        let worlds = Worlds::default();
        assert_eq!([(); 2].map(|()| opened("garbage", 1, &worlds).1.is_some()), [true; 2]);
    }
}

//! What can be done in the sandbox, as callbacks.

use std::cell::RefCell;
use std::rc::Rc;

use bytes::Bytes;
use glasslog_core::id::{Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_core::request::Acks;
use glasslog_sim::Action;
use yew::prelude::*;

use super::Holder;
use super::frames::MET;
use crate::dom;
use crate::focus;
use crate::learn;
use crate::lens::Stored;
use crate::panels::hunt;
use crate::panels::lesson::Teach;
use crate::panels::playbar::Time;
use crate::panels::why;
use crate::source::world::Tab;
use crate::store::{Caption, Change, Selected, Store, Tone};

/// A command line, and who is told what is wrong with it.
pub type Line = (String, Callback<Option<String>>);

/// Everything that can be done.
#[derive(Clone)]
pub(super) struct Acts {
    pub(super) onact: Callback<Action>,
    pub(super) ontime: Callback<Time>,
    pub(super) onselect: Callback<Selected>,
    pub(super) onclose: Callback<()>,
    pub(super) ondraw: Callback<MouseEvent>,
    pub(super) oninternal: Callback<bool>,
    pub(super) onacks: Callback<(u64, Acks)>,
    pub(super) onteach: Callback<Teach>,
    pub(super) oncommand: Callback<Line>,
    /// The hunt shall be seen.
    pub(super) onhunt: Callback<()>,
    /// Another run has become the present one.
    pub(super) onopened: Callback<()>,
    pub(super) onkept: Callback<(usize, bool)>,
    /// Why? Asked of what is chosen, or of what there is something to ask about.
    pub(super) onwhy: Callback<Option<Selected>>,
    /// Nothing was done, and this is why.
    pub(super) onrefused: Callback<String>,
    pub(super) onread: Callback<(Text, PartitionIndex, Offset)>,
    /// A batch as a copy stores it.
    pub(super) onstored: Callback<Stored, Option<Bytes>>,
}

/// The acts on a world.
#[hook]
pub(super) fn use_acts(holder: &Holder, store: &UseReducerHandle<Store>, seed: u64) -> Acts {
    let (tab, dispatch) = (&holder.0, store.dispatcher());
    let latest = use_mut_ref(|| store.kept);
    *latest.borrow_mut() = store.kept;
    let told = |change: fn() -> Change| {
        let dispatch = dispatch.clone();
        move || dispatch.dispatch(change())
    };
    let (deselect, draw) = (told(|| Change::Deselect), told(|| Change::Draw));
    let onhunt = {
        let (dispatch, drawn) = (dispatch.clone(), store.drawn);
        Callback::from(move |()| {
            if !drawn {
                dispatch.dispatch(Change::Draw);
            }
            hunt::open();
        })
    };
    let ontime = {
        let (tab, dispatch) = (tab.clone(), dispatch.clone());
        Callback::from(move |time: Time| {
            let mut tab = tab.borrow_mut();
            if pass(&mut tab, time, seed) {
                dispatch.dispatch(Change::Renew);
            }
            dispatch.dispatch(Change::Playing(tab.play()));
        })
    };
    Acts {
        onact: {
            let (tab, dispatch) = (tab.clone(), dispatch.clone());
            Callback::from(move |action: Action| {
                let mut tab = tab.borrow_mut();
                let command = tab.command(&action);
                dom::remember(MET, "yes");
                tab.act(action);
                if let Some(command) = command {
                    dispatch.dispatch(Change::Command(command));
                }
            })
        },
        onselect: {
            let dispatch = dispatch.clone();
            Callback::from(move |selected: Selected| dispatch.dispatch(Change::Select(selected)))
        },
        onclose: Callback::from(move |()| deselect()),
        ondraw: Callback::from(move |_: MouseEvent| draw()),
        oninternal: {
            let dispatch = dispatch.clone();
            Callback::from(move |internal: bool| dispatch.dispatch(Change::Internal(internal)))
        },
        onacks: {
            let (tab, dispatch) = (tab.clone(), dispatch.clone());
            Callback::from(move |(id, acks)| {
                let made = tab.borrow_mut().set_acks(id, acks);
                let cluster = Rc::new(tab.borrow_mut().cluster());
                dispatch.dispatch(Change::Shown(cluster));
                if let Some(made) = made {
                    dispatch.dispatch(Change::Select(Selected::Producer(made)));
                }
            })
        },
        onteach: {
            let (tab, dispatch) = (tab.clone(), dispatch.clone());
            Callback::from(move |teach: Teach| {
                let mut tab = tab.borrow_mut();
                match teach {
                    Teach::Answer(chosen) => tab.bet(chosen),
                    Teach::Pass => tab.pass(),
                    Teach::Home => tab.home(),
                    Teach::Show => {
                        tab.again(true);
                        dispatch.dispatch(Change::Renew);
                    }
                }
                dispatch.dispatch(Change::Playing(tab.play()));
            })
        },
        oncommand: {
            let (tab, onhunt) = (tab.clone(), onhunt.clone());
            Callback::from(move |(line, told): Line| {
                if line.trim() == "hunt" {
                    onhunt.emit(());
                    return told.emit(None);
                }
                command(tab.clone(), line, told);
            })
        },
        onhunt,
        onopened: {
            let (tab, dispatch) = (tab.clone(), dispatch.clone());
            Callback::from(move |()| {
                dispatch.dispatch(Change::Renew);
                dispatch.dispatch(Change::Playing(tab.borrow().play()));
            })
        },
        onkept: {
            let (tab, dispatch, ontime) = (tab.clone(), dispatch.clone(), ontime.clone());
            Callback::from(move |(digit, keep): (usize, bool)| {
                let now = tab.borrow().play().now;
                if keep {
                    return dispatch.dispatch(Change::Kept(digit, now));
                }
                let at = latest.borrow().at(digit, tab.borrow().marks());
                at.into_iter().for_each(|at| ontime.emit(Time::Seek(at)));
            })
        },
        onwhy: {
            let (tab, dispatch) = (tab.clone(), dispatch.clone());
            Callback::from(move |selected: Option<Selected>| match selected {
                Some(_) => why::enter(),
                None => wonder(tab.clone(), dispatch.clone()),
            })
        },
        onrefused: {
            let tab = tab.clone();
            Callback::from(move |why: String| tab.borrow_mut().tell(&why))
        },
        onread: {
            let tab = tab.clone();
            Callback::from(move |(topic, partition, from): (Text, _, _)| {
                tab.borrow_mut().read_back(&topic, partition, from);
            })
        },
        onstored: {
            let tab = tab.clone();
            Callback::from(move |(broker, topic, partition, offset): Stored| {
                tab.borrow().stored(broker, &topic, partition, offset)
            })
        },
        ontime,
    }
}

/// Does something with time; whether this is another world now.
fn pass(tab: &mut Tab, time: Time, seed: u64) -> bool {
    match time {
        Time::Toggle | Time::Step if tab.clock.paused && tab.waits_for_a_bet() => {}
        Time::Toggle => tab.clock.paused = !tab.clock.paused,
        Time::Stand(stands) => tab.clock.paused = stands,
        Time::Step => {
            tab.clock.paused = true;
            tab.step();
        }
        Time::Faster => tab.clock.shift(true),
        Time::Slower => tab.clock.shift(false),
        Time::Turn => tab.clock.turn(),
        Time::Seek(at) => {
            tab.clock.paused = true;
            tab.seek(at);
        }
        Time::NextMark(ahead) => {
            tab.clock.paused = true;
            if let Some(at) = tab.next_mark(ahead) {
                tab.seek(at);
            }
        }
        Time::Undo => {
            tab.clock.paused = true;
            tab.undo();
        }
        Time::Redo => {
            tab.clock.paused = true;
            tab.redo();
        }
        Time::Jump(jump) => tab.jump = jump,
        Time::Branch(branch) => tab.switch(branch),
        Time::Restart => {
            if tab.level().is_some() {
                tab.again(false);
            } else if !tab.again_found() && !tab.again_case() {
                let (clock, jump) = (tab.clock.clone(), tab.jump);
                *tab = Tab::new(seed);
                tab.clock.pass_like(&clock);
                tab.jump = jump;
            }
            return true;
        }
    }
    false
}

/// Chooses the first thing that there is something to ask about, and says so where there is none.
#[inline(never)]
fn wonder(tab: Rc<RefCell<Tab>>, dispatch: UseReducerDispatcher<Store>) {
    let part = why::wondered();
    part.fetch(Callback::from(move |_| {
        let found = part.get().map(|wondered| {
            let mut tab = tab.borrow_mut();
            let cluster = tab.cluster();
            wondered(&mut tab, &cluster)
        });
        let text = match found {
            Some(Some(selected)) => {
                dispatch.dispatch(Change::Select(selected));
                return focus::enter_card();
            }
            Some(None) => "Nothing stands still: there is nothing to ask why.",
            None => "Why? could not be loaded. Is there a network?",
        };
        let at = tab.borrow().play().now;
        dispatch.dispatch(Change::Told(vec![Caption { at, tone: Tone::Plain, text: text.to_owned() }]));
    }));
}

/// Does what a command says, once it is here who understands commands.
fn command(tab: Rc<RefCell<Tab>>, line: String, told: Callback<Option<String>>) {
    let part = learn::command_line();
    part.fetch(Callback::from(move |_| {
        told.emit(match part.get() {
            Some(command_line) => command_line(&mut tab.borrow_mut(), &line).err(),
            None => Some("Commands could not be loaded. Is there a network?".to_owned()),
        });
    }));
}

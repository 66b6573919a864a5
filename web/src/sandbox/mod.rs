//! The sandbox: a whole cluster in the tab, under one's hands.

mod acts;
mod frames;
mod hands;
mod keys;
mod palette;
mod stroke;
mod worlds;

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use crate::depth::{self, use_depth};
use crate::lazy::lazily;
use crate::learn;
use crate::lens::{Lens, Look, lenses, use_lens};
use crate::mode::Mode;
use crate::panels::card;
use crate::panels::compare::{self, use_compare};
use crate::panels::drawer::{drawer, lasting};
use crate::panels::hunt;
use crate::panels::narration::{Narration, caption_line, echo, spoken};
use crate::panels::playbar::{PlayBar, Time};
use crate::panels::prompt::Prompt;
use crate::panels::share::use_share;
use crate::panels::sheet::sheet;
use crate::panels::timeline::{TimeStrip, branches};
use crate::panels::tools::tools;
use crate::panels::{promises, table};
use crate::scene::Scene;
use crate::source::world::Tab;
use crate::stage::SharedShapes;
use crate::store::{Change, Selected, Store};
pub use acts::Line;
use acts::use_acts;
use frames::Frames;
pub(crate) use frames::MET;
use hands::use_hands;
pub(crate) use keys::{Kind, SEND, added, plug};
use keys::{invitation, use_keys};
use stroke::use_strokes;
pub use worlds::{Run, Worlds, run};

/// A world, which outlives the screen.
#[derive(Clone)]
pub struct Holder(pub Rc<RefCell<Tab>>);

impl PartialEq for Holder {
    fn eq(&self, other: &Holder) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// The screen.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The world.
    pub tab: Holder,
    /// The seed of the next world, should one be asked for.
    pub seed: u64,
    /// The short name of the level that is played, if it is one.
    #[prop_or_default]
    pub level: Option<String>,
    /// The name of the case that was set up, if it is one.
    #[prop_or_default]
    pub case: Option<String>,
    /// How much of it is shown.
    #[prop_or_default]
    pub mode: Mode,
    /// How one looks at the cluster, by the address; none where that has no word for it.
    #[prop_or_default]
    pub lens: Option<Lens>,
    /// What is wrong with the link that led here, if something is.
    #[prop_or_default]
    pub wrong: Option<&'static str>,
}

/// A cluster in the tab.
#[component]
pub fn Sandbox(props: &Props) -> Html {
    let tab = props.tab.0.clone();
    let store = use_reducer_eq({
        let (tab, lens, is_case) = (tab.clone(), props.lens.unwrap_or_default(), props.case.is_some());
        move || {
            let mut tab = tab.borrow_mut();
            let lesson = tab.standing().map(Rc::new);
            let drawn = lesson.is_some() || is_case;
            let (cluster, play) = (Rc::new(tab.cluster()), tab.play());
            let store = Store { cluster, play, lens, lesson, drawn, ..Store::default() };
            Rc::unwrap_or_clone(Rc::new(store).reduce(Change::Told(tab.take_captions())))
        }
    });
    let shapes = use_memo((), |()| RefCell::new(Rc::new(Scene::default())));
    let layer = use_node_ref();
    {
        let frames = (tab.clone(), store.dispatcher(), shapes.clone(), layer.clone());
        use_effect_with((), move |()| {
            let (tab, dispatch, shapes, layer) = frames;
            let running = Frames::new(tab, dispatch, shapes, layer).run();
            move || drop(running)
        });
    }
    let acts = use_acts(&props.tab, &store, props.seed);
    let onlens = use_lens(&store, props.lens);
    let asked = use_state_eq(|| false);
    let onask = {
        let asked = asked.setter();
        Callback::from(move |to: bool| asked.set(to))
    };
    use_keys(&store, &acts, (&onlens, &onask), props.mode);
    use_hands(&props.tab, &store, &acts);
    use_strokes(&shapes, &acts.onact);
    // one after the other: each borrows the world
    let now = tab.borrow().play().now;
    let past = (store.lens == Lens::SpaceTime).then(|| tab.borrow_mut().past());
    let measured = matches!(store.lens, Lens::Groups | Lens::Metrics) || props.case.is_some();
    let samples = measured.then(|| tab.borrow_mut().samples());
    let case = props.case.clone().zip(samples.clone());
    let case = case.map(|(name, samples)| (name, acts.oncommand.clone(), store.cluster.clone(), samples, now));
    let look = Look {
        now,
        past,
        samples,
        onstored: Some(acts.onstored.clone()),
        onmoment: Some(acts.ontime.reform(Time::Seek)),
        cluster: store.cluster.clone(),
        internal: store.internal,
        selected: store.selected.clone(),
        told: store.groups_told.clone(),
        onselect: acts.onselect.clone(),
        onact: Some(acts.onact.clone()),
        onread: Some(acts.onread.clone()),
    };
    let (other, oncompare) = use_compare(&store.course);
    // known once it is here who compares
    let differs =
        other.zip(compare::differs().get()).and_then(|(other, differs)| differs(&mut tab.borrow_mut(), other));
    let apart = differs.as_ref().and_then(|differs| differs.apart.as_ref()).map(|(at, _)| *at);
    let beside_it = other.map(|other| {
        let props = compare::Props {
            tab: props.tab.clone(),
            course: store.course.clone(),
            other,
            lens: store.lens,
            look: look.clone(),
            mode: props.mode,
            differs,
            ontime: acts.ontime.clone(),
            onclose: oncompare.clone(),
        };
        lazily("The other branch", compare::compare(), props)
    });
    let shown = tab.borrow().shows_found().then(|| {
        let (tab, ontime, onopened) = (props.tab.clone(), acts.ontime.clone(), acts.onopened.clone());
        lazily("What was found", hunt::banner(), hunt::Shown { tab, ontime, onopened })
    });
    let prey = hunt::Props { tab: props.tab.clone(), onopened: acts.onopened.clone(), onselect: acts.onselect.clone() };
    let producer = match &store.selected {
        Some(Selected::Producer(id)) => tab.borrow().producer(*id).map(Rc::new),
        _ => None,
    };
    let card = store.selected.clone().map(|selected| card::Props {
        onact: Some(acts.onact.clone()),
        onacks: Some(acts.onacks.clone()),
        producer,
        ..card::Props::of(&store.cluster, selected, &acts.onselect, &acts.onclose)
    });
    let (study, onstudy) = use_depth();
    let share = use_share(&props.tab, &acts.onopened);
    let own = props.level.is_none() && props.case.is_none();
    // stage, caption and play bar; and the card of what is pressed
    let looks = !study && own && store.lens == Lens::Cluster && other.is_none() && shown.is_none();
    let bare = looks && card.is_none();
    // levels are played on the cluster, and need all the room for it; keys and the palette lead to the other lenses
    let alone = store.lens == Lens::Cluster && props.level.is_some();
    let bench = html! {
        <>
            { for card.map(|card| lazily("The card", card::asked(), (card, props.tab.clone(), acts.ontime.clone()))) }
            { match &props.level {
                _ if looks => Html::default(),
                Some(level) => lazily("The tools", learn::tools(), (level.clone(), store.cluster.clone(), acts.onact.clone())),
                None => tools(&store.cluster, &acts.onact),
            } }
            if !looks {
                <div class="typed">
                    <Prompt said={tab.borrow().said()} oncommand={acts.oncommand.clone()} />
                    { echo(&store.commands) }
                </div>
            }
        </>
    };
    // in a level the side is for what there is to learn: what one works with stands below the stage
    let (beside, below) = if props.level.is_some() { (Html::default(), bench) } else { (bench, Html::default()) };
    let at_hand = table::Props { cluster: store.cluster.clone(), internal: store.internal };
    let witness = promises::Props { tab: props.tab.clone(), ontime: acts.ontime.clone() };
    html! {
        <div class={classes!("screen", "hands", props.level.is_some().then_some("class"), looks.then_some("look"), bare.then_some("bare"), alone.then_some("alone"))}>
            <main>
                if own { <h1 class="unseen">{ "Sandbox" }</h1> }
                { caption_line(&store.captions) }
                { spoken() }
                <div class={classes!("room", other.map(|_| "pair"))}>
                    if let Some(wrong) = props.wrong { { worlds::unread(wrong) } }
                    { shown.unwrap_or_default() }
                    { lenses(store.lens, &onlens, look, (SharedShapes(shapes), layer, props.mode), !looks && props.level.is_none()) }
                    { beside_it.unwrap_or_default() }
                </div>
                if store.invites && store.lens == Lens::Cluster { { invitation(&store.cluster, &acts.onact) } }
            </main>
            if !bare {
                { sheet(store.drawn, acts.ondraw.clone(), html! { <>
                    <aside class="side" tabindex="-1" aria-label="Details">
                        if let (Some(level), Some(lesson)) = (props.level.clone(), store.lesson.clone()) {
                            { lazily("The level", learn::panel(), (level, lesson, acts.onteach.clone(), store.cluster.clone())) }
                        }
                        if let Some(case) = case {
                            { lazily("The case", learn::case(), case) }
                        }
                        { beside }
                        if !looks {
                            { drawer("panel table", "The stage as a table", table::table(), at_hand) }
                            { drawer("panel promises", "Promises", promises::promises(), witness) }
                            if props.level.is_none() { { lasting("panel hunt", "Bug hunt", hunt::hunt(), prey) } }
                            if own {
                                <p class="panel muted">{ "Did you see something odd at work? " }<a href="#learn">{ "It may be set up for you." }</a></p>
                            }
                            <Narration captions={store.captions.clone()} />
                        }
                    </aside>
                    if props.level.is_some() { <aside class="bench" aria-label="What you work with">{ below }</aside> }
                </> }) }
            }
            <footer class="dock">
                <TimeStrip play={store.play} course={store.course.clone()} kept={store.kept} {apart} ontime={acts.ontime.clone()} />
                { branches(&store.course, &acts.ontime, other.is_some(), &oncompare) }
                <PlayBar play={store.play} ontime={acts.ontime.clone()} internal={store.internal} oninternal={acts.oninternal.clone()}
                    keeps={tab.borrow().level().is_none_or(|level| level.shows_internal)}>
                    { palette::button(props.mode, &onask) }
                    if *asked { { palette::open(props, &store, &acts, (&onlens, &oncompare, &onask)) } }
                    if props.level.is_none() {
                        if looks {
                            <a class="odd" href="#learn">{ "I saw this at work" }</a>
                        } else {
                            <button type="button" class="quiet share-button" title="seed after seed with these settings, until a record is lost"
                                onclick={acts.onhunt.reform(|_: MouseEvent| ())}>{ "Bug hunt" }</button>
                        }
                        { share }
                    }
                    if own && props.mode == Mode::Whole { { depth::button(study, &onstudy) } }
                </PlayBar>
            </footer>
        </div>
    }
}

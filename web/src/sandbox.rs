//! The sandbox: a whole cluster in the tab, under one's hands.

use std::cell::RefCell;
use std::rc::Rc;

use glasslog_core::id::BrokerId;
use glasslog_sim::Action;
use glasslog_sim::hunt::Finding;
use glasslog_sim::link::Moment;
use glasslog_sim::settings::{ConsumerSettings, ProducerSettings};
use web_sys::{Element, HtmlElement, KeyboardEvent};
use yew::prelude::*;

use crate::dom;
use crate::keys;
use crate::learn;
use crate::lens::{Lens, Look, lenses, use_lens};
use crate::mode::{Mode, digit, turn_captions};
use crate::panels::card::Card;
use crate::panels::compare::{Compare, use_compare};
use crate::panels::hunt::{self, Hunt};
use crate::panels::lesson::{LessonPanel, Prompt, Teach};
use crate::panels::narration::{Narration, Speaker, caption_line, echo, spoken};
use crate::panels::playbar::{PlayBar, Time};
use crate::panels::promises::Promises;
use crate::panels::share::Share;
use crate::panels::sheet::sheet;
use crate::panels::table::Table;
use crate::panels::timeline::{TimeStrip, branches};
use crate::panels::tools::{next_broker, tools, tools_of};
use crate::panels::why;
use crate::scene::{BrokerState, Cluster, Scene};
use crate::source::world::Tab;
use crate::stage::SharedShapes;
use crate::stage::flights::Flights;
use crate::store::{Change, Selected, Store};

/// The stage follows the world at most so often, in milliseconds.
const SHOW_MS: f64 = 50.0;
/// Who has only looked for so long is invited to do something …
const INVITE_MS: f64 = 8_000.0;
/// … and after so long sees it done.
const SHOW_HOW_MS: f64 = 20_000.0;
/// Where it is remembered that somebody has done something once.
const MET: &str = "glasslog-met";

/// The sandbox's world, which outlives the screen.
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
    /// How much of it is shown.
    #[prop_or_default]
    pub mode: Mode,
    /// How one looks at the cluster, by the address; none where that has no word for it.
    #[prop_or_default]
    pub lens: Option<Lens>,
}

/// A cluster in the tab.
#[component]
pub fn Sandbox(props: &Props) -> Html {
    let tab = props.tab.0.clone();
    let store = use_reducer_eq({
        let (tab, lens) = (tab.clone(), props.lens.unwrap_or_default());
        move || {
            let mut tab = tab.borrow_mut();
            let lesson = tab.standing().map(Rc::new);
            let drawn = lesson.is_some();
            let (cluster, play) = (Rc::new(tab.cluster()), tab.play());
            let store = Store { cluster, play, lens, lesson, drawn, ..Store::default() };
            Rc::unwrap_or_clone(Rc::new(store).reduce(Change::Told(tab.take_captions())))
        }
    });
    let shapes = use_memo((), |()| RefCell::new(Rc::new(Scene::default())));
    let layer = use_node_ref();
    {
        let (tab, dispatch, shapes, layer) = (tab.clone(), store.dispatcher(), shapes.clone(), layer.clone());
        use_effect_with((), move |()| {
            let frames = play(tab, dispatch, shapes, layer, dom::recall(MET).is_none() && !dom::asked_for("embed"));
            move || drop(frames)
        });
    }
    let onact = {
        let (tab, dispatch) = (tab.clone(), store.dispatcher());
        Callback::from(move |action: Action| {
            let mut tab = tab.borrow_mut();
            let command = tab.command(&action);
            dom::remember(MET, "yes");
            tab.act(action);
            if let Some(command) = command {
                dispatch.dispatch(Change::Command(command));
            }
        })
    };
    let ontime = {
        let (tab, dispatch, seed) = (tab.clone(), store.dispatcher(), props.seed);
        Callback::from(move |time: Time| {
            let mut tab = tab.borrow_mut();
            match time {
                Time::Toggle => tab.clock.paused = !tab.clock.paused,
                Time::Step => {
                    tab.clock.paused = true;
                    tab.step();
                }
                Time::Faster => tab.clock.shift(true),
                Time::Slower => tab.clock.shift(false),
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
                Time::Branch(branch) => tab.switch(branch),
                Time::Restart => {
                    if tab.level().is_some() {
                        tab.again(false);
                    } else if !tab.again_found() {
                        let speed = tab.clock.speed;
                        *tab = Tab::new(seed);
                        tab.clock.speed = speed;
                    }
                    dispatch.dispatch(Change::Renew);
                }
            }
            dispatch.dispatch(Change::Playing(tab.play()));
        })
    };
    let onselect = {
        let dispatch = store.dispatcher();
        Callback::from(move |selected: Selected| dispatch.dispatch(Change::Select(selected)))
    };
    let onclose = {
        let dispatch = store.dispatcher();
        Callback::from(move |()| dispatch.dispatch(Change::Deselect))
    };
    let ondraw = {
        let dispatch = store.dispatcher();
        Callback::from(move |_: MouseEvent| dispatch.dispatch(Change::Draw))
    };
    let oninternal = {
        let dispatch = store.dispatcher();
        Callback::from(move |internal: bool| dispatch.dispatch(Change::Internal(internal)))
    };
    let onacks = {
        let (tab, dispatch) = (tab.clone(), store.dispatcher());
        Callback::from(move |(id, acks)| {
            let made = tab.borrow_mut().set_acks(id, acks);
            let cluster = Rc::new(tab.borrow_mut().cluster());
            dispatch.dispatch(Change::Shown(cluster));
            if let Some(made) = made {
                dispatch.dispatch(Change::Select(Selected::Producer(made)));
            }
        })
    };
    let onteach = {
        let (tab, dispatch) = (tab.clone(), store.dispatcher());
        Callback::from(move |teach: Teach| {
            let mut tab = tab.borrow_mut();
            match teach {
                Teach::Answer(chosen) => tab.bet(chosen),
                Teach::Pass => tab.pass(),
                Teach::Show => {
                    tab.again(true);
                    dispatch.dispatch(Change::Renew);
                }
            }
            dispatch.dispatch(Change::Playing(tab.play()));
        })
    };
    let onhunt = {
        let (dispatch, drawn) = (store.dispatcher(), store.drawn);
        Callback::from(move |()| {
            if !drawn {
                dispatch.dispatch(Change::Draw);
            }
            hunt::open();
        })
    };
    let oncommand = {
        let (tab, onhunt) = (tab.clone(), onhunt.clone());
        Callback::from(move |line: String| {
            if line.trim() == "hunt" {
                onhunt.emit(());
                return None;
            }
            tab.borrow_mut().command_line(&line).err()
        })
    };
    let prey = {
        let tab = tab.clone();
        Callback::from(move |()| tab.borrow().settings())
    };
    // another run in the place of this one, or this one again
    let another = |tab: &Rc<RefCell<Tab>>| {
        let (tab, dispatch) = (tab.clone(), store.dispatcher());
        move || {
            dispatch.dispatch(Change::Renew);
            dispatch.dispatch(Change::Playing(tab.borrow().play()));
        }
    };
    let onfound = {
        let (tab, shown) = (tab.clone(), another(&tab));
        let dispatch = store.dispatcher();
        Callback::from(move |finding: Finding| {
            let record = finding.record();
            tab.borrow_mut().open_found(finding);
            shown();
            let record = record.map(|((topic, partition), offset)| Selected::Record(topic, partition, offset));
            record.into_iter().for_each(|record| dispatch.dispatch(Change::Select(record)));
        })
    };
    let onback = {
        let (tab, shown) = (tab.clone(), another(&tab));
        Callback::from(move |()| {
            tab.borrow_mut().back();
            shown();
        })
    };
    let take = {
        let tab = tab.clone();
        Callback::from(move |()| tab.borrow_mut().share())
    };
    let testify = {
        let tab = tab.clone();
        Callback::from(move |()| tab.borrow().moment().file().unwrap_or_default())
    };
    let onopen = {
        let (tab, dispatch) = (tab.clone(), store.dispatcher());
        Callback::from(move |moment: Moment| {
            *tab.borrow_mut() = Tab::at(&moment);
            dispatch.dispatch(Change::Renew);
            dispatch.dispatch(Change::Playing(tab.borrow().play()));
        })
    };
    let onkept = {
        let (tab, dispatch, ontime) = (tab.clone(), store.dispatcher(), ontime.clone());
        let latest = use_mut_ref(|| store.kept);
        *latest.borrow_mut() = store.kept;
        Callback::from(move |(digit, keep): (usize, bool)| {
            let now = tab.borrow().play().now;
            if keep {
                return dispatch.dispatch(Change::Kept(digit, now));
            }
            let at = latest.borrow().at(digit, tab.borrow().marks());
            at.into_iter().for_each(|at| ontime.emit(Time::Seek(at)));
        })
    };
    let onlens = use_lens(&store, props.lens);
    use_keys(&store, &onact, &ontime, &onclose, props.mode, &onkept);
    let producer = match &store.selected {
        Some(Selected::Producer(id)) => tab.borrow().producer(*id).map(Rc::new),
        _ => None,
    };
    let answered = store.selected.as_ref().map(|selected| tab.borrow_mut().why(&store.cluster, selected));
    let onread = {
        let tab = tab.clone();
        Callback::from(move |(topic, partition, from)| tab.borrow_mut().read_back(&topic, partition, from))
    };
    let look = Look {
        cluster: store.cluster.clone(),
        internal: store.internal,
        selected: store.selected.clone(),
        told: store.groups_told.clone(),
        onselect: onselect.clone(),
        onact: Some(onact.clone()),
        onread: Some(onread),
    };
    let (other, oncompare) = use_compare(&store.course);
    let differs = other.and_then(|other| tab.borrow_mut().differs(other));
    let beside_it = other.map(|other| {
        let look = look.clone();
        html! { <Compare tab={props.tab.clone()} course={store.course.clone()} {other} lens={store.lens} {look} mode={props.mode} differs={differs.clone()} ontime={ontime.clone()} onclose={oncompare.clone()} /> }
    });
    let apart = differs.as_ref().and_then(|differs| differs.apart.as_ref()).map(|(at, _)| *at);
    let why = why::chains(&answered.unwrap_or_default(), &ontime);
    let bench = html! {
        <>
            if let Some(selected) = store.selected.clone() {
                <Card cluster={store.cluster.clone()} {selected} onselect={onselect.clone()} {onclose} onact={onact.clone()} {onacks} {producer} {why} />
            }
            { match tab.borrow().level() {
                Some(level) => tools_of(level, &store.cluster, &onact),
                None => tools(&store.cluster, &onact),
            } }
            <Prompt said={tab.borrow().said()} {oncommand} />
            { echo(&store.commands) }
        </>
    };
    // in a level the side is for what there is to learn: what one works with stands below the stage
    let (beside, below) = if props.level.is_some() { (Html::default(), bench) } else { (bench, Html::default()) };
    html! {
        <div class={classes!("screen", props.level.is_some().then_some("class"))}>
            <main>
                if props.level.is_none() { <h1 class="unseen">{ "Sandbox" }</h1> }
                { caption_line(&store.captions) }
                { spoken() }
                <div class={classes!("room", other.map(|_| "pair"))}>
                    { hunt::banner(tab.borrow().told_found(), &ontime, onback) }
                    { lenses(store.lens, &onlens, look, (SharedShapes(shapes), layer, props.mode)) }
                    { beside_it.unwrap_or_default() }
                </div>
                if store.invites { { invitation(&store.cluster, &onact) } }
            </main>
            { sheet(store.drawn, ondraw, html! { <>
                <aside class="side" tabindex="-1" aria-label="Details">
                    if let (Some(level), Some(lesson)) = (props.level.clone(), store.lesson.clone()) {
                        <LessonPanel {level} {lesson} {onteach} />
                    }
                    { beside }
                    <Table cluster={store.cluster.clone()} internal={store.internal} />
                    <Promises take={testify} ontime={ontime.clone()} />
                    if props.level.is_none() { <Hunt take={prey} {onfound} /> }
                    <Narration captions={store.captions.clone()} />
                </aside>
                if props.level.is_some() { <aside class="bench" aria-label="What you work with">{ below }</aside> }
            </> }) }
            <footer class="dock">
                <TimeStrip play={store.play} course={store.course.clone()} kept={store.kept} {apart} ontime={ontime.clone()} />
                { branches(&store.course, &ontime, other.is_some(), &oncompare) }
                <PlayBar play={store.play} {ontime} internal={store.internal} {oninternal}>
                    if props.level.is_none() {
                        <button type="button" class="quiet share-button" title="seed after seed with these settings, until a record is lost" onclick={onhunt.reform(|_: MouseEvent| ())}>{ "Bug hunt" }</button>
                        <Share {take} {onopen} />
                    }
                </PlayBar>
            </footer>
        </div>
    }
}

/// Lets time pass, frame by frame: moves the flights, and tells the store when something else has changed.
fn play(
    tab: Rc<RefCell<Tab>>,
    dispatch: UseReducerDispatcher<Store>,
    shapes: Rc<RefCell<Rc<Scene>>>,
    layer: NodeRef,
    stranger: bool,
) -> dom::Guard {
    let mut invites = false;
    let (mut flights, mut speaker) = (Flights::default(), Speaker::default());
    let (mut last, mut shown_at, mut play_at) = (None, f64::MIN, f64::MIN);
    let (mut played, mut stood) = (None, None);
    let stillness = dom::media_list("(prefers-reduced-motion: reduce)");
    dom::each_frame(move |now| {
        let elapsed = last.replace(now).map_or(0.0, |last| now - last);
        let (mut cluster, mut captions, mut retold, mut course, mut lesson) = (None, Vec::new(), false, None, None);
        let play = {
            let mut tab = tab.borrow_mut();
            tab.frame(elapsed);
            if now - shown_at >= SHOW_MS && tab.take_changed() {
                shown_at = now;
                cluster = Some(Rc::new(tab.cluster()));
                captions = tab.take_captions();
                retold = tab.take_retold();
                course = tab.take_course();
            }
            let waited = tab.untouched().filter(|_| stranger && dom::recall(MET).is_none());
            let invited = waited.is_some_and(|waited| waited >= INVITE_MS);
            if waited.is_some_and(|waited| waited >= SHOW_HOW_MS) {
                let action = plug(&tab.cluster(), None);
                action.into_iter().for_each(|action| {
                    tab.act(action);
                });
            }
            let standing = tab.standing();
            if standing != stood {
                if let (Some(level), Some(now)) = (tab.level(), standing.as_ref().filter(|now| now.is_solved())) {
                    learn::remember(level, !now.helped);
                }
                lesson.clone_from(&standing);
                stood = standing;
            }
            if let Some(layer) = layer.cast::<Element>() {
                let scene = shapes.borrow().clone();
                let still = stillness.as_ref().is_some_and(|list| list.matches());
                flights.draw(&layer, &scene, tab.flights(), tab.clock.now(), (still, tab.is_calm()));
            }
            (tab.play(), invited)
        };
        let (play, invited) = play;
        if invited != invites {
            invites = invited;
            dispatch.dispatch(Change::Invites(invited));
        }
        speaker.hear(&captions);
        speaker.speak(now);
        // the store may call back into the world: nothing is borrowed any more
        if let Some(cluster) = cluster {
            dispatch.dispatch(Change::Shown(cluster));
        }
        if retold {
            dispatch.dispatch(Change::Retold(captions));
        } else if !captions.is_empty() {
            dispatch.dispatch(Change::Told(captions));
        }
        if let Some(lesson) = lesson {
            dispatch.dispatch(Change::Lesson(Rc::new(lesson)));
        }
        if let Some(course) = course {
            dispatch.dispatch(Change::Course(course));
        }
        if played != Some(play) && now - play_at >= 100.0 {
            play_at = now;
            played = Some(play);
            dispatch.dispatch(Change::Playing(play));
        }
    })
}

/// Single keys do what buttons do, except while somebody types.
#[hook]
fn use_keys(
    store: &UseReducerHandle<Store>,
    onact: &Callback<Action>,
    ontime: &Callback<Time>,
    onclose: &Callback<()>,
    mode: Mode,
    onkept: &Callback<(usize, bool)>,
) {
    let latest = use_mut_ref(|| (store.cluster.clone(), None));
    *latest.borrow_mut() = (store.cluster.clone(), store.selected.clone());
    let (onact, ontime, onclose, onkept) = (onact.clone(), ontime.clone(), onclose.clone(), onkept.clone());
    use_effect_with(mode, move |mode| {
        let mode = *mode;
        let guard = dom::listen("keydown", move |event: KeyboardEvent| {
            // what has the focus may have taken it already
            let taken = event.default_prevented() || event.ctrl_key() || event.alt_key() || event.meta_key();
            let off = keys::is_single(&event.key()) && !keys::are_on();
            if taken || off || dom::is_typing(&event) || dom::first("dialog[open]").is_some() {
                return;
            }
            if mode == Mode::Present
                && let Some(digit) = digit(&event)
            {
                event.prevent_default();
                return onkept.emit((digit, event.shift_key()));
            }
            let (cluster, selected) = latest.borrow().clone();
            let topic = cluster.topics(false).first().cloned();
            match (event.key().as_str(), topic) {
                (" ", _) => ontime.emit(Time::Toggle),
                (".", _) => ontime.emit(Time::Step),
                ("]", _) => ontime.emit(Time::Faster),
                ("[", _) => ontime.emit(Time::Slower),
                ("ArrowLeft", _) => ontime.emit(Time::NextMark(false)),
                ("ArrowRight", _) => ontime.emit(Time::NextMark(true)),
                ("u" | "U", _) => ontime.emit(Time::Undo),
                ("h" | "H", _) if mode == Mode::Present => turn_captions(),
                ("Escape", _) => onclose.emit(()),
                ("k" | "K", _) => plug(&cluster, selected.as_ref()).into_iter().for_each(|action| onact.emit(action)),
                ("b" | "B", _) => {
                    let next = next_broker(&cluster).map(|broker| Action::AddBroker { broker });
                    next.into_iter().for_each(|action| onact.emit(action));
                }
                ("p" | "P", Some(topic)) => onact.emit(Action::AddProducer { settings: ProducerSettings::to(topic) }),
                ("c" | "C", Some(topic)) => {
                    let group = cluster.groups.first().map_or_else(|| "items-group".into(), |group| group.name.clone());
                    onact.emit(Action::AddConsumer { settings: ConsumerSettings::of(group, topic) });
                }
                ("n" | "N", _) => {
                    if let Some(button) = dom::first("form.send button")
                        && let Ok(button) = wasm_bindgen::JsCast::dyn_into::<HtmlElement>(button)
                    {
                        button.click();
                    }
                }
                _ => return,
            }
            event.prevent_default();
        });
        move || drop(guard)
    });
}

/// What somebody who has only looked is invited to.
fn invitation(cluster: &Cluster, onact: &Callback<Action>) -> Html {
    let Some(Action::CrashBroker { broker }) = plug(cluster, None) else { return Html::default() };
    let onclick = onact.reform(move |_: MouseEvent| Action::CrashBroker { broker });
    html! { <button type="button" class="primary invite" {onclick}>{ format!("Pull the plug of broker {broker}") }<kbd>{ "K" }</kbd></button> }
}

/// What K does: it kills the broker that is chosen, or else the leader of the first partition; and starts it again.
fn plug(cluster: &Cluster, selected: Option<&Selected>) -> Option<Action> {
    let down = |id: BrokerId| cluster.broker(id).is_some_and(|broker| broker.state == BrokerState::Down);
    let chosen = match selected {
        Some(Selected::Broker(id)) => Some(*id),
        _ => cluster.brokers.iter().map(|broker| broker.id).find(|id| down(*id)),
    };
    let first = cluster.partitions(false).into_iter().next();
    let leader = first.and_then(|(topic, partition)| cluster.leading(&topic, partition)?.view.leader);
    let broker = chosen.or(leader).or(cluster.brokers.first().map(|broker| broker.id))?;
    Some(if down(broker) { Action::RestartBroker { broker } } else { Action::CrashBroker { broker } })
}

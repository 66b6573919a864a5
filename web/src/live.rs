//! Live: the same stage on the server that the page came from.

use std::cell::RefCell;
use std::rc::Rc;

use glasslog_core::time::Instant;
use glasslog_core::watch::Control;
use yew::prelude::*;

use crate::dom;
use crate::lazy::part;
use crate::lens::{Lens, Look, lenses, use_lens};
use crate::mode::Mode;
use crate::panels::card::Card;
use crate::panels::drawer::drawer;
use crate::panels::live::{LiveTools, Wish};
use crate::panels::narration::{Narration, Speaker, caption_line, echo, spoken};
use crate::panels::passport::passport;
use crate::panels::sheet::sheet;
use crate::panels::table;
use crate::scene::Known;
use crate::source::remote::{Phase, Remote, backoff};
use crate::source::socket::{Event, Socket, address};
use crate::stage::SharedShapes;
use crate::store::{Change, Selected, Store};
use crate::{commands, text};

/// A server with the socket to it.
struct Line {
    /// What is known.
    remote: Remote,
    socket: Option<Socket>,
    retry: Option<dom::Guard>,
}

/// Shared by the screen and the socket's events.
#[derive(Clone)]
struct Holder(Rc<RefCell<Line>>);

fn now() -> Instant {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "microseconds since the page was opened"
    )]
    Instant((dom::millis() * 1000.0) as u64)
}

impl Holder {
    /// A line that nobody has dialled yet.
    fn idle() -> Holder {
        Holder(Rc::new(RefCell::new(Line { remote: Remote::default(), socket: None, retry: None })))
    }

    /// Connects, and goes on trying with pauses that grow.
    fn dial(&self) {
        let Some(address) = address() else {
            return;
        };
        let this = self.clone();
        let socket = Socket::connect(&address, move |event| {
            let mut line = this.0.borrow_mut();
            match event {
                Event::Opened => line.remote.opened(),
                Event::Heard(bytes) => line.remote.heard(&bytes, now()),
                Event::Closed => {
                    line.remote.closed();
                    if let Phase::Connecting(tries) = line.remote.phase {
                        let again = this.clone();
                        line.retry = Some(dom::after(backoff(tries), move || again.dial()));
                    }
                    return;
                }
            }
            line.flush();
        });
        self.0.borrow_mut().socket = socket;
    }

    /// Whether the line is open, or somebody is trying.
    fn is_dialled(&self) -> bool {
        let line = self.0.borrow();
        line.remote.phase == Phase::Open || line.retry.is_some()
    }
}

impl Line {
    fn flush(&mut self) {
        let messages = self.remote.take_messages();
        if let Some(socket) = &self.socket {
            messages.iter().for_each(|message| socket.say(message));
        }
    }
}

/// The screen.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct Props {
    /// How one looks at the cluster, by the address.
    #[prop_or_default]
    pub lens: Lens,
    /// How much of it is shown.
    #[prop_or_default]
    pub mode: Mode,
}

/// What the status line says.
#[derive(Clone, Debug, PartialEq)]
struct Status {
    phase: Phase,
    allowed: bool,
    bootstrap: String,
    /// Seconds since the server was heard.
    age: u64,
}

fn status(line: &Line) -> Status {
    let remote = &line.remote;
    Status {
        phase: remote.phase.clone(),
        allowed: remote.allows_control(),
        bootstrap: remote.bootstrap().unwrap_or_default().to_owned(),
        age: remote.age(now()).as_secs(),
    }
}

/// Escape closes the card, as its button says.
#[hook]
fn use_escape(onclose: &Callback<()>) {
    let onclose = onclose.clone();
    use_effect_with((), move |()| {
        let guard = dom::listen("keydown", move |event: KeyboardEvent| {
            if event.key() == "Escape" && dom::first("dialog[open]").is_none() {
                onclose.emit(());
            }
        });
        move || drop(guard)
    });
}

thread_local! {
    /// The line outlives the screen.
    static LINE: Holder = Holder::idle();
}

part! {
    /// The screen.
    pub fn live: fn(&Props) -> Html = |props: &Props| html! { <Live ..props.clone() /> }, in live
}

/// A server's cluster.
#[component]
fn Live(props: &Props) -> Html {
    let line = LINE.with(Holder::clone);
    let store = use_reducer_eq(|| Store { lens: props.lens, ..Store::default() });
    let state = use_state(|| status(&line.0.borrow()));
    let shapes = use_memo((), |()| RefCell::new(Rc::new(crate::scene::Scene::default())));
    let layer = use_node_ref();
    {
        let (line, dispatch, state) = (line.clone(), store.dispatcher(), state.setter());
        use_effect_with((), move |()| {
            line.0.borrow_mut().remote.renew();
            if !line.is_dialled() {
                line.dial();
            }
            let (mut told, mut speaker) = (None, Speaker::default());
            let frames = dom::each_frame(move |frame| {
                let (mut cluster, mut captions) = (None, Vec::new());
                let status = {
                    let mut line = line.0.borrow_mut();
                    line.remote.tick(now());
                    if line.remote.take_changed() {
                        cluster = Some(Rc::new(line.remote.cluster()));
                        captions = line.remote.take_captions();
                    }
                    status(&line)
                };
                speaker.hear(&captions);
                speaker.speak(frame);
                if let Some(cluster) = cluster {
                    dispatch.dispatch(Change::Shown(cluster));
                }
                if !captions.is_empty() {
                    dispatch.dispatch(Change::Told(captions));
                }
                if told.as_ref() != Some(&status) {
                    told = Some(status.clone());
                    state.set(status);
                }
            });
            move || drop(frames)
        });
    }
    let onselect = {
        let dispatch = store.dispatcher();
        let line = line.clone();
        Callback::from(move |selected: Selected| {
            if let Selected::Record(topic, partition, offset) = &selected {
                let mut line = line.0.borrow_mut();
                line.remote.read(topic, *partition, *offset, offset.plus(1));
                line.flush();
            }
            dispatch.dispatch(Change::Select(selected));
        })
    };
    let onread = {
        let line = line.clone();
        Callback::from(move |(topic, partition, from): (_, _, glasslog_core::id::Offset)| {
            let mut line = line.0.borrow_mut();
            line.remote.read(&topic, partition, from, from.plus(24));
            line.flush();
        })
    };
    let onclose = {
        let dispatch = store.dispatcher();
        Callback::from(move |()| dispatch.dispatch(Change::Deselect))
    };
    let ondraw = {
        let dispatch = store.dispatcher();
        Callback::from(move |_: MouseEvent| dispatch.dispatch(Change::Draw))
    };
    use_escape(&onclose);
    let onlens = use_lens(&store, Some(props.lens));
    let onwish = {
        let (line, dispatch) = (line.clone(), store.dispatcher());
        Callback::from(move |wish: Wish| {
            let command = {
                let mut line = line.0.borrow_mut();
                let command = match wish {
                    Wish::Produce(topic, partition, key, value) => {
                        #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970")]
                        let wall = js_sys::Date::now() as i64;
                        let bytes = key.as_ref().map(String::as_bytes);
                        line.remote.produce(&topic, partition, bytes, Some(value.as_bytes()), wall);
                        commands::send(&topic, key.as_deref(), &value)
                    }
                    Wish::Topic(topic) => {
                        let configs = topic.configs();
                        line.remote.create_topic(&topic.name, topic.partitions, topic.factor, &configs);
                        let configs: Vec<String> =
                            configs.iter().map(|(key, value)| format!("{key}={value}")).collect();
                        commands::create_topic(&topic.name, topic.partitions, topic.factor.unwrap_or(1), &configs)
                    }
                    Wish::Control(broker, control) => {
                        line.remote.control(broker, control);
                        let verb = match control {
                            Control::Stop => "stop",
                            Control::Kill => "kill",
                            Control::Start => "start",
                        };
                        commands::brokers(verb, broker.0)
                    }
                };
                line.flush();
                match line.remote.bootstrap() {
                    Some(bootstrap) => command.replace(commands::LOCAL, bootstrap),
                    None => command,
                }
            };
            dispatch.dispatch(Change::Command(command));
        })
    };
    let oncontrol = state.allowed.then(|| onwish.reform(|(broker, control)| Wish::Control(broker, control)));
    let oninternal = {
        let (dispatch, internal) = (store.dispatcher(), store.internal);
        Callback::from(move |_: yew::events::Event| dispatch.dispatch(Change::Internal(!internal)))
    };
    let cluster = store.cluster.clone();
    let onstored = {
        let line = line.clone();
        Callback::from(move |(_, topic, partition, offset)| line.0.borrow().remote.stored(&topic, partition, offset))
    };
    let samples = matches!(store.lens, Lens::Groups | Lens::Metrics).then(|| line.0.borrow().remote.samples());
    let look = Look {
        now: cluster.now,
        past: None,
        samples,
        onstored: Some(onstored),
        onmoment: None,
        cluster: cluster.clone(),
        internal: store.internal,
        selected: store.selected.clone(),
        told: store.groups_told.clone(),
        onselect: onselect.clone(),
        onact: None,
        onread: Some(onread.clone()),
    };
    html! {
        <div class="screen">
            <main>
                if !cluster.brokers.is_empty() { <h1 class="unseen">{ "Live" }</h1> }
                { caption_line(&store.captions) }
                { spoken() }
                <div class="room">
                if cluster.brokers.is_empty() {
                    { waiting(&state) }
                } else {
                    { lenses(store.lens, &onlens, look, (SharedShapes(shapes), layer, props.mode), true) }
                    if cluster.topics(false).is_empty() && !state.bootstrap.is_empty() {
                        <div class="empty hint">
                            <p>{ "Nothing has been written yet. Any Kafka client may begin; or, in a terminal:" }</p>
                            <pre class="bytes">{ format!("echo hello | glasslog produce items-list --server {}", state.bootstrap) }</pre>
                        </div>
                    }
                }
                </div>
            </main>
            { sheet(store.drawn, ondraw, html! {
            <aside class="side" tabindex="-1" aria-label="Details">
                if let Some(selected) = store.selected.clone() {
                    <Card why={passport(&cluster, &selected, &Known::default(), None)}
                        cluster={cluster.clone()} {selected} onselect={onselect.clone()} {onclose} {onread} {oncontrol}
                        server={(!state.bootstrap.is_empty()).then(|| state.bootstrap.clone())} />
                }
                if !cluster.brokers.is_empty() {
                    <LiveTools cluster={cluster.clone()} allowed={state.allowed} {onwish} {onselect} />
                    { echo(&store.commands) }
                    { drawer("panel table", "The stage as a table", table::table(), table::Props { cluster: cluster.clone(), internal: store.internal }) }
                }
                <Narration captions={store.captions.clone()} />
            </aside>
            }) }
            <footer class="playbar">
                { connection(&state) }
                <span class="spacer"></span>
                <label class="check"><input type="checkbox" checked={store.internal} onchange={oninternal} />{ "internal topics" }</label>
            </footer>
        </div>
    }
}

fn connection(status: &Status) -> Html {
    match &status.phase {
        Phase::Open => html! {
            <>
                <span class="live-dot" aria-hidden="true"></span>
                <span role="status">{ format!("live · Kafka at {}", status.bootstrap) }</span>
                <span class="muted">{ if status.age < 2 { "up to date".to_owned() } else { format!("nothing new for {}", text::span(status.age * 1_000_000)) } }</span>
            </>
        },
        Phase::Connecting(_) => html! {
            <>
                <span class="live-dot lost" aria-hidden="true"></span>
                <span class="waiting-text" role="status">{ "not connected; trying again" }</span>
                if !status.bootstrap.is_empty() {
                    <span class="muted">{ format!("what you see is {} old", text::span(status.age * 1_000_000)) }</span>
                }
            </>
        },
        Phase::Strange(version) => html! {
            <span class="bad-text" role="status">{ format!("The server speaks version {version} of the page's language. Reload the page.") }</span>
        },
    }
}

fn waiting(status: &Status) -> Html {
    html! {
        <div class="empty">
            <h1>{ if status.phase == Phase::Open { "The server is starting." } else { "No server answers here." } }</h1>
            <p>{ "Live shows the cluster of the Glasslog server that this page was served by. Start one, and open the address that it prints:" }</p>
            <pre class="bytes">{ "cargo xtask run" }</pre>
            <p><a href="#sandbox">{ "Or play in the sandbox: the same broker, in this tab." }</a></p>
        </div>
    }
}

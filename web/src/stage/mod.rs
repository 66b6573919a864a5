//! The still scene as SVG, re-rendered only when what it shows has changed; what moves lies on a layer of its own ([`flights`]).
//!
//! Every position is an SVG attribute, every colour a class: nothing here needs inline styles.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use crate::dom;
use crate::scene::{BrokerColumn, BrokerState, Cluster, Fate, GroupCard, MemberChip, ProducerCard, Scene, Sight};
use crate::store::Selected;
use crate::text::{self, px};
use lane::LaneView;

mod cell;
pub mod flights;
pub mod glyph;
mod lane;

/// What stage and flights share: the shapes as they were drawn last.
pub type Shapes = Rc<RefCell<Rc<Scene>>>;

/// The stage.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What to draw.
    pub cluster: Rc<Cluster>,
    /// Whether the brokers' own topics are shown.
    pub internal: bool,
    /// What is chosen.
    pub selected: Option<Selected>,
    /// Something was chosen.
    pub onselect: Callback<Selected>,
    /// Where the shapes are left for the flights.
    pub shapes: SharedShapes,
    /// The layer of the flights.
    pub layer: NodeRef,
}

/// [`Shapes`] that compare by identity.
#[derive(Clone)]
pub struct SharedShapes(pub Shapes);

impl PartialEq for SharedShapes {
    fn eq(&self, other: &SharedShapes) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Draws a cluster into the room that there is.
#[component]
pub fn Stage(props: &Props) -> Html {
    let host = use_node_ref();
    let width = use_state(|| 0.0_f64);
    {
        let (host, width) = (host.clone(), width.setter());
        use_effect_with((), move |()| {
            let watch = dom::watch_width(&host, move |new| width.set(new));
            move || drop(watch)
        });
    }
    let scene = use_memo((props.cluster.clone(), *width, props.internal), |(cluster, width, internal)| {
        Scene::of(cluster, Sight { width: width.max(320.0), internal: *internal })
    });
    *props.shapes.0.borrow_mut() = scene.clone();
    let view_box = format!("0 0 {} {}", px(scene.width), px(scene.height));
    let (wide, high) = (px(scene.width), px(scene.height));
    html! {
        <div class="stage" ref={host}>
            if *width > 0.0 {
                <svg class="still" role="group" aria-label="The cluster" width={wide.clone()} height={high.clone()} viewBox={view_box.clone()}>
                    <defs>
                        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                            <rect class="hatch-line" width="2" height="6" />
                        </pattern>
                        <pattern id="hatch-card" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                            <rect class="hatch-card-line" width="1.5" height="6" />
                        </pattern>
                    </defs>
                    <g>{ for scene.producers.iter().map(|card| producer(card, props)) }</g>
                    <g>{ for scene.brokers.iter().map(|column| broker(column, props)) }</g>
                    <g>{ for scene.groups.iter().map(|card| group(card, props)) }</g>
                </svg>
                <svg class="flights" aria-hidden="true" ref={props.layer.clone()} width={wide} height={high} viewBox={view_box} />
            }
        </div>
    }
}

/// A shift to a place, as the value of `transform`.
fn at(x: f64, y: f64) -> String {
    format!("translate({} {})", px(x), px(y))
}

/// Something that can be chosen by pointer and by keyboard.
fn pressable(props: &Props, what: Selected) -> (Callback<MouseEvent>, Callback<KeyboardEvent>, Option<&'static str>) {
    let chosen = (props.selected.as_ref() == Some(&what)).then_some("selected");
    let onclick = {
        let (onselect, what) = (props.onselect.clone(), what.clone());
        Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            onselect.emit(what.clone());
        })
    };
    let onselect = props.onselect.clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if is_press(&event) {
            event.prevent_default();
            onselect.emit(what.clone());
        }
    });
    (onclick, onkeydown, chosen)
}

/// Whether a key presses what has the focus.
fn is_press(event: &KeyboardEvent) -> bool {
    let press = matches!(event.key().as_str(), "Enter" | " ");
    if press {
        // the space bar would pause, too
        event.stop_propagation();
    }
    press
}

fn producer(card: &ProducerCard, props: &Props) -> Html {
    let ProducerCard { rect, producer } = card;
    let (onclick, onkeydown, chosen) = pressable(props, Selected::Producer(producer.id));
    let [sent, acked, failed] = producer.counts;
    let spoken = format!(
        "Producer {}, writes to {}, {}. {sent} sent, {acked} acknowledged, {failed} failed.",
        producer.label, producer.topic, producer.settings
    );
    let width = rect.width;
    let narrow = width < 230.0;
    let shown = if narrow { 4 } else { 8 };
    let fates = &producer.fates[producer.fates.len().saturating_sub(shown)..];
    html! {
        <g key={format!("producer{}", producer.id)} class={classes!("card", "producer", chosen)} role="button" tabindex="0" aria-label={spoken}
            transform={at(rect.x, rect.y)} {onclick} {onkeydown}>
            <rect class="box" width={px(width)} height={px(rect.height)} rx="12" />
            <text class="name" x="14" y="23">{ &producer.label }<tspan class="muted" dx="8">{ text::cut(&producer.topic, if narrow { 10 } else { 14 }) }</tspan></text>
            <g transform={at(width - 12.0 - 13.0 * fates.len() as f64, 18.5)}>
                { for fates.iter().enumerate().map(|(place, fate)| fate_mark(place, *fate)) }
            </g>
            <text class="muted" x="14" y="43">{ text::cut(&producer.settings, if narrow { 20 } else if failed > 0 { 24 } else { 34 }) }</text>
            if !narrow {
                <text class="count" x={px(width - 14.0)} y="43" text-anchor="end">
                    if failed > 0 { <tspan class="bad" dx="-6">{ format!("⚠ {failed} ") }</tspan> }
                    { format!("{acked}/{sent}") }
                </text>
            }
        </g>
    }
}

fn fate_mark(place: usize, fate: Fate) -> Html {
    let x = place as f64 * 13.0 + 5.0;
    let (class, data, title) = match fate {
        Fate::Waiting => ("waiting", "M0-4a4 4 0 1 0 0 8a4 4 0 1 0 0-8z", "no answer yet"),
        Fate::Acked => ("acked", "M-4 0l3 3l5-6", "acknowledged"),
        Fate::Unasked => ("unasked", "M-4 0h8", "sent; no answer wanted"),
        Fate::Failed => ("failed", "M-4-4l8 8M4-4l-8 8", "refused or given up"),
    };
    html! {
        <path key={place.to_string()} class={classes!("fate", class)} d={data} transform={at(x, 0.0)}><title>{ title }</title></path>
    }
}

fn broker(column: &BrokerColumn, props: &Props) -> Html {
    let rect = column.rect;
    let (onclick, onkeydown, chosen) = pressable(props, Selected::Broker(column.id));
    let (class, word) = match column.state {
        BrokerState::Starting => ("starting", "starting: it reads its disk"),
        BrokerState::Serving => ("serving", "serving"),
        BrokerState::Stopping => ("stopping", "stopping"),
        BrokerState::Down => ("down", "down; its disk keeps the records"),
    };
    let name = format!("Broker {}", column.id);
    html! {
        <g key={format!("broker{}", column.id)} class={classes!("broker", class)}>
            <rect class="box" x={px(rect.x)} y={px(rect.y)} width={px(rect.width)} height={px(rect.height)} rx="12" />
            <g class={classes!("head", chosen)} role="button" tabindex="0" aria-label={format!("{name}, {word}")} {onclick} {onkeydown}
                transform={at(rect.x, rect.y)}>
                <rect class="ground" x="4" y="4" width={px(rect.width - 8.0)} height="32" rx="9" />
                <path class="plug" transform="translate(24 21)" d="M-3.5-9v5M3.5-9v5M-6-4h12v3a6 6 0 0 1-12 0zM0 5v5" />
                <text class="name" x="42" y="26">{ &name }
                    <tspan class="state" dx="10">{ if rect.width < 330.0 { class } else { word } }</tspan>
                    if !column.address.is_empty() && rect.width > 420.0 { <tspan class="muted" dx="10">{ &column.address }</tspan> }
                </text>
                if column.controller && rect.width > 330.0 {
                    <text class="muted" x={px(rect.width - 44.0)} y="26" text-anchor="end">{ "controller" }</text>
                }
                <g class="disk" transform={at(rect.width - 26.0, 21.0)}>
                    <path d="M-8-5v10c0 2 4 3 8 3s8-1 8-3v-10M-8-5a8 3 0 0 1 16 0a8 3 0 0 1-16 0zM-8 0c0 2 4 3 8 3s8-1 8-3" />
                    <title>{ "its disk" }</title>
                </g>
            </g>
            <g>{ for column.empty.iter().enumerate().map(|(place, row)| html! {
                <rect key={format!("none{place}")} class="no-copy" x={px(row.x)} y={px(row.y)} width={px(row.width)} height={px(row.height)} rx="6" />
            }) }</g>
            <g>{ for column.lanes.iter().map(|lane| html! {
                <LaneView key={format!("{}-{}", lane.topic, lane.partition)} lane={lane.clone()}
                    selected={props.selected.clone()} onselect={props.onselect.clone()} />
            }) }</g>
            if column.lanes.is_empty() && column.empty.is_empty() {
                <text class="muted" x={px(rect.x + rect.width / 2.0)} y={px(rect.y + 90.0)} text-anchor="middle">{ "no topic yet" }</text>
            }
        </g>
    }
}

fn group(card: &GroupCard, props: &Props) -> Html {
    let (onclick, onkeydown, chosen) = pressable(props, Selected::Group(card.name.clone()));
    let rect = card.rect;
    let lag = if card.lag > 0 { format!("lag {}", card.lag) } else { "lag 0".to_owned() };
    let spoken =
        format!("Group {}, {}, {}, {lag}. {} members.", card.letter, card.name, card.state, card.members.len());
    let letters = if rect.width < 340.0 { 12 } else { 24 };
    html! {
        <g key={format!("group{}", card.letter)} class={classes!("group", card.unsettled.then_some("unsettled"))}>
            <rect class="box" x={px(rect.x)} y={px(rect.y)} width={px(rect.width)} height={px(rect.height)} rx="12" />
            <g class={classes!("head", chosen)} role="button" tabindex="0" aria-label={spoken} {onclick} {onkeydown}
                transform={at(rect.x, rect.y)}>
                <rect class="ground" x="4" y="4" width={px(rect.width - 8.0)} height="26" rx="9" />
                <text class="name" x="14" y="22">{ format!("◆ {}", card.letter) }
                    <tspan dx="8">{ text::cut(&card.name, letters) }</tspan>
                    <tspan class="state" dx="8">{ &card.state }</tspan>
                </text>
                if rect.width > 340.0 {
                    <text class={if card.lag > 0 { "lag-total" } else { "muted" }} x={px(rect.width - 14.0)} y="22" text-anchor="end">{ lag }</text>
                }
            </g>
            <g>{ for card.members.iter().map(|chip| member(chip, props)) }</g>
            if card.members.is_empty() {
                <text class="muted" x={px(rect.x + 14.0)} y={px(rect.y + 41.0)}>{ "no members" }</text>
            }
        </g>
    }
}

fn member(chip: &MemberChip, props: &Props) -> Html {
    let (onclick, onkeydown, chosen) = pressable(props, Selected::Member(chip.id));
    let rect = chip.rect;
    let processed = chip.processed.map(|count| format!("{count} read")).unwrap_or_default();
    let spoken = format!("Member {}, {}, {}. {processed}", chip.label, chip.state, chip.share);
    let letters = if rect.width < 160.0 { 20 } else { 24 };
    html! {
        <g key={format!("member{}", chip.id)} class={classes!("card", "member", (!chip.alive).then_some("dead"), chosen)} role="button" tabindex="0"
            aria-label={spoken} transform={at(rect.x, rect.y)} {onclick} {onkeydown}>
            <rect class="box" width={px(rect.width)} height={px(rect.height)} rx="10" />
            <text class="name" x="12" y="19">{ &chip.label }<tspan class="muted" dx="8">{ text::cut(&chip.state, 15) }</tspan></text>
            <text class="muted" x="12" y="37">{ text::cut(&chip.share, letters) }</text>
            if rect.width > 160.0 {
                <text class="count" x={px(rect.width - 12.0)} y="19" text-anchor="end">{ processed }</text>
            }
        </g>
    }
}

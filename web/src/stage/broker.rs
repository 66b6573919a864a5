//! A broker: a column with a head and a lane per copy.

use yew::prelude::*;

use super::lane::LaneView;
use super::{Props, at, face, pressable};
use crate::scene::{Broker, BrokerColumn, BrokerState, Rect};
use crate::store::Selected;
use crate::text::px;

/// The class of a broker's shapes.
fn class(broker: &Broker) -> &'static str {
    match broker.state {
        _ if broker.paused => "asleep",
        BrokerState::Starting => "starting",
        BrokerState::Serving if broker.fenced => "fenced",
        BrokerState::Serving => "serving",
        BrokerState::Stopping => "stopping",
        BrokerState::Down => "down",
    }
}

/// Its state at length, for who has the room, or hears the page.
fn sentence(broker: &Broker) -> &'static str {
    match broker.state {
        _ if broker.paused => "paused: it does nothing, and hears nothing",
        BrokerState::Starting => "starting: it reads its disk",
        BrokerState::Serving if broker.fenced => "fenced: the controller takes it for dead",
        BrokerState::Serving => "serving",
        BrokerState::Stopping => "stopping: others take over",
        BrokerState::Down if broker.has_empty_disk() => "down; its disk is empty",
        BrokerState::Down => "down; its disk keeps the records",
    }
}

/// Its disk, for who points at it.
fn disk(broker: &Broker) -> String {
    match broker.disk_slowness {
        0 | 1 => "its disk".to_owned(),
        times => format!("its disk, {times} times slower than usual"),
    }
}

/// One column.
pub(super) fn broker(column: &BrokerColumn, props: &Props) -> Html {
    let BrokerColumn { broker, rect, .. } = column;
    html! {
        <g key={format!("broker{}", broker.id)} class={classes!("broker", class(broker))}>
            <rect class="box" x={px(rect.x)} y={px(rect.y)} width={px(rect.width)} height={px(rect.height)} rx="12" />
            { head(column, props) }
            { no_copies(&column.empty) }
            <g>{ for column.lanes.iter().map(|lane| html! {
                <LaneView key={format!("{}-{}", lane.topic, lane.partition)} lane={lane.clone()}
                    selected={props.selected.clone()} onselect={props.onselect.clone()} />
            }) }</g>
            if column.lanes.is_empty() && column.empty.is_empty() {
                <text class="muted" x={px(column.middle())} y={px(rect.y + 90.0)} text-anchor="middle">{ "no topic yet" }</text>
            }
        </g>
    }
}

/// Rows whose partitions have no copy here. Their slots are one shape, for on a large cluster they are many.
fn no_copies(rows: &[Rect]) -> Html {
    if rows.is_empty() {
        return Html::default();
    }
    let slots: String = rows.iter().map(slot).collect();
    html! {
        <g class="no-copy">
            <path d={slots}><title>{ "no copy of this partition here" }</title></path>
            { for rows.iter().filter(|row| row.height > 40.0).map(|row| html! {
                <text class="muted" x={px(row.x + row.width / 2.0)} y={px(row.y + row.height / 2.0 + 4.0)} text-anchor="middle">{ "no copy here" }</text>
            }) }
        </g>
    }
}

/// The outline of an empty slot in a row.
fn slot(row: &Rect) -> String {
    let round = (row.height * 0.3).min(6.0);
    let [left, right] = [row.x + round, row.right() - round].map(px);
    let [high, low] = [row.y + row.height * 0.2 + round, row.y + row.height * 0.8 - round].map(px);
    let corner = |x: f64, y: f64| format!("a{0} {0} 0 0 1 {1} {2}", px(round), px(x), px(y));
    let [one, two, three, four] =
        [(round, round), (-round, round), (-round, -round), (round, -round)].map(|(x, y)| corner(x, y));
    let top = px(row.y + row.height * 0.2);
    format!("M{left} {top}H{right}{one}V{low}{two}H{left}{three}V{high}{four}z")
}

fn head(column: &BrokerColumn, props: &Props) -> Html {
    let BrokerColumn { broker, rect, leads, .. } = column;
    let (onclick, onkeydown, chosen) = pressable(props, Selected::Broker(broker.id));
    let name = format!("Broker {}", broker.id);
    let slim = rect.width < 168.0;
    // there is room for a word or for the disk; that all is well needs no word
    let tight = !slim && rect.width < 204.0;
    let word = match class(broker) {
        "serving" if tight => "",
        _ if rect.width < 420.0 => broker.word(),
        _ => sentence(broker),
    };
    let crown = (rect.width >= 260.0 && *leads > 0 && broker.state != BrokerState::Down).then(|| format!("★ {leads}"));
    html! {
        <g class={classes!("head", chosen)} {onclick} {onkeydown} transform={at(rect.x, rect.y)}>
            { face(format!("{name}, {}, leads {leads}{}", sentence(broker), if broker.disk_slowness > 1 { ", slow disk" } else { "" }), html! {
                <rect class="ground" x="4" y="4" width={px(rect.width - 8.0)} height={if slim { "35" } else { "32" }} rx="9" />
            }) }
            <g aria-hidden="true">
            if slim {
                <text class="name" x="10" y="18">{ &name }</text>
                <text class="state" x="10" y="33">{ word }</text>
            } else {
                <path class="plug" d="M-3.5-9v5M3.5-9v5M-6-4h12v3a6 6 0 0 1-12 0zM0 5v5" />
                <text class="name" x="42" y="26">{ &name }
                    <tspan class="state" dx="9">{ word }</tspan>
                    if !broker.address.is_empty() && rect.width > 520.0 { <tspan class="muted" dx="10">{ &broker.address }</tspan> }
                </text>
                if let Some(crown) = crown {
                    <text class="crown" x={px(rect.width - 44.0)} y="26" text-anchor="end">
                        { crown }<title>{ crate::text::count(i64::try_from(*leads).unwrap_or(0), "leadership") }</title>
                    </text>
                }
                if !tight || word.is_empty() {
                    <g class={if broker.disk_slowness > 1 { "disk slow" } else { "disk" }} transform={at(rect.width - 26.0, 21.0)}>
                        <path d="M-8-5v10c0 2 4 3 8 3s8-1 8-3v-10M-8-5a8 3 0 0 1 16 0a8 3 0 0 1-16 0zM-8 0c0 2 4 3 8 3s8-1 8-3" />
                        <title>{ disk(broker) }</title>
                    </g>
                }
            }
            </g>
        </g>
    }
}

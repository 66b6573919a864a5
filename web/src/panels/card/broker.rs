//! The card of a broker: what it leads, what it holds, whom it reaches, and what can be done to it.

use glasslog_core::id::BrokerId;
use glasslog_core::watch::Control;
use glasslog_sim::Action;
use glasslog_sim::disk::DiskFaults;
use yew::prelude::*;

use super::super::{Sure, fact};
use super::{Props, choose, command, does};
use crate::commands;
use crate::scene::{Broker, BrokerState, Copy, Link, Place, Standing};
use crate::store::Selected;

/// The card.
pub(super) fn broker(props: &Props, id: BrokerId) -> (String, Html) {
    let title = format!("Broker {id}");
    let Some(broker) = props.cluster.broker(id) else {
        return (title, Html::default());
    };
    let copies: Vec<&Copy> = props.cluster.copies.iter().filter(|copy| copy.broker == id).collect();
    let standing = |copy: &Copy| {
        let leading = props.cluster.leading(&copy.view.topic, copy.view.partition).unwrap_or(copy);
        Standing::of(Some(broker), copy, leading)
    };
    let leads = copies.iter().filter(|copy| standing(copy) == Standing::Leader).count();
    let size: u64 = copies.iter().map(|copy| copy.view.bytes).sum();
    let state = match broker.state {
        _ if broker.paused => "paused: its process stands still, and nobody knows",
        BrokerState::Starting => "starting: it reads its disk",
        BrokerState::Serving if broker.fenced => "fenced: the controller takes it for dead",
        BrokerState::Serving => "serving",
        BrokerState::Stopping => "stopping: it hands over, syncs and closes its logs",
        BrokerState::Down if broker.has_empty_disk() => "down; its disk is empty",
        BrokerState::Down => "down; its disk keeps its copies",
    };
    let open = copies.iter().filter(|copy| !copy.view.internal);
    let body = html! {
        <>
            <dl>
                { fact("State", state) }
                if !broker.address.is_empty() { { fact("Address", broker.address.clone()) } }
                if let Some(epoch) = broker.epoch { { fact("Broker epoch", epoch.to_string()) } }
                { fact("Leads", format!("{leads} of its {} copies", copies.len())) }
                { fact("In its logs", format!("{size} bytes")) }
                if broker.disk_slowness > 1 { { fact("Disk", format!("{} times slower than usual: what waits for a sync waits longer", broker.disk_slowness)) } }
            </dl>
            <div class="scroller" role="group" tabindex="0" aria-label="copies"><table>
                <thead><tr><th>{ "Copy" }</th><th>{ "Role" }</th><th class="number">{ "HW" }</th><th class="number">{ "End" }</th></tr></thead>
                <tbody>{ for open.map(|copy| html! {
                    <tr>
                        <td>{ choose(props, format!("{}-{}", copy.view.topic, copy.view.partition), Selected::Partition(copy.view.topic.clone(), copy.view.partition)) }</td>
                        <td>{ standing(copy).word() }</td>
                        <td class="number">{ copy.view.high_watermark.to_string() }</td>
                        <td class="number">{ copy.view.log_end.to_string() }</td>
                    </tr>
                }) }</tbody>
            </table></div>
            { links(props, id) }
            if props.onact.is_some() { { verbs(props, broker) } } else { { live_verbs(props, broker) } }
        </>
    };
    (title, body)
}

/// What can be done to a broker of the tab.
fn verbs(props: &Props, broker: &Broker) -> Html {
    let id = broker.id;
    let verb = |label, title, class, action| does(props, label, title, class, action);
    let (first, rest) = match broker.state {
        BrokerState::Down => (
            "start",
            html! {
                <>
                    { verb("Start", "on the disk as it is (K)", "primary", Action::RestartBroker { broker: id }) }
                    { verb("Wipe its disk", "an empty one in its place: its copies are gone", "danger", Action::WipeDisk { broker: id }) }
                </>
            },
        ),
        _ => (
            "kill",
            html! {
                <>
                    { verb("Kill", "kill -9: its process dies without a word, its disk survives (K)", "danger", Action::CrashBroker { broker: id }) }
                    { verb("Stop", "it hands over what it leads, syncs, closes its logs, and ends", "", Action::StopBroker { broker: id }) }
                    if broker.paused {
                        { verb("Wake", "it goes on, as if no time had passed", "primary", Action::WakeBroker { broker: id }) }
                    } else {
                        { verb("Pause", "its process stands still (a long garbage collection): nobody is told", "", Action::PauseBroker { broker: id }) }
                    }
                    if broker.disk_slowness > 1 {
                        { verb("Disk as new", "its disk is as fast as ever", "", slow_disk(id, 0)) }
                    } else {
                        { verb("Slow its disk", "each write and sync takes 40 times as long: a dying disk, or a busy neighbour", "", slow_disk(id, SLOWNESS)) }
                    }
                </>
            },
        ),
    };
    html! { <><div class="verbs">{ rest }</div>{ command(props, commands::brokers(first, id.0)) }</> }
}

/// A slow disk takes so many times as long: 200 ms for a sync on the stage.
const SLOWNESS: u32 = 40;

fn slow_disk(broker: BrokerId, slowness: u32) -> Action {
    Action::SetDisk { broker, faults: DiskFaults { slowness, ..DiskFaults::default() } }
}

/// What can be done to a broker of a server, where the server allows it.
fn live_verbs(props: &Props, broker: &Broker) -> Html {
    let id = broker.id;
    let Some(oncontrol) = props.oncontrol.clone() else {
        return html! {
            <p class="muted note">{ "To stop, kill and start brokers from here, start the server with " }<code>{ "--allow-control" }</code>{ "." }</p>
        };
    };
    let does = move |control: Control| {
        let oncontrol = oncontrol.clone();
        Callback::from(move |()| oncontrol.emit((id, control)))
    };
    html! {
        <div class="verbs">
            if broker.state == BrokerState::Down {
                <button type="button" class="primary" title="on the same directory" onclick={does(Control::Start).reform(|_: MouseEvent| ())}>{ "Start" }</button>
            } else {
                <Sure label="Kill" title="at once, with nothing handed over and nothing closed" sure={format!("Yes, kill broker {id}")} onsure={does(Control::Kill)} />
                <Sure label="Stop" title="it hands over what it leads, and closes its logs" sure={format!("Yes, stop broker {id}")} onsure={does(Control::Stop)} />
            }
        </div>
    }
}

/// Whom it reaches, and how well.
fn links(props: &Props, id: BrokerId) -> Html {
    if props.onact.is_none() || props.cluster.brokers.len() < 2 {
        return Html::default();
    }
    let others = props.cluster.brokers.iter().map(|broker| Place::Broker(broker.id));
    let places = others.filter(|place| *place != Place::Broker(id)).chain([Place::Ensemble]);
    html! {
        <p class="links">
            <span class="muted">{ "Links to " }</span>
            { for places.map(|place| {
                let link = props.cluster.link(Place::Broker(id), place).unwrap_or_else(|| Link::whole(Place::Broker(id), place));
                let name = match place { Place::Broker(other) => other.to_string(), _ => "the ensemble".to_owned() };
                let state = match (link.cut, link.slow_ms, link.loss) {
                    (true, ..) => " (cut)",
                    (false, 0, 0) => "",
                    (false, _, 0) => " (slow)",
                    (false, 0, _) => " (lossy)",
                    (false, ..) => " (slow, lossy)",
                };
                html! { <>{ choose(props, format!("{name}{state}"), Selected::Link(link.one, link.other)) }{ " " }</> }
            }) }
        </p>
    }
}

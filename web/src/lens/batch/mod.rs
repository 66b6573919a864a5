//! The bytes lens: the very batch, as a broker has it on its disk, byte by byte beside the fields that they make up.

use std::rc::Rc;

use bytes::Bytes;
use glasslog_core::id::{BrokerId, Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_core::record::Codec;
use glasslog_sim::layout::{Layout, Value, layout as laid_out};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use self::layout::{inside, record_at};
use self::view::{hex, tree};
use super::Look;
use super::draw::html;
use crate::dom;
use crate::scene::{Broker, Cluster};
use crate::store::Selected;

mod layout;
#[cfg(test)]
mod tests;
mod view;
mod words;

/// A record's place.
type Place = (Text, PartitionIndex, Offset);
/// What each broker has at a place.
type Copies = Vec<(BrokerId, Option<Bytes>)>;

/// The last record of a partition.
fn newest(cluster: &Cluster, (topic, partition): (Text, PartitionIndex)) -> Option<Place> {
    let view = &cluster.leading(&topic, partition)?.view;
    let last = view.log_end.min(view.high_watermark.max(view.log_start.plus(1))).0 - 1;
    (last >= view.log_start.0).then_some((topic, partition, Offset(last)))
}

/// The batch at a place on every broker that has a copy, the one whose word counts first; read anew only when a copy has changed.
#[hook]
fn use_copies(look: &Look, place: Option<&Place>) -> Rc<Copies> {
    let mut key = Vec::new();
    if let Some((topic, partition, offset)) = place {
        let leading = look.cluster.leading(topic, *partition);
        for copy in look.cluster.copies_of(topic, *partition) {
            let first = leading.is_some_and(|leading| leading.broker == copy.broker);
            let awake = look.cluster.broker(copy.broker).is_some_and(Broker::is_awake);
            let read = look.cluster.contents.at(&copy.view, *offset).is_some();
            key.push((!first, copy.broker, awake, read, copy.view.bytes, copy.view.leader_epoch));
        }
        key.sort_unstable();
    }
    let onstored = look.onstored.clone();
    use_memo((place.cloned(), key), move |(place, key)| {
        let read = |broker: BrokerId| {
            let (topic, partition, offset) = place.clone()?;
            onstored.as_ref()?.emit((broker, topic, partition, offset))
        };
        key.iter().map(|(_, broker, ..)| (*broker, read(*broker))).collect()
    })
}

/// The batch that holds a record.
#[component]
pub(super) fn BytesLens(look: &Look) -> Html {
    let Look { cluster, internal, selected, .. } = look;
    let host = use_node_ref();
    let width = dom::use_width(&host);
    let at = use_state_eq(|| None::<Place>);
    let broker = use_state_eq(|| None::<BrokerId>);
    let lit = use_state_eq(|| 0_usize);
    let places = cluster.partitions(*internal);
    let place = (*at).clone().filter(|(topic, partition, _)| cluster.leading(topic, *partition).is_some());
    let place = place.or_else(|| places.iter().find_map(|place| newest(cluster, place.clone())));
    {
        let (at, cluster, place) = (at.clone(), cluster.clone(), place.clone());
        use_effect_with((selected.clone(), place.is_some()), move |(selected, _)| {
            at.set(match selected {
                Some(Selected::Record(topic, partition, offset)) => Some((topic.clone(), *partition, *offset)),
                Some(Selected::Partition(topic, partition)) => newest(&cluster, (topic.clone(), *partition)),
                // it stands still from now on, whatever comes
                _ => place,
            });
        });
    }
    let copies = use_copies(look, place.as_ref());
    {
        let missing = copies.iter().all(|(_, bytes)| bytes.is_none());
        let onread = look.onread.clone();
        use_effect_with((place.clone(), missing), move |(place, missing)| {
            if let (Some((topic, partition, offset)), Some(onread), true) = (place.clone(), onread, *missing) {
                onread.emit((topic, partition, offset));
            }
        });
    }
    let Some(place) = place else {
        return html! { <div class="stage bytes-lens" ref={host}><p class="hint muted">{ "There is no record yet. Send one, and see what becomes of it on disk." }</p></div> };
    };
    let shown = copies.iter().find(|(id, bytes)| Some(*id) == *broker && bytes.is_some());
    let shown = shown.or_else(|| copies.iter().find(|(_, bytes)| bytes.is_some()));
    let controls = controls(look, &place, &places, &at);
    let Some((holder, Some(bytes))) = shown else {
        return html! { <div class="stage bytes-lens" ref={host}>{ controls }{ nothing(look, &place) }</div> };
    };
    let batch = match laid_out(bytes) {
        Ok(batch) => batch,
        Err(error) => {
            return html! { <div class="stage bytes-lens" ref={host}>{ controls }<p class="hint bad-text">{ error.to_string() }</p></div> };
        }
    };
    let onbroker = {
        let broker = broker.setter();
        Callback::from(move |id: BrokerId| broker.set(Some(id)))
    };
    let onlit = {
        let lit = lit.setter();
        Callback::from(move |field: usize| lit.set(field))
    };
    let across = if width < 1060.0 { 8 } else { 16 };
    let lit = (*lit).min(batch.fields.len() - 1);
    let base = base(&batch);
    let here = record_at(&batch, place.2.0 - base).map(|field| inside(&batch, field));
    html! {
        <div class="stage bytes-lens" ref={host}>
            { controls }
            { facts(look, &batch, (*holder, &copies), &onbroker) }
            <p class="purpose" role="status"><strong>{ batch.fields[lit].name }</strong>{ format!(" = {}. ", words::value(&batch.fields[lit], bytes)) }
                <span class="muted">{ words::purpose(batch.fields[lit].name) }</span></p>
            <div class="bytes-halves">
                { hex(&batch, bytes, across, lit, &onlit) }
                { tree(&batch, bytes, lit, here.as_ref(), &onlit) }
            </div>
        </div>
    }
}

fn number(batch: &Layout, field: usize) -> i64 {
    match batch.fields.get(field).map(|field| field.value) {
        Some(Value::Number(number)) => number,
        _ => 0,
    }
}

fn base(batch: &Layout) -> i64 {
    number(batch, 0)
}

/// The offset after the batch's last.
fn next(batch: &Layout) -> i64 {
    let delta = batch.fields.iter().position(|field| field.name == "last offset delta");
    base(batch).saturating_add(delta.map_or(0, |delta| number(batch, delta))).saturating_add(1)
}

/// Why there is nothing to see.
fn nothing(look: &Look, (topic, partition, offset): &Place) -> Html {
    let words = if look.onstored.is_none() {
        "Where this comes from, batches cannot be seen as they are.".to_owned()
    } else if look.onmoment.is_some() {
        format!(
            "No broker that runs has offset {offset} of {topic}-{partition}: a broker that is down tells nobody what is on its disk."
        )
    } else {
        format!(
            "The batch of offset {offset} in {topic}-{partition} has not been fetched (yet), or is too large to be kept."
        )
    };
    html! { <p class="hint muted">{ words }</p> }
}

/// Which batch.
fn controls(look: &Look, place: &Place, places: &[(Text, PartitionIndex)], at: &UseStateHandle<Option<Place>>) -> Html {
    let (topic, partition, offset) = place;
    let go = {
        let (at, onselect, chosen) = (at.setter(), look.onselect.clone(), look.selected.clone());
        move |to: Option<Place>| {
            let Some((topic, partition, offset)) = to.clone() else { return };
            // a card that shows a record goes along
            if matches!(chosen, Some(Selected::Record(..))) {
                let to = Selected::Record(topic, partition, offset);
                if chosen.as_ref() != Some(&to) {
                    onselect.emit(to);
                }
            }
            at.set(to);
        }
    };
    let onplace = {
        let (go, places, cluster) = (go.clone(), places.to_vec(), look.cluster.clone());
        Callback::from(move |event: Event| {
            let select = event.target_dyn_into::<HtmlSelectElement>();
            let place = select.and_then(|select| usize::try_from(select.selected_index()).ok());
            go(place.and_then(|place| places.get(place).cloned()).and_then(|place| newest(&cluster, place)));
        })
    };
    let view = look.cluster.leading(topic, *partition).map(|copy| copy.view.clone());
    let step = |label: &str, title: &str, to: Offset| {
        let there = view.as_ref().is_some_and(|view| (view.log_start..view.log_end).contains(&to)) && to != *offset;
        let (go, to) = (go.clone(), (topic.clone(), *partition, to));
        html! { <button type="button" aria-label={title.to_owned()} title={title.to_owned()} disabled={!there} onclick={move |_: MouseEvent| go(Some(to.clone()))}>{ label.to_owned() }</button> }
    };
    let last = newest(&look.cluster, (topic.clone(), *partition)).map_or(*offset, |(.., last)| last);
    html! {
        <div class="log-controls">
            <label>{ "Partition" }<select onchange={onplace}>
                { for places.iter().map(|one| html! { <option selected={(&one.0, one.1) == (topic, *partition)}>{ format!("{}-{}", one.0, one.1) }</option> }) }
            </select></label>
            <span class="steps zooms">
                { step("‹", "The record before", Offset(offset.0 - 1)) }
                <span>{ format!("offset {offset}") }</span>
                { step("›", "The record after", offset.plus(1)) }
                { step("⇥", "The newest record", last) }
            </span>
        </div>
    }
}

/// What is to be said of the batch as a whole.
fn facts(look: &Look, batch: &Layout, (holder, copies): (BrokerId, &Copies), onbroker: &Callback<BrokerId>) -> Html {
    let own = copies.iter().find(|(id, _)| *id == holder).and_then(|(_, bytes)| bytes.as_ref());
    let brokers = copies.iter().map(|(id, bytes)| {
        let awake = look.cluster.broker(*id).is_some_and(Broker::is_awake);
        let (class, said) = match bytes {
            _ if *id == holder => ("", "shown"),
            Some(_) if bytes.as_ref() == own => ("muted", "the same bytes"),
            Some(_) => ("bad-text", "other bytes"),
            None if look.onmoment.is_none() => ("muted", "not asked"),
            None if !awake => ("muted", "does not run"),
            None => ("waiting-text", "does not have it"),
        };
        let id = *id;
        let onclick = onbroker.reform(move |_: MouseEvent| id);
        html! { <li><button type="button" aria-pressed={(id == holder).to_string()} disabled={bytes.is_none()} {onclick}>{ format!("Broker {id}") }</button><span {class}>{ said }</span></li> }
    });
    let offsets = match (base(batch), next(batch) - 1) {
        (first, last) if first == last => format!("one record, offset {first}"),
        (first, last) => format!("offsets {first} to {last}"),
    };
    let size = crate::text::count(i64::try_from(batch.end).unwrap_or(0), "byte");
    let crc = match (batch.crc_holds(), batch.crc) {
        (true, _) => html("span", "", "CRC-32C holds ✓".to_owned()),
        (false, Some(crc)) => html("strong", "bad-text", format!("CRC-32C does not hold: the bytes have {crc:08x}")),
        (false, None) => html("strong", "bad-text", "the batch is cut: its CRC cannot be told".to_owned()),
    };
    let codec = match batch.codec {
        Some(Codec::None) => html("span", "muted", "not compressed".to_owned()),
        Some(codec) => html("span", "waiting-text", format!("compressed with {codec}: not unfolded here")),
        None => html("span", "bad-text", "of an unknown compression".to_owned()),
    };
    html! {
        <>
            <p class="batch-facts"><strong>{ format!("A batch of {size}") }</strong><span class="muted">{ offsets }</span>{ crc }{ codec }</p>
            <ul class="batch-copies" aria-label="Copies">{ for brokers }</ul>
        </>
    }
}

//! The cards around the brokers: producers and the ensemble above, groups below.

use yew::prelude::*;

use super::{Props, at, face, pressable};
use crate::scene::{EnsembleCard, Fate, GroupCard, MemberChip, ProducerCard};
use crate::store::Selected;
use crate::text::{self, px};

pub(super) fn producer(card: &ProducerCard, props: &Props) -> Html {
    let ProducerCard { rect, producer } = card;
    let (onclick, onkeydown, chosen) = pressable(props, Selected::Producer(producer.id));
    let [sent, acked, failed] = producer.counts;
    let spoken = format!(
        "Producer {}, writes to {}, {}. {sent} sent, {acked} acknowledged, {failed} failed.",
        producer.label, producer.topic, producer.settings
    );
    let width = rect.width;
    let narrow = width < 230.0;
    let shown = match (card.is_flat(), narrow) {
        (true, _) => 3,
        (false, true) => 4,
        (false, false) => 8,
    };
    let fates = &producer.fates[producer.fates.len().saturating_sub(shown)..];
    let counts = html! {
        <>
            if failed > 0 { <tspan class="bad" dx="-6">{ format!("⚠ {failed} ") }</tspan> }
            { format!("{acked}/{sent}") }
        </>
    };
    let marks = |x: f64, y: f64| {
        let marks = fates.iter().enumerate().map(|(place, fate)| fate_mark(place, *fate));
        html! { <g transform={at(x, y)}>{ for marks }</g> }
    };
    if card.is_flat() {
        let name = text::cut(&producer.label, 10);
        return html! {
            <g key={format!("producer{}", producer.id)} class={classes!("card", "producer", chosen)} transform={at(rect.x, rect.y)} {onclick} {onkeydown}>
                { face(spoken, html! { <rect class="box" width={px(width)} height={px(rect.height)} rx="10" /> }) }
                <g aria-hidden="true">
                <text class="name" x="10" y="20.5">{ name }</text>
                if failed > 0 {
                    <text class="count" x={px(width - 10.0)} y="20.5" text-anchor="end"><tspan class="bad">{ format!("⚠ {failed}") }</tspan></text>
                } else {
                    { marks(width - 6.0 - 13.0 * fates.len() as f64, 16.0) }
                }
                </g>
            </g>
        };
    }
    html! {
        <g key={format!("producer{}", producer.id)} class={classes!("card", "producer", chosen)} transform={at(rect.x, rect.y)} {onclick} {onkeydown}>
            { face(spoken, html! { <rect class="box" width={px(width)} height={px(rect.height)} rx="12" /> }) }
            <g aria-hidden="true">
            <text class="name" x="14" y="23">{ &producer.label }<tspan class="muted" dx="8">{ text::cut(&producer.topic, if narrow { 10 } else { 14 }) }</tspan></text>
            { marks(width - 12.0 - 13.0 * fates.len() as f64, 18.5) }
            <text class="muted" x="14" y="43">{ text::cut(&producer.settings, if narrow { 20 } else if failed > 0 { 24 } else { 34 }) }</text>
            if !narrow {
                <text class="count" x={px(width - 14.0)} y="43" text-anchor="end">{ counts }</text>
            }
            </g>
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

/// The ensemble: whose controller decides who leads.
pub(super) fn ensemble(card: &EnsembleCard, props: &Props) -> Html {
    let EnsembleCard { rect, ensemble } = card;
    let (onclick, onkeydown, chosen) = pressable(props, Selected::Ensemble);
    let controller =
        if ensemble.has_controller { format!("controller e{}", ensemble.epoch) } else { "no controller".to_owned() };
    let changes = text::count(ensemble.changes, "change");
    let spoken = format!("The ensemble that orders metadata: {controller}, {changes} so far");
    let flat = rect.height < 40.0;
    html! {
        <g key="ensemble" class={classes!("card", "ensemble", (!ensemble.has_controller).then_some("headless"), chosen)}
            transform={at(rect.x, rect.y)} {onclick} {onkeydown}>
            { face(spoken, html! { <rect class="box" width={px(rect.width)} height={px(rect.height)} rx="12" /> }) }
            <g aria-hidden="true">
            <path class="sign" transform="translate(20 18.5)" d="M-7-7h5v5h-5zM2-7h5v5h-5zM-2.5 2h5v5h-5zM-4.5-2v2h9v-2M0 0v2" />
            <text class="name" x="36" y="23">{ "Ensemble" }
                if flat { <tspan class="muted" dx="8">{ &controller }</tspan> }
            </text>
            if flat {
                <text class="count" x={px(rect.width - 12.0)} y="23" text-anchor="end">{ changes }</text>
            } else {
                <text class="muted" x="14" y="43">{ controller }</text>
                <text class="count" x={px(rect.width - 12.0)} y="43" text-anchor="end">{ changes }</text>
            }
            </g>
        </g>
    }
}

pub(super) fn group(card: &GroupCard, props: &Props) -> Html {
    let (onclick, onkeydown, chosen) = pressable(props, Selected::Group(card.name.clone()));
    let rect = card.rect;
    let lag = card.lag.map_or_else(|| "lag –".to_owned(), |lag| text::lag(Some(lag)));
    let (late, said) = (card.lag > Some(0), text::lag(card.lag));
    let spoken =
        format!("Group {}, {}, {}, {said}. {} members.", card.letter, card.name, card.state, card.members.len());
    let name = text::cut(&card.name, if rect.width < 340.0 { 12 } else { 24 });
    // a rebalance has a long name, and the lag needs its room
    let needed = name.chars().count() + card.state.chars().count() + lag.len();
    let short = 7.5 * needed as f64 + 76.0 > rect.width;
    let state = card.state.split(" · ").next().filter(|_| short).unwrap_or(&card.state).to_owned();
    html! {
        <g key={format!("group{}", card.letter)} class={classes!("group", card.unsettled.then_some("unsettled"))}>
            <rect class="box" x={px(rect.x)} y={px(rect.y)} width={px(rect.width)} height={px(rect.height)} rx="12" />
            <g class={classes!("head", chosen)} {onclick} {onkeydown} transform={at(rect.x, rect.y)}>
                { face(spoken, html! { <rect class="ground" x="4" y="4" width={px(rect.width - 8.0)} height="26" rx="9" /> }) }
                <g aria-hidden="true">
                <text class="name" x="14" y="22">{ format!("◆ {}", card.letter) }
                    <tspan dx="8">{ name }</tspan>
                    <tspan class="state" dx="8">{ state }</tspan>
                </text>
                if rect.width > 340.0 {
                    <text class={if late { "lag-total" } else { "muted" }} x={px(rect.width - 14.0)} y="22" text-anchor="end">{ lag }</text>
                }
                </g>
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
    if chip.is_flat() {
        let share = if chip.alive { &chip.share } else { &chip.state };
        return html! {
            <g key={format!("member{}", chip.id)} class={classes!("card", "member", (!chip.alive).then_some("dead"), chosen)} transform={at(rect.x, rect.y)} {onclick} {onkeydown}>
                { face(spoken, html! { <rect class="box" width={px(rect.width)} height={px(rect.height)} rx="9" /> }) }
                <text class="name" x="10" y="18.5" aria-hidden="true">{ &chip.label }<tspan class="muted" dx="8">{ text::cut(share, 15) }</tspan></text>
            </g>
        };
    }
    html! {
        <g key={format!("member{}", chip.id)} class={classes!("card", "member", (!chip.alive).then_some("dead"), chosen)} transform={at(rect.x, rect.y)} {onclick} {onkeydown}>
            { face(spoken, html! { <rect class="box" width={px(rect.width)} height={px(rect.height)} rx="10" /> }) }
            <g aria-hidden="true">
            <text class="name" x="12" y="19">{ &chip.label }<tspan class="muted" dx="8">{ text::cut(&chip.state, 15) }</tspan></text>
            <text class="muted" x="12" y="37">{ text::cut(&chip.share, letters) }</text>
            if rect.width > 160.0 {
                <text class="count" x={px(rect.width - 12.0)} y="19" text-anchor="end">{ processed }</text>
            }
            </g>
        </g>
    }
}

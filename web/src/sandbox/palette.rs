//! The palette as the sandbox has it: its button, what it is given, and what becomes of what is chosen in it.

use yew::prelude::*;

use super::Props;
use super::acts::Acts;
use super::keys::follow;
use crate::dom;
use crate::focus;
use crate::lazy::lazily;
use crate::lens::Lens;
use crate::mode::{Mode, turn_captions};
use crate::panels::palette::{self, Deed};
use crate::store::{Selected, Store};

/// The button that opens it.
pub(super) fn button(mode: Mode, onask: &Callback<bool>) -> Html {
    if mode == Mode::Embed {
        return Html::default();
    }
    html! {
        <button type="button" class="quiet share-button" title="all that can be done here ( Ctrl-K )" aria-label="Commands" aria-haspopup="dialog"
            onclick={onask.reform(|_: MouseEvent| true)}>{ "⌘" }</button>
    }
}

/// How to look otherwise, how to compare, how to close.
type More<'a> = (&'a Callback<Lens>, &'a Callback<()>, &'a Callback<bool>);

/// The palette.
#[inline(never)]
pub(super) fn open(props: &Props, store: &Store, acts: &Acts, (onlens, oncompare, onask): More<'_>) -> Html {
    let palette = palette::Props {
        cluster: store.cluster.clone(),
        play: store.play,
        selected: store.selected.clone(),
        internal: store.internal,
        branches: store.course.other().is_some(),
        hunts: props.level.is_none(),
        mode: props.mode,
        ondeed: ondeed(store, acts.clone(), onlens.clone(), oncompare.clone()),
        oncommand: acts.oncommand.clone(),
        onclose: onask.reform(|()| false),
    };
    lazily("The commands", palette::palette(), palette)
}

fn ondeed(store: &Store, acts: Acts, onlens: Callback<Lens>, oncompare: Callback<()>) -> Callback<Deed> {
    let (cluster, selected) = (store.cluster.clone(), store.selected.clone());
    Callback::from(move |deed: Deed| match deed {
        Deed::Time(time) => acts.ontime.emit(time),
        Deed::Lens(lens) => onlens.emit(lens),
        Deed::Act(action) => acts.onact.emit(action),
        Deed::Go(there) => go(there, selected.as_ref(), &acts.onselect),
        Deed::Internal(internal) => acts.oninternal.emit(internal),
        Deed::Captions => turn_captions(),
        Deed::Compare => oncompare.emit(()),
        Deed::Hunt => acts.onhunt.emit(()),
        Deed::Why => acts.onwhy.emit(selected.clone()),
        Deed::Way => follow(&cluster, selected.clone(), &acts.onselect, &onlens),
        Deed::Press(button) => dom::press(button),
        // these the palette does itself
        Deed::Run(_) | Deed::Write(_) => {}
    })
}

/// Opens the card, unless it is open, and goes there.
fn go(there: Selected, selected: Option<&Selected>, onselect: &Callback<Selected>) {
    if selected != Some(&there) {
        onselect.emit(there);
    }
    focus::enter_card();
}

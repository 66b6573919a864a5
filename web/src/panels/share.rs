//! Giving a moment away: as a link, as a frame for another page, as a file; and opening such a file.

use glasslog_sim::link::Moment;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlDialogElement, HtmlInputElement};
use yew::prelude::*;

use crate::dom;
use crate::lazy::{lazily, part};
use crate::sandbox::Holder;
use crate::source::world::Tab;
use crate::store::Shared;

/// How a shared moment's file is called.
const FILE_NAME: &str = "run.glasslog";

/// The button, and the window that it opens. `onopened`: another run has taken the world's place.
#[hook]
pub fn use_share(tab: &Holder, onopened: &Callback<()>) -> Html {
    let open = use_state_eq(|| false);
    let turn = |to: bool| {
        let open = open.setter();
        move || open.set(to)
    };
    let (show, shut) = (turn(true), turn(false));
    let onopened = {
        let (shut, onopened) = (turn(false), onopened.clone());
        Callback::from(move |()| {
            shut();
            onopened.emit(());
        })
    };
    let inside = WindowProps { tab: tab.clone(), onopened, onclose: Callback::from(move |()| shut()) };
    html! {
        <>
            <button type="button" class="quiet share-button share-moment" title="this moment, as a link or a file" aria-haspopup="dialog" onclick={Callback::from(move |_: MouseEvent| show())}>{ "Share" }</button>
            if *open { { lazily("Sharing", window(), inside) } }
        </>
    }
}

/// What the window needs.
#[derive(Clone, PartialEq, Properties)]
pub struct WindowProps {
    tab: Holder,
    onopened: Callback<()>,
    onclose: Callback<()>,
}

part! {
    /// The window: the moment at which it was opened, and what can be done with it.
    fn window: fn(&WindowProps) -> Html = draw, in act
}

fn draw(props: &WindowProps) -> Html {
    html! { <Window ..props.clone() /> }
}

#[component]
fn Window(props: &WindowProps) -> Html {
    let shared = use_state(|| props.tab.0.borrow_mut().share());
    let said = use_state(|| "");
    let (window, link) = (use_node_ref(), use_node_ref());
    {
        let window = window.clone();
        use_effect_with((), move |()| {
            if let Some(dialog) = window.cast::<HtmlDialogElement>() {
                dialog.show_modal().ok();
            }
        });
    }
    let onopen = {
        let (tab, onopened) = (props.tab.clone(), props.onopened.clone());
        Callback::from(move |moment: Moment| {
            *tab.0.borrow_mut() = Tab::at(&moment);
            onopened.emit(());
        })
    };
    let shut = {
        let window = window.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(dialog) = window.cast::<HtmlDialogElement>() {
                dialog.close();
            }
        })
    };
    html! {
        <dialog ref={window} class="share" aria-labelledby="share-title" onclose={props.onclose.reform(|_: Event| ())}>
            <h2 id="share-title">{ "Share this moment" }</h2>
            { address(&shared, &link, &said) }
            { files(&shared, &said, &onopen) }
            <p class="digest-line">{ "Whoever opens it sees the same world, to the bit: " }<output class="digest">{ shared.digest.clone() }</output></p>
            <p class="said" role="status">{ *said }</p>
            <div class="verbs"><button type="button" onclick={shut}>{ "Close" }</button></div>
        </dialog>
    }
}

fn address(shared: &Shared, field: &NodeRef, said: &UseStateHandle<&'static str>) -> Html {
    let Some(hash) = &shared.link else {
        return html! { <p>{ "So much was done here that a link would be too long to be passed on. Save it as a file." }</p> };
    };
    let here = dom::here();
    let (link, frame) = (format!("{here}{hash}"), frame(&here, hash));
    let copy = |text: String, field: Option<NodeRef>| {
        let said = said.setter();
        Callback::from(move |_: MouseEvent| {
            // where the browser does not let us, what is selected can still be copied by hand
            if let Some(input) = field.as_ref().and_then(NodeRef::cast::<HtmlInputElement>) {
                input.select();
            }
            let said = said.clone();
            dom::copy(&text, move |copied| {
                said.set(if copied { "Copied." } else { "This browser does not let the page copy: press Ctrl-C." });
            });
        })
    };
    html! {
        <>
            <label class="field">{ "Link" }<input ref={field.clone()} readonly=true value={link.clone()} /></label>
            <div class="verbs">
                <button type="button" class="primary" onclick={copy(link, Some(field.clone()))}>{ "Copy the link" }</button>
                <button type="button" title="for a page or slides of your own: HTML that shows the stage" onclick={copy(frame, None)}>{ "Copy a frame" }</button>
            </div>
        </>
    }
}

/// The stage inside another page.
fn frame(here: &str, hash: &str) -> String {
    format!(
        "<iframe src=\"{here}?embed{hash}\" width=\"960\" height=\"640\" title=\"Glasslog\" loading=\"lazy\"></iframe>"
    )
}

/// A run's file as an address: letters, digits, - and _ only; line breaks and the title's blank are all there is to escape.
pub(crate) fn file_address(file: &str) -> String {
    format!("data:text/plain,{}", file.replace('\n', "%0A").replace(' ', "%20"))
}

fn files(shared: &Shared, said: &UseStateHandle<&'static str>, onopen: &Callback<Moment>) -> Html {
    let address = file_address(&shared.file);
    let onchange = {
        let (said, onopen) = (said.setter(), onopen.clone());
        Callback::from(move |event: Event| {
            let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            let Some(file) = input.and_then(|input| input.files()).and_then(|files| files.get(0)) else { return };
            let (said, onopen) = (said.clone(), onopen.clone());
            dom::read(&file, move |text| match text.as_deref().and_then(Moment::read_file) {
                Some(moment) => onopen.emit(moment),
                None => said.set("This file holds no run, or one of another version."),
            });
        })
    };
    html! {
        <div class="verbs">
            <a class="button" download={FILE_NAME} href={address}>{ "Save as a file" }</a>
            <label class="button file">{ "Open a file…" }<input type="file" accept=".glasslog" {onchange} /></label>
        </div>
    }
}

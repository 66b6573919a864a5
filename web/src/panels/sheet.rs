//! What stands beside the stage; on a phone a sheet below it, to be drawn up.

use yew::prelude::*;

/// A handle, and what it draws up. Where there is room, there is no handle, and all of it is seen.
pub fn sheet(drawn: bool, ondraw: Callback<MouseEvent>, inside: Html) -> Html {
    html! {
        <div class={if drawn { "sheet drawn" } else { "sheet" }}>
            <button type="button" class="handle" aria-expanded={drawn.to_string()} aria-controls="sheet" onclick={ondraw}>
                { "Tools and details" }
            </button>
            <div id="sheet" class="sheet-body">{ inside }</div>
        </div>
    }
}

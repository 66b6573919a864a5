//! The panel of a case: what one saw at work, where it comes from, and what may be tried against it on the stage beside it.

use glasslog_levels::{Case, Command, Properties, Try};
use yew::prelude::*;

use super::words::{Word, meanings, prose};
use super::{submit, typed};
use crate::sandbox::Line;

/// The panel.
#[derive(yew::Properties, PartialEq)]
pub struct Props {
    /// The case's name.
    pub name: String,
    /// A command shall be done.
    pub oncommand: Callback<Line>,
}

/// The panel.
#[component]
pub fn CasePanel(props: &Props) -> Html {
    let tried = use_state(|| None::<usize>);
    let wrong = use_state_eq(|| None::<String>);
    let Some(case) = glasslog_levels::case(&props.name) else { return Html::default() };
    let onclick = |place: usize| {
        let (tried, wrong, oncommand) = (tried.clone(), wrong.clone(), props.oncommand.clone());
        Callback::from(move |_: MouseEvent| {
            tried.set(Some(place));
            wrong.set(None);
            for deed in &case.tries[place].deeds {
                let wrong = wrong.clone();
                let told = Callback::from(move |what: Option<String>| {
                    if what.is_some() {
                        wrong.set(what);
                    }
                });
                oncommand.emit((deed.say(), told));
            }
        })
    };
    // each word is explained where it stands first
    let mut met = Vec::new();
    html! {
        <section class="panel lesson case" aria-label="The case">
            <header>
                <a class="back" href="#learn" title="All levels and cases">{ "‹ Learn" }</a>
                <span class="number">{ "I saw this at work" }</span>
            </header>
            <h1>{ &case.title }</h1>
            <p class="opens">{ prose(&case.seen, &mut met) }</p>
            if !case.line.is_empty() { <pre class="bytes">{ &case.line }</pre> }
            <h2>{ "Why" }</h2>
            <p>{ prose(&case.why, &mut met) }</p>
            <h2>{ "Try" }</h2>
            <ol class="tries">
                { for case.tries.iter().enumerate().map(|(place, one)| a_try(one, *tried == Some(place), onclick(place), &mut met)) }
            </ol>
            if tried.is_some() { <p class="muted">{ "Now watch the stage. (The key ] lets time pass faster.)" }</p> }
            if let Some(wrong) = &*wrong {
                <p class="bad-text" role="alert">{ wrong }{ " Start over sets the case up anew." }</p>
            }
            <details>
                <summary>{ "With your own settings" }</summary>
                <Own topic={case.topic().unwrap_or("orders").to_owned()} oncommand={props.oncommand.clone()} />
            </details>
            { at_work(case) }
            { meanings(&met) }
        </section>
    }
}

fn a_try(one: &Try, chosen: bool, onclick: Callback<MouseEvent>, met: &mut Vec<&'static Word>) -> Html {
    let commands = one.deeds.iter().map(Command::say).collect::<Vec<_>>().join("; ");
    html! {
        <li>
            <button type="button" {onclick} title={commands}>{ &one.words }</button>
            <div aria-live="polite">if chosen { <p>{ prose(&one.said, met) }</p> }</div>
        </li>
    }
}

fn at_work(case: &Case) -> Html {
    html! {
        <>
            <h2>{ "At work" }</h2>
            <p class="muted">{ "It hangs on: " }{ &case.settings }</p>
            <pre class="bytes">{ &case.work }</pre>
        </>
    }
}

/// Whose settings are pasted, and read.
#[derive(yew::Properties, PartialEq)]
struct OwnProps {
    /// The topic of the case.
    topic: String,
    /// A command shall be done.
    oncommand: Callback<Line>,
}

/// Takes a client's `.properties`: says what they bring about, and puts such a client on the stage.
#[component]
fn Own(props: &OwnProps) -> Html {
    let field = use_node_ref();
    let read = use_state_eq(Properties::default);
    let wrong = use_state_eq(|| None::<String>);
    let onsubmit = {
        let (field, read, topic) = (field.clone(), read.clone(), props.topic.clone());
        submit(move || read.set(Properties::read(&typed(&field), &topic)))
    };
    let add = |label: &'static str, command: &Option<String>| {
        let Some(command) = command.clone() else { return Html::default() };
        let (oncommand, wrong, title) = (props.oncommand.clone(), wrong.clone(), command.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            let wrong = wrong.clone();
            oncommand.emit((command.clone(), Callback::from(move |what| wrong.set(what))));
        });
        html! { <button type="button" class="primary" {title} {onclick}>{ label }</button> }
    };
    html! {
        <form {onsubmit} aria-label="Your own settings">
            <textarea ref={field} rows="4" aria-label="A client's .properties" spellcheck="false"
                placeholder={"group.id=billing\nauto.commit.interval.ms=5000\nsession.timeout.ms=45000"} />
            <div class="verbs"><button>{ "What do they bring about?" }</button></div>
            <dl class="own" aria-live="polite">
                { for read.settings.iter().map(|setting| html! {
                    <div>
                        <dt><code>{ &setting.name }{ "=" }{ &setting.value }</code></dt>
                        <dd class={if !setting.starts { "bad-text" } else if setting.means.is_none() { "muted" } else { "" }}>{ setting.means.as_deref().unwrap_or("Makes no difference on this stage.") }</dd>
                    </div>
                }) }
            </dl>
            <div class="verbs">
                { add("Add a producer like this", &read.producer) }
                { add("Add a consumer like this", &read.consumer) }
            </div>
            if let Some(wrong) = &*wrong { <p class="bad-text" role="alert">{ wrong }</p> }
        </form>
    }
}

//! What happened: the sentence of the moment, and those before it.

use std::collections::VecDeque;

use yew::prelude::*;

use crate::store::{Caption, Tone};
use crate::text::span;

/// Captions, newest last.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The captions.
    pub captions: VecDeque<Caption>,
}

fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "plain",
        Tone::Waiting => "waiting",
        Tone::Bad => "bad",
    }
}

fn mark(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "",
        Tone::Waiting => "… ",
        Tone::Bad => "⚠ ",
    }
}

/// The sentence of the moment.
pub fn caption_line(captions: &VecDeque<Caption>) -> Html {
    let caption = captions.back();
    html! {
        <p class="caption" aria-live="polite">
            if let Some(caption) = caption {
                <span class={class(caption.tone)} key={caption.text.clone()}>{ mark(caption.tone) }{ &caption.text }</span>
            }
        </p>
    }
}

/// What happened before, newest first.
#[component]
pub fn Narration(props: &Props) -> Html {
    html! {
        <section class="panel narration" aria-label="What happened">
            <h2>{ "What happened" }</h2>
            <ol>
                { for props.captions.iter().rev().take(40).map(sentence) }
            </ol>
        </section>
    }
}

/// A sentence in a list of them.
pub(crate) fn sentence(caption: &Caption) -> Html {
    html! {
        <li class={class(caption.tone)}>
            <time>{ span(caption.at.0) }</time><span>{ mark(caption.tone) }{ &caption.text }</span>
        </li>
    }
}

/// What the native tools would take for what was done last.
pub fn echo(commands: &VecDeque<String>) -> Html {
    let Some(last) = commands.back() else {
        return Html::default();
    };
    html! {
        <section class="panel echo" aria-label="As a command">
            <h2>{ "The same with Kafka's own tools" }</h2>
            <pre class="bytes"><span class="prompt">{ "$ " }</span>{ last }</pre>
        </section>
    }
}

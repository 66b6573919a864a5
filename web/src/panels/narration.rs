//! What happened: the sentence of the moment, and those before it.

mod terms;

use std::collections::VecDeque;

use yew::prelude::*;

use crate::dom;
use crate::lazy::part;
use crate::store::{Caption, Tone};
use crate::text::span;

/// Captions, newest last.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The captions.
    pub captions: VecDeque<Caption>,
}

/// A sentence that is to be told.
enum Sentence<'a> {
    /// The newest of these.
    Now(&'a VecDeque<Caption>),
    /// One of those before it.
    Before(&'a str),
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

part! {
    /// A sentence whose words can be pressed for what they mean.
    fn explained: fn(Sentence<'_>) -> Html = terms::explained, in learn
}

/// Who points at a sentence, uses keys, or learns, may ask what its words mean. Embedded and in the large view nobody does.
const ASKS: &str = "[data-mode=whole] :is(.caption:hover, .narration:hover, .lesson, :focus-visible)";

/// The sentence of the moment.
pub fn caption_line(captions: &VecDeque<Caption>) -> Html {
    match explained().get() {
        Some(draw) => return draw(Sentence::Now(captions)),
        None if dom::first(ASKS).is_some() => explained().fetch(Callback::noop()),
        None => {}
    }
    let said = captions.back().map(|caption| (caption, html! { { &caption.text } }));
    line(said)
}

/// … as it is said.
fn line(said: Option<(&Caption, Html)>) -> Html {
    html! {
        <p class="caption">
            if let Some((caption, said)) = said {
                <span class={class(caption.tone)} key={caption.text.clone()}>{ mark(caption.tone) }{ said }</span>
            }
        </p>
    }
}

/// Who hears the page is told something at most so often, in milliseconds.
const SAID_MS: f64 = 4_000.0;

/// What is said to who hears the page: not every sentence, but one at a time, with pauses; of what came meanwhile the gravest.
#[derive(Debug, Default)]
pub struct Speaker {
    last: Option<f64>,
    next: Option<Caption>,
}

impl Speaker {
    /// This was told.
    pub fn hear(&mut self, captions: &[Caption]) {
        for caption in captions {
            if self.next.as_ref().is_none_or(|next| caption.tone as u8 >= next.tone as u8) {
                self.next = Some(caption.clone());
            }
        }
    }

    /// A frame passes at so many milliseconds: what is to be said now, if anything.
    pub fn frame(&mut self, now: f64) -> Option<Caption> {
        if self.last.is_some_and(|last| now - last < SAID_MS) {
            return None;
        }
        let said = self.next.take();
        if said.is_some() {
            self.last = Some(now);
        }
        said
    }

    /// Says it, where it is heard.
    pub fn speak(&mut self, now: f64) {
        if let (Some(said), Some(place)) = (self.frame(now), dom::first(".spoken")) {
            place.set_text_content(Some(&said.text));
        }
    }
}

/// Where it is said.
pub fn spoken() -> Html {
    html! { <p class="unseen spoken" aria-live="polite"></p> }
}

/// What happened before, newest first.
#[component]
pub fn Narration(props: &Props) -> Html {
    html! {
        <section class="panel narration" aria-label="What happened">
            <h2>{ "What happened" }</h2>
            if props.captions.is_empty() { <p class="muted">{ "Nothing yet. Who leads, dies, falls behind, joins and leaves is told here." }</p> }
            <ol>
                { for props.captions.iter().rev().take(40).map(sentence) }
            </ol>
        </section>
    }
}

/// A sentence in a list of them.
pub(crate) fn sentence(caption: &Caption) -> Html {
    let said = match explained().get() {
        Some(draw) => draw(Sentence::Before(&caption.text)),
        None => html! { { &caption.text } },
    };
    html! {
        <li class={class(caption.tone)}>
            <time>{ span(caption.at.0) }</time><span>{ mark(caption.tone) }{ said }</span>
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
            <pre class="bytes" title={last.clone()}><span class="prompt">{ "$ " }</span>{ last }</pre>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(tones: &[Tone]) -> Vec<Caption> {
        let caption = |(at, tone): (u64, &Tone)| Caption {
            at: glasslog_core::time::Instant(at),
            tone: *tone,
            text: at.to_string(),
        };
        (0..).zip(tones).map(caption).collect()
    }

    #[test]
    fn of_what_came_meanwhile_the_gravest_is_said_and_of_equals_the_newest() {
        let mut speaker = Speaker::default();
        let mut said = |now: f64, tones: &[Tone]| {
            speaker.hear(&told(tones));
            speaker.frame(now).map(|caption| caption.text)
        };
        assert_eq!(said(0.0, &[Tone::Plain, Tone::Plain]).as_deref(), Some("1"));
        assert_eq!(said(1_000.0, &[Tone::Plain, Tone::Bad, Tone::Plain]), None, "not yet");
        assert_eq!(said(4_000.0, &[Tone::Waiting]).as_deref(), Some("1"), "the bad one");
        assert_eq!(said(9_000.0, &[]), None, "all of it was said");
        assert_eq!(said(9_100.0, &[Tone::Plain]).as_deref(), Some("0"));
    }
}

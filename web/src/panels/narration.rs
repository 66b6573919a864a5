//! What happened: the sentence of the moment, and those before it.

use std::collections::VecDeque;

use yew::prelude::*;

use crate::dom;
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
        <p class="caption">
            if let Some(caption) = caption {
                <span class={class(caption.tone)} key={caption.text.clone()}>{ mark(caption.tone) }{ &caption.text }</span>
            }
        </p>
    }
}

/// Who hears the page is told something at most so often, in milliseconds.
const SAID_MS: f64 = 4_000.0;

/// Of what was told since the last sentence that was said, the gravest; of equals the newest.
fn to_say<'a>(captions: &'a VecDeque<Caption>, said: Option<&Caption>) -> Option<&'a Caption> {
    let mut chosen: Option<&Caption> = None;
    for caption in captions.iter().rev().take_while(|caption| Some(*caption) != said) {
        if chosen.is_none_or(|gravest| caption.tone as u8 > gravest.tone as u8) {
            chosen = Some(caption);
        }
    }
    chosen
}

/// The sentence of the moment for who hears the page: not every one, but one at a time, with pauses.
#[component]
pub fn Spoken(props: &Props) -> Html {
    let said = use_state(|| None::<Caption>);
    let latest = use_mut_ref(VecDeque::new);
    // when the last one was said, and the timer of the next
    let pending = use_mut_ref(|| (0.0, None::<dom::Guard>));
    latest.borrow_mut().clone_from(&props.captions);
    {
        let said = said.clone();
        use_effect_with(props.captions.back().cloned(), move |newest| {
            let (last, timer) = &mut *pending.borrow_mut();
            if timer.is_some() || newest.is_none() || *newest == *said {
                return;
            }
            #[expect(clippy::cast_possible_truncation, reason = "a few seconds")]
            let pause = (*last + SAID_MS - dom::millis()).clamp(0.0, SAID_MS) as i32;
            let pending = pending.clone();
            *timer = Some(dom::after(pause, move || {
                *pending.borrow_mut() = (dom::millis(), None);
                said.set(to_say(&latest.borrow(), said.as_ref()).cloned());
            }));
        });
    }
    html! {
        <p class="unseen spoken" aria-live="polite">{ said.as_ref().map(|caption| caption.text.clone()) }</p>
    }
}

/// What happened before, newest first.
#[component]
pub fn Narration(props: &Props) -> Html {
    html! {
        <section class="panel narration" aria-label="What happened">
            <h2>{ "What happened" }</h2>
            <ol>
                { for props.captions.iter().rev().take(40).map(|caption| html! {
                    <li class={class(caption.tone)}>
                        <time>{ span(caption.at.0) }</time><span>{ mark(caption.tone) }{ &caption.text }</span>
                    </li>
                }) }
            </ol>
        </section>
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

#[cfg(test)]
mod tests {
    use super::*;

    fn told(tones: &[Tone]) -> VecDeque<Caption> {
        let caption = |(at, tone): (u64, &Tone)| Caption {
            at: glasslog_core::time::Instant(at),
            tone: *tone,
            text: at.to_string(),
        };
        (0..).zip(tones).map(caption).collect()
    }

    #[test]
    fn of_what_came_since_the_gravest_is_said_and_of_equals_the_newest() {
        let captions = told(&[Tone::Bad, Tone::Plain, Tone::Waiting, Tone::Bad, Tone::Plain]);
        let said = |place: usize| to_say(&captions, captions.get(place)).map(|caption| caption.text.as_str());
        assert_eq!(said(0), Some("3"));
        assert_eq!(said(3), Some("4"));
        assert_eq!(said(4), None, "all of it was said");
        assert_eq!(to_say(&captions, None).map(|caption| caption.text.as_str()), Some("3"), "nothing was said yet");
    }
}

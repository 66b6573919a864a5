//! A hunt for bugs: a worker runs seed after seed with the settings on the screen; what it finds opens as a timeline.

mod hound;

use glasslog_sim::Scenario;
use glasslog_sim::hunt::{Finding, Progress, What, file};
use yew::prelude::*;

use super::playbar::Time;
use super::verb;
use crate::dom;
use crate::lazy::part;
use crate::sandbox::Holder;
use crate::source::words::hunt as words;
use crate::source::words::hunt::thousands;
use crate::store::Selected;
use crate::text::span;
use hound::Hound;

/// So many seeds may be asked for.
const SIZES: [u64; 3] = [100, 1_000, 10_000];

/// What the panel needs.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The world whose settings are hunted with, and in whose place it is shown what was found.
    pub tab: Holder,
    /// Another run has become the present one.
    pub onopened: Callback<()>,
    /// Something was chosen.
    pub onselect: Callback<Selected>,
}

part! {
    /// The panel.
    pub fn hunt: fn(&Props) -> Html = draw, in act
}

part! {
    /// What is said above the stage while a finding is shown, with the ways to its moment and back to one's own run.
    pub fn banner: fn(&Shown) -> Html = draw_banner, in act
}

/// What the words about a finding need.
#[derive(Clone, PartialEq)]
pub struct Shown {
    /// The world that it is shown in.
    pub tab: Holder,
    /// Something shall be done with time.
    pub ontime: Callback<Time>,
    /// Another run has become the present one.
    pub onopened: Callback<()>,
}

fn draw(props: &Props) -> Html {
    html! { <Hunt ..props.clone() /> }
}

/// A hunt as the panel knows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Seen {
    /// With these settings.
    scenario: Option<Scenario>,
    /// So many seeds.
    size: u64,
    /// How far it is.
    progress: Progress,
    /// What it has found.
    found: Vec<Finding>,
    /// For so many milliseconds it has gone on.
    millis: f64,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Idle,
    Running,
    Over,
    Stopped,
    /// The worker cannot be had, or fell.
    Failed,
}

/// Something happens to a hunt.
pub(super) enum Change {
    Start(Scenario, u64),
    Progress(Progress, f64),
    Stop,
    Fail,
}

impl Reducible for Seen {
    type Action = Change;

    fn reduce(self: std::rc::Rc<Self>, change: Change) -> std::rc::Rc<Self> {
        let mut seen = std::rc::Rc::unwrap_or_clone(self);
        match change {
            Change::Start(scenario, size) => {
                seen = Seen { scenario: Some(scenario), size, stage: Stage::Running, ..Seen::default() };
            }
            Change::Progress(mut progress, millis) if seen.stage == Stage::Running => {
                seen.found.append(&mut progress.found);
                // what matters most first: broken promises, losses, the rest
                seen.found.sort_by_key(|finding| (grade(&finding.what), finding.seed));
                seen.stage = if progress.is_over { Stage::Over } else { Stage::Running };
                (seen.progress, seen.millis) = (progress, millis);
            }
            Change::Progress(..) => {}
            Change::Stop => seen.stage = Stage::Stopped,
            Change::Fail => seen.stage = Stage::Failed,
        }
        seen.into()
    }
}

fn grade(what: &What) -> u8 {
    match what {
        What::Broken { .. } => 0,
        What::Lost(_) => 1,
        What::Twice(..) => 2,
    }
}

/// The panel.
#[component]
fn Hunt(props: &Props) -> Html {
    let size = use_state_eq(|| SIZES[0]);
    let seen = use_reducer_eq(Seen::default);
    let hound = use_mut_ref(|| None::<Hound>);
    let start = {
        let (tab, hound, tell, size) = (props.tab.clone(), hound.clone(), seen.dispatcher(), *size);
        move || {
            let scenario = tab.0.borrow().settings();
            let Some(file) = file(scenario.clone()) else { return };
            tell.dispatch(Change::Start(scenario, size));
            *hound.borrow_mut() = Hound::slip(&file, size, tell.clone());
        }
    };
    let stop = {
        let (hound, tell) = (hound.clone(), seen.dispatcher());
        move || {
            hound.borrow_mut().take();
            tell.dispatch(Change::Stop);
        }
    };
    let running = seen.stage == Stage::Running;
    let onfound = {
        let Props { tab, onopened, onselect } = props.clone();
        move |finding: Finding| {
            let record = finding.record();
            tab.0.borrow_mut().open_found(finding);
            onopened.emit(());
            let record = record.map(|((topic, partition), offset)| Selected::Record(topic, partition, offset));
            record.into_iter().for_each(|record| onselect.emit(record));
        }
    };
    html! {
        <>
                <p class="muted">{ "A worker runs these settings again and again, with other trouble each time: brokers die, lose power or stand still, \
                    links break, one disk is lost. Then all is mended, and the records are counted." }</p>
                { terms(&props.tab.0.borrow().settings(), &seen) }
                <div class="choice" role="group" aria-label="Seeds">
                    <span class="muted">{ "Seeds" }</span>
                    { for SIZES.into_iter().map(|seeds| {
                        let (size, chosen) = (size.clone(), *size == seeds);
                        html! { <button type="button" aria-pressed={chosen.to_string()} onclick={move |_: MouseEvent| size.set(seeds)}>{ thousands(seeds) }</button> }
                    }) }
                    // one button for both: it keeps its focus
                    if running {
                        { verb("Cancel", "stop the hunt at once", "go", stop) }
                    } else {
                        { verb("Hunt", "begin, from seed 1", "go primary", start) }
                    }
                </div>
                { state(&seen) }
                <ul class="findings">
                    { for seen.found.iter().map(|finding| {
                        let onclick = { let (onfound, finding) = (onfound.clone(), finding.clone()); move |_: MouseEvent| onfound(finding.clone()) };
                        let bad = !matches!(finding.what, What::Twice(..));
                        html! {
                            <li key={format!("{} {}", finding.seed, grade(&finding.what))} class={bad.then_some("bad")}>
                                <button type="button" {onclick} title="Open this run a little before its moment">
                                    <b><span class="mark" aria-hidden="true">{ if bad { "✗" } else { "×2" } }</span>{ words::headline(finding) }<span class="seed">{ format!("seed {}", finding.seed) }</span></b>
                                    <span>{ words::told(finding) }</span>
                                </button>
                            </li>
                        }
                    }) }
                </ul>
        </>
    }
}

/// What is hunted with, and whether what was found is about that.
fn terms(scenario: &Scenario, seen: &Seen) -> Html {
    let others = seen.scenario.as_ref().is_some_and(|hunted| hunted != scenario);
    html! {
        <>
            <ul class="terms">{ for words::lines(scenario).into_iter().map(|line| html! { <li>{ line }</li> }) }</ul>
            if others { <p class="changed">{ "What stands below is about other settings: hunt again." }</p> }
        </>
    }
}

/// How far it is; and for those who listen, only what is new.
fn state(seen: &Seen) -> Html {
    let Seen { progress, size, millis, stage, found, .. } = seen;
    let said = match stage {
        Stage::Idle => return Html::default(),
        Stage::Failed => {
            return html! { <p class="bad-text" role="alert">{ if progress.steps == 0 { "The hunt cannot begin: this page was served without its worker.".to_owned() } else {
                format!("The hunt broke off in seed {}: the core itself gave up there.", progress.seeds + 1)
            } }</p> };
        }
        Stage::Running if found.is_empty() => "Nothing found so far.",
        Stage::Running => "",
        Stage::Stopped => "Cancelled.",
        Stage::Over if found.is_empty() => "Nothing lost, nothing twice, no promise broken.",
        Stage::Over => "All seeds are done.",
    };
    let rate = if *millis > 0.0 { per_second(progress.seeds, *millis) } else { String::new() };
    let hours = span(u64::try_from(progress.time.as_micros()).unwrap_or(u64::MAX));
    html! {
        <div class="hunting">
            <progress max={size.to_string()} value={progress.seeds.to_string()} aria-label="Seeds done"></progress>
            <p class="figures"><b>{ format!("{} of {} seeds", thousands(progress.seeds), thousands(*size)) }</b>{ rate }<br />
                { format!("{hours} of their time, {} records acknowledged", thousands(progress.acked)) }</p>
            <p role="status">{ said }{ counted(progress) }</p>
        </div>
    }
}

fn counted(progress: &Progress) -> String {
    let (lost, twice) = (progress.lost, progress.twice);
    let mut words = Vec::new();
    let seeds = |seeds: u64| if seeds == 1 { "1 seed".to_owned() } else { format!("{} seeds", thousands(seeds)) };
    if progress.broken > 0 {
        words.push(format!("broken promises in {}", seeds(progress.broken)));
    }
    if lost.0 > 0 {
        words.push(format!("{} lost in {}", thousands(lost.0), seeds(lost.1)));
    }
    if twice.0 > 0 {
        words.push(format!("{} twice in {}", thousands(twice.0), seeds(twice.1)));
    }
    if words.is_empty() { String::new() } else { format!(" Records: {}.", words.join(", ")) }
}

fn per_second(seeds: u64, millis: f64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a figure for eyes")]
    let rate = seeds as f64 * 1000.0 / millis;
    format!(" · {rate:.1} a second")
}

/// Opens the panel, and goes there. Nothing happens where it is not on the page.
pub fn open() {
    let Some(panel) = dom::first("details.hunt") else { return };
    dom::set(&panel, "open", "");
    if let Some(summary) = dom::first("details.hunt > summary") {
        dom::focus(&summary);
    }
    dom::into_view(&panel);
}

fn draw_banner(shown: &Shown) -> Html {
    let Some(told) = shown.tab.0.borrow().told_found() else { return Html::default() };
    let Shown { tab, ontime, onopened } = shown.clone();
    let onback = move |_: MouseEvent| {
        tab.0.borrow_mut().back();
        onopened.emit(());
    };
    let there = |at| ontime.reform(move |_: MouseEvent| Time::Seek(at));
    html! {
        <section class="found" aria-label="What the hunt found">
            <p><b>{ format!("Seed {}: {}. ", told.seed, told.headline) }</b>{ told.story }
                if let Some(words) = told.whereabouts { <span class="whereabouts">{ words }</span> }
            </p>
            <div class="verbs">
                <button type="button" onclick={there(told.from)}>{ format!("Before: {}", span(told.from.0)) }</button>
                <button type="button" onclick={there(told.at)}>{ format!("The moment: {}", span(told.at.0)) }</button>
                <button type="button" class="primary" onclick={onback}>{ "Back to my run" }</button>
            </div>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    fn finding(seed: u64, what: What) -> Finding {
        Finding { seed, what, more: 0, at: glasslog_core::time::Instant(1), run: String::new() }
    }

    #[test]
    fn findings_gather_with_the_gravest_first_and_nothing_comes_after_the_end() {
        let broken = |seed| finding(seed, What::Broken { invariant: "P4".into(), what: String::new() });
        let begin = Rc::new(Seen::default()).reduce(Change::Start(Scenario::playground(), 100));
        let tell = |seeds, found| Progress { seeds, found, ..Progress::default() };
        let seen = begin.reduce(Change::Progress(tell(9, vec![broken(7)]), 10.0));
        let seen = seen.reduce(Change::Progress(tell(20, vec![broken(3)]), 20.0));
        assert_eq!(seen.found.iter().map(|finding| finding.seed).collect::<Vec<_>>(), [3, 7]);
        assert_eq!((seen.progress.seeds, seen.stage), (20, Stage::Running));
        let seen = seen.reduce(Change::Stop);
        let late = seen.clone().reduce(Change::Progress(tell(30, vec![broken(9)]), 30.0));
        assert_eq!(late, seen, "what was cancelled says nothing more");
    }

    #[test]
    fn figures_are_told() {
        let progress = Progress { lost: (1_204, 3), twice: (1, 1), ..Progress::default() };
        assert_eq!(counted(&progress), " Records: 1,204 lost in 3 seeds, 1 twice in 1 seed.");
        assert_eq!(counted(&Progress::default()), "");
        assert_eq!(per_second(30, 2_000.0), " · 15.0 a second");
    }
}

//! The sandbox's time, frame by frame: it moves the flights, and tells the store when something else has changed.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use super::keys::plug;
use crate::motion::Stillness;
use crate::panels::narration::Speaker;
use crate::scene::{Cluster, Scene};
use crate::source::world::Tab;
use crate::stage::flights::Flights;
use crate::store::{Caption, Change, Course, Lesson, Play, Store};
use crate::{dom, learn};

/// The stage follows the world at most so often, in milliseconds.
const SHOW_MS: f64 = 50.0;
/// The clock on the screen follows at most so often, in milliseconds.
const PLAY_MS: f64 = 100.0;
/// Who has only looked for so long is invited to do something …
const INVITE_MS: f64 = 8_000.0;
/// … and after so long sees it done.
const SHOW_HOW_MS: f64 = 20_000.0;
/// Where it is remembered that somebody has done something once.
pub(crate) const MET: &str = "glasslog-met";

/// The loop.
pub(super) struct Frames {
    tab: Rc<RefCell<Tab>>,
    dispatch: UseReducerDispatcher<Store>,
    shapes: Rc<RefCell<Rc<Scene>>>,
    layer: NodeRef,
    /// Whether somebody may have to be shown what can be done here.
    stranger: bool,
    invites: bool,
    flights: Flights,
    speaker: Speaker,
    stillness: Stillness,
    /// When the last frame was.
    last: Option<f64>,
    shown_at: f64,
    play_at: f64,
    played: Option<Play>,
    stood: Option<Lesson>,
}

/// What a frame has changed.
struct News {
    cluster: Option<Rc<Cluster>>,
    captions: Vec<Caption>,
    retold: bool,
    course: Option<Rc<Course>>,
    lesson: Option<Lesson>,
    play: Play,
    invited: bool,
}

impl Frames {
    pub(super) fn new(
        tab: Rc<RefCell<Tab>>,
        dispatch: UseReducerDispatcher<Store>,
        shapes: Rc<RefCell<Rc<Scene>>>,
        layer: NodeRef,
    ) -> Frames {
        tab.borrow_mut().show_anew();
        Frames {
            tab,
            dispatch,
            shapes,
            layer,
            stranger: dom::recall(MET).is_none() && !dom::asked_for("embed"),
            invites: false,
            flights: Flights::default(),
            speaker: Speaker::default(),
            stillness: Stillness::default(),
            last: None,
            shown_at: f64::MIN,
            play_at: f64::MIN,
            played: None,
            stood: None,
        }
    }

    /// Lets time pass until the guard is dropped.
    pub(super) fn run(mut self) -> dom::Guard {
        dom::each_frame(move |now| {
            let news = self.pass(now);
            // the store may call back into the world: nothing is borrowed any more
            self.tell(now, news);
        })
    }

    fn pass(&mut self, now: f64) -> News {
        let elapsed = self.last.replace(now).map_or(0.0, |last| now - last);
        let mut tab = self.tab.borrow_mut();
        tab.frame(elapsed);
        let mut news = News {
            cluster: None,
            captions: Vec::new(),
            retold: false,
            course: None,
            lesson: None,
            play: tab.play(),
            invited: false,
        };
        if now - self.shown_at >= SHOW_MS && tab.take_changed() {
            self.shown_at = now;
            news.cluster = Some(Rc::new(tab.cluster()));
            news.captions = tab.take_captions();
            news.retold = tab.take_retold();
            news.course = tab.take_course();
        }
        let waited = tab.untouched().filter(|_| self.stranger && dom::recall(MET).is_none());
        news.invited = waited.is_some_and(|waited| waited >= INVITE_MS);
        if waited.is_some_and(|waited| waited >= SHOW_HOW_MS)
            && let Some(action) = plug(&tab.cluster(), None)
        {
            tab.act(action);
        }
        let standing = tab.standing();
        if standing != self.stood {
            if let (Some(level), Some(now)) = (tab.level(), standing.as_ref().filter(|now| now.is_solved())) {
                learn::remember(level, !now.helped);
            }
            news.lesson.clone_from(&standing);
            self.stood = standing;
        }
        if let Some(layer) = self.layer.cast::<Element>() {
            let scene = self.shapes.borrow().clone();
            let still = self.stillness.is_wanted();
            self.flights.draw(&layer, &scene, tab.flights(), tab.clock.now(), (still, tab.is_calm()));
        }
        news
    }

    fn tell(&mut self, now: f64, news: News) {
        let tell = |change: Change| self.dispatch.dispatch(change);
        if news.invited != self.invites {
            self.invites = news.invited;
            tell(Change::Invites(news.invited));
        }
        self.speaker.hear(&news.captions);
        self.speaker.speak(now);
        if let Some(cluster) = news.cluster {
            tell(Change::Shown(cluster));
        }
        if news.retold {
            tell(Change::Retold(news.captions));
        } else if !news.captions.is_empty() {
            tell(Change::Told(news.captions));
        }
        if let Some(lesson) = news.lesson {
            tell(Change::Lesson(Rc::new(lesson)));
        }
        if let Some(course) = news.course {
            tell(Change::Course(course));
        }
        if self.played != Some(news.play) && now - self.play_at >= PLAY_MS {
            self.play_at = now;
            self.played = Some(news.play);
            tell(Change::Playing(news.play));
        }
    }
}

//! A stroke with mouse or pen, from an empty place on the stage, cuts the cables that it goes through; as each cable's card does.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use glasslog_sim::{Action, Link};
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};
use yew::prelude::*;

use crate::dom;
use crate::panels::card;
use crate::scene::{Point, Scene};
use crate::stage::Shapes;
use crate::text::px;

/// What is shorter is no stroke, in pixels.
const SHORTEST: f64 = 12.0;

/// A stroke that is being drawn.
struct Stroke {
    from: Point,
    line: Element,
}

/// What strokes work on.
#[derive(Clone)]
struct Bench {
    shapes: Shapes,
    onact: Callback<Action>,
    stroke: Rc<RefCell<Option<Stroke>>>,
}

/// Watches the pointers.
#[hook]
pub(super) fn use_strokes(shapes: &Shapes, onact: &Callback<Action>) {
    let (shapes, onact) = (shapes.clone(), onact.clone());
    use_effect_with((), move |()| {
        let bench = Bench { shapes, onact, stroke: Rc::default() };
        let guards = dom::listen_to_pointers(&bench, [down, moved, up, gone]);
        move || drop(guards)
    });
}

fn down(bench: &Bench, event: &PointerEvent) {
    // a finger scrolls
    if event.button() == 0 && event.pointer_type() != "touch" {
        begin(bench, event);
    }
}

#[inline(never)]
fn begin(bench: &Bench, event: &PointerEvent) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let is_on = |selector: &str| target.closest(selector).ok().flatten().is_some();
    let empty = is_on(".hands .stage .still") && !is_on("[role=button], .card, .head, .lane, .cable");
    // of two branches side by side, only the present one is under one's hands
    let is_here = |layer: &Element| layer.parent_element().is_some_and(|stage| stage.contains(Some(&target)));
    if let Some(layer) = dom::first(".hands .stage .flights").filter(|layer| empty && is_here(layer))
        && let Some(from) = place(event, &layer, &bench.shapes.borrow())
    {
        let line = dom::svg("path");
        dom::set(&line, "class", "stroke");
        layer.append_child(&line).ok();
        gone(bench, event);
        *bench.stroke.borrow_mut() = Some(Stroke { from, line });
    }
}

/// Where a pointer is on the stage, in the stage's own measure.
fn place(event: &PointerEvent, layer: &Element, scene: &Scene) -> Option<Point> {
    let seen = layer.get_bounding_client_rect();
    let scale = scene.width / seen.width();
    let (x, y) = (f64::from(event.client_x()) - seen.left(), f64::from(event.client_y()) - seen.top());
    scale.is_finite().then_some(Point { x: x * scale, y: y * scale })
}

fn moved(bench: &Bench, event: &PointerEvent) {
    if bench.stroke.borrow().is_some() {
        draw(bench, event);
    }
}

#[inline(never)]
fn draw(bench: &Bench, event: &PointerEvent) {
    let stroke = bench.stroke.borrow();
    let Some(Stroke { from, line }) = stroke.as_ref() else { return };
    if let Some(to) = line.parent_element().and_then(|layer| place(event, &layer, &bench.shapes.borrow())) {
        dom::set(line, "d", &format!("M{} {}L{} {}", px(from.x), px(from.y), px(to.x), px(to.y)));
    }
}

fn up(bench: &Bench, event: &PointerEvent) {
    if bench.stroke.borrow().is_some() {
        end(bench, event);
    }
}

#[inline(never)]
fn end(bench: &Bench, event: &PointerEvent) {
    let Some(Stroke { from, line }) = bench.stroke.borrow_mut().take() else { return };
    let scene = bench.shapes.borrow().clone();
    let to = line.parent_element().and_then(|layer| place(event, &layer, &scene));
    line.remove();
    to.into_iter().flat_map(|to| cut(&scene, from, to)).for_each(|action| bench.onact.emit(action));
}

/// Nothing comes of it.
fn gone(bench: &Bench, _: &PointerEvent) {
    if let Some(Stroke { line, .. }) = bench.stroke.borrow_mut().take() {
        line.remove();
    }
}

/// What a stroke does: whole cables that it goes through are cut.
fn cut(scene: &Scene, from: Point, to: Point) -> Vec<Action> {
    if (to.x - from.x).hypot(to.y - from.y) < SHORTEST {
        return Vec::new();
    }
    let crossed = scene.cables.iter().filter(|cable| !cable.link.cut && cable.is_crossed(from, to));
    let state = Link { cut: true, extra: Duration::ZERO };
    crossed.flat_map(|cable| card::set_link(cable.link.one, cable.link.other, state)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Sight, fixture};

    #[test]
    fn a_stroke_cuts_both_directions_and_a_touch_cuts_nothing() {
        let scene = Scene::of(&fixture::three(), &Sight { width: 1200.0, internal: false, chosen: None });
        let middle = scene.cables.last().expect("there are cables").middle;
        let (above, below) = (Point { y: middle.y - 8.0, ..middle }, Point { y: middle.y + 8.0, ..middle });
        let cuts = cut(&scene, above, below);
        assert!(cuts.len() >= 2 && cuts.len().is_multiple_of(2), "{cuts:?}");
        assert!(cuts.iter().all(|action| matches!(action, Action::SetLink { link, .. } if link.cut)));
        let near = Point { y: middle.y + 3.0, ..middle };
        assert!(cut(&scene, Point { y: middle.y - 3.0, ..middle }, near).is_empty(), "too short");
    }
}

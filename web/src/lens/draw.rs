//! Shapes as SVG elements, by plain functions. (A page of `html!` would cost three times as many bytes: it writes out each attribute of
//! each element anew.)

use yew::prelude::*;
use yew::virtual_dom::{AttributeOrProperty, Attributes, VTag, VText};

use crate::scene::Rect;
use crate::text::px;

/// How a text stands to its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// An element; its attributes' values are in the order of their names.
pub(super) fn element(
    tag: &'static str,
    names: &'static [&'static str],
    values: Vec<String>,
    inside: Vec<Html>,
) -> Html {
    let mut element = VTag::new(tag);
    let values = values.into_iter().map(|value| Some(AttributeOrProperty::Attribute(AttrValue::from(value))));
    element.attributes = Attributes::Dynamic { keys: names, values: values.collect() };
    element.add_children(inside);
    element.into()
}

fn words(text: String) -> Html {
    VText::new(text).into()
}

/// A rectangle with round corners.
pub(super) fn rect(class: &str, rect: Rect, round: f64) -> Html {
    let Rect { x, y, width, height } = rect;
    let values = vec![class.to_owned(), px(x), px(y), px(width.max(0.0)), px(height.max(0.0)), px(round)];
    element("rect", &["class", "x", "y", "width", "height", "rx"], values, Vec::new())
}

/// A line, or an outline.
pub(super) fn path(class: &str, data: String) -> Html {
    element("path", &["class", "d"], vec![class.to_owned(), data], Vec::new())
}

/// From a place down to another height.
pub(super) fn upright(class: &str, x: f64, from: f64, upto: f64) -> Html {
    path(class, format!("M{} {}V{}", px(x), px(from), px(upto)))
}

/// A text made of pieces.
pub(super) fn pieces(class: &str, (x, y): (f64, f64), anchor: Anchor, inside: Vec<Html>) -> Html {
    let anchor = match anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    let values = vec![class.to_owned(), px(x), px(y), anchor.to_owned()];
    element("text", &["class", "x", "y", "text-anchor"], values, inside)
}

/// A text.
pub(super) fn text(class: &str, at: (f64, f64), anchor: Anchor, said: String) -> Html {
    pieces(class, at, anchor, vec![words(said)])
}

/// A piece of a text, a little apart from the one before.
pub(super) fn piece(class: &str, said: String) -> Html {
    element("tspan", &["class", "dx"], vec![class.to_owned(), "8".to_owned()], vec![words(said)])
}

/// The first piece of a text.
pub(super) fn first(said: String) -> Html {
    words(said)
}

/// Shapes that belong together, at a place.
pub(super) fn group(class: &str, (x, y): (f64, f64), inside: Vec<Html>) -> Html {
    let values = vec![class.to_owned(), format!("translate({} {})", px(x), px(y))];
    element("g", &["class", "transform"], values, inside)
}

/// What is said of a shape that is pointed at.
pub(super) fn title(said: String) -> Html {
    element("title", &[], Vec::new(), vec![words(said)])
}

/// A piece of the page with others in it.
pub(super) fn block(tag: &'static str, class: &str, inside: Vec<Html>) -> Html {
    element(tag, &["class"], vec![class.to_owned()], inside)
}

/// Words of the page.
pub(super) fn html(tag: &'static str, class: &str, said: String) -> Html {
    block(tag, class, vec![words(said)])
}

/// A picture of this size.
pub(super) fn picture(role: &str, spoken: String, (width, height): (f64, f64), inside: Vec<Html>) -> Html {
    let (width, height) = (px(width), px(height));
    let view_box = format!("0 0 {width} {height}");
    let values = vec!["still".to_owned(), role.to_owned(), spoken, width, height, view_box];
    element("svg", &["class", "role", "aria-label", "width", "height", "viewBox"], values, inside)
}

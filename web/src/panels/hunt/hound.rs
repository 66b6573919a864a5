//! The worker that hunts. It is let go of by dropping it: then it stops at once.

use glasslog_sim::hunt::Progress;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};
use yew::prelude::*;

use super::{Change, Seen};
use crate::dom;

/// The worker, beside the page.
const WORKER: &str = "hunt-worker.js";

/// A worker at work.
pub(super) struct Hound {
    worker: Worker,
    _heard: [Closure<dyn FnMut(MessageEvent)>; 2],
}

impl Hound {
    /// Lets it loose with settings, as a file, on so many seeds.
    pub(super) fn slip(file: &str, seeds: u64, tell: UseReducerDispatcher<Seen>) -> Option<Hound> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let Ok(worker) = Worker::new_with_options(WORKER, &options) else {
            tell.dispatch(Change::Fail);
            return None;
        };
        let heard = {
            let (tell, began) = (tell.clone(), dom::millis());
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                let bytes = js_sys::Uint8Array::new(&event.data()).to_vec();
                match postcard::from_bytes::<Progress>(&bytes) {
                    Ok(progress) => tell.dispatch(Change::Progress(progress, dom::millis() - began)),
                    Err(_) => tell.dispatch(Change::Fail),
                }
            })
        };
        let failed = Closure::<dyn FnMut(MessageEvent)>::new(move |_: MessageEvent| tell.dispatch(Change::Fail));
        worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
        #[expect(clippy::cast_precision_loss, reason = "ten thousand at the most")]
        let asked = js_sys::Array::of2(&file.into(), &(seeds as f64).into());
        worker.post_message(&asked).ok();
        Some(Hound { worker, _heard: [heard, failed] })
    }
}

impl Drop for Hound {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

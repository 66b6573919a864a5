//! The WebSocket to the server that the page came from.

use glasslog_core::watch::FromPage;
use wasm_bindgen::prelude::*;
use web_sys::{BinaryType, MessageEvent, WebSocket};

use crate::dom;

/// What happens on a socket.
#[derive(Clone, Debug)]
pub enum Event {
    /// It is open.
    Opened,
    /// The server said something.
    Heard(Vec<u8>),
    /// It is closed, or was never opened. Nothing follows.
    Closed,
}

/// A socket; closed when dropped.
#[derive(Debug)]
pub struct Socket {
    socket: WebSocket,
    _heard: [Closure<dyn Fn(web_sys::Event)>; 3],
}

/// The address of the server's socket, if the page came from a server.
#[must_use]
pub fn address() -> Option<String> {
    let location = dom::window().location();
    let scheme = match location.protocol().ok()?.as_str() {
        "http:" => "ws",
        "https:" => "wss",
        _ => return None,
    };
    Some(format!("{scheme}://{}/ws", location.host().ok()?))
}

impl Socket {
    /// Begins to connect. `None` where the browser does not even try.
    #[must_use]
    pub fn connect(address: &str, happens: impl Fn(Event) + Clone + 'static) -> Option<Socket> {
        let socket = WebSocket::new(address).ok()?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let opened = happens.clone();
        let closed = happens.clone();
        let heard = [
            Closure::<dyn Fn(web_sys::Event)>::new(move |_| opened(Event::Opened)),
            Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
                if let Ok(message) = event.dyn_into::<MessageEvent>()
                    && let Ok(buffer) = message.data().dyn_into::<js_sys::ArrayBuffer>()
                {
                    happens(Event::Heard(js_sys::Uint8Array::new(&buffer).to_vec()));
                }
            }),
            Closure::<dyn Fn(web_sys::Event)>::new(move |_| closed(Event::Closed)),
        ];
        socket.set_onopen(Some(heard[0].as_ref().unchecked_ref()));
        socket.set_onmessage(Some(heard[1].as_ref().unchecked_ref()));
        socket.set_onclose(Some(heard[2].as_ref().unchecked_ref()));
        Some(Socket { socket, _heard: heard })
    }

    /// Says something; what cannot be said is lost with the connection.
    pub fn say(&self, message: &FromPage) {
        if let Ok(bytes) = postcard::to_allocvec(message) {
            self.socket.send_with_u8_array(&bytes).ok();
        }
    }
}

/// Tells whether a server answers at the address of this page's socket: it says so by letting the page connect. What they say to each
/// other is known where the live screen is.
#[must_use]
pub fn call(answered: impl Fn() + 'static) -> Option<Socket> {
    let answered = std::rc::Rc::new(answered);
    Socket::connect(&address()?, move |event| {
        if matches!(event, Event::Opened) {
            answered();
        }
    })
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        self.socket.close().ok();
    }
}

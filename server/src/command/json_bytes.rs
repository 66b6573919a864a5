//! Bytes of records in JSON: as text where they are text, and else in base64 under a name that says so.

use glasslog_core::record::Header;
use serde_json::{Map, Value, json};

/// Puts bytes under `name`, or under `name_base64` when they are no text; null stays null.
pub(super) fn put(object: &mut Map<String, Value>, name: &str, bytes: Option<&[u8]>) {
    match bytes.map(|bytes| std::str::from_utf8(bytes).map_err(|_| bytes)) {
        None => object.insert(name.to_owned(), Value::Null),
        Some(Ok(text)) => object.insert(name.to_owned(), text.into()),
        Some(Err(bytes)) => object.insert(format!("{name}_base64"), base64(bytes).into()),
    };
}

/// `[key, value]`; where one of them is no text, an object with their names.
pub(super) fn header(header: &Header) -> Value {
    let value = header.value.as_deref();
    match (std::str::from_utf8(&header.key), value.map(std::str::from_utf8).transpose()) {
        (Ok(key), Ok(value)) => json!([key, value]),
        _ => {
            let mut object = Map::new();
            put(&mut object, "key", Some(&header.key));
            put(&mut object, "value", value);
            object.into()
        }
    }
}

/// The usual alphabet, with padding (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, place| bits << 8 | u32::from(group.get(place).copied().unwrap_or(0)));
        for place in 0..4 {
            let letter = char::from(ALPHABET[(bits >> (18 - 6 * place)) as usize & 63]);
            text.push(if place <= group.len() { letter } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_rfc() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!(base64(&[0xfb, 0xff, 0xfe]), "+//+");
    }

    #[test]
    fn nothing_is_replaced_without_saying_so() {
        let mut object = Map::new();
        put(&mut object, "text", Some("größer".as_bytes()));
        put(&mut object, "none", None);
        put(&mut object, "raw", Some(&[0xff, 0]));
        assert_eq!(Value::from(object), json!({"text": "größer", "none": null, "raw_base64": "/wA="}));
        let of = |key: &'static [u8], value: Option<&'static [u8]>| Header {
            key: key.into(),
            value: value.map(bytes::Bytes::from_static),
        };
        assert_eq!(header(&of(b"k", Some(b"v"))), json!(["k", "v"]));
        assert_eq!(header(&of(b"k", None)), json!(["k", null]));
        assert_eq!(header(&of(b"k", Some(&[0xff]))), json!({"key": "k", "value_base64": "/w=="}));
    }
}

//! The headers before each message's body.
//!
//! A flexible request's header keeps a client id with a plain length, and the response to ApiVersions keeps the oldest header: a client must be
//! able to read it before it knows what the server speaks (KIP-482, KIP-511).

use crate::error::DecodeError;
use crate::message::ApiKey;
use crate::reader::Reader;
use crate::writer::Writer;
use alloc::string::String;

/// What a request says before its body.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RequestHeader {
    /// The API.
    pub key: ApiKey,
    /// The version of its messages. Supported, but for ApiVersions: there an unknown version is answered, not refused.
    pub version: i16,
    /// Comes back with the response.
    pub correlation_id: i32,
    /// What the client calls itself.
    pub client_id: Option<String>,
}

impl RequestHeader {
    /// Reads a header. After an ApiVersions request of an unknown version, what follows in the reader has no known form.
    ///
    /// # Errors
    /// An unknown API or version, or bytes that are no header: close the connection.
    pub fn decode(reader: &mut Reader) -> Result<Self, DecodeError> {
        let code = reader.i16()?;
        let key = ApiKey::from_code(code).ok_or(DecodeError::UnknownApi(code))?;
        let version = reader.i16()?;
        let correlation_id = reader.i32()?;
        if let Err(error) = key.check(version) {
            return match key {
                ApiKey::ApiVersions => Ok(Self { key, version, correlation_id, client_id: None }),
                _ => Err(error),
            };
        }
        reader.flexible = false;
        let client_id = reader.nullable_string()?;
        if key.is_flexible(version) {
            reader.skip_tags()?;
        }
        Ok(Self { key, version, correlation_id, client_id })
    }

    /// Writes a header.
    pub fn encode(&self, writer: &mut Writer) {
        writer.i16(self.key as i16);
        writer.i16(self.version);
        writer.i32(self.correlation_id);
        writer.flexible = false;
        writer.nullable_string(self.client_id.as_deref());
        if self.key.is_flexible(self.version) {
            writer.begin_tags();
        }
    }
}

/// Whether the response's header has tagged fields.
const fn has_tags(key: ApiKey, version: i16) -> bool {
    key.is_flexible(version) && !matches!(key, ApiKey::ApiVersions)
}

/// Writes the header of the response to a request.
pub fn encode_response_header(key: ApiKey, version: i16, correlation_id: i32, writer: &mut Writer) {
    writer.i32(correlation_id);
    if has_tags(key, version) {
        writer.begin_tags();
    }
}

/// Reads the header of a response and gives its correlation id.
///
/// # Errors
/// Bytes that are no header.
pub fn decode_response_header(key: ApiKey, version: i16, reader: &mut Reader) -> Result<i32, DecodeError> {
    let correlation_id = reader.i32()?;
    if has_tags(key, version) {
        reader.skip_tags()?;
    }
    Ok(correlation_id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    fn header(bytes: &[u8]) -> Result<RequestHeader, DecodeError> {
        RequestHeader::decode(&mut Reader::new(Bytes::copy_from_slice(bytes)))
    }

    #[test]
    fn a_flexible_header_keeps_a_plain_client_id() {
        // Metadata 9, correlation id 7, "ab", one unknown tag of one byte.
        let bytes = [0, 3, 0, 9, 0, 0, 0, 7, 0, 2, b'a', b'b', 1, 99, 1, 0];
        let found = header(&bytes).unwrap();
        assert_eq!((found.key, found.version, found.correlation_id), (ApiKey::Metadata, 9, 7));
        assert_eq!(found.client_id.as_deref(), Some("ab"));
        assert_eq!(header(&bytes[..12]), Err(DecodeError::Truncated));
    }

    #[test]
    fn an_older_header_has_no_tags_and_may_have_no_client_id() {
        let found = header(&[0, 3, 0, 8, 0, 0, 0, 7, 0xff, 0xff]).unwrap();
        assert_eq!(found.client_id, None);
    }

    #[test]
    fn unknown_apis_and_versions_are_refused_but_not_of_api_versions() {
        assert_eq!(header(&[0x7f, 0, 0, 0, 0, 0, 0, 1]), Err(DecodeError::UnknownApi(0x7f00)));
        let produce_2 = [0, 0, 0, 2, 0, 0, 0, 1, 0, 0];
        assert_eq!(header(&produce_2), Err(DecodeError::UnsupportedVersion { key: 0, version: 2 }));
        let api_versions_90 = [0, 18, 0, 90, 0, 0, 0, 1, 0xde, 0xad];
        assert_eq!(header(&api_versions_90).unwrap().version, 90);
    }

    #[test]
    fn headers_come_back_as_they_were_written() {
        for key in ApiKey::ALL {
            for version in key.versions().0..=key.versions().1 {
                let written = RequestHeader { key, version, correlation_id: -5, client_id: Some("me".into()) };
                let mut writer = Writer::new();
                written.encode(&mut writer);
                let bytes = writer.finish().unwrap().into_bytes().unwrap();
                let mut reader = Reader::new(bytes.slice(4..));
                assert_eq!(RequestHeader::decode(&mut reader).unwrap(), written);
                assert_eq!(reader.remaining(), 0);
            }
        }
    }

    #[test]
    fn the_answer_to_api_versions_has_the_oldest_header() {
        let length = |key, version| {
            let mut writer = Writer::new();
            encode_response_header(key, version, 1, &mut writer);
            writer.finish().unwrap().length - 4
        };
        assert_eq!(length(ApiKey::ApiVersions, 4), 4);
        assert_eq!(length(ApiKey::Metadata, 9), 5);
        assert_eq!(length(ApiKey::Metadata, 8), 4);
    }
}

//! ApiVersions: what the server says it speaks, and how a client that speaks something else still gets an answer.
//!
//! The set of versions must be one that a real Kafka has, for some clients infer the broker's release from it.

use crate::message::ApiKey;
use crate::message::api_versions::{
    ApiVersion, ApiVersionsRequest, ApiVersionsResponse, FinalizedFeatureKey, SupportedFeatureKey,
};
use alloc::{string::String, vec, vec::Vec};
use glasslog_core::error::ErrorCode;

/// The features of the cluster (KIP-584). Clients use transactions v2 or the new group protocol only where these say so.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Features {
    /// What the brokers could do: name, least and greatest level.
    pub supported: Vec<(String, i16, i16)>,
    /// What the cluster does: name and level.
    pub finalized: Vec<(String, i16)>,
    /// Counts the changes of what is finalized.
    pub epoch: i64,
}

/// Every API with the versions to advertise: those that Apache Kafka 4.1 has.
///
/// The codec knows a few newer ones. Offsets are committed and fetched by topic id in version 10, but the coordinator keeps names; and ListOffsets 11
/// would make clients take us for a release that has both.
pub fn advertised() -> impl Iterator<Item = (ApiKey, i16, i16)> {
    ApiKey::ALL.into_iter().map(|key| {
        let (oldest, newest) = key.versions();
        match key {
            // Older librdkafka stops compressing, without a word, where Produce does not begin at 0.
            ApiKey::Produce => (key, 0, newest),
            ApiKey::ListOffsets => (key, oldest, 10),
            ApiKey::OffsetCommit | ApiKey::OffsetFetch => (key, oldest, 9),
            _ => (key, oldest, newest),
        }
    })
}

/// The answer to an ApiVersions request, and the version in which to write it.
pub fn answer(version: i16, request: Option<&ApiVersionsRequest>, features: &Features) -> (i16, ApiVersionsResponse) {
    let Some(request) = request.filter(|_| ApiKey::ApiVersions.check(version).is_ok()) else {
        // KIP-511: in the oldest form, with this one API, so that the client can ask again.
        let only = advertised().filter(|api| api.0 == ApiKey::ApiVersions);
        return (0, response(ErrorCode::UnsupportedVersion, only));
    };
    let names = [&request.client_software_name, &request.client_software_version];
    if version >= 3 && !names.into_iter().all(|name| is_software_name(name)) {
        return (version, response(ErrorCode::InvalidRequest, core::iter::empty()));
    }
    let mut answer = response(ErrorCode::None, advertised());
    let supported = features.supported.iter();
    answer.supported_features = supported
        // Before version 4, clients take a least level of 0 for an error.
        .filter(|(_, least, _)| version >= 4 || *least > 0)
        .map(|(name, least, greatest)| SupportedFeatureKey {
            name: name.clone(),
            min_version: *least,
            max_version: *greatest,
        })
        .collect();
    if !features.finalized.is_empty() {
        answer.finalized_features_epoch = features.epoch;
        let finalized = features.finalized.iter();
        answer.finalized_features = finalized
            .map(|(name, level)| FinalizedFeatureKey {
                name: name.clone(),
                max_version_level: *level,
                min_version_level: *level,
            })
            .collect();
    }
    (version, answer)
}

fn response(error: ErrorCode, apis: impl Iterator<Item = (ApiKey, i16, i16)>) -> ApiVersionsResponse {
    let mut api_keys = vec![];
    api_keys.extend(apis.map(|(key, oldest, newest)| ApiVersion {
        api_key: key as i16,
        min_version: oldest,
        max_version: newest,
    }));
    ApiVersionsResponse { error_code: error.code(), api_keys, ..Default::default() }
}

/// `[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?`
fn is_software_name(name: &str) -> bool {
    let bytes = name.as_bytes();
    let ends = [bytes.first(), bytes.last()];
    ends.into_iter().all(|end| end.is_some_and(u8::is_ascii_alphanumeric))
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(name: &str) -> ApiVersionsRequest {
        ApiVersionsRequest { client_software_name: name.into(), client_software_version: "1.0".into() }
    }

    #[test]
    fn an_unknown_version_is_answered_in_the_oldest_form_with_the_way_out() {
        for (version, request) in [(5, None), (i16::MAX, None), (-1, Some(from("a")))] {
            let (written_as, answer) = answer(version, request.as_ref(), &Features::default());
            assert_eq!((written_as, answer.error_code), (0, 35));
            assert_eq!(answer.api_keys, [ApiVersion { api_key: 18, min_version: 0, max_version: 4 }]);
        }
    }

    #[test]
    fn a_client_names_itself_decently_from_version_3_on() {
        for (name, code) in [("librdkafka", 0), ("a", 0), ("a-.b", 0), ("", 42), ("-a", 42), ("a.", 42), ("a b", 42)] {
            assert_eq!(answer(3, Some(&from(name)), &Features::default()).1.error_code, code, "{name}");
            assert_eq!(answer(2, Some(&from(name)), &Features::default()).1.error_code, 0);
        }
    }

    #[test]
    fn what_is_advertised_is_what_a_real_kafka_has() {
        // Apache Kafka 4.1, as it answers; clients know its release by this.
        let kafka = [
            (0, 0, 13),
            (1, 4, 18),
            (2, 1, 10),
            (3, 0, 13),
            (8, 2, 9),
            (9, 1, 9),
            (10, 0, 6),
            (11, 0, 9),
            (12, 0, 4),
            (13, 0, 5),
            (14, 0, 5),
            (15, 0, 6),
            (16, 0, 5),
            (18, 0, 4),
            (19, 2, 7),
            (20, 1, 6),
            (21, 0, 2),
            (22, 0, 5),
            (23, 2, 4),
            (32, 1, 4),
            (33, 0, 2),
            (37, 0, 3),
            (42, 0, 2),
            (44, 0, 1),
            (47, 0, 0),
            (60, 0, 2),
        ];
        let (_, answer) = answer(4, Some(&from("a")), &Features::default());
        let ours = answer.api_keys.iter().map(|api| (api.api_key, api.min_version, api.max_version));
        assert_eq!(ours.collect::<Vec<_>>(), kafka);
    }

    #[test]
    fn a_feature_that_may_be_off_is_hidden_below_version_4() {
        let features = Features {
            supported: vec![("group.version".into(), 0, 1), ("metadata.version".into(), 7, 20)],
            finalized: vec![("metadata.version".into(), 20)],
            epoch: 9,
        };
        let names = |version| answer(version, Some(&from("a")), &features).1.supported_features.len();
        assert_eq!((names(3), names(4)), (1, 2));
        assert_eq!(answer(3, Some(&from("a")), &features).1.finalized_features_epoch, 9);
        assert_eq!(answer(3, Some(&from("a")), &Features::default()).1.finalized_features_epoch, -1);
    }
}

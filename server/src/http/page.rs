//! The page's files as HTTP responses.

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::{Response, StatusCode};

use crate::page::{File, file};

/// Only what came with the page runs, and it talks only to where it came from. Wasm needs its own word.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The file at `path`, as this browser likes it best.
pub(super) fn response(path: &str, request: &HeaderMap) -> Response<Full<Bytes>> {
    let Some(file) = file(path) else {
        return super::serve::text(StatusCode::NOT_FOUND, "There is nothing here. The page is at /.\n");
    };
    let mut response = Response::new(Full::default());
    let headers = response.headers_mut();
    let compressed = file.brotli.filter(|_| accepts_brotli(request));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.media_type));
    headers.insert(header::ETAG, HeaderValue::from_static(file.etag));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    if is_known(file, request) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    if compressed.is_some() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    *response.body_mut() = Full::new(Bytes::from_static(compressed.unwrap_or(file.bytes)));
    response
}

fn accepts_brotli(request: &HeaderMap) -> bool {
    request
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|coding| {
            let (name, quality) = coding.split_once(';').unwrap_or((coding, ""));
            let quality = quality.trim().strip_prefix("q=").and_then(|quality| quality.parse::<f32>().ok());
            name.trim() == "br" && quality.is_none_or(|quality| quality > 0.0)
        })
}

fn is_known(file: &File, request: &HeaderMap) -> bool {
    request
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|tag| tag.trim().trim_start_matches("W/") == file.etag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(header::HeaderName, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    #[test]
    fn the_page_comes_with_a_policy_and_a_tag_that_saves_the_second_time() {
        let first = response("/", &HeaderMap::new());
        assert_eq!(first.status(), StatusCode::OK);
        let policy = first.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("script-src 'self' 'unsafe-inline'"));
        let tag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
        let second = response("/", &headers(&[(header::IF_NONE_MATCH, &tag)]));
        assert_eq!(second.status(), StatusCode::NOT_MODIFIED);
        let changed = response("/", &headers(&[(header::IF_NONE_MATCH, "\"other\"")]));
        assert_eq!(changed.status(), StatusCode::OK);
    }

    #[test]
    fn nothing_else_is_found() {
        assert_eq!(response("/../Cargo.toml", &HeaderMap::new()).status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn brotli_goes_to_who_asks_for_it() {
        assert!(accepts_brotli(&headers(&[(header::ACCEPT_ENCODING, "gzip, br")])));
        assert!(accepts_brotli(&headers(&[(header::ACCEPT_ENCODING, "br;q=0.9")])));
        assert!(!accepts_brotli(&headers(&[(header::ACCEPT_ENCODING, "gzip, br;q=0")])));
        assert!(!accepts_brotli(&headers(&[(header::ACCEPT_ENCODING, "gzip")])));
    }
}

//! The page, inside the binary: what `cargo xtask build` wrote to `dist/` when the server was compiled.
//!
//! Only lookups. Deliberately absent: the file system (nothing that a visitor asks for is ever opened) and HTTP itself.

/// One file of the page.
#[derive(Debug)]
pub struct File {
    /// What a browser asks for, with its leading slash.
    pub path: &'static str,
    /// The content as it is.
    pub bytes: &'static [u8],
    /// The content compressed with brotli, for who sends `Accept-Encoding: br`; absent where that would save little.
    pub brotli: Option<&'static [u8]>,
    /// For `Content-Type`.
    pub media_type: &'static str,
    /// For `ETag`, with its quotes: changes when the content does.
    pub etag: &'static str,
}

static FILES: &[File] = &include!(concat!(env!("OUT_DIR"), "/page_files.rs"));

/// The file for the path of a request (without its query); `/` is the page itself.
#[must_use]
pub fn file(path: &str) -> Option<&'static File> {
    let path = if path == "/" { "/index.html" } else { path };
    FILES.iter().find(|file| file.path == path)
}

/// Every file of the page.
#[must_use]
pub fn files() -> &'static [File] {
    FILES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_the_page() {
        let page = file("/").expect("there is always a page");
        assert_eq!(page.path, "/index.html");
        assert_eq!(page.media_type, "text/html; charset=utf-8");
        assert!(page.bytes.starts_with(b"<!DOCTYPE html>"));
    }

    #[test]
    fn only_the_pages_own_files_can_be_asked_for() {
        for path in ["/../Cargo.toml", "/etc/passwd", "", "index.html", "/.gitignore", "//index.html"] {
            assert!(file(path).is_none(), "{path} was served");
        }
    }
}

//! The two asset bundles, embedded; served under names that carry their digest, so that browsers keep them for ever.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

#[derive(RustEmbed)]
#[folder = "assets/dist/"]
struct Dist;

/// File name to the name with its digest: `desk.css` to `desk.0123456789abcdef.css`.
static NAMES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    Dist::iter()
        .filter_map(|name| {
            let file = Dist::get(&name)?;
            let digest = hex::encode(Sha256::digest(&file.data));
            let (stem, ending) = name.rsplit_once('.')?;
            Some((name.to_string(), format!("{stem}.{}.{ending}", &digest[..16])))
        })
        .collect()
});

/// The address of a bundle, for example of `desk.css`.
pub fn href(name: &str) -> String {
    format!("/assets/{}", NAMES.get(name).map_or(name, String::as_str))
}

/// Serves `/assets/...`.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{name}", get(serve)).route("/favicon.ico", get(icon))
}

async fn serve(Path(asked): Path<String>, headers: HeaderMap) -> Response {
    let Some((name, hashed)) = NAMES.iter().find(|(_, hashed)| **hashed == asked) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"{hashed}\"");
    let kept = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, "public, max-age=31536000, immutable".to_owned())];
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    let Some(file) = Dist::get(name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    (kept, [(header::CONTENT_TYPE, kind)], file.data.into_owned()).into_response()
}

/// Browsers ask for it whatever the page says.
async fn icon() -> Response {
    match Dist::get("icon.svg") {
        Some(file) => {
            ([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")], file.data.into_owned())
                .into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bundle_has_an_address_that_changes_with_its_content() {
        for name in ["citizen.css", "citizen.js", "desk.css", "desk.js", "icon.svg"] {
            let address = href(name);
            assert!(address.len() > name.len() + 20, "{address}");
        }
    }

    #[test]
    fn the_citizen_bundle_stays_light() {
        // uncompressed; compressed it is an eighth of it
        assert!(Dist::get("citizen.css").unwrap().data.len() < 100_000);
        assert!(Dist::get("citizen.js").unwrap().data.len() < 15_000);
    }

    #[test]
    fn the_bundles_hold_nothing_that_the_content_policy_forbids() {
        for name in ["citizen.css", "desk.css"] {
            let css = String::from_utf8(Dist::get(name).unwrap().data.into_owned()).unwrap();
            assert!(!css.contains("url(/assets/images") && !css.contains("url(http"), "{name} asks for files that are not there");
        }
    }
}

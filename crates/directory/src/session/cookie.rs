//! The session cookie: HttpOnly, SameSite=Lax, host-only (no Domain), Secure behind https.

use axum::http::{HeaderMap, HeaderValue, header};

use super::model::Token;

/// `__Host-` makes browsers insist on Secure, Path=/ and no Domain; without https it cannot be set.
fn name(secure: bool) -> &'static str {
    if secure { "__Host-lienthong" } else { "lienthong" }
}

/// The value of `Set-Cookie` for a new token. It has no age: the cookie ends with the browser, the session by its own clock.
pub fn set_cookie(token: &Token, secure: bool) -> Option<HeaderValue> {
    let suffix = if secure { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{}={}; Path=/; HttpOnly; SameSite=Lax{suffix}", name(secure), token.reveal())).ok()
}

/// The value of `Set-Cookie` that removes the cookie.
pub fn clear_cookie(secure: bool) -> Option<HeaderValue> {
    let suffix = if secure { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{suffix}", name(secure))).ok()
}

/// The token that a request carries. Behind https only the `__Host-` name counts, so that a cookie planted by a neighbour does not.
pub fn token_in(headers: &HeaderMap, secure: bool) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name(secure))
        .map(|(_, value)| value)
        .filter(|value| !value.is_empty() && value.len() <= 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(cookie: &str) -> HeaderMap {
        let mut map = HeaderMap::new();
        map.insert(header::COOKIE, HeaderValue::from_str(cookie).unwrap());
        map
    }

    #[test]
    fn a_cookie_is_read_back_among_others() {
        let token = Token::new().unwrap();
        for secure in [false, true] {
            let set = set_cookie(&token, secure).unwrap();
            let text = set.to_str().unwrap();
            assert!(text.contains("HttpOnly") && text.contains("SameSite=Lax") && !text.contains("Domain"));
            assert_eq!(text.contains("Secure"), secure);
            let pair = text.split(';').next().unwrap();
            assert_eq!(token_in(&headers(&format!("a=b; {pair}; c=d")), secure), Some(token.reveal()));
        }
    }

    #[test]
    fn a_plain_cookie_does_not_count_behind_https() {
        assert_eq!(token_in(&headers("lienthong=planted"), true), None);
        assert_eq!(token_in(&headers("lienthong="), false), None);
    }
}

//! Rate limits by client address.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use axum::http::HeaderMap;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Lets each key act so often a minute, with a burst of the same size.
#[derive(Clone)]
pub struct RateLimit<K: std::hash::Hash + Eq + Clone = IpAddr> {
    limiter: Arc<DefaultKeyedRateLimiter<K>>,
}

impl<K: std::hash::Hash + Eq + Clone> RateLimit<K> {
    /// So many times a minute.
    pub fn per_minute(times: NonZeroU32) -> Self {
        Self { limiter: Arc::new(RateLimiter::keyed(Quota::per_minute(times))) }
    }

    /// Whether the key may act once more now. Forgotten keys are swept now and then, so memory stays bounded.
    pub fn allows(&self, key: &K) -> bool {
        if self.limiter.len() > 100_000 {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(key).is_ok()
    }
}

/// The client's address: the last one that the proxy in front of us wrote, else the socket's.
pub fn client_address(headers: &HeaderMap, socket: Option<IpAddr>, behind_proxy: bool) -> Option<IpAddr> {
    if behind_proxy {
        let forwarded = headers.get_all("x-forwarded-for").iter().next_back().and_then(|v| v.to_str().ok());
        if let Some(address) = forwarded.and_then(|list| list.rsplit(',').next()).and_then(|text| text.trim().parse().ok()) {
            return Some(address);
        }
    }
    socket
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_that_the_own_proxy_wrote_counts_and_only_behind_one() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "1.2.3.4, 10.0.0.9".parse().unwrap());
        let socket = Some("127.0.0.1".parse().unwrap());
        assert_eq!(client_address(&headers, socket, true), Some("10.0.0.9".parse().unwrap()));
        assert_eq!(client_address(&headers, socket, false), socket);
    }

    #[test]
    fn a_key_that_acts_too_often_is_held_back_and_others_are_not() {
        let limit = RateLimit::per_minute(NonZeroU32::new(2).unwrap());
        assert!(limit.allows(&1) && limit.allows(&1));
        assert!(!limit.allows(&1));
        assert!(limit.allows(&2));
    }
}

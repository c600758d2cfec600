//! Looking a dossier up, within the limits.

use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;

use lienthong_kernel::failure::{Failure, Outcome};
use lienthong_kernel::op::{Actor, Op};
use lienthong_platform::App;
use lienthong_ui::http::limit::RateLimit;

use super::model::{Code, Fact, TrackRefused, Tracked};
use super::store;

/// What one process allows. Misses are counted in the database besides, so that many processes and many addresses count together.
#[derive(Clone)]
pub(super) struct Limits {
    by_address: RateLimit<IpAddr>,
    by_code: RateLimit<String>,
}

impl Limits {
    pub(super) fn new() -> Self {
        let of = |times| NonZeroU32::new(times).unwrap_or(NonZeroU32::MIN);
        // a whole office or village may share one address
        Self { by_address: RateLimit::per_minute(of(60)), by_code: RateLimit::per_minute(of(10)) }
    }
}

/// Finds the dossier with this code and fact, always in the role of the public, whoever asks.
pub(super) async fn look(app: &App, op: &Op, limits: &Limits, code: &str, fact: &str) -> Outcome<Tracked, TrackRefused> {
    let refused = |refusal| Err(Failure::Refused(refusal));
    let Some(code) = Code::read(code) else { return refused(TrackRefused::BadCode) };
    let Some(fact) = Fact::read(fact) else { return refused(TrackRefused::BadFact) };
    let address = op.address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    if !limits.by_address.allows(&address) || !limits.by_code.allows(&code.0) {
        return refused(TrackRefused::TooOften);
    }
    let public = op.as_actor(Actor::Public);
    let found = app
        .read(&public, async |tx| {
            if store::is_held(tx, &code, public.now).await? {
                return Err(Failure::Refused(TrackRefused::TooOften));
            }
            Ok(store::track(tx, &code, &fact).await?)
        })
        .await?;
    match found {
        Some(tracked) => Ok(tracked),
        None => {
            app.write(&public, async |tx| Ok::<_, Failure<TrackRefused>>(store::count_miss(tx, &code, public.now).await?))
                .await?;
            refused(TrackRefused::NoMatch)
        }
    }
}

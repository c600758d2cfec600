//! What lives as long as the process and every handler may need. One concrete type, cheap to clone.

use std::sync::Arc;

use lienthong_platform::App;
use lienthong_platform::files::Files;

/// The state of every route.
#[derive(Clone)]
pub struct AppState {
    /// Transactions, events and jobs.
    pub app: App,
    /// Stored files.
    pub files: Files,
    /// How this installation shows itself.
    pub site: Arc<Site>,
}

/// How this installation shows itself and how its cookies are made.
#[derive(Clone, Debug)]
pub struct Site {
    /// The name of the province in the header, for example `Tỉnh Vĩnh Phúc`.
    pub name: String,
    /// The address that slips and QR codes point to, without a slash at the end.
    pub public_url: String,
    /// Whether cookies are `Secure`: we speak TLS or stand behind a proxy that does.
    pub secure: bool,
    /// Whether to take the client's address from `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// Whether demonstration data are loaded: a banner says so, the gallery is open.
    pub demonstration: bool,
    /// Signs form tokens of people who have not signed in. New at every start is allowed; forms then have to be sent again.
    pub form_secret: [u8; 32],
}

//! Text messages through an HTTP gateway.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use lienthong_kernel::failure::Fault;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::{TextMessage, away};
use crate::settings::{Secret, SmsSettings};

/// A way to send text messages: each operator's protocol is one of these.
pub trait TextGateway: Send + Sync {
    /// Sends one message; a second time with the same id must not reach the person twice.
    fn send<'a>(&'a self, message: &'a TextMessage) -> Pin<Box<dyn Future<Output = Result<(), Fault>> + Send + 'a>>;
}

/// Posts `{id, to, text}` as JSON; any 2xx answer means taken.
pub struct HttpGateway {
    tls: Option<TlsConnector>,
    host: String,
    port: u16,
    path: String,
    token: Option<Secret>,
}

/// A gateway that does not answer in this time is away.
const PATIENCE: Duration = Duration::from_secs(15);

impl HttpGateway {
    /// `None` when no gateway is set.
    pub fn new(settings: &SmsSettings) -> Result<Option<Self>, Fault> {
        let Some(address) = &settings.gateway else { return Ok(None) };
        let wrong = || Fault::new("sms.gateway must be an http:// or https:// address");
        let (scheme, rest) = address.split_once("://").ok_or_else(wrong)?;
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let secure = match scheme {
            "http" => false,
            "https" => true,
            _ => return Err(wrong()),
        };
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().map_err(|_| wrong())?),
            None => (authority, if secure { 443 } else { 80 }),
        };
        let tls = secure.then(trusting);
        Ok(Some(Self { tls, host: host.to_owned(), port, path: format!("/{path}"), token: settings.token.clone() }))
    }

    async fn post(&self, message: &TextMessage) -> std::io::Result<u16> {
        let body = serde_json::to_vec(message)?;
        let mut head = format!(
            "POST {} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n",
            self.path,
            self.host,
            body.len()
        );
        if let Some(token) = &self.token {
            head.push_str("Authorization: Bearer ");
            head.push_str(token.reveal());
            head.push_str("\r\n");
        }
        head.push_str("\r\n");
        let request = [head.as_bytes(), &body].concat();
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
        match &self.tls {
            Some(tls) => {
                let name = ServerName::try_from(self.host.clone()).map_err(std::io::Error::other)?;
                status(tls.connect(name, stream).await?, &request).await
            }
            None => status(stream, &request).await,
        }
    }
}

fn trusting() -> TlsConnector {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    TlsConnector::from(Arc::new(ClientConfig::builder().with_root_certificates(roots).with_no_client_auth()))
}

/// Writes the request and reads the status line; what follows it says nothing that we need.
async fn status(mut stream: impl AsyncRead + AsyncWrite + Unpin, request: &[u8]) -> std::io::Result<u16> {
    stream.write_all(request).await?;
    stream.flush().await?;
    let mut line = Vec::new();
    while line.len() < 12 {
        if stream.read_buf(&mut line).await? == 0 {
            break;
        }
    }
    let text = line.get(..12).and_then(|line| std::str::from_utf8(line).ok());
    text.and_then(|line| line.strip_prefix("HTTP/1.")?.get(2..)?.parse().ok())
        .ok_or_else(|| std::io::Error::new(std::io::ErrorKind::InvalidData, "the answer is not HTTP"))
}

impl TextGateway for HttpGateway {
    fn send<'a>(&'a self, message: &'a TextMessage) -> Pin<Box<dyn Future<Output = Result<(), Fault>> + Send + 'a>> {
        Box::pin(async move {
            let answer = tokio::time::timeout(PATIENCE, self.post(message)).await;
            match answer {
                Ok(Ok(200..=299)) => {
                    metrics::counter!("lienthong_texts_sent_total").increment(1);
                    Ok(())
                }
                Ok(Ok(status)) => Err(away("the gateway did not take a text message", format!("status {status}"))),
                Ok(Err(error)) => Err(away("the gateway for text messages is away", error)),
                Err(late) => Err(away("the gateway for text messages is slow", late)),
            }
        })
    }
}

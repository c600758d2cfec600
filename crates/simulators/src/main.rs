//! `lienthong-simulators`: starts on free ports of this machine (or those in `SIMULATORS_HTTP`, `SIMULATORS_SMTP`), says them as
//! one line of JSON, and ends when its input closes: it never outlives who started it.

use std::io::Read as _;

use lienthong_simulators::{Mailbox, router, serve_smtp};
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stdout, reason = "the line is the answer to who started it")]
async fn main() -> std::io::Result<()> {
    let at = |name: &str| std::env::var(name).unwrap_or_else(|_| "127.0.0.1:0".to_owned());
    let http = TcpListener::bind(at("SIMULATORS_HTTP")).await?;
    let smtp = TcpListener::bind(at("SIMULATORS_SMTP")).await?;
    let addresses =
        serde_json::json!({ "http": format!("http://{}", http.local_addr()?), "smtp": smtp.local_addr()?.to_string() });
    println!("{addresses}");
    let mailbox = Mailbox::default();
    tokio::select! {
        ended = axum::serve(http, router(mailbox.clone())) => ended,
        ended = serve_smtp(smtp, mailbox) => ended,
        closed = wait_until_closed() => closed,
    }
}

async fn wait_until_closed() -> std::io::Result<()> {
    let (closed, wait) = tokio::sync::oneshot::channel::<()>();
    // a thread of its own: reading from a terminal cannot be given up
    std::thread::spawn(move || {
        let mut input = std::io::stdin();
        while input.read(&mut [0; 64]).is_ok_and(|count| count > 0) {}
        drop(closed);
    });
    wait.await.ok();
    Ok(())
}

//! The gateway for text messages, and the page that shows what arrived.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;

use crate::{Arrived, Mailbox};

/// `POST /messages` takes a text message, `GET /messages` lists everything as JSON, `GET /` shows it.
pub fn router(mailbox: Mailbox) -> Router {
    Router::new().route("/", get(page)).route("/messages", post(take).get(list)).with_state(mailbox)
}

#[derive(Deserialize)]
struct Message {
    id: String,
    to: String,
    text: String,
}

/// 202 for a new message, 200 for one that was there; 422 for a number that is none.
async fn take(State(mailbox): State<Mailbox>, Json(message): Json<Message>) -> StatusCode {
    if !(9..=15).contains(&message.to.len()) || !message.to.bytes().all(|byte| byte.is_ascii_digit()) {
        return StatusCode::UNPROCESSABLE_ENTITY;
    }
    let Message { id, to, text } = message;
    if mailbox.keep(Arrived { kind: "text".into(), id, to, subject: String::new(), text }) {
        StatusCode::ACCEPTED
    } else {
        StatusCode::OK
    }
}

async fn list(State(mailbox): State<Mailbox>) -> Json<Vec<Arrived>> {
    Json(mailbox.all())
}

async fn page(State(mailbox): State<Mailbox>) -> impl IntoResponse {
    let mut rows = String::new();
    for one in mailbox.all().iter().rev() {
        let kind = if one.kind == "mail" { "Thư" } else { "Tin nhắn" };
        rows.push_str(&format!(
            "<tr><td>{kind}</td><td>{}</td><td><strong>{}</strong><pre>{}</pre></td></tr>",
            escape(&one.to),
            escape(&one.subject),
            escape(&one.text)
        ));
    }
    let html = format!(
        "<!doctype html><html lang=\"vi\"><head><meta charset=\"utf-8\"><title>Thư và tin nhắn mô phỏng</title></head><body>\
         <h1>Thư và tin nhắn mô phỏng</h1><p>Không có gì được gửi ra ngoài. / Nothing leaves this machine.</p>\
         <table><thead><tr><th scope=\"col\">Loại</th><th scope=\"col\">Người nhận</th><th scope=\"col\">Nội dung</th></tr></thead>\
         <tbody>{rows}</tbody></table></body></html>"
    );
    ([(header::CONTENT_SECURITY_POLICY, "default-src 'none'")], Html(html))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

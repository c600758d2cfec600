use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;
use crate::settings::{Secret, SmsSettings};

/// Answers one request with this status and gives back what it read.
async fn answering(status: &'static str) -> (String, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/messages", listener.local_addr().unwrap());
    let heard = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut heard = Vec::new();
        while !heard.ends_with(b"}") {
            assert_ne!(stream.read_buf(&mut heard).await.unwrap(), 0);
        }
        stream.write_all(format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n").as_bytes()).await.unwrap();
        String::from_utf8(heard).unwrap()
    });
    (address, heard)
}

fn message() -> TextMessage {
    TextMessage { id: Uuid::from_u128(7), to: "0912345678".into(), text: "Hồ sơ đã có kết quả".into() }
}

async fn send(gateway: String) -> Result<(), Fault> {
    let settings = SmsSettings { gateway: Some(gateway), token: Some(Secret::new("t0ken")) };
    HttpGateway::new(&settings).unwrap().unwrap().send(&message()).await
}

#[tokio::test]
async fn a_text_message_is_posted_with_its_id_and_token() {
    let (address, heard) = answering("202 Accepted").await;
    send(address).await.unwrap();
    let heard = heard.await.unwrap();
    let (head, body) = heard.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /messages HTTP/1.1\r\n") && head.contains("Authorization: Bearer t0ken"), "{head}");
    assert_eq!(serde_json::from_str::<TextMessage>(body).unwrap(), message());
}

#[tokio::test]
async fn a_gateway_that_refuses_or_is_away_is_tried_again() {
    let (address, _heard) = answering("503 Busy").await;
    assert_eq!(send(address).await.unwrap_err().trouble(), FaultKind::Unavailable);
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    assert_eq!(send(format!("http://{nobody}")).await.unwrap_err().trouble(), FaultKind::Unavailable);
}

#[test]
fn a_wrong_gateway_is_a_fault_at_start() {
    let settings = |gateway: &str| SmsSettings { gateway: Some(gateway.into()), token: None };
    assert!(HttpGateway::new(&settings("ftp://x")).is_err());
    assert!(HttpGateway::new(&settings("x")).is_err());
    assert!(HttpGateway::new(&settings("https://sms.example.vn/api/send")).is_ok());
    assert!(HttpGateway::new(&SmsSettings::default()).unwrap().is_none());
}

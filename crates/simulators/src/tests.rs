use lienthong_platform::delivery::{HttpGateway, Letter, Smtp, TextGateway as _, TextMessage};
use lienthong_platform::settings::{MailSettings, SmsSettings};
use tokio::net::TcpListener;
use uuid::Uuid;

use super::*;

#[tokio::test]
async fn a_letter_arrives_as_it_was_written_and_once() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = format!("smtp://{}", listener.local_addr().unwrap());
    let mailbox = Mailbox::default();
    tokio::spawn(serve_smtp(listener, mailbox.clone()));
    let settings = MailSettings { server: Some(server), from: Some("Một cửa <motcua@example.vn>".into()), password: None };
    let smtp = Smtp::new(&settings).unwrap().unwrap();
    let letter = Letter {
        id: Uuid::from_u128(1),
        to: "congdan@example.vn".into(),
        subject: "Hồ sơ H62.31.02-261123-0001 đã có kết quả, mời ông bà đến nhận tại Bộ phận Một cửa phường Liên Bảo".into(),
        text: "Kính gửi ông Nguyễn Văn Đức,\r\n.một dòng bắt đầu bằng dấu chấm\r\nĐường dẫn: https://example.vn/?a=b".into(),
    };
    smtp.send(&letter).await.unwrap();
    // the same job once more
    smtp.send(&letter).await.unwrap();
    smtp.send(&Letter { to: "không phải địa chỉ".into(), ..letter.clone() }).await.unwrap();
    let all = mailbox.all();
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].to.as_str(), &all[0].subject, &all[0].text), ("congdan@example.vn", &letter.subject, &letter.text));
}

#[tokio::test]
async fn a_text_message_arrives_once_and_a_wrong_number_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let gateway = format!("http://{}/messages", listener.local_addr().unwrap());
    let mailbox = Mailbox::default();
    let router = router(mailbox.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let gateway = HttpGateway::new(&SmsSettings { gateway: Some(gateway), token: None }).unwrap().unwrap();
    let message = TextMessage { id: Uuid::from_u128(2), to: "0912345678".into(), text: "Hồ sơ đã có kết quả".into() };
    gateway.send(&message).await.unwrap();
    gateway.send(&message).await.unwrap();
    assert!(gateway.send(&TextMessage { to: "12".into(), ..message.clone() }).await.is_err());
    let all = mailbox.all();
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].to.as_str(), all[0].text.as_str()), ("0912345678", "Hồ sơ đã có kết quả"));
}

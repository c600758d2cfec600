//! A mail server that takes every letter (RFC 5321, as much as a client needs) and keeps it. No TLS, no authentication.

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::{Arrived, Mailbox};

/// The longest letter, in bytes.
const LONGEST: usize = 1 << 20;

/// Takes letters until the process ends.
pub async fn serve(listener: TcpListener, mailbox: Mailbox) -> std::io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        let mailbox = mailbox.clone();
        // a client that breaks off concerns nobody else
        tokio::spawn(async move { talk(stream, &mailbox).await.ok() });
    }
}

async fn talk(stream: TcpStream, mailbox: &Mailbox) -> std::io::Result<()> {
    let (reading, mut writing) = stream.into_split();
    let mut lines = BufReader::new(reading);
    writing.write_all(b"220 simulator ESMTP\r\n").await?;
    let mut to: Vec<String> = Vec::new();
    loop {
        let mut line = Vec::new();
        if lines.read_until(b'\n', &mut line).await? == 0 {
            return Ok(());
        }
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        let answer: &[u8] = match verb.as_str() {
            "EHLO" => b"250-simulator\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
            "HELO" | "MAIL" | "NOOP" => b"250 ok\r\n",
            "RSET" => {
                to.clear();
                b"250 ok\r\n"
            }
            "RCPT" => {
                let address = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
                to.extend(address.map(|(address, _)| address.to_owned()));
                b"250 ok\r\n"
            }
            "DATA" if to.is_empty() => b"503 nobody to send it to\r\n",
            "DATA" => {
                writing.write_all(b"354 go on\r\n").await?;
                let letter = body(&mut lines).await?;
                for to in to.drain(..) {
                    mailbox.keep(read(&letter, to));
                }
                b"250 kept\r\n"
            }
            "QUIT" => {
                writing.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => b"502 unknown\r\n",
        };
        writing.write_all(answer).await?;
    }
}

/// Up to the line with a single dot; doubled dots at the start of a line are undone.
async fn body(lines: &mut (impl tokio::io::AsyncBufRead + Unpin)) -> std::io::Result<String> {
    let mut letter = Vec::new();
    loop {
        let mut line = Vec::new();
        if lines.read_until(b'\n', &mut line).await? == 0 || letter.len() > LONGEST {
            return Err(std::io::ErrorKind::InvalidData.into());
        }
        if line == b".\r\n" || line == b".\n" {
            return Ok(String::from_utf8_lossy(&letter).into_owned());
        }
        letter.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}

fn read(letter: &str, to: String) -> Arrived {
    let (head, text) = letter.split_once("\r\n\r\n").unwrap_or((letter, ""));
    // a folded header line goes on with a space
    let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let field = |name: &str| {
        let found = head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        });
        found.unwrap_or_default()
    };
    let text = match field("Content-Transfer-Encoding").to_lowercase().as_str() {
        "base64" => String::from_utf8_lossy(&base64(text)).into_owned(),
        "quoted-printable" => String::from_utf8_lossy(&quoted(&text.replace("=\r\n", ""))).into_owned(),
        _ => text.to_owned(),
    };
    Arrived {
        kind: "mail".into(),
        id: format!("{} {to}", field("Message-ID")),
        to,
        subject: words(&field("Subject")),
        text: text.trim_end().to_owned(),
    }
}

/// Encoded words (RFC 2047): `=?utf-8?b?...?=`; the space between two of them is none.
fn words(text: &str) -> String {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("=?") {
        let parts: Vec<&str> = after.splitn(4, '?').collect();
        let [_, encoding, content, tail] = parts[..] else { break };
        if out.is_empty() || !before.trim().is_empty() {
            out.extend_from_slice(before.as_bytes());
        }
        out.extend(if encoding.eq_ignore_ascii_case("b") { base64(content) } else { quoted(&content.replace('_', " ")) });
        rest = tail.strip_prefix('=').unwrap_or(tail);
    }
    out.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&out).into_owned()
}

fn quoted(text: &str) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::new(), text.as_bytes());
    while let [first, tail @ ..] = rest {
        let byte = tail
            .get(..2)
            .filter(|_| *first == b'=')
            .and_then(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
        match byte {
            Some(byte) => {
                out.push(byte);
                rest = &tail[2..];
            }
            None => {
                out.push(*first);
                rest = tail;
            }
        }
    }
    out
}

fn base64(text: &str) -> Vec<u8> {
    let (mut out, mut bits, mut count) = (Vec::new(), 0u32, 0);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    out
}

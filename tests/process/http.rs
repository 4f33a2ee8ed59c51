//! Just enough HTTP to talk to the server, and to break off in the middle of it.

use std::{
    fmt::Write as _,
    io::Read as _,
    net::{Shutdown, TcpStream},
};

use serde_json::Value;

/// An answer of the server.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The HTTP status; 0 when the connection broke before there was one.
    pub(crate) status: u16,
    /// Every header, a line each.
    pub(crate) head: String,
    /// The body.
    pub(crate) body: String,
}

impl Answer {
    /// The session cookie it sets.
    pub(crate) fn cookie(&self) -> String {
        let line = self
            .head
            .lines()
            .find(|line| line.to_ascii_lowercase().starts_with("set-cookie:"));
        let (_, cookie) = line
            .unwrap_or_else(|| panic!("no cookie: {}", self.head))
            .split_once(':')
            .unwrap();
        cookie.trim().split(';').next().unwrap().to_owned()
    }
}

/// The head of a request with a JSON body of that length, without the empty line after it.
pub(crate) fn head(method: &str, path: &str, cookie: Option<&str>, length: usize) -> String {
    let mut head = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n"
    );
    if let Some(cookie) = cookie {
        write!(head, "Cookie: {cookie}\r\n").unwrap();
    }
    head
}

/// Reads one answer to its end; none when the connection broke.
pub(crate) fn read_answer(stream: &mut TcpStream) -> Option<Answer> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).ok()?;
    // The other side has closed already.
    let _ = stream.shutdown(Shutdown::Both);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let length = head.lines().find_map(|line| {
        line.to_ascii_lowercase()
            .strip_prefix("content-length:")?
            .trim()
            .parse::<usize>()
            .ok()
    });
    // An answer that broke off was never given.
    (length.is_none_or(|length| length == body.len())).then(|| Answer {
        status,
        head: head.to_owned(),
        body: body.to_owned(),
    })
}

/// The values of one field in a list of objects, or in the list an object holds.
pub(crate) fn field<T: serde::de::DeserializeOwned>(list: &Value, name: &str) -> Vec<T> {
    let list = list
        .as_array()
        .or_else(|| list.as_object()?.values().find_map(Value::as_array));
    let values = list
        .expect("a list")
        .iter()
        .map(|item| serde_json::from_value(item[name].clone()).unwrap());
    values.collect()
}

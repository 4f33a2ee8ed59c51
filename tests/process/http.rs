//! Just enough HTTP to talk to the server, and to break off in the middle of it.

use std::{
    fmt::Write as _,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{Shutdown, TcpStream},
    time::Duration,
};

use serde_json::Value;

/// Nothing here takes longer.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

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
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// The session cookie it sets.
    pub(crate) fn cookie(&self) -> String {
        let cookie = self
            .header("set-cookie")
            .unwrap_or_else(|| panic!("no cookie: {}", self.head));
        cookie.split(';').next().unwrap().to_owned()
    }

    /// The body of a success, as JSON.
    #[track_caller]
    pub(crate) fn value(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        self.json()
    }

    /// The body as JSON; null when it is none.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// The stable code of an error.
    pub(crate) fn code(&self) -> String {
        let json = self.json();
        let code = json.get("code").and_then(Value::as_str);
        code.unwrap_or_default().to_owned()
    }
}

/// The head of a request with a JSON body of that length, without the empty line after it; the
/// connection ends with the answer.
pub(crate) fn head(method: &str, path: &str, cookie: Option<&str>, length: usize) -> String {
    lasting_head(method, path, cookie, length) + "Connection: close\r\n"
}

/// Opens a connection to a port of ours, unless nobody listens there.
pub(crate) fn connect(port: u16) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(stream)
}

/// A request on a connection of its own, which may break.
pub(crate) fn ask(
    port: u16,
    method: &str,
    path: &str,
    cookie: Option<&str>,
    json: &str,
) -> Option<Answer> {
    let mut stream = connect(port).ok()?;
    let head = head(method, path, cookie, json.len());
    stream
        .write_all(format!("{head}\r\n{json}").as_bytes())
        .ok()?;
    read_answer(&mut stream)
}

fn lasting_head(method: &str, path: &str, cookie: Option<&str>, length: usize) -> String {
    let mut head = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n"
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
    let answer = Answer {
        status: status(head)?,
        head: head.to_owned(),
        body: body.to_owned(),
    };
    // An answer that broke off was never given.
    let length = length(&answer);
    length
        .is_none_or(|length| length == body.len())
        .then_some(answer)
}

fn status(head: &str) -> Option<u16> {
    head.split(' ').nth(1)?.parse().ok()
}

fn length(answer: &Answer) -> Option<usize> {
    answer.header("content-length")?.parse().ok()
}

/// A connection that serves one request after another.
pub(crate) struct Lasting {
    port: u16,
    patience: Duration,
    stream: Option<BufReader<TcpStream>>,
}

impl Lasting {
    /// One to the server at this port of ours, opened when it is needed. An answer may take as
    /// long as `patience`.
    pub(crate) fn new(port: u16, patience: Duration) -> Self {
        Self {
            port,
            patience,
            stream: None,
        }
    }

    fn open(&self) -> io::Result<BufReader<TcpStream>> {
        let stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(self.patience))?;
        Ok(BufReader::new(stream))
    }

    /// Asks and reads the answer.
    ///
    /// # Errors
    /// The connection is opened anew by the next request.
    pub(crate) fn request(
        &mut self,
        method: &str,
        path: &str,
        cookie: Option<&str>,
        json: &str,
    ) -> io::Result<Answer> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => self.open()?,
        };
        let head = lasting_head(method, path, cookie, json.len());
        stream
            .get_mut()
            .write_all(format!("{head}\r\n{json}").as_bytes())?;
        let answer = read_bounded(&mut stream)?;
        if answer.header("connection") != Some("close") {
            self.stream = Some(stream);
        }
        Ok(answer)
    }
}

/// Reads an answer that tells its length.
fn read_bounded(stream: &mut BufReader<TcpStream>) -> io::Result<Answer> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    let head = head.trim_end().to_owned();
    let mut answer = Answer {
        status: status(&head).ok_or(io::ErrorKind::InvalidData)?,
        head,
        body: String::new(),
    };
    let mut body = vec![0; length(&answer).ok_or(io::ErrorKind::InvalidData)?];
    stream.read_exact(&mut body)?;
    answer.body = String::from_utf8_lossy(&body).into_owned();
    Ok(answer)
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

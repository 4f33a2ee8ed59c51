//! What the server answered.

use axum::{
    body::{Bytes, to_bytes},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use serde_json::Value;

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    body: Bytes,
}

impl Reply {
    pub(crate) async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        Self {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: to_bytes(body, usize::MAX).await.unwrap(),
        }
    }

    /// This answer, if it has that status.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(
            self.status,
            status,
            "{} {}",
            StatusCode::from_u16(self.status).unwrap(),
            self.text()
        );
        self
    }

    /// This answer, if it is an error with that status and code.
    #[track_caller]
    pub(crate) fn refused(self, status: u16, code: &str) -> Self {
        let reply = self.expect(status);
        assert_eq!(reply.json()["code"], code, "{}", reply.text());
        reply
    }

    /// This answer, if it is a 422 with a message for exactly these fields.
    #[track_caller]
    pub(crate) fn invalid(self, fields: &[&str]) -> Self {
        let reply = self.refused(422, "invalid");
        let json = reply.json();
        let mut found: Vec<_> = json["fields"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect();
        let mut wanted: Vec<_> = fields.iter().map(ToString::to_string).collect();
        found.sort();
        wanted.sort();
        assert_eq!(found, wanted, "{json}");
        reply
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {:?}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header's text; empty where it is missing.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Where a 303 sends the browser.
    #[track_caller]
    pub(crate) fn location(&self) -> &str {
        assert_eq!(self.status, 303, "{}", self.text());
        self.header("location")
    }

    /// The cookie that was set, with its attributes; empty where none was.
    pub(crate) fn set_cookie(&self) -> &str {
        self.header(header::SET_COOKIE.as_str())
    }
}

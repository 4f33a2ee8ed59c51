//! The two ends of a live connection, as the server function takes and gives them.
//!
//! Dioxus' own types for this would do, but for two things: they refuse a request that is no WebSocket's before
//! anybody asked who sends it, and they leave each connection the 128 kB for reading that are the default,
//! of which a server with a thousand boards, which say nothing, would notice.

use dioxus::prelude::ServerFnError;
use dioxus_fullstack::{
    ClientRequest, FromResponse, IntoRequest, RequestError, UpgradingWebsocket, WebSocketOptions,
    Websocket,
};

use super::model::Message;

#[cfg(feature = "server")]
use axum::{
    extract::{FromRequest, FromRequestParts as _, Request, WebSocketUpgrade, ws::WebSocket},
    response::{IntoResponse, Response},
};

/// A board has nothing to say; what a WebSocket says by itself is short.
#[cfg(feature = "server")]
const SAID: usize = 512;

/// A client's wish to connect.
#[derive(Default)]
pub struct Opening {
    #[cfg(feature = "server")]
    upgrade: Option<WebSocketUpgrade>,
}

/// A live connection: at the client what messages come from, at the server the answer that opens it.
pub enum Socket {
    /// At the client.
    Open(Websocket<(), Vec<Message>>),
    /// At the server.
    #[cfg(feature = "server")]
    Answer(Response),
}

impl std::fmt::Debug for Socket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Socket")
    }
}

impl std::fmt::Debug for Opening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Opening")
    }
}

impl Socket {
    /// Waits for what comes next; nothing when the connection is over.
    pub async fn next(&self) -> Option<Vec<Message>> {
        match self {
            Self::Open(socket) => socket.recv().await.ok(),
            #[cfg(feature = "server")]
            Self::Answer(_) => None,
        }
    }
}

impl IntoRequest<UpgradingWebsocket> for Opening {
    fn into_request(
        self,
        request: ClientRequest,
    ) -> impl Future<Output = Result<UpgradingWebsocket, RequestError>> + 'static {
        WebSocketOptions::new().into_request(request)
    }
}

impl FromResponse<UpgradingWebsocket> for Socket {
    async fn from_response(response: UpgradingWebsocket) -> Result<Self, ServerFnError> {
        Websocket::from_response(response).await.map(Self::Open)
    }
}

#[cfg(feature = "server")]
impl Opening {
    /// Answers that the connection is open, and has `serve` serve it; nothing when the request was none for a
    /// connection.
    pub(super) fn open<F, Fut>(self, serve: F) -> Option<Socket>
    where
        F: FnOnce(WebSocket) -> Fut + Send + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let upgrade = self
            .upgrade?
            .read_buffer_size(SAID)
            .write_buffer_size(0)
            .max_message_size(SAID)
            .max_frame_size(SAID);
        Some(Socket::Answer(upgrade.on_upgrade(serve)))
    }
}

#[cfg(feature = "server")]
impl<S: Send + Sync> FromRequest<S> for Opening {
    type Rejection = std::convert::Infallible;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let (mut parts, _) = request.into_parts();
        let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, state).await;
        Ok(Self {
            upgrade: upgrade.ok(),
        })
    }
}

#[cfg(feature = "server")]
impl IntoResponse for Socket {
    fn into_response(self) -> Response {
        match self {
            Self::Answer(response) => response,
            // Only clients have one.
            Self::Open(_) => axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}

//! A live board as a client has it: a WebSocket, and what comes on it.

use std::{
    net::TcpStream,
    time::{Duration, Instant},
};

use anteroom::{
    desk::model::Board,
    live::{
        apply::{Outcome, apply},
        model::{Message, Sequence},
    },
};
use tokio_tungstenite::tungstenite::{
    Error, HandshakeError, Message as Frame, WebSocket,
    client::{IntoClientRequest as _, client},
};

/// Nothing here takes longer.
const PATIENCE: Duration = Duration::from_secs(20);

/// An open connection.
pub(crate) struct Socket(WebSocket<TcpStream>);

impl Socket {
    /// Opens one at a port of ours; the status of the answer when that is refused.
    pub(crate) fn open(
        port: u16,
        path: &str,
        cookie: Option<&str>,
        origin: Option<&str>,
    ) -> Result<Self, u16> {
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let url = format!("ws://127.0.0.1:{port}{path}");
        let mut request = url.into_client_request().unwrap();
        for (name, value) in [("cookie", cookie), ("origin", origin)] {
            if let Some(value) = value {
                request.headers_mut().insert(name, value.parse().unwrap());
            }
        }
        match client(request, stream) {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(HandshakeError::Failure(Error::Http(response))) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// What comes next; the close code when that is the end.
    pub(crate) fn next(&mut self) -> Result<Vec<Message>, u16> {
        loop {
            match self.0.read() {
                Ok(Frame::Text(text)) => return Ok(serde_json::from_str(&text).unwrap()),
                Ok(Frame::Close(frame)) => return Err(frame.map_or(0, |frame| frame.code.into())),
                Ok(_) => {}
                Err(error) => panic!("{error}"),
            }
        }
    }

    /// What comes until the end, and the close code.
    pub(crate) fn rest(mut self) -> (Vec<Message>, u16) {
        let mut messages = Vec::new();
        loop {
            match self.next() {
                Ok(more) => messages.extend(more),
                Err(code) => return (messages, code),
            }
        }
    }
}

/// A board that is kept true.
pub(crate) struct Live {
    pub(crate) board: Board,
    /// How often it was told to load again.
    pub(crate) reloads: usize,
    socket: Socket,
    load: Box<dyn Fn() -> Board>,
}

impl Live {
    /// Connects for a board that `load` asks for.
    pub(crate) fn open(port: u16, cookie: &str, load: impl Fn() -> Board + 'static) -> Self {
        let board = load();
        let socket = connect(port, cookie, &board);
        Self {
            board,
            reloads: 0,
            socket,
            load: Box::new(load),
        }
    }

    /// Loses the connection, does something, and connects again.
    pub(crate) fn away(&mut self, port: u16, cookie: &str, meanwhile: impl FnOnce()) {
        // Closed by dropping it, as when a cable is pulled.
        self.socket
            .0
            .get_mut()
            .shutdown(std::net::Shutdown::Both)
            .unwrap();
        meanwhile();
        self.socket = connect(port, cookie, &self.board);
    }

    /// Takes in what comes until the board is as wanted.
    #[track_caller]
    pub(crate) fn until(&mut self, wanted: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !wanted(self) {
            assert!(begun.elapsed() < PATIENCE, "{:#?}", self.board.visits);
            let messages = self.socket.next().unwrap();
            self.take(messages);
        }
    }

    /// Takes in what comes until the board is what the server has.
    #[track_caller]
    pub(crate) fn settle(&mut self) {
        let server = (self.load)();
        self.until(|live| {
            live.board.visits == server.visits
                && live.board.holds == server.holds
                && live.board.doctors == server.doctors
        });
    }

    fn take(&mut self, messages: Vec<Message>) {
        for message in messages {
            let at = match &message {
                Message::Hello(at) | Message::Reload(at) => Some(at.clone()),
                _ => None,
            };
            if apply(&mut self.board, message) == Outcome::Reload {
                let before = self.board.sequence.clone();
                self.board = (self.load)();
                self.board.sequence = further(at.unwrap_or(before), self.board.sequence.clone());
                self.reloads += 1;
            }
        }
    }
}

fn further(at: Sequence, loaded: Sequence) -> Sequence {
    if loaded.epoch == at.epoch && loaded.number > at.number {
        loaded
    } else {
        at
    }
}

fn connect(port: u16, cookie: &str, board: &Board) -> Socket {
    let Board { date, sequence, .. } = board;
    let path = format!(
        "/api/live?date={date}&epoch={}&number={}",
        sequence.epoch, sequence.number
    );
    Socket::open(port, &path, Some(cookie), None).unwrap()
}

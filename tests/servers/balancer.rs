//! A plain TCP balancer: each connection goes to the next server in turn, and to the one after it
//! when nobody listens there.

use std::{
    io,
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    thread,
};

/// A running balancer; it takes no more connections once dropped.
pub(crate) struct Balancer {
    port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    backends: Vec<u16>,
    /// How many connections each of them has had.
    taken: Vec<AtomicUsize>,
    turn: AtomicUsize,
    closed: AtomicBool,
}

impl Balancer {
    /// In front of servers at these ports.
    pub(crate) fn new(backends: Vec<u16>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            taken: backends.iter().map(|_| AtomicUsize::new(0)).collect(),
            backends,
            turn: AtomicUsize::new(0),
            closed: AtomicBool::new(false),
        });
        let for_thread = Arc::clone(&shared);
        thread::spawn(move || {
            for client in listener.incoming() {
                if for_thread.closed.load(SeqCst) {
                    return;
                }
                if let (Ok(client), Some(server)) = (client, for_thread.next()) {
                    // A connection that breaks is broken at both ends.
                    let _ = join(client, server);
                }
            }
        });
        Self { port, shared }
    }

    /// Where it listens.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// How many connections each server has had.
    pub(crate) fn taken(&self) -> Vec<usize> {
        self.shared
            .taken
            .iter()
            .map(|taken| taken.load(SeqCst))
            .collect()
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        self.shared.closed.store(true, SeqCst);
        // It looks up when somebody comes.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

impl Shared {
    fn next(&self) -> Option<TcpStream> {
        let first = self.turn.fetch_add(1, SeqCst);
        (0..self.backends.len()).find_map(|further| {
            let index = (first + further) % self.backends.len();
            let server = TcpStream::connect(("127.0.0.1", self.backends[index])).ok()?;
            self.taken[index].fetch_add(1, SeqCst);
            Some(server)
        })
    }
}

fn join(client: TcpStream, server: TcpStream) -> io::Result<()> {
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let back = (server.try_clone()?, client.try_clone()?);
    thread::spawn(move || pump(client, server));
    thread::spawn(move || pump(back.0, back.1));
    Ok(())
}

fn pump(mut from: TcpStream, mut to: TcpStream) {
    let ended = io::copy(&mut from, &mut to);
    let end = if ended.is_ok() {
        Shutdown::Write
    } else {
        Shutdown::Both
    };
    // The other side may have gone first.
    let _ = to.shutdown(end);
}

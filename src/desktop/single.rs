//! One app at a time for each user: a second start brings the first one's windows to the front and ends.
//!
//! The first holds a lock on a file, which the system lets go of however it ends. On Unix it also listens on
//! a socket beside it, where a second one knocks.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

/// That this is the only one; given up when dropped.
#[derive(Debug)]
pub struct Only {
    _lock: File,
    #[cfg(unix)]
    door: std::os::unix::net::UnixListener,
}

/// Becomes the only one of a folder; nothing when there is one already, which has been knocked up.
///
/// # Errors
/// When the folder cannot be used.
pub fn become_only(folder: &Path) -> io::Result<Option<Only>> {
    fs::create_dir_all(folder)?;
    let lock = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(folder.join("anteroom.lock"))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            knock(folder);
            return Ok(None);
        }
        Err(TryLockError::Error(error)) => return Err(error),
    }
    #[cfg(unix)]
    {
        let path = door(folder);
        // One that was killed leaves its door behind.
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let door = std::os::unix::net::UnixListener::bind(path)?;
        Ok(Some(Only { _lock: lock, door }))
    }
    #[cfg(not(unix))]
    Ok(Some(Only { _lock: lock }))
}

impl Only {
    /// Calls `raise` whenever another one is started, on a thread of its own.
    ///
    /// # Errors
    /// When the door cannot be listened at.
    pub fn on_knock(&self, raise: impl Fn() + Send + 'static) -> io::Result<()> {
        #[cfg(unix)]
        {
            let door = self.door.try_clone()?;
            std::thread::spawn(move || {
                // A visitor who is gone again has still knocked.
                for _ in door.incoming() {
                    raise();
                }
            });
        }
        #[cfg(not(unix))]
        drop(raise);
        Ok(())
    }
}

#[cfg(unix)]
fn door(folder: &Path) -> PathBuf {
    folder.join("anteroom.sock")
}

#[cfg(unix)]
fn knock(folder: &Path) {
    if let Err(error) = std::os::unix::net::UnixStream::connect(door(folder)) {
        eprintln!("the app is running already, and does not hear: {error}");
    }
}

#[cfg(not(unix))]
fn knock(_: &Path) {
    eprintln!("the app is running already");
}

#[cfg(feature = "desktop")]
pub use running::{give_up, knocks, start};

#[cfg(feature = "desktop")]
mod running {
    use std::sync::{LazyLock, Mutex, PoisonError};

    use tokio::sync::watch;

    use super::{Only, PathBuf, become_only, io};

    static ONLY: Mutex<Option<Only>> = Mutex::new(None);
    static KNOCKS: LazyLock<watch::Sender<u64>> = LazyLock::new(|| watch::Sender::new(0));

    /// Begins to be the only one; false when there is one already.
    pub fn start() -> bool {
        let only = folder().and_then(|folder| become_only(&folder));
        match only {
            Ok(Some(only)) => {
                let listening = only.on_knock(|| KNOCKS.send_modify(|knocks| *knocks += 1));
                if let Err(error) = listening {
                    eprintln!("a second start will not be heard: {error}");
                }
                *ONLY.lock().unwrap_or_else(PoisonError::into_inner) = Some(only);
                true
            }
            Ok(None) => false,
            // Better two than none.
            Err(error) => {
                eprintln!("whether the app is running already is not known: {error}");
                true
            }
        }
    }

    /// Lets another one take over.
    pub fn give_up() {
        ONLY.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// Changes whenever another one is started.
    pub fn knocks() -> watch::Receiver<u64> {
        KNOCKS.subscribe()
    }

    /// The folder for what lasts as long as the user's session; the settings' where the system has none.
    fn folder() -> io::Result<PathBuf> {
        match dirs::runtime_dir() {
            Some(folder) if folder.is_dir() => Ok(folder),
            _ => crate::desktop::settings::folder(),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::{sync::mpsc, time::Duration};

    use super::*;

    #[test]
    fn a_second_start_knocks_at_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let (knocks, heard) = mpsc::channel();
        let first = become_only(folder.path()).unwrap().unwrap();
        first.on_knock(move || knocks.send(()).unwrap()).unwrap();
        for _ in 0..2 {
            assert!(become_only(folder.path()).unwrap().is_none());
            heard.recv_timeout(Duration::from_secs(10)).unwrap();
        }
    }

    #[test]
    fn what_a_dead_one_left_behind_is_no_hindrance() {
        let folder = tempfile::tempdir().unwrap();
        drop(become_only(folder.path()).unwrap().unwrap());
        assert!(door(folder.path()).exists());
        assert!(become_only(folder.path()).unwrap().is_some());
    }
}

//! What the app remembers for whoever uses this computer: in the folder for settings, readable by them
//! alone, and nothing that is secret.

use std::{fs, io, io::Write as _, path::Path};

use serde::{Deserialize, Serialize};

use super::{idle::Guesses, place::Place};

/// The settings. What an older app did not know has its usual value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The server's address.
    pub server: Option<String>,
    /// Minutes without a key or a mouse after which the app locks itself.
    pub lock_minutes: u8,
    /// Whether arrivals and bookings for today are told by the system's notifications.
    pub notify: bool,
    /// Whether letters are keys.
    pub letters: bool,
    /// Where the window was.
    pub place: Option<Place>,
    /// The app was locked when it was last seen: then it is locked when it starts.
    pub locked: bool,
    /// Wrong passwords that the server did not see.
    pub guesses: Guesses,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            server: None,
            lock_minutes: 10,
            notify: true,
            letters: true,
            place: None,
            locked: false,
            guesses: Guesses::default(),
        }
    }
}

/// Reads the minutes of the lock as they are typed.
///
/// # Errors
/// When they are not 1 to 60.
pub fn lock_minutes(text: &str) -> Result<u8, &'static str> {
    match text.trim().parse() {
        Ok(minutes @ 1..=60) => Ok(minutes),
        _ => Err("Enter a number of minutes from 1 to 60."),
    }
}

/// Reads the settings; none are the usual ones.
///
/// # Errors
/// When they cannot be read.
pub fn read(path: &Path) -> io::Result<Settings> {
    match fs::read(path) {
        Ok(text) => Ok(serde_json::from_slice(&text)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Settings::default()),
        Err(error) => Err(error),
    }
}

/// Writes the settings: all of them or none, whatever happens meanwhile.
///
/// # Errors
/// When they cannot be written.
pub fn write(path: &Path, settings: &Settings) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    make_folder(folder)?;
    let new = path.with_extension("new");
    let mut file = private(&new)?;
    file.write_all(&serde_json::to_vec_pretty(settings)?)?;
    file.sync_all()?;
    fs::rename(new, path)
}

/// Makes a folder that is its owner's alone.
fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A new file that is its owner's alone.
fn private(path: &Path) -> io::Result<fs::File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(feature = "desktop")]
pub use kept::{change, folder, get};

#[cfg(feature = "desktop")]
mod kept {
    use std::{
        path::PathBuf,
        sync::{LazyLock, Mutex, PoisonError},
    };

    use super::{Settings, io, read, write};

    static KEPT: LazyLock<Mutex<Settings>> = LazyLock::new(|| {
        let found = file().and_then(|file| read(&file));
        Mutex::new(found.unwrap_or_else(|error| {
            eprintln!("the settings cannot be read, the usual ones are used: {error}");
            Settings::default()
        }))
    });

    /// The settings as they are now.
    pub fn get() -> Settings {
        KEPT.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes the settings, for now and for later.
    ///
    /// # Errors
    /// When they cannot be kept for later.
    pub fn change(change: impl FnOnce(&mut Settings)) -> io::Result<()> {
        let mut settings = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut settings);
        write(&file()?, &settings)
    }

    /// The folder for what the app keeps for its user.
    ///
    /// # Errors
    /// When the system names none.
    pub fn folder() -> io::Result<PathBuf> {
        let home = dirs::config_dir().ok_or_else(|| io::Error::other("there is no home folder"))?;
        Ok(home.join("anteroom"))
    }

    fn file() -> io::Result<PathBuf> {
        Ok(folder()?.join("desktop.json"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_as_they_were_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("anteroom").join("desktop.json");
        assert_eq!(read(&path).unwrap(), Settings::default());
        let settings = Settings {
            server: Some("https://clinic.example".into()),
            lock_minutes: 3,
            notify: false,
            letters: false,
            place: Some(Place {
                x: -5,
                y: 7,
                width: 900,
                height: 700,
                maximized: true,
            }),
            locked: true,
            guesses: Guesses {
                wrong: 5,
                last: "2026-11-23T09:00:00Z".parse().unwrap(),
            },
        };
        for _ in 0..2 {
            write(&path, &settings).unwrap();
            assert_eq!(read(&path).unwrap(), settings);
        }
        let files: Vec<_> = fs::read_dir(path.parent().unwrap()).unwrap().collect();
        assert_eq!(files.len(), 1, "{files:?}");
    }

    #[cfg(unix)]
    #[test]
    fn settings_are_their_owners_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("anteroom").join("desktop.json");
        write(&path, &Settings::default()).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
    }

    #[test]
    fn settings_of_another_version_of_the_app_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desktop.json");
        fs::write(&path, r#"{"server": "https://clinic.example", "later": 1}"#).unwrap();
        let settings = read(&path).unwrap();
        assert_eq!(settings.server.as_deref(), Some("https://clinic.example"));
        assert_eq!(settings.lock_minutes, 10);
        assert!(settings.letters && !settings.locked);
        fs::write(&path, "not json").unwrap();
        assert!(read(&path).is_err());
    }

    #[test]
    fn the_lock_takes_one_to_sixty_minutes() {
        assert_eq!(lock_minutes(" 1 "), Ok(1));
        assert_eq!(lock_minutes("60"), Ok(60));
        for text in ["", "0", "61", "-1", "1.5", "ten"] {
            assert!(lock_minutes(text).is_err(), "{text}");
        }
    }
}

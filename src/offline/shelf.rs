//! The folder of sealed files: `anteroom/offline` where the system keeps an account's own data.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Write as _},
    path::{Path, PathBuf},
};

use jiff::{Timestamp, civil::Date};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};

use super::sealed::{self, Key, Kind, Label};

/// How a file of ours ends.
const ENDING: &str = ".sealed";

/// The files of one server, and of one account where it matters.
#[derive(Clone)]
pub struct Shelf {
    folder: PathBuf,
    key: Key,
    server: String,
    user: String,
}

/// A file was there and could not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// It was damaged, or not ours. It is gone now.
    Removed,
    /// The disk did not give it. It is still there, and may be read another time.
    Unread(ErrorKind),
}

/// What a look through the folder did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Files whose day was over.
    pub over: usize,
    /// Days whose steps were never sent.
    pub unsent: usize,
    /// Files that were not ours.
    pub foreign: usize,
}

impl Shelf {
    /// The folder at `folder`, made when there is none, opened with `key`, for one server.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn at(folder: PathBuf, key: Key, server: String) -> io::Result<Self> {
        make_private(&folder)?;
        Ok(Self {
            folder,
            key,
            server,
            user: String::new(),
        })
    }

    /// The same for one account.
    #[must_use]
    pub fn of(&self, user_id: i64) -> Self {
        Self {
            user: user_id.to_string(),
            ..self.clone()
        }
    }

    /// Puts something in the place of what was there, until `ends`. Either the old file is there or
    /// the new one, whatever happens meanwhile.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn put(
        &self,
        kind: Kind,
        day: Option<Date>,
        ends: Timestamp,
        content: &impl Serialize,
    ) -> io::Result<()> {
        let label = self.label(kind, day);
        let bytes = sealed::seal(&self.key, &label, ends, content).map_err(io::Error::other)?;
        let place = self.place(&label);
        let beside = place.with_extension("new");
        write_private(&beside, &bytes)?;
        fs::rename(&beside, &place)?;
        // The new name is on disk once the folder is.
        #[cfg(unix)]
        File::open(&self.folder)?.sync_all()?;
        Ok(())
    }

    /// What was put there, if anything. What cannot be opened is removed.
    ///
    /// # Errors
    /// [`Unusable`].
    pub fn get<T: DeserializeOwned>(
        &self,
        kind: Kind,
        day: Option<Date>,
    ) -> Result<Option<T>, Unusable> {
        let label = self.label(kind, day);
        let place = self.place(&label);
        let bytes = match fs::read(&place) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Unusable::Unread(error.kind())),
        };
        sealed::open(&self.key, &label, &bytes)
            .map(Some)
            .map_err(|_| {
                remove(&place);
                Unusable::Removed
            })
    }

    /// Removes what was put there.
    pub fn remove(&self, kind: Kind, day: Option<Date>) {
        remove(&self.place(&self.label(kind, day)));
    }

    /// The days of which there is a file of this kind, for this server and account.
    pub fn days(&self, kind: Kind) -> Vec<Date> {
        let label = self.label(kind, None);
        let tail = format!("-{}{ENDING}", self.owner());
        let mut days: Vec<Date> = names(&self.folder)
            .iter()
            .filter_map(|name| {
                let day = name.strip_prefix(label.kind.word())?.strip_prefix('-')?;
                day.strip_suffix(&tail)?.parse().ok()
            })
            .collect();
        days.sort_unstable();
        days
    }

    /// Removes the days of this account.
    pub fn clear_days(&self) {
        for day in self.days(Kind::Day) {
            self.remove(Kind::Day, Some(day));
        }
    }

    fn label(&self, kind: Kind, day: Option<Date>) -> Label {
        Label {
            kind,
            day,
            server: self.server.clone(),
            user: self.user.clone(),
        }
    }

    /// `day-2026-11-24-0123456789abcdef.sealed`: the last part stands for server and account.
    fn place(&self, label: &Label) -> PathBuf {
        let day = label.day.map(|day| format!("-{day}")).unwrap_or_default();
        let name = format!("{}{day}-{}{ENDING}", label.kind.word(), self.owner());
        self.folder.join(name)
    }

    fn owner(&self) -> String {
        let hash = Sha256::digest(format!("{}\n{}", self.server, self.user));
        let mut first = [0; 8];
        first.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
        format!("{:016x}", u64::from_be_bytes(first))
    }
}

/// Removes from the folder what is over, of any server and account, and what is not ours. No key is needed for it:
/// without one too, what was kept ends when it is to.
pub fn sweep(folder: &Path, now: Timestamp) -> Swept {
    let mut swept = Swept::default();
    for name in names(folder) {
        let place = folder.join(&name);
        let ends = match fs::read(&place) {
            Ok(bytes) => sealed::ends(&bytes),
            // It may be read another time.
            Err(_) if name.ends_with(ENDING) => continue,
            Err(_) => None,
        };
        match ends {
            // What was being written when the program ended.
            _ if !name.ends_with(ENDING) => {}
            Some(ends) if ends > now => continue,
            Some(_) => {
                swept.over += 1;
                swept.unsent += usize::from(name.starts_with(Kind::Steps.word()));
            }
            None => swept.foreign += 1,
        }
        remove(&place);
    }
    swept
}

/// The names of the files in a folder; none when it cannot be read.
fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect()
}

/// Removes a file. One that stays is sealed, and is tried again at the next sweep.
fn remove(place: &Path) {
    let _ = fs::remove_file(place);
}

fn make_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

fn write_private(place: &Path, bytes: &[u8]) -> io::Result<()> {
    // What another run left half written may have had other rights.
    remove(place);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file: File = options.open(place)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests;

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

/// A file was there and could not be used; it is gone now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Removed;

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
    /// [`Removed`].
    pub fn get<T: DeserializeOwned>(
        &self,
        kind: Kind,
        day: Option<Date>,
    ) -> Result<Option<T>, Removed> {
        let label = self.label(kind, day);
        let place = self.place(&label);
        let bytes = match fs::read(&place) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(_) => return Err(Removed),
        };
        sealed::open(&self.key, &label, &bytes)
            .map(Some)
            .map_err(|_| {
                remove(&place);
                Removed
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

    /// Removes everything of this account.
    pub fn clear(&self) {
        let tail = format!("-{}{ENDING}", self.owner());
        for name in names(&self.folder) {
            if name.ends_with(&tail) {
                remove(&self.folder.join(name));
            }
        }
    }

    /// Removes what is over, of any server and account, and what is not ours.
    pub fn sweep(&self, now: Timestamp) -> Swept {
        let mut swept = Swept::default();
        for name in names(&self.folder) {
            let place = self.folder.join(&name);
            let ends = fs::read(&place).ok().and_then(|bytes| sealed::ends(&bytes));
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
mod tests {
    use jiff::civil::date;

    use super::*;

    const DAY: Option<Date> = Some(date(2026, 11, 24));

    fn now() -> Timestamp {
        "2026-11-24T09:00:00Z".parse().unwrap()
    }

    fn midnight() -> Timestamp {
        "2026-11-25T00:00:00Z".parse().unwrap()
    }

    fn shelf() -> (tempfile::TempDir, Shelf) {
        let folder = tempfile::tempdir().unwrap();
        let key = Key::fresh().unwrap();
        let shelf =
            Shelf::at(folder.path().join("offline"), key, "https://one".to_owned()).unwrap();
        (folder, shelf.of(7))
    }

    fn put(shelf: &Shelf, kind: Kind, content: &str) {
        shelf.put(kind, DAY, midnight(), &content).unwrap();
    }

    fn get(shelf: &Shelf, kind: Kind) -> Result<Option<String>, Removed> {
        shelf.get(kind, DAY)
    }

    #[test]
    fn what_is_put_there_is_found_again_by_its_owner_only() {
        let (_folder, shelf) = shelf();
        put(&shelf, Kind::Day, "a");
        put(&shelf, Kind::Day, "b");
        put(&shelf, Kind::Steps, "c");
        assert_eq!(get(&shelf, Kind::Day), Ok(Some("b".to_owned())));
        assert_eq!(get(&shelf, Kind::Steps), Ok(Some("c".to_owned())));
        assert_eq!(get(&shelf.of(8), Kind::Day), Ok(None));
        assert_eq!(shelf.days(Kind::Day), [date(2026, 11, 24)]);
        assert_eq!(shelf.of(8).days(Kind::Day), []);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_on_the_computer_may_read_it_and_nothing_is_in_the_clear() {
        use std::os::unix::fs::PermissionsExt as _;
        let (_folder, shelf) = shelf();
        put(&shelf, Kind::Day, "Rosa Alvarez");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&shelf.folder), 0o700);
        let all = names(&shelf.folder);
        assert_eq!(all.len(), 1);
        let file = shelf.folder.join(&all[0]);
        assert_eq!(mode(&file), 0o600);
        let bytes = fs::read(file).unwrap();
        assert!(!bytes.windows(4).any(|part| part == b"Rosa"));
    }

    #[test]
    fn a_file_that_cannot_be_opened_is_removed_and_said() {
        let (_folder, shelf) = shelf();
        put(&shelf, Kind::Day, "a");
        let place = shelf.folder.join(&names(&shelf.folder)[0]);
        let mut bytes = fs::read(&place).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        fs::write(&place, bytes).unwrap();
        assert_eq!(get(&shelf, Kind::Day), Err(Removed));
        assert_eq!(get(&shelf, Kind::Day), Ok(None));
        assert!(names(&shelf.folder).is_empty());
    }

    #[test]
    fn a_file_in_the_place_of_another_is_not_taken_for_it() {
        let (_folder, shelf) = shelf();
        put(&shelf, Kind::Day, "a");
        let place = shelf.folder.join(&names(&shelf.folder)[0]);
        let label = shelf.of(8).label(Kind::Day, DAY);
        fs::rename(place, shelf.of(8).place(&label)).unwrap();
        assert_eq!(get(&shelf.of(8), Kind::Day), Err(Removed));
    }

    #[test]
    fn what_is_over_foreign_or_half_written_is_swept_away() {
        let (_folder, shelf) = shelf();
        put(&shelf, Kind::Day, "a");
        shelf
            .put(Kind::Steps, Some(date(2026, 11, 23)), now(), &"b")
            .unwrap();
        fs::write(shelf.folder.join("day-x.sealed"), "garbage").unwrap();
        fs::write(shelf.folder.join("day-y.new"), "half").unwrap();
        let swept = shelf.sweep(now());
        assert_eq!(
            swept,
            Swept {
                over: 1,
                unsent: 1,
                foreign: 1
            }
        );
        assert_eq!(names(&shelf.folder).len(), 1);
        assert_eq!(get(&shelf, Kind::Day), Ok(Some("a".to_owned())));
        assert_eq!(shelf.sweep(midnight()).over, 1);
        assert!(names(&shelf.folder).is_empty());
    }

    #[test]
    fn logging_out_takes_everything_of_the_account_and_of_no_other() {
        let (_folder, shelf) = shelf();
        put(&shelf, Kind::Day, "a");
        put(&shelf, Kind::Steps, "b");
        put(&shelf.of(8), Kind::Day, "c");
        shelf.clear();
        assert_eq!(get(&shelf, Kind::Day), Ok(None));
        assert_eq!(get(&shelf, Kind::Steps), Ok(None));
        assert_eq!(get(&shelf.of(8), Kind::Day), Ok(Some("c".to_owned())));
    }
}

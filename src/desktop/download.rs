//! What is downloaded, and where it is put: beside what is there already, for its owner alone.

use std::{
    ffi::OsStr,
    fs::{File, OpenOptions},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

#[cfg(feature = "desktop")]
pub use fetched::download;

/// No more files of one name are put beside one another.
const MOST: u32 = 1000;

/// The name that a page gives a file, as one within a folder and not on the way out of it.
pub fn file_name(given: &str) -> &str {
    let name = Path::new(given.trim()).file_name();
    name.and_then(OsStr::to_str).unwrap_or("download")
}

/// A new file of this name in a folder, readable by its owner alone, and where it is. What has the name already
/// is left alone: then it is `name (2).csv`, and so on.
///
/// # Errors
/// When the folder takes none.
pub fn new_file(folder: &Path, given: &str) -> io::Result<(File, PathBuf)> {
    let name = file_name(given);
    for number in 1..=MOST {
        let place = folder.join(numbered(name, number));
        match private(&place) {
            Ok(file) => return Ok((file, place)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

fn numbered(name: &str, number: u32) -> String {
    match name.rsplit_once('.') {
        _ if number < 2 => name.to_owned(),
        Some((stem, ending)) if !stem.is_empty() => format!("{stem} ({number}).{ending}"),
        _ => format!("{name} ({number})"),
    }
}

fn private(place: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(place)
}

#[cfg(feature = "desktop")]
mod fetched {
    use std::{
        fs::{self, File},
        io::Write as _,
        path::PathBuf,
        time::Duration,
    };

    use dioxus::fullstack::GLOBAL_REQUEST_CLIENT;
    use reqwest::{Response, header::CONTENT_DISPOSITION};

    use super::{file_name, new_file};
    use crate::{desktop::session, error::AppError};

    /// No file takes longer.
    const PATIENCE: Duration = Duration::from_mins(2);

    const AWAY: &str = "There is no connection to the clinic’s system.";

    /// Saves what the server has at a path under this name; answers where.
    ///
    /// # Errors
    /// Why not, in the reader's words.
    pub async fn download(path: String, name: String) -> Result<PathBuf, String> {
        let called = file_name(&name).to_owned();
        // On a thread of its own, so that a slow disk holds up no window.
        let saving = tokio::spawn(async move { save(&path, &name).await });
        let saved = saving
            .await
            .unwrap_or_else(|_| Err("The download broke off.".to_owned()));
        saved.map_err(|why| format!("{called} was not saved. {why}"))
    }

    async fn save(path: &str, name: &str) -> Result<PathBuf, String> {
        let mut response = ask(path).await?;
        let folder = dirs::download_dir().filter(|folder| folder.is_dir());
        let folder = folder
            .or_else(dirs::home_dir)
            .ok_or("This account has no folder for it.")?;
        let (mut file, place) = new_file(&folder, name).map_err(|error| error.to_string())?;
        if let Err(why) = write(&mut response, &mut file).await {
            // Half of it could be taken for the whole; where it cannot be removed, that is said at least.
            let _ = fs::remove_file(&place);
            return Err(why);
        }
        Ok(place)
    }

    async fn ask(path: &str) -> Result<Response, String> {
        let client = GLOBAL_REQUEST_CLIENT.get().ok_or(AWAY)?;
        // Files are the server's own.
        if !path.starts_with('/') {
            return Err(AppError::NotFound.to_string());
        }
        let asked = client.get(format!("{}{path}", session::server()));
        let answer = asked.timeout(PATIENCE).send().await;
        let response = answer.map_err(|_| AWAY)?;
        let status = response.status();
        if status.is_client_error() || status.is_server_error() {
            return Err(AppError::from_status(status).to_string());
        }
        // What else may answer on the way to the server sends pages.
        if !status.is_success() || !response.headers().contains_key(CONTENT_DISPOSITION) {
            return Err(AWAY.to_owned());
        }
        Ok(response)
    }

    async fn write(response: &mut Response, file: &mut File) -> Result<(), String> {
        while let Some(chunk) = response.chunk().await.map_err(|_| AWAY)? {
            file.write_all(&chunk).map_err(|error| error.to_string())?;
        }
        file.sync_all().map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_out_of_no_folder() {
        assert_eq!(file_name("A-00012.ics"), "A-00012.ics");
        assert_eq!(file_name("../../.bashrc"), ".bashrc");
        assert_eq!(file_name("/etc/passwd"), "passwd");
        for nothing in ["", " ", ".", "..", "a/..", "/"] {
            assert_eq!(file_name(nothing), "download", "{nothing}");
        }
    }

    #[test]
    fn a_file_is_put_beside_what_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let name = |given: &str| {
            let (_, place) = new_file(folder.path(), given).unwrap();
            place.file_name().unwrap().to_str().unwrap().to_owned()
        };
        std::fs::write(folder.path().join("list.csv"), "old").unwrap();
        assert_eq!(name("list.csv"), "list (2).csv");
        assert_eq!(name("list.csv"), "list (3).csv");
        assert_eq!(name("../notes"), "notes");
        assert_eq!(name("notes"), "notes (2)");
        assert_eq!(name(".hidden"), ".hidden");
        assert_eq!(name(".hidden"), ".hidden (2)");
        let old = std::fs::read_to_string(folder.path().join("list.csv")).unwrap();
        assert_eq!(old, "old");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let (_, place) = new_file(folder.path(), "list.csv").unwrap();
        let mode = std::fs::metadata(place).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_folder_that_is_not_there_takes_no_file() {
        let folder = tempfile::tempdir().unwrap();
        assert!(new_file(&folder.path().join("gone"), "list.csv").is_err());
    }
}

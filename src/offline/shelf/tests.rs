//! What is on the disk, whose it is, and when it goes.

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
    let shelf = Shelf::at(folder.path().join("offline"), key, "https://one".to_owned()).unwrap();
    (folder, shelf.of(7))
}

fn put(shelf: &Shelf, kind: Kind, content: &str) {
    shelf.put(kind, DAY, midnight(), &content).unwrap();
}

fn get(shelf: &Shelf, kind: Kind) -> Result<Option<String>, Unusable> {
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
    assert_eq!(get(&shelf, Kind::Day), Err(Unusable::Removed));
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
    assert_eq!(get(&shelf.of(8), Kind::Day), Err(Unusable::Removed));
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
    let swept = sweep(&shelf.folder, now());
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
    assert_eq!(sweep(&shelf.folder, midnight()).over, 1);
    assert!(names(&shelf.folder).is_empty());
}

#[test]
fn a_file_that_the_disk_does_not_give_is_left_and_not_called_removed() {
    let (_folder, shelf) = shelf();
    let place = shelf.place(&shelf.label(Kind::Day, DAY));
    // What cannot be read as a file.
    fs::create_dir(&place).unwrap();
    let answer = get(&shelf, Kind::Day);
    assert!(matches!(answer, Err(Unusable::Unread(_))), "{answer:?}");
    assert_eq!(sweep(&shelf.folder, now()), Swept::default());
    assert!(place.exists());
}

#[test]
fn logging_out_takes_the_days_of_the_account_and_of_no_other() {
    let (_folder, shelf) = shelf();
    put(&shelf, Kind::Day, "a");
    put(&shelf, Kind::Steps, "b");
    put(&shelf.of(8), Kind::Day, "c");
    shelf.clear_days();
    assert_eq!(get(&shelf, Kind::Day), Ok(None));
    assert_eq!(get(&shelf, Kind::Steps), Ok(Some("b".to_owned())));
    assert_eq!(get(&shelf.of(8), Kind::Day), Ok(Some("c".to_owned())));
}

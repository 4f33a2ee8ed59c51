//! Whether what a server shows is what is in the database.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    client::{Actor, Role},
    errands::about,
    process::Server,
    snapshot::Snapshot,
};

/// So many patients' own lists are looked at.
const PATIENTS: usize = 5;

/// What is compared of an appointment: its id; doctor, patient and start; status and version.
type Shown = BTreeMap<i64, (Option<(i64, i64, i64)>, String, Option<i64>)>;

/// Everything that does not fit.
pub(crate) fn complaints(server: &Server, actors: &[Actor], found: &Snapshot) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut compare = |what: String, shown: Shown, expected: Shown| {
        if shown != expected {
            let differ: Vec<_> = expected
                .iter()
                .filter(|(id, row)| shown.get(id) != Some(row))
                .chain(
                    shown
                        .iter()
                        .filter(|(id, row)| expected.get(id) != Some(row)),
                )
                .collect();
            complaints.push(format!("{what} differs from the database in {differ:?}"));
        }
    };
    let all = |_: i64| true;
    let admin = &actors[0].cookie;
    compare(
        "the list of all".to_owned(),
        pages(server, admin, "/api/appointments?"),
        rows(found, all),
    );
    let patients = actors.iter().filter_map(|actor| match actor.role {
        Role::Patient(id) => Some((id, &actor.cookie)),
        _ => None,
    });
    for (id, cookie) in patients.take(PATIENTS) {
        let shown = pages(server, cookie, "/api/appointments?");
        compare(
            format!("the list of patient {id}"),
            shown,
            rows(found, |patient| patient == id),
        );
    }
    complaints
}

fn rows(found: &Snapshot, wanted: impl Fn(i64) -> bool) -> Shown {
    let rows = found
        .appointments
        .values()
        .filter(|row| wanted(row.patient));
    rows.map(|row| {
        let about = Some((row.doctor, row.patient, row.start));
        (
            row.id,
            (about, row.status.clone(), Some(row.version.into())),
        )
    })
    .collect()
}

/// All pages of a list. What the list says of itself must be true of it.
fn pages(server: &Server, cookie: &str, path: &str) -> Shown {
    let mut shown = Shown::new();
    for page in 1.. {
        let answer = server.get(&format!("{path}page={page}"), Some(cookie));
        assert_eq!(answer.status, 200, "{}", answer.body);
        let list = answer.json();
        for item in list["items"].as_array().unwrap() {
            let status = item["status"].as_str().unwrap().to_owned();
            let row = (about(item), status, item["version"].as_i64());
            let twice = shown.insert(item["id"].as_i64().unwrap(), row);
            assert!(twice.is_none(), "listed twice: {item}");
        }
        if list["pages"] == page {
            assert_eq!(list["total"], shown.len(), "{path}");
            let counts = list["counts"].as_array().unwrap().iter();
            let counted: u64 = counts.map(|count| count["count"].as_u64().unwrap()).sum();
            assert_eq!(Value::from(counted), list["total"], "{path}");
            break;
        }
    }
    shown
}

//! Whether patients are searched by what they are called. What the engine keeps beside their rows it looks at itself.

use diesel::prelude::*;

use crate::{
    patients::find::key::search_key_of,
    server::{Conn, schema::patients},
};

/// As many patients are read at a time.
const CHUNK: i64 = 5_000;

/// A line for each patient whose search key is not what their name, number and day of birth give.
pub(super) fn astray(conn: &mut Conn) -> QueryResult<Vec<String>> {
    let mut found = Vec::new();
    let mut read_to = i64::MIN;
    loop {
        let rows: Vec<(i64, String, String, Option<String>, String)> = patients::table
            .filter(patients::id.gt(read_to))
            .order(patients::id)
            .select((
                patients::id,
                patients::full_name,
                patients::contact_number,
                patients::date_of_birth,
                patients::search_key,
            ))
            .limit(CHUNK)
            .load(conn)?;
        let Some(last) = rows.last() else {
            return Ok(found);
        };
        read_to = last.0;
        for (id, name, number, born, key) in &rows {
            if *key != search_key_of(name, number, born.as_deref().unwrap_or_default()) {
                found.push(format!(
                    "patient {id} is searched by something else than their name, number and date of birth"
                ));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use diesel::connection::SimpleConnection as _;

    use crate::server::check::{
        Findings, find,
        tests::{assert_found, database},
    };

    #[test]
    fn everybody_is_searched_by_what_they_are_called() {
        let astray = |id: i64| {
            format!(
                "patient {id} is searched by something else than their name, number and date of birth"
            )
        };
        assert_found(
            "UPDATE patients SET search_key = ' tim  ' WHERE id = 6",
            &[&astray(6)],
        );
        for change in [
            "full_name = 'Tim'",
            "contact_number = '12345'",
            "date_of_birth = '1980-03-07'",
        ] {
            assert_found(
                &format!("UPDATE patients SET {change} WHERE id = 6"),
                &[&astray(6)],
            );
        }
        let many = "WITH RECURSIVE n(i) AS (SELECT 101 UNION ALL SELECT i + 1 FROM n WHERE i < 5200)
            INSERT INTO patients (id, full_name, search_key, created_at) SELECT i, 'Ann', ' ann  ', 0 FROM n;";
        assert_found(
            &format!("{many} UPDATE patients SET search_key = ' ana  ' WHERE id = 5200"),
            &[&astray(5200)],
        );
    }

    #[test]
    fn what_the_search_index_lacks_or_has_kept_is_found() {
        let rows = "INSERT INTO patients_found (patients_found, rowid, search_key) VALUES ('delete', 6, ' tam  ');
            INSERT INTO patients_found (rowid, search_key) VALUES (9, ' eve  ')";
        let mut conn = database("sqlite://:memory:", rows);
        let lines = [
            "patient 6 is missing from the search index",
            "the search index has patient 9, who is not there",
        ];
        assert_eq!(find(&mut conn).unwrap().violations, lines);
        conn.batch_execute("INSERT INTO patients_found (patients_found) VALUES ('rebuild')")
            .unwrap();
        assert_eq!(find(&mut conn).unwrap(), Findings::default());
    }
}

//! Finding somebody among thousands.

use anteroom::server::Conn;
use diesel::{connection::SimpleConnection as _, prelude::*, sql_types::Text};

use super::{found, register};
use crate::common::TestApp;

/// Several thousand people, so that an index is worth its while.
const MANY: &str = "
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
    INSERT INTO patients (full_name, search_key, created_at)
    SELECT 'Patient ' || i, ' patient ' || i || ' 44117' || (1000000 + i) || ' ', 0 FROM n;
    ANALYZE;";

/// A step of a plan, in the words of each engine.
#[derive(QueryableByName)]
struct SqliteStep {
    #[diesel(sql_type = Text, column_name = "detail")]
    line: String,
}

#[derive(QueryableByName)]
struct PostgresqlStep {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    line: String,
}

#[tokio::test]
async fn searching_reads_the_index_of_trigrams() {
    let app = TestApp::new();
    app.db(|conn| conn.batch_execute(MANY)).await;
    let mut conn = app.connect();
    let plan: Vec<String> = if matches!(conn, Conn::Sqlite(_)) {
        let query = "EXPLAIN QUERY PLAN SELECT id, search_key FROM patients WHERE merged_into IS NULL AND patients.id IN
            (SELECT rowid FROM patients_found WHERE patients_found MATCH '(\"1234\")' ORDER BY rowid DESC LIMIT 4000)
            ORDER BY patients.id DESC NULLS LAST LIMIT 4000";
        let steps: Vec<SqliteStep> = diesel::sql_query(query).load(&mut conn).unwrap();
        steps.into_iter().map(|step| step.line).collect()
    } else {
        // As long as there are few patients, reading all of them is quicker.
        conn.batch_execute("SET enable_seqscan = off").unwrap();
        let query = "EXPLAIN SELECT id, search_key FROM patients
            WHERE merged_into IS NULL AND search_key LIKE '%1234%' ESCAPE '\\'
            ORDER BY patients.id DESC NULLS LAST LIMIT 4000";
        let steps: Vec<PostgresqlStep> = diesel::sql_query(query).load(&mut conn).unwrap();
        steps.into_iter().map(|step| step.line).collect()
    };
    let plan = plan.join("\n");
    assert!(plan.contains("patients_found"), "{plan}");
    let all = plan
        .lines()
        .any(|line| line == "SCAN patients" || line.contains("Seq Scan"));
    assert!(!all, "{plan}");
}

/// Five thousand people whose name begins as "Schmidt" does.
const ALIKE: &str = "
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
    INSERT INTO patients (full_name, search_key, created_at) SELECT 'Tom Schneider', ' tom schneider  ', 0 FROM n;";

#[tokio::test]
async fn a_slip_is_forgiven_among_thousands_of_names_that_begin_alike() {
    let app = TestApp::new();
    let desk = app.front_desk().await;
    register(&app, "Anna Schmidt", "", "").await;
    app.db(|conn| conn.batch_execute(ALIKE)).await;
    register(&app, "Anne Schmidt", "", "").await;
    let both = ["Anna Schmidt", "Anne Schmidt"];
    assert_eq!(found(&desk, "schmdit").await, both);
    // When there are too many to look at, whoever came last is among those who are.
    app.db(|conn| conn.batch_execute(&ALIKE.repeat(2))).await;
    register(&app, "Anni Schmidt", "", "").await;
    let last = found(&desk, "schmdit").await;
    assert!(last.contains(&"Anni Schmidt".to_owned()), "{last:?}");
}

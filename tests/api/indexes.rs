//! Every query that a request makes is served by an index.

use std::{collections::BTreeMap, sync::Mutex};

use anteroom::server::Conn;
use diesel::{
    connection::{
        Instrumentation, InstrumentationEvent, SimpleConnection, set_default_instrumentation,
    },
    prelude::*,
    sql_types::Text,
};
use serde_json::json;

use crate::common::{Client, Reply, TestApp};

/// What was asked of each database that a test here watches.
static ASKED: Mutex<BTreeMap<String, Vec<String>>> = Mutex::new(BTreeMap::new());

#[derive(Default)]
struct Listener {
    database: String,
}

impl Instrumentation for Listener {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartEstablishConnection { url, .. } => {
                url.clone_into(&mut self.database);
            }
            InstrumentationEvent::StartQuery { query, .. } => {
                if let Some(asked) = ASKED.lock().unwrap().get_mut(&self.database) {
                    asked.push(query.to_string());
                }
            }
            _ => {}
        }
    }
}

/// The tables that grow for ever.
const LARGE: [&str; 3] = ["appointments", "occupancies", "sessions"];

/// The steps of the engine's plan for a query that read all of a large table.
fn scans(conn: &mut Conn, sql: &str) -> Vec<String> {
    match conn {
        Conn::Sqlite(_) => sqlite_scans(conn, sql),
        Conn::Postgresql(_) => postgresql_scans(conn, sql),
    }
}

fn sqlite_scans(conn: &mut Conn, sql: &str) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Step {
        #[diesel(sql_type = Text)]
        detail: String,
    }
    let steps: Vec<Step> = diesel::sql_query(format!("EXPLAIN QUERY PLAN {sql}"))
        .load(conn)
        .unwrap();
    let all = |step: &String| {
        LARGE
            .iter()
            .any(|table| step.starts_with(&format!("SCAN {table}")))
    };
    steps
        .into_iter()
        .map(|step| step.detail)
        .filter(all)
        .collect()
}

/// With sequential scans ruled out as far as that can be, one that is left has no index; and an
/// index scan without a condition reads everything too.
fn postgresql_scans(conn: &mut Conn, sql: &str) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Step {
        #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
        line: String,
    }
    let parameters = (1..100)
        .take_while(|number| sql.contains(&format!("${number}")))
        .map(|_| "NULL")
        .collect::<Vec<_>>()
        .join(", ");
    let arguments = if parameters.is_empty() {
        String::new()
    } else {
        format!("({parameters})")
    };
    conn.batch_execute(&format!(
        "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan; PREPARE asked AS {sql}"
    ))
    .unwrap();
    let steps: Vec<Step> = diesel::sql_query(format!("EXPLAIN EXECUTE asked{arguments}"))
        .load(conn)
        .unwrap();
    conn.batch_execute("DEALLOCATE asked").unwrap();
    let lines: Vec<String> = steps.into_iter().map(|step| step.line).collect();
    let mut found = Vec::new();
    for (line, next) in lines
        .iter()
        .zip(lines.iter().skip(1).map(String::as_str).chain([""]))
    {
        let large = LARGE
            .iter()
            .any(|table| line.contains(&format!(" on {table}")));
        let unconditional = line.contains("Index") && !next.trim().starts_with("Index Cond");
        if large && !line.contains("Bitmap") && (line.contains("Seq Scan") || unconditional) {
            found.push(line.trim().to_owned());
        }
    }
    found
}

/// 5 doctors, 100 patients, 4,000 appointments from last year to next, without their occupancies.
const MANY: &str = "
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
    INSERT INTO patients (full_name, search_key, created_at) SELECT 'Patient ' || i, 'patient ' || i, 0 FROM n;
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
    INSERT INTO appointments (patient_id, doctor_id, starts_at, ends_at, status, created_at, cancelled_at)
    SELECT 1 + i % 100, 1 + i % 5, 1764000000 + i * 9000, 1764000000 + i * 9000 + 1800,
        CASE i % 4 WHEN 0 THEN 'cancelled' WHEN 1 THEN 'booked' ELSE 'fulfilled' END, 1764000000 + i,
        CASE i % 4 WHEN 0 THEN 1764000000 + i END
    FROM n;
    INSERT INTO occupancies (resource_kind, resource_id, starts_at, ends_at, appointment_id)
    SELECT 'doctor', doctor_id, starts_at, ends_at, id FROM appointments WHERE status <> 'cancelled';
    INSERT INTO audit (at, user_id, action) SELECT id, 1, 'signed_in' FROM appointments;
    ANALYZE;";

/// Asks for everything this client may see and gives what was asked of the database meanwhile.
async fn asked(app: &TestApp, client: &Client, paths: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for path in paths {
        found.extend(asked_by(app, path, client.get(path)).await);
    }
    found
}

/// The same for searches, whose text is in the body.
async fn asked_to_find(app: &TestApp, client: &Client, texts: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for text in texts {
        let search = client.post("/api/patients/find", json!({"q": text}));
        found.extend(asked_by(app, &format!("find {text}"), search).await);
    }
    found
}

async fn asked_by(
    app: &TestApp,
    name: &str,
    request: impl Future<Output = Reply>,
) -> Vec<(String, String)> {
    let ours = app.address();
    ASKED.lock().unwrap().insert(ours.clone(), Vec::new());
    request.await.expect(200);
    // What is written behind the answer is asked of the database too.
    app.db(|_| Ok(())).await;
    let asked = ASKED.lock().unwrap().remove(&ours).unwrap();
    let named = asked.into_iter().map(|query| (name.to_owned(), query));
    named.collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_reads_every_appointment() {
    set_default_instrumentation(|| Some(Box::new(Listener::default()))).unwrap();
    let app = TestApp::new();
    let admin = app.admin().await;
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    for name in ["a", "b", "c", "d"] {
        app.doctor(&format!("doctor.{name}")).await;
    }
    assert_eq!(doctor.id, 1);
    app.db(|conn| conn.batch_execute(MANY)).await;
    app.away(Some(doctor.id), "2026-11-24T00:00", "2026-12-24T00:00", "")
        .await;
    app.away(None, "2026-12-24T00:00", "2026-12-28T00:00", "")
        .await;
    app.series(&[1, 5, 9]).await;

    let own = [
        "/api/appointments",
        "/api/appointments?page=40",
        "/api/appointments?sort=latest",
        "/api/appointments?status=booked",
        "/api/appointments?from=2026-11-01&to=2026-11-30",
        "/api/appointments?from=2026-11-01&status=cancelled&sort=latest",
    ];
    let mut queries = asked(&app, &rosa, &own).await;
    queries.extend(asked(&app, &doctor, &own).await);
    queries.extend(asked(&app, &admin, &own).await);
    queries.extend(asked(&app, &rosa, &["/api/appointments/mine", "/appointments"]).await);
    let doctors = [
        "/api/desk",
        "/api/desk/open",
        "/api/schedule",
        "/api/schedule?view=week",
        "/api/patients",
        "/api/patients?q=pat",
        "/schedule",
        "/api/displaced",
        "/api/calendar?view=week",
        "/api/explain?doctor_id=1&starts_at=2026-11-24T18:00",
    ];
    queries.extend(asked(&app, &doctor, &doctors).await);
    queries.extend(asked_to_find(&app, &doctor, &["patent"]).await);
    let admins = [
        "/api/appointments?doctor_id=2",
        "/api/appointments?doctor_id=2&status=booked&page=9",
        "/api/appointments?patient_id=7",
        "/api/appointments?doctor_id=2&patient_id=7&from=2026-01-01",
        "/api/appointments/doctors",
        "/api/appointments/17",
        "/api/desk",
        "/api/desk/open",
        "/api/desk/open?page=9",
        "/api/admin/overview",
        "/api/admin/doctors",
        "/api/admin/doctors/2",
        "/api/patients",
        "/api/patients?page=3",
        "/api/patients?q=pat",
        "/api/patients/7/lookalikes",
        "/api/patients/7/merge?with=8",
        "/api/patients/7/merges",
        "/api/desk/times",
        "/api/audit",
        "/api/audit?user=admin",
        "/api/audit?action=signed_in&page=30",
        "/admin/appointments.csv?status=booked",
        "/admin",
        "/admin/appointments",
        "/patients",
        "/patients/7",
        "/desk",
        "/api/displaced",
        "/displaced",
        "/api/series/1",
        "/api/calendar?view=week&doctors=1,2,3",
        "/api/explain?doctor_id=2&starts_at=2026-11-24T18:00&patient_id=7",
        "/api/load?month=2026-11",
        "/calendar",
        "/calendar/load",
    ];
    queries.extend(asked(&app, &admin, &admins).await);
    let sought = ["patent", "A-000017", "7.3.1980"];
    queries.extend(asked_to_find(&app, &admin, &sought).await);
    let anyone = [
        "/",
        "/doctors",
        "/doctors/1",
        "/api/doctors/1/slots?from=2026-11-01&to=2026-12-31",
    ];
    queries.extend(asked(&app, &app.anon(), &anyone).await);
    assert!(queries.len() > 150, "{} queries", queries.len());

    let mut conn = app.connect();
    let unserved = "SELECT id FROM appointments WHERE reason = 'a cough'";
    let all = scans(&mut conn, unserved);
    assert!(!all.is_empty(), "what this test looks for");
    let mut found = Vec::new();
    for (path, query) in &queries {
        let sql = query.split(" -- binds:").next().unwrap();
        let reads = ["SELECT", "UPDATE", "DELETE"]
            .iter()
            .any(|verb| sql.starts_with(verb));
        if reads && !sql.contains("pg_advisory") {
            let steps = scans(&mut conn, sql);
            found.extend(steps.iter().map(|step| format!("{path}: {step}: {query}")));
        }
    }
    found.sort();
    found.dedup();
    assert!(found.is_empty(), "{}", found.join("\n\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn long_lists_take_as_many_queries_as_short_ones() {
    set_default_instrumentation(|| Some(Box::new(Listener::default()))).unwrap();
    let app = TestApp::new();
    let admin = app.admin().await;
    for name in ["a", "b", "c", "d", "e"] {
        app.doctor(&format!("doctor.{name}")).await;
    }
    let lists = [
        "/api/appointments",
        "/api/patients",
        "/api/audit",
        "/api/admin/doctors",
        "/api/doctors",
        "/api/desk?date=2026-11-24",
        "/api/admin/overview",
        "/api/calendar?date=2026-11-24",
        "/api/load?month=2026-11",
    ];
    // Once before, for what is kept in memory afterwards.
    asked(&app, &admin, &lists).await;
    let few = asked(&app, &admin, &lists).await;
    app.db(|conn| conn.batch_execute(MANY)).await;
    let many = asked(&app, &admin, &lists).await;
    for list in lists {
        let count =
            |asked: &[(String, String)]| asked.iter().filter(|(path, _)| path == list).count();
        // A list that is empty may save a query or two for what would stand in it.
        assert!(
            count(&many) <= count(&few) + 3,
            "{list}: {} after {}",
            count(&many),
            count(&few)
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signed_in_page_asks_three_questions_beside_its_data_at_most() {
    set_default_instrumentation(|| Some(Box::new(Listener::default()))).unwrap();
    let app = TestApp::new();
    let (admin, desk) = (app.admin().await, app.front_desk().await);
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    let pages: [(&Client, &[&str]); 4] = [
        (&rosa, &["/appointments", "/book/1", "/doctors"]),
        (&doctor, &["/schedule", "/patients"]),
        (&desk, &["/desk", "/patients", "/doctors/1"]),
        (
            &admin,
            &[
                "/admin",
                "/admin/appointments",
                "/admin/audit",
                "/admin/staff",
            ],
        ),
    ];
    for (client, paths) in pages {
        for path in paths {
            // Once before, for what is kept in memory afterwards.
            asked(&app, client, &[path]).await;
            let queries: Vec<String> = asked(&app, client, &[path])
                .await
                .into_iter()
                .map(|(_, query)| query.replace(['`', '"'], ""))
                .filter(|query| query.starts_with("SELECT"))
                .collect();
            let frame: Vec<_> = queries
                .iter()
                .filter(|query| {
                    [
                        "sessions.data",
                        "users.password_hash",
                        "FROM clinic",
                        "FROM opening_hours",
                    ]
                    .iter()
                    .any(|of| query.contains(of))
                })
                .collect();
            // Two at least, or this test does not know them any more.
            assert!((2..=3).contains(&frame.len()), "{path}: {queries:#?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_without_data_of_its_own_asks_three_questions_at_most() {
    set_default_instrumentation(|| Some(Box::new(Listener::default()))).unwrap();
    let app = TestApp::new();
    let desk = app.front_desk().await;
    let ours = app.address();
    for _ in 0..2 {
        ASKED.lock().unwrap().insert(ours.clone(), Vec::new());
        desk.page("/no/such/page").await.expect(404);
    }
    app.state.db.catch_up().await;
    let asked = ASKED.lock().unwrap().remove(&ours).unwrap();
    let questions = asked.iter().filter(|query| query.starts_with("SELECT"));
    assert!((2..=3).contains(&questions.count()), "{asked:#?}");
}

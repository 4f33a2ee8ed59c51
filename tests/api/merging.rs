//! Two records of one person: compared, merged, and taken apart again.

use anteroom::{
    appointments::model::Status,
    audit::Action,
    server::{
        check,
        schema::{appointments, holds, merges, occupancies, patients, sessions, users, waitlist},
    },
};
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::common::{Client, Doctor, Patient, Reply, TestApp, Visit, field_value};

mod between;
mod several;

/// Everything that a merge can touch, but for versions and what was written down of the merge itself.
#[derive(Debug, PartialEq)]
#[expect(
    clippy::type_complexity,
    reason = "rows as they come from the database"
)]
struct State {
    patients: Vec<(
        i64,
        Option<i64>,
        String,
        String,
        String,
        Option<String>,
        String,
        Option<i64>,
        Option<i64>,
    )>,
    users: Vec<(i64, String, String)>,
    appointments: Vec<(i64, i64, i64, String)>,
    waitlist: Vec<(i64, i64, String)>,
    holds: Vec<(i64, i64)>,
    occupancies: Vec<(String, i64, i64, bool, Option<i64>, Option<i64>)>,
}

async fn state(app: &TestApp) -> State {
    app.db(|conn| {
        Ok(State {
            patients: patients::table
                .order(patients::id)
                .select((
                    patients::id,
                    patients::user_id,
                    patients::full_name,
                    patients::contact_number,
                    patients::email,
                    patients::date_of_birth,
                    patients::search_key,
                    patients::merged_into,
                    patients::forgiven_until,
                ))
                .load(conn)?,
            users: users::table
                .order(users::id)
                .select((users::id, users::status, users::full_name))
                .load(conn)?,
            appointments: appointments::table
                .order(appointments::id)
                .select((
                    appointments::id,
                    appointments::patient_id,
                    appointments::starts_at,
                    appointments::status,
                ))
                .load(conn)?,
            waitlist: waitlist::table
                .order(waitlist::id)
                .select((waitlist::id, waitlist::patient_id, waitlist::status))
                .load(conn)?,
            holds: holds::table
                .order(holds::id)
                .select((holds::id, holds::patient_id))
                .load(conn)?,
            occupancies: occupancies::table
                .order((
                    occupancies::resource_kind,
                    occupancies::resource_id,
                    occupancies::starts_at,
                    occupancies::id,
                ))
                .select((
                    occupancies::resource_kind,
                    occupancies::resource_id,
                    occupancies::starts_at,
                    occupancies::overbooked,
                    occupancies::appointment_id,
                    occupancies::hold_id,
                ))
                .load(conn)?,
        })
    })
    .await
}

async fn sound(app: &TestApp) {
    let found = app.db(check::find).await;
    assert!(found.violations.is_empty(), "{:#?}", found.violations);
}

async fn merge(desk: &Client, kept: i64, merged: i64, body: Value) -> Value {
    let mut body = body;
    body["merged_id"] = json!(merged);
    let reply = desk
        .post(&format!("/api/patients/{kept}/merge"), body)
        .await;
    reply.expect(200).json()
}

async fn undo(desk: &Client, made: &Value) -> Reply {
    let path = format!("/api/merges/{}/undo", made["id"]);
    desk.post(&path, json!({})).await
}

/// Rosa, who books online, and Rosita, whom the front desk has registered, with visits, a request that waits, and
/// a time that is offered.
struct Two {
    rosa: Patient,
    rosita: i64,
    /// Rosita, to write visits for.
    other: Patient,
    doctor: Doctor,
    desk: Client,
    /// Rosita's visit to come.
    coming: i64,
    /// Rosita's request that waits.
    request: i64,
    /// What is offered to Rosita.
    offer: i64,
}

async fn two(app: &TestApp) -> Two {
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    let desk = app.front_desk().await;
    let rosita = app.patient_record("Rosita Delgado", None).await;
    let other = Patient {
        id: rosita,
        user_id: desk.user_id,
        ..rosa.clone()
    };
    let visit = |who, start| app.visit(Visit::new(who, &doctor, start));
    visit(&rosa, "2026-11-24T09:00:00Z").await;
    let coming = visit(&other, "2026-11-24T10:00:00Z").await;
    visit(&other, "2026-11-20T10:00:00Z").await;
    app.visit(Visit::new(&other, &doctor, "2026-11-24T09:00:00Z").status(Status::Cancelled))
        .await;
    let request = app.waiting(rosita, doctor.id).await;
    let asked = app.waiting(rosita, doctor.id).await;
    let offer = json!({"starts_at": "2026-11-25T11:00:00Z"});
    let offered = desk
        .post(&format!("/api/waitlist/{asked}/place"), offer)
        .await
        .expect(200)
        .json();
    Two {
        rosa,
        rosita,
        other,
        doctor,
        desk: desk.client,
        coming,
        request,
        offer: offered["offer"]["id"].as_i64().unwrap(),
    }
}

#[tokio::test]
async fn merged_and_undone_everything_is_as_before() {
    let app = TestApp::new();
    let two = two(&app).await;
    for (kept, merged) in [(two.rosa.id, two.rosita), (two.rosita, two.rosa.id)] {
        let before = state(&app).await;
        let fields = json!({
            "full_name": "merged", "contact_number": "kept", "email": "merged", "date_of_birth": "merged",
        });
        let made = merge(&two.desk, kept, merged, fields).await;
        sound(&app).await;
        let after = state(&app).await;
        assert_ne!(after, before);
        assert!(
            after.appointments.iter().all(|visit| visit.1 == kept),
            "{after:#?}"
        );
        assert!(
            after.waitlist.iter().all(|request| request.1 == kept),
            "{after:#?}"
        );
        let name = |id| {
            let mut records = before.patients.iter();
            records.find(|record| record.0 == id).unwrap().2.clone()
        };
        let record = after
            .patients
            .iter()
            .find(|record| record.0 == kept)
            .unwrap();
        assert_eq!(
            (record.1, &record.2),
            (Some(two.rosa.user_id), &name(merged))
        );
        two.desk
            .post(&format!("/api/merges/{}/undo", made["id"]), json!({}))
            .await
            .expect(200);
        sound(&app).await;
        assert_eq!(state(&app).await, before);
    }
    // Both ways, each time at both records.
    let (rosa, rosita) = (Some(two.rosa.id), Some(two.rosita));
    for action in [Action::PatientsMerged, Action::MergeUndone] {
        let entries = app.audited(action).await.into_iter();
        let records: Vec<_> = entries.map(|entry| entry.entity_id).collect();
        assert_eq!(records, [rosa, rosita, rosita, rosa], "{action:?}");
    }
}

#[tokio::test]
async fn what_was_booked_since_stays_and_what_was_changed_since_too() {
    let app = TestApp::new();
    let two = two(&app).await;
    let (kept, merged) = (two.rosa.id, two.rosita);
    let made = merge(&two.desk, kept, merged, json!({"full_name": "merged"})).await;
    assert_eq!(
        (&made["visits"], &made["by"]),
        (&json!(3), &json!("Dee Desk"))
    );
    let booking = json!({"doctor_id": two.doctor.id, "patient_id": kept, "starts_at": "2026-11-26T09:00:00Z"});
    let since = two
        .desk
        .post("/api/appointments", booking)
        .await
        .expect(200)
        .json();
    let change = json!({"full_name": "Rosa Fontaine", "contact_number": "+44 117 496 0100", "date_of_birth": "1985-04-30"});
    two.desk
        .post(&format!("/api/patients/{kept}"), change)
        .await
        .expect(200);
    // The account went nowhere: it sees what both had.
    let mine = two
        .rosa
        .get("/api/appointments/mine")
        .await
        .expect(200)
        .json();
    assert_eq!(mine["upcoming"].as_array().unwrap().len(), 3);

    let path = format!("/api/merges/{}/undo", made["id"]);
    two.desk.post(&path, json!({})).await.expect(200);
    two.desk
        .post(&path, json!({}))
        .await
        .refused(409, "conflict");
    sound(&app).await;
    let record = two
        .desk
        .get(&format!("/api/patients/{kept}"))
        .await
        .expect(200)
        .json();
    assert_eq!(record["full_name"], "Rosa Fontaine");
    let visit = two
        .desk
        .get(&format!("/api/appointments/{}", since["id"]))
        .await
        .expect(200);
    assert_eq!(visit.json()["patient_id"], kept);
    let mine = two
        .rosa
        .get("/api/appointments/mine")
        .await
        .expect(200)
        .json();
    assert_eq!(mine["upcoming"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_record_that_is_gone_leads_to_the_other_and_shows_up_nowhere() {
    let app = TestApp::new();
    let two = two(&app).await;
    merge(&two.desk, two.rosa.id, two.rosita, json!({})).await;
    let old = format!("/patients/{}", two.rosita);
    let kept = format!("/patients/{}", two.rosa.id);
    assert_eq!(two.desk.page(&old).await.location(), kept);
    let page = two.desk.page(&kept).await.expect(200).text();
    assert!(
        page.contains("Merged with record") && page.contains("Undo the merge"),
        "{page}"
    );
    let listed = two.desk.get("/api/patients?q=rosita").await;
    let found = json!({"q": "rosita"});
    let found = two.desk.post("/api/patients/find", found).await;
    for reply in [listed, found] {
        let reply = reply.expect(200).text();
        assert!(!reply.contains("Rosita"), "{reply}");
    }
    let new = json!({"full_name": "Rosita Delgado", "date_of_birth": "1985-04-30"});
    let found = two
        .desk
        .post("/api/patients/duplicates", new)
        .await
        .expect(200);
    assert_eq!(found.json(), json!([]));
    let booking = json!({"doctor_id": two.doctor.id, "patient_id": two.rosita, "starts_at": "2026-11-26T09:00:00Z"});
    two.desk
        .post("/api/appointments", booking)
        .await
        .invalid(&["patient_id"]);
    let again = json!({"merged_id": two.rosita});
    two.desk
        .post(&format!("/api/patients/{}/merge", two.rosa.id), again)
        .await
        .refused(409, "conflict");
    // A doctor who had seen them opens the same record.
    let seen = two
        .doctor
        .get(&format!("/api{old}"))
        .await
        .expect(200)
        .json();
    assert_eq!(seen["id"], two.rosa.id);
}

#[tokio::test]
async fn nobody_is_in_two_places() {
    let app = TestApp::new();
    let two = two(&app).await;
    let other = app.doctor("okafor").await;
    let rosita = Patient {
        id: two.rosita,
        ..two.rosa.clone()
    };
    let id = app
        .visit(Visit::new(&rosita, &other, "2026-11-24T09:15:00Z"))
        .await;
    let path = format!("/api/patients/{}/merge", two.rosa.id);
    let compared = two
        .desk
        .get(&format!("{path}?with={}", two.rosita))
        .await
        .expect(200)
        .json();
    let clash = compared["clashes"][0].as_str().unwrap();
    assert!(clash.contains(&format!("A-{id:06}")), "{clash}");
    let before = state(&app).await;
    let refused = two.desk.post(&path, json!({"merged_id": two.rosita})).await;
    let refused = refused.refused(409, "conflict").json();
    assert!(
        refused["message"]
            .as_str()
            .unwrap()
            .contains(&format!("A-{id:06}")),
        "{refused}"
    );
    assert_eq!(state(&app).await, before);
    let page = two
        .desk
        .page(&format!(
            "/patients/{}/merge?with={}",
            two.rosa.id, two.rosita
        ))
        .await;
    assert!(page.expect(200).text().contains("cannot be merged"));
}

#[tokio::test]
async fn what_is_past_stands_side_by_side() {
    let app = TestApp::new();
    let two = two(&app).await;
    let okafor = app.doctor("okafor").await;
    for (who, doctor, start, status) in [
        // Waited for as the one, and seen as the other.
        (&two.other, &okafor, "2026-11-19T09:00:00Z", Status::Noshow),
        (
            &two.rosa,
            &two.doctor,
            "2026-11-19T09:15:00Z",
            Status::Fulfilled,
        ),
        // The time of the one is over, that of the other is not yet.
        (&two.rosa, &okafor, "2026-11-23T07:30:00Z", Status::Noshow),
        (
            &two.other,
            &two.doctor,
            "2026-11-23T07:45:00Z",
            Status::Fulfilled,
        ),
    ] {
        app.visit(Visit::new(who, doctor, start).status(status))
            .await;
    }
    for (kept, merged) in [(two.rosa.id, two.rosita), (two.rosita, two.rosa.id)] {
        let before = state(&app).await;
        let path = format!("/api/patients/{kept}/merge?with={merged}");
        let compared = two.desk.get(&path).await.expect(200).json();
        assert_eq!(compared["clashes"], json!([]));
        let made = merge(&two.desk, kept, merged, json!({})).await;
        sound(&app).await;
        let taken = state(&app).await.occupancies.into_iter();
        let overbooked: Vec<_> = taken.filter(|row| row.3).collect();
        assert_eq!(overbooked.len(), 2, "{overbooked:#?}");
        assert!(
            overbooked
                .iter()
                .all(|row| (row.0.as_str(), row.1) == ("patient", kept)),
            "{overbooked:#?}"
        );
        undo(&two.desk, &made).await.expect(200);
        sound(&app).await;
        assert_eq!(state(&app).await, before);
    }
}

/// Who signs in, as the administrator changes it.
fn account(user_id: i64, step: &str) -> String {
    format!("/api/admin/users/{user_id}/{step}")
}

async fn disable(admin: &Client, user_id: i64) {
    let path = account(user_id, "disable");
    admin.post(&path, json!({})).await.expect(200);
}

async fn sessions_of(app: &TestApp, user_id: i64) -> i64 {
    app.db(move |conn| {
        sessions::table
            .filter(sessions::user_id.eq(user_id))
            .count()
            .get_result(conn)
    })
    .await
}

#[tokio::test]
async fn of_two_accounts_one_still_signs_in() {
    let app = TestApp::new();
    let (rosa, ravi) = (app.patient("rosa").await, app.patient("ravi").await);
    let (desk, admin) = (app.front_desk().await, app.admin().await);
    let before = state(&app).await;
    assert_ne!(sessions_of(&app, ravi.user_id).await, 0);
    let made = merge(&desk, rosa.id, ravi.id, json!({})).await;
    sound(&app).await;
    // What was open before the merge does not open again when it is undone.
    assert_eq!(sessions_of(&app, ravi.user_id).await, 0);
    ravi.get("/api/me").await.refused(401, "not_signed_in");
    app.anon().log_in("ravi").await.expect(422);
    app.anon().log_in("rosa").await.expect(200);
    let refused = admin
        .post(&account(ravi.user_id, "enable"), json!({}))
        .await
        .refused(409, "conflict");
    assert!(refused.text().contains("undo the merge"), "{refused:?}");
    sound(&app).await;
    undo(&desk, &made).await.expect(200);
    assert_eq!(state(&app).await, before);
    ravi.get("/api/me").await.refused(401, "not_signed_in");
    app.anon().log_in("ravi").await.expect(200);
}

#[tokio::test]
async fn of_two_accounts_the_one_that_may_sign_in_stays() {
    let app = TestApp::new();
    let (rosa, ravi) = (app.patient("rosa").await, app.patient("ravi").await);
    let (desk, admin) = (app.front_desk().await, app.admin().await);
    disable(&admin, rosa.user_id).await;
    let before = state(&app).await;
    let page = format!("/patients/{}/merge?with={}", rosa.id, ravi.id);
    let html = desk.page(&page).await.expect(200).text();
    assert!(
        html.contains("rosa, disabled") && html.contains("so the other one stays"),
        "{html}"
    );
    let made = merge(&desk, rosa.id, ravi.id, json!({})).await;
    sound(&app).await;
    let me = ravi.get("/api/me").await.expect(200).json();
    assert_eq!(
        (&me["patient_id"], &me["full_name"]),
        (&json!(rosa.id), &json!("Pat rosa"))
    );
    app.anon().log_in("rosa").await.expect(422);
    admin
        .post(&account(rosa.user_id, "enable"), json!({}))
        .await
        .refused(409, "conflict");

    undo(&desk, &made).await.expect(200);
    sound(&app).await;
    assert_eq!(state(&app).await, before);
    let me = ravi.get("/api/me").await.expect(200).json();
    assert_eq!(
        (&me["patient_id"], &me["full_name"]),
        (&json!(ravi.id), &json!("Pat ravi"))
    );
    admin
        .post(&account(rosa.user_id, "enable"), json!({}))
        .await
        .expect(200);
    app.anon().log_in("rosa").await.expect(200);
}

#[tokio::test]
async fn a_change_meanwhile_and_a_later_merge_are_respected() {
    let app = TestApp::new();
    let two = two(&app).await;
    let third = app.patient_record("Rosa D", None).await;
    let path = format!("/api/patients/{}/merge", two.rosa.id);
    let stale = json!({"merged_id": two.rosita, "version": 99});
    two.desk.post(&path, stale).await.refused(409, "conflict");
    let stale = json!({"merged_id": two.rosita, "merged_version": 99});
    two.desk.post(&path, stale).await.refused(409, "conflict");
    two.desk
        .post(&path, json!({}))
        .await
        .invalid(&["merged_id"]);
    two.desk
        .post(&path, json!({"merged_id": two.rosa.id}))
        .await
        .invalid(&["merged_id"]);
    two.desk
        .post(&path, json!({"merged_id": 999}))
        .await
        .refused(404, "not_found");

    let first = merge(&two.desk, two.rosa.id, two.rosita, json!({})).await;
    let second = merge(&two.desk, third, two.rosa.id, json!({})).await;
    sound(&app).await;
    let found = two
        .desk
        .get(&format!("/api/patients/{}", two.rosita))
        .await
        .expect(200);
    assert_eq!(found.json()["id"], third);
    let undo = |made: &Value| format!("/api/merges/{}/undo", made["id"]);
    two.desk
        .post(&undo(&first), json!({}))
        .await
        .refused(409, "conflict");
    two.desk.post(&undo(&second), json!({})).await.expect(200);
    two.desk.post(&undo(&first), json!({})).await.expect(200);
    sound(&app).await;
    let standing: i64 = app
        .db(|conn| {
            merges::table
                .filter(merges::undone_at.is_null())
                .count()
                .get_result(conn)
        })
        .await;
    assert_eq!(standing, 0);
}

#[tokio::test]
async fn records_are_merged_without_javascript() {
    let app = TestApp::new();
    let two = two(&app).await;
    let card = two
        .desk
        .page(&format!("/patients/{}", two.rosa.id))
        .await
        .expect(200)
        .text();
    assert!(
        card.contains(&format!("/patients/{}/merge", two.rosa.id)),
        "{card}"
    );
    let page = format!("/patients/{}/merge?with={}", two.rosa.id, two.rosita);
    // The other record is looked for, and no address has a name in it.
    let here = format!("/patients/{}/merge", two.rosa.id);
    let html = two.desk.page(&here).await.expect(200).text();
    let before = html.matches(&page).count();
    let fields = [("q", "rosita"), ("keep", "true")];
    let reply = two.desk.form("/api/patients/find", &fields, &here).await;
    assert_eq!(reply.location(), here);
    let html = two.desk.page(&here).await.expect(200).text();
    assert_eq!(field_value(&html, "q").as_deref(), Some("rosita"));
    assert_eq!(html.matches(&page).count(), before + 1, "{html}");

    let html = two.desk.page(&page).await.expect(200).text();
    assert!(
        html.contains("Signs in as rosa") && html.contains("Rosita Delgado"),
        "{html}"
    );
    let fields = [
        ("merged_id", &*two.rosita.to_string()),
        ("full_name", "merged"),
    ];
    let reply = two
        .desk
        .form(
            &format!("/api/patients/{}/merge", two.rosa.id),
            &fields,
            &page,
        )
        .await;
    assert_eq!(reply.location(), format!("/patients/{}", two.rosa.id));
    let html = two.desk.page(reply.location()).await.expect(200).text();
    assert!(html.contains("The two records are one now."), "{html}");
}

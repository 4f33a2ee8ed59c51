//! Calendars: who sees whose, what a day is made of, why a time is not free, how full a month is.

use std::collections::BTreeSet;

use anteroom::{
    appointments::model::Status,
    rules,
    server::schema::{appointments, exceptions, holds, occupancies, visit_types},
};
use diesel::prelude::*;
use jiff::{SignedDuration, ToSpan as _, civil::date};
use serde_json::{Value, json};

use crate::common::{Doctor, Patient, TestApp, Visit, field_value, h1, instant};

/// The doctors of a calendar.
fn doctors(calendar: &Value) -> Vec<i64> {
    let doctors = calendar["doctors"].as_array().unwrap().iter();
    doctors
        .map(|doctor| doctor["doctor_id"].as_i64().unwrap())
        .collect()
}

/// From when to when, as the clock shows it, of each in a list.
fn times(list: &Value) -> Vec<String> {
    let clock = |each: &Value, key: &str| each[key].as_str().unwrap()[11..16].to_owned();
    let list = list.as_array().unwrap().iter();
    list.map(|each| format!("{}-{}", clock(each, "starts_at"), clock(each, "ends_at")))
        .collect()
}

/// Writes an exception and has the rules read anew.
async fn exception(
    app: &TestApp,
    doctor: Option<&Doctor>,
    kind: &'static str,
    (starts, ends): (&'static str, &'static str),
    reason: &'static str,
) {
    let (doctor_id, at) = (doctor.map(|doctor| doctor.id), app.now().as_second());
    app.db(move |conn| {
        diesel::insert_into(exceptions::table)
            .values((
                exceptions::doctor_id.eq(doctor_id),
                exceptions::kind.eq(kind),
                exceptions::starts.eq(starts),
                exceptions::ends.eq(ends),
                exceptions::reason.eq(reason),
                exceptions::created_at.eq(at),
            ))
            .execute(conn)?;
        rules::store::changed(conn)
    })
    .await;
    app.state.forget_settings();
}

/// A kind of visit of that many minutes with minutes around it; gives its id.
async fn visit_type(
    app: &TestApp,
    name: &'static str,
    (before, minutes, after): (i32, i32, i32),
) -> i64 {
    let id = app
        .db(move |conn| {
            let id = diesel::insert_into(visit_types::table)
                .values((
                    visit_types::name.eq(name),
                    visit_types::minutes.eq(minutes),
                    visit_types::buffer_before.eq(before),
                    visit_types::buffer_after.eq(after),
                    visit_types::colour.eq("rose"),
                ))
                .returning(visit_types::id)
                .get_result(conn)?;
            rules::store::changed(conn)?;
            Ok(id)
        })
        .await;
    app.state.forget_settings();
    id
}

/// A time that is kept for a patient for five minutes.
async fn hold(app: &TestApp, patient: &Patient, doctor: &Doctor, start: &str) {
    let (patient_id, doctor_id, now) = (patient.id, doctor.id, app.now().as_second());
    let start = instant(start).as_second();
    let (end, until) = (start + 1800, now + 300);
    app.db(move |conn| {
        let id: i64 = diesel::insert_into(holds::table)
            .values((
                holds::patient_id.eq(patient_id),
                holds::doctor_id.eq(doctor_id),
                holds::starts_at.eq(start),
                holds::ends_at.eq(end),
                holds::expires_at.eq(until),
                holds::created_at.eq(now),
            ))
            .returning(holds::id)
            .get_result(conn)?;
        diesel::insert_into(occupancies::table)
            .values((
                occupancies::resource_kind.eq("doctor"),
                occupancies::resource_id.eq(doctor_id),
                occupancies::starts_at.eq(start),
                occupancies::ends_at.eq(end),
                occupancies::hold_id.eq(id),
                occupancies::held_until.eq(until),
            ))
            .execute(conn)
    })
    .await;
}

#[tokio::test]
async fn a_doctor_has_their_own_calendar_and_staff_have_all() {
    let app = TestApp::new();
    let (moreau, okafor) = (app.doctor("moreau").await, app.doctor("okafor").await);
    let (desk, rosa) = (app.front_desk().await, app.patient("rosa").await);
    for doctor in [&moreau, &okafor] {
        app.visit(Visit::new(
            &app.patient(&format!("with{}", doctor.id)).await,
            doctor,
            "2026-11-23T10:00:00Z",
        ))
        .await;
    }
    let own = moreau.get("/api/calendar").await.expect(200).json();
    assert_eq!(doctors(&own), [moreau.id]);
    assert_eq!(own["choices"].as_array().unwrap().len(), 1);
    let visits = &own["doctors"][0]["days"][0]["visits"];
    assert_eq!(visits.as_array().unwrap().len(), 1);
    assert_eq!(visits[0]["doctor_id"], moreau.id);

    let others = format!("/api/calendar?doctors={}", okafor.id);
    moreau.get(&others).await.refused(404, "not_found");
    rosa.get("/api/calendar").await.refused(403, "forbidden");
    app.anon().get("/api/calendar").await.expect(401);

    let all = desk.get("/api/calendar?view=week").await.expect(200).json();
    assert_eq!(doctors(&all), [moreau.id, okafor.id], "by name");
    assert_eq!(all["doctors"][1]["days"].as_array().unwrap().len(), 7);
    let both = format!("/api/calendar?doctors={},{}", okafor.id, moreau.id);
    let both = desk.get(&both).await.expect(200).json();
    assert_eq!(
        doctors(&both),
        [okafor.id, moreau.id],
        "in the order asked for"
    );
    desk.get("/api/calendar?doctors=99").await.expect(404);
    desk.get("/api/calendar?doctors=x")
        .await
        .invalid(&["doctors"]);
    desk.get("/api/calendar?date=soon").await.invalid(&["date"]);
    desk.get("/api/calendar?doctors=1,2,3,4,5,6,7,8,9")
        .await
        .invalid(&["doctors"]);
}

#[tokio::test]
async fn a_day_has_its_hours_what_is_unusual_visits_and_what_is_kept() {
    let app = TestApp::new();
    let doctor = app.doctor("moreau").await;
    let (rosa, bela) = (app.patient("rosa").await, app.patient("bela").await);
    exception(
        &app,
        Some(&doctor),
        "away",
        ("2026-11-24T15:00", "2026-11-25T12:00"),
        "Training",
    )
    .await;
    exception(
        &app,
        Some(&doctor),
        "extra",
        ("2026-11-24T07:00", "2026-11-24T08:00"),
        "",
    )
    .await;
    exception(
        &app,
        None,
        "closure",
        ("2026-11-26T00:00", "2026-11-27T00:00"),
        "Public holiday",
    )
    .await;
    let id = app
        .visit(Visit::new(&rosa, &doctor, "2026-11-24T10:00:00Z"))
        .await;
    app.visit(Visit::new(&bela, &doctor, "2026-11-24T10:15:00Z").overbooked())
        .await;
    app.visit(Visit::new(&bela, &doctor, "2026-11-24T12:00:00Z").status(Status::Cancelled))
        .await;
    let check_up = visit_type(&app, "Check-up", (5, 30, 10)).await;
    app.db(move |conn| {
        diesel::update(appointments::table.find(id))
            .set((
                appointments::visit_type_id.eq(check_up),
                appointments::buffer_before.eq(5),
                appointments::buffer_after.eq(10),
            ))
            .execute(conn)
    })
    .await;
    hold(&app, &rosa, &doctor, "2026-11-24T14:00:00Z").await;

    let calendar = |date: &'static str| {
        let doctor = doctor.clone();
        async move {
            let path = format!("/api/calendar?date={date}");
            let calendar = doctor.get(&path).await.expect(200).json();
            calendar["doctors"][0]["days"][0].clone()
        }
    };
    let tuesday = calendar("2026-11-24").await;
    assert_eq!(times(&tuesday["open"]), ["07:00-08:00", "09:00-15:00"]);
    assert_eq!(
        times(&tuesday["exceptions"]),
        ["07:00-08:00", "15:00-00:00"]
    );
    assert_eq!(tuesday["exceptions"][1]["kind"], "away");
    assert_eq!(tuesday["exceptions"][1]["reason"], "Training");
    assert_eq!(
        times(&tuesday["visits"]),
        ["10:00-10:30", "10:15-10:45"],
        "not the cancelled one"
    );
    let visit = &tuesday["visits"][0];
    assert_eq!(
        (
            &visit["visit_type"],
            &visit["colour"],
            &visit["buffer_before"],
            &visit["buffer_after"]
        ),
        (&json!("Check-up"), &json!("rose"), &json!(5), &json!(10))
    );
    assert_eq!(tuesday["visits"][1]["overbooked"], true);
    assert_eq!(times(&tuesday["held"]), ["14:00-14:30"]);
    app.pass(SignedDuration::from_mins(6));
    assert_eq!(
        calendar("2026-11-24").await["held"],
        json!([]),
        "holds expire"
    );

    let wednesday = calendar("2026-11-25").await;
    assert_eq!(times(&wednesday["open"]), ["12:00-17:00"]);
    assert_eq!(times(&wednesday["exceptions"]), ["00:00-12:00"]);
    let thursday = calendar("2026-11-26").await;
    assert_eq!(thursday["open"], json!([]));
    assert_eq!(thursday["exceptions"][0]["kind"], "closure");
    assert_eq!(thursday["exceptions"][0]["reason"], "Public holiday");
}

#[tokio::test]
async fn what_is_free_has_no_reason_against_it_and_all_else_has() {
    let app = TestApp::new();
    let doctor = app.doctor("moreau").await;
    let (rosa, desk) = (app.patient("rosa").await, app.front_desk().await);
    exception(
        &app,
        Some(&doctor),
        "away",
        ("2026-11-23T15:00", "2026-11-23T16:00"),
        "Training",
    )
    .await;
    app.visit(Visit::new(&rosa, &doctor, "2026-11-23T10:00:00Z"))
        .await;
    hold(&app, &rosa, &doctor, "2026-11-23T14:00:00Z").await;
    app.pass(SignedDuration::from_mins(6));
    let id = doctor.id;
    hold(&app, &rosa, &doctor, "2026-11-23T13:00:00Z").await;
    let slots = format!("/api/doctors/{id}/slots?from=2026-11-23&to=2026-11-23");
    let slots = desk.get(&slots).await.expect(200).json();
    let free: BTreeSet<String> = slots
        .as_array()
        .unwrap()
        .iter()
        .map(|slot| slot["starts_at"].as_str().unwrap()[11..16].to_owned())
        .collect();
    assert!(
        free.contains("09:30") && free.contains("14:00") && !free.contains("13:00"),
        "{free:?}"
    );
    let day = date(2026, 11, 23).at(0, 0, 0, 0);
    for minutes in (0..24 * 60).step_by(15) {
        let clock = (day + i64::from(minutes).minutes())
            .strftime("%H:%M")
            .to_string();
        let path = format!("/api/explain?doctor_id={id}&starts_at=2026-11-23T{clock}");
        let told = desk.get(&path).await.expect(200).json();
        let reasons = told["reasons"].as_array().unwrap();
        assert_eq!(reasons.is_empty(), free.contains(&clock), "{clock}: {told}");
        let past = reasons.iter().any(|why| why["reason"]["code"] == "past");
        assert_eq!(
            told["may_overbook"],
            !reasons.is_empty() && !past,
            "{clock}"
        );
    }
    let told = |clock: &'static str, more: String| {
        let desk = desk.clone();
        async move {
            let path =
                format!("/api/explain?doctor_id={id}&starts_at=2026-11-23T{clock}:00Z{more}");
            let told = desk.get(&path).await.expect(200).json();
            let words = told["reasons"].as_array().unwrap().iter();
            words
                .map(|why| why["words"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        }
    };
    assert_eq!(told("15:30", String::new()).await, ["Time off: Training."]);
    assert_eq!(
        told("19:00", String::new()).await,
        ["Outside the doctor's hours."]
    );
    assert_eq!(told("10:00", String::new()).await, ["This time is taken."]);
    let okafor = app.doctor("okafor").await;
    app.visit(Visit::new(&rosa, &okafor, "2026-11-23T11:00:00Z"))
        .await;
    let with_rosa = format!("&patient_id={}", rosa.id);
    assert_eq!(told("11:00", String::new()).await, Vec::<String>::new());
    assert_eq!(
        told("11:00", with_rosa).await,
        ["The patient has another appointment then."]
    );
}

#[tokio::test]
async fn a_doctor_asks_about_their_own_time_and_patients() {
    let app = TestApp::new();
    let (moreau, okafor) = (app.doctor("moreau").await, app.doctor("okafor").await);
    let (rosa, bela) = (app.patient("rosa").await, app.patient("bela").await);
    app.visit(Visit::new(&rosa, &moreau, "2026-11-20T10:00:00Z"))
        .await;
    let path = |doctor: &Doctor, more: &str| {
        format!(
            "/api/explain?doctor_id={}&starts_at=2026-11-24T18:00{more}",
            doctor.id
        )
    };
    let told = moreau.get(&path(&moreau, "")).await.expect(200).json();
    assert_eq!(told["starts_at"], "2026-11-24T18:00:00+00:00");
    assert_eq!(told["ends_at"], "2026-11-24T18:30:00+00:00");
    assert_eq!(told["may_overbook"], true);
    moreau
        .get(&path(&okafor, ""))
        .await
        .refused(404, "not_found");
    let with = |patient: &Patient| format!("&patient_id={}", patient.id);
    moreau.get(&path(&moreau, &with(&rosa))).await.expect(200);
    moreau
        .get(&path(&moreau, &with(&bela)))
        .await
        .refused(404, "not_found");
    rosa.get(&path(&moreau, "")).await.refused(403, "forbidden");
    moreau.get("/api/explain").await.invalid(&["doctor_id"]);
    let without_time = format!("/api/explain?doctor_id={}", moreau.id);
    moreau.get(&without_time).await.invalid(&["starts_at"]);
    moreau
        .get(&path(&moreau, "&visit_type_id=7"))
        .await
        .invalid(&["visit_type_id"]);
}

#[tokio::test]
async fn the_load_of_a_month_is_counted_to_the_minute() {
    let app = TestApp::new();
    let (moreau, okafor) = (app.doctor("moreau").await, app.doctor("okafor").await);
    let (rosa, bela) = (app.patient("rosa").await, app.patient("bela").await);
    let desk = app.front_desk().await;
    // Sunday, 28 March 2027: at 01:00 clocks go on to 02:00.
    exception(
        &app,
        Some(&moreau),
        "extra",
        ("2027-03-28T00:00", "2027-03-28T04:00"),
        "",
    )
    .await;
    exception(
        &app,
        Some(&moreau),
        "away",
        ("2027-03-01T12:00", "2027-03-01T17:00"),
        "",
    )
    .await;
    app.visit(Visit::new(&rosa, &moreau, "2027-03-01T09:00:00Z"))
        .await;
    app.visit(Visit::new(&bela, &moreau, "2027-03-01T09:15:00Z").overbooked())
        .await;
    app.visit(Visit::new(&bela, &moreau, "2027-03-02T09:00:00Z").status(Status::Cancelled))
        .await;
    app.visit(Visit::new(&rosa, &moreau, "2027-03-28T00:30:00Z").minutes(60))
        .await;
    app.visit(Visit::new(&rosa, &okafor, "2027-03-06T10:00:00Z"))
        .await;
    hold(&app, &rosa, &okafor, "2027-03-03T09:00:00Z").await;

    let load = desk.get("/api/load?month=2027-03").await.expect(200).json();
    assert_eq!(load["month"], "2027-03-01");
    assert_eq!(load["days"].as_array().unwrap().len(), 31);
    let on = |doctor: usize, day: usize| {
        let of = &load["doctors"][doctor];
        (
            of["days"][day - 1]["booked"].as_i64().unwrap(),
            of["days"][day - 1]["open"].as_i64().unwrap(),
        )
    };
    assert_eq!(load["doctors"][0]["doctor_id"], moreau.id);
    assert_eq!(
        on(0, 1),
        (60, 180),
        "the overbooked visit counts, time off is not open"
    );
    assert_eq!(on(0, 2), (0, 480), "a cancelled visit takes nothing");
    assert_eq!(on(0, 28), (60, 180), "four hours on the clock are three");
    assert_eq!(on(1, 3), (0, 480), "a hold is no booking");
    assert_eq!(on(1, 6), (30, 0), "a Saturday");

    desk.get("/api/load?month=March").await.invalid(&["month"]);
    moreau.get("/api/load").await.refused(403, "forbidden");
    let this = desk.get("/api/load").await.expect(200).json();
    assert_eq!(this["month"], "2026-11-01");
}

#[tokio::test]
async fn the_calendar_shows_what_can_be_done_with_each_visit() {
    let app = TestApp::new();
    let (moreau, okafor) = (app.doctor("moreau").await, app.doctor("okafor").await);
    let (desk, rosa) = (app.front_desk().await, app.patient("rosa").await);
    app.visit(Visit::new(&rosa, &moreau, "2026-11-24T10:00:00Z"))
        .await;
    exception(
        &app,
        Some(&okafor),
        "away",
        ("2026-11-24T13:00", "2026-11-24T17:00"),
        "Training",
    )
    .await;
    let path = format!(
        "/calendar?date=2026-11-24&doctors={}&doctors={}",
        okafor.id, moreau.id
    );
    let page = desk.page(&path).await.expect(200).text();
    assert_eq!(h1(&page), "Calendar");
    for part in [
        "columns2",
        "h10 m0 th10 tm30",
        "Pat rosa",
        "action=\"/api/appointments/1/cancel\"",
        "/appointments/1/reschedule",
        "Time off: Training",
        "action=\"/calendar/overbook\"",
        "2 of 2 shown",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(
        !page.contains("/api/appointments/1/status"),
        "nobody has come before the day"
    );
    let heads: Vec<&str> = page.split("axis-head").skip(1).collect();
    assert!(
        heads[0].contains("Dr okafor") && heads[1].contains("Dr moreau"),
        "in the order asked for"
    );
    let many = format!(
        "/calendar?doctors={}",
        (1..10)
            .map(|id| id.to_string())
            .collect::<Vec<_>>()
            .join(",")
    );
    desk.page(&many).await.expect(404);

    let week = desk
        .page(&path.replace("date=", "view=week&date="))
        .await
        .expect(200)
        .text();
    assert_eq!(week.matches("columns7 listed").count(), 2);
    let own = moreau
        .page("/schedule?date=2026-11-24&view=week")
        .await
        .expect(200)
        .text();
    assert!(own.contains("columns7 listed") && own.contains("Pat rosa"));
    assert!(!own.contains("Training"), "somebody else's");
}

#[tokio::test]
async fn a_step_is_taken_from_the_calendar_without_javascript() {
    let app = TestApp::new();
    let (moreau, rosa) = (app.doctor("moreau").await, app.patient("rosa").await);
    app.visit(Visit::new(&rosa, &moreau, "2026-11-23T10:00:00Z"))
        .await;
    let fields = [("status", "arrived"), ("version", "1")];
    let reply = moreau
        .form("/api/appointments/1/status", &fields, "/schedule")
        .await;
    assert_eq!(reply.location(), "/appointments/1");
    let page = moreau.page("/schedule").await.expect(200).text();
    assert!(
        page.contains("visit h10 m0 th10 tm30 lane0 of1 arrived"),
        "{page}"
    );
}

#[tokio::test]
async fn a_closed_time_is_overbooked_with_a_reason() {
    let app = TestApp::new();
    let (moreau, desk) = (app.doctor("moreau").await, app.front_desk().await);
    let rosa = app.patient("rosa").await;
    let path = format!(
        "/calendar/overbook?doctor_id={}&starts_at=2026-11-24T18:00",
        moreau.id
    );
    let page = desk.page(&path).await.expect(200).text();
    assert_eq!(h1(&page), "Overbook a time");
    assert!(
        page.contains("Outside the doctor&#39;s hours.")
            || page.contains("Outside the doctor's hours."),
        "{page}"
    );
    assert!(
        !page.contains("action=\"/api/appointments\""),
        "for whom first"
    );
    let chosen = format!("patient_id={}", rosa.id);
    assert!(!page.contains(&chosen), "{page}");
    // An address of the time when names stood there.
    let old = format!("{path}&q=rosa");
    let found = desk.page(&old).await.expect(200).text();
    assert!(found.contains(&chosen), "{found}");
    let fields = [("q", "rosa"), ("keep", "true")];
    let reply = desk.form("/api/patients/find", &fields, &path).await;
    assert_eq!(reply.location(), path);
    let found = desk.page(&path).await.expect(200).text();
    assert_eq!(field_value(&found, "q").as_deref(), Some("rosa"));
    assert!(found.contains(&chosen), "{found}");

    let path = format!("{path}&patient_id={}", rosa.id);
    let page = desk.page(&path).await.expect(200).text();
    assert!(
        page.contains("action=\"/api/appointments\"") && page.contains("name=\"overbook_reason\"")
    );
    let (doctor_id, patient_id) = (moreau.id.to_string(), rosa.id.to_string());
    let mut fields = vec![
        ("doctor_id", doctor_id.as_str()),
        ("patient_id", patient_id.as_str()),
        ("starts_at", "2026-11-24T18:00:00+00:00"),
    ];
    let reply = desk.form("/api/appointments", &fields, &path).await;
    assert_eq!(reply.location(), path, "not without a reason");
    fields.push(("overbook_reason", "She comes from far away"));
    let reply = desk.form("/api/appointments", &fields, &path).await;
    assert_eq!(reply.location(), "/appointments/1");
    let day = moreau
        .get("/api/calendar?date=2026-11-24")
        .await
        .expect(200)
        .json();
    assert_eq!(
        times(&day["doctors"][0]["days"][0]["visits"]),
        ["18:00-18:30"]
    );

    // The same time again is taken now, and may be overbooked once more; for her it may not.
    let page = desk.page(&path).await.expect(200).text();
    assert!(
        page.contains("The patient has another appointment then."),
        "{page}"
    );
    assert!(page.contains("It cannot be overbooked.") && !page.contains("overbook_reason"));
}

#[tokio::test]
async fn a_doctor_overbooks_their_own_time_for_their_own_patients() {
    let app = TestApp::new();
    let (moreau, okafor) = (app.doctor("moreau").await, app.doctor("okafor").await);
    let (rosa, bela) = (app.patient("rosa").await, app.patient("bela").await);
    app.visit(Visit::new(&rosa, &moreau, "2026-11-20T10:00:00Z"))
        .await;
    let wish = |doctor: &Doctor, patient: &Patient, why: &str| {
        json!({
            "doctor_id": doctor.id, "patient_id": patient.id,
            "starts_at": "2026-11-24T18:00:00Z", "overbook_reason": why,
        })
    };
    let path = "/api/appointments";
    moreau
        .post(path, wish(&okafor, &rosa, "why"))
        .await
        .refused(403, "forbidden");
    moreau
        .post(path, wish(&moreau, &bela, "why"))
        .await
        .refused(404, "not_found");
    moreau
        .post(path, wish(&moreau, &rosa, ""))
        .await
        .refused(403, "forbidden");
    let made = moreau
        .post(path, wish(&moreau, &rosa, "She asked me"))
        .await
        .expect(200)
        .json();
    assert_eq!(made["starts_at"], "2026-11-24T18:00:00+00:00");
    let path = format!(
        "/calendar/overbook?doctor_id={}&starts_at=2026-11-24T10:00&patient_id={}",
        moreau.id, rosa.id
    );
    let page = moreau.page(&path).await.expect(200).text();
    assert!(
        page.contains("is free.") && page.contains("action=\"/api/appointments\""),
        "{page}"
    );
}

#[tokio::test]
async fn the_load_is_a_table_that_leads_to_each_day() {
    let app = TestApp::new();
    let (moreau, desk) = (app.doctor("moreau").await, app.front_desk().await);
    let rosa = app.patient("rosa").await;
    app.visit(Visit::new(&rosa, &moreau, "2026-11-24T10:00:00Z").minutes(120))
        .await;
    let page = desk
        .page("/calendar/load?month=2026-11")
        .await
        .expect(200)
        .text();
    assert_eq!(h1(&page), "Load of the month");
    for part in [
        "November 2026",
        "scope=\"row\"",
        "heat-cell heat2",
        "25%",
        "120 of 480 minutes booked",
        "Tuesday 24 November 2026",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let link = format!(
        "/calendar?date=2026-11-24&amp;view=day&amp;doctors={}",
        moreau.id
    );
    assert!(
        page.contains(&link) || page.contains(&link.replace("&amp;", "&#38;")),
        "{link}"
    );
}

//! Booking and moving through the pages, in a browser without JavaScript.

use anteroom::server::schema::{clinic, visit_types};
use diesel::prelude::*;
use jiff::SignedDuration;

use super::booking::{START, book, people, slots};
use crate::common::{Client, TestApp, alert, field_value, h1};

/// Half past nine, as addresses spell it.
const REVIEW: &str = "/book/1?date=2026-11-24&start=2026-11-24T09%3A30%3A00%2B00%3A00";

async fn show(client: &Client, path: &str) -> String {
    client.page(path).await.expect(200).text()
}

/// Chooses half past nine with doctor 1.
async fn choose(client: &Client) -> String {
    let fields = [("doctor_id", "1"), ("starts_at", START)];
    let reply = client.form("/api/holds", &fields, "/book/1").await;
    reply.location().to_owned()
}

/// The part of a page that is the form with this action.
#[track_caller]
fn form<'a>(page: &'a str, action: &str) -> &'a str {
    let found = page.split("<form").find(|form| {
        let tag = form.split('>').next().unwrap();
        tag.contains(&format!("action=\"{action}\""))
    });
    let found = found.unwrap_or_else(|| panic!("no form for {action} in {page}"));
    found.split("</form>").next().unwrap()
}

/// Changes what free times follow from, as an administrator would.
async fn change(
    app: &TestApp,
    work: impl FnOnce(&mut anteroom::server::Conn) -> QueryResult<()> + Send + 'static,
) {
    app.db(move |conn| {
        work(conn)?;
        anteroom::rules::store::changed(conn)
    })
    .await;
    app.state.forget_settings();
}

/// Two kinds of visit: a check-up of half an hour, and blood tests of ten minutes.
async fn two_kinds(app: &TestApp) {
    change(app, |conn| {
        for (name, minutes, note) in [
            ("Check-up", 30, ""),
            ("Blood test", 10, "Please come fasting."),
        ] {
            diesel::insert_into(visit_types::table)
                .values((
                    visit_types::name.eq(name),
                    visit_types::minutes.eq(minutes),
                    visit_types::note.eq(note),
                ))
                .execute(conn)?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_time_that_is_chosen_is_kept_until_it_is_confirmed() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let pick = show(&rosa, "/book/1?date=2026-11-24").await;
    let times = form(&pick, "/api/holds");
    assert!(times.contains("method=\"post\"") && times.contains("09:30"));
    assert_eq!(field_value(times, "doctor_id").unwrap(), "1");

    assert_eq!(choose(&rosa).await, REVIEW);
    assert!(
        !slots(&app, &doctor, "2026-11-24")
            .await
            .contains(&START.to_owned())
    );
    let review = show(&rosa, REVIEW).await;
    assert_eq!(h1(&review), "Review and confirm");
    assert!(review.contains("kept for you until"));
    assert!(review.contains(">08:05<"), "five minutes from now");
    assert!(review.contains("until 4 hours before it begins"));
    let booking = form(&review, "/api/appointments");
    let key = field_value(booking, "idempotency_key").unwrap();
    assert_eq!(key.len(), 32);
    assert_ne!(
        field_value(
            form(&show(&rosa, REVIEW).await, "/api/appointments"),
            "idempotency_key"
        )
        .unwrap(),
        key,
        "each page has its own"
    );

    // The button is pressed twice.
    let fields = [
        ("doctor_id", "1"),
        ("starts_at", START),
        ("reason", "a cough"),
        ("idempotency_key", &key),
    ];
    for _ in 0..2 {
        let reply = rosa.form("/api/appointments", &fields, REVIEW).await;
        assert_eq!(reply.location(), "/appointments/1");
    }
    assert_eq!(app.counted().await, (1, 2));
    let page = show(&rosa, "/appointments/1").await;
    assert!(page.contains("Booked. The number is A-000001."));
    assert!(page.contains("Booked for Tue 24 Nov, 09:30 with Dr moreau"));
}

#[tokio::test]
async fn a_time_that_is_kept_can_be_changed_prolonged_and_let_go() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    choose(&rosa).await;
    app.pass(SignedDuration::from_mins(3));
    let extend = form(&show(&rosa, REVIEW).await, "/api/holds/1/extend").to_owned();
    assert!(extend.contains("Keep it for 5 more minutes"));
    let reply = rosa.form("/api/holds/1/extend", &[], REVIEW).await;
    assert!(reply.location().ends_with(REVIEW), "{}", reply.location());
    assert!(show(&rosa, REVIEW).await.contains(">08:08<"));

    // Back at the times, one's own is among them, and can be chosen again.
    let pick = show(&rosa, "/book/1?date=2026-11-24").await;
    assert!(pick.contains("Tue 24 Nov, 09:30 is kept for you until 08:08"));
    let own = form(&pick, "/api/holds")
        .split("<input")
        .find(|input| input.contains(START));
    assert!(own.unwrap().contains("checked"));
    assert_eq!(choose(&rosa).await, REVIEW);

    let pick = show(&rosa, "/book/1?date=2026-11-24").await;
    assert!(form(&pick, "/api/holds/2/release").contains("Let it go"));
    let reply = rosa
        .form("/api/holds/2/release", &[], "/book/1?date=2026-11-24")
        .await;
    assert!(
        reply.location().ends_with("/book/1?date=2026-11-24"),
        "{}",
        reply.location()
    );
    assert!(
        !show(&rosa, "/book/1?date=2026-11-24")
            .await
            .contains("is kept for you")
    );
    assert_eq!(slots(&app, &doctor, "2026-11-24").await.len(), 16);
}

#[tokio::test]
async fn a_time_that_is_kept_no_longer_is_offered_again_while_it_is_free() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let ravi = app.patient("ravi").await;
    choose(&rosa).await;
    app.pass(SignedDuration::from_mins(6));
    let review = show(&rosa, REVIEW).await;
    assert!(!review.contains("kept for you until"));
    assert!(form(&review, "/api/holds").contains("Keep this time for 5 minutes"));
    form(&review, "/api/appointments");

    assert_eq!(choose(&ravi).await, REVIEW, "others can have it");
    let review = show(&rosa, REVIEW).await;
    assert!(
        alert(&review).contains("no longer free"),
        "{}",
        alert(&review)
    );
    let booking = form(&review, "/api/appointments");
    assert!(booking.contains("Nearest free times") && booking.contains("type=\"radio\""));
    let fields = [
        ("doctor_id", "1"),
        ("starts_at", START),
        ("reason", "my knee"),
    ];
    let reply = rosa.form("/api/appointments", &fields, REVIEW).await;
    assert_eq!(reply.location(), REVIEW);
    let review = show(&rosa, REVIEW).await;
    assert!(
        alert(&review).contains("just been taken"),
        "{}",
        alert(&review)
    );
    assert!(review.contains("my knee"), "what was typed is kept");
    book(&ravi, &doctor, START).await.expect(200);
}

#[tokio::test]
async fn the_kind_of_visit_comes_first_where_there_is_a_choice() {
    let app = TestApp::new();
    let (rosa, _) = people(&app).await;
    two_kinds(&app).await;
    let page = show(&rosa, "/book/1?date=2026-11-24").await;
    assert_eq!(h1(&page), "Choose the kind of visit");
    assert!(
        page.contains("href=\"/book/1?visit_type_id=2&#38;date=2026-11-24\"")
            || page.contains("href=\"/book/1?visit_type_id=2&amp;date=2026-11-24\"")
            || page.contains("href=\"/book/1?visit_type_id=2&date=2026-11-24\""),
        "{page}"
    );
    assert!(page.contains("10 minutes") && page.contains("Please come fasting."));

    let pick = show(&rosa, "/book/1?visit_type_id=2&date=2026-11-24").await;
    assert_eq!(h1(&pick), "Choose a day and time");
    assert_eq!(
        field_value(form(&pick, "/api/holds"), "visit_type_id").unwrap(),
        "2"
    );
    let fields = [
        ("doctor_id", "1"),
        ("visit_type_id", "2"),
        ("starts_at", START),
    ];
    let review = rosa
        .form("/api/holds", &fields, "/book/1")
        .await
        .location()
        .to_owned();
    assert!(review.contains("visit_type_id=2"), "{review}");
    let page = show(&rosa, &review).await;
    assert!(page.contains("Blood test") && page.contains("10 minutes") && page.contains("fasting"));
    assert_eq!(
        field_value(form(&page, "/api/appointments"), "visit_type_id").unwrap(),
        "2"
    );
    rosa.form(
        "/api/appointments",
        &[&fields[..], &[("reason", "")]].concat(),
        &review,
    )
    .await
    .expect(303);
    let page = show(&rosa, "/appointments/1").await;
    assert!(page.contains("Blood test") && page.contains("Please come fasting."));
}

#[tokio::test]
async fn who_cannot_book_online_is_told_why_before_choosing() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    change(&app, |conn| {
        diesel::update(clinic::table)
            .set(clinic::most_open.eq(Some(1)))
            .execute(conn)?;
        Ok(())
    })
    .await;
    assert_eq!(h1(&show(&rosa, "/book/1").await), "Choose a day and time");
    book(&rosa, &doctor, START).await.expect(200);
    for path in ["/book/1", "/book"] {
        let page = show(&rosa, path).await;
        assert_eq!(h1(&page), "You cannot book online at present", "{path}");
        assert!(page.contains("can book another one after it"));
        assert!(page.contains("tel:+441174960000"));
    }
    let page = show(&desk, &format!("/book/1?patient_id={}", rosa.id)).await;
    assert_eq!(
        h1(&page),
        "Choose a day and time",
        "it does not hold for staff"
    );
}

#[tokio::test]
async fn an_appointment_is_moved_and_keeps_its_number() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    book(&rosa, &doctor, START).await.expect(200);
    let page = show(&rosa, "/appointments/1").await;
    assert!(page.contains("href=\"/appointments/1/reschedule\"") && page.contains("Reschedule"));

    let pick = show(&rosa, "/appointments/1/reschedule?date=2026-11-25").await;
    assert_eq!(
        field_value(form(&pick, "/api/holds"), "appointment_id").unwrap(),
        "1"
    );
    let fields = [
        ("doctor_id", "1"),
        ("appointment_id", "1"),
        ("starts_at", "2026-11-25T10:00:00+00:00"),
    ];
    let review = rosa
        .form("/api/holds", &fields, "/appointments/1/reschedule")
        .await;
    let review = review.location().to_owned();
    assert!(
        review.starts_with("/appointments/1/reschedule?date=2026-11-25&start="),
        "{review}"
    );
    let page = show(&rosa, &review).await;
    assert!(page.contains("Tuesday 24 November 2026 at 09:30"));
    assert!(page.contains("Wednesday 25 November 2026 at 10:00"));
    assert!(page.contains("kept for you until"));
    let moving = form(&page, "/api/appointments/1/reschedule");
    assert!(moving.contains("Move appointment"));
    let fields = ["doctor_id", "version", "starts_at", "idempotency_key"]
        .map(|name| (name, field_value(moving, name).unwrap()));
    let fields = fields
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let reply = rosa
        .form("/api/appointments/1/reschedule", &fields, &review)
        .await;
    assert_eq!(reply.location(), "/appointments/1");

    let page = show(&rosa, "/appointments/1").await;
    assert!(page.contains("Moved to Wed 25 Nov, 10:00."));
    assert!(page.contains("A-000001"));
    assert!(page.contains("Moved from Tue 24 Nov, 09:30 to Wed 25 Nov, 10:00"));
    assert!(
        slots(&app, &doctor, "2026-11-24")
            .await
            .contains(&START.to_owned())
    );
    assert!(
        show(&rosa, "/appointments")
            .await
            .contains("href=\"/appointments/1/reschedule\"")
    );
}

#[tokio::test]
async fn a_time_lost_while_moving_is_said_in_place_and_others_are_offered() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let ravi = app.patient("ravi").await;
    let wanted = "2026-11-25T10:00:00+00:00";
    book(&rosa, &doctor, START).await.expect(200);
    book(&ravi, &doctor, wanted).await.expect(200);
    let review =
        "/appointments/1/reschedule?date=2026-11-25&start=2026-11-25T10%3A00%3A00%2B00%3A00";
    assert!(alert(&show(&rosa, review).await).contains("no longer free"));
    let reply = rosa
        .form(
            "/api/appointments/1/reschedule",
            &[("starts_at", wanted)],
            review,
        )
        .await;
    assert_eq!(reply.location(), review);
    let page = show(&rosa, review).await;
    assert!(alert(&page).contains("just been taken"));
    assert!(form(&page, "/api/appointments/1/reschedule").contains("Nearest free times"));
}

#[tokio::test]
async fn after_the_cut_off_the_patient_is_told_to_call() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    book(&rosa, &doctor, START).await.expect(200);
    app.set_time("2026-11-24T06:00:00Z");
    let (rosa, desk) = (app.signed_in("rosa").await, {
        desk.log_in("desk").await.expect(200);
        desk
    });
    let page = show(&rosa, "/appointments/1").await;
    assert!(page.contains("until 4 hours before. Please call the clinic."));
    assert!(page.contains("tel:+441174960000"));
    assert!(
        !page.contains("/api/appointments/1/cancel")
            && !page.contains("/appointments/1/reschedule")
    );
    let page = show(&rosa, "/appointments/1/reschedule").await;
    assert_eq!(h1(&page), "This appointment cannot be moved online");
    assert!(page.contains("until 4 hours before"));

    let page = show(&desk, "/appointments/1").await;
    assert!(
        page.contains("/api/appointments/1/cancel") && page.contains("/appointments/1/reschedule")
    );
    desk.form(
        "/api/appointments/1/cancel",
        &[("reason", "ill")],
        "/appointments/1",
    )
    .await
    .expect(303);
    assert!(
        show(&desk, "/appointments/1")
            .await
            .contains("Cancelled late")
    );
    assert!(
        !show(&rosa, "/appointments/1")
            .await
            .contains("Cancelled late")
    );
}

#[tokio::test]
async fn staff_take_the_steps_of_a_visit_and_hear_of_each_other() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    book(&rosa, &doctor, "2026-11-23T12:30:00Z")
        .await
        .expect(200);
    let page = show(&doctor, "/appointments/1").await;
    let step = form(&page, "/api/appointments/1/status");
    assert_eq!(field_value(step, "status").unwrap(), "arrived");
    assert!(!page.contains("Did not come"), "it has not begun");
    assert!(
        !show(&rosa, "/appointments/1")
            .await
            .contains("/api/appointments/1/status")
    );

    let arrived = [("status", "arrived"), ("version", "1")];
    let reply = desk
        .form("/api/appointments/1/status", &arrived, "/appointments/1")
        .await;
    assert_eq!(reply.location(), "/appointments/1");
    assert!(
        show(&desk, "/appointments/1")
            .await
            .contains("The status is now: Arrived.")
    );
    // The doctor's page is still the one from before.
    doctor
        .form(
            "/api/appointments/1/status",
            &[("status", "entered-in-error"), ("version", "1")],
            "/appointments/1",
        )
        .await
        .expect(303);
    let page = show(&doctor, "/appointments/1").await;
    assert!(
        alert(&page).contains("its status is “Arrived”"),
        "{}",
        alert(&page)
    );
    assert!(page.contains("Back to “Booked”"));
    let history = page.split("id=\"history\"").nth(1).unwrap();
    assert!(history.contains("by Dee Desk"));
    let page = show(&rosa, "/appointments/1").await;
    let history = page.split("id=\"history\"").nth(1).unwrap();
    assert!(history.contains("Arrived") && !history.contains("Dee Desk"));
}

#[tokio::test]
async fn the_first_free_time_of_a_specialization_is_one_press_away() {
    let app = TestApp::new();
    let (rosa, moreau) = people(&app).await;
    app.doctor("okafor").await;
    let ravi = app.patient("ravi").await;
    let page = show(&rosa, "/doctors?specialization=general-practice").await;
    assert!(page.contains("href=\"/book?specialization=general-practice\""));
    let page = show(&rosa, "/book").await;
    assert!(
        page.contains("href=\"/book?specialization=general-practice\"")
            && page.contains("2 doctors")
    );
    // Somebody of the two is free at every time, whoever has more left of the day.
    book(&ravi, &moreau, START).await.expect(200);
    let path = "/book?specialization=general-practice&date=2026-11-24";
    let page = show(&rosa, path).await;
    assert_eq!(page.matches("class=\"first-time\"").count(), 16);
    assert!(page.contains("Dr okafor") && !page.contains("Dr moreau"));
    let take = page
        .split("<form")
        .find(|form| form.contains(START))
        .unwrap();
    let fields = ["doctor_id", "starts_at"].map(|name| (name, field_value(take, name).unwrap()));
    let fields = fields
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let reply = rosa.form("/api/holds", &fields, path).await;
    assert_eq!(reply.location(), REVIEW.replace("/book/1", "/book/2"));
    // Now nobody has it, and who is late hears so in place.
    let ines = app.patient("ines").await;
    ines.form("/api/holds", &fields, path).await.expect(303);
    let page = show(&ines, path).await;
    assert!(alert(&page).contains("just been taken"), "{}", alert(&page));
    assert_eq!(page.matches("class=\"first-time\"").count(), 15);
}

#[tokio::test]
async fn the_free_times_of_all_doctors_are_asked_for_by_days_that_make_sense() {
    let app = TestApp::new();
    let (rosa, moreau) = people(&app).await;
    app.doctor("okafor").await;
    book(&rosa, &moreau, START).await.expect(200);
    let anon = app.anon();
    let ask = |query: &str| format!("/api/availability?specialization=general-practice&{query}");
    let times = anon
        .get(&ask("from=2026-11-24&to=2026-11-24"))
        .await
        .expect(200)
        .json();
    let times = times.as_array().unwrap();
    assert_eq!(times.len(), 31);
    let at_nine: Vec<_> = times
        .iter()
        .filter(|time| time["starts_at"] == "2026-11-24T09:00:00+00:00")
        .map(|time| time["doctor_name"].as_str().unwrap())
        .collect();
    assert_eq!(at_nine, ["Dr moreau", "Dr okafor"]);
    anon.get(&ask("from=2026-11-24&to=2026-12-24"))
        .await
        .invalid(&["to"]);
    anon.get(&ask("from=soon")).await.invalid(&["from"]);
    let nobody = anon
        .get("/api/availability?specialization=surgery")
        .await
        .expect(200)
        .json();
    assert_eq!(nobody, serde_json::json!([]));

    let days = anon
        .get("/api/availability/days?from=2026-11-23&to=2026-11-29")
        .await
        .expect(200)
        .json();
    let days = days.as_array().unwrap();
    assert_eq!(days.len(), 5, "the weekend is free of doctors");
    assert_eq!(
        days[1],
        serde_json::json!({"date": "2026-11-24", "free": 16})
    );
}

#[tokio::test]
async fn what_only_staff_may_book_is_moved_by_them() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    book(&rosa, &doctor, START).await.expect(200);
    two_kinds(&app).await;
    // It was made before there were kinds of visit: it becomes the first of them.
    let page = show(&rosa, "/appointments/1/reschedule").await;
    assert_eq!(h1(&page), "Choose another time");
    let kind = field_value(form(&page, "/api/holds"), "visit_type_id");
    assert_eq!(kind.unwrap(), "2", "blood test comes before check-up");
    change(&app, |conn| {
        diesel::update(visit_types::table)
            .set(visit_types::staff_only.eq(true))
            .execute(conn)?;
        Ok(())
    })
    .await;
    let page = show(&rosa, "/appointments/1/reschedule").await;
    assert_eq!(h1(&page), "This appointment cannot be moved online");
    let page = show(&desk, "/appointments/1/reschedule").await;
    assert_eq!(h1(&page), "Choose another time");
}

//! Every page, for everybody who may open it: status, heading, title.

use crate::common::{PASSWORD, TestApp, Visit, alert, field_value, h1};

/// What a page answers.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Page {
    /// 200, with this heading.
    Shows(&'static str),
    /// 303, to there.
    LeadsTo(&'static str),
    /// 303, to the log-in page and back again.
    LogIn,
    /// 403.
    Forbidden,
    /// 404.
    NotFound,
}

use Page::{Forbidden, LeadsTo, LogIn, NotFound, Shows};

/// Somebody not signed in, a patient, a doctor, the front desk, an admin.
#[rustfmt::skip]
const PAGES: &[(&str, [Page; 5])] = &[
    ("/", [Shows("See a doctor at Harbour Clinic"), LeadsTo("/appointments"), LeadsTo("/schedule"), LeadsTo("/desk"), LeadsTo("/admin")]),
    ("/setup", [NotFound; 5]),
    ("/login", [Shows("Log in"), LeadsTo("/appointments"), LeadsTo("/schedule"), LeadsTo("/desk"), LeadsTo("/admin")]),
    ("/register", [Shows("Create an account"), LeadsTo("/appointments"), LeadsTo("/schedule"), LeadsTo("/desk"), LeadsTo("/admin")]),
    ("/account", [LogIn, Shows("Your account"), Shows("Your account"), Shows("Your account"), Shows("Your account")]),
    ("/doctors", [Shows("Doctors"); 5]),
    ("/doctors?q=moreau&specialization=general-practice", [Shows("Doctors"); 5]),
    ("/doctors/1", [Shows("Dr moreau"); 5]),
    ("/doctors/99", [NotFound; 5]),
    ("/doctors/nobody", [NotFound; 5]),
    ("/book/1?date=2026-11-24", [LogIn, Shows("Choose a day and time"), Forbidden, Shows("Choose the patient first"), Shows("Choose the patient first")]),
    ("/book", [LogIn, Shows("Choose a specialization"), Forbidden, Shows("Choose the patient first"), Shows("Choose the patient first")]),
    ("/book?specialization=general-practice", [LogIn, Shows("Choose a day and time"), Forbidden, Shows("Choose the patient first"), Shows("Choose the patient first")]),
    ("/appointments/1/reschedule", [LogIn, Shows("Choose another time"), Forbidden, Shows("Choose another time"), Shows("Choose another time")]),
    ("/appointments/99/reschedule", [LogIn, NotFound, Forbidden, NotFound, NotFound]),
    ("/appointments", [LogIn, Shows("Your appointments"), LeadsTo("/schedule"), LeadsTo("/desk"), LeadsTo("/admin/appointments")]),
    ("/appointments/1", [LogIn, Shows("Your appointment"), Shows("Appointment"), Shows("Appointment"), Shows("Appointment")]),
    ("/appointments/99", [LogIn, NotFound, NotFound, NotFound, NotFound]),
    ("/schedule?date=2026-11-24&view=week", [LogIn, Forbidden, Shows("Schedule"), Forbidden, Forbidden]),
    ("/desk?date=2026-11-24", [LogIn, Forbidden, Forbidden, Shows("Front desk"), Shows("Front desk")]),
    ("/desk/open", [LogIn, Forbidden, Shows("Visits not closed"), Shows("Visits not closed"), Shows("Visits not closed")]),
    ("/calendar?date=2026-11-24&view=week&doctors=1", [LogIn, Forbidden, Forbidden, Shows("Calendar"), Shows("Calendar")]),
    ("/calendar?doctors=99", [LogIn, Forbidden, NotFound, NotFound, NotFound]),
    ("/calendar/load?month=2026-11", [LogIn, Forbidden, Forbidden, Shows("Load of the month"), Shows("Load of the month")]),
    ("/calendar/overbook?doctor_id=1&starts_at=2026-11-24T18:00", [LogIn, Forbidden, Shows("Overbook a time"), Shows("Overbook a time"), Shows("Overbook a time")]),
    ("/patients", [LogIn, Forbidden, Shows("Patients"), Shows("Patients"), Shows("Patients")]),
    ("/patients/new", [LogIn, Forbidden, Forbidden, Shows("Register a patient"), Shows("Register a patient")]),
    ("/patients/1", [LogIn, Forbidden, Shows("Pat rosa"), Shows("Pat rosa"), Shows("Pat rosa")]),
    ("/patients/99", [LogIn, Forbidden, NotFound, NotFound, NotFound]),
    ("/patients/1/merge", [LogIn, Forbidden, Forbidden, Shows("Merge two records"), Shows("Merge two records")]),
    ("/patients/1/merge?q=rosa", [LogIn, Forbidden, Forbidden, Shows("Merge two records"), Shows("Merge two records")]),
    ("/patients/1/merge?with=99", [LogIn, Forbidden, Forbidden, NotFound, NotFound]),
    ("/desk/new", [LogIn, Forbidden, Forbidden, Shows("New booking"), Shows("New booking")]),
    ("/desk/new?walk_in=true&patient_id=1", [LogIn, Forbidden, Forbidden, Shows("Walk-in"), Shows("Walk-in")]),
    ("/desk/new?patient_id=new&doctor_id=1&starts_at=2026-11-24T10:00:00%2B00:00", [LogIn, Forbidden, Forbidden, Shows("New booking"), Shows("New booking")]),
    ("/desk/new?patient_id=99", [LogIn, Forbidden, Forbidden, NotFound, NotFound]),
    ("/waitlist", [LogIn, Forbidden, Forbidden, Shows("Waiting list"), Shows("Waiting list")]),
    ("/waitlist?status=filled&page=2", [LogIn, Forbidden, Forbidden, Shows("Waiting list"), Shows("Waiting list")]),
    ("/waitlist/new", [LogIn, Shows("Join the waiting list"), Forbidden, Shows("Choose the patient first"), Shows("Choose the patient first")]),
    ("/waitlist/new?doctor_id=1", [LogIn, Shows("Join the waiting list"), Forbidden, Shows("Choose the patient first"), Shows("Choose the patient first")]),
    ("/waitlist/new?appointment_id=1", [LogIn, Shows("Ask for an earlier time"), Forbidden, Shows("Ask for an earlier time"), Shows("Ask for an earlier time")]),
    ("/waitlist/99", [LogIn, Forbidden, Forbidden, NotFound, NotFound]),
    ("/admin", [LogIn, Forbidden, Forbidden, Forbidden, Shows("Overview")]),
    ("/admin/doctors", [LogIn, Forbidden, Forbidden, Forbidden, Shows("Doctors")]),
    ("/admin/doctors/1", [LogIn, Forbidden, Forbidden, Forbidden, Shows("Dr moreau")]),
    ("/admin/staff", [LogIn, Forbidden, Forbidden, Forbidden, Shows("Staff")]),
    ("/admin/appointments?status=booked", [LogIn, Forbidden, Forbidden, Shows("Appointments"), Shows("Appointments")]),
    ("/admin/audit", [LogIn, Forbidden, Forbidden, Forbidden, Shows("Audit trail")]),
    ("/admin/settings", [LogIn, Forbidden, Forbidden, Forbidden, Shows("Clinic settings")]),
    ("/series/new?doctor_id=1&start=2026-11-30T09:30", [LogIn, Shows("Repeating visits"), Forbidden, Shows("Choose the patient first"), Shows("Choose the patient first")]),
    ("/series/new", [LogIn, Shows("Choose the doctor first"), Forbidden, Shows("Choose the patient first"), Shows("Choose the patient first")]),
    ("/series/new?doctor_id=1&patient_id=1&start=2026-11-30T09%3A30&every=1&unit=week&times=3", [LogIn, Shows("Repeating visits"), Forbidden, Shows("Repeating visits"), Shows("Repeating visits")]),
    ("/series/99/move?from=1", [LogIn, NotFound, Forbidden, NotFound, NotFound]),
    ("/displaced", [LogIn, Forbidden, Shows("Visits that need another time"), Shows("Visits that need another time"), Shows("Visits that need another time")]),
    ("/hours", [LogIn, Forbidden, Shows("Hours"), Forbidden, Forbidden]),
    ("/hours/1", [LogIn, Forbidden, Shows("Hours"), Shows("Hours"), Shows("Hours")]),
    ("/hours/99", [LogIn, Forbidden, Forbidden, NotFound, NotFound]),
    ("/hours/1?change=source&source=own", [LogIn, Forbidden, Shows("Hours"), Shows("Hours"), Shows("Hours")]),
    ("/admin/visit-types", [LogIn, Forbidden, Forbidden, Forbidden, Shows("Visit types")]),
    ("/admin/visit-types/99", [LogIn, Forbidden, Forbidden, Forbidden, NotFound]),
    ("/admin/rooms", [LogIn, Forbidden, Forbidden, Forbidden, Shows("Rooms")]),
    ("/admin/closures", [LogIn, Forbidden, Forbidden, Forbidden, Shows("Closures")]),
    ("/admin/policy", [LogIn, Forbidden, Forbidden, Forbidden, Shows("Booking policy")]),
    ("/admin/screens", [LogIn, Forbidden, Forbidden, Forbidden, Shows("Screens and kiosks")]),
    ("/waiting-room/unknown", [NotFound; 5]),
    ("/kiosk/unknown", [NotFound; 5]),
    ("/desk/print?date=2026-11-24", [LogIn, Forbidden, Shows("Day sheet"), Shows("Day sheet"), Shows("Day sheet")]),
    ("/appointments/1/slip", [LogIn, Shows("Appointment slip"), Forbidden, Shows("Appointment slip"), Shows("Appointment slip")]),
    ("/appointments/99/slip", [LogIn, NotFound, NotFound, NotFound, NotFound]),
    ("/patients/1/labels?from=3&sheet=letter", [LogIn, Forbidden, Forbidden, Shows("Labels"), Shows("Labels")]),
    ("/patients/99/labels", [LogIn, Forbidden, Forbidden, NotFound, NotFound]),
    ("/nothing/here", [NotFound; 5]),
];

#[tokio::test]
async fn every_page_is_there_for_who_may_see_it() {
    let app = TestApp::new();
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    let (desk, admin) = (app.front_desk().await, app.admin().await);
    app.visit(Visit::new(&rosa, &doctor, "2026-11-24T09:30:00Z"))
        .await;
    let anon = app.anon();
    let people = [
        ("anonymous", &anon),
        ("patient", &rosa.client),
        ("doctor", &doctor.client),
        ("front desk", &desk.client),
        ("admin", &admin.client),
    ];
    let mut wrong = Vec::new();
    for &(path, expected) in PAGES {
        for ((who, client), expected) in people.into_iter().zip(expected) {
            let reply = client.page(path).await;
            let html = reply.text();
            let fits = match expected {
                Shows(heading) => {
                    reply.status == 200
                        && html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">")
                        && h1(&html) == heading
                        && html.contains(&format!("<title>{heading} · Harbour Clinic</title>"))
                }
                LeadsTo(to) => reply.status == 303 && reply.header("location") == to,
                LogIn => {
                    reply.status == 303 && reply.header("location").starts_with("/login?next=")
                }
                Forbidden => reply.status == 403 && h1(&html).contains("not open to your account"),
                NotFound => reply.status == 404 && h1(&html).contains("does not exist"),
            };
            if !fits {
                let (status, location) = (reply.status, reply.header("location"));
                let heading = if html.contains("<h1") {
                    h1(&html)
                } else {
                    html
                };
                wrong.push(format!(
                    "{path} as {who}: not {expected:?} but {status} {location} {heading}"
                ));
            }
            assert_eq!(reply.header("cache-control"), "no-store", "{path}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn logging_in_leads_back_to_the_page_that_asked_for_it() {
    let app = TestApp::new();
    app.patient("rosa").await;
    app.doctor("moreau").await;
    let browser = app.anon();
    let wanted = "/book/1?date=2026-11-24&start=2026-11-24T09:30:00%2B00:00";
    let log_in = browser.page(wanted).await;
    let page = browser.page(log_in.location()).await.expect(200).text();
    let next = field_value(&page, "next").unwrap();
    let fields = [
        ("username", "rosa"),
        ("password", PASSWORD),
        ("next", &next),
    ];
    let reply = browser.form("/api/login", &fields, log_in.location()).await;
    let page = browser.page(reply.location()).await.expect(200).text();
    assert!(
        reply.location().starts_with("/book/1?"),
        "{}",
        reply.location()
    );
    assert!(
        reply.location().contains("date=2026-11-24"),
        "{}",
        reply.location()
    );
    assert!(
        reply.location().contains("start=2026-11-24T09"),
        "{}",
        reply.location()
    );
    assert!(page.contains("09:30"), "the time that was chosen is kept");
}

#[tokio::test]
async fn who_must_change_their_password_is_sent_to_do_so() {
    let app = TestApp::new();
    let admin = app.admin().await;
    let rosa = app.patient("rosa").await;
    let reset = format!("/api/admin/users/{}/reset-password", rosa.user_id);
    let made = admin
        .post(&reset, serde_json::json!({}))
        .await
        .expect(200)
        .json();
    let login = serde_json::json!({"username": "rosa", "password": made["temporary_password"]});
    rosa.post("/api/login", login).await.expect(200);
    for path in ["/", "/appointments", "/book/1"] {
        assert_eq!(rosa.page(path).await.location(), "/account", "{path}");
    }
    let page = rosa.page("/account").await.expect(200).text();
    assert!(page.contains("action=\"/api/account/password\""));
}

#[tokio::test]
async fn every_form_is_a_plain_form_too() {
    let app = TestApp::new();
    let admin = app.admin().await;
    let rosa = app.patient("rosa").await;
    // Somewhere else to be logged out of.
    app.signed_in("rosa").await;
    for (client, path, action) in [
        (&admin.client, "/admin/doctors", "/api/admin/doctors"),
        (&admin.client, "/admin/staff", "/api/admin/staff"),
        (&admin.client, "/admin/settings", "/api/admin/settings"),
        (&admin.client, "/patients/new", "/api/patients"),
        (&admin.client, "/patients/1", "/api/patients/1"),
        (&rosa.client, "/account", "/api/account"),
        (&rosa.client, "/account", "/api/account/password"),
        (&rosa.client, "/account", "/api/account/sessions/end"),
        (&rosa.client, "/account", "/api/logout"),
    ] {
        let page = client.page(path).await.expect(200).text();
        let form = page
            .split("<form")
            .find(|form| {
                form.split('>')
                    .next()
                    .unwrap()
                    .contains(&format!("action=\"{action}\""))
            })
            .unwrap_or_else(|| panic!("{path} has no form for {action}"));
        assert!(
            form.split('>').next().unwrap().contains("method=\"post\""),
            "{path} {action}"
        );
        assert!(form.contains("type=\"submit\""), "{path} {action}");
    }
}

#[tokio::test]
async fn a_patient_books_and_cancels_without_javascript() {
    let app = TestApp::new();
    let rosa = app.patient("rosa").await;
    let doctor = app.doctor("moreau").await;
    let book = format!("/book/{}?date=2026-11-24", doctor.id);
    let page = rosa.page(&book).await.expect(200).text();
    assert!(page.contains("09:30"));
    let id = doctor.id.to_string();
    let fields = [
        ("doctor_id", id.as_str()),
        ("starts_at", "2026-11-24T09:30:00+00:00"),
        ("reason", "a cough"),
    ];
    let reply = rosa.form("/api/appointments", &fields, &book).await;
    assert_eq!(reply.location(), "/appointments/1");
    let page = rosa.page("/appointments/1").await.expect(200).text();
    for part in [
        "A-000001",
        "Dr moreau",
        "Tuesday 24 November 2026",
        "09:30",
        "calendar.ics",
        "1 Quay Street",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(page.contains("role=\"status\""));
    assert!(page.contains("action=\"/api/appointments/1/cancel\""));

    // The same time again is refused on the page it was sent from, with what was typed.
    let ravi = app.patient("ravi").await;
    let review = format!("{book}&start=2026-11-24T09%3A30%3A00%2B00%3A00");
    let reply = ravi.form("/api/appointments", &fields, &review).await;
    assert_eq!(reply.location(), review);
    let page = ravi.page(&review).await.expect(200).text();
    assert!(alert(&page).contains("taken"), "{}", alert(&page));
    assert!(page.contains("a cough"), "what was typed is kept");

    let reply = rosa
        .form(
            "/api/appointments/1/cancel",
            &[("reason", "better")],
            "/appointments/1",
        )
        .await;
    assert_eq!(reply.location(), "/appointments/1");
    let page = rosa.page("/appointments/1").await.expect(200).text();
    assert!(page.contains("Cancelled") && page.contains("better"));
}

#[tokio::test]
async fn what_people_typed_is_text_and_never_markup() {
    let app = TestApp::new();
    let rosa = app.patient("rosa").await;
    let desk = app.front_desk().await;
    let doctor = app.doctor("moreau").await;
    let evil = "<script>alert(1)</script><img src=x onerror=alert(2)>";
    let body = serde_json::json!({"doctor_id": doctor.id, "starts_at": "2026-11-23T09:00:00Z", "reason": evil});
    rosa.post("/api/appointments", body).await.expect(200);
    let body = serde_json::json!({"full_name": evil, "contact_number": "+44 117 496 0100"});
    rosa.post("/api/account", body).await.expect(200);
    for (client, path) in [
        (&rosa.client, "/appointments/1"),
        (&rosa.client, "/account"),
        (&desk.client, "/desk?date=2026-11-23"),
        (&desk.client, "/patients/1"),
        (&doctor.client, "/schedule?date=2026-11-23"),
    ] {
        let page = client.page(path).await.expect(200).text();
        assert!(
            !page.contains("<script>alert") && !page.contains("<img src=x"),
            "{path}"
        );
    }
    let page = app
        .anon()
        .page("/doctors?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
        .await
        .expect(200)
        .text();
    assert!(!page.contains("<script>alert"));
}

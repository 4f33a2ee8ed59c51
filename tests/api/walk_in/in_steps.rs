//! The page in steps, in a browser without JavaScript.

use serde_json::json;

use crate::common::{Client, TestApp, Visit, field_error, field_value};

/// The times and places in queues that a page offers, and which of them is chosen.
fn choices(html: &str) -> (Vec<String>, Option<String>) {
    let inputs = html.split("<input").skip(1);
    let tags = inputs.map(|rest| rest.split('>').next().unwrap());
    let radios = tags.filter(|tag| tag.contains("name=\"choice\""));
    let (mut offered, mut chosen) = (Vec::new(), None);
    for radio in radios {
        let (_, value) = radio.split_once(" value=\"").unwrap();
        let value = value.split('"').next().unwrap().to_owned();
        if radio.contains(" checked") {
            assert_eq!(chosen, None, "one is chosen: {html}");
            chosen = Some(value.clone());
        }
        offered.push(value);
    }
    (offered, chosen)
}

/// The kind of visit that is chosen; empty for the usual one.
fn kind(html: &str) -> String {
    let (_, rest) = html.split_once("name=\"visit_type_id\"").unwrap();
    let (options, _) = rest.split_once("</select>").unwrap();
    let mut options = options.split("<option");
    let Some(chosen) = options.find(|option| option.contains(" selected")) else {
        return String::new();
    };
    let (_, value) = chosen.split_once(" value=\"").unwrap();
    value.split('"').next().unwrap().to_owned()
}

/// A visit type; gives its id as forms send it.
async fn visit_type(admin: &Client, name: &str, minutes: u16) -> String {
    let body = json!({"name": name, "minutes": minutes});
    let made = admin.post("/api/admin/visit-types", body).await;
    made.expect(200).json().to_string()
}

#[tokio::test]
async fn it_goes_in_steps_without_javascript() {
    let app = TestApp::new();
    let (desk, doctor) = (app.front_desk().await, app.doctor("moreau").await);
    let rosa = app.patient_record("Rosa Delgado", None).await;
    let at = "/desk/new?walk_in=true";
    let page = desk.page(at).await.expect(200).text();
    assert_eq!(field_value(&page, "keep").as_deref(), Some("true"));
    let fields = [("q", "delgdo"), ("keep", "true")];
    let reply = desk.form("/api/patients/find", &fields, at).await;
    // No address has a name in it.
    assert_eq!(reply.location(), at);
    let page = desk.page(at).await.expect(200).text();
    assert_eq!(field_value(&page, "q").as_deref(), Some("delgdo"));
    let next = format!("/desk/new?patient_id={rosa}&walk_in=true");
    assert!(
        page.contains(&next.replace('&', "&#38;")) || page.contains(&next.replace('&', "&amp;")),
        "{page}"
    );
    let page = desk.page(&next).await.expect(200).text();
    assert!(page.contains("Rosa Delgado, born 30 Apr 1985"), "{page}");
    assert!(page.contains("Place in the queue"), "{page}");
    assert_eq!(field_value(&page, "patient_id"), Some(rosa.to_string()));

    // Somebody new, with a slip in the date: what was typed is still there.
    let at = "/desk/new?patient_id=new&walk_in=true";
    let choice = format!("queue@{}", doctor.id);
    let mut fields = vec![
        ("full_name", "Lena Otani"),
        ("date_of_birth", "1890-02-28"),
        ("choice", choice.as_str()),
        ("here", "true"),
    ];
    let reply = desk.form("/api/desk/walk-in", &fields, at).await;
    let page = desk.page(reply.location()).await.expect(200).text();
    assert_eq!(
        field_value(&page, "full_name").as_deref(),
        Some("Lena Otani")
    );
    assert!(
        field_error(&page, "date_of_birth").contains("1900"),
        "{page}"
    );
    fields[1].1 = "1990-02-28";
    let reply = desk.form("/api/desk/walk-in", &fields, at).await;
    assert_eq!(reply.location(), "/desk");
    let page = desk.page(reply.location()).await.expect(200).text();
    assert!(
        page.contains("Lena Otani is here: number 1 in the queue."),
        "{page}"
    );
}

#[tokio::test]
async fn what_is_looked_for_is_kept_for_one_page_and_only_if_it_asks() {
    let app = TestApp::new();
    let desk = app.front_desk().await;
    app.patient_record("Rosa Delgado", None).await;
    let sought = async || {
        let page = desk.page("/desk/new").await.expect(200).text();
        (field_value(&page, "q").unwrap(), page.contains("Rosa"))
    };
    let nothing = (String::new(), false);
    desk.typed("/api/patients/find", &[("q", "delgado")])
        .await
        .expect(200);
    assert_eq!(sought().await, nothing);
    let fields = [("q", "delgado"), ("keep", "true")];
    desk.form("/api/patients/find", &fields, "/desk/new")
        .await
        .expect(303);
    assert_eq!(sought().await, ("delgado".to_owned(), true));
    assert_eq!(sought().await, nothing);
}

#[tokio::test]
async fn what_was_chosen_is_still_chosen_after_a_refusal() {
    let app = TestApp::new();
    let (desk, admin) = (app.front_desk().await, app.admin().await);
    app.doctor("moreau").await;
    visit_type(&admin, "Check-up", 30).await;
    let vaccination = visit_type(&admin, "Vaccination", 10).await;
    let at = "/desk/new?patient_id=new";
    let page = desk.page(at).await.expect(200).text();
    let (offered, chosen) = choices(&page);
    assert!(offered.len() > 1, "{page}");
    assert_eq!(chosen.as_ref(), offered.first());
    assert_eq!(kind(&page), "");

    let mut fields = [
        ("full_name", "Lena Otani"),
        ("date_of_birth", "1890-02-28"),
        ("choice", offered[1].as_str()),
        ("visit_type_id", vaccination.as_str()),
        ("reason", "a cough"),
    ];
    let reply = desk.form("/api/desk/walk-in", &fields, at).await;
    let page = desk.page(reply.location()).await.expect(200).text();
    assert!(
        field_error(&page, "date_of_birth").contains("1900"),
        "{page}"
    );
    assert_eq!(choices(&page).1.as_ref(), Some(&offered[1]));
    assert_eq!(kind(&page), vaccination);
    assert_eq!(field_value(&page, "reason").as_deref(), Some("a cough"));

    // What is not on offer any more is not chosen either.
    fields[2].1 = "2026-11-23T03:00:00+00:00@1";
    let reply = desk.form("/api/desk/walk-in", &fields, at).await;
    let page = desk.page(reply.location()).await.expect(200).text();
    let (offered, chosen) = choices(&page);
    assert_eq!(chosen.as_ref(), offered.first());
}

#[tokio::test]
async fn a_short_gap_is_booked_for_a_visit_that_fits() {
    let app = TestApp::new();
    let (desk, admin) = (app.front_desk().await, app.admin().await);
    let (doctor, rosa) = (app.doctor("moreau").await, app.patient("rosa").await);
    let ravi = app.patient("ravi").await;
    visit_type(&admin, "Check-up", 30).await;
    let vaccination = visit_type(&admin, "Vaccination", 10).await;
    app.visit(Visit::new(&ravi, &doctor, "2026-11-24T10:10:00Z").minutes(20))
        .await;
    let at = |until: &str| {
        format!(
            "/desk/new?patient_id={}&doctor_id={}&starts_at=2026-11-24T10:00:00%2B00:00{until}",
            rosa.id, doctor.id
        )
    };
    for usual in ["", "&ends_at=2026-11-24T10:30:00%2B00:00"] {
        let page = desk.page(&at(usual)).await.expect(200).text();
        assert_eq!(kind(&page), "", "{usual}");
    }
    let at = at("&ends_at=2026-11-24T10:10:00%2B00:00");
    let page = desk.page(&at).await.expect(200).text();
    let gap = format!("2026-11-24T10:00:00+00:00@{}", doctor.id);
    assert_eq!(choices(&page).1.as_ref(), Some(&gap));
    assert_eq!(kind(&page), vaccination);

    // Who wants the usual visit all the same is told, and not overruled.
    let rosa = rosa.id.to_string();
    let mut fields = [
        ("patient_id", rosa.as_str()),
        ("choice", gap.as_str()),
        ("visit_type_id", ""),
    ];
    let reply = desk.form("/api/desk/walk-in", &fields, &at).await;
    let page = desk.page(reply.location()).await.expect(200).text();
    assert_eq!(kind(&page), "");
    fields[2].1 = &vaccination;
    let reply = desk.form("/api/desk/walk-in", &fields, &at).await;
    assert_eq!(reply.location(), "/desk?date=2026-11-24");
}

//! Several merges into one record, and what is done to the records meanwhile.

use jiff::SignedDuration;

use super::*;

/// A record with a telephone number of its own.
async fn record(app: &TestApp, desk: &Client, name: &str, number: &str) -> i64 {
    let id = app.patient_record(name, None).await;
    let details = json!({"full_name": name, "contact_number": number});
    desk.post(&format!("/api/patients/{id}"), details)
        .await
        .expect(200);
    id
}

#[tokio::test]
async fn they_are_undone_one_after_another() {
    let app = TestApp::new();
    let desk = app.front_desk().await;
    let kept = record(&app, &desk, "Rosa Delgado", "+44 117 496 0111").await;
    let second = record(&app, &desk, "Rosa D", "+44 117 496 0222").await;
    let third = record(&app, &desk, "R Delgado", "+44 117 496 0333").await;
    let before = state(&app).await;
    let theirs = json!({"contact_number": "merged"});
    let first = merge(&desk, kept, second, theirs.clone()).await;
    let later = merge(&desk, kept, third, theirs).await;

    let early = undo(&desk, &first).await.refused(409, "conflict");
    assert!(early.text().contains("undo that first"), "{early:?}");
    let card = format!("/patients/{kept}");
    let html = desk.page(&card).await.expect(200).text();
    let offered = |merge: &Value| html.contains(&format!("/api/merges/{}/undo", merge["id"]));
    assert!(offered(&later) && !offered(&first), "{html}");
    assert!(html.contains("undo the later merge first"), "{html}");

    undo(&desk, &later).await.expect(200);
    undo(&desk, &first).await.expect(200);
    sound(&app).await;
    assert_eq!(state(&app).await, before);
}

#[tokio::test]
async fn of_several_accounts_each_is_its_own_again() {
    let app = TestApp::new();
    let (rosa, ravi) = (app.patient("rosa").await, app.patient("ravi").await);
    let desk = app.front_desk().await;
    let kept = app.patient_record("Rosa Delgado", None).await;
    let before = state(&app).await;
    let first = merge(&desk, kept, rosa.id, json!({})).await;
    let later = merge(&desk, kept, ravi.id, json!({})).await;
    sound(&app).await;
    undo(&desk, &first).await.refused(409, "conflict");
    undo(&desk, &later).await.expect(200);
    undo(&desk, &first).await.expect(200);
    sound(&app).await;
    assert_eq!(state(&app).await, before);
    for username in ["rosa", "ravi"] {
        app.anon().log_in(username).await.expect(200);
    }
}

#[tokio::test]
async fn what_the_account_said_of_itself_goes_back_with_it() {
    let app = TestApp::new();
    let two = two(&app).await;
    let (kept, own) = (two.rosita, two.rosa.id);
    let before = state(&app).await;
    let number_of = |state: &State, id: i64| {
        let mut patients = state.patients.iter();
        patients.find(|each| each.0 == id).unwrap().3.clone()
    };
    let says = |number: &str| {
        json!({
            "full_name": "Pat rosa", "contact_number": number, "date_of_birth": "1985-04-30",
        })
    };

    let made = merge(&two.desk, kept, own, json!({"full_name": "merged"})).await;
    let new = "+44 117 496 0444";
    two.rosa.post("/api/account", says(new)).await.expect(200);
    assert_eq!(number_of(&state(&app).await, kept), new);
    undo(&two.desk, &made).await.expect(200);
    sound(&app).await;
    let after = state(&app).await;
    assert_eq!(number_of(&after, own), new);
    let kept_of = |state: &State| {
        let mut patients = state.patients.iter();
        format!("{:?}", patients.find(|each| each.0 == kept))
    };
    assert_eq!(kept_of(&after), kept_of(&before));

    // What the front desk has said as well is about the record that it sees, whoever was last.
    for at_last in [false, true] {
        let made = merge(&two.desk, kept, own, json!({})).await;
        app.pass(SignedDuration::from_secs(1));
        let path = format!("/api/patients/{kept}");
        let said = json!({"full_name": "Rosita Delgado", "contact_number": "+44 117 496 0666"});
        if !at_last {
            two.desk.post(&path, said.clone()).await.expect(200);
        }
        two.rosa
            .post("/api/account", says("+44 117 496 0666"))
            .await
            .expect(200);
        if at_last {
            two.desk.post(&path, said).await.expect(200);
        }
        undo(&two.desk, &made).await.expect(200);
        sound(&app).await;
        let after = state(&app).await;
        assert_eq!(number_of(&after, kept), "+44 117 496 0666");
        assert_eq!(number_of(&after, own), new);
        app.pass(SignedDuration::from_secs(1));
    }
}

#[tokio::test]
async fn each_account_has_the_name_of_its_own_record_again() {
    let app = TestApp::new();
    let (rosa, ravi) = (app.patient("rosa").await, app.patient("ravi").await);
    let (desk, admin) = (app.front_desk().await, app.admin().await);
    // The kept record's account may not sign in, so that the other's comes over.
    disable(&admin, rosa.user_id).await;
    let names = async || {
        let users = state(&app).await.users;
        let of = |id: i64| users.iter().find(|user| user.0 == id).unwrap().2.clone();
        (of(rosa.user_id), of(ravi.user_id))
    };

    let made = merge(&desk, rosa.id, ravi.id, json!({})).await;
    let own = json!({"full_name": "Ravi Patel", "contact_number": "+44 117 496 0888", "date_of_birth": "1985-04-30"});
    ravi.post("/api/account", own).await.expect(200);
    undo(&desk, &made).await.expect(200);
    sound(&app).await;
    assert_eq!(names().await, ("Pat rosa".into(), "Ravi Patel".into()));

    app.pass(SignedDuration::from_secs(1));
    let made = merge(&desk, rosa.id, ravi.id, json!({})).await;
    let corrected = json!({"full_name": "Rosa Delgado", "contact_number": "+44 117 496 0100"});
    desk.post(&format!("/api/patients/{}", rosa.id), corrected)
        .await
        .expect(200);
    undo(&desk, &made).await.expect(200);
    sound(&app).await;
    assert_eq!(names().await, ("Rosa Delgado".into(), "Ravi Patel".into()));
}

#[tokio::test]
async fn nothing_is_done_to_a_record_that_was_given_up() {
    let app = TestApp::new();
    let two = two(&app).await;
    let given_up = two.rosita;
    merge(&two.desk, two.rosa.id, given_up, json!({})).await;
    let before = state(&app).await;
    let details = json!({"full_name": "Rosita Delgado", "contact_number": "+44 117 496 0777"});
    for (step, body) in [("", details), ("/forgive", json!({}))] {
        let path = format!("/api/patients/{given_up}{step}");
        let refused = two.desk.post(&path, body).await.refused(409, "conflict");
        assert!(
            refused.text().contains("merged into another"),
            "{refused:?}"
        );
    }
    assert_eq!(state(&app).await, before);
}

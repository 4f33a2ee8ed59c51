//! Accounts as admins manage them.

use anteroom::audit::Action;
use serde_json::json;

use crate::common::TestApp;

#[tokio::test]
async fn nobody_locks_the_clinic_out() {
    let app = TestApp::new();
    let admin = app.admin().await;
    let own = format!("/api/admin/users/{}", admin.user_id);
    admin
        .post(&format!("{own}/disable"), json!({}))
        .await
        .refused(409, "conflict");
    admin
        .post(&format!("{own}/reset-password"), json!({}))
        .await
        .refused(409, "conflict");
    admin
        .post("/api/admin/users/999/disable", json!({}))
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn staff_are_added_with_a_role_and_disabled() {
    let app = TestApp::new();
    let admin = app.admin().await;
    let staff = |role: &str| json!({"username": format!("new.{role}"), "full_name": "New Person", "role": role});
    for role in ["admin", "front_desk"] {
        let made = admin
            .post("/api/admin/staff", staff(role))
            .await
            .expect(200)
            .json();
        let login = json!({"username": made["username"], "password": made["temporary_password"]});
        let client = app.anon();
        assert_eq!(
            client.post("/api/login", login).await.expect(200).json()["role"],
            role
        );
        let disable = format!("/api/admin/users/{}/disable", made["id"]);
        admin.post(&disable, json!({})).await.expect(200);
        client.get("/api/me").await.refused(401, "not_signed_in");
    }
    for role in ["doctor", "patient", "root", ""] {
        admin
            .post("/api/admin/staff", staff(role))
            .await
            .expect(422);
    }
    let list = admin.get("/api/admin/staff").await.expect(200).json();
    assert_eq!(list["total"], 3, "{list}");
}

#[tokio::test]
async fn a_reset_password_ends_sessions_and_must_be_changed() {
    let app = TestApp::new();
    let admin = app.admin().await;
    let rosa = app.patient("rosa").await;
    let reset = format!("/api/admin/users/{}/reset-password", rosa.user_id);
    let made = admin.post(&reset, json!({})).await.expect(200).json();
    rosa.get("/api/me").await.refused(401, "not_signed_in");
    rosa.log_in("rosa").await.invalid(&["password"]);
    let login = json!({"username": "rosa", "password": made["temporary_password"]});
    let me = rosa.post("/api/login", login).await.expect(200).json();
    assert_eq!(me["must_change_password"], true);
    rosa.get("/api/appointments")
        .await
        .refused(403, "password_change_required");
    let entries = app.audited(Action::PasswordReset).await;
    assert_eq!(
        (entries[0].user_id, entries[0].entity_id),
        (Some(admin.user_id), Some(rosa.user_id))
    );
}

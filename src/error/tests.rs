//! What travels, and what the client makes of it.

use super::*;

#[test]
fn the_code_on_the_wire_is_the_code_in_the_documentation() {
    let errors = [
        AppError::Malformed,
        AppError::NotSignedIn,
        AppError::Forbidden,
        AppError::PasswordChangeRequired,
        AppError::NotFound,
        AppError::SlotTaken {
            nearest: vec![Slot {
                starts_at: "2026-11-24T09:30:00+01:00".parse().unwrap(),
                ends_at: "2026-11-24T10:00:00+01:00".parse().unwrap(),
            }],
        },
        AppError::slot_taken(),
        AppError::conflict("x"),
        AppError::TooLarge,
        AppError::field("a", "b"),
        AppError::TooManyAttempts { retry_after: 3 },
        AppError::Internal {
            request_id: "r".into(),
        },
        AppError::Unavailable,
        AppError::Offline,
    ];
    for error in errors {
        let json = serde_json::to_value(&error).unwrap();
        assert_eq!(json["code"], error.code());
        assert_eq!(serde_json::from_value::<AppError>(json).unwrap(), error);
    }
}

#[test]
fn the_installed_app_takes_for_an_answer_only_what_the_server_wrote() {
    let answer = |details: Option<AppError>| ServerFnError::ServerError {
        message: "HTTP 404".to_owned(),
        code: 404,
        details: details.map(|error| serde_json::to_value(error).unwrap()),
    };
    let page = || ServerFnError::Deserialization("expected value at line 1".to_owned());
    assert_eq!(what_became_of(answer(None), true), AppError::Offline);
    assert_eq!(what_became_of(page(), true), AppError::Offline);
    assert_eq!(what_became_of(answer(None), false), AppError::NotFound);
    assert_eq!(what_became_of(page(), false), AppError::Malformed);
    for installed in [true, false] {
        let ours = answer(Some(AppError::Forbidden));
        assert_eq!(what_became_of(ours, installed), AppError::Forbidden);
    }
}

#[test]
fn field_errors_keep_the_first_message_of_each_field() {
    let mut errors = FieldErrors::default();
    assert_eq!(errors.check("name", Err::<(), _>("first")), None);
    errors.add("name", "second");
    assert_eq!(errors.check("age", Ok::<_, String>(3)), Some(3));
    let error = errors.finish().unwrap_err();
    assert_eq!(error.for_field("name"), Some("first"));
    assert_eq!(error.for_field("age"), None);
    assert_eq!(error.to_string(), "first");
}

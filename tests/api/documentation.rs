//! The documentation tells of what there is.

use std::collections::BTreeSet;

use crate::permissions::server_functions;

const API: &str = include_str!("../../docs/api.md");

/// What stands in the first column of the tables: `` | `GET /api/..` | ``.
fn documented() -> BTreeSet<String> {
    API.lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .filter_map(|line| line.split_once('`'))
        .map(|(call, _)| call.split(['?', ' ']).take(2).collect::<Vec<_>>().join(" "))
        .filter(|call| call.contains(" /api/"))
        .collect()
}

#[test]
fn every_server_function_is_in_the_documentation_and_no_other() {
    assert_eq!(documented(), server_functions());
}

#[test]
fn every_code_of_an_error_is_in_the_documentation() {
    use anteroom::error::AppError;
    let errors = [
        AppError::Malformed,
        AppError::NotSignedIn,
        AppError::Forbidden,
        AppError::PasswordChangeRequired,
        AppError::NotFound,
        AppError::slot_taken(),
        AppError::conflict(""),
        AppError::TooLarge,
        AppError::field("", ""),
        AppError::TooManyAttempts { retry_after: 1 },
        AppError::Internal {
            request_id: String::new(),
        },
        AppError::Unavailable,
    ];
    for error in errors {
        let row = format!("| {} | `{}` |", error.status().as_u16(), error.code());
        assert!(API.contains(&row), "{row}");
    }
}

//! What is downloaded rather than shown: the calendar file and the export.

use axum::Router;

/// The addresses of the downloads.
pub fn routes() -> Router {
    Router::new()
}

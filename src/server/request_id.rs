//! An id for each request: in the log, in the answer's `x-request-id`, and on error pages. With it
//! goes what is looked up once a request and then the same to its end.

use std::sync::Arc;

use axum::{extract::Request, http::HeaderValue, middleware::Next, response::Response};
use tokio::sync::OnceCell;

use super::app_state::Seen;

tokio::task_local! {
    static CURRENT: String;
}

/// The id of the request being served, or a fresh one outside of any.
pub fn current() -> String {
    extension()
        .map(|served| served.id)
        .or_else(|| CURRENT.try_with(Clone::clone).ok())
        .unwrap_or_else(fresh)
}

/// Where the clinic's settings as this request sees them are kept; nothing outside of one.
pub fn settings() -> Option<Arc<OnceCell<Seen>>> {
    extension().map(|served| served.settings)
}

/// Runs `work` on behalf of the request `id`, on whichever thread this is.
pub fn within<T>(id: String, work: impl FnOnce() -> T) -> T {
    CURRENT.sync_scope(id, work)
}

/// What a request carries in its extensions, for code on Dioxus' render threads.
#[derive(Clone, Debug)]
struct Served {
    id: String,
    settings: Arc<OnceCell<Seen>>,
}

fn extension() -> Option<Served> {
    dioxus_fullstack::FullstackContext::current()?.extension()
}

fn fresh() -> String {
    format!("{:016x}", rand::random::<u64>())
}

/// Gives each request its id.
pub async fn layer(mut request: Request, next: Next) -> Response {
    let id = fresh();
    request.extensions_mut().insert(Served {
        id: id.clone(),
        settings: Arc::default(),
    });
    let mut response = CURRENT.scope(id.clone(), next.run(request)).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

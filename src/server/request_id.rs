//! An id for each request: in the log, in the answer's `x-request-id`, and on error pages.

use axum::{extract::Request, http::HeaderValue, middleware::Next, response::Response};

tokio::task_local! {
    static CURRENT: String;
}

/// The id of the request being served, or a fresh one outside of any.
pub fn current() -> String {
    dioxus_fullstack::FullstackContext::current()
        .and_then(|context| context.extension::<RequestId>())
        .map(|id| id.0)
        .or_else(|| CURRENT.try_with(Clone::clone).ok())
        .unwrap_or_else(fresh)
}

/// Runs `work` on behalf of the request `id`, on whichever thread this is.
pub fn within<T>(id: String, work: impl FnOnce() -> T) -> T {
    CURRENT.sync_scope(id, work)
}

/// The id as a request extension, for code on Dioxus' render threads.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

fn fresh() -> String {
    format!("{:016x}", rand::random::<u64>())
}

/// Gives each request its id.
pub async fn layer(mut request: Request, next: Next) -> Response {
    let id = fresh();
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = CURRENT.scope(id.clone(), next.run(request)).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

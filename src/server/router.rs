//! The router: Dioxus' pages and server functions, and the layers around them.

use axum::{
    Extension, Router,
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header::LOCATION},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::get,
};
use axum_login::{
    AuthManagerLayerBuilder,
    tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite},
};
use tower::ServiceBuilder;
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};

use super::{
    AppState, csp, headers, outage, page_cache, request_id,
    session_store::{self, DieselStore},
    wire,
};
use crate::auth::backend::Backend;

/// Everything the server answers. Layers run from the first to the last.
pub fn router(app: AppState) -> Router {
    let store = DieselStore {
        db: app.db.clone(),
        clock: app.clock.clone(),
    };
    let https = app.config.https();
    let sessions = SessionManagerLayer::new(store)
        .with_name(if https { "__Host-anteroom" } else { "anteroom" })
        .with_secure(https)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnSessionEnd);
    let backend = Backend { db: app.db.clone() };
    // Layers stand around whole services and not around each route: a router copies the layers of
    // a route for every request, boxes and all.
    let clinic = ServiceBuilder::new()
        .layer(Extension(app.clone()))
        .layer(from_fn(session_store::attended_layer))
        .layer(from_fn(outage::layer))
        .layer(AuthManagerLayerBuilder::new(backend, sessions).build())
        .layer(from_fn(session_store::cookie_layer))
        .layer(from_fn_with_state(app.clone(), first_start))
        .layer(from_fn(csp::layer))
        .layer(from_fn(wire::layer))
        .layer(from_fn_with_state(app.clone(), in_turn))
        .service(
            dioxus::server::router(crate::app::App).merge(crate::appointments::download::routes()),
        );
    let everything = ServiceBuilder::new()
        .layer(from_fn(request_id::layer))
        .layer(CatchPanicLayer::new())
        .layer(
            CompressionLayer::new()
                .no_br()
                .no_deflate()
                .no_zstd()
                .gzip(true),
        )
        .layer(from_fn_with_state(app.clone(), headers::layer))
        .layer(from_fn_with_state(app.clone(), page_cache::layer))
        .service(
            Router::new()
                .route("/healthz", get(|| async { "ok" }))
                .route("/readyz", get(ready).with_state(app))
                .fallback_service(clinic),
        );
    Router::new().fallback_service(everything)
}

async fn ready(State(app): State<AppState>) -> StatusCode {
    match app.probe().await {
        Ok(()) => StatusCode::OK,
        Err(error) => error.status(),
    }
}

/// Has only so many pages rendered at a time, in the order they were asked for: a page takes ten
/// times what a call takes, and a rush of readers must not hold up those who book.
async fn in_turn(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let _turn = if path.starts_with("/api/") || headers::is_asset(path) {
        None
    } else {
        app.rendering.acquire().await.ok()
    };
    next.run(request).await
}

/// With no administrator yet, every page leads to the set-up page.
async fn first_start(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let page = request.method() == Method::GET
        && !path.starts_with("/api/")
        && !path.starts_with("/assets/")
        && !path.starts_with("/wasm/")
        && path != "/setup";
    if page && app.has_admin().await == Ok(false) {
        let mut response = StatusCode::SEE_OTHER.into_response();
        response
            .headers_mut()
            .insert(LOCATION, HeaderValue::from_static("/setup"));
        return response;
    }
    next.run(request).await
}

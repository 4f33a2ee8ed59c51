//! The headers that keep a browser on our side, and the refusal of writes from other sites.

use axum::{
    Json,
    extract::{Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue, Method,
        header::{
            CACHE_CONTROL, CONTENT_ENCODING, COOKIE, HOST, ORIGIN, REFERRER_POLICY,
            STRICT_TRANSPORT_SECURITY, UPGRADE, VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
        },
    },
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::AppState;
use crate::error::AppError;

/// Outermost but for the request id: refuses cross-site writes and sets the headers every
/// answer carries.
pub async fn layer(State(app): State<AppState>, mut request: Request, next: Next) -> Response {
    let asset = is_asset(request.uri().path());
    let screen = screen_policy(request.uri().path());
    if asset {
        // Assets are the same for everybody: no session is looked up for them.
        request.headers_mut().remove(COOKIE);
    }
    let mut response = if cross_site_write(
        request.method(),
        request.headers(),
        app.config.base_url.as_deref(),
    ) {
        let body = Json(serde_json::json!({
            "code": "forbidden",
            "status": 403,
            "message": "This was sent from another site and was refused.",
        }));
        (AppError::Forbidden.status(), body).into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=()"),
    );
    if let Some(policy) = screen {
        headers.insert(REFERRER_POLICY, HeaderValue::from_static(policy));
        headers.insert(
            HeaderName::from_static("x-robots-tag"),
            HeaderValue::from_static("noindex, nofollow"),
        );
    }
    if app.config.https() {
        headers.insert(
            STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
    if headers.contains_key(CONTENT_ENCODING) {
        // An asset compressed beforehand: the file service does not say that others get another.
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    }
    if !asset {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

pub(super) fn is_asset(path: &str) -> bool {
    path.starts_with("/assets/") || path.starts_with("/wasm/")
}

/// The referrer policy of an address that has a secret in it. A kiosk's form tells our own server where
/// it stands, which browsers that do not say `Sec-Fetch-Site` say by nothing else.
fn screen_policy(path: &str) -> Option<&'static str> {
    let path = path.strip_prefix("/api").unwrap_or(path);
    if path.starts_with("/waiting-room/") {
        Some("no-referrer")
    } else {
        path.starts_with("/kiosk/").then_some("same-origin")
    }
}

/// Whether a browser says that this write comes from a page of another site. A WebSocket counts as one: any
/// page may open it, with the cookie and without asking first, and would be told what is for us alone.
///
/// Every browser of the last years sends `Sec-Fetch-Site`, and all send `Origin` with a
/// cross-site write; a request with neither does not come from a browser's page.
fn cross_site_write(method: &Method, headers: &HeaderMap, base_url: Option<&str>) -> bool {
    let reads = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    if reads && !headers.contains_key(UPGRADE) {
        return false;
    }
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(&HeaderName::from_static("sec-fetch-site")) {
        return !matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(&ORIGIN) else {
        return false;
    };
    let host = origin.split_once("://").map(|(_, host)| host);
    base_url != Some(origin) && (host.is_none() || host != text(&HOST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(list: &[(&'static str, &'static str)]) -> bool {
        refused_as(Method::POST, list)
    }

    fn refused_as(method: Method, list: &[(&'static str, &'static str)]) -> bool {
        let headers = list
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect();
        cross_site_write(&method, &headers, Some("https://clinic.example"))
    }

    #[test]
    fn a_socket_from_another_site_is_refused_and_a_link_is_not() {
        let from = ("origin", "https://evil.example");
        let host = ("host", "a.example");
        let get = |list: &[_]| refused_as(Method::GET, list);
        assert!(!get(&[host, from]));
        assert!(get(&[host, from, ("upgrade", "websocket")]));
        let ours = ("origin", "http://a.example");
        assert!(!get(&[host, ours, ("upgrade", "websocket")]));
        assert!(!get(&[host, ("upgrade", "websocket")]));
    }

    #[test]
    fn writes_from_other_sites_are_refused() {
        assert!(!refused(&[("sec-fetch-site", "same-origin")]));
        assert!(refused(&[("sec-fetch-site", "cross-site")]));
        assert!(refused(&[("sec-fetch-site", "same-site")]));
        assert!(!refused(&[
            ("host", "a.example"),
            ("origin", "http://a.example")
        ]));
        assert!(!refused(&[
            ("host", "inner:8080"),
            ("origin", "https://clinic.example")
        ]));
        assert!(refused(&[
            ("host", "a.example"),
            ("origin", "http://b.example")
        ]));
        assert!(refused(&[("host", "a.example"), ("origin", "null")]));
        assert!(!refused(&[("host", "a.example")]));
    }
}

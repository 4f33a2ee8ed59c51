//! What keeps a browser on our side: the refusal of writes from other sites, headers, the policy
//! for scripts.

use axum::http::Method;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use super::wire::{FORM, JSON};
use crate::common::{HOST, TestApp};

#[tokio::test]
async fn writes_from_other_sites_are_refused() {
    let app = TestApp::new();
    let rosa = app.patient("rosa").await;
    let own = format!("http://{HOST}");
    for content_type in [FORM, JSON, ("content-type", "text/plain")] {
        for foreign in [
            ("origin", "http://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            rosa.request(Method::POST, "/api/logout", &[content_type, foreign], "")
                .await
                .refused(403, "forbidden");
        }
    }
    rosa.get("/api/me").await.expect(200);
    let headers = [
        JSON,
        ("origin", own.as_str()),
        ("sec-fetch-site", "same-origin"),
    ];
    rosa.request(Method::POST, "/api/logout", &headers, "")
        .await
        .expect(200);
}

#[tokio::test]
async fn a_link_from_another_site_may_be_followed() {
    let app = TestApp::new();
    let headers = [("sec-fetch-site", "cross-site"), ("accept", "text/html")];
    app.anon()
        .request(Method::GET, "/doctors", &headers, "")
        .await
        .expect(200);
}

#[tokio::test]
async fn pages_carry_the_headers_that_protect_them() {
    let app = TestApp::new();
    let rosa = app.patient("rosa").await;
    for (client, path) in [
        (&app.anon(), "/login"),
        (&rosa.client, "/appointments"),
        (&rosa.client, "/nothing"),
    ] {
        let reply = client.page(path).await;
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(reply.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(reply.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(reply.header("cache-control"), "no-store", "{path}");
        assert_eq!(reply.header("strict-transport-security"), "", "{path}");
    }
    for path in ["/api/me", "/api/appointments"] {
        assert_eq!(
            rosa.get(path).await.header("cache-control"),
            "no-store",
            "{path}"
        );
    }
}

#[tokio::test]
async fn on_https_browsers_are_told_to_stay_there() {
    let app = TestApp::on_https();
    let reply = app.anon().page("/login").await.expect(200);
    assert!(
        reply
            .header("strict-transport-security")
            .starts_with("max-age=31536000")
    );
}

#[tokio::test]
async fn only_the_scripts_of_the_page_itself_may_run() {
    let app = TestApp::new();
    let reply = app.anon().page("/login").await.expect(200);
    let policy = reply.header("content-security-policy").to_owned();
    let directive = |name: &str| {
        let found = policy.split("; ").find_map(|part| part.strip_prefix(name));
        found
            .unwrap_or_else(|| panic!("no {name} in {policy}"))
            .trim()
            .to_owned()
    };
    assert_eq!(directive("default-src"), "'self'");
    assert_eq!(directive("style-src"), "'self'");
    for none in ["object-src", "base-uri", "frame-ancestors"] {
        assert_eq!(directive(none), "'none'");
    }
    assert_eq!(directive("form-action"), "'self'");

    let page = reply.text();
    let inline: Vec<_> = page
        .split("<script")
        .skip(1)
        .filter_map(|rest| rest.split_once('>'))
        .filter(|(attributes, _)| !attributes.contains("src="))
        .map(|(_, rest)| rest.split("</script>").next().unwrap())
        .collect();
    assert!(inline.len() >= 2);
    let mut allowed: Vec<_> = directive("script-src")
        .split(' ')
        .map(str::to_owned)
        .collect();
    for script in inline {
        let hash = format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script)));
        let known = allowed.iter().position(|source| *source == hash);
        allowed.remove(known.unwrap_or_else(|| panic!("{script} is not allowed by {policy}")));
    }
    allowed.sort();
    assert_eq!(allowed, ["'self'", "'wasm-unsafe-eval'"]);
}

#[tokio::test]
async fn pages_hold_no_inline_styles_or_handlers() {
    let app = TestApp::new();
    let rosa = app.patient("rosa").await;
    for (client, path) in [
        (&app.anon(), "/"),
        (&app.anon(), "/login"),
        (&rosa.client, "/appointments"),
    ] {
        let page = client.page(path).await.expect(200).text();
        for forbidden in [
            " style=\"",
            "<style",
            " onclick=",
            " onsubmit=",
            "javascript:",
        ] {
            assert!(!page.contains(forbidden), "{path} has {forbidden}");
        }
    }
}

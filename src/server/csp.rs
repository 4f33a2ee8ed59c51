//! The Content-Security-Policy of each page: nothing inline runs but the scripts of the page
//! itself, named by their hashes.

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{
        HeaderValue,
        header::{CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use super::faults;

/// A page larger than this is a fault.
const PAGE_LIMIT: usize = 16 * 1024 * 1024;

/// Adds the policy to every HTML page.
pub async fn layer(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let html = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !html {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let page = match to_bytes(body, PAGE_LIMIT).await {
        Ok(page) => page,
        Err(error) => return faults::internal(&error).status().into_response(),
    };
    let policy = match std::str::from_utf8(&page) {
        Ok(text) => policy(text),
        Err(error) => return faults::internal(&error).status().into_response(),
    };
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        parts.headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    parts.headers.insert(CONTENT_LENGTH, page.len().into());
    Response::from_parts(parts, Body::from(page))
}

fn policy(page: &str) -> String {
    let mut scripts = String::new();
    for script in inline_scripts(page) {
        scripts.push_str(" 'sha256-");
        scripts.push_str(&STANDARD.encode(Sha256::digest(script)));
        scripts.push('\'');
    }
    format!(
        "default-src 'self'; script-src 'self'{scripts} 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; \
         form-action 'self'"
    )
}

/// The contents of the scripts that stand in the page itself.
fn inline_scripts(page: &str) -> impl Iterator<Item = &str> {
    let mut rest = page;
    std::iter::from_fn(move || {
        loop {
            let (_, after) = rest.split_once("<script")?;
            let (attributes, after) = after.split_once('>')?;
            let (script, after) = after.split_once("</script>")?;
            rest = after;
            if !attributes.contains("src=") {
                return Some(script);
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_scripts_in_the_page_are_hashed() {
        let page = r#"<head><script>one()</script><script type="module" src="/a.js"></script></head><script async>two()</script>"#;
        assert_eq!(inline_scripts(page).collect::<Vec<_>>(), ["one()", "two()"]);
        assert_eq!(policy(page).matches("sha256-").count(), 2);
    }
}

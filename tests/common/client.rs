//! A client with a cookie jar, in front of the router.

use std::{
    collections::BTreeMap,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{HeaderMap, HeaderName, HeaderValue, Method, Request, header},
};
use serde_json::Value;
use tower::ServiceExt as _;

use super::Reply;

/// The host every request names.
pub(crate) const HOST: &str = "clinic.test";

const FORM: &str = "application/x-www-form-urlencoded";

/// Somebody's browser, script or app. A clone shares the cookies.
#[derive(Clone)]
pub(crate) struct Client {
    router: Router,
    jar: Arc<Mutex<BTreeMap<String, String>>>,
    address: IpAddr,
    agent: &'static str,
}

impl Client {
    pub(crate) fn new(router: Router) -> Self {
        Self {
            router,
            jar: Arc::default(),
            address: IpAddr::from([192, 0, 2, 1]),
            agent: "test browser",
        }
    }

    /// The same client at another network address.
    pub(crate) fn at(mut self, address: [u8; 4]) -> Self {
        self.address = IpAddr::from(address);
        self
    }

    /// A client that calls itself something else.
    pub(crate) fn named(mut self, agent: &'static str) -> Self {
        self.agent = agent;
        self
    }

    /// Another client that has got hold of this one's present cookies.
    pub(crate) fn with_stolen_cookies(&self) -> Self {
        let stolen = self.jar.lock().unwrap().clone();
        Self {
            jar: Arc::new(Mutex::new(stolen)),
            ..self.clone()
        }
    }

    /// The value of the one cookie there is.
    pub(crate) fn cookie(&self) -> Option<String> {
        let jar = self.jar.lock().unwrap();
        assert!(jar.len() <= 1, "one cookie is enough: {jar:?}");
        jar.values().next().cloned()
    }

    /// A script asks.
    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.request(Method::GET, path, &[], "").await
    }

    /// A script sends JSON.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        let headers = [("content-type", "application/json")];
        self.request(Method::POST, path, &headers, body.to_string())
            .await
    }

    /// A browser opens a page.
    pub(crate) async fn page(&self, path: &str) -> Reply {
        let headers = [("accept", "text/html,application/xhtml+xml")];
        self.request(Method::GET, path, &headers, "").await
    }

    /// A browser without JavaScript sends the form that stands on `page`.
    pub(crate) async fn form(&self, path: &str, fields: &[(&str, &str)], page: &str) -> Reply {
        let headers = [
            ("content-type", FORM),
            ("accept", "text/html,application/xhtml+xml"),
            ("origin", &format!("http://{HOST}")),
            ("referer", &format!("http://{HOST}{page}")),
            ("sec-fetch-site", "same-origin"),
        ];
        let body = serde_urlencoded::to_string(fields).unwrap();
        self.request(Method::POST, path, &headers, body).await
    }

    /// The hydrated page or the desktop app sends a form.
    pub(crate) async fn typed(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let headers = [("content-type", FORM), ("x-request-client", "dioxus")];
        let body = serde_urlencoded::to_string(fields).unwrap();
        self.request(Method::POST, path, &headers, body).await
    }

    /// Signs in with the password everybody has.
    pub(crate) async fn log_in(&self, username: &str) -> Reply {
        let body = serde_json::json!({"username": username, "password": super::PASSWORD});
        self.post("/api/login", body).await
    }

    /// Sends exactly this, with the cookies, and keeps the cookies of the answer.
    pub(crate) async fn request(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Reply {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, HOST)
            .header(header::USER_AGENT, self.agent)
            .extension(ConnectInfo(SocketAddr::new(self.address, 50_000)))
            .body(body.into())
            .unwrap();
        self.put_cookies(request.headers_mut());
        for (name, value) in headers {
            let name = HeaderName::try_from(*name).unwrap();
            request
                .headers_mut()
                .insert(name, HeaderValue::try_from(*value).unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        self.keep_cookies(response.headers());
        Reply::read(response).await
    }

    fn put_cookies(&self, headers: &mut HeaderMap) {
        let jar = self.jar.lock().unwrap();
        let pairs: Vec<_> = jar
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !pairs.is_empty() {
            headers.insert(header::COOKIE, pairs.join("; ").try_into().unwrap());
        }
    }

    fn keep_cookies(&self, headers: &HeaderMap) {
        let mut jar = self.jar.lock().unwrap();
        for set in headers.get_all(header::SET_COOKIE) {
            let set = set.to_str().unwrap();
            let (pair, attributes) = set.split_once(';').unwrap_or((set, ""));
            let (name, value) = pair.split_once('=').unwrap();
            if attributes.contains("Max-Age=0") {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

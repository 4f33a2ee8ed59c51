//! Errors as pages, each with its status.

use dioxus::prelude::*;
use dioxus_fullstack::{FullstackContext, StatusCode};

use super::{ButtonKind, Icon, IconName, LinkButton, Page, use_session};
use crate::{auth::model::with_next, error::AppError, routes::Route};

/// A page in the place of one that could not be made.
///
/// Who is not signed in is sent to the log-in page and comes back afterwards.
#[component]
pub fn ErrorPage(
    /// What went wrong.
    error: AppError,
) -> Element {
    let here = tidy(&use_route::<Route>().to_string());
    let leave_for = match &error {
        AppError::NotSignedIn => Some(with_next("/login", &here)),
        AppError::PasswordChangeRequired => Some("/account".to_owned()),
        _ => None,
    };
    match &leave_for {
        Some(path) => redirect(path),
        None => FullstackContext::commit_http_status(error.status(), None),
    }
    let leaving = leave_for.clone();
    use_effect(move || {
        if let Some(path) = &leaving {
            navigator().replace(path.clone());
        }
    });
    if leave_for.is_some() {
        return rsx! {
            Page { title: "One moment", p { "{error}" } }
        };
    }
    let title = match &error {
        AppError::Forbidden => "This is not open to your account",
        AppError::NotFound => "This page does not exist",
        AppError::Unavailable | AppError::Offline => "The clinic's system cannot be reached",
        AppError::TooManyAttempts { .. } => "Please wait a moment",
        _ => "Something went wrong",
    };
    // A fault of ours or a matter of waiting may go well next time; the rest will not.
    let may_pass =
        error.status().is_server_error() || matches!(error, AppError::TooManyAttempts { .. });
    let request_id = match &error {
        AppError::Internal { request_id } => Some(request_id.clone()),
        _ => None,
    };
    rsx! {
        Page { title, class: "narrow",
            div { class: "error-page",
                Icon { name: IconName::CircleAlert }
                p { role: "alert", "{error}" }
                div { class: "cluster",
                    if may_pass {
                        TryAgain { here }
                    }
                    LinkButton {
                        to: "/",
                        kind: if may_pass { ButtonKind::Secondary } else { ButtonKind::Primary },
                        "Go to the front page"
                    }
                }
                if let Some(id) = request_id {
                    p { class: "request-id small muted", "Reference for the help desk: {id}" }
                }
            }
        }
    }
}

/// How often the reader has asked for the page again.
#[derive(Clone, Copy)]
pub(super) struct Retries(Signal<u32>);

impl Retries {
    /// Counts below this component.
    pub(super) fn provide() -> Self {
        use_context_provider(|| Self(Signal::new(0)))
    }

    /// A key for the page: a new one makes a new page, which loads its data anew.
    pub(super) fn count(self) -> u32 {
        (self.0)()
    }
}

/// Loads the page again; in a hydrated page without leaving it, since the address is the same.
#[component]
fn TryAgain(here: String) -> Element {
    let session = use_session();
    let Retries(mut retries) = use_context();
    rsx! {
        a {
            href: here,
            class: "button primary",
            onclick: move |event| {
                event.prevent_default();
                session.reload();
                retries += 1;
            },
            span { class: "button-label", "Try again" }
        }
    }
}

/// An address without the parameters that nobody gave: the router writes every one of a route.
fn tidy(address: &str) -> String {
    let Some((path, query)) = address.split_once('?') else {
        return address.to_owned();
    };
    let given: Vec<&str> = query
        .split('&')
        .filter(|parameter| !parameter.ends_with('=') && *parameter != "page=0")
        .collect();
    if given.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", given.join("&"))
    }
}

/// Has the server answer with a redirect (303) in the place of this page; nothing in a browser.
pub fn redirect(path: &str) {
    if let Some(context) = FullstackContext::current()
        && let Ok(location) = path.parse::<dioxus_fullstack::HeaderValue>()
    {
        context.add_response_header(http::header::LOCATION, location);
        FullstackContext::commit_http_status(StatusCode::SEE_OTHER, None);
    }
}

/// The page for an address we do not know.
#[component]
pub fn NotFound(
    /// The segments of the address.
    segments: Vec<String>,
) -> Element {
    let _ = segments;
    rsx! {
        ErrorPage { error: AppError::NotFound }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_only_what_was_given() {
        assert_eq!(tidy("/account"), "/account");
        assert_eq!(tidy("/appointments?page=0"), "/appointments");
        assert_eq!(tidy("/patients?q=&page=2"), "/patients?page=2");
        assert_eq!(
            tidy("/desk?date=2026-11-24&doctor_id="),
            "/desk?date=2026-11-24"
        );
    }
}

//! The app: head, session, router.

use std::sync::LazyLock;

use dioxus::prelude::*;

#[cfg(not(feature = "desktop"))]
use crate::auth::api::shell;
#[cfg(feature = "desktop")]
use crate::offline::source::shell;
use crate::{
    routes::Route,
    ui::{Fonts, Session, ToastProvider, layout::FAVICON, use_page_data},
};

/// The style sheets in the order of their cascade layers.
const STYLES: &[Asset] = &[
    asset!("/assets/css/tokens.css"),
    asset!("/assets/css/base.css"),
    asset!("/assets/css/forms.css"),
    asset!("/assets/css/buttons.css"),
    asset!("/assets/css/widgets.css"),
    asset!("/assets/css/overlays.css"),
    asset!("/assets/css/data.css"),
    asset!("/assets/css/numbers.css"),
    asset!("/assets/css/calendar.css"),
    asset!("/assets/css/axis.css"),
    asset!("/assets/css/frame.css"),
    asset!("/assets/css/layout.css"),
    asset!("/assets/css/pages.css"),
    asset!("/assets/css/booking.css"),
    asset!("/assets/css/staff.css"),
    asset!("/assets/css/series.css"),
    asset!("/assets/css/rules.css"),
    asset!("/assets/css/waitlist.css"),
    asset!("/assets/css/desk.css"),
    asset!("/assets/css/people.css"),
    asset!("/assets/css/screens.css"),
    asset!("/assets/css/print.css"),
    #[cfg(feature = "desktop")]
    asset!("/assets/css/desktop.css"),
    asset!("/assets/css/offline.css"),
];

/// The addresses of [`STYLES`], worked out once: a page is made often.
static STYLE_HREFS: LazyLock<Vec<String>> =
    LazyLock::new(|| STYLES.iter().map(ToString::to_string).collect());

static MANIFEST: LazyLock<String> =
    LazyLock::new(|| asset!("/assets/manifest.webmanifest").to_string());

/// The root.
#[component]
pub fn App() -> Element {
    #[cfg(feature = "web")]
    use_hook(crate::web::provide_document);
    #[cfg(feature = "web")]
    crate::web::use_attended();
    rsx! {
        Head {}
        SignedInApp {}
    }
}

/// What stands in the head of every page, before anything is shown.
#[component]
pub fn Head() -> Element {
    rsx! {
        document::Meta { name: "viewport", content: "width=device-width, initial-scale=1" }
        document::Meta { name: "color-scheme", content: "light dark" }
        document::Link { rel: "icon", href: FAVICON.clone(), r#type: "image/svg+xml" }
        for href in STYLE_HREFS.iter() {
            document::Stylesheet { key: "{href}", href: href.clone() }
        }
        document::Link { rel: "manifest", href: MANIFEST.clone() }
        Fonts {}
    }
}

#[component]
fn SignedInApp() -> Element {
    let shell = use_page_data(shell)?;
    #[cfg(feature = "desktop")]
    crate::offline::source::use_shell_kept_true(shell);
    Session::provide(shell);
    rsx! {
        ToastProvider { Router::<Route> {} }
    }
}

//! The app: head, session, router.

use dioxus::prelude::*;

use crate::{
    auth,
    routes::Route,
    ui::{Session, use_page_data},
};

/// The style sheets in the order of their cascade layers.
const STYLES: [Asset; 7] = [
    asset!("/assets/css/tokens.css"),
    asset!("/assets/css/base.css"),
    asset!("/assets/css/forms.css"),
    asset!("/assets/css/widgets.css"),
    asset!("/assets/css/calendar.css"),
    asset!("/assets/css/layout.css"),
    asset!("/assets/css/pages.css"),
];

/// The root.
#[component]
pub fn App() -> Element {
    #[cfg(feature = "web")]
    use_hook(crate::web::provide_document);
    rsx! {
        document::Meta { name: "viewport", content: "width=device-width, initial-scale=1" }
        document::Meta { name: "color-scheme", content: "light dark" }
        document::Link { rel: "icon", href: asset!("/assets/favicon.svg"), r#type: "image/svg+xml" }
        for (index, style) in STYLES.into_iter().enumerate() {
            document::Stylesheet { key: "{index}", href: style }
        }
        SignedInApp {}
    }
}

#[component]
fn SignedInApp() -> Element {
    let shell = use_page_data(auth::api::shell)?;
    Session::provide(shell);
    rsx! {
        Router::<Route> {}
    }
}

//! The frame of one page: its title, its heading, its actions.

use dioxus::prelude::*;

use super::{platform, session, use_session};

/// A page. Its heading is the only `h1`, and the document's title says it first.
///
/// ```ignore
/// rsx! { Page { title: "Doctors", lede: "Who can help me?", .. } }
/// ```
#[component]
pub fn Page(
    /// The heading, and the first words of the document's title.
    #[props(into)]
    title: String,
    /// A sentence below the heading.
    #[props(default, into)]
    lede: Option<String>,
    /// `narrow` for forms, `wide` for tables of staff.
    #[props(default, into)]
    class: String,
    /// Buttons and links beside the heading.
    #[props(default)]
    actions: Option<Element>,
    /// The page.
    children: Element,
) -> Element {
    let session = use_session();
    let clinic = session.clinic().name;
    let notice = use_hook(|| session.flash().and_then(|flash| flash.notice));
    // The first page is read from its top; later ones from their heading.
    use_effect(|| {
        if session::move_on() {
            platform::focus("main h1");
        }
    });
    rsx! {
        document::Title { "{title} · {clinic}" }
        main { id: "content", class: "page {class}", tabindex: "-1",
            div { class: "page-head",
                div {
                    h1 { tabindex: "-1", "{title}" }
                    if let Some(lede) = lede {
                        p { class: "lede", "{lede}" }
                    }
                }
                if let Some(actions) = actions {
                    div { class: "page-actions", {actions} }
                }
            }
            if let Some(notice) = notice {
                super::Notice { tone: super::Tone::Success, role: "status", p { "{notice}" } }
            }
            {children}
        }
    }
}

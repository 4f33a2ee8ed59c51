//! The frame around every page: header with the reader's destinations, and footer.

use std::sync::LazyLock;

use dioxus::prelude::*;

use super::{
    Anchor, Icon, IconName, Initials, Notice, Skeleton, Tone, error_page::Retries,
    form::use_submit, use_session,
};
#[cfg(not(feature = "desktop"))]
use crate::auth::api::logout;
// The installed app leaves every window, and lets go of what it kept for the account.
#[cfg(feature = "desktop")]
use crate::desktop::session::logout;
use crate::{
    auth::{Me, Role},
    routes::Route,
};

/// The mark. Without a hash in its name, since the manifest names it.
pub static FAVICON: LazyLock<String> = LazyLock::new(|| {
    asset!(
        "/assets/favicon.svg",
        AssetOptions::builder().with_hash_suffix(false)
    )
    .to_string()
});

/// The frame.
#[component]
pub fn Layout() -> Element {
    #[cfg(feature = "desktop")]
    crate::desktop::use_steering();
    let session = use_session();
    let clinic = session.clinic();
    let retries = Retries::provide();
    rsx! {
        a { class: "skip-link", href: "#content", "Skip to content" }
        Header {}
        if let Some(error) = session.error() {
            Notice { tone: Tone::Danger, role: "alert", p { "{error}" } }
        }
        SuspenseBoundary {
            fallback: |_| rsx! {
                main { class: "page", Skeleton { lines: 6 } }
            },
            for time in [retries.count()] {
                Outlet::<Route> { key: "{time}" }
            }
        }
        footer { class: "site-footer",
            div { class: "site-footer-inner",
                p { strong { "{clinic.name}" } }
                if !clinic.address.is_empty() {
                    address { {on_one_line(&clinic.address)} }
                }
                if !clinic.phone.is_empty() {
                    p { a { href: "tel:{clinic.phone}", "{clinic.phone}" } }
                }
                p { class: "muted small", "Times are {clinic.time_zone} time." }
            }
        }
    }
}

/// An address of several lines as one.
fn on_one_line(address: &str) -> String {
    let lines = address
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(", ")
}

/// Where each role goes from the header: path and words.
fn destinations(role: Option<Role>) -> &'static [(&'static str, &'static str)] {
    match role {
        None => &[("/doctors", "Doctors")],
        Some(Role::Patient) => &[
            ("/appointments", "My appointments"),
            ("/doctors", "Find a doctor"),
        ],
        Some(Role::Doctor) => &[
            ("/schedule", "Schedule"),
            ("/hours", "Hours"),
            ("/patients", "Patients"),
        ],
        Some(Role::FrontDesk) => &[
            ("/desk", "Desk"),
            ("/waitlist", "Waiting list"),
            ("/calendar", "Calendar"),
            ("/patients", "Patients"),
            ("/doctors", "Doctors"),
        ],
        Some(Role::Admin) => &[
            ("/admin", "Overview"),
            ("/calendar", "Calendar"),
            ("/admin/appointments", "Appointments"),
            ("/admin/doctors", "Doctors"),
            ("/patients", "Patients"),
            ("/admin/staff", "Staff"),
        ],
    }
}

/// What else the account menu holds.
fn menu(role: Role) -> &'static [(&'static str, &'static str)] {
    match role {
        Role::Admin => &[
            ("/account", "Your account"),
            ("/desk", "Front desk"),
            ("/waitlist", "Waiting list"),
            ("/admin/visit-types", "Visit types"),
            ("/admin/rooms", "Rooms"),
            ("/admin/closures", "Closures"),
            ("/admin/policy", "Booking policy"),
            ("/admin/screens", "Screens and kiosks"),
            ("/admin/settings", "Clinic settings"),
            ("/admin/audit", "Audit trail"),
        ],
        _ => &[("/account", "Your account")],
    }
}

#[component]
fn Header() -> Element {
    let session = use_session();
    let me = session.me();
    let here = use_route::<Route>().to_string();
    let path = here.split('?').next().unwrap_or_default().to_owned();
    rsx! {
        header { class: "site-header",
            if session.clinic().demo {
                p { class: "demo-banner", "Demo: invented people, nothing here is real" }
            }
            div { class: "site-header-inner",
                Link { class: "brand", to: "/",
                    img { src: FAVICON.clone(), alt: "" }
                    span { class: "brand-name", "{session.clinic().name}" }
                }
                nav { class: "site-nav", "aria-label": "Main",
                    ul {
                        for (to, words) in destinations(me.as_ref().map(|me| me.role)) {
                            li { key: "{to}",
                                Anchor {
                                    href: *to,
                                    "aria-current": (path == *to).then_some("page"),
                                    "{words}"
                                }
                            }
                        }
                    }
                }
                match me {
                    Some(me) => rsx! { AccountMenu { me } },
                    None => rsx! {
                        div { class: "cluster",
                            Link { class: "button quiet", to: "/login", "Log in" }
                            Link { class: "button secondary", to: "/register", "Register" }
                        }
                    },
                }
            }
        }
    }
}

#[component]
fn AccountMenu(me: Me) -> Element {
    let session = use_session();
    let here = use_route::<Route>().to_string();
    let logout = use_submit(logout, move |()| {
        session.reload();
        navigator().push("/");
    });
    rsx! {
        // A new page closes the menu.
        details { key: "{here}", class: "menu account-menu",
            summary { class: "menu-button",
                Initials { name: me.full_name.clone() }
                span { class: "menu-label", "{me.full_name}" }
                Icon { name: IconName::ChevronDown }
            }
            div { class: "menu-panel",
                p { class: "menu-who",
                    strong { "{me.full_name}" }
                    span { class: "muted small", "{me.role.words()}" }
                }
                for (to, words) in menu(me.role) {
                    Link { key: "{to}", class: "menu-item", to: *to, "{words}" }
                }
                form {
                    method: "post",
                    action: "/api/logout",
                    onsubmit: move |event| logout.send(event),
                    button { class: "menu-item", r#type: "submit", disabled: logout.busy(), "Log out" }
                }
            }
        }
    }
}

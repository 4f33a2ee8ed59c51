//! The links, for admins; and the frame of the pages behind them.

use dioxus::prelude::*;
use dioxus_fullstack::FullstackContext;

use super::{
    api,
    model::{NewScreen, Screen, ScreenKind, Shows},
};
use crate::{
    error::AppError,
    form::{Input, Nothing},
    routes::Route,
    ui::{
        Badge, Button, ButtonKind, EmptyState, ErrorPage, Form, FormField, FormSelect, Icon,
        IconName, Page, SelectOption, Skeleton, SubmitButton, Tone, platform, use_page_data,
        use_session, use_submit, use_toast,
    },
};

/// The frame of a screen: none. There is no header, no menu and no way to anywhere else.
#[component]
pub fn Bare() -> Element {
    rsx! {
        SuspenseBoundary {
            fallback: |_| rsx! {
                main { class: "screen-message", Skeleton { lines: 4 } }
            },
            Outlet::<Route> {}
        }
    }
}

/// In the place of a screen that shows nothing.
#[component]
pub fn NoScreen(
    /// Why.
    error: AppError,
) -> Element {
    FullstackContext::commit_http_status(error.status(), None);
    let clinic = use_session().clinic().name;
    let (title, words) = match &error {
        AppError::NotFound => (
            "This link does not exist or is no longer valid",
            "An administrator of the clinic can make a new one.".to_owned(),
        ),
        other => ("Please wait a moment", other.to_string()),
    };
    rsx! {
        document::Title { "{title} · {clinic}" }
        main { class: "screen-message",
            Refresh { seconds: 60 }
            h1 { "{title}" }
            p { role: "alert", "{words}" }
        }
    }
}

/// Has a page without JavaScript load itself anew. Written as text, since a browser with JavaScript obeys
/// the element wherever a page is drawn anew, while of a text it leaves out what is for those without.
#[component]
pub fn Refresh(
    /// After so many seconds.
    seconds: u32,
) -> Element {
    rsx! {
        div {
            hidden: true,
            dangerous_inner_html: "<noscript><meta http-equiv=\"refresh\" content=\"{seconds}\"></noscript>",
        }
    }
}

/// Links that need no account.
#[component]
pub fn Screens() -> Element {
    let mut data = use_page_data(api::list)?;
    let onchange = move |()| data.restart();
    match &*data.read() {
        Ok(screens) => rsx! {
            Page {
                title: "Screens and kiosks",
                lede: "Links that need no account. Whoever has one can open it, until it is revoked.",
                class: "wide",
                div { class: "with-aside",
                    if screens.is_empty() {
                        EmptyState { title: "No links yet", icon: IconName::Monitor,
                            p { "Make one for the screen in the waiting room, or for a kiosk at the door." }
                        }
                    } else {
                        ul { class: "rows",
                            for screen in screens.iter().cloned() {
                                Line { key: "{screen.id} {screen.revoked_at.is_some()}", screen, onchange }
                            }
                        }
                    }
                    section { class: "card stack", "aria-labelledby": "add-title",
                        h2 { id: "add-title", "Make a link" }
                        Add { onchange }
                    }
                }
            }
        },
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

#[component]
fn Add(onchange: EventHandler<()>) -> Element {
    let mut made = use_signal(|| None::<NewScreen>);
    let submit = use_submit(api::add, move |screen| {
        made.set(Some(screen));
        onchange.call(());
    });
    if let Some(screen) = made() {
        return rsx! {
            NewLink { screen,
                Button { kind: ButtonKind::Secondary, onclick: move |_| made.set(None), "Make another one" }
            }
        };
    }
    let kinds = ScreenKind::ALL.map(|kind| SelectOption::new(kind.key(), kind.words()));
    let shows = Shows::ALL.map(|shows| SelectOption::new(shows.key(), shows.words()));
    rsx! {
        Form { action: "/api/admin/screens", submit, label: "Make a link",
            FormSelect { label: "What for", name: "kind", required: true, value: ScreenKind::WaitingRoom.key(), options: kinds.to_vec() }
            FormField { label: "Name", name: "name", required: true, maxlength: 80, hint: "Where it is, such as “Ground floor”." }
            FormSelect {
                label: "Show patients as",
                name: "shows",
                required: true,
                value: Shows::default().key(),
                hint: "On a waiting room screen. A kiosk shows nobody.",
                options: shows.to_vec(),
            }
            div { class: "form-actions", SubmitButton { "Make link" } }
        }
    }
}

/// A link just made, with a button to copy it. It takes the focus, since it cannot be shown again.
#[component]
fn NewLink(screen: NewScreen, children: Element) -> Element {
    let mut copied = use_signal(|| false);
    use_effect(|| platform::focus("#new-link"));
    let link = platform::absolute(&screen.link);
    rsx! {
        div { class: "stack", id: "new-link", role: "status", tabindex: "-1",
            p {
                "The link of "
                strong { "{screen.name}" }
                ". It is shown only now; open it on that screen."
            }
            div { class: "secret",
                code { "{link}" }
                Button {
                    kind: ButtonKind::Secondary,
                    class: "small",
                    onclick: move |_| {
                        platform::copy(&link);
                        copied.set(true);
                    },
                    Icon { name: if copied() { IconName::Check } else { IconName::Copy } }
                    if copied() {
                        "Copied"
                    } else {
                        "Copy link"
                    }
                }
            }
            {children}
        }
    }
}

/// A link there is, or was.
#[component]
fn Line(screen: Screen, onchange: EventHandler<()>) -> Element {
    let (id, toasts) = (screen.id, use_toast());
    let what = match screen.kind {
        ScreenKind::WaitingRoom => {
            let shows = screen.shows.words().to_lowercase();
            format!("{} with {shows}", screen.kind.words())
        }
        ScreenKind::Kiosk => screen.kind.words().to_owned(),
    };
    let submit = use_submit(
        move |form: Input<Nothing>| api::revoke(id, form),
        move |()| {
            toasts.push("The link is revoked.");
            onchange.call(());
        },
    );
    rsx! {
        li { class: "spread",
            div { class: "stack-s",
                strong { "{screen.name}" }
                p { class: "small muted",
                    "{what}, made "
                    time { datetime: "{screen.created_at}", {screen.created_at.words()} }
                    if let Some(at) = screen.revoked_at {
                        ", revoked "
                        time { datetime: "{at}", {at.words()} }
                    }
                }
            }
            if screen.revoked_at.is_some() {
                Badge { "Revoked" }
            } else {
                div { class: "cluster",
                    Badge { tone: Tone::Success, "Open" }
                    Form { action: "/api/admin/screens/{id}/revoke", submit, label: "Revoke {screen.name}",
                        SubmitButton { kind: ButtonKind::Danger,
                            "Revoke"
                            span { class: "visually-hidden", " {screen.name}" }
                        }
                    }
                }
            }
        }
    }
}

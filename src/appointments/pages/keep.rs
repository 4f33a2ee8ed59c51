//! Keeping a time while it is being booked.

use std::{cell::Cell, rc::Rc};

use dioxus::prelude::*;

use super::{countdown::Countdown, offer::Offer, target::Target};
use crate::{
    clinic_time::ClinicTime,
    error::AppError,
    form::{Input, Nothing},
    holds::{
        self,
        model::{Hold, HoldForm},
    },
    offline::broken::unbroken,
    ui::{Anchor, ButtonKind, Form, Notice, SubmitButton, Tone, use_submit, use_toast},
};

/// Where a time is asked to be kept.
pub(super) const HOLDS: &str = "/api/holds";

/// The hold that is let go when the page that shows it is left.
#[derive(Clone, Default)]
pub(super) struct Leaving(Rc<Cell<Option<i64>>>);

impl Leaving {
    /// Nothing is to be let go any more: the time is booked.
    pub(super) fn booked(&self) {
        self.0.set(None);
    }
}

/// Lets go the time kept for `start` when the page is left for another one of the app. Who closes
/// the window, or has no JavaScript, lets it expire.
pub(super) fn use_leaving(kept: Option<i64>) -> Leaving {
    let leaving = use_hook(Leaving::default);
    let noted = leaving.clone();
    // Effects run in browsers and in the desktop app only, so a server lets nothing go.
    use_effect(use_reactive!(|(kept,)| {
        noted.0.set(kept);
    }));
    let left = leaving.clone();
    use_drop(move || {
        if let Some(id) = left.0.take() {
            dioxus::core::spawn_forever(async move {
                // One that is gone already needs no letting go.
                let _ = unbroken(holds::api::release(id, Input(Nothing {}))).await;
            });
        }
    });
    leaving
}

/// Says how long the time is kept and lets it be kept longer; keeps it, where it is not kept yet;
/// and says so when it is not kept any more.
#[component]
pub(super) fn Kept(
    /// What is being chosen.
    target: Target,
    /// The time.
    start: ClinicTime,
    /// What is offered around it.
    offer: Offer,
    /// Called when the time is kept, or not any more: what is offered is to be asked for again.
    changed: Callback,
) -> Element {
    let mut expired = use_signal(|| None::<i64>);
    let kept = offer.kept(start).cloned();
    let known = offer.answers(start.date(), Some(start));
    // Who comes by a link to a time has chosen it as well. Asked once: what has expired is not
    // taken again unasked.
    let mut asked = use_signal(|| None::<ClinicTime>);
    let wanted = known && kept.is_none() && offer.has(start);
    let missing = kept.is_none();
    use_effect(use_reactive!(|(target, start, wanted, missing)| {
        if !missing {
            asked.set(Some(start));
        } else if wanted && *asked.peek() != Some(start) {
            asked.set(Some(start));
            spawn(async move {
                let keeping = holds::api::place(Input(target.hold(Some(start))));
                if unbroken(keeping).await.is_ok() {
                    changed.call(());
                }
            });
        }
    }));
    let again = target.path(Some(start.date()), None);
    match kept {
        Some(hold) if expired() != Some(hold.id) => rsx! {
            div { class: "hold",
                // Made anew when it is extended.
                for hold in [hold] {
                    Countdown {
                        key: "{hold.id} {hold.expires_at}",
                        hold: hold.clone(),
                        over: move |()| {
                            expired.set(Some(hold.id));
                            changed.call(());
                        },
                    }
                    div { class: "cluster",
                        if hold.may_extend {
                            Extend { key: "{hold.id}", hold, changed }
                        }
                        Anchor { href: again.clone(), "Choose another time" }
                    }
                }
            }
        },
        _ if offer.has(start) => rsx! {
            div { class: "hold",
                if expired().is_some() {
                    Notice { tone: Tone::Warning, role: "alert", title: "The time is not kept any more",
                        p { "Others can book it now. It is still free: keep it again, or choose another." }
                    }
                }
                Keep {
                    target,
                    start,
                    changed: move |()| {
                        expired.set(None);
                        changed.call(());
                    },
                }
                Anchor { href: again, "Choose another time" }
            }
        },
        _ => rsx! {},
    }
}

/// Keeps a time that is not kept yet.
#[component]
fn Keep(target: Target, start: ClinicTime, changed: Callback) -> Element {
    let submit = use_submit(holds::api::place, move |_: Hold| changed.call(()));
    use_effect(move || {
        if matches!(submit.error(), Some(AppError::SlotTaken { .. })) {
            changed.call(());
        }
    });
    let form: HoldForm = target.hold(Some(start));
    rsx! {
        Form { action: HOLDS, submit, label: "Keep this time",
            Hidden { target }
            input { r#type: "hidden", name: "starts_at", "value": "{form.starts_at}" }
            div { class: "form-actions",
                SubmitButton { kind: ButtonKind::Secondary, "Keep this time for 5 minutes" }
            }
        }
    }
}

/// What a form that asks for a hold says beside the time.
#[component]
pub(super) fn Hidden(
    /// What is being chosen.
    target: Target,
) -> Element {
    rsx! {
        for (name, value) in target.hidden() {
            input { key: "{name}", r#type: "hidden", name, "value": "{value}" }
        }
    }
}

/// Keeps the time for longer.
#[component]
fn Extend(hold: Hold, changed: Callback) -> Element {
    let toasts = use_toast();
    let id = hold.id;
    let submit = use_submit(
        move |form| holds::api::extend(id, form),
        move |_: Hold| {
            toasts.push("The time is kept for 5 more minutes.");
            changed.call(());
        },
    );
    use_effect(move || {
        if submit.error().is_some() {
            changed.call(());
        }
    });
    rsx! {
        Form { action: "/api/holds/{id}/extend", submit, label: "Keep the time longer",
            SubmitButton { kind: ButtonKind::Secondary, "Keep it for 5 more minutes" }
        }
    }
}

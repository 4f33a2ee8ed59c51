//! What is offered to a patient, above their appointments, and what they wait for.

use dioxus::prelude::*;

use super::entry::{Facts, Withdraw};
use crate::{
    appointments::model::Appointment,
    clinic_time::ClinicTime,
    error::AppError,
    ui::{
        ButtonKind, Form, OnceKey, Submit, SubmitButton, platform, use_page_data, use_submit,
        use_toast, words::plural,
    },
    waitlist::{
        api,
        form::AnswerForm,
        model::{Entry, Mine, Offer, time_left},
    },
};

/// While something is waited for, this is asked for anew every so many milliseconds.
const REFRESH: u32 = 15_000;

/// The times that are offered to the patient, to accept or decline, and what they wait for; nothing
/// where there is neither. It keeps itself up to date.
#[component]
pub fn Offers(
    /// Called when an offer was accepted: the patient's appointments are others then.
    changed: Callback,
) -> Element {
    let mut data = use_page_data(api::mine)?;
    use_effect(move || {
        spawn(async move {
            loop {
                platform::pause(REFRESH).await;
                let waits = !matches!(&*data.read(), Ok(mine) if mine.entries.is_empty());
                if waits && platform::visible() {
                    data.restart();
                }
            }
        });
    });
    // Who is not signed in any more hears so from the page itself, once it has asked.
    use_effect(move || {
        if matches!(&*data.read(), Err(AppError::NotSignedIn)) {
            changed.call(());
        }
    });
    let answered = use_callback(move |accepted: bool| {
        data.restart();
        if accepted {
            changed.call(());
        }
        // The button that had the focus is gone.
        platform::focus("main h1");
    });
    let withdrawn = use_callback(move |()| data.restart());
    match &*data.read() {
        Ok(Mine { entries, now }) => {
            let (offered, waiting): (Vec<Entry>, Vec<Entry>) = entries
                .iter()
                .cloned()
                .partition(|entry| entry.offer.is_some());
            rsx! {
                p { class: "visually-hidden", role: "status",
                    if !offered.is_empty() {
                        {offered_words(offered.len())}
                    }
                }
                for (entry , offer) in offered.into_iter().filter_map(|entry| Some((entry.clone(), entry.offer?))) {
                    Offered { key: "{offer.id}", entry, offer, now: *now, answered }
                }
                if !waiting.is_empty() {
                    Waiting { entries: waiting, withdrawn }
                }
            }
        }
        Err(AppError::NotSignedIn) => rsx! {},
        Err(error) => rsx! {
            p { role: "alert", "{error}" }
        },
    }
}

fn offered_words(count: usize) -> String {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let verb = if count == 1 { "is" } else { "are" };
    format!("{} {verb} offered to you.", plural(count, "time"))
}

/// One offer, large.
#[component]
fn Offered(entry: Entry, offer: Offer, now: ClinicTime, answered: Callback<bool>) -> Element {
    let heading = format!("offer-{}", offer.id);
    let left = time_left(offer.expires_at, now).unwrap_or_default();
    rsx! {
        section { class: "offer", "aria-labelledby": "{heading}",
            h2 { id: "{heading}", "{offer.doctor_name} has a time for you" }
            p { class: "offer-when",
                time { datetime: "{offer.starts_at}", {offer.starts_at.words()} }
            }
            if let Some(before) = entry.terms.before {
                p { "It replaces your appointment of {before.words()}." }
            }
            p {
                "Kept for you until "
                strong {
                    time { datetime: "{offer.expires_at}", {offer.kept_until(now.date())} }
                }
                if !left.is_empty() {
                    span { class: "muted", " ({left})" }
                }
            }
            div { class: "cluster no-print",
                Accept { id: offer.id, answered }
                Decline { id: offer.id, answered }
            }
        }
    }
}

/// An answer that comes too late, or twice, is told as such; what is shown then is looked at anew.
fn use_conflicts(submit: Submit, answered: Callback<bool>) {
    let toasts = use_toast();
    use_effect(move || {
        if let Some(AppError::Conflict { message }) = submit.error() {
            toasts.push(message);
            answered.call(true);
        }
    });
}

#[component]
fn Accept(id: i64, answered: Callback<bool>) -> Element {
    let toasts = use_toast();
    let submit = use_submit(
        move |form| api::accept(id, form),
        move |appointment: Appointment| {
            toasts.push(format!("Yours: {}.", appointment.starts_at.long_words()));
            answered.call(true);
        },
    );
    use_conflicts(submit, answered);
    rsx! {
        Form { action: "/api/offers/{id}/accept", submit,
            OnceKey { submit }
            SubmitButton { "Accept" }
        }
    }
}

#[component]
fn Decline(id: i64, answered: Callback<bool>) -> Element {
    let toasts = use_toast();
    let submit = use_submit(
        move |form: crate::form::Input<AnswerForm>| api::decline(id, form),
        move |()| {
            toasts.push("Declined. You are still on the waiting list.");
            answered.call(false);
        },
    );
    use_conflicts(submit, answered);
    rsx! {
        Form { action: "/api/offers/{id}/decline", submit,
            OnceKey { submit }
            SubmitButton { kind: ButtonKind::Secondary, "Decline" }
        }
    }
}

/// What the patient waits for without an offer.
#[component]
fn Waiting(entries: Vec<Entry>, withdrawn: Callback) -> Element {
    rsx! {
        section { class: "section", "aria-labelledby": "waiting",
            h2 { id: "waiting", "On the waiting list" }
            p { class: "muted",
                "When a time comes free that suits you, it stands here, and is kept for you until you answer."
            }
            ul { class: "stack",
                for entry in entries {
                    li { key: "{entry.id}", class: "card",
                        Facts { entry: entry.clone() }
                        Withdraw {
                            id: entry.id,
                            about: "the request for {entry.whom()}",
                            done: withdrawn,
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_are_counted_in_words() {
        assert_eq!(offered_words(1), "1 time is offered to you.");
        assert_eq!(offered_words(2), "2 times are offered to you.");
    }
}

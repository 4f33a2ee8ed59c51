//! The waiting list as staff see it.

use dioxus::prelude::*;

use super::entry::{Facts, UrgencyBadge, Withdraw};
use crate::{
    clinic_time::ClinicTime,
    form::query_path,
    ui::{
        Anchor, ButtonKind, EmptyState, ErrorPage, Form, IconName, LinkButton, LinkTab, LinkTabs,
        Page, Pagination, Select, SelectOption, Stat, SubmitButton, use_page_data, use_submit,
        use_toast,
    },
    waitlist::{
        api,
        form::UrgencyForm,
        model::{Entry, EntryCount, EntryStatus, FillRate, Offer, Urgency, time_left},
    },
};

/// Waiting list.
#[component]
pub fn WaitingList(
    /// The key of a status; those who wait when empty.
    status: ReadSignal<String>,
    /// Which page, from 1.
    page: ReadSignal<u32>,
) -> Element {
    let mut data = use_page_data(move || api::all(Some(status()), Some(page().max(1))))?;
    let changed = use_callback(move |()| data.restart());
    let status = EntryStatus::from_key(&status()).unwrap_or_default();
    match &*data.read() {
        Ok(list) => rsx! {
            Page {
                title: "Waiting list",
                lede: "What comes free is offered to whom it suits: the most pressing first, then who has waited longest.",
                class: "wide",
                Rate { rate: list.rate }
                LinkTabs { label: "Status", tabs: tabs(&list.counts, status) }
                if list.items.is_empty() {
                    EmptyState { title: empty(status), icon: IconName::Clock,
                        p { "Patients join from their appointments or a doctor's page; you add them from theirs." }
                    }
                } else {
                    ul { class: "waiting stack",
                        for entry in list.items.iter().cloned() {
                            Item { key: "{entry.id} {entry.version}", entry, now: list.now, changed }
                        }
                    }
                    Pagination {
                        page: list.page,
                        pages: list.pages,
                        total: list.total,
                        noun: "request",
                        href: move |page: u32| address(status, page),
                    }
                }
            }
        },
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

fn empty(status: EntryStatus) -> &'static str {
    match status {
        EntryStatus::Waiting => "Nobody waits",
        EntryStatus::Offered => "No offer awaits an answer",
        EntryStatus::Filled => "Nobody has got a time yet",
        EntryStatus::Withdrawn => "Nobody has withdrawn",
        EntryStatus::Expired => "No request has ended without a time",
    }
}

fn address(status: EntryStatus, page: u32) -> String {
    let key = match status {
        EntryStatus::Waiting => "",
        other => other.key(),
    };
    let page = Some(page)
        .filter(|page| *page > 1)
        .map(|page| page.to_string());
    query_path(
        "/waitlist",
        [("status", key), ("page", &page.unwrap_or_default())],
    )
}

fn tabs(counts: &[EntryCount], shown: EntryStatus) -> Vec<LinkTab> {
    let tab = |each: &EntryCount| LinkTab {
        label: each.status.words().to_owned(),
        count: i64::try_from(each.count).ok(),
        to: address(each.status, 1),
        current: each.status == shown,
    };
    counts.iter().map(tab).collect()
}

/// How well it goes, with what the figures mean.
#[component]
fn Rate(rate: FillRate) -> Element {
    let days = FillRate::DAYS;
    rsx! {
        div { class: "stat-grid",
            Stat {
                label: "Offered times taken",
                value: FillRate::share(rate.accepted, rate.offered),
                note: "{rate.accepted} of the {rate.offered} times offered in the last {days} days",
            }
            Stat {
                label: "Requests filled",
                value: FillRate::share(rate.filled, rate.ended),
                note: "{rate.filled} of the {rate.ended} requests that ended in the last {days} days",
            }
        }
    }
}

#[component]
fn Item(entry: Entry, now: ClinicTime, changed: Callback) -> Element {
    rsx! {
        li { class: "card",
            div { class: "spread",
                h2 { class: "waiting-name",
                    Anchor { href: "/patients/{entry.patient_id}", "{entry.patient_name}" }
                }
                UrgencyBadge { urgency: entry.urgency }
            }
            if !entry.patient_contact.is_empty() {
                p { class: "tabular",
                    a { href: "tel:{entry.patient_contact}", "{entry.patient_contact}" }
                }
            }
            if let Some(offer) = entry.offer.clone() {
                Offered { offer, now }
            }
            Facts { entry: entry.clone() }
            if entry.status.is_open() {
                div { class: "cluster no-print",
                    SetUrgency { id: entry.id, name: entry.patient_name.clone(), urgency: entry.urgency, changed }
                    LinkButton { to: "/waitlist/{entry.id}", kind: ButtonKind::Secondary,
                        "Place by hand"
                        span { class: "visually-hidden", " {entry.patient_name}" }
                    }
                    Withdraw {
                        id: entry.id,
                        about: "the request of {entry.patient_name}",
                        done: changed,
                    }
                }
            } else if let Some(at) = entry.ended_at {
                p { class: "muted",
                    "{entry.status.words()} on "
                    time { datetime: "{at}", {at.words()} }
                }
            }
        }
    }
}

/// What somebody is asked just now.
#[component]
pub(super) fn Offered(offer: Offer, now: ClinicTime) -> Element {
    let left = time_left(offer.expires_at, now).unwrap_or_default();
    rsx! {
        p { class: "offer-line",
            strong { "Offered: " }
            "{offer.doctor_name}, "
            time { datetime: "{offer.starts_at}", {offer.starts_at.words()} }
            ", kept until {offer.kept_until(now.date())}"
            span { class: "muted", " ({left})" }
        }
    }
}

#[component]
fn SetUrgency(id: i64, name: String, urgency: Urgency, changed: Callback) -> Element {
    let toasts = use_toast();
    let submit = use_submit(
        move |form: crate::form::Input<UrgencyForm>| api::urgency(id, form),
        move |_: Entry| {
            toasts.push("The urgency is set.");
            changed.call(());
        },
    );
    let options: Vec<SelectOption> = Urgency::ALL
        .iter()
        .map(|each| SelectOption::new(each.key(), each.words()))
        .collect();
    rsx! {
        Form { class: "urgency", action: "/api/waitlist/{id}/urgency", submit, label: "Urgency of {name}",
            Select {
                label: "Urgency",
                name: "urgency",
                id: "urgency-{id}",
                options,
                value: urgency.key(),
                required: true,
            }
            SubmitButton { kind: ButtonKind::Quiet,
                "Set"
                span { class: "visually-hidden", " the urgency of {name}" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_wait_have_the_short_address() {
        assert_eq!(address(EntryStatus::Waiting, 1), "/waitlist");
        assert_eq!(
            address(EntryStatus::Filled, 3),
            "/waitlist?status=filled&page=3"
        );
    }
}

//! The list of who needs another time, and what is done about it.

use dioxus::prelude::*;

use super::{
    api,
    model::{Displaced, DisplacedForm, Outcome, Proposal},
};
use crate::{
    appointments::model::number,
    auth::Role,
    form::{Input, query_path},
    ui::{
        Anchor, Badge, Button, ButtonKind, Checkbox, EmptyState, ErrorPage, Form, IconName, Notice,
        Page, Select, SelectOption, Tone, use_page_data, use_session, use_submit, words::plural,
    },
};

const MOVE: &str = "/api/displaced/move";
const ASK: &str = "/api/displaced/ask";

/// The address of the list, of one doctor or of all.
fn displaced_path(doctor_id: &str, select: &str) -> String {
    query_path("/displaced", [("doctor_id", doctor_id), ("select", select)])
}

/// Visits that need another time.
#[component]
pub fn DisplacedPage(
    /// Whose; everybody's when empty.
    doctor_id: ReadSignal<String>,
    /// `all`: every box is ticked at first.
    select: ReadSignal<String>,
) -> Element {
    let mut list = use_page_data(move || api::list(doctor_id().parse().ok()))?;
    match &*list.read() {
        Ok(displaced) => rsx! {
            Page {
                title: "Visits that need another time",
                lede: "Booked before it was known that the doctor is away or the clinic closed",
                Outcomes { changed: move |()| list.restart(), doctor_id, select, displaced: displaced.clone() }
                ToCall { displaced: displaced.clone() }
            }
        },
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

/// The list, and what came of the last step.
#[component]
fn Outcomes(
    displaced: Vec<Displaced>,
    doctor_id: String,
    select: String,
    changed: Callback,
) -> Element {
    let mut asking = use_signal(|| false);
    let mut last = use_signal(|| None::<(Outcome, &'static str)>);
    let submit = use_submit(
        move |form: Input<DisplacedForm>| async move {
            if asking() {
                api::ask(form).await
            } else {
                api::move_them(form).await
            }
        },
        move |outcome: Outcome| {
            last.set(Some((outcome, if asking() { "asked" } else { "moved" })));
            changed.call(());
        },
    );
    // What went wrong with the second button of a plain form, which has another action.
    let refused = use_session().flash().filter(|flash| flash.action == ASK);
    let refused = refused.and_then(|flash| flash.error);
    rsx! {
        if let Some((outcome, verb)) = last() {
            Notice {
                tone: if outcome.failed.is_empty() { Tone::Success } else { Tone::Warning },
                role: "status",
                p { {outcome.words(verb)} }
            }
        }
        if let Some(error) = refused.filter(|_| last().is_none()) {
            Notice { tone: Tone::Danger, role: "alert", p { "{error}" } }
        }
        if displaced.is_empty() {
            EmptyState { title: "Nobody is waiting for a new time", icon: IconName::CalendarCheck,
                p { "When time off or a closure is entered over booked visits, they are listed here until each has another time." }
            }
        } else {
            SelectLinks { count: displaced.len(), doctor_id: doctor_id.clone(), select: select.clone() }
            Form { action: MOVE, submit, label: "Visits that need another time",
                input { r#type: "hidden", name: "doctor_id", "value": "{doctor_id}" }
                ul { class: "displaced",
                    for each in displaced {
                        // Made anew with each choice of all or none: a box keeps what was done to it.
                        li { key: "{each.appointment_id} {select}", class: "displaced-visit",
                            Visit { displaced: each, ticked: select == "all" }
                        }
                    }
                }
                div { class: "form-actions",
                    Button { r#type: "submit", busy: submit.busy(), onclick: move |_| asking.set(false),
                        "Move selected to the proposed times"
                    }
                    Button {
                        r#type: "submit",
                        kind: ButtonKind::Secondary,
                        busy: submit.busy(),
                        onclick: move |_| asking.set(true),
                        formaction: ASK,
                        "Let selected patients choose"
                    }
                }
            }
        }
    }
}

/// How many there are, and links that tick all of them or none.
#[component]
fn SelectLinks(count: usize, doctor_id: String, select: String) -> Element {
    let of_clinic = use_session()
        .role()
        .is_some_and(|role| role != Role::Doctor);
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    rsx! {
        div { class: "toolbar",
            p { class: "strong", {plural(count, "visit")} }
            ul { class: "chips", "aria-label": "Selection",
                for (key , words) in [("all", "Select all"), ("", "Select none")] {
                    li { key: "{key}",
                        Anchor {
                            class: "chip",
                            href: displaced_path(&doctor_id, key),
                            "aria-current": (select == key).then_some("true"),
                            "{words}"
                        }
                    }
                }
                if of_clinic && !doctor_id.is_empty() {
                    li {
                        Anchor { class: "chip", href: displaced_path("", &select), "All doctors" }
                    }
                }
            }
        }
    }
}

/// One visit: whose, when and why, and the times in its place.
#[component]
fn Visit(displaced: Displaced, ticked: bool) -> Element {
    let id = displaced.appointment_id;
    let options: Vec<SelectOption> = displaced
        .proposals
        .iter()
        .map(|each| SelectOption::new(each.key(), proposal_words(each, displaced.doctor_id)))
        .collect();
    rsx! {
        Checkbox {
            label: displaced.patient_name.clone(),
            name: DisplacedForm::pick(id),
            hint: format!("{} with {}, {}", displaced.starts_at.words(), displaced.doctor_name, displaced.visit_type),
            checked: ticked,
        }
        div { class: "stack-s small",
            p { "{displaced.why}" }
            p { class: "cluster",
                Anchor { href: "/appointments/{id}", {number(id)} }
                if displaced.asked {
                    Badge { tone: Tone::Info, "Asked to choose" }
                }
                if !displaced.has_login {
                    Badge { "No account" }
                }
            }
        }
        if options.is_empty() {
            p { class: "muted", "No equivalent time is free. Please choose one with the patient." }
        } else {
            Select {
                label: "New time for {displaced.patient_name}",
                name: DisplacedForm::to(id),
                value: options.first().map(|option| option.value.clone()),
                options,
                required: true,
            }
        }
    }
}

/// When, and with whom unless it is the same doctor.
fn proposal_words(proposal: &Proposal, doctor_id: i64) -> String {
    let when = proposal.starts_at.words();
    if proposal.doctor_id == doctor_id {
        when
    } else {
        format!("{when} with {}", proposal.doctor_name)
    }
}

/// Who cannot be asked in the app.
#[component]
fn ToCall(displaced: Vec<Displaced>) -> Element {
    let to_call: Vec<Displaced> = displaced
        .into_iter()
        .filter(|each| !each.has_login)
        .collect();
    if to_call.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "section", "aria-labelledby": "to-call",
            h2 { id: "to-call", "Please call" }
            p { class: "muted", "These patients have no account, so that they cannot choose a time themselves." }
            ul { class: "rows",
                for each in to_call {
                    li { key: "{each.appointment_id}", class: "spread",
                        span {
                            Anchor { href: "/patients/{each.patient_id}", "{each.patient_name}" }
                            ", {each.starts_at.words()}"
                        }
                        if each.patient_contact.is_empty() {
                            span { class: "muted", "No telephone number" }
                        } else {
                            a { class: "tabular", href: dialled(&each.patient_contact), "{each.patient_contact}" }
                        }
                    }
                }
            }
        }
    }
}

fn dialled(number: &str) -> String {
    format!("tel:{}", number.replace(' ', ""))
}

/// That somebody needs another time, with the way to the list; nothing when nobody does.
///
/// ```ignore
/// DisplacedNotice { doctor_id: Some(3) }
/// ```
#[component]
pub fn DisplacedNotice(
    /// Whose patients; everybody's, or a doctor's own, unless given.
    #[props(default)]
    doctor_id: ReadSignal<Option<i64>>,
) -> Element {
    let count = use_page_data(move || api::count(doctor_id()))?;
    let count = count.read().as_ref().as_ref().map_or(0, |count| *count);
    if count == 0 {
        return rsx! {};
    }
    let id = doctor_id().map(|id| id.to_string()).unwrap_or_default();
    let needs = if count == 1 { "needs" } else { "need" };
    rsx! {
        Notice { tone: Tone::Warning, title: "{plural(count, \"visit\")} {needs} another time",
            p {
                "The doctor is away or the clinic closed. "
                Anchor { href: displaced_path(&id, ""), "Find new times" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposal_names_a_doctor_who_stands_in() {
        let proposal = Proposal {
            doctor_id: 3,
            doctor_name: "Dr. Mara Lind".into(),
            starts_at: "2026-12-01T10:00:00+01:00".parse().unwrap(),
            ends_at: "2026-12-01T10:30:00+01:00".parse().unwrap(),
        };
        assert_eq!(proposal_words(&proposal, 3), "Tue 1 Dec, 10:00");
        assert_eq!(
            proposal_words(&proposal, 4),
            "Tue 1 Dec, 10:00 with Dr. Mara Lind"
        );
        assert_eq!(dialled("+44 117 496"), "tel:+44117496");
        assert_eq!(
            displaced_path("3", "all"),
            "/displaced?doctor_id=3&select=all"
        );
    }
}

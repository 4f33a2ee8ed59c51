//! One doctor, for admins.

use dioxus::prelude::*;

use crate::{
    admin::pages::{DisableAccount, EnableAccount, ResetPassword},
    doctors::{
        admin_api,
        model::{EditForm, Managed},
    },
    form::Input,
    ui::{
        Anchor, Badge, ButtonKind, ErrorPage, Form, FormField, FormTextArea, LinkButton, Page,
        SubmitButton, Tone, use_page_data, use_submit, use_toast, words::plural,
    },
};

/// A doctor's details, account and future here.
#[component]
pub fn AdminDoctor(
    /// The doctor's id.
    id: ReadSignal<i64>,
) -> Element {
    let mut data = use_page_data(move || admin_api::find(id()))?;
    let onchange = move |()| data.restart();
    match &*data.read() {
        Ok(managed) => {
            let doctor = &managed.doctor;
            rsx! {
                Page {
                    title: doctor.full_name.clone(),
                    lede: doctor.specialization.clone(),
                    actions: rsx! {
                        LinkButton { to: "/doctors/{doctor.id}", kind: ButtonKind::Secondary, "See their page" }
                        LinkButton { to: "/hours/{doctor.id}", kind: ButtonKind::Secondary, "Hours" }
                        LinkButton {
                            to: "/admin/appointments?doctor_id={doctor.id}",
                            kind: ButtonKind::Secondary,
                            "Appointments"
                        }
                    },
                    div { class: "settings",
                        Group { id: "details", title: "Details", about: "What patients read in the directory.",
                            Edit { key: "{doctor.id}", managed: managed.clone(), onchange }
                        }
                        Group { id: "login", title: "Login", about: "How they sign in.",
                            Login { managed: managed.clone(), onchange }
                        }
                        Group {
                            id: "state",
                            title: "Seeing patients",
                            about: "Who is deactivated leaves the directory and cannot log in. Their past stays.",
                            Presence { managed: managed.clone(), onchange }
                        }
                    }
                }
            }
        }
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

#[component]
fn Group(id: String, title: String, about: String, children: Element) -> Element {
    rsx! {
        section { class: "settings-group", "aria-labelledby": "{id}-title",
            div {
                h2 { id: "{id}-title", "{title}" }
                p { class: "muted small", "{about}" }
            }
            div { class: "stack", {children} }
        }
    }
}

#[component]
fn Edit(managed: Managed, onchange: EventHandler<()>) -> Element {
    let toasts = use_toast();
    let doctor = managed.doctor;
    let id = doctor.id;
    let submit = use_submit(
        move |form: Input<EditForm>| admin_api::edit(id, form),
        move |()| {
            toasts.push("The doctor's details are saved.");
            onchange.call(());
        },
    );
    rsx! {
        Form { action: "/api/admin/doctors/{id}", submit, label: "Details",
            input { r#type: "hidden", name: "version", value: "{managed.version}" }
            FormField {
                label: "Full name",
                name: "full_name",
                value: doctor.full_name,
                required: true,
                autocomplete: "off",
                maxlength: 120,
            }
            FormField {
                label: "Specialization",
                name: "specialization",
                value: doctor.specialization,
                required: true,
                maxlength: 80,
            }
            FormField { label: "Languages", name: "languages", value: doctor.languages, maxlength: 120 }
            FormTextArea { label: "About", name: "about", value: doctor.about, maxlength: 500, rows: 4 }
            div { class: "form-actions",
                SubmitButton { "Save details" }
            }
        }
    }
}

#[component]
fn Login(managed: Managed, onchange: EventHandler<()>) -> Element {
    rsx! {
        dl { class: "facts",
            dt { "Username" }
            dd { "{managed.username}" }
            dt { "Last login" }
            dd { class: "tabular",
                match managed.last_login_at {
                    Some(at) => rsx! { time { datetime: "{at}", {at.words()} } },
                    None => rsx! { "Never" },
                }
            }
            if managed.must_change_password {
                dt { "Password" }
                dd { "Temporary, not yet replaced" }
            }
        }
        ResetPassword { user_id: managed.user_id, name: managed.doctor.full_name, ondone: onchange }
    }
}

/// Deactivating and reactivating, with what becomes of appointments.
#[component]
fn Presence(managed: Managed, onchange: EventHandler<()>) -> Element {
    let Managed {
        doctor,
        user_id,
        upcoming,
        ..
    } = managed;
    let count = plural(upcoming, "future appointment");
    rsx! {
        div { class: "cluster",
            if doctor.active {
                Badge { tone: Tone::Success, "Active" }
            } else {
                Badge { "Deactivated" }
            }
            Anchor { href: "/admin/appointments?doctor_id={doctor.id}&status=booked", "{count}" }
        }
        if doctor.active {
            DisableAccount {
                user_id,
                name: doctor.full_name,
                verb: "Deactivate",
                upcoming,
                ondone: onchange,
            }
        } else {
            if upcoming > 0 {
                p { "Those appointments were kept: cancel them, or reactivate the doctor to hold them." }
            }
            EnableAccount { user_id, name: doctor.full_name, verb: "Reactivate", ondone: onchange }
        }
    }
}

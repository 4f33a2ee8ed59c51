//! The clinic's settings.

use dioxus::prelude::*;

use super::{week_fields::WeekFields, zone_options};
use crate::{
    clinic::{api, model::SettingsView},
    schedule::hours::SlotRules,
    ui::{
        ErrorPage, Form, FormCheckbox, FormField, FormSelect, FormTextArea, Page, SubmitButton,
        use_page_data, use_session, use_submit, use_toast,
    },
};

const ACTION: &str = "/api/admin/settings";

/// Clinic settings.
#[component]
pub fn Settings() -> Element {
    let mut view = use_page_data(api::settings)?;
    let session = use_session();
    let toasts = use_toast();
    let changed = move || {
        toasts.push("The settings are saved.");
        view.restart();
        session.reload();
    };
    match &*view.read() {
        Ok(view) => rsx! {
            Page { title: "Clinic settings",
                // A new key makes a new form, with what was stored.
                for view in [view.clone()] {
                    SettingsForm { key: "{view.clinic.version}", view, changed }
                }
            }
        },
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

#[component]
fn SettingsForm(view: SettingsView, changed: Callback) -> Element {
    let submit = use_submit(api::change_settings, move |()| changed.call(()));
    let SettingsView { clinic, zones } = view;
    // A form that came back still tells which version its reader saw.
    let version = use_session()
        .flash()
        .filter(|flash| flash.action == ACTION && flash.error.is_some())
        .and_then(|flash| flash.values.get("version").cloned())
        .unwrap_or_else(|| clinic.version.to_string());
    rsx! {
        Form { action: ACTION, submit, class: "settings", label: "Clinic settings",
            input { r#type: "hidden", name: "version", "value": "{version}" }
            section { class: "settings-group",
                div {
                    h2 { "The clinic" }
                    p { class: "muted", "What patients read on the front page and in their confirmations." }
                }
                div { class: "stack-l",
                    FormField {
                        label: "Clinic name",
                        name: "name",
                        value: clinic.name,
                        maxlength: 120,
                        required: true,
                    }
                    FormTextArea { label: "Address", name: "address", value: clinic.address, maxlength: 500 }
                    FormField {
                        label: "Phone",
                        name: "phone",
                        r#type: "tel",
                        value: clinic.phone,
                        maxlength: 32,
                    }
                }
            }
            section { class: "settings-group",
                div {
                    h2 { "Time zone" }
                    p { class: "muted",
                        "All times are those of the clinic's clock. In another zone every appointment stays at its moment: what was shown as 09:00 will be shown as the time the new zone's clock has then. Opening hours keep their times of day."
                    }
                }
                div { class: "stack-l",
                    FormSelect {
                        label: "Time zone",
                        name: "time_zone",
                        options: zone_options(&zones),
                        value: clinic.time_zone,
                        required: true,
                    }
                    FormCheckbox {
                        label: "Yes, change the time zone",
                        name: "zone_change",
                        hint: "Needed only when you choose another zone. The times of all appointments will be shown differently.",
                    }
                }
            }
            section { class: "settings-group",
                div {
                    h2 { "Visits" }
                    p { class: "muted", "Visits booked already keep their length." }
                }
                FormField {
                    label: "Minutes per visit",
                    name: "slot_minutes",
                    r#type: "number",
                    value: clinic.slot_minutes.to_string(),
                    inputmode: "numeric",
                    min: SlotRules::SHORTEST.to_string(),
                    max: SlotRules::LONGEST.to_string(),
                    required: true,
                }
            }
            section { class: "settings-group",
                div {
                    h2 { "Opening hours" }
                    p { class: "muted",
                        "Free times are offered within these. Leave a day empty when the clinic is closed; midnight at the end of a day is 00:00. Visits booked already stay."
                    }
                }
                div { class: "stack-l", WeekFields { hours: clinic.hours } }
            }
            div { class: "form-actions", SubmitButton { "Save settings" } }
        }
    }
}

//! The doctors, for admins.

use dioxus::prelude::*;

use super::search::Search;
use crate::{
    admin::{accounts::NewAccount, pages::TemporaryPassword},
    doctors::{
        admin_api,
        model::{Row, typed},
    },
    ui::{
        Anchor, Badge, Button, ButtonKind, Column, DataTable, EmptyState, ErrorPage, Form,
        FormField, FormTextArea, IconName, LinkButton, Page, Pagination, SubmitButton, Tone,
        use_page_data, use_submit,
    },
};

/// The address of the list under a search.
fn path(q: &str, page: u32) -> String {
    let query = serde_urlencoded::to_string([("q", q), ("page", &page.to_string())]);
    format!("/admin/doctors?{}", query.unwrap_or_default())
}

/// Every doctor, with what they have to do, and a form to add one.
#[component]
pub fn AdminDoctors(
    /// The search, as a form puts it into the address.
    q: ReadSignal<String>,
    /// Which page of the list.
    page: ReadSignal<u32>,
) -> Element {
    let search = use_memo(move || typed(&q()));
    let mut data = use_page_data(move || admin_api::list(Some(search()), Some(page())))?;
    let columns = vec![
        Column::new("name", "Name"),
        Column::new("specialization", "Specialization"),
        Column::new("username", "Username"),
        Column::new("next", "Next visit"),
        Column::new("week", "This week").numeric(),
        Column::new("state", "State"),
    ];
    match &*data.read() {
        Ok(list) => rsx! {
            Page { title: "Doctors", class: "wide",
                div { class: "with-aside",
                    div { class: "stack-l",
                        Search {
                            action: "/admin/doctors",
                            q: search,
                            placeholder: "Name, specialization, username",
                            onsearch: move |text: String| {
                                navigator().push(path(&text, 1));
                            },
                        }
                        if list.items.is_empty() {
                            Nobody { searched: !search().is_empty() }
                        } else {
                            DataTable { caption: "Doctors", columns,
                                for doctor in list.items.iter().cloned() {
                                    DoctorRow { key: "{doctor.id}", doctor }
                                }
                            }
                            Pagination {
                                page: list.page,
                                pages: list.pages,
                                total: list.total,
                                noun: "doctor",
                                href: move |page: u32| path(&search(), page),
                            }
                        }
                    }
                    section { class: "card stack", "aria-labelledby": "add-title",
                        h2 { id: "add-title", "Add a doctor" }
                        AddDoctor { onadded: move |()| data.restart() }
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
fn Nobody(searched: bool) -> Element {
    if !searched {
        return rsx! {
            EmptyState { title: "No doctors yet", icon: IconName::Stethoscope,
                p { "Add the first one. Patients can book as soon as you have." }
            }
        };
    }
    rsx! {
        EmptyState { title: "No doctor matches", icon: IconName::Search,
            LinkButton { to: "/admin/doctors", kind: ButtonKind::Secondary, "Show all doctors" }
        }
    }
}

#[component]
fn DoctorRow(doctor: Row) -> Element {
    let id = doctor.id;
    rsx! {
        tr {
            th { scope: "row",
                Anchor { href: "/admin/doctors/{id}", "{doctor.full_name}" }
            }
            td { "{doctor.specialization}" }
            td { "{doctor.username}" }
            td { class: "tabular nowrap",
                match doctor.next_visit {
                    Some(at) => rsx! { time { datetime: "{at}", {at.words()} } },
                    None => rsx! { span { class: "muted", "None" } },
                }
            }
            td { class: "numeric",
                Anchor { href: "/admin/appointments?doctor_id={id}", "{doctor.this_week}" }
            }
            td {
                if doctor.active {
                    Badge { tone: Tone::Success, "Active" }
                } else {
                    Badge { "Deactivated" }
                }
            }
        }
    }
}

/// The form; once it is through, the temporary password in its place.
#[component]
fn AddDoctor(onadded: EventHandler<()>) -> Element {
    let mut added = use_signal(|| None::<NewAccount>);
    let submit = use_submit(admin_api::add, move |account| {
        added.set(Some(account));
        onadded.call(());
    });
    if let Some(account) = added() {
        let profile = format!("/admin/doctors/{}", account.id);
        return rsx! {
            TemporaryPassword { account,
                div { class: "cluster",
                    LinkButton { to: profile, kind: ButtonKind::Secondary, "Open their page" }
                    Button { kind: ButtonKind::Secondary, onclick: move |_| added.set(None), "Add another one" }
                }
            }
        };
    }
    rsx! {
        Form { action: "/api/admin/doctors", submit,
            FormField { label: "Full name", name: "full_name", required: true, autocomplete: "off", maxlength: 120 }
            FormField { label: "Specialization", name: "specialization", required: true, maxlength: 80 }
            FormField {
                label: "Languages",
                name: "languages",
                hint: "As patients would read them: English, French",
                maxlength: 120,
            }
            FormTextArea { label: "About", name: "about", hint: "A few sentences for their page.", maxlength: 500 }
            FormField { label: "Username", name: "username", required: true, autocomplete: "off", maxlength: 64 }
            FormField {
                label: "Password",
                name: "password",
                autocomplete: "off",
                hint: "Temporary, until their first login. Leave it empty and one is made up.",
            }
            div { class: "form-actions",
                SubmitButton { "Add doctor" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_keep_the_search() {
        assert_eq!(path("ada l", 2), "/admin/doctors?q=ada+l&page=2");
    }
}

//! The admins and the front desk.

use dioxus::prelude::*;

use super::{DisableAccount, EnableAccount, ResetPassword, TemporaryPassword};
use crate::{
    admin::accounts::{
        api,
        model::{NewAccount, StaffMember},
    },
    ui::{
        Badge, Button, ButtonKind, Column, DataTable, ErrorPage, Form, FormField, FormSelect, Page,
        Pagination, SelectOption, SubmitButton, Tone, use_page_data, use_session, use_submit,
    },
};

/// Staff accounts.
#[component]
pub fn Staff(
    /// Which page of them.
    page: ReadSignal<u32>,
) -> Element {
    let mut data = use_page_data(move || api::staff(Some(page())))?;
    let me = use_session().me().map(|me| me.id);
    let columns = vec![
        Column::new("name", "Name"),
        Column::new("username", "Username"),
        Column::new("role", "Role"),
        Column::new("login", "Last login"),
        Column::new("state", "State"),
        Column::new("actions", ""),
    ];
    match &*data.read() {
        Ok(list) => rsx! {
            Page {
                title: "Staff",
                lede: "Administrators and the front desk. Doctors have a page of their own.",
                class: "wide",
                div { class: "with-aside",
                    div { class: "stack-l",
                        DataTable { caption: "Staff", columns,
                            for member in list.items.iter().cloned() {
                                Member {
                                    key: "{member.id}",
                                    is_me: me == Some(member.id),
                                    member,
                                    onchange: move |()| data.restart(),
                                }
                            }
                        }
                        Pagination {
                            page: list.page,
                            pages: list.pages,
                            total: list.total,
                            noun: "staff account",
                            href: |page: u32| format!("/admin/staff?page={page}"),
                        }
                    }
                    section { class: "card stack", "aria-labelledby": "add-title",
                        h2 { id: "add-title", "Add a staff member" }
                        AddStaff { onadded: move |()| data.restart() }
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
fn Member(member: StaffMember, is_me: bool, onchange: EventHandler<()>) -> Element {
    let StaffMember {
        id: user_id,
        full_name: name,
        ..
    } = member;
    let (tone, state) = match (member.active, member.must_change_password) {
        (false, _) => (Tone::Neutral, "Disabled"),
        (true, true) => (Tone::Warning, "Temporary password"),
        (true, false) => (Tone::Success, "Active"),
    };
    rsx! {
        tr {
            th { scope: "row", "{name}" }
            td { "{member.username}" }
            td { "{member.role.words()}" }
            td { class: "tabular nowrap",
                match member.last_login_at {
                    Some(at) => rsx! { time { datetime: "{at}", {at.words()} } },
                    None => rsx! { span { class: "muted", "Never" } },
                }
            }
            td { Badge { tone, "{state}" } }
            td {
                if is_me {
                    span { class: "muted small", "This is you" }
                } else {
                    if member.active {
                        DisableAccount { user_id, name: name.clone(), ondone: onchange }
                    } else {
                        EnableAccount { user_id, name: name.clone(), ondone: onchange }
                    }
                    ResetPassword { user_id, name, ondone: onchange }
                }
            }
        }
    }
}

#[component]
fn AddStaff(onadded: EventHandler<()>) -> Element {
    let mut added = use_signal(|| None::<NewAccount>);
    let submit = use_submit(api::add_staff, move |account| {
        added.set(Some(account));
        onadded.call(());
    });
    if let Some(account) = added() {
        return rsx! {
            TemporaryPassword { account,
                Button { kind: ButtonKind::Secondary, onclick: move |_| added.set(None), "Add another one" }
            }
        };
    }
    rsx! {
        Form { action: "/api/admin/staff", submit,
            FormField { label: "Full name", name: "full_name", required: true, autocomplete: "off", maxlength: 120 }
            FormSelect {
                label: "Role",
                name: "role",
                required: true,
                value: "front_desk",
                options: vec![
                    SelectOption::new("front_desk", "Front desk"),
                    SelectOption::new("admin", "Administrator"),
                ],
            }
            FormField { label: "Username", name: "username", required: true, autocomplete: "off", maxlength: 64 }
            FormField {
                label: "Password",
                name: "password",
                autocomplete: "off",
                hint: "Temporary, until their first login. Leave it empty and one is made up.",
            }
            div { class: "form-actions",
                SubmitButton { "Add staff member" }
            }
        }
    }
}

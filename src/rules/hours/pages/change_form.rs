//! A form that changes a doctor's hours, and shows what that would do before it is sent: as one
//! types, or with the button "Preview" in a browser without JavaScript.

use std::collections::BTreeMap;

use dioxus::prelude::*;

use super::{super::form::Kind, preview::PreviewBox, read};
use crate::{
    error::AppError,
    form::Input,
    offline::broken::unbroken,
    rules::hours::{
        api,
        form::HoursForm,
        model::{Preview, Saved},
    },
    ui::{Button, ButtonKind, Form, SubmitButton, use_session, use_submit, use_toast},
};

/// What every form of the page needs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Editing {
    /// Whose hours.
    pub(super) doctor_id: i64,
    /// The page's path.
    pub(super) path: String,
    /// The version of the hours that the page shows.
    pub(super) version: String,
    /// The change in the address, if there is one.
    pub(super) proposal: Option<Proposal>,
    /// Called when the hours have changed.
    pub(super) onchange: EventHandler<()>,
}

/// A change that is to be previewed, and what it would do.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Proposal {
    /// The fields of its form.
    pub(super) fields: BTreeMap<String, String>,
    /// The preview.
    pub(super) answer: Result<Preview, AppError>,
}

/// What one form does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct What {
    /// The kind of change.
    pub(super) kind: Kind,
    /// The interval that is changed.
    pub(super) interval: Option<i64>,
}

impl From<Kind> for What {
    fn from(kind: Kind) -> Self {
        Self {
            kind,
            interval: None,
        }
    }
}

impl What {
    /// The call that does it.
    fn action(self, doctor_id: i64) -> String {
        match (self.interval, self.kind) {
            (Some(id), Kind::Delete) => format!("/api/hours/{id}/delete"),
            (Some(id), _) => format!("/api/hours/{id}"),
            (None, kind) => format!("/api/doctors/{doctor_id}/hours/{}", kind.key()),
        }
    }

    /// How the ids of its fields begin.
    fn ids(self) -> String {
        match self.interval {
            Some(id) => format!("{}-{id}-", self.kind.key()),
            None => format!("{}-", self.kind.key()),
        }
    }

    async fn send(self, doctor_id: i64, form: Input<HoursForm>) -> Result<Saved, AppError> {
        match (self.interval, self.kind) {
            (Some(id), Kind::Delete) => api::delete(id, form).await,
            (Some(id), _) => api::edit(id, form).await,
            (None, Kind::Source) => api::choose(doctor_id, form).await,
            (None, Kind::CopyDay) => api::copy_day(doctor_id, form).await,
            (None, Kind::CopyFrom) => api::copy_from(doctor_id, form).await,
            (None, _) => api::add(doctor_id, form).await,
        }
    }
}

impl Editing {
    /// The proposal, if it is this form's.
    pub(super) fn proposal_of(&self, what: What) -> Option<&Proposal> {
        let interval = what.interval.map(|id| id.to_string());
        self.proposal.as_ref().filter(|proposal| {
            let field = |name: &str| proposal.fields.get(name).map(String::as_str);
            field("change") == Some(what.kind.key())
                && field("interval").filter(|id| !id.is_empty()) == interval.as_deref()
        })
    }

    /// What stands in a form at first: what its preview was asked for with, or else `usual`.
    pub(super) fn fields(
        &self,
        what: What,
        usual: impl IntoIterator<Item = (String, String)>,
    ) -> BTreeMap<String, String> {
        match self.proposal_of(what) {
            Some(proposal) => proposal.fields.clone(),
            None => usual.into_iter().collect(),
        }
    }

    /// Whether a form is not to be hidden: it has a preview, or came back to be put right.
    pub(super) fn is_open(&self, what: What) -> bool {
        let action = what.action(self.doctor_id);
        let flash = use_session().flash();
        self.proposal_of(what).is_some()
            || flash.is_some_and(|flash| flash.action == action && flash.error.is_some())
    }
}

/// The form. Its fields are its children; `fields` is what stands in them at first.
#[component]
pub(super) fn ChangeForm(
    what: What,
    label: String,
    save: String,
    #[props(default = ButtonKind::Secondary)] kind: ButtonKind,
    fields: BTreeMap<String, String>,
    editing: Editing,
    children: Element,
) -> Element {
    let Editing {
        doctor_id,
        onchange,
        ..
    } = editing;
    let toasts = use_toast();
    let mut typed = use_signal(|| fields);
    let mut asked = use_signal(|| 0_u32);
    let mut shown = use_signal({
        let proposal = editing.proposal_of(what).cloned();
        move || proposal.map(|proposal| proposal.answer)
    });
    let ask = use_callback(move |()| {
        let number = asked.peek().wrapping_add(1);
        asked.set(number);
        let mut fields = typed.peek().clone();
        fields.insert("change".to_owned(), what.kind.key().to_owned());
        if let Some(interval) = what.interval {
            fields.insert("interval".to_owned(), interval.to_string());
        }
        spawn(async move {
            let answer = match read(&fields) {
                Ok(form) => unbroken(api::preview(doctor_id, form)).await,
                Err(error) => Err(error),
            };
            // Somebody who types on asks again: only the latest answer counts.
            if *asked.peek() == number {
                shown.set(Some(answer));
            }
        });
    });
    let submit = use_submit(
        move |form: Input<HoursForm>| what.send(doctor_id, form),
        move |saved: Saved| {
            toasts.push(saved.words("The hours are saved."));
            onchange.call(());
        },
    );
    let ids = what.ids();
    rsx! {
        div { id: "{ids}form",
            Form {
                action: what.action(doctor_id),
                submit,
                label: label.clone(),
                ids: ids.clone(),
                ontyped: move |(name, value)| {
                    typed.write().insert(name, value);
                    ask.call(());
                },
                input { r#type: "hidden", name: "change", value: what.kind.key() }
                if let Some(interval) = what.interval {
                    input { r#type: "hidden", name: "interval", value: "{interval}" }
                }
                input { r#type: "hidden", name: "version", value: "{editing.version}" }
                {children}
                if let Some(answer) = shown() {
                    PreviewBox { answer }
                }
                div { class: "form-actions",
                    SubmitButton { kind,
                        "{save}"
                    }
                    Button {
                        r#type: "submit",
                        kind: ButtonKind::Quiet,
                        formmethod: "get",
                        formaction: "{editing.path}#{ids}form",
                        onclick: move |event: MouseEvent| {
                            event.prevent_default();
                            ask.call(());
                        },
                        "Preview"
                        span { class: "visually-hidden", ": {label}" }
                    }
                }
            }
        }
    }
}

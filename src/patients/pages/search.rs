//! The search for a patient. What is typed tells who somebody is, so it stands in no address: a hydrated page keeps
//! it in a signal, and a form sent without JavaScript leaves it in the session for the page that comes next.

use dioxus::prelude::*;

use crate::{
    doctors::model::typed,
    error::AppError,
    form::Input,
    patients::find::{
        api::{FIND, FindForm, find},
        model::Hit,
    },
    ui::{Button, ButtonKind, Session, TextInput, platform, shortcut, use_keys, use_session},
};

/// As many of who fits are shown at most.
const SHOWN: u8 = 20;

/// The form of a search for patients.
///
/// ```ignore
/// let mut sought = use_sought(q);
/// rsx! {
///     PatientSearch { label: "Find a patient", value: sought(), onsearch: move |text| sought.set(text) }
/// }
/// ```
#[component]
pub fn PatientSearch(
    /// What the form finds, for screen readers.
    #[props(into)]
    label: String,
    /// What is searched for now.
    #[props(default, into)]
    value: String,
    /// Called with what is to be searched for.
    onsearch: EventHandler<String>,
    /// What stands beside the button.
    children: Element,
) -> Element {
    rsx! {
        // Sent without JavaScript it leads back to its page; what is typed waits in the session meanwhile.
        form {
            method: "post",
            action: FIND,
            class: "filters",
            role: "search",
            "aria-label": label,
            onsubmit: move |event| {
                event.prevent_default();
                onsearch.call(field(&event));
            },
            input { r#type: "hidden", name: "keep", "value": "true" }
            SearchField { value }
            Button { r#type: "submit", kind: ButtonKind::Secondary, "Find" }
            {children}
        }
    }
}

/// What is typed into the search field.
fn field(event: &FormEvent) -> String {
    let mut fields = event.values().into_iter();
    let typed = fields.find_map(|(name, value)| match value {
        FormValue::Text(text) if name == "q" => Some(text),
        _ => None,
    });
    typed.unwrap_or_default().trim().to_owned()
}

/// A field "Search" for patients, sent as `q`. On a hydrated page the key `/` goes to it.
#[component]
fn SearchField(value: String) -> Element {
    use_keys(&["/"], |_| platform::focus("input[type=search]"));
    rsx! {
        TextInput {
            label: "Search",
            name: "q",
            r#type: "search",
            value,
            hint: "Name, telephone number or date of birth",
            autocomplete: "off",
            "aria-keyshortcuts": shortcut("/"),
        }
    }
}

/// What a [`PatientSearch`] that was sent without JavaScript has left for this page. To be read when a component is
/// made.
pub fn kept(session: &Session) -> Option<String> {
    let flash = session.flash().filter(|flash| flash.action == FIND);
    flash.and_then(|flash| flash.values.get("q").cloned())
}

/// Whom a page looks for: what was sent to it, else what stands in an address of the time when it did.
pub fn use_sought(address: ReadSignal<String>) -> Signal<String> {
    let session = use_session();
    use_signal(|| {
        let sought = kept(&session).unwrap_or_else(|| typed(&address.peek()));
        sought.trim().to_owned()
    })
}

/// Those who fit best.
///
/// # Errors
/// What kept the server from answering.
pub async fn look_up(q: String) -> Result<Vec<Hit>, AppError> {
    let form = FindForm {
        q,
        limit: Some(SHOWN.into()),
        ..FindForm::default()
    };
    find(Input(form)).await
}

/// Says below the hits of [`look_up`] that there may be more of them.
#[component]
pub fn MayBeMore(
    /// How many there are.
    hits: usize,
) -> Element {
    rsx! {
        if hits >= usize::from(SHOWN) {
            p { class: "small muted", "There may be more: search for more of the name." }
        }
    }
}

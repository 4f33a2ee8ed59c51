//! Forms that work with and without JavaScript through the same server function.
//!
//! A [`Form`] is a plain `<form method="post" action="/api/..">`. Hydrated, its `onsubmit` calls
//! the server function instead; without JavaScript the browser sends it, and what was typed and
//! what was wrong come back in the session's flash. Fields inside find both by their name.

use std::{cell::RefCell, future::Future, pin::Pin, rc::Rc};

use dioxus::prelude::*;
use serde::de::DeserializeOwned;

use super::{
    Button, ButtonKind, Checkbox, FieldError, Notice, PasswordInput, Select, SelectOption,
    TextArea, TextInput, Tone, platform, use_session,
};
use crate::{
    error::AppError,
    form::{self, Flash, Input},
    offline::broken::unbroken,
};

/// A form being filled in or sent.
#[derive(Clone, Copy, PartialEq)]
pub struct Submit {
    busy: Signal<bool>,
    error: Signal<Option<AppError>>,
    answered: Signal<u32>,
    send: Callback<FormEvent>,
}

impl Submit {
    /// Whether an answer is awaited.
    pub fn busy(&self) -> bool {
        (self.busy)()
    }

    /// Sends the form that raised this event.
    pub fn send(&self, event: FormEvent) {
        self.send.call(event);
    }

    /// What the last answer found wrong.
    pub fn error(&self) -> Option<AppError> {
        (self.error)()
    }

    /// How often it has been sent and gone well.
    pub fn answered(&self) -> u32 {
        (self.answered)()
    }
}

/// Ties a form to its server function: `call` sends it, `done` gets what it answers.
pub fn use_submit<In, Out, Fut>(
    mut call: impl FnMut(Input<In>) -> Fut + 'static,
    done: impl FnMut(Out) + 'static,
) -> Submit
where
    In: DeserializeOwned + 'static,
    Out: 'static,
    Fut: Future<Output = Result<Out, AppError>> + 'static,
{
    // Behind one type for all forms: sending is the same whatever is sent.
    let done = Rc::new(RefCell::new(done));
    use_sending(Box::new(move |fields| {
        let answer = call(Input(form::parse(fields)?));
        let done = Rc::clone(&done);
        Ok(Box::pin(async move {
            let out = answer.await?;
            let then: Then = Box::new(move || done.borrow_mut()(out));
            Ok(then)
        }))
    }))
}

/// What is done once the answer is there.
type Then = Box<dyn FnOnce()>;
type Sending = Pin<Box<dyn Future<Output = Result<Then, AppError>>>>;
type Send = Box<dyn FnMut(&[(String, String)]) -> Result<Sending, AppError>>;

fn use_sending(mut send: Send) -> Submit {
    let mut busy = use_signal(|| false);
    let mut error = use_signal(|| None);
    let mut answered = use_signal(|| 0);
    let send = use_callback(move |event: FormEvent| {
        event.prevent_default();
        if busy() {
            return;
        }
        let sending = match send(&fields(&event)) {
            Ok(sending) => sending,
            Err(unreadable) => {
                error.set(Some(unreadable));
                return;
            }
        };
        busy.set(true);
        error.set(None);
        spawn(async move {
            let answer = unbroken(sending).await;
            busy.set(false);
            match answer {
                Ok(then) => {
                    answered += 1;
                    then();
                }
                Err(wrong) => error.set(Some(wrong)),
            }
        });
    });
    Submit {
        busy,
        error,
        answered,
        send,
    }
}

fn fields(event: &FormEvent) -> Vec<(String, String)> {
    event
        .values()
        .into_iter()
        .filter_map(|(name, value)| match value {
            FormValue::Text(text) => Some((name, text)),
            FormValue::File(_) => None,
        })
        .collect()
}

/// What the fields of a form share.
#[derive(Clone, PartialEq)]
struct Shared {
    submit: Submit,
    flash: Option<Flash>,
    ids: String,
    ontyped: Option<EventHandler<(String, String)>>,
}

impl Shared {
    /// The id of the field of that name.
    fn id(&self, name: &str) -> String {
        format!("{}{name}", self.ids)
    }

    /// Tells whoever wants to know what a field holds now.
    fn typed(&self, name: &str, value: String) {
        if let Some(handler) = self.ontyped {
            handler.call((name.to_owned(), value));
        }
    }

    fn error(&self) -> Option<AppError> {
        let kept = self.flash.as_ref().and_then(|flash| flash.error.clone());
        // Once the form has been sent by the hydrated page, what the plain form left is past.
        self.submit.error().or(kept.filter(|_| !self.submit.busy()))
    }

    fn field_error(&self, name: &str) -> Option<String> {
        self.error()?.for_field(name).map(str::to_owned)
    }

    fn value(&self, name: &str, initial: Option<String>) -> Option<String> {
        let typed = self
            .flash
            .as_ref()
            .and_then(|flash| flash.values.get(name).cloned());
        typed.or(initial)
    }
}

/// A form. `action` is the server function's path and identifies the form in the flash.
#[component]
pub fn Form(
    /// The server function's path.
    action: String,
    /// From [`use_submit`].
    submit: Submit,
    /// Classes beside `form`.
    #[props(default)]
    class: String,
    /// Its accessible name, where the page has several.
    #[props(default)]
    label: Option<String>,
    /// How the ids of its fields begin, where the page has several forms with fields of one name.
    #[props(default)]
    ids: String,
    /// Called with the name of a field and what it holds, at each change of a text field, a choice or
    /// a box.
    #[props(default)]
    ontyped: Option<EventHandler<(String, String)>>,
    /// A field and its value that tell this form from others of the same action in its page.
    #[props(default)]
    apart_by: Option<(String, String)>,
    /// The fields and the button.
    children: Element,
) -> Element {
    let session = use_session();
    let shared = use_context_provider(|| {
        let flash = session
            .flash()
            .filter(|flash| flash.action == action && flash.error.is_some())
            .filter(|flash| match &apart_by {
                Some((name, value)) => flash.values.get(name) == Some(value),
                None => true,
            });
        Signal::new(Shared {
            submit,
            flash,
            ids,
            ontyped,
        })
    });
    // The eye goes to the first field to put right; where none is, to what is said above them.
    let this = format!("form[action=\"{action}\"]");
    use_effect(move || {
        if submit.error().is_some() {
            platform::focus(&format!(
                "{this} [aria-invalid=true], {this}:not(:has([aria-invalid=true])) [role=alert]"
            ));
        }
    });
    let error = shared.read().error();
    rsx! {
        form {
            method: "post",
            action,
            class: "form {class}",
            "aria-label": label,
            novalidate: true,
            onsubmit: move |event| submit.send(event),
            if let Some(error) = error {
                FormError { error }
            }
            {children}
        }
    }
}

#[component]
fn FormError(error: AppError) -> Element {
    let request_id = match &error {
        AppError::Internal { request_id } => Some(request_id.clone()),
        _ => None,
    };
    rsx! {
        div { role: "alert", tabindex: "-1",
            Notice { tone: Tone::Danger,
                p { "{error}" }
                if let Some(id) = request_id {
                    p { class: "small muted", "Reference: {id}" }
                }
            }
        }
    }
}

/// A text field of a [`Form`].
#[component]
pub fn FormField(
    /// Its accessible name.
    label: String,
    /// Its name in the form's data.
    name: String,
    /// Its id; its name unless given.
    #[props(default)]
    id: Option<String>,
    /// The `type` of the input.
    #[props(default = "text".to_owned())]
    r#type: String,
    /// What stands in it at first.
    #[props(default)]
    value: Option<String>,
    /// How to fill it in.
    #[props(default)]
    hint: Option<String>,
    /// Whether it must be filled in.
    #[props(default)]
    required: bool,
    /// The `autocomplete` token.
    #[props(default)]
    autocomplete: Option<String>,
    /// The `inputmode`.
    #[props(default)]
    inputmode: Option<String>,
    /// Most characters.
    #[props(default)]
    maxlength: Option<i64>,
    /// Earliest or smallest.
    #[props(default)]
    min: Option<String>,
    /// Latest or greatest.
    #[props(default)]
    max: Option<String>,
) -> Element {
    let context = use_context::<Signal<Shared>>();
    let shared = context.read();
    let typed = name.clone();
    rsx! {
        TextInput {
            label, r#type, hint, required, autocomplete, inputmode, maxlength, min, max,
            id: id.unwrap_or_else(|| shared.id(&name)),
            value: shared.value(&name, value),
            error: shared.field_error(&name),
            oninput: move |event: FormEvent| context.peek().typed(&typed, event.value()),
            name,
        }
    }
}

/// A password field of a [`Form`].
#[component]
pub fn FormPassword(
    /// Its accessible name.
    label: String,
    /// Its name in the form's data.
    name: String,
    /// How to fill it in.
    #[props(default)]
    hint: Option<String>,
    /// `current-password` or `new-password`.
    autocomplete: String,
) -> Element {
    let shared = use_context::<Signal<Shared>>();
    let error = shared.read().field_error(&name);
    rsx! {
        PasswordInput { label, name, hint, autocomplete, error, required: true }
    }
}

/// A text of several lines in a [`Form`].
#[component]
pub fn FormTextArea(
    /// Its accessible name.
    label: String,
    /// Its name in the form's data.
    name: String,
    /// What stands in it at first.
    #[props(default)]
    value: Option<String>,
    /// How to fill it in.
    #[props(default)]
    hint: Option<String>,
    /// Whether it must be filled in.
    #[props(default)]
    required: bool,
    /// Most characters.
    #[props(default)]
    maxlength: Option<i64>,
    /// Its height in lines.
    #[props(default = 3)]
    rows: i64,
) -> Element {
    let shared = use_context::<Signal<Shared>>();
    let shared = shared.read();
    rsx! {
        TextArea {
            label, hint, required, maxlength, rows,
            id: shared.id(&name),
            value: shared.value(&name, value),
            error: shared.field_error(&name),
            name,
        }
    }
}

/// A choice in a [`Form`].
#[component]
pub fn FormSelect(
    /// Its accessible name.
    label: String,
    /// Its name in the form's data.
    name: String,
    /// What can be chosen.
    options: Vec<SelectOption>,
    /// What is chosen at first.
    #[props(default)]
    value: Option<String>,
    /// How to choose.
    #[props(default)]
    hint: Option<String>,
    /// Whether something must be chosen.
    #[props(default)]
    required: bool,
) -> Element {
    let context = use_context::<Signal<Shared>>();
    let shared = context.read();
    let typed = name.clone();
    rsx! {
        Select {
            label, options, hint, required,
            id: shared.id(&name),
            value: shared.value(&name, value),
            error: shared.field_error(&name),
            onchange: move |event: FormEvent| context.peek().typed(&typed, event.value()),
            name,
        }
    }
}

/// A box to tick in a [`Form`].
#[component]
pub fn FormCheckbox(
    /// Its accessible name.
    label: String,
    /// Its name in the form's data.
    name: String,
    /// Whether it is ticked at first.
    #[props(default)]
    checked: bool,
    /// What ticking it does.
    #[props(default)]
    hint: Option<String>,
) -> Element {
    let context = use_context::<Signal<Shared>>();
    let shared = context.read();
    let ticked = match &shared.flash {
        Some(flash) => flash.values.contains_key(&name),
        None => checked,
    };
    let typed = name.clone();
    rsx! {
        Checkbox {
            label, hint,
            id: shared.id(&name),
            checked: ticked,
            onchange: move |event: FormEvent| context.peek().typed(&typed, event.checked().to_string()),
            name,
        }
    }
}

/// Fields of a [`Form`] that belong together, such as boxes of which any number may be ticked. What is
/// wrong with them as a whole is said here.
#[component]
pub fn FormGroup(
    /// What they are about.
    legend: String,
    /// Under which name the server says what is wrong with them.
    name: String,
    /// How to fill them in.
    #[props(default)]
    hint: Option<String>,
    /// The fields.
    children: Element,
) -> Element {
    let shared = use_context::<Signal<Shared>>();
    let shared = shared.read();
    let (id, error) = (shared.id(&name), shared.field_error(&name));
    let described = error.as_ref().map(|_| format!("{id}-error"));
    rsx! {
        fieldset { class: "fieldset form-group", "aria-describedby": described,
            legend { "{legend}" }
            if let Some(hint) = hint {
                p { class: "field-hint", "{hint}" }
            }
            FieldError { id, error }
            {children}
        }
    }
}

/// The button that sends a [`Form`]; busy while the answer is awaited.
#[component]
pub fn SubmitButton(
    /// Its look.
    #[props(default)]
    kind: ButtonKind,
    /// What it says.
    children: Element,
) -> Element {
    let shared = use_context::<Signal<Shared>>();
    let busy = shared.read().submit.busy();
    rsx! {
        Button { r#type: "submit", kind, busy, {children} }
    }
}

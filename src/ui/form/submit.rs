//! Sending a form to its server function, and waiting for the answer.

use std::{cell::RefCell, future::Future, pin::Pin, rc::Rc};

use dioxus::prelude::*;
use serde::de::DeserializeOwned;

use crate::{
    error::AppError,
    form::{self, Input},
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
        let sending = match send(&typed(&event)) {
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

/// What was typed into the fields of a form that is sent, by their names.
pub fn typed(event: &FormEvent) -> Vec<(String, String)> {
    event
        .values()
        .into_iter()
        .filter_map(|(name, value)| match value {
            FormValue::Text(text) => Some((name, text)),
            FormValue::File(_) => None,
        })
        .collect()
}

//! The key that makes a repeated submit one and the same.

use dioxus::prelude::*;

use super::{Submit, platform};

/// The hidden field `idempotency_key` of a form. A double click, and a try after a lost answer,
/// send it again and get the first answer; what is sent after a success has another.
///
/// The browser keeps the key that the server wrote into the page until the form has been
/// answered, so that sending it before and after the page comes alive is the same too.
///
/// ```ignore
/// Form { action: "/api/appointments", submit,
///     OnceKey { submit }
///     SubmitButton { "Confirm booking" }
/// }
/// ```
#[component]
pub fn OnceKey(
    /// What the form is sent with.
    submit: Submit,
) -> Element {
    let key = use_memo(move || {
        submit.answered();
        platform::unlikely()
    });
    rsx! {
        // Some browsers put back what stood in a field when one goes back to its page.
        input {
            r#type: "hidden",
            name: "idempotency_key",
            autocomplete: "off",
            "value": "{key}",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::{testing::render, use_submit};

    fn form() -> Element {
        let submit = use_submit(
            |_: crate::form::Input<crate::form::Nothing>| async { Ok(()) },
            |()| {},
        );
        rsx! {
            OnceKey { submit }
        }
    }

    #[test]
    fn every_form_that_is_rendered_has_a_key_of_its_own() {
        let key = || {
            let html = render(form);
            assert!(html.contains(r#"name="idempotency_key""#), "{html}");
            let (_, rest) = html.split_once("value=\"").unwrap();
            rest.split('"').next().unwrap().to_owned()
        };
        let keys: std::collections::BTreeSet<_> = std::iter::repeat_with(key).take(50).collect();
        assert_eq!(keys.len(), 50);
        assert!(keys.iter().all(|key| key.len() == 32), "{keys:?}");
    }
}

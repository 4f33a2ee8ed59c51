//! How a page gets its data.

use std::{convert::Infallible, future::Future};

use dioxus::{fullstack::Loader, prelude::*};
use serde::{Serialize, de::DeserializeOwned};

use crate::error::AppError;

/// A page's data, or what kept it from being read: a value, so that the page is rendered with
/// the right status either way.
pub type PageData<T> = Loader<Result<T, AppError>>;

/// Loads a page's data: on the server before the page is sent, in the browser again whenever a
/// signal read in `load` (not in its future) changes.
///
/// ```ignore
/// let doctors = use_page_data(move || api::list(q(), specialization()))?;
/// match &*doctors.read() {
///     Ok(doctors) => rsx! { .. },
///     Err(error) => rsx! { ErrorPage { error: error.clone() } },
/// }
/// ```
///
/// # Errors
/// While the first answer is awaited, which suspends the page.
pub fn use_page_data<T, F, Fut>(mut load: F) -> Result<PageData<T>, RenderError>
where
    T: PartialEq + Serialize + DeserializeOwned + 'static,
    F: FnMut() -> Fut + 'static,
    Fut: Future<Output = Result<T, AppError>> + 'static,
{
    let loader = use_loader(move || {
        let answer = load();
        async move { Ok::<_, Infallible>(answer.await) }
    })?;
    Ok(loader)
}

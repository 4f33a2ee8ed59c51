//! How a page gets its data.

use std::{
    any::Any, cell::OnceCell, convert::Infallible, future::Future, marker::PhantomData, pin::Pin,
    rc::Rc,
};

use dioxus::{fullstack::Loader, prelude::*};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};

use crate::{error::AppError, offline::broken::unbroken};

/// A page's data, or what kept it from being read: a value, so that the page is rendered with
/// the right status either way.
pub struct PageData<T: 'static> {
    loader: Loader<Parcel>,
    content: PhantomData<fn() -> T>,
}

/// An answer on its way from the loader to its page.
///
/// Loading is the same whatever is loaded, and a loader is a large piece of code; so there is one
/// loader, of parcels, rather than one for each type. In the page's source a parcel is JSON, which
/// is written on the server and opened once in the browser.
#[derive(Clone)]
struct Parcel {
    json: Option<String>,
    content: OnceCell<Rc<dyn Any>>,
}

type Answer = Pin<Box<dyn Future<Output = Parcel>>>;

impl Parcel {
    fn pack<T: Serialize + 'static>(content: Result<T, AppError>) -> Self {
        // Only the server's parcels travel.
        let json = cfg!(feature = "server")
            .then(|| serde_json::to_string(&content).ok())
            .flatten();
        Self {
            json,
            content: OnceCell::from(Rc::new(content) as Rc<dyn Any>),
        }
    }

    fn open<T: DeserializeOwned + 'static>(&self) -> Rc<Result<T, AppError>> {
        let content = self.content.get_or_init(|| {
            let json = self.json.as_deref().unwrap_or_default();
            let content: Result<T, AppError> =
                serde_json::from_slice(json.as_bytes()).unwrap_or(Err(AppError::Malformed));
            Rc::new(content)
        });
        Rc::clone(content)
            .downcast()
            .unwrap_or_else(|_| Rc::new(Err(AppError::Malformed)))
    }
}

impl PartialEq for Parcel {
    fn eq(&self, other: &Self) -> bool {
        match (self.content.get(), other.content.get()) {
            (Some(one), Some(two)) => Rc::ptr_eq(one, two),
            _ => self.json == other.json,
        }
    }
}

impl Serialize for Parcel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.json.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Parcel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self {
            json: Option::deserialize(deserializer)?,
            content: OnceCell::new(),
        })
    }
}

impl<T> Clone for PageData<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for PageData<T> {}

impl<T> PartialEq for PageData<T> {
    fn eq(&self, other: &Self) -> bool {
        self.loader == other.loader
    }
}

impl<T: DeserializeOwned + 'static> PageData<T> {
    /// The data; the component that reads it is rendered again when it changes.
    pub fn read(&self) -> Rc<Result<T, AppError>> {
        self.loader.read().open()
    }
}

impl<T> PageData<T> {
    /// Loads the data again, in the background.
    pub fn restart(&mut self) {
        self.loader.restart();
    }
}

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
/// Each call is followed by its own `?` before the next one is made: Dioxus 0.7.10 loses the
/// wake-up of a load that ends while its component does not wait for it yet, and the page would
/// never be sent.
///
/// # Errors
/// While the first answer is awaited, which suspends the page.
pub fn use_page_data<T, F, Fut>(mut load: F) -> Result<PageData<T>, RenderError>
where
    T: Serialize + 'static,
    F: FnMut() -> Fut + 'static,
    Fut: Future<Output = Result<T, AppError>> + 'static,
{
    let loader = use_parcel(Box::new(move || {
        let answer = load();
        Box::pin(async move { Parcel::pack(unbroken(answer).await) })
    }))?;
    Ok(PageData {
        loader,
        content: PhantomData,
    })
}

fn use_parcel(mut load: Box<dyn FnMut() -> Answer>) -> Result<Loader<Parcel>, RenderError> {
    let loader = use_loader(move || {
        let answer = load();
        async move { Ok::<_, Infallible>(answer.await) }
    })?;
    Ok(loader)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parcel_arrives_as_it_was_packed() {
        for content in [Ok(vec!["Tue 24 Nov".to_owned()]), Err(AppError::NotFound)] {
            let sent = Parcel {
                json: Some(serde_json::to_string(&content).unwrap()),
                content: OnceCell::new(),
            };
            let json = serde_json::to_string(&sent).unwrap();
            let arrived: Parcel = serde_json::from_str(&json).unwrap();
            assert_eq!(*arrived.open::<Vec<String>>(), content);
            assert!(arrived == arrived.clone());
        }
    }
}

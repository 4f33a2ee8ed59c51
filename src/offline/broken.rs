//! Answers that break off half-way.
//!
//! dioxus-fullstack 0.7.10 unwraps the body of an answer. Where the connection goes between its head and its end,
//! whoever asked panics, and as the app's event loop cannot unwind, that is the end of the app. In a browser
//! nothing can be done about it here: wasm does not unwind.

#[cfg(feature = "desktop")]
pub use caught::unbroken;
#[cfg(not(feature = "desktop"))]
pub use straight::unbroken;

/// In the installed app.
#[cfg(any(feature = "desktop", test))]
pub mod caught {
    use std::{
        panic::{AssertUnwindSafe, catch_unwind},
        pin::pin,
        task::Poll,
    };

    use crate::error::AppError;

    /// What the server answers; an answer that breaks off is no connection.
    ///
    /// # Errors
    /// What the server answers, or [`AppError::Offline`].
    pub async fn unbroken<T>(
        question: impl Future<Output = Result<T, AppError>>,
    ) -> Result<T, AppError> {
        let mut question = pin!(question);
        std::future::poll_fn(|context| {
            // It is not asked again after a panic, so whatever state that leaves it in is seen by nobody.
            catch_unwind(AssertUnwindSafe(|| question.as_mut().poll(context)))
                .unwrap_or(Poll::Ready(Err(AppError::Offline)))
        })
        .await
    }
}

/// Elsewhere.
#[cfg(not(feature = "desktop"))]
pub mod straight {
    /// What is asked, as it is.
    pub fn unbroken<F>(question: F) -> F {
        question
    }
}

#[cfg(test)]
mod tests {
    use std::{future::poll_fn, task::Poll};

    use super::caught::unbroken;
    use crate::error::AppError;

    #[tokio::test]
    async fn an_answer_that_breaks_off_is_no_connection() {
        let mut polls = 0;
        let question = poll_fn(|context| -> Poll<Result<(), AppError>> {
            polls += 1;
            assert!(polls < 2, "the body breaks off");
            context.waker().wake_by_ref();
            Poll::Pending
        });
        assert_eq!(unbroken(question).await, Err(AppError::Offline));
    }

    #[tokio::test]
    async fn an_answer_that_arrives_is_left_as_it_is() {
        let answers = [Ok(3), Err(AppError::Forbidden)];
        for answer in answers {
            assert_eq!(unbroken(std::future::ready(answer.clone())).await, answer);
        }
    }
}

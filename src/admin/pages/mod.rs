//! Pages.

mod account;
mod audit;
mod overview;
mod secret;
mod staff;

pub use account::{DisableAccount, EnableAccount, ResetPassword};
pub use audit::Audit;
pub use overview::Overview;
pub use secret::TemporaryPassword;
pub use staff::Staff;

//! Logging in, registering, one's own account.

mod account;
mod agent;
mod login;
mod register;
mod sent_on;

pub use account::Account;
pub use login::Login;
pub use register::Register;
pub use sent_on::SentOn;

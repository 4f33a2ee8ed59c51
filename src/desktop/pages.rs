//! The pages that are the app's own: the server's address, the lock, the settings of this computer. They
//! stand outside the clinic's pages, and need neither a server nor a session.

mod address;
mod lock;
mod preferences;

pub(super) use address::AddressPage;
pub(super) use lock::LockPage;
pub(super) use preferences::PreferencesPage;

//! Pages.

mod directory;
mod edit;
mod manage;
mod profile;
mod search;

pub use directory::Doctors;
pub use edit::AdminDoctor;
pub use manage::AdminDoctors;
pub use profile::DoctorProfile;

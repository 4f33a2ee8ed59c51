//! Pages: finding a patient, registering one, and a patient's card.

mod card;
mod filter;
mod found;
mod last_search;
mod list;
mod new;
mod search;
mod visits;

pub use card::PatientPage;
pub use filter::FilterForm;
pub use found::FoundPatients;
pub use last_search::search_for;
pub use list::Patients;
pub use new::NewPatient;
pub use search::{MayBeMore, PatientSearch, kept, look_up, use_sought};

pub use crate::form::query_path;

//! Pages: finding a patient, registering one, and a patient's card.

mod card;
mod filter;
mod list;
mod new;
mod search;
mod visits;

pub use card::PatientPage;
pub use filter::{FilterForm, query_path};
pub use list::Patients;
pub use new::NewPatient;
pub use search::SearchField;

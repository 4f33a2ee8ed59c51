//! The front page, the first start, the settings.

mod home;
mod settings;
mod setup;
mod soonest;
mod week_fields;

pub use home::Home;
pub use settings::Settings;
pub use setup::Setup;

use crate::ui::SelectOption;

/// Time zones to choose from, in words.
fn zone_options(zones: &[String]) -> Vec<SelectOption> {
    zones
        .iter()
        .map(|zone| SelectOption::new(zone, zone.replace('_', " ")))
        .collect()
}

//! Pages that are made for paper.

mod day;
mod labels;
mod slip;

use dioxus::prelude::*;

pub use day::{DaySheetPage, day_sheet_path};
pub use labels::LabelsPage;
pub use slip::SlipPage;

use crate::ui::{Button, Icon, IconName, platform};

/// The button that opens the print dialog. Without JavaScript the browser's own does.
#[component]
fn PrintButton() -> Element {
    rsx! {
        Button { class: "no-print", onclick: |_| platform::print(),
            Icon { name: IconName::Printer }
            "Print"
        }
    }
}

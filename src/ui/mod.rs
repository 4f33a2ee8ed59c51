//! Widgets and the frame around pages. Widgets know no data of ours; `form`, `session`,
//! `page_data`, `page`, `layout` and `error_page` tie them to the app.

pub mod alive;
pub mod axis;
pub mod badge;
pub mod bar_chart;
pub mod button;
pub mod card;
pub mod data_table;
pub mod date_grid;
pub mod dialog;
pub mod empty_state;
pub mod error_page;
pub mod field;
pub mod fonts;
pub mod form;
pub mod href;
pub mod icon;
pub mod initials;
pub mod keys;
pub mod layout;
pub mod letters;
pub mod notice;
pub mod once_key;
pub mod page;
pub mod page_data;
pub mod pagination;
pub mod platform;
pub mod session;
pub mod skeleton;
pub mod stat;
pub mod stepper;
pub mod tabs;
pub mod time_choice;
pub mod toast;
pub mod words;

#[cfg(test)]
mod testing;

pub use alive::use_alive;
pub use axis::{Axis, AxisColumn, Place, at, lane_class};
pub use badge::{Badge, Tone};
pub use bar_chart::{Bar, BarChart};
pub use button::{Button, ButtonKind, LinkButton};
pub use card::Card;
pub use data_table::{Column, DataTable, SortDirection, SortLink};
pub use date_grid::{DateGrid, DayState};
pub use dialog::Dialog;
pub use empty_state::EmptyState;
pub use error_page::{ErrorPage, NotFound};
pub use field::{Checkbox, FieldError, PasswordInput, Select, SelectOption, TextArea, TextInput};
pub use fonts::Fonts;
pub use form::{
    Form, FormCheckbox, FormField, FormGroup, FormPassword, FormSelect, FormTextArea, Submit,
    SubmitButton, typed, use_submit,
};
pub use href::{Anchor, Href};
pub use icon::{Icon, IconName};
pub use initials::Initials;
pub use keys::{Pressed, use_keys};
pub use letters::{LettersSwitch, letters_are_keys, shortcut};
pub use notice::Notice;
pub use once_key::OnceKey;
pub use page::Page;
pub use page_data::{PageData, use_page_data};
pub use pagination::{PageButtons, Pagination};
pub use session::{Session, use_clock, use_session};
pub use skeleton::Skeleton;
pub use stat::Stat;
pub use stepper::{Step, Steps};
pub use tabs::{LinkTab, LinkTabs};
pub use time_choice::{TimeChoice, TimeOption};
pub use toast::{ToastProvider, Toasts, use_toast};

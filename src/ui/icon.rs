//! Icons: the outlines of Lucide (see `assets/icons/LICENSE-lucide.txt`), drawn in the page itself.

use dioxus::prelude::*;

/// Which icon. Named after what is drawn; each says what we mean by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IconName {
    /// Back.
    ArrowLeft,
    /// Onward.
    ArrowRight,
    /// A month sheet.
    Calendar,
    /// An appointment that stands.
    CalendarCheck,
    /// A new appointment.
    CalendarPlus,
    /// A cancelled appointment.
    CalendarX,
    /// Done, chosen.
    Check,
    /// More below, or sorted downwards.
    ChevronDown,
    /// The one before.
    ChevronLeft,
    /// The one after.
    ChevronRight,
    /// Less, or sorted upwards.
    ChevronUp,
    /// Can be sorted.
    ChevronsUpDown,
    /// Something is wrong.
    CircleAlert,
    /// Went well.
    CircleCheck,
    /// A time of day.
    Clock,
    /// Copy to the clipboard.
    Copy,
    /// A file to keep.
    Download,
    /// Show.
    Eye,
    /// Hide.
    EyeOff,
    /// Narrow a list.
    Filter,
    /// What was.
    History,
    /// Worth knowing.
    Info,
    /// A password.
    Key,
    /// Languages spoken.
    Languages,
    /// Sign in.
    LogIn,
    /// Sign out.
    LogOut,
    /// An email address.
    Mail,
    /// A place.
    MapPin,
    /// A device.
    Monitor,
    /// Edit.
    Pencil,
    /// A telephone number.
    Phone,
    /// Add.
    Plus,
    /// Print.
    Printer,
    /// Find.
    Search,
    /// Settings.
    Settings,
    /// An administrator, or safety.
    Shield,
    /// A doctor.
    Stethoscope,
    /// Take care.
    TriangleAlert,
    /// A person.
    User,
    /// A patient who has arrived.
    UserCheck,
    /// A new person.
    UserPlus,
    /// People.
    Users,
    /// No connection.
    WifiOff,
    /// Close, remove.
    X,
}

impl IconName {
    /// The outline, in a box of 24 by 24. Circles and boxes are written as paths, so that an icon
    /// is one path.
    fn outline(self) -> &'static str {
        match self {
            Self::ArrowLeft => "M0 0m12 19-7-7 7-7M19 12H5",
            Self::ArrowRight => "M5 12h14M0 0m12 5 7 7-7 7",
            Self::Calendar => {
                "M8 2v3M16 2v3M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1 -2 2h-14a2 2 0 0 1 -2 -2v-14a2 2 0 0 1 2 -2zM3 9h18"
            }
            Self::CalendarCheck => {
                "M8 2v3M16 2v3M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1 -2 2h-14a2 2 0 0 1 -2 -2v-14a2 2 0 0 1 2 -2zM3 9h18M0 0m9 15 2 2 4-4"
            }
            Self::CalendarPlus => {
                "M16 18h6M16 2v3M19 15v6M21 11.5V5a2 2 0 00-2-2H5a2 2 0 00-2 2v14a2 2 0 002 2h8.3M3 9h18M8 2v3"
            }
            Self::CalendarX => {
                "M8 2v3M16 2v3M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1 -2 2h-14a2 2 0 0 1 -2 -2v-14a2 2 0 0 1 2 -2zM3 9h18M0 0m14 13-4 4M0 0m10 13 4 4"
            }
            Self::Check => "M20 6 9 17l-5-5",
            Self::ChevronDown => "M0 0m6 9 6 6 6-6",
            Self::ChevronLeft => "M0 0m15 18-6-6 6-6",
            Self::ChevronRight => "M0 0m9 18 6-6-6-6",
            Self::ChevronUp => "M0 0m18 15-6-6-6 6",
            Self::ChevronsUpDown => "M0 0m7 15 5 5 5-5M0 0m7 9 5-5 5 5",
            Self::CircleAlert => {
                "M2 12a10 10 0 1 0 20 0a10 10 0 1 0 -20 0M12 8L12 12M12 16L12.01 16"
            }
            Self::CircleCheck => "M2 12a10 10 0 1 0 20 0a10 10 0 1 0 -20 0M0 0m16 9-5.5 5.5L8 12",
            Self::Clock => "M2 12a10 10 0 1 0 20 0a10 10 0 1 0 -20 0M12 6v6l4 2",
            Self::Copy => {
                "M10 8h10a2 2 0 0 1 2 2v10a2 2 0 0 1 -2 2h-10a2 2 0 0 1 -2 -2v-10a2 2 0 0 1 2 -2zM4 16c-1.1 0-2-.9-2-2V4c0-1.1.9-2 2-2h10c1.1 0 2 .9 2 2"
            }
            Self::Download => "M12 15V3M21 15v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4M0 0m7 10 5 5 5-5",
            Self::Eye => {
                "M2.062 12.348a1 1 0 0 1 0-.696 10.75 10.75 0 0 1 19.876 0 1 1 0 0 1 0 .696 10.75 10.75 0 0 1-19.876 0M9 12a3 3 0 1 0 6 0a3 3 0 1 0 -6 0"
            }
            Self::EyeOff => {
                "M10.733 5.076a10.744 10.744 0 0 1 11.205 6.575 1 1 0 0 1 0 .696 10.747 10.747 0 0 1-1.444 2.49M14.084 14.158a3 3 0 0 1-4.242-4.242M17.479 17.499a10.75 10.75 0 0 1-15.417-5.151 1 1 0 0 1 0-.696 10.75 10.75 0 0 1 4.446-5.143M0 0m2 2 20 20"
            }
            Self::Filter => "M2 5h20M6 12h12M9 19h6",
            Self::History => "M3 12a9 9 0 1 0 9-9 9.75 9.75 0 0 0-6.74 2.74L3 8M3 3v5h5M12 7v5l4 2",
            Self::Info => "M2 12a10 10 0 1 0 20 0a10 10 0 1 0 -20 0M12 16v-4M12 8h.01",
            Self::Key => {
                "M2.586 17.414A2 2 0 0 0 2 18.828V21a1 1 0 0 0 1 1h3a1 1 0 0 0 1-1v-1a1 1 0 0 1 1-1h1a1 1 0 0 0 1-1v-1a1 1 0 0 1 1-1h.172a2 2 0 0 0 1.414-.586l.814-.814a6.5 6.5 0 1 0-4-4zM16 7.5a0.5 0.5 0 1 0 1 0a0.5 0.5 0 1 0 -1 0"
            }
            Self::Languages => {
                "M0 0m5 8 6 6M0 0m4 14 6-6 2-3M2 5h12M7 2h1M0 0m22 22-5-10-5 10M14 18h6"
            }
            Self::LogIn => "M0 0m10 17 5-5-5-5M15 12H3M15 3h4a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2h-4",
            Self::LogOut => "M0 0m16 17 5-5-5-5M21 12H9M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4",
            Self::Mail => {
                "M0 0m22 7-8.991 5.727a2 2 0 0 1-2.009 0L2 7M4 4h16a2 2 0 0 1 2 2v12a2 2 0 0 1 -2 2h-16a2 2 0 0 1 -2 -2v-12a2 2 0 0 1 2 -2z"
            }
            Self::MapPin => {
                "M20 10c0 4.993-5.539 10.193-7.399 11.799a1 1 0 0 1-1.202 0C9.539 20.193 4 14.993 4 10a8 8 0 0 1 16 0M9 10a3 3 0 1 0 6 0a3 3 0 1 0 -6 0"
            }
            Self::Monitor => {
                "M4 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1 -2 2h-16a2 2 0 0 1 -2 -2v-10a2 2 0 0 1 2 -2zM8 21L16 21M12 17L12 21"
            }
            Self::Pencil => {
                "M21.174 6.812a1 1 0 0 0-3.986-3.987L3.842 16.174a2 2 0 0 0-.5.83l-1.321 4.352a.5.5 0 0 0 .623.622l4.353-1.32a2 2 0 0 0 .83-.497zM0 0m15 5 4 4"
            }
            Self::Phone => {
                "M13.832 16.568a1 1 0 0 0 1.213-.303l.355-.465A2 2 0 0 1 17 15h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2A18 18 0 0 1 2 4a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v3a2 2 0 0 1-.8 1.6l-.468.351a1 1 0 0 0-.292 1.233 14 14 0 0 0 6.392 6.384"
            }
            Self::Plus => "M5 12h14M12 5v14",
            Self::Printer => {
                "M6 18H4a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2h16a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2h-2M6 9V3a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v6M7 14h10a1 1 0 0 1 1 1v6a1 1 0 0 1 -1 1h-10a1 1 0 0 1 -1 -1v-6a1 1 0 0 1 1 -1z"
            }
            Self::Search => "M0 0m21 21-4.34-4.34M3 11a8 8 0 1 0 16 0a8 8 0 1 0 -16 0",
            Self::Settings => {
                "M9.671 4.136a2.34 2.34 0 0 1 4.659 0 2.34 2.34 0 0 0 3.319 1.915 2.34 2.34 0 0 1 2.33 4.033 2.34 2.34 0 0 0 0 3.831 2.34 2.34 0 0 1-2.33 4.033 2.34 2.34 0 0 0-3.319 1.915 2.34 2.34 0 0 1-4.659 0 2.34 2.34 0 0 0-3.32-1.915 2.34 2.34 0 0 1-2.33-4.033 2.34 2.34 0 0 0 0-3.831A2.34 2.34 0 0 1 6.35 6.051a2.34 2.34 0 0 0 3.319-1.915M9 12a3 3 0 1 0 6 0a3 3 0 1 0 -6 0"
            }
            Self::Shield => {
                "M20 13c0 5-3.5 7.5-7.66 8.95a1 1 0 0 1-.67-.01C7.5 20.5 4 18 4 13V6a1 1 0 0 1 1-1c2 0 4.5-1.2 6.24-2.72a1.17 1.17 0 0 1 1.52 0C14.51 3.81 17 5 19 5a1 1 0 0 1 1 1z"
            }
            Self::Stethoscope => {
                "M11 2v2M5 2v2M5 3H4a2 2 0 0 0-2 2v4a6 6 0 0 0 12 0V5a2 2 0 0 0-2-2h-1M8 15a6 6 0 0 0 12 0v-3M18 10a2 2 0 1 0 4 0a2 2 0 1 0 -4 0"
            }
            Self::TriangleAlert => {
                "M0 0m21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3M12 9v4M12 17h.01"
            }
            Self::User => {
                "M19 21v-2a4 4 0 0 0-4-4H9a4 4 0 0 0-4 4v2M8 7a4 4 0 1 0 8 0a4 4 0 1 0 -8 0"
            }
            Self::UserCheck => {
                "M0 0m16 11 2 2 4-4M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2M5 7a4 4 0 1 0 8 0a4 4 0 1 0 -8 0"
            }
            Self::UserPlus => {
                "M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2M5 7a4 4 0 1 0 8 0a4 4 0 1 0 -8 0M19 8L19 14M22 11L16 11"
            }
            Self::Users => {
                "M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2M16 3.128a4 4 0 0 1 0 7.744M22 21v-2a4 4 0 0 0-3-3.87M5 7a4 4 0 1 0 8 0a4 4 0 1 0 -8 0"
            }
            Self::WifiOff => {
                "M12 20h.01M8.5 16.429a5 5 0 0 1 7 0M5 12.859a10 10 0 0 1 5.17-2.69M19 12.859a10 10 0 0 0-2.007-1.523M2 8.82a15 15 0 0 1 4.177-2.643M22 8.82a15 15 0 0 0-11.288-3.764M0 0m2 2 20 20"
            }
            Self::X => "M18 6 6 18M0 0m6 6 12 12",
        }
    }
}

/// An icon. Without a label it is decoration and hidden from screen readers: then the text beside
/// it must say the same.
///
/// ```rust
/// rsx! {
///     Icon { name: IconName::Phone, label: "Phone" }
/// }
/// ```
#[component]
pub fn Icon(
    /// Which one.
    name: IconName,
    /// What it means, when no text beside it says so.
    #[props(into)]
    label: Option<String>,
) -> Element {
    let role = label.is_some().then_some("img");
    let hidden = label.is_none().then_some("true");
    rsx! {
        svg {
            class: "icon",
            view_box: "0 0 24 24",
            role,
            "aria-label": label,
            "aria-hidden": hidden,
            path { d: name.outline() }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::render;

    #[test]
    fn decoration_is_hidden() {
        let html = render(|| {
            rsx! {
                Icon { name: IconName::Clock }
            }
        });
        assert!(
            html.contains(r#"aria-hidden="true""#) && !html.contains("role"),
            "{html}"
        );
    }

    #[test]
    fn a_label_makes_it_an_image() {
        let html = render(|| {
            rsx! {
                Icon { name: IconName::Phone, label: "Phone" }
            }
        });
        assert!(
            html.contains(r#"role="img""#) && html.contains(r#"aria-label="Phone""#),
            "{html}"
        );
        assert!(!html.contains("aria-hidden"), "{html}");
    }
}

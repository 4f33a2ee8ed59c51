//! The menu, and the keys that go with it.

use dioxus::desktop::muda::{
    AboutMetadata, Menu, MenuEvent, MenuItem, PredefinedMenuItem, Result, Submenu,
    accelerator::{Accelerator, CMD_OR_CTRL, Code, Modifiers},
};

/// What can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// A further window.
    NewWindow,
    /// The system's print dialog, for the page that is shown.
    Print,
    /// The lock.
    Lock,
    /// The settings of this computer.
    Preferences,
    /// Another server.
    ServerAddress,
    /// The end.
    Quit,
    /// The day board.
    Board,
    /// The patients.
    Patients,
    /// The page anew.
    Reload,
    /// Larger.
    ZoomIn,
    /// Smaller.
    ZoomOut,
    /// As it was.
    ZoomReset,
    /// All of the screen, and back.
    FullScreen,
    /// The keys there are.
    Shortcuts,
}

/// The keys of the menu, for the list of shortcuts.
pub const SHORTCUTS: &[(&[&str], &str)] = &[
    (&["Ctrl+Shift+N"], "New window"),
    (&["Ctrl+P"], "Print"),
    (&["Ctrl+L"], "Lock"),
    (&["Ctrl+,"], "Settings of this computer"),
    (&["Ctrl+Q"], "Quit"),
    (&["Ctrl+1"], "Board"),
    (&["Ctrl+2"], "Patients"),
    (&["F5"], "Reload"),
    (&["Ctrl+="], "Larger"),
    (&["Ctrl+-"], "Smaller"),
    (&["Ctrl+0"], "Usual size"),
    (&["F11"], "Full screen, and back"),
];

type Row = (Choice, &'static str, Option<(Modifiers, Code)>);

const SHIFTED: Modifiers = CMD_OR_CTRL.union(Modifiers::SHIFT);
const PLAIN: Modifiers = Modifiers::empty();

const FILE: &[Row] = &[
    (
        Choice::NewWindow,
        "New &window",
        Some((SHIFTED, Code::KeyN)),
    ),
    (Choice::Print, "&Print…", Some((CMD_OR_CTRL, Code::KeyP))),
    (Choice::Lock, "&Lock", Some((CMD_OR_CTRL, Code::KeyL))),
    (
        Choice::Preferences,
        "&Settings of this computer…",
        Some((CMD_OR_CTRL, Code::Comma)),
    ),
    (Choice::ServerAddress, "Server &address…", None),
    (Choice::Quit, "&Quit", Some((CMD_OR_CTRL, Code::KeyQ))),
];

const VIEW: &[Row] = &[
    (Choice::Board, "&Board", Some((CMD_OR_CTRL, Code::Digit1))),
    (
        Choice::Patients,
        "&Patients",
        Some((CMD_OR_CTRL, Code::Digit2)),
    ),
    (Choice::Reload, "&Reload", Some((PLAIN, Code::F5))),
    (Choice::ZoomIn, "&Larger", Some((CMD_OR_CTRL, Code::Equal))),
    (
        Choice::ZoomOut,
        "&Smaller",
        Some((CMD_OR_CTRL, Code::Minus)),
    ),
    (
        Choice::ZoomReset,
        "&Usual size",
        Some((CMD_OR_CTRL, Code::Digit0)),
    ),
    (Choice::FullScreen, "&Full screen", Some((PLAIN, Code::F11))),
];

/// `?` is the page's own key: as the menu's it could not be typed into a field.
const HELP: &[Row] = &[(Choice::Shortcuts, "&Keyboard shortcuts", None)];

impl Choice {
    /// The choice of an event in the window of this number, if it is of that window.
    pub fn of(event: &MenuEvent, window: u32) -> Option<Self> {
        let wanted = event.id().0.as_str();
        [FILE, VIEW, HELP]
            .into_iter()
            .flatten()
            .map(|(choice, ..)| *choice)
            .find(|choice| id(*choice, window) == wanted)
    }

    /// Whether it may be chosen while the app is locked, or not yet open.
    pub fn is_harmless(self) -> bool {
        matches!(
            self,
            Self::Quit | Self::ZoomIn | Self::ZoomOut | Self::ZoomReset | Self::FullScreen
        )
    }
}

/// Every window hears the choices of all, so each has ids of its own.
fn id(choice: Choice, window: u32) -> String {
    format!("{window}-{choice:?}")
}

/// The menu of a window.
///
/// # Errors
/// When the system makes none.
pub fn build(window: u32) -> Result<Menu> {
    let menu = Menu::new();
    menu.append(&submenu("&File", FILE, window)?)?;
    // Elsewhere these keys work by themselves.
    #[cfg(target_os = "macos")]
    {
        let edit = Submenu::new("&Edit", true);
        edit.append_items(&[
            &PredefinedMenuItem::cut(None),
            &PredefinedMenuItem::copy(None),
            &PredefinedMenuItem::paste(None),
            &PredefinedMenuItem::select_all(None),
        ])?;
        menu.append(&edit)?;
    }
    menu.append(&submenu("&View", VIEW, window)?)?;
    let help = submenu("&Help", HELP, window)?;
    help.append(&PredefinedMenuItem::about(
        Some("&About Anteroom"),
        Some(about()),
    ))?;
    menu.append(&help)?;
    Ok(menu)
}

fn submenu(title: &str, rows: &[Row], window: u32) -> Result<Submenu> {
    let submenu = Submenu::new(title, true);
    for (choice, words, keys) in rows {
        if matches!(choice, Choice::Quit | Choice::ZoomIn) {
            submenu.append(&PredefinedMenuItem::separator())?;
        }
        let keys = keys.map(|(modifiers, code)| Accelerator::new(Some(modifiers), code));
        submenu.append(&MenuItem::with_id(id(*choice, window), words, true, keys))?;
    }
    Ok(submenu)
}

fn about() -> AboutMetadata {
    AboutMetadata {
        name: Some("Anteroom".to_owned()),
        version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        authors: Some(vec!["The Anteroom authors".to_owned()]),
        comments: Some(env!("CARGO_PKG_DESCRIPTION").to_owned()),
        license: Some(env!("CARGO_PKG_LICENSE").to_owned()),
        ..AboutMetadata::default()
    }
}

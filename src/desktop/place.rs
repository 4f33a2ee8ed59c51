//! Where a window is, and whether it may be there again.

use serde::{Deserialize, Serialize};

/// A window's place, in physical pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Its left edge.
    pub x: i32,
    /// Its upper edge.
    pub y: i32,
    /// The width of what is inside it.
    pub width: u32,
    /// The height of what is inside it.
    pub height: u32,
    /// It fills the screen; the rest is where it was before.
    pub maximized: bool,
}

/// A screen's place among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// Its left edge.
    pub x: i32,
    /// Its upper edge.
    pub y: i32,
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
}

/// So much of a window's upper edge must be on a screen, for a hand to take it by.
const GRIP: i64 = 120;
/// No window is smaller.
const LEAST: u32 = 400;

/// The place to put a window at: the remembered one, no larger than its screen; nothing when it would be on
/// no screen of now.
pub fn restored(place: Place, screens: &[Screen]) -> Option<Place> {
    let screen = screens.iter().find(|screen| holds(screen, place))?;
    Some(Place {
        width: place.width.clamp(LEAST, screen.width.max(LEAST)),
        height: place.height.clamp(LEAST, screen.height.max(LEAST)),
        ..place
    })
}

fn holds(screen: &Screen, place: Place) -> bool {
    let (left, right) = (
        i64::from(place.x),
        i64::from(place.x) + i64::from(place.width),
    );
    let screen_left = i64::from(screen.x);
    let screen_right = screen_left + i64::from(screen.width);
    let shared = right.min(screen_right) - left.max(screen_left);
    let (top, screen_top) = (i64::from(place.y), i64::from(screen.y));
    shared >= GRIP && top >= screen_top && top <= screen_top + i64::from(screen.height) - GRIP
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEFT: Screen = Screen {
        x: -1920,
        y: 0,
        width: 1920,
        height: 1080,
    };
    const MAIN: Screen = Screen {
        x: 0,
        y: 0,
        width: 1440,
        height: 900,
    };
    const PLACE: Place = Place {
        x: 100,
        y: 50,
        width: 1200,
        height: 800,
        maximized: false,
    };

    #[test]
    fn a_window_comes_back_to_where_it_was() {
        assert_eq!(restored(PLACE, &[MAIN]), Some(PLACE));
        let left = Place { x: -1500, ..PLACE };
        assert_eq!(restored(left, &[MAIN, LEFT]), Some(left));
    }

    #[test]
    fn a_window_of_a_screen_that_is_gone_is_put_where_it_is_seen() {
        let left = Place { x: -1500, ..PLACE };
        assert_eq!(restored(left, &[MAIN]), None);
        assert_eq!(restored(Place { x: 1400, ..PLACE }, &[MAIN]), None);
        assert_eq!(restored(Place { y: 890, ..PLACE }, &[MAIN]), None);
        assert_eq!(restored(Place { y: -60, ..PLACE }, &[MAIN]), None);
        assert_eq!(restored(PLACE, &[]), None);
    }

    #[test]
    fn a_window_is_no_larger_than_its_screen_and_never_too_small_to_use() {
        let large = Place {
            width: 5000,
            height: 5000,
            ..PLACE
        };
        let put = restored(large, &[MAIN]).unwrap();
        assert_eq!((put.width, put.height), (1440, 900));
        let small = Place {
            width: 200,
            height: 1,
            ..PLACE
        };
        let put = restored(small, &[MAIN]).unwrap();
        assert_eq!((put.width, put.height), (LEAST, LEAST));
    }
}

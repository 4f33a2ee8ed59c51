//! QR codes, drawn as one path.

use std::fmt::Write as _;

use qrcode::{Color, QrCode};

use super::code::Qr;
use crate::{error::AppError, server::faults};

/// The light border around a code, in squares.
const QUIET: usize = 4;

/// Draws a text.
///
/// # Errors
/// When it is too long for a QR code.
pub(super) fn draw(text: &str) -> Result<Qr, AppError> {
    let code = QrCode::new(text).map_err(|error| faults::internal(&error))?;
    let width = code.width();
    let colors = code.to_colors();
    let mut path = String::new();
    for (row, line) in colors.chunks(width).enumerate() {
        let mut from = 0;
        for run in line.chunk_by(|one, two| one == two) {
            if run.first() == Some(&Color::Dark) {
                let (x, y, length) = (from + QUIET, row + QUIET, run.len());
                // Writing to a String cannot fail.
                let _ = write!(path, "M{x} {y}h{length}v1h-{length}z");
            }
            from += run.len();
        }
    }
    Ok(Qr {
        size: u32::try_from(width + 2 * QUIET).unwrap_or_default(),
        path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_covers_the_dark_squares_and_no_others() {
        let text = "A000123-482173";
        let qr = draw(text).unwrap();
        let code = QrCode::new(text).unwrap();
        assert_eq!(qr.size, u32::try_from(code.width() + 8).unwrap());
        let mut dark = std::collections::BTreeSet::new();
        for run in qr.path.split('M').skip(1) {
            let (place, rest) = run.split_once('h').unwrap();
            let (x, y) = place.split_once(' ').unwrap();
            let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
            let length: usize = rest.split_once('v').unwrap().0.parse().unwrap();
            assert_eq!(rest, format!("{length}v1h-{length}z"));
            dark.extend((x..x + length).map(|x| (x - QUIET, y - QUIET)));
        }
        let meant: std::collections::BTreeSet<_> = (0..code.width())
            .flat_map(|y| (0..code.width()).map(move |x| (x, y)))
            .filter(|place| code[*place] == Color::Dark)
            .collect();
        assert_eq!(dark, meant);
    }
}

//! Reads a QR code off its drawing, as a scanner does: found in a picture by a library that has nothing to do with
//! the one that draws.

use rqrr::PreparedImage;

/// Dots of the picture along a side of each square.
const DOTS: usize = 4;

/// The text of the code whose dark squares this path covers, on a ground of `size` squares a side.
pub(super) fn decode(path: &str, size: usize) -> String {
    let mut dark = vec![false; size * size];
    for run in path.split('M').skip(1) {
        let numbers: Vec<usize> = run
            .split(|each: char| !each.is_ascii_digit())
            .filter_map(|text| text.parse().ok())
            .collect();
        let (x, y, length) = (numbers[0], numbers[1], numbers[2]);
        assert_eq!(run, format!("{x} {y}h{length}v1h-{length}z"));
        dark[y * size + x..][..length].fill(true);
    }
    let shade = |x: usize, y: usize| {
        if dark[y / DOTS * size + x / DOTS] {
            0
        } else {
            255
        }
    };
    let mut picture = PreparedImage::prepare_from_greyscale(size * DOTS, size * DOTS, shade);
    let found = picture.detect_grids();
    assert_eq!(found.len(), 1, "{path}");
    found[0].decode().unwrap().1
}

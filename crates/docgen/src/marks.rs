//! Machine-readable marks as vector drawings: Code 128 for the counter's scanner, QR for the citizen's telephone.
//!
//! Both become small SVG pictures that hold a single path and no text; the template places them with a description
//! for people who listen to the paper.

use qrcode::{EcLevel, QrCode};
use std::fmt::Write as _;

/// Bars and gaps of Code 128 (ISO/IEC 15417, annex of symbol characters), value 0 to 105, widths in modules,
/// beginning with a bar. Each sums to 11.
const CODE128: [&[u8; 6]; 106] = [
    b"212222", b"222122", b"222221", b"121223", b"121322", b"131222", b"122213", b"122312", b"132212", b"221213", b"221312",
    b"231212", b"112232", b"122132", b"122231", b"113222", b"123122", b"123221", b"223211", b"221132", b"221231", b"213212",
    b"223112", b"312131", b"311222", b"321122", b"321221", b"312212", b"322112", b"322211", b"212123", b"212321", b"232121",
    b"111323", b"131123", b"131321", b"112313", b"132113", b"132311", b"211313", b"231113", b"231311", b"112133", b"112331",
    b"132131", b"113123", b"113321", b"133121", b"313121", b"211331", b"231131", b"213113", b"213311", b"213131", b"311123",
    b"311321", b"331121", b"312113", b"312311", b"332111", b"314111", b"221411", b"431111", b"111224", b"111422", b"121124",
    b"121421", b"141122", b"141221", b"112214", b"112412", b"122114", b"122411", b"142112", b"142211", b"241211", b"221114",
    b"413111", b"241112", b"134111", b"111242", b"121142", b"121241", b"114212", b"124112", b"124211", b"411212", b"421112",
    b"421211", b"212141", b"214121", b"412121", b"111143", b"111341", b"131141", b"114113", b"114311", b"411113", b"411311",
    b"113141", b"114131", b"311141", b"411131", b"211412", b"211214", b"211232",
];
const START_B: usize = 104;
const STOP: &[u8; 7] = b"2331112";
/// Free space on each side that scanners need, in modules.
const QUIET: u32 = 10;

/// Code 128 (set B) of a dossier code, one module wide per unit of the drawing; `None` when the text holds anything
/// but printable ASCII or is longer than 60 characters, which no scanner at a counter reads.
pub(crate) fn code128(text: &str) -> Option<String> {
    let values = code128_values(text)?;
    let (mut path, mut x) = (String::new(), QUIET);
    for widths in values.iter().map(|&v| &CODE128[v][..]).chain([&STOP[..]]) {
        for (at, width) in widths.iter().enumerate() {
            let width = u32::from(width - b'0');
            if at % 2 == 0 {
                let _ = write!(path, "M{x} 0h{width}v40h-{width}z");
            }
            x += width;
        }
    }
    Some(svg(x + QUIET, 40, &path))
}

/// Symbol values: start, text, check symbol (weighted sum modulo 103).
fn code128_values(text: &str) -> Option<Vec<usize>> {
    if text.is_empty() || text.len() > 60 || !text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
        return None;
    }
    let mut values = vec![START_B];
    values.extend(text.bytes().map(|b| usize::from(b - b' ')));
    let weighted: usize = values.iter().enumerate().map(|(at, v)| at.max(1) * v).sum();
    values.push(weighted % 103);
    Some(values)
}

/// QR code (error correction M, quiet zone of four modules) of an address; `None` when it is too long for any QR.
pub(crate) fn qr(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let side = code.width();
    let colors = code.into_colors();
    let mut path = String::new();
    for (y, row) in colors.chunks(side).enumerate() {
        for (x, color) in row.iter().enumerate() {
            if *color == qrcode::Color::Dark {
                let _ = write!(path, "M{} {}h1v1h-1z", x + 4, y + 4);
            }
        }
    }
    let side = u32::try_from(side).ok()? + 8;
    Some(svg(side, side, &path))
}

fn svg(width: u32, height: u32, path: &str) -> String {
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"><path fill="#000" d="{path}"/></svg>"##
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_symbol_of_code_128_is_eleven_modules_wide_and_unlike_the_others() {
        for (at, symbol) in CODE128.iter().enumerate() {
            let widths = symbol.map(|w| w - b'0');
            assert_eq!(widths.iter().sum::<u8>(), 11, "symbol {at}");
            let bars = widths[0] + widths[2] + widths[4];
            assert_eq!(bars % 2, 0, "symbol {at}: bars of Code 128 add up to an even number");
            assert!(!CODE128[..at].contains(symbol), "symbol {at}");
        }
    }

    #[test]
    fn the_check_symbol_is_the_weighted_sum() {
        // Worked example of the literature: "PJJ123C" in set A starts with 103; here the same sum by hand for set B.
        let values = code128_values("PJJ123C").expect("printable");
        let sum = 104 + 48 + 2 * 42 + 3 * 42 + 4 * 17 + 5 * 18 + 6 * 19 + 7 * 35;
        assert_eq!(values.last(), Some(&(sum % 103)));
    }

    #[test]
    fn a_code_with_vietnamese_letters_has_no_bars() {
        assert_eq!(code128("Hồ sơ"), None);
        assert_eq!(code128(""), None);
    }

    #[test]
    fn an_address_of_ten_thousand_letters_has_no_qr() {
        assert!(qr("https://dichvucong.example.vn/tra-cuu?ma=H62").is_some());
        assert_eq!(qr(&"x".repeat(10_000)), None);
    }
}

//! The library's own colour: read from the settings, tried against the grounds on which it stands, and written as
//! rules of the style sheet.

use std::fmt::{self, Write as _};

use crate::diagnostic::Diagnostic;
use crate::parse::settings::Look;
use crate::record::value::Colour;

/// Red, green and blue.
#[derive(Clone, Copy)]
struct Rgb([u8; 3]);

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// Least contrast of text against its ground: WCAG 2.2, success criterion 1.4.3.
const LEAST: f64 = 4.5;

/// Where the accent stands: on the ground of the page, on a surface, and on a trace of itself.
struct Grounds {
    plain: [Rgb; 2],
    /// How much of the accent is in the third.
    trace: f64,
    /// Toward which a colour moves that is too faint.
    away: Rgb,
    name: &'static str,
}

/// The grounds that `style.css` sets.
const LIGHT: Grounds = Grounds {
    plain: [Rgb([0xfb, 0xfa, 0xf7]), Rgb([0xff, 0xff, 0xff])],
    trace: 0.1,
    away: Rgb([0, 0, 0]),
    name: "light",
};
const DARK: Grounds = Grounds {
    plain: [Rgb([0x16, 0x19, 0x1c]), Rgb([0x1e, 0x22, 0x26])],
    trace: 0.15,
    away: Rgb([0xff, 0xff, 0xff]),
    name: "dark",
};

impl Grounds {
    /// Returns the ground of what is chosen, which has a trace of the accent.
    fn traced(&self, accent: Rgb) -> Rgb {
        mixed(self.plain[1], accent, self.trace)
    }

    /// Returns the least contrast of a colour against any of the grounds, 1 to 21.
    fn contrast(&self, accent: Rgb) -> f64 {
        let all = [self.plain[0], self.plain[1], self.traced(accent)];
        all.into_iter().map(|ground| contrast(accent, ground)).fold(f64::INFINITY, f64::min)
    }

    /// Returns the nearest colour of the same hue that can be read.
    fn readable(&self, accent: Rgb) -> Rgb {
        let steps = (0..=100).map(|step| mixed(accent, self.away, f64::from(step) / 100.0));
        steps.into_iter().find(|colour| self.contrast(*colour) >= LEAST).unwrap_or(self.away)
    }

    /// Reports a colour that cannot be read.
    fn faint(&self, accent: &Colour) -> Option<Diagnostic> {
        let reached = self.contrast(Rgb(accent.channels));
        let said = format!(
            "`{}` is too faint on the {} pages: a contrast of {:.1}, and letters need {LEAST}",
            accent.written.value,
            self.name,
            (reached * 10.0).floor() / 10.0
        );
        let hint = format!("the nearest that can be read is `{}`", self.readable(Rgb(accent.channels)));
        (reached < LEAST).then(|| Diagnostic::new("faint-colour", accent.written.span.clone(), said).hint(hint))
    }
}

/// Returns the rules that set a look's colours as far as they can be read, and what is wrong with the others. Where no
/// colour for dark pages is given, the one for light pages is made lighter until it can be read there.
pub fn rules(look: &Look) -> (String, Vec<Diagnostic>) {
    let light = look.accent.as_ref().map(|accent| (accent, LIGHT.faint(accent)));
    let dark = look.accent_dark.as_ref().map(|accent| (accent, DARK.faint(accent)));
    let sound = |given: &Option<(&Colour, Option<Diagnostic>)>| {
        given.as_ref().filter(|(_, fault)| fault.is_none()).map(|(accent, _)| Rgb(accent.channels))
    };
    let (on_light, on_dark) = (sound(&light), sound(&dark));
    let on_dark = on_dark.or_else(|| on_light.filter(|_| dark.is_none()).map(|accent| DARK.readable(accent)));
    let faults = [light, dark].into_iter().flatten().filter_map(|(_, fault)| fault).collect();
    let mut rules = String::new();
    for (name, grounds, accent) in [("light", LIGHT, on_light), ("dark", DARK, on_dark)] {
        if let Some(accent) = accent {
            let _ = writeln!(rules, "    --accent-on-{name}: {accent};");
            let _ = writeln!(rules, "    --accent-ground-on-{name}: {};", grounds.traced(accent));
        }
    }
    if !rules.is_empty() {
        // More contrast, where a reader asks for it, and paper stay as they are.
        rules = format!("\n@media screen and (not (prefers-contrast: more)) {{\n  :root {{\n{rules}  }}\n}}\n");
    }
    (rules, faults)
}

/// Returns a colour with a part of another in it, 0 to 1.
fn mixed(colour: Rgb, other: Rgb, part: f64) -> Rgb {
    let blend = |at: usize| f64::from(colour.0[at]) * (1.0 - part) + f64::from(other.0[at]) * part;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between two bytes lies a byte")]
    let channel = |at: usize| blend(at).round() as u8;
    Rgb([channel(0), channel(1), channel(2)])
}

/// Returns the contrast of two colours, 1 to 21, as WCAG 2.2 defines it.
fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Returns the relative luminance of a colour, 0 to 1, as WCAG 2.2 defines it.
fn luminance(colour: Rgb) -> f64 {
    let linear = |channel: u8| {
        let part = f64::from(channel) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = colour.0.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        let (black, white, grey) = (Rgb([0; 3]), Rgb([255; 3]), Rgb([0x76; 3]));
        assert!((contrast(black, white) - 21.0).abs() < 1e-9);
        assert!((contrast(grey, white) - 4.54).abs() < 0.01);
    }

    #[test]
    fn whatever_colour_is_made_readable_can_be_read() {
        for red in (0..=255).step_by(51) {
            for green in (0..=255).step_by(51) {
                for blue in (0..=255).step_by(51) {
                    let colour = Rgb([red, green, blue]);
                    for grounds in [LIGHT, DARK] {
                        assert!(grounds.contrast(grounds.readable(colour)) >= LEAST, "{colour} on {}", grounds.name);
                    }
                }
            }
        }
    }
}

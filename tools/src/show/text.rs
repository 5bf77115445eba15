//! Text from elsewhere, made fit for a terminal.

/// Text without what would steer a terminal or turn the direction of writing: a display name comes
/// from whoever made the zone.
pub(crate) fn plain(text: &str) -> String {
    let steers =
        |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect()
}

/// `1 fault`, `2 faults`.
pub(crate) fn count(number: usize, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}

/// Metres as people say them: centimetres below ten metres, decimetres below a kilometre.
pub(crate) fn metres(metres: f64) -> String {
    if metres < 10.0 {
        format!("{metres:.2} m")
    } else if metres < 1000.0 {
        format!("{metres:.1} m")
    } else {
        format!("{:.2} km", metres / 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminals_are_not_steered() {
        assert_eq!(plain("Caf\u{e9} \x1b[2J\u{202e}x\n"), "Caf\u{e9} \u{fffd}[2J\u{fffd}x\u{fffd}");
    }

    #[test]
    fn numbers_have_their_words() {
        assert_eq!((count(1, "fault"), count(0, "fault")), ("1 fault".into(), "0 faults".into()));
        assert_eq!(
            [metres(0.0), metres(12.34), metres(2_345.6)],
            ["0.00 m".to_owned(), "12.3 m".into(), "2.35 km".into()]
        );
    }
}

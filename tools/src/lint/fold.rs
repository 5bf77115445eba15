//! What names look like to somebody in a hurry: two names with one skeleton are taken for each other.
//!
//! The idea is that of UTS 39 §4 (skeletons of confusable strings), for the letters that signs in
//! buildings have: Latin with its accents, and the Cyrillic and Greek letters that look like Latin ones.

/// Letters that look like another: each row is the letter and all that are taken for it.
const LOOK_ALIKE: &[(char, &str)] = &[
    ('a', "àáâãäåāăąǎаαɑ"),
    ('b', "ьв"),
    ('c', "çćĉċčсϲ"),
    ('d', "ďđԁ"),
    ('e', "èéêëēĕėęěеёε"),
    ('g', "ĝğġģ"),
    ('h', "ĥħһн"),
    ('i', "ìíîïĩīĭįіїι"),
    ('j', "ĵј"),
    ('k', "ķкκ"),
    ('l', "ĺļľŀłӏ|"),
    ('m', "м"),
    ('n', "ñńņňŉν"),
    ('o', "òóôõöøōŏőǒоοσ"),
    ('p', "рρ"),
    ('r', "ŕŗřг"),
    ('s', "śŝşšșѕ"),
    ('t', "ţťŧțтτ"),
    ('u', "ùúûüũūŭůűųǔυ"),
    ('w', "ŵω"),
    ('x', "хχ"),
    ('y', "ýÿŷуγ"),
    ('z', "źżž"),
];

/// A skeleton of a name: without case, accents, hyphens and spaces, look-alike letters as one, numbers
/// without the zeros before them. A hyphen between two numbers stays, as `1-12` is not `11-2`.
pub(super) fn skeleton(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let words: String =
        words.split_inclusive(|c: char| !c.is_alphanumeric()).map(capital_i).collect();
    let mut letters =
        words.chars().flat_map(char::to_lowercase).filter(|c| !is_mark(*c)).peekable();
    let mut after_digit = false;
    while let Some(c) = letters.next() {
        if c.is_ascii_digit() {
            let goes_on = letters.peek().is_some_and(char::is_ascii_digit);
            // Zeros before a number go, but for the last digit of all.
            if c != '0' || after_digit || !goes_on {
                out.push(like(c));
                after_digit = true;
            }
        } else if c.is_alphanumeric() || c == '|' {
            match c {
                'ß' => out.push_str("ss"),
                'æ' => out.push_str("ae"),
                'œ' => out.push_str("oe"),
                _ => out.push(like(c)),
            }
            after_digit = false;
        } else {
            let between_digits = after_digit && letters.peek().is_some_and(char::is_ascii_digit);
            if between_digits {
                out.push('-');
            }
            after_digit = false;
        }
    }
    out
}

/// A word in capitals with each `I` as the `l` and `1` that it looks like; an `i` has its dot.
fn capital_i(word: &str) -> String {
    if word.chars().any(char::is_lowercase) { word.to_owned() } else { word.replace('I', "l") }
}

/// Marks that stand on the letter before them, and characters that nobody sees.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{ad}' | '\u{feff}')
}

fn like(c: char) -> char {
    match c {
        '0' => 'o',
        '1' => 'l',
        c if c.is_ascii() && c != '|' => c,
        c => LOOK_ALIKE.iter().find(|(_, all)| all.contains(c)).map_or(c, |(letter, _)| *letter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_taken_for_each_other_have_one_skeleton() {
        for (a, b) in [
            ("Meeting 1", "meeting-01"),
            ("Meeting 1", "Meeting l"),
            ("Room O", "room 0"),
            ("Café", "cafe"),
            ("Cafe\u{301}", "Café"),
            ("Сор", "cop"),
            ("Straße", "Strasse"),
            ("B 10", "BIO"),
            ("meeting1", "Meeting-1"),
            ("Lab\u{200b}", "lab"),
        ] {
            assert_eq!(skeleton(a), skeleton(b), "{a} {b}");
        }
    }

    #[test]
    fn names_that_differ_stay_apart() {
        for (a, b) in [
            ("1-12", "11-2"),
            ("Mail", "Mall"),
            ("Сафе", "cafe"),
            ("Room 10", "Room 1"),
            ("Room 0", "Room 00 A"),
            ("A", "B"),
        ] {
            assert_ne!(skeleton(a), skeleton(b), "{a} {b}");
        }
        assert_eq!(skeleton("Room 007"), skeleton("room 7"));
        assert_eq!(skeleton("0"), "o");
    }
}

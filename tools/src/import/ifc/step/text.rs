//! Text as it is encoded between quotes (ISO 10303-21 §6.4.3).

use super::super::limits::TEXT_CHARS_MAX;

/// Pages of ISO 8859 by their part, for `\P?\`; the characters from U+00A0's place on.
const PAGE_2: &str = "\u{a0}Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u{ad}ŽŻ°ą˛ł´ľśˇ¸šşťź˝žżŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙";
/// Cyrillic.
const PAGE_5: &str = "\u{a0}ЁЂЃЄЅІЇЈЉЊЋЌ\u{ad}ЎЏАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя№ёђѓєѕіїјљњћќ§ўџ";
/// Turkish.
const PAGE_9: &str = "\u{a0}¡¢£¤¥¦§¨©ª«¬\u{ad}®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏĞÑÒÓÔÕÖ×ØÙÚÛÜİŞßàáâãäåæçèéêëìíîïğñòóôõö÷øùúûüışÿ";

/// The text; at most [`TEXT_CHARS_MAX`] characters of it, without controls, and without the spaces
/// around it.
pub(super) fn decode(octets: &[u8]) -> String {
    // The third edition writes UTF-8; older programs write their machine's 8 bits, most often Latin-1.
    let text = match std::str::from_utf8(octets) {
        Ok(text) => unescape(text),
        Err(_) => unescape(&octets.iter().copied().map(char::from).collect::<String>()),
    };
    text.trim().chars().take(TEXT_CHARS_MAX).collect()
}

fn unescape(text: &str) -> String {
    let (mut rest, mut page, mut decoded) = (text, 'A', String::new());
    let mut count = 0;
    while let Some(next) = rest.chars().next().filter(|_| count < TEXT_CHARS_MAX) {
        count += 1;
        rest = match next {
            '\'' => after(rest, if rest.starts_with("''") { 2 } else { 1 }, "'", &mut decoded),
            '\\' => escape(rest, &mut page, &mut decoded),
            _ => {
                // A line break in a text is only there to keep lines short (§6.4.3.1).
                decoded.extend(Some(next).filter(|next| !next.is_control()));
                rest.get(next.len_utf8()..).unwrap_or_default()
            }
        };
    }
    decoded
}

/// Adds what was read and passes it.
fn after<'a>(rest: &'a str, length: usize, read: &str, decoded: &mut String) -> &'a str {
    decoded.push_str(read);
    rest.get(length..).unwrap_or_default()
}

/// Reads what a backslash begins; one that begins nothing is itself.
fn escape<'a>(rest: &'a str, page: &mut char, decoded: &mut String) -> &'a str {
    let is = |begin: &str| rest.starts_with(begin);
    if is("\\\\") {
        return after(rest, 2, "\\", decoded);
    }
    if is("\\X2\\") || is("\\X4\\") {
        let digits = if is("\\X2\\") { 4 } else { 8 };
        let body = rest.get(4..).unwrap_or_default();
        let end = body.find("\\X0\\").unwrap_or(body.len());
        decoded.push_str(&wide(body.get(..end).unwrap_or_default(), digits));
        return body.get(end + 4..).unwrap_or_default();
    }
    if is("\\X\\") {
        let code = rest.get(3..5).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        let code = code.map_or('\u{fffd}', char::from);
        return after(rest, 5, &code.to_string(), decoded);
    }
    let mut chars = rest.chars().skip(1);
    match (chars.next(), chars.next(), chars.next()) {
        (Some('S'), Some('\\'), Some(low)) => {
            after(rest, 3 + low.len_utf8(), &high(low, *page).to_string(), decoded)
        }
        (Some('P'), Some(letter @ 'A'..='I'), Some('\\')) => {
            *page = letter;
            after(rest, 4, "", decoded)
        }
        (Some('N' | 'F'), Some('\\'), _) => after(rest, 3, " ", decoded),
        _ => after(rest, 1, "\\", decoded),
    }
}

/// The character of a page of ISO 8859 whose code is this one's and 128.
fn high(low: char, page: char) -> char {
    let index = (low as usize).wrapping_sub(0x20);
    let characters = match page {
        'A' => return u8::try_from(index + 0xa0).map_or('\u{fffd}', char::from),
        'B' => PAGE_2,
        'E' => PAGE_5,
        'I' => PAGE_9,
        _ => "",
    };
    characters.chars().nth(index).unwrap_or('\u{fffd}')
}

/// Characters in hexadecimal: UTF-16 in four digits each, or code points in eight.
fn wide(hex: &str, digits: usize) -> String {
    let codes = hex.as_bytes().chunks(digits).map(|code| {
        let code = std::str::from_utf8(code).unwrap_or_default();
        u32::from_str_radix(code, 16).unwrap_or(0xfffd)
    });
    if digits == 8 {
        return codes.map(|code| char::from_u32(code).unwrap_or('\u{fffd}')).collect();
    }
    let units = codes.map(|code| u16::try_from(code).unwrap_or(0xfffd));
    char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).collect()
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn every_escape_is_read() {
        for (encoded, text) in [
            ("it''s", "it's"),
            (r"a\\b", r"a\b"),
            (r"B\X\FCro", "Büro"),
            (r"K\S\|che", "Küche"),
            (r"\X2\00FC0442\X0\x", "üтx"),
            (r"\X2\D83DDE80\X0\", "🚀"),
            (r"\X4\0001F680\X0\!", "🚀!"),
            (r"\PE\\S\A\S\b", "Ст"),
            (r"\PB\\S\3", "ł"),
            (r"\PI\\S\p", "ğ"),
            ("two\r\nlines", "twolines"),
            (" Raum 1 ", "Raum 1"),
            ("Büro", "Büro"),
        ] {
            assert_eq!(decode(encoded.as_bytes()), text, "{encoded}");
        }
    }

    #[test]
    fn broken_escapes_do_no_harm() {
        for encoded in [r"\X2\00", r"\X4\XX\X0\", r"\X\", r"\S\", r"\P", r"\", "\\X\\é1", "\\S\\é"]
        {
            decode(encoded.as_bytes());
        }
        assert_eq!(decode(r"\Q".as_bytes()), r"\Q");
    }

    #[test]
    fn eight_bits_are_latin_1() {
        assert_eq!(decode(b"B\xfcro"), "Büro");
    }

    #[test]
    fn long_text_is_cut() {
        assert_eq!(decode("é".repeat(100_000).as_bytes()).chars().count(), 250);
    }
}

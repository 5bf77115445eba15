//! Colour, where somebody looks.

use std::env;

/// Whether to write colours, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paint {
    is_on: bool,
}

impl Paint {
    /// No colours.
    pub(crate) const PLAIN: Self = Self { is_on: false };

    /// Colours on a terminal, unless `NO_COLOR` says otherwise (<https://no-color.org>: "when
    /// present and not an empty string") or the terminal has none.
    pub(crate) fn for_terminal(is_terminal: bool) -> Self {
        let is_refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self { is_on: is_terminal && !is_refused && !is_dumb }
    }

    fn with(self, code: &str, text: &str) -> String {
        if self.is_on && !text.is_empty() {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }

    /// For what stands out.
    pub(crate) fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    /// For what may be passed over.
    pub(crate) fn dim(self, text: &str) -> String {
        self.with("2", text)
    }

    /// For what is wrong.
    pub(crate) fn red(self, text: &str) -> String {
        self.with("1;31", text)
    }

    /// For what is well.
    pub(crate) fn green(self, text: &str) -> String {
        self.with("32", text)
    }

    /// For what is odd.
    pub(crate) fn yellow(self, text: &str) -> String {
        self.with("33", text)
    }

    /// For devices.
    pub(crate) fn cyan(self, text: &str) -> String {
        self.with("36", text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_is_put_around_and_left_out() {
        assert_eq!(Paint { is_on: true }.red("x"), "\x1b[1;31mx\x1b[0m");
        assert_eq!(Paint { is_on: true }.dim(""), "");
        assert_eq!(Paint::PLAIN.red("x"), "x");
        assert_eq!(Paint::for_terminal(false), Paint::PLAIN);
    }
}

//! What a verb hands back, and the status of the process.
//!
//! | status | meaning |
//! |---|---|
//! | 0 | found; no fault |
//! | 1 | nothing found; faults |
//! | 2 | the command line is not understood |
//! | 3 | no answer from the server |

use libsns::client::ClientError;

use crate::load::Fault;
use crate::paint::Paint;
use crate::show::fault;

/// What a verb found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Report {
    /// For standard output.
    pub(crate) text: String,
    /// For standard error, a line each: warnings that are not the result.
    pub(crate) remarks: Vec<String>,
    /// Whether anything was found, or all was well.
    pub(crate) is_success: bool,
    /// Whether the server refused; what it said is in the text.
    pub(crate) is_refused: bool,
}

impl Report {
    /// The status of the process.
    pub(crate) fn status(&self) -> u8 {
        if self.is_refused { 3 } else { u8::from(!self.is_success) }
    }

    /// Text for standard output.
    pub(crate) fn new(text: String, is_success: bool) -> Self {
        Self { text, is_success, ..Self::default() }
    }

    /// JSON on lines of its own.
    pub(crate) fn json(value: &serde_json::Value, is_success: bool) -> Self {
        Self::new(format!("{value:#}\n"), is_success)
    }
}

/// Why a verb found nothing to report.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// A value on the command line is not what was expected; a sentence.
    Usage(String),
    /// A zone with faults.
    Faults(Vec<Fault>),
    /// A result could not be kept; a sentence.
    Output(String),
    /// The server gave no answer, or refused.
    Server(ClientError),
}

impl Trouble {
    /// The status of the process.
    pub(crate) fn status(&self) -> u8 {
        match self {
            Self::Faults(_) | Self::Output(_) => 1,
            Self::Usage(_)
            | Self::Server(
                ClientError::Position(_) | ClientError::Name(_) | ClientError::Question(_),
            ) => 2,
            Self::Server(_) => 3,
        }
    }

    /// What to tell, without a newline at the end.
    pub(crate) fn text(&self, paint: Paint) -> String {
        let error = paint.red("error:");
        match self {
            Self::Usage(text) | Self::Output(text) => format!("{error} {text}"),
            Self::Server(client) => {
                format!("{error} {}", crate::show::text::plain(&client.to_string()))
            }
            Self::Faults(faults) => {
                let lines =
                    faults.iter().map(|fault| format!("{error} {}", fault::line(fault, paint)));
                lines.collect::<Vec<_>>().join("\n")
            }
        }
    }
}

impl From<ClientError> for Trouble {
    fn from(error: ClientError) -> Self {
        Self::Server(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_tells_no_answer_from_misuse() {
        let server = "192.0.2.1:53".parse().unwrap();
        assert_eq!(Trouble::from(ClientError::Silence(server, 3)).status(), 3);
        assert_eq!(Trouble::from(ClientError::Question("count 0".into())).status(), 2);
        assert_eq!(Trouble::Usage(String::new()).status(), 2);
        assert_eq!(Trouble::Faults(Vec::new()).status(), 1);
        assert_eq!(Report::default().status(), 1);
    }
}

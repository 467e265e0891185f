//! Which kind of program on which kind of system a browser says it is: of a closed set, so that people can tell their sessions apart.
//!
//! The `User-Agent` header (RFC 9110 section 10.1.5) is whatever the sender likes, so it proves nothing, and the text itself is neither
//! kept nor shown: of it, only which of these names fits.

use std::fmt;
use std::str::FromStr;

use axum::http::{HeaderMap, header};
use causeway_core::{Error, FromValue, Result, Value};

/// A name, how it is written down, and what of the header tells it; the first that fits counts.
type Known = (&'static str, &'static str, &'static str);

const PROGRAMS: &[Known] = &[
    ("edge", "Edge", "Edg"),
    ("samsung", "Samsung Internet", "SamsungBrowser/"),
    ("opera", "Opera", "OPR/"),
    ("firefox", "Firefox", "Firefox/"),
    ("firefox", "Firefox", "FxiOS/"),
    ("chrome", "Chrome", "CriOS/"),
    ("chrome", "Chrome", "Chrome/"),
    ("safari", "Safari", "Safari/"),
];

const SYSTEMS: &[Known] = &[
    ("harmony", "HarmonyOS", "HarmonyOS"),
    ("harmony", "HarmonyOS", "OpenHarmony"),
    ("android", "Android", "Android"),
    ("iphone", "iPhone", "iPhone"),
    ("ipad", "iPad", "iPad"),
    ("chromeos", "ChromeOS", "CrOS"),
    ("windows", "Windows", "Windows"),
    ("mac", "Mac", "Macintosh"),
    ("linux", "Linux", "Linux"),
];

/// The most of the header that is looked at.
const LOOKED_AT: usize = 512;
const OTHER: &str = "other";

/// What kind of program and of system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agent {
    program: &'static str,
    system: &'static str,
}

impl Agent {
    /// What the headers of a request say; nothing where they say nothing.
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let text = headers.get(header::USER_AGENT)?.to_str().ok()?;
        let text = text.get(..LOOKED_AT).unwrap_or(text);
        let find = |known: &'static [Known]| {
            known.iter().find(|(_, _, sign)| text.contains(sign)).map_or(OTHER, |(name, _, _)| name)
        };
        Some(Self { program: find(PROGRAMS), system: find(SYSTEMS) })
    }

    /// What the program is called everywhere, if it is one of those known.
    pub fn program(self) -> Option<&'static str> {
        called(PROGRAMS, self.program)
    }

    /// What the system is called everywhere, if it is one of those known.
    pub fn system(self) -> Option<&'static str> {
        called(SYSTEMS, self.system)
    }
}

fn called(known: &'static [Known], name: &str) -> Option<&'static str> {
    known.iter().find(|(known, _, _)| *known == name).map(|(_, called, _)| *called)
}

fn named(known: &'static [Known], text: &str) -> &'static str {
    known.iter().find(|(name, _, _)| *name == text).map_or(OTHER, |(name, _, _)| name)
}

/// As it is written down: `firefox/android`.
impl fmt::Display for Agent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.program, self.system)
    }
}

/// What a later release wrote down counts as some other program or system.
impl FromStr for Agent {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let (program, system) = text.split_once('/').ok_or_else(|| Error::internal("no kind of program"))?;
        Ok(Self { program: named(PROGRAMS, program), system: named(SYSTEMS, system) })
    }
}

impl From<Agent> for Value {
    fn from(agent: Agent) -> Self {
        Self::Text(agent.to_string())
    }
}

impl FromValue for Agent {
    fn from_value(value: Value) -> Result<Self> {
        String::from_value(value)?.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(header::USER_AGENT, text.parse().ok()?);
        Agent::of(&headers).map(|agent| agent.to_string())
    }

    #[test]
    fn usual_browsers_are_known() {
        for (text, expected) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "firefox/linux"),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36",
                "chrome/android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
                "safari/iphone",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0",
                "edge/windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
                "safari/mac",
            ),
            ("curl/8.5.0", "other/other"),
        ] {
            assert_eq!(of(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn whatever_is_sent_only_known_names_come_of_it() {
        for text in ["<script>", "Firefox/ Android <b>", &"x".repeat(9000), ""] {
            let told = of(text).unwrap();
            assert!(told.len() < 20 && told.split('/').count() == 2, "{told}");
            assert_eq!(told.parse::<Agent>().unwrap().to_string(), told);
        }
        assert_eq!(Agent::of(&HeaderMap::new()), None);
        let later: Agent = "ladybird/haiku".parse().unwrap();
        assert_eq!(
            (later.program(), later.system(), later.to_string().as_str()),
            (None, None, "other/other")
        );
        assert!("x".parse::<Agent>().is_err());
    }
}

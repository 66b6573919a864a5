//! A moment of a run as text: what a link holds after its `#`, and what a person can send to another.
//!
//! The scenario, the seed, what is done, and the moment to look at, through postcard and base64. Such a text is read again
//! before it is given away; one that would be too long for a link becomes a file instead.

use glasslog_core::time::Instant;

use crate::{code64, script::Script};

/// Links are shorter than this, in characters: longer ones get cut by those who pass them on.
pub const LINK_CHARS_MAX: usize = 2048;
/// What is in front of a link's text: the address of a page, with room to spare.
const ADDRESS_CHARS_MAX: usize = 128;
/// The first line of a file.
const TITLE: &str = "glasslog run";
/// The first byte of every text: which version of scenarios and actions it is written in.
const VERSION: u8 = 1;
/// There will not soon be more versions than this: what begins with a greater byte is something else.
const VERSIONS_MAX: u8 = 32;

/// Why a text is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It ends too early.
    CutOff,
    /// It is written in another version.
    OtherVersion,
    /// It is something else, or spoiled.
    NoRun,
}

/// A moment of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// The run.
    pub script: Script,
    /// When.
    pub at: Instant,
}

impl Moment {
    /// As text; none where it would be too long for a link, or would not be read as what it is.
    #[must_use]
    pub fn write(&self) -> Option<String> {
        self.text().filter(|text| text.len() <= LINK_CHARS_MAX - ADDRESS_CHARS_MAX)
    }

    /// As a file of any length; none where it would not be read as what it is.
    #[must_use]
    pub fn file(&self) -> Option<String> {
        self.text().map(|text| format!("{TITLE}\n{text}\n"))
    }

    /// Reads a file; none where it is something else, or of another version.
    #[must_use]
    pub fn read_file(file: &str) -> Option<Moment> {
        Moment::read(file.strip_prefix(TITLE)?.trim())
    }

    fn text(&self) -> Option<String> {
        let bytes = postcard::to_allocvec(&(VERSION, &self.script, self.at)).ok()?;
        let text = code64::encode(&bytes);
        (Moment::read(&text).as_ref() == Some(self)).then_some(text)
    }

    /// Reads a text; none where it is something else, or of another version.
    #[must_use]
    pub fn read(text: &str) -> Option<Moment> {
        Moment::read_or_why(text).ok()
    }

    /// Reads a text.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn read_or_why(text: &str) -> Result<Moment, Unreadable> {
        // cut within a group of signs, the rest is none that would be written
        let cut = if code64::has_only_signs(text) { Unreadable::CutOff } else { Unreadable::NoRun };
        let whole = text.get(..text.len() - text.len() % 4).and_then(code64::decode).unwrap_or_default();
        let bytes = match (code64::decode(text), whole.first()) {
            (Some(bytes), _) => bytes,
            (None, Some(&VERSION)) => return Err(cut),
            (None, _) => whole,
        };
        match bytes.first() {
            Some(&VERSION) => {}
            Some(1..VERSIONS_MAX) => return Err(Unreadable::OtherVersion),
            None => return Err(cut),
            _ => return Err(Unreadable::NoRun),
        }
        match postcard::take_from_bytes::<(u8, Script, Instant)>(&bytes) {
            Ok(((_, script, at), [])) => Ok(Moment { script, at }),
            Err(postcard::Error::DeserializeUnexpectedEnd) => Err(Unreadable::CutOff),
            _ => Err(Unreadable::NoRun),
        }
    }
}

#[cfg(test)]
mod tests {
    use glasslog_core::id::BrokerId;

    use super::*;
    use crate::{Scenario, Timeline, action::Action, view::End};

    fn moment(acts: u64) -> Moment {
        let mut timeline = Timeline::new(Scenario::playground(), 7);
        for number in 0..acts {
            timeline.run_until(Instant(number * 100_000));
            timeline.act(Action::CrashBroker { broker: BrokerId(1 + (number % 3) as i32) });
        }
        Moment { script: timeline.script(), at: timeline.now() }
    }

    #[test]
    fn a_moment_is_read_as_it_was_written_and_leads_there() {
        let moment = moment(5);
        let text = moment.write().expect("it is short");
        assert!(text.len() < 700, "{} characters", text.len());
        let read = Moment::read(&text).expect("it is one");
        assert_eq!(read, moment);
        let (mut one, mut other) = (Timeline::of(&moment.script), Timeline::of(&read.script));
        one.seek(moment.at);
        other.seek(read.at);
        assert_eq!(one.world().digest(), other.world().digest());
    }

    #[test]
    fn what_is_lost_is_lost_again_where_the_link_is_opened() {
        let mut timeline = Timeline::new(Scenario::playground(), 7);
        let ends = [1, 2].map(|id| End::Broker(BrokerId(id)));
        timeline.act(Action::SetLoss { from: ends[0], to: ends[1], percent: 30 });
        timeline.act(Action::SetLoss { from: ends[1], to: ends[0], percent: 30 });
        timeline.run_until(Instant(20_000_000));
        let text = Moment { script: timeline.script(), at: timeline.now() }.write().expect("it is short");
        let read = Moment::read(&text).expect("it is one");
        let mut other = Timeline::of(&read.script);
        other.seek(read.at);
        assert_eq!(other.world().digest(), timeline.world().digest());
        timeline.seek(Instant(5_000_000));
        timeline.seek(read.at);
        assert_eq!(timeline.world().digest(), other.world().digest(), "and for who goes back and forth");
    }

    #[test]
    fn what_is_too_long_for_a_link_is_none() {
        let written: Vec<bool> = [1, 10, 100, 1000].into_iter().map(|acts| moment(acts).write().is_some()).collect();
        assert_eq!(written, [true, true, true, false]);
    }

    #[test]
    fn a_file_holds_a_run_of_any_length() {
        let long = moment(1000);
        let file = long.file().expect("it can be written");
        assert_eq!(Moment::read_file(&file), Some(long));
        assert_eq!(Moment::read_file(&file.replace('\n', "\r\n")), Moment::read_file(&file), "sent by mail");
        for other in ["", "glasslog run", "glasslog story 1\nbreaks: L1", &file[1..]] {
            assert_eq!(Moment::read_file(other), None, "{other}");
        }
    }

    #[test]
    fn any_other_text_is_none() {
        let text = moment(2).write().expect("it is short");
        let cut = &text[..text.len() - 4];
        let other_version = format!("B{}", &text[1..]);
        for spoiled in ["", "A", "#sandbox", cut, &other_version, &format!("{text}AAAA"), &format!("{text}=")] {
            assert_eq!(Moment::read(spoiled), None, "{spoiled}");
        }
        let why = |text: &str| Moment::read_or_why(text).expect_err("it is none");
        assert!((0..text.len()).all(|length| why(&text[..length]) == Unreadable::CutOff), "wherever it is cut");
        assert_eq!(why(&format!("AgA{}", &text[3..])), Unreadable::OtherVersion);
        assert_eq!(["garbage", "%20", "zzzz"].map(why), [Unreadable::NoRun; 3]);
        // Whatever a bit of it becomes, reading it ends, and never in a panic.
        for place in 0..text.len() {
            let mut signs = text.clone().into_bytes();
            signs[place] = if signs[place] == b'A' { b'B' } else { b'A' };
            let _ = Moment::read(&String::from_utf8(signs).expect("letters"));
        }
    }
}

//! The address of a screen: the part of the page's address after `#`, both ways.

use crate::lens::Lens;

/// Which screen is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Screen {
    /// A cluster in the tab.
    #[default]
    Sandbox,
    /// A server afar.
    Live,
    /// The course.
    Learn,
    /// What one may choose.
    Settings,
}

/// Where somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The screen.
    pub screen: Screen,
    /// The seed of the sandbox's world.
    pub seed: u64,
    /// A moment of a run to open in the sandbox, as its text (see [`glasslog_sim::link`]).
    pub run: Option<String>,
    /// The level that is played, by its short name; none for the map of all of them.
    pub level: Option<String>,
    /// How one looks at the cluster; a level keeps that to itself.
    pub lens: Lens,
}

impl Default for Link {
    fn default() -> Link {
        Link { screen: Screen::Sandbox, seed: 1, run: None, level: None, lens: Lens::default() }
    }
}

impl Link {
    /// Reads what stands after `#`. `None` if it names no screen: the page chooses one then.
    #[must_use]
    pub fn read(hash: &str) -> Option<Link> {
        let hash = hash.trim_start_matches('#');
        let (screen, query) = hash.split_once('?').unwrap_or((hash, ""));
        let screen = match screen {
            "sandbox" => Screen::Sandbox,
            "live" => Screen::Live,
            "learn" => Screen::Learn,
            "settings" => Screen::Settings,
            screen => {
                // whether there is such a level is known where the course is
                return screen.strip_prefix("learn/").filter(|name| !name.is_empty()).map(Link::to);
            }
        };
        let mut link = Link { screen, ..Link::default() };
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            match name {
                "seed" => link.seed = value.parse().unwrap_or(link.seed),
                "lens" => link.lens = Lens::named(value).unwrap_or_default(),
                // whether it can be read is seen by who opens it
                "run" => link.run = Some(value.to_owned()),
                _ => {}
            }
        }
        Some(link)
    }

    /// A level.
    #[must_use]
    pub fn to(level: &str) -> Link {
        Link { screen: Screen::Learn, level: Some(level.to_owned()), ..Link::default() }
    }

    /// What stands after `#`, with the `#`.
    #[must_use]
    pub fn write(&self) -> String {
        let address = match (self.screen, &self.run) {
            (Screen::Live, _) => "#live".to_owned(),
            (Screen::Settings, _) => return "#settings".to_owned(),
            (Screen::Learn, _) => {
                return self.level.as_ref().map_or("#learn".to_owned(), |level| format!("#learn/{level}"));
            }
            (Screen::Sandbox, Some(run)) => format!("#sandbox?run={run}"),
            (Screen::Sandbox, None) if self.seed == Link::default().seed => "#sandbox".to_owned(),
            (Screen::Sandbox, None) => format!("#sandbox?seed={}", self.seed),
        };
        let and = if address.contains('?') { '&' } else { '?' };
        if self.lens == Lens::default() { address } else { format!("{address}{and}lens={}", self.lens.name()) }
    }
}

#[cfg(test)]
mod tests {
    use glasslog_core::time::Instant;
    use glasslog_sim::link::Moment;
    use glasslog_sim::{Scenario, Timeline};

    use super::*;

    #[test]
    fn a_link_reads_back_as_it_was_written() {
        for screen in [Screen::Sandbox, Screen::Live] {
            for seed in [1, 7, u64::MAX] {
                let seed = if screen == Screen::Live { 1 } else { seed };
                for lens in Lens::ALL {
                    let link = Link { screen, seed, lens, ..Link::default() };
                    assert_eq!(Link::read(&link.write()), Some(link));
                }
            }
        }
    }

    #[test]
    fn a_moment_of_a_run_is_a_link_too() {
        let mut timeline = Timeline::new(Scenario::playground(), 3);
        timeline.run_until(Instant(4_000_000));
        let moment = Moment { script: timeline.script(), at: timeline.now() };
        let link = Link { run: moment.write(), lens: Lens::Log, ..Link::default() };
        assert!(link.run.is_some());
        assert_eq!(Link::read(&link.write()), Some(link.clone()));
    }

    #[test]
    fn the_map_the_settings_and_every_level_have_an_address() {
        let settings = Link { screen: Screen::Settings, ..Link::default() };
        assert_eq!(Link::read(&settings.write()), Some(settings));
        let map = Link { screen: Screen::Learn, ..Link::default() };
        assert_eq!(Link::read(&map.write()), Some(map));
        for level in glasslog_levels::levels() {
            let link = Link::to(&level.name());
            assert_eq!(Link::read(&link.write()), Some(link));
        }
        assert_eq!(Link::read("#learn/"), None);
    }

    #[test]
    fn nonsense_names_no_screen_and_bad_values_are_passed_over() {
        assert_eq!(Link::read(""), None);
        assert_eq!(Link::read("#elsewhere"), None);
        assert_eq!(Link::read("#sandbox?seed=x&y"), Some(Link::default()));
    }
}

//! The address of a screen: the part of the page's address after `#`, both ways.

/// Which screen is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Screen {
    /// A cluster in the tab.
    #[default]
    Sandbox,
    /// A server afar.
    Live,
}

/// Where somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The screen.
    pub screen: Screen,
    /// The seed of the sandbox's world.
    pub seed: u64,
}

impl Default for Link {
    fn default() -> Link {
        Link { screen: Screen::Sandbox, seed: 1 }
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
            _ => return None,
        };
        let mut link = Link { screen, ..Link::default() };
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            if name == "seed"
                && let Ok(seed) = value.parse()
            {
                link.seed = seed;
            }
        }
        Some(link)
    }

    /// What stands after `#`, with the `#`.
    #[must_use]
    pub fn write(&self) -> String {
        match self.screen {
            Screen::Live => "#live".to_owned(),
            Screen::Sandbox if self.seed == Link::default().seed => "#sandbox".to_owned(),
            Screen::Sandbox => format!("#sandbox?seed={}", self.seed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_reads_back_as_it_was_written() {
        for screen in [Screen::Sandbox, Screen::Live] {
            for seed in [1, 7, u64::MAX] {
                let seed = if screen == Screen::Live { 1 } else { seed };
                let link = Link { screen, seed };
                assert_eq!(Link::read(&link.write()), Some(link));
            }
        }
    }

    #[test]
    fn nonsense_names_no_screen_and_bad_values_are_passed_over() {
        assert_eq!(Link::read(""), None);
        assert_eq!(Link::read("#elsewhere"), None);
        assert_eq!(Link::read("#sandbox?seed=x&y"), Some(Link::default()));
    }
}

//! This moment of the world, for somebody else: a link, a file, and a digest that tells two worlds apart.

use glasslog_sim::link::Moment;

use super::Tab;
use crate::link::Link;
use crate::store::Shared;

impl Tab {
    /// The present moment of this run.
    #[must_use]
    pub fn moment(&self) -> Moment {
        Moment { script: self.line.script(), at: self.line.now() }
    }

    /// The present moment, to be given away. What happens at this very moment happens first: whoever opens it sees all of it.
    pub fn share(&mut self) -> Shared {
        self.line.run_until(self.line.now());
        self.look();
        let moment = self.moment();
        let run = moment.write();
        Shared {
            link: run.map(|run| Link { run: Some(run), ..Link::default() }.write()),
            file: moment.file().unwrap_or_default(),
            digest: format!("{:032x}", self.line.world().digest()),
        }
    }
}

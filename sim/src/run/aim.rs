//! Aimed faults: meetings of faults that chance alone would bring about once in a million runs.
//!
//! Both make a partition's leadership go from one replica to another and back before either has heard the other: so that logs
//! depart over two epochs (KIP-279), and what was asked in one epoch is heard in a later one (KIP-320).

use std::time::Duration;

use glasslog_core::{
    controller::image::PartitionImage,
    id::{BrokerId, LeaderEpoch, PartitionIndex, TopicId},
    time::Instant,
};

use super::Run;
use crate::{action::Action, fault::Fault, links::Link, view::End};

/// How often an aimed fault looks whether its time has come.
pub(super) const LOOK: Duration = Duration::from_millis(40);
const CUT: Link = Link { cut: true, extra: Duration::ZERO };

/// A fault that waits for the metadata to say something.
#[derive(Clone, Debug)]
pub(super) struct Aim {
    partition: (TopicId, PartitionIndex),
    /// Who shall lead, lose the leadership, and lead again.
    old: BrokerId,
    /// The preferred leader, which leads in between.
    preferred: BrokerId,
    stage: Stage,
    /// When it is given up.
    until: Instant,
}

#[derive(Clone, Copy, Debug)]
enum Stage {
    /// Until the preferred leader is in sync again, and the other one leads.
    Away,
    /// Until it leads again.
    Back(LeaderEpoch),
    /// Until the other one leads again.
    Again(LeaderEpoch),
}

impl Run {
    pub(super) fn millis(&mut self, from: u64, to: u64) -> Duration {
        Duration::from_millis(from + self.random.below(to - from + 1))
    }

    /// A partition that is led, with several replicas in sync.
    fn target(&mut self) -> Option<((TopicId, PartitionIndex), PartitionImage)> {
        let image = self.world.image();
        let all = image.topics.iter().flat_map(|(id, t)| t.numbered().map(move |(index, p)| ((*id, index), p)));
        let several = |(_, p): &(_, &PartitionImage)| p.leader.is_some() && p.isr.len() > 1;
        let led: Vec<_> = all.filter(several).map(|(name, p)| (name, p.clone())).collect();
        let index = self.random.below(led.len().max(1) as u64) as usize;
        led.into_iter().nth(index)
    }

    fn cut_for(&mut self, after: Duration, from: BrokerId, to: BrokerId, span: Duration) {
        let (from, to) = (End::Broker(from), End::Broker(to));
        self.plan(after, Action::SetLink { from, to, link: CUT });
        self.plan(after + span, Action::SetLink { from, to, link: Link::default() });
    }

    /// Begins an aimed fault, where there is a target.
    pub(super) fn aim(&mut self, fault: Fault) -> bool {
        let Some((name, partition)) = self.target() else { return false };
        match fault {
            Fault::LeadersInTurn => self.leaders_in_turn(&partition),
            _ => return self.leader_returns(name, &partition),
        }
        true
    }

    /// Each dies once the next one is cut off from what it takes, and after a session of leading alone. They come back in
    /// the order of their deaths: the first finds nobody else that is eligible.
    fn leaders_in_turn(&mut self, partition: &PartitionImage) {
        let session = self.world.scenario().session;
        let Some(leader) = partition.leader else { return };
        let mut others: Vec<BrokerId> = partition.isr.iter().copied().filter(|broker| *broker != leader).collect();
        let last = others.remove(self.random.below(others.len() as u64) as usize);
        let mut at = Duration::ZERO;
        for broker in &others {
            self.plan(at, Action::CrashBroker { broker: *broker });
        }
        if !others.is_empty() {
            at = session + self.millis(100, 1500);
        }
        let alone = self.millis(20, 600);
        self.cut_for(at, leader, last, alone);
        self.cut_for(at, last, leader, alone);
        let first_death = at + alone;
        let second_death = first_death + session + self.millis(100, 3000);
        self.plan(first_death, Action::CrashBroker { broker: leader });
        self.plan(second_death, Action::CrashBroker { broker: last });
        let first_return = second_death + self.millis(0, 500);
        let second_return = first_return + session + self.millis(100, 3000);
        self.plan(first_return, Action::RestartBroker { broker: leader });
        self.plan(second_return, Action::RestartBroker { broker: last });
        for broker in others {
            let later = second_return + self.millis(0, 2000);
            self.plan(later, Action::RestartBroker { broker });
        }
    }

    fn leader_returns(&mut self, name: (TopicId, PartitionIndex), partition: &PartitionImage) -> bool {
        let Some(preferred) = partition.replicas.first().copied() else { return false };
        let Some(old) = partition.isr.iter().copied().find(|broker| *broker != preferred) else { return false };
        if partition.leader == Some(preferred) {
            self.plan(Duration::ZERO, Action::CrashBroker { broker: preferred });
            let back = self.millis(50, 1500);
            self.plan(back, Action::RestartBroker { broker: preferred });
        }
        let until = self.world.now() + Duration::from_secs(10);
        self.aims.push(Aim { partition: name, old, preferred, stage: Stage::Away, until });
        true
    }

    /// Looks whether an aimed fault goes on.
    pub(super) fn pursue(&mut self) {
        let now = self.world.now();
        for mut aim in std::mem::take(&mut self.aims) {
            let (topic, index) = aim.partition;
            let Some(partition) = self.world.image().partition(topic, index).cloned() else { continue };
            if aim.until <= now || self.step_of(&mut aim, &partition) {
                self.end_aim(&aim);
            } else {
                self.aims.push(aim);
            }
        }
    }

    /// True when it is over.
    fn step_of(&mut self, aim: &mut Aim, partition: &PartitionImage) -> bool {
        let session = self.world.scenario().session;
        let Aim { old, preferred, .. } = *aim;
        let third = partition.replicas.iter().copied().find(|broker| *broker != old && *broker != preferred);
        let long = Duration::from_secs(15);
        match aim.stage {
            Stage::Away if partition.leader == Some(old) && partition.isr.contains(&preferred) => {
                // Now it takes its place back within seconds: what the other one takes meanwhile, it does not get.
                self.cut_for(Duration::ZERO, old, preferred, long);
                self.cut_for(Duration::ZERO, preferred, old, long);
                if let Some(third) = third {
                    let begins = self.millis(50, 1500);
                    self.cut_for(begins, third, old, long);
                }
                aim.stage = Stage::Back(partition.leader_epoch);
                aim.until = self.world.now() + Duration::from_secs(7);
                false
            }
            Stage::Back(before) if partition.leader == Some(preferred) && partition.leader_epoch > before => {
                let dies = self.millis(100, 1500);
                self.plan(dies, Action::CrashBroker { broker: preferred });
                let back = dies + session + self.millis(500, 3000);
                self.plan(back, Action::RestartBroker { broker: preferred });
                aim.stage = Stage::Again(partition.leader_epoch);
                aim.until = self.world.now() + dies + session + Duration::from_secs(2);
                false
            }
            Stage::Again(before) => partition.leader == Some(old) && partition.leader_epoch > before,
            Stage::Away | Stage::Back(_) => false,
        }
    }

    /// Links are whole again, the third one's first.
    fn end_aim(&mut self, aim: &Aim) {
        if matches!(aim.stage, Stage::Away) {
            return;
        }
        let (topic, index) = aim.partition;
        let replicas = self.world.image().partition(topic, index).map_or(Vec::new(), |p| p.replicas.clone());
        let heal = |run: &mut Run, after: Duration, from: BrokerId, to: BrokerId| {
            let (from, to) = (End::Broker(from), End::Broker(to));
            run.plan(after, Action::SetLink { from, to, link: Link::default() });
        };
        for third in replicas.into_iter().filter(|broker| *broker != aim.old && *broker != aim.preferred) {
            let after = self.millis(60, 300);
            heal(self, after, third, aim.old);
        }
        let after = self.millis(300, 2000);
        heal(self, after, aim.old, aim.preferred);
        heal(self, after, aim.preferred, aim.old);
    }
}

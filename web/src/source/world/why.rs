//! Why? What somebody may wonder about what is chosen, asked of the world, and put into words.

use std::mem::discriminant;

use glasslog_core::id::PartitionIndex;
use glasslog_core::name::Text;
use glasslog_core::request::Acks;
use glasslog_sim::ActorId;
use glasslog_sim::view::Fate;
use glasslog_sim::why::{Fact, Question, ends, notable, weight, why};

use super::Tab;
use super::compose::given_name;
use crate::scene::Cluster;
use crate::source::words::why as words;
use crate::store::{Answered, Selected};

/// Of a producer that asks for no answers, so many of the newest records are looked for.
const UNASKED: usize = 8;
/// Where nothing is chosen, so many questions are tried.
const WONDERED: usize = 200;

impl Tab {
    /// What may be wondered about what is chosen, with its causes; nothing of what needs no explanation.
    pub fn why(&mut self, cluster: &Cluster, selected: &Selected) -> Vec<Answered> {
        let questions = self.questions(cluster, selected);
        if questions.is_empty() {
            return Vec::new();
        }
        let chains = why(&mut self.line, &questions);
        let name = |actor: u32| self.called(actor);
        let answered = questions.iter().zip(chains).filter(|(_, chain)| chain.iter().all(|r| r.fact != Fact::NotSo));
        let mut all: Vec<(&Question, usize, Answered)> = Vec::new();
        for (question, chain) in answered {
            let causes = chain.iter().map(|r| (words::fact(&r.fact, name), r.since.map(|(at, _)| at)));
            let causes: Vec<_> = causes.collect();
            // what hangs on the very same is told once
            let same = all.iter_mut().find(|(_, _, told)| {
                told.causes.iter().map(|(words, _)| words).eq(causes.iter().map(|(words, _)| words))
            });
            match same {
                Some((first, more, _)) => *more += usize::from(discriminant(*first) == discriminant(question)),
                None => {
                    let ends = ends(&self.line, &chain).map(|ends| words::ends(&ends, name));
                    all.push((question, 0, Answered { question: words::question(question, name), causes, ends }));
                }
            }
        }
        let counted = all.into_iter().map(|(_, more, mut answered)| {
            if more > 0 {
                answered.question = format!("{} (and {more} more)", answered.question);
            }
            answered
        });
        counted.collect()
    }

    /// What a client is called, one too that was gone before anybody looked.
    fn called(&self, actor: u32) -> String {
        let given = || {
            let made = self.line.world().actions().iter().filter(|act| act.actors + 1 == actor);
            let mut made = made.map(|act| &act.action);
            made.find_map(|action| {
                let consumer = action.brings_consumer().map(|settings| &settings.name);
                given_name(consumer.or(action.brings_producer().map(|settings| &settings.name))?)
            })
        };
        self.labels.get(&actor).cloned().or_else(given).unwrap_or_else(|| format!("client {actor}"))
    }

    /// What there is to wonder about most: what stands in the way, then what befell records and groups, then the rest.
    pub fn wondered(&mut self, cluster: &Cluster) -> Option<Selected> {
        let befell = notable(&mut self.line).into_iter();
        let partitions = cluster.partitions(false);
        let troubled = |(topic, index): &&(Text, PartitionIndex)| {
            let view = cluster.leading(topic, *index).map(|copy| &copy.view);
            view.is_some_and(|view| view.leader.is_none() || view.isr.len() < view.replicas.len())
        };
        let partition = |(topic, index): &(Text, PartitionIndex)| Selected::Partition(topic.clone(), *index);
        let members = cluster.groups.iter().flat_map(|group| &group.members);
        let all = (partitions.iter().filter(troubled).map(partition))
            .chain(cluster.producers.iter().map(|producer| Selected::Producer(producer.id)))
            .chain(members.map(|member| Selected::Member(member.id)))
            .chain(partitions.iter().map(partition))
            .chain(cluster.groups.iter().map(|group| Selected::Group(group.name.clone())));
        let asked = all.flat_map(|selected| {
            let questions = self.questions(cluster, &selected);
            questions.into_iter().map(move |question| (selected.clone(), question))
        });
        let of_records = befell.filter_map(|question| match &question {
            Question::Gone((topic, index), offset)
            | Question::Doubled((topic, index), offset)
            | Question::SeenTwice(_, (topic, index), offset) => {
                Some((Selected::Record(topic.clone(), *index, *offset), question))
            }
            _ => None,
        });
        let (about, questions): (Vec<_>, Vec<_>) = of_records.chain(asked.take(WONDERED)).unzip();
        let chains = why(&mut self.line, &questions);
        let answered = about.into_iter().zip(questions.iter().zip(&chains));
        let answered = answered.filter(|(_, (_, chain))| chain.iter().all(|reason| reason.fact != Fact::NotSo));
        // the first of those that matter as much
        let most = answered.min_by_key(|(_, (question, chain))| weight(question, chain));
        most.map(|(selected, _)| selected)
    }

    /// What may be asked of what is chosen. Most of it has no answer at most times.
    fn questions(&self, cluster: &Cluster, selected: &Selected) -> Vec<Question> {
        let actor = |id: u64| ActorId(u32::try_from(id).unwrap_or(u32::MAX));
        match selected {
            Selected::Record(topic, index, offset) => {
                let name = (topic.clone(), *index);
                let readers = cluster.groups.iter().map(|group| group.name.clone());
                let seen = readers.flat_map(|group| {
                    let of = (group, name.clone(), *offset);
                    [Question::SeenTwice(of.0.clone(), of.1.clone(), of.2), Question::SeenNever(of.0, of.1, of.2)]
                });
                let own = [Question::Gone(name.clone(), *offset), Question::Doubled(name.clone(), *offset)];
                let partition = Selected::Partition(topic.clone(), *index);
                own.into_iter().chain(seen).chain(self.questions(cluster, &partition)).collect()
            }
            Selected::Partition(topic, index) => {
                let name = (topic.clone(), *index);
                let leading = cluster.leading(topic, *index);
                let replicas = leading.map(|copy| copy.view.replicas.clone()).unwrap_or_default();
                let of_copies = replicas.into_iter().map(|broker| Question::NotInSync(name.clone(), broker));
                let of_all = [Question::NoLeader, Question::Refused, Question::Stands].map(|ask| ask(name.clone()));
                of_all.into_iter().chain(of_copies).chain([Question::LeaderMoved(name.clone())]).collect()
            }
            Selected::Broker(id) => {
                cluster.partitions(false).into_iter().map(|name| Question::NotInSync(name, *id)).collect()
            }
            Selected::Producer(id) => {
                let waits = |fate: &Fate| matches!(fate, Fate::Waiting | Fate::Sent);
                let producer = self.producer(*id);
                let first = producer.iter().flat_map(|p| &p.records).find(|record| waits(&record.fate));
                let failed =
                    producer.iter().filter(|producer| producer.settings.acks == Acks::All).find_map(|producer| {
                        let last = producer.records.last()?;
                        let failed = matches!(last.fate, Fate::Refused(_) | Fate::Unknown);
                        let partition = (producer.settings.topic.clone(), last.partition?);
                        failed.then_some(Question::Refused(partition))
                    });
                let unasked = producer.iter().filter(|producer| producer.settings.acks == Acks::None);
                let unasked = unasked.flat_map(|producer| producer.records.iter().rev().take(UNASKED));
                let vanished = unasked.map(|record| Question::Vanished(actor(*id), record.number.into()));
                first
                    .map(|record| Question::Waits(actor(*id), record.number.into()))
                    .into_iter()
                    .chain(failed)
                    .chain(vanished)
                    .collect()
            }
            Selected::Member(id) => vec![Question::ReadsNothing(actor(*id))],
            Selected::Group(name) => vec![Question::Lags(name.clone()), Question::Rebalanced(name.clone())],
            Selected::Link(..) | Selected::Ensemble | Selected::Flight(_) => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use glasslog_core::id::{BrokerId, Offset};
    use glasslog_sim::Action;

    use super::*;

    #[test]
    fn what_is_in_disorder_is_wondered_about_first_and_can_be_explained() {
        let mut tab = Tab::new(1);
        tab.line.run_until(tab.line.now() + Duration::from_secs(5));
        tab.act(Action::CrashBroker { broker: BrokerId(1) });
        tab.line.run_until(tab.line.now() + Duration::from_secs(60));
        tab.look();
        let cluster = tab.cluster();
        let found = tab.wondered(&cluster).expect("a broker is missing");
        assert!(matches!(&found, Selected::Partition(..)), "{found:?}");
        assert!(!tab.why(&cluster, &found).is_empty());
    }

    #[test]
    fn what_hangs_on_the_same_is_told_once_with_what_ends_it() {
        let mut tab = Tab::new(1);
        tab.line.run_until(tab.line.now() + Duration::from_secs(5));
        for broker in [3, 2, 1] {
            tab.act(Action::CrashBroker { broker: BrokerId(broker) });
            tab.line.run_until(tab.line.now() + Duration::from_secs(8));
        }
        tab.look();
        let cluster = tab.cluster();
        let found = tab.wondered(&cluster).expect("nobody leads");
        let answered = tab.why(&cluster, &found);
        let only = &answered[0];
        assert!(only.question.starts_with("Why does nobody lead"), "{only:?}");
        assert!(answered[1..].iter().all(|other| other.causes[0] != only.causes[0]), "{answered:#?}");
        let words = only.causes.iter().map(|(words, _)| words.as_str()).collect::<Vec<_>>().join(" ");
        assert!(words.contains("unclean.leader.election.enable is off"), "{words}");
        assert!(words.contains("Broker 1 is down.") && words.contains("Broker 2 is down."), "{words}");
        assert_eq!(only.ends.as_deref(), Some("one of them returns: broker 1 or 2."));
        // of a broker, each of its partitions
        let answered = tab.why(&cluster, &Selected::Broker(BrokerId(3)));
        assert_eq!(answered.len(), 1, "{answered:#?}");
        assert!(answered[0].question.ends_with("more)"), "{answered:#?}");
    }

    #[test]
    fn a_producer_that_was_refused_is_told_why_while_it_tries_and_after_it_gave_up() {
        let case = glasslog_levels::case("not-enough-replicas").expect("there is such a case");
        let mut tab = Tab::case(case).expect("it can be set up");
        let mut asked = |expected: &str| {
            tab.look();
            let cluster = tab.cluster();
            let producer = Selected::Producer(cluster.producers[0].id);
            let answered = tab.why(&cluster, &producer);
            assert_eq!(answered[0].question, expected, "{answered:#?}");
            assert!(answered[0].causes[0].0.contains("min.insync.replicas asks for 2"), "{answered:#?}");
            assert_eq!(answered[0].ends.as_deref(), Some("broker 2 is in sync again."));
            assert_eq!(answered.len(), 1, "told once: {answered:#?}");
            tab.line.run_until(tab.line.now() + Duration::from_secs(150));
        };
        asked("Why does P1 wait?");
        asked("Why does orders-0 take no record with acks=all?");
    }

    #[test]
    fn what_a_case_leads_to_is_what_it_is_about() {
        let orders = (Text::from("orders"), PartitionIndex(0));
        let record = |offset| Selected::Record(orders.0.clone(), orders.1, Offset(offset));
        let billing = Selected::Group("billing".into());
        let expected = [
            ("a-lost-record", record(3), "Why is a record gone", "with acks=1 that was enough"),
            ("twice-after-a-deploy", record(2), "Why has billing processed offset 2 again?", "A1 died without a word."),
            (
                "endless-rebalances",
                billing.clone(),
                "Why did billing share out anew?",
                "max.poll.interval.ms is 10.0 s",
            ),
            ("a-stop-at-each-deploy", billing.clone(), "Why did billing share out anew?", "That was time "),
            ("growing-lag", billing, "Why does billing fall behind?", "A1 works 1.0 s on each"),
            (
                "not-enough-replicas",
                Selected::Partition(orders.0.clone(), orders.1),
                "Why does orders-0 take no record with acks=all?",
                "min.insync.replicas asks for 2",
            ),
        ];
        assert_eq!(expected.len(), glasslog_levels::cases().len(), "each case");
        for (name, about, question, cause) in expected {
            let case = glasslog_levels::case(name).expect("there is such a case");
            let mut tab = Tab::case(case).expect("it can be set up");
            tab.look();
            let cluster = tab.cluster();
            assert_eq!(tab.wondered(&cluster), Some(about.clone()), "{name}");
            let answered = tab.why(&cluster, &about);
            assert!(answered[0].question.starts_with(question), "{name}: {answered:?}");
            assert!(answered[0].causes.iter().any(|(words, _)| words.contains(cause)), "{name}: {answered:?}");
        }
    }
}

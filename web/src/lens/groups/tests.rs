use glasslog_core::time::Instant;

use super::layout::{Matrix, per_second};
use super::rate::Rates;
use super::story::last_rebalance;
use crate::scene::fixture::cluster;
use crate::scene::{Cluster, Member};
use crate::store::{Caption, Tone};

fn matrix(cluster: &Cluster, width: f64) -> Matrix {
    Matrix::of(cluster, &cluster.groups[0], width, |_| None)
}

fn another(cluster: &mut Cluster, id: u64) {
    let group = &mut cluster.groups[0];
    let view = group.view.as_mut().map(std::rc::Rc::make_mut).expect("the fixture has one");
    view.members.resize(usize::try_from(id).expect("small"), view.members[0].clone());
    let members = &mut group.members;
    let member =
        Member { id, label: format!("A{id}"), assignment: Vec::new(), positions: Vec::new(), ..members[0].clone() };
    members.push(member);
}

#[test]
fn members_stand_on_their_partitions_with_what_they_are_behind() {
    let cluster = cluster();
    let matrix = matrix(&cluster, 936.0);
    assert_eq!(matrix.columns.iter().map(|column| column.partition.0).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(matrix.columns.iter().map(|column| column.lag).collect::<Vec<_>>(), [Some(5), Some(0), Some(4)]);
    let shares: Vec<Vec<usize>> =
        matrix.rows.iter().map(|row| row.shares.iter().map(|share| share.column).collect()).collect();
    assert_eq!(shares, [vec![0, 1], vec![2]]);
    for share in matrix.rows.iter().flat_map(|row| &row.shares) {
        assert_eq!(share.rect.x, matrix.columns[share.column].x);
    }
    assert_eq!(
        matrix.facts,
        [("generation", "3".to_owned()), ("assignor", "range".to_owned()), ("coordinator", "broker 1".to_owned())]
    );
    assert!(matrix.columns[0].bar.height > matrix.columns[2].bar.height && matrix.columns[1].bar.height == 0.0);
}

#[test]
fn who_has_no_partition_is_told_why() {
    let mut cluster = cluster();
    another(&mut cluster, 3);
    let idle = |cluster: &Cluster| matrix(cluster, 936.0).rows.iter().find_map(|row| row.idle);
    assert_eq!(idle(&cluster), Some("no partition yet"), "three members, three partitions");
    another(&mut cluster, 4);
    assert_eq!(idle(&cluster), Some("idle: more members than partitions"));
}

#[test]
fn partitions_that_nobody_reads_have_a_row_of_their_own() {
    let mut cluster = cluster();
    cluster.groups[0].members.pop();
    let matrix = matrix(&cluster, 936.0);
    let last = matrix.rows.last().expect("there are rows");
    assert_eq!((last.id, last.shares.len(), last.shares[0].column), (None, 1, 2));
}

#[test]
fn a_matrix_is_as_wide_as_it_needs_to_be_and_no_wider_than_a_phone_if_it_can() {
    assert_eq!(matrix(&cluster(), 390.0).width, 390.0);
    assert!(matrix(&cluster(), 390.0).rows.iter().flat_map(|row| &row.shares).all(|share| share.rect.right() < 390.0));
    assert!(matrix(&cluster(), 320.0).width > 320.0, "it moves sideways in its own frame");
}

#[test]
fn a_rate_is_known_after_a_second_and_forgotten_in_the_past() {
    let mut cluster = cluster();
    let mut rates = Rates::default();
    let mut at = |cluster: &mut Cluster, millis: u64, processed: u64| {
        cluster.now = Instant(millis * 1000);
        cluster.groups[0].members[0].processed = Some(processed);
        rates.look(cluster);
        rates.of(1)
    };
    assert_eq!(at(&mut cluster, 0, 7), None);
    assert_eq!(at(&mut cluster, 500, 8), None);
    assert_eq!(at(&mut cluster, 2_000, 10), Some(15));
    assert_eq!(at(&mut cluster, 1_000, 9), None, "somebody has gone back");
    assert_eq!([0, 15, 99, 120].map(per_second), ["0/s", "1.5/s", "9.9/s", "12/s"]);
}

#[test]
fn the_story_is_that_of_the_last_rebalance_newest_first() {
    let told = [
        "Group items-group shares out anew: member consumer-1 joins.",
        "Group items-group is stable: generation 1, 2 members.",
        "A consumer joins group other-group.",
        "A2 dies without a word. Its group finds out by its silence.",
        "Group items-group heard nothing from consumer-2: it is out.",
        "Group items-group shares out anew: member consumer-2 was silent too long.",
        "A record lands in items-list-0 at offset 3.",
        "Group items-group is stable: generation 2, one member.",
    ];
    let told: Vec<Caption> = (0..)
        .zip(told)
        .map(|(at, text)| Caption { at: Instant(at), tone: Tone::Plain, text: text.to_owned() })
        .collect();
    let story = last_rebalance(&told, &cluster().groups[0]);
    let texts: Vec<&str> = story.iter().map(|caption| caption.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "Group items-group is stable: generation 2, one member.",
            "Group items-group shares out anew: member consumer-2 (A2) was silent too long.",
            "Group items-group heard nothing from consumer-2 (A2): it is out.",
            "A2 dies without a word. Its group finds out by its silence.",
        ]
    );
}

use std::rc::Rc;

use glasslog_core::id::{BrokerId, LeaderEpoch, Offset, PartitionIndex};
use glasslog_core::name::Text;

use super::layout::{Gaze, LogScene, moved};
use crate::scene::fixture::{batch, cluster, three};
use crate::scene::{Cluster, Standing, Twice};

const WIDE: Gaze = Gaze { width: 936.0, from: None };
const PHONE: Gaze = Gaze { width: 390.0, from: None };

fn topic() -> Text {
    "items-list".into()
}

fn log(cluster: &Cluster, partition: i32, gaze: Gaze) -> LogScene {
    LogScene::of(cluster, &topic(), PartitionIndex(partition), gaze).expect("there is a copy")
}

#[test]
fn the_leader_comes_first_and_the_same_offset_lies_at_the_same_place_in_every_copy() {
    let mut cluster = three();
    // whoever has the lowest number does not come first for that
    cluster.copies.rotate_left(1);
    let log = log(&cluster, 0, WIDE);
    let brokers: Vec<i32> = log.rows.iter().map(|row| row.broker.0).collect();
    assert_eq!(brokers, [1, 2, 3]);
    assert_eq!(log.rows.iter().map(|row| row.end.offset.0).collect::<Vec<_>>(), [12, 11, 5]);
    assert_eq!(log.rows[2].standing, Standing::Behind(7));
    for row in &log.rows {
        for cell in &row.cells {
            assert_eq!(cell.rect.x, log.rows[0].cells[usize::try_from(cell.offset.0).expect("small")].rect.x);
            assert_eq!(cell.safe, cell.offset < row.high_watermark.offset);
        }
    }
    assert!(log.rows.windows(2).all(|pair| pair[0].slot.bottom() < pair[1].top));
}

#[test]
fn three_copies_leave_the_first_group_its_place_on_a_small_screen() {
    // at 1280 × 720 there are 533 pixels below the caption: tabs and controls take 94 of them, a group's head and track 89
    let log = log(&three(), 0, WIDE);
    assert!(log.height <= 533.0 - 94.0 - 89.0, "{}", log.height);
}

#[test]
fn who_does_not_know_the_true_high_watermark_shows_it_as_a_ghost() {
    let log = log(&three(), 0, WIDE);
    let ghosts: Vec<_> = log.rows.iter().map(|row| row.truth.map(|truth| truth.offset.0)).collect();
    assert_eq!(ghosts, [None, None, Some(10)], "broker 3 knows of 5 only");
    let first = log.rows[0].high_watermark.x;
    assert_eq!(
        log.rows[2].truth.map(|truth| truth.x),
        Some(first),
        "and the ghost stands where the leader's line does"
    );
}

#[test]
fn the_window_follows_the_end_in_steps_and_keeps_room_for_the_next_record() {
    let mut cluster = cluster();
    let mut before = None;
    for end in 1..90 {
        cluster.copies = vec![crate::scene::fixture::copy(crate::scene::fixture::partition(0, end))];
        let log = log(&cluster, 0, WIDE);
        assert!(log.follows);
        assert!(log.window.upto().0 > end, "room for the record that comes next");
        assert!(log.window.from.0 == 0 || log.window.upto().0 - end <= log.window.across / 4 + 1);
        if let Some(from) = before.replace(log.window.from.0) {
            assert!(log.window.from.0 == from || log.window.from.0 == from + log.window.across / 4);
        }
    }
}

#[test]
fn a_window_that_was_moved_stays_and_what_is_out_of_sight_is_at_the_edge() {
    let cluster = cluster();
    let end = log(&cluster, 2, WIDE);
    let from = moved(&end.offsets, end.window.across, Offset(3)).expect("it is not the end");
    let sight = log(&cluster, 2, Gaze { from: Some(from), ..WIDE });
    assert!(!sight.follows);
    let row = &sight.rows[0];
    assert_eq!(row.cells.first().map(|cell| cell.offset.0), Some(3));
    assert_eq!(row.cells.last().map(|cell| cell.offset.0 + 1), Some(sight.window.upto().0));
    assert!(row.end.hidden && row.high_watermark.hidden);
    assert_eq!((row.end.x, row.start.x), (sight.window.right, sight.window.left));
    assert_eq!(moved(&end.offsets, end.window.across, Offset(-5)), Some(Offset(0)));
    assert_eq!(moved(&end.offsets, end.window.across, Offset(1000)), None, "past the end it follows it");
}

#[test]
fn a_phone_sees_fewer_records_and_nothing_leaves_it() {
    let (wide, phone) = (log(&cluster(), 2, WIDE), log(&cluster(), 2, PHONE));
    assert!(phone.window.across >= 10 && phone.window.across < wide.window.across);
    for log in [&wide, &phone] {
        let last = log.rows[0].cells.last().expect("there are records");
        assert!(last.rect.right() <= log.width);
        assert!(log.strip.window.x >= log.strip.rect.x && log.strip.window.right() <= log.strip.rect.right() + 0.1);
        assert!(log.ticks.iter().all(|(_, x)| *x > 0.0 && *x < log.width));
    }
}

#[test]
fn the_strip_shows_the_whole_log_by_its_epochs() {
    let mut cluster = three();
    let view = Rc::make_mut(&mut cluster.copies[0].view);
    view.epochs = vec![(LeaderEpoch(0), Offset(0)), (LeaderEpoch(3), Offset(6))];
    let log = log(&cluster, 0, WIDE);
    let rect = log.strip.rect;
    let middle = rect.x + rect.width / 2.0;
    assert_eq!(log.strip.epochs, [(LeaderEpoch(0), rect.x, middle), (LeaderEpoch(3), middle, rect.right())]);
    assert_eq!(log.strip.unsafe_from, rect.x + rect.width * 10.0 / 12.0);
}

#[test]
fn records_of_one_batch_stand_under_one_bracket() {
    let mut cluster = three();
    Rc::make_mut(&mut cluster.copies[0].view).tail = vec![batch(0, 1), batch(1, 4), batch(5, 7)];
    let log = log(&cluster, 0, WIDE);
    let row = &log.rows[0];
    assert_eq!(row.brackets.iter().map(|bracket| bracket.base.0).collect::<Vec<_>>(), [1, 5]);
    assert!(row.brackets[0].left >= row.cells[1].rect.x && row.brackets[0].right <= row.cells[4].rect.right() + 1.0);
}

#[test]
fn groups_stand_where_they_read_and_a_reset_is_shown_before_it_is_done() {
    let cluster = cluster();
    let log = log(&cluster, 0, WIDE);
    let readers = &log.readers[0];
    assert_eq!(readers.positions.iter().map(|(who, at)| (who.as_str(), at.offset.0)).collect::<Vec<_>>(), [("A1", 8)]);
    assert_eq!((readers.commit.map(|commit| commit.offset.0), readers.lag), (Some(5), Some(5)));
    let (from, upto) = readers.behind.expect("it is behind");
    assert_eq!((from, upto), (log.window.mark(Offset(5)).x, log.truth.x));
    let again = readers.preview(Offset(2), &log.window);
    assert_eq!(again.words(), "◆ would stand at 2: 3 records read again.");
    assert!(again.way.0 == again.to.x && again.way.1 == from);
    assert_eq!(readers.preview(Offset(6), &log.window).words(), "◆ would stand at 6: 1 record skipped.");
    assert_eq!(readers.preview(Offset(5), &log.window).words(), "◆ would stay at 5.");
    let place = (topic(), PartitionIndex(0));
    let (first, safe) = (readers.bounds.0, readers.safe);
    assert_eq!(safe, Offset(10));
    for (to, said) in [(first, "--to-earliest"), (safe, "--to-latest"), (Offset(5), "--to-offset 5")] {
        let command = readers.command(&place, to);
        assert!(command.contains("--topic 'items-list:0' --reset-offsets ") && command.contains(said), "{command}");
    }
    assert_eq!(readers.spoken(), "Group A items-group: A1 reads 8 next, has committed 5, 5 records behind.");
}

#[test]
fn a_copy_that_starts_later_leaves_the_place_before_it_empty() {
    let mut cluster = three();
    Rc::make_mut(&mut cluster.copies[1].view).log_start = Offset(4);
    let log = log(&cluster, 0, WIDE);
    let row = log.rows.iter().find(|row| row.broker == BrokerId(2)).expect("it has a copy");
    assert_eq!(row.cells.first().map(|cell| cell.offset), Some(Offset(4)));
    assert_eq!(row.start.x, log.window.mark(Offset(4)).x);
}

#[test]
fn a_record_that_stands_twice_is_marked_at_both_places() {
    let mut cluster = three();
    let places = [4, 6].map(|offset| (Offset(offset), LeaderEpoch(0))).to_vec();
    cluster.twice = vec![Rc::new(Twice { topic: topic(), partition: PartitionIndex(0), places })];
    let log = log(&cluster, 0, WIDE);
    let marked = |row: &super::layout::Row| -> Vec<i64> {
        row.cells.iter().filter(|cell| cell.twice.is_some()).map(|cell| cell.offset.0).collect()
    };
    let all: Vec<_> = log.rows.iter().map(|row| marked(row)).collect();
    assert_eq!(all, [vec![4, 6], vec![4, 6], vec![4]]);
}

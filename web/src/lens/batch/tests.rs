use glasslog_core::record::BatchBuilder;
use glasslog_sim::layout::{CRC_FROM, Layout, layout as laid_out};

use super::layout::{inside, lines, record_at};
use super::{base, next, words};

fn batch(values: &[&str]) -> (bytes::Bytes, Layout) {
    let mut builder = BatchBuilder::new().placed(40, 2);
    for (number, value) in (0..).zip(values) {
        builder.push(1_000 + number, Some(b"key"), Some(value.as_bytes()), &[]).expect("room");
    }
    let bytes = builder.build();
    let layout = laid_out(&bytes).expect("it is a batch");
    (bytes, layout)
}

#[test]
fn every_byte_stands_once_on_its_line_beside_those_of_its_field() {
    let (bytes, layout) = batch(&["one", "two"]);
    for across in [8, 16] {
        let (lines, left_out) = lines(&layout, across);
        assert_eq!(left_out, 0);
        let mut at = 0;
        for line in &lines {
            assert_eq!(line.at % across, 0);
            for run in &line.runs {
                assert_eq!(run.bytes.start, at);
                at = run.bytes.end;
                assert!(run.bytes.clone().all(|byte| layout.at(byte) == run.field));
                assert_eq!(run.covered, run.bytes.start >= CRC_FROM);
            }
            assert!(line.runs.iter().map(|run| run.bytes.len()).sum::<usize>() <= across);
        }
        assert_eq!(at, bytes.len());
    }
}

#[test]
fn neighbours_have_different_shades_also_across_lines() {
    let (_, layout) = batch(&["one", "two"]);
    let (lines, _) = lines(&layout, 8);
    let runs: Vec<_> = lines.iter().flat_map(|line| &line.runs).collect();
    for pair in runs.windows(2) {
        assert_eq!(pair[0].shade == pair[1].shade, pair[0].field == pair[1].field);
    }
}

#[test]
fn a_large_batch_is_shown_in_part() {
    let long = "x".repeat(5_000);
    let (bytes, layout) = batch(&[&long]);
    let (lines, left_out) = lines(&layout, 16);
    assert_eq!(lines.len() * 16 + left_out, bytes.len());
}

#[test]
fn a_record_lights_up_with_all_that_is_in_it_and_a_field_alone() {
    let (bytes, layout) = batch(&["one", "two"]);
    assert_eq!((base(&layout), next(&layout)), (40, 42));
    let second = record_at(&layout, 1).expect("it is there");
    let fields = inside(&layout, second);
    assert_eq!(fields.end, layout.fields.len());
    let said: Vec<String> = fields.map(|field| words::value(&layout.fields[field], &bytes)).collect();
    assert!(said.contains(&"two".to_owned()) && !said.contains(&"one".to_owned()), "{said:?}");
    assert_eq!(inside(&layout, 0), 0..1);
    assert_eq!(record_at(&layout, 2), None);
}

#[test]
fn every_field_says_what_it_is_for() {
    let (bytes, layout) = batch(&["one"]);
    for field in &layout.fields {
        assert!(!words::purpose(field.name).is_empty(), "{}", field.name);
        assert!(!words::value(field, &bytes).is_empty(), "{}", field.name);
    }
}

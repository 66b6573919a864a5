use super::*;
use bytes::Bytes;

fn reader(bytes: &'static [u8]) -> Reader {
    Reader::new(Bytes::from_static(bytes))
}

fn flexible(bytes: &'static [u8]) -> Reader {
    Reader { flexible: true, ..reader(bytes) }
}

#[test]
fn null_and_empty_differ() {
    assert_eq!(reader(&[0xff, 0xff]).nullable_string(), Ok(None));
    assert_eq!(reader(&[0, 0]).nullable_string(), Ok(Some(String::new())));
    assert_eq!(flexible(&[0]).nullable_bytes(), Ok(None));
    assert_eq!(flexible(&[1]).nullable_bytes(), Ok(Some(Bytes::new())));
    assert_eq!(flexible(&[0]).array::<i32>(0), Err(DecodeError::UnexpectedNull));
}

#[test]
fn lengths_below_null_are_errors() {
    assert_eq!(reader(&[0xff, 0xfe]).nullable_string(), Err(DecodeError::NegativeLength));
    assert_eq!(reader(&[0x80, 0, 0, 0]).array::<i32>(0), Err(DecodeError::NegativeLength));
}

#[test]
fn a_count_is_held_against_the_bytes_that_follow() {
    assert_eq!(reader(&[0x7f, 0xff, 0xff, 0xff, 0, 0]).array::<i32>(0), Err(DecodeError::CountBeyondBytes));
    assert_eq!(flexible(&[0xff, 0xff, 0xff, 0xff, 0x0f]).array::<i64>(0), Err(DecodeError::CountBeyondBytes));
}

fn zeros_after_count(count: u32, zeros: usize) -> Bytes {
    let mut bytes = count.to_be_bytes().to_vec();
    bytes.resize(4 + zeros, 0);
    bytes.into()
}

#[test]
fn a_message_has_a_largest_number_of_elements() {
    let budget = Budget { memory: usize::MAX, elements: 1000 };
    let read = |count| Reader::within(zeros_after_count(count, 2000), budget).array::<i8>(0);
    assert_eq!(read(1001), Err(DecodeError::TooManyElements));
    assert_eq!(read(1000).unwrap().len(), 1000);
}

#[test]
fn an_array_of_names_has_a_bound_of_its_own() {
    let frame = zeros_after_count(NAMES_MAX + 1, 4 * NAMES_MAX as usize);
    assert_eq!(Reader::new(frame).array::<String>(0), Err(DecodeError::TooManyElements));
}

#[test]
fn a_message_takes_no_more_memory_than_its_budget() {
    let frame = zeros_after_count(1000, 2000);
    let mut reader = Reader::within(frame.clone(), Budget { memory: 1 << 20, elements: 1000 });
    assert_eq!(reader.array::<String>(0).unwrap().len(), 1000);
    let taken = reader.taken();
    assert!(taken.memory >= 1000 * size_of::<String>() && taken.elements == 1000, "{taken:?}");
    let mut exact = Reader::within(frame.clone(), taken);
    assert!(exact.array::<String>(0).is_ok());
    assert_eq!(exact.taken(), taken);
    let mut short = Reader::within(frame, taken.within(taken.memory - 1));
    assert_eq!(short.array::<String>(0), Err(DecodeError::TooMuchMemory));
}

#[test]
fn as_many_short_names_as_there_may_be_fit_in_a_request_and_a_response() {
    let names: Vec<String> = (0..NAMES_MAX).map(|number| format!("g{number}")).collect();
    let mut writer = crate::writer::Writer::new();
    writer.flexible = true;
    writer.array(&names, 0);
    let frame = writer.finish().unwrap().into_bytes().unwrap().slice(4..);
    let mut reader = Reader { flexible: true, ..Reader::within(frame.clone(), Budget::of_request(frame.len())) };
    assert_eq!(reader.array::<String>(0), Ok(names));

    // The oldest list of groups says no more than their names.
    let group = crate::message::list_groups::ListedGroup { group_id: "g1".into(), ..Default::default() };
    let mut writer = crate::writer::Writer::new();
    writer.array(&vec![group; NAMES_MAX as usize], 0);
    let frame = writer.finish().unwrap().into_bytes().unwrap().slice(4..);
    let listed = Reader::new(frame).array::<crate::message::list_groups::ListedGroup>(0);
    assert_eq!(listed.map(|all| all.len()), Ok(NAMES_MAX as usize));
}

#[test]
fn a_long_message_becomes_a_small_multiple_of_its_size() {
    let budget = Budget::of_request(1_000_000);
    assert!(budget.memory < 33_000_000);
    // A byte on the wire, many in memory.
    let read = |frame: Bytes| Reader::within(frame.clone(), Budget::of_request(frame.len()));
    let mut reader = read(zeros_after_count(100_000, 100_000));
    assert_eq!(reader.array::<i8>(0), Err(DecodeError::TooMuchMemory));
    // What somebody might really ask for.
    let mut reader = read(zeros_after_count(100_000, 400_000));
    assert_eq!(reader.array::<i32>(0).map(|all| all.len()), Ok(100_000));
}

#[test]
fn a_varint_ends_within_32_bits() {
    assert_eq!(reader(&[0xff, 0xff, 0xff, 0xff, 0x0f]).uvarint(), Ok(u32::MAX));
    assert_eq!(reader(&[0xff, 0xff, 0xff, 0xff, 0x1f]).uvarint(), Err(DecodeError::LongVarint));
    assert_eq!(reader(&[0x80, 0x80, 0x80, 0x80, 0x80, 0]).uvarint(), Err(DecodeError::LongVarint));
    assert_eq!(reader(&[0x80]).uvarint(), Err(DecodeError::Truncated));
}

#[test]
fn bytes_are_slices_of_the_frame() {
    let frame = Bytes::from(vec![0, 0, 0, 3, 7, 8, 9]);
    let inside = frame[4..].as_ptr();
    let bytes = Reader::new(frame).bytes().unwrap();
    assert_eq!((bytes.as_ptr(), &bytes[..]), (inside, &[7, 8, 9][..]));
}

#[test]
fn unknown_tags_are_skipped_and_known_ones_end_where_they_say() {
    // Tag 5 with two bytes, tag 0 with a byte.
    let mut seen = None;
    let mut r = flexible(&[2, 5, 2, 9, 9, 0, 1, 7, 42]);
    r.tags(|r, tag| {
        if tag == 0 {
            seen = Some(r.i8()?);
        }
        Ok(tag == 0)
    })
    .unwrap();
    assert_eq!((seen, r.i8()), (Some(7), Ok(42)));

    let read_one = |r: &mut Reader, _: u32| r.i8().map(|_| true);
    assert_eq!(flexible(&[1, 0, 2, 7, 7]).tags(read_one), Err(DecodeError::TagSize));
    assert_eq!(flexible(&[1, 0, 0, 7, 7]).tags(read_one), Err(DecodeError::Truncated));
    assert_eq!(flexible(&[1, 0, 9, 7]).skip_tags(), Err(DecodeError::Truncated));
    assert_eq!(flexible(&[0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0]).skip_tags(), Err(DecodeError::Truncated));
}

use super::*;

#[test]
fn a_hop_takes_seven_tenths_of_a_second() {
    let mut clock = Clock::default();
    for _ in 0..7 {
        clock.frame(100.0, Pace::Flying);
    }
    assert!(clock.now().0.abs_diff(20_000) <= 1);
}

#[test]
fn a_wait_whose_end_is_known_takes_as_long_as_any_other_one() {
    for (pace, micros) in
        [Pace::Waiting, Pace::Watching].into_iter().flat_map(|pace| [2, 9, 45, 300].map(|s| (pace, s * 1_000_000)))
    {
        let mut clock = Clock::default();
        clock.set(Instant(5_000_000));
        assert!(clock.wonders());
        // its end has to be looked for
        clock.frame(16.0, pace);
        assert!(clock.wonders() && !clock.expects());
        clock.expect(Some((Instant(5_000_000 + micros), Awaited::BrokerSession)));
        assert!(clock.expects() && !clock.wonders());
        let wait = Wait { micros, what: Some(Awaited::BrokerSession) };
        assert_eq!(clock.waited(), Some((Instant(5_000_000), wait)), "said at once, and in full");
        let frames = (1..).find(|_| clock.frame(16.0, pace).0 >= 5_000_000 + micros).expect("it ends");
        assert!((1_150..=1_250).contains(&(frames * 16)), "{micros}: {frames}");
        assert_eq!(clock.now(), Instant(5_000_000 + micros), "not past its end");
        assert_eq!((clock.waited(), clock.is_waiting()), (None, false));
    }
}

#[test]
fn a_short_wait_is_not_made_longer() {
    let mut clock = Clock::default();
    clock.expect(Some((Instant(70_000), Awaited::Commit)));
    let frames = (1..).find(|_| clock.frame(10.0, Pace::Waiting).0 >= 70_000).expect("it ends");
    assert_eq!(frames, 7, "as long as it really takes");
    clock.expect(Some((clock.now() + std::time::Duration::from_secs(9), Awaited::Commit)));
    clock.frame(10.0, Pace::Flying);
    assert!(clock.wonders() && !clock.expects(), "something came before");
}

#[test]
fn waits_get_faster_so_that_a_session_timeout_can_be_waited_for() {
    let screen_ms = |wait_us: u64| {
        let mut clock = Clock::default();
        clock.expect(None);
        (1..).find(|_| clock.frame(16.0, Pace::Waiting).0 >= wait_us).expect("it ends") * 16
    };
    assert!((450..1_000).contains(&screen_ms(500_000)), "half a second is about as long as it is");
    assert!(screen_ms(10_000_000) < 3_500, "ten seconds");
    assert!(screen_ms(45_000_000) < 7_000, "Kafka's default session timeout");
}

#[test]
fn a_frame_of_a_tab_in_the_background_makes_up_for_nothing() {
    let mut clock = Clock::default();
    assert!(clock.frame(3_600_000.0, Pace::Flying).0 < 3_000);
}

#[test]
fn time_stands_when_paused_and_only_goes_forward() {
    let mut clock = Clock { paused: true, ..Clock::default() };
    assert_eq!(clock.frame(100.0, Pace::Flying), Instant(0));
    clock.paused = false;
    let mut last = Instant(0);
    for frame in 0..500_u32 {
        let now = clock.frame(f64::from(frame % 40), [Pace::Flying, Pace::Waiting, Pace::Watching][frame as usize % 3]);
        assert!(now >= last);
        last = now;
    }
}

#[test]
fn only_long_waits_are_said() {
    let mut clock = Clock::default();
    clock.expect(None);
    clock.frame(16.0, Pace::Waiting);
    assert_eq!(clock.waited(), None);
    (0..150).for_each(|_| {
        clock.frame(16.0, Pace::Waiting);
    });
    assert!(clock.waited().is_some_and(|(_, wait)| wait.micros > 2_000_000 && wait.what.is_none()));
    clock.frame(16.0, Pace::Flying);
    assert_eq!(clock.waited(), None, "the wait is over");
}

#[test]
fn speeds_end_at_both_ends() {
    let mut clock = Clock::default();
    (0..20).for_each(|_| clock.shift(true));
    assert_eq!(clock.speed, 16.0);
    (0..20).for_each(|_| clock.shift(false));
    assert_eq!(clock.speed, 0.25);
    clock.turn();
    (0..20).for_each(|_| clock.shift(true));
    assert_eq!(clock.rate.map(|rate| RATES[rate]), Some((10, 1)));
    (0..20).for_each(|_| clock.shift(false));
    assert_eq!(clock.rate.map(|rate| RATES[rate]), Some((1, 100)));
}

#[test]
fn true_time_passes_at_one_rate_whatever_happens_and_shortens_no_wait() {
    let paces = [Pace::Flying, Pace::Waiting, Pace::Retrying, Pace::Watching];
    for (rate, (world, screen)) in RATES.into_iter().enumerate() {
        let mut clock = Clock { rate: Some(rate), speed: 16.0, ..Clock::default() };
        for frame in 1..=400_u64 {
            clock.frame(25.0, paces[frame as usize % 4]);
            let due = frame * 25_000 * u64::from(world) / u64::from(screen);
            assert!(clock.now().0.abs_diff(due) <= 1, "{world}:{screen}");
            assert!(!clock.is_waiting() && clock.waited().is_none());
        }
    }
}

#[test]
fn story_time_goes_on_at_its_own_speed_when_one_comes_back_to_it() {
    let mut clock = Clock::default();
    clock.shift(true);
    clock.turn();
    assert_eq!(clock.rate.map(|rate| RATES[rate]), Some((1, 30)));
    clock.shift(true);
    let mut other = Clock::default();
    other.pass_like(&clock);
    assert_eq!(other.rate.map(|rate| RATES[rate]), Some((1, 10)));
    other.turn();
    assert_eq!((other.rate, other.speed), (None, 2.0));
}

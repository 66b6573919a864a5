use super::*;

fn names(text: &str) -> Vec<&'static str> {
    found(text).iter().map(|(_, _, word)| word.0).collect()
}

#[test]
fn words_are_found_whole_and_the_longest_first() {
    assert_eq!(names("Group A has read all five records of items-list-0."), ["group", "record"]);
    assert_eq!(names("Consumer groups commit; min.insync.replicas holds."), ["group", "commit", "min.insync.replicas"]);
    assert_eq!(names("topical keyless prelog broker-1 items.record"), [] as [&str; 0]);
    assert_eq!(names("▼ is where A1 reads next. HW: safe."), ["position", "high watermark"]);
    assert_eq!(names("With acks=all the ISR. Acknowledged records."), ["acks", "ISR", "ack", "record"]);
}

#[test]
fn nobody_is_sent_from_a_word_to_one_that_is_not_explained() {
    for (name, forms, meaning) in WORDS {
        assert!(forms.iter().all(|form| form.to_ascii_lowercase() == *form), "{name}");
        assert!(meaning.len() < 220 && meaning.ends_with('.'), "{name}: {}", meaning.len());
        assert!(names(&name.to_lowercase()).contains(name), "{name} is found by its own name");
    }
}

/// Settings are no words that anybody knows: wherever a level names one, it is explained.
#[test]
fn every_setting_that_the_course_names_is_explained() {
    for level in glasslog_levels::levels() {
        let said = level.bet.options.iter().map(|option| &option.said);
        let goals = level.goals.iter().map(|goal| &goal.words);
        let texts = [&level.opens, &level.look, &level.bet.question, &level.after];
        for text in texts.into_iter().chain(said).chain(goals).chain(&level.hints) {
            let known = found(text);
            let words = text.split_inclusive([' ', '=', ',', '(', ')', ':', ';']);
            let mut at = 0;
            for word in words {
                let name = word.trim_end_matches(|one: char| !one.is_ascii_alphanumeric());
                let setting = name.matches('.').count() > 1 && name.starts_with(|one: char| one.is_ascii_lowercase());
                let explained = known.iter().any(|(from, length, _)| (*from..from + length).contains(&at));
                assert!(!setting || explained, "{}: {name}", level.name());
                at += word.len();
            }
        }
    }
}

/// What the course uses is explained: every level of the first chapter names at least the things that it is about.
#[test]
fn the_first_chapter_explains_its_words() {
    let explained = |name: &str| {
        let level = glasslog_levels::level(name).expect("it is there");
        names(&[&level.opens, &level.look, &level.bet.question, &level.after].map(String::as_str).join(" "))
    };
    for word in ["group", "record", "offset", "position"] {
        assert!(explained("1-1").contains(&word), "1.1: {word} in {:?}", explained("1-1"));
    }
    for word in ["record", "key", "partition", "log"] {
        assert!(explained("1-2").contains(&word), "1.2: {word} in {:?}", explained("1-2"));
    }
    assert!(explained("1-3").contains(&"retention"), "{:?}", explained("1-3"));
}

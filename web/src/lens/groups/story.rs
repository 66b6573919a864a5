//! The story of a group's last rebalance: of all that was told, what is about it.

use crate::scene::Group;
use crate::store::Caption;

/// At most so many sentences.
const SENTENCES: usize = 12;

/// Whether a sentence is about groups at all.
#[must_use]
pub fn is_about_groups(caption: &Caption) -> bool {
    caption.text.contains("roup")
}

/// What was told of a group's last rebalance and after it, newest first: back to when it was stable before.
#[must_use]
pub(super) fn last_rebalance(told: &[Caption], group: &Group) -> Vec<Caption> {
    let mut rebalanced = false;
    let about = told.iter().rev().filter(|caption| is_about(&caption.text, group));
    let since = about.take_while(|caption| {
        let before = rebalanced && is_settled(&caption.text);
        rebalanced |= is_rebalance(&caption.text);
        !before
    });
    let labelled = since.map(|caption| Caption { text: with_labels(&caption.text, group), ..caption.clone() });
    labelled.take(SENTENCES).collect()
}

fn is_settled(text: &str) -> bool {
    text.contains(" is stable") || text.contains(": Stable")
}

fn is_rebalance(text: &str) -> bool {
    text.contains("shares out anew") || text.contains("Rebalance")
}

/// By the group's name, or by who it begins with: a member, of the group's letter.
fn is_about(text: &str, group: &Group) -> bool {
    let part = |c: char| !(c.is_alphanumeric() || c == '-' || c == '_' || c == '.');
    let named = text.split(part).any(|word| word.trim_end_matches('.') == group.name.as_str());
    let rest = text.strip_prefix(group.letter).and_then(|rest| rest.split_once(' '));
    named || rest.is_some_and(|(number, _)| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Brokers speak of clients by the names that those gave themselves; the stage has its own.
fn with_labels(text: &str, group: &Group) -> String {
    let label = |word: &str| {
        let plain = word.trim_end_matches([':', '.', ',']);
        let named = group.members.iter().find(|member| !plain.is_empty() && member.client_id == plain);
        named
            .filter(|member| member.label != plain)
            .map_or_else(|| word.to_owned(), |member| format!("{plain} ({}){}", member.label, &word[plain.len()..]))
    };
    text.split(' ').map(label).collect::<Vec<_>>().join(" ")
}

//! The list of all commands: how each is said, and what it does.

use crate::words::distance;

/// Every command: its form, and what it does.
pub const COMMANDS: &[(&str, &str)] = &[
    ("topic NAME [partitions=N] [factor=N] [setting=value …]", "makes a topic"),
    ("partitions TOPIC N", "gives a topic more partitions"),
    ("delete TOPIC", "deletes a topic"),
    (
        "producer NAME to TOPIC [acks=0|1|all] [every=SPAN] [keys=a,b] [keyless=robin|sticky|random] [linger=SPAN] [idempotent=no] \
         [retries=N] [inflight=REQUESTS] [request=SPAN] [giveup=SPAN]",
        "adds a producer",
    ),
    (
        "consumer NAME group GROUP from TOPIC [reset=earliest|latest] [commit=SPAN|each|before|never] [work=SPAN] [session=SPAN] \
         [heartbeat=SPAN] [poll=RECORDS] [interval=SPAN] [instance=ID] [assignor=range|roundrobin|cooperative]",
        "adds a consumer",
    ),
    ("send VALUE [key=KEY] [partition=N] [by=PRODUCER]", "sends a record"),
    ("rate PRODUCER SPAN|never", "lets a producer send by itself"),
    ("leave NAME", "lets a producer or consumer go in good order"),
    ("reset GROUP PARTITION OFFSET|earliest|latest", "says where a group shall go on; it must have no members"),
    ("crash NAME", "lets a consumer die without a word"),
    (
        "restart NAME[,NAME…] [away=SPAN] [apart=SPAN]",
        "stops consumers in good order and starts them again, one after the other",
    ),
    ("deploy GROUP [away=SPAN] [apart=SPAN]", "does that with all members of a group, as a rolling deployment does"),
    ("kill B1", "ends a broker's process at once"),
    ("stop B1", "stops a broker in good order"),
    ("start B1", "starts a broker"),
    ("pause B1", "lets a broker's process stand still"),
    ("wake B1", "lets it go on"),
    ("wipe B1", "gives a broker an empty disk"),
    ("join B4", "adds a broker"),
    ("disk B1 slow=N", "makes a disk N times slower"),
    ("cut B1-B3", "cuts a link; cut B1>B3 only one way, cut B1 all that lead to other brokers"),
    ("mend B1-B3", "makes a link whole again; mend B1 all of them"),
    ("slow B1-B3 SPAN", "makes a link slower"),
    (
        "lossy B1-B3 30%",
        "lets a link lose so many packets, which are sent again; lossy B1>B3 only one way, lossy B1 all that lead to other brokers",
    ),
    ("break B1-P1", "breaks the connections between two ends; what is under way is lost"),
    ("hold 17", "holds the message of this number on its way; its card says the number"),
    ("deliver 17", "lets a held message go on"),
    ("lose 17", "loses a message's packet: TCP sends it again"),
    ("elect", "has another controller elected"),
    ("wait SPAN", "lets time pass"),
    ("until WHAT [within SPAN]", "lets time pass until something holds"),
];

/// A form of more characters is told without what may be left out.
const SHORT: usize = 60;

/// The verb of a form.
fn verb(form: &str) -> &str {
    form.split(' ').next().unwrap_or(form)
}

/// How a command is said; nothing where there is none.
pub(super) fn form(said: &str) -> String {
    let known = COMMANDS.iter().find(|(form, _)| verb(form) == said);
    known.map(|(form, _)| brief(form)).unwrap_or_default()
}

/// A form in a few words.
fn brief(form: &str) -> String {
    match form.split_once(" [") {
        Some((must, _)) if form.chars().count() > SHORT => format!("{must} …"),
        _ => form.to_owned(),
    }
}

/// The form that somebody means who said this first, and then those words: by a slip of the hand, or with a word before it.
pub(super) fn nearest<'a>(said: &str, then: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let forms = || COMMANDS.iter().map(|(form, _)| *form);
    let near = near(said, forms().map(|form| (verb(form), form)));
    let later = || then.into_iter().find_map(|word| forms().find(|form| verb(form) == word));
    near.or_else(later).map(brief)
}

/// The setting that somebody means who calls it so: as its command's form has it.
pub(super) fn setting(of: &str, said: &str) -> Option<&'static str> {
    let (form, _) = COMMANDS.iter().find(|(form, _)| verb(form) == of)?;
    let settings = form.split(['[', ']']).filter_map(|setting| Some((setting.split_once('=')?.0, setting)));
    near(said, settings)
}

/// What is called most alike: one slip in a short word, two in a longer one.
fn near<'a, T>(said: &str, known: impl Iterator<Item = (&'a str, T)>) -> Option<T> {
    let slips = if said.chars().count() > 4 { 2 } else { 1 };
    let far = known.map(|(name, what)| (distance(said, name), what)).filter(|(far, _)| *far <= slips);
    far.min_by_key(|(far, _)| *far).map(|(_, what)| what)
}

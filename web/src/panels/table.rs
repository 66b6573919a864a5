//! What the stage shows, as tables: for those who would rather read than look.

mod clients;
mod cluster;

use std::rc::Rc;

use yew::prelude::*;

use crate::lazy::part;
use crate::scene::Cluster;

/// The tables.
#[derive(Clone, Debug, PartialEq)]
pub struct Props {
    /// What there is.
    pub cluster: Rc<Cluster>,
    /// Whether the brokers' own topics are shown.
    pub internal: bool,
}

part! {
    /// Brokers and copies, those who write and read, and what is on its way between them.
    pub fn table: fn(&Props) -> Html = draw, in look
}

/// A column: its name, whether numbers stand in it, and what it means that nothing does.
type Column = (&'static str, bool, &'static str);

/// One table. The first of a row's cells is its name; an empty cell stands for nothing.
#[derive(Debug, PartialEq)]
struct Listing {
    caption: &'static str,
    columns: &'static [Column],
    rows: Vec<Vec<String>>,
}

/// All tables that have something in them, in the order of the stage: from those who write down to those who read.
fn listings(Props { cluster, internal }: &Props) -> Vec<Listing> {
    let all = [
        clients::producers(cluster),
        cluster::ensemble(cluster),
        cluster::brokers(cluster),
        cluster::copies(cluster, *internal),
        cluster::twice(cluster),
        clients::groups(cluster),
        clients::members(cluster),
        clients::readers(cluster, *internal),
        cluster::links(cluster),
        cluster::messages(cluster),
    ];
    all.into_iter().filter(|listing| !listing.rows.is_empty()).collect()
}

fn draw(props: &Props) -> Html {
    html! {
        <div class="sideways" tabindex="0" role="region" aria-label="The stage as tables">
            { for listings(props).into_iter().map(|listing| listing.draw()) }
        </div>
    }
}

impl Listing {
    fn draw(self) -> Html {
        let Listing { caption, columns, rows } = self;
        let class = |number: bool| number.then_some("number");
        html! {
            <table key={caption}>
                <caption>{ caption }</caption>
                <thead><tr>{ for columns.iter().map(|(name, number, _)| html! { <th scope="col" class={class(*number)}>{ *name }</th> }) }</tr></thead>
                <tbody>{ for rows.into_iter().map(|row| {
                    let mut cells = columns.iter().zip(row);
                    let name = cells.next().map(|(_, name)| name).unwrap_or_default();
                    html! {
                        <tr>
                            <th scope="row">{ name }</th>
                            { for cells.map(|((_, number, nothing), text)| html! { <td class={class(*number)}>{ cell(text, nothing) }</td> }) }
                        </tr>
                    }
                }) }</tbody>
            </table>
        }
    }
}

fn cell(text: String, nothing: &'static str) -> Html {
    if !text.is_empty() {
        return text.into();
    }
    html! { <><span aria-hidden="true">{ "–" }</span><span class="unseen">{ nothing }</span></> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::fixture;

    /// A table by its caption.
    fn listed(props: &Props, caption: &str) -> Listing {
        let found = listings(props).into_iter().find(|listing| listing.caption == caption);
        found.unwrap_or_else(|| panic!("there is no table {caption:?}"))
    }

    /// The cell of a row, by their names.
    fn said(listing: &Listing, row: &str, column: &str) -> String {
        let place = listing.columns.iter().position(|(name, ..)| *name == column).expect(column);
        let row = listing.rows.iter().find(|cells| cells[0] == row).unwrap_or_else(|| panic!("{row}: {listing:?}"));
        row[place].clone()
    }

    #[test]
    fn the_tables_say_all_that_the_stage_shows() {
        let props = Props { cluster: Rc::new(fixture::cluster()), internal: true };
        for listing in listings(&props) {
            assert!(listing.rows.iter().all(|row| row.len() == listing.columns.len()), "{listing:?}");
        }
        let cluster = &props.cluster;
        let producers = listed(&props, "Producers");
        let one = &cluster.producers[0];
        assert_eq!(said(&producers, &one.label, "Writes to"), one.topic);
        assert_eq!(said(&producers, &one.label, "How"), one.settings);
        assert_eq!(said(&producers, &one.label, "Acknowledged"), one.counts[1].to_string());
        assert_eq!(said(&producers, &one.label, "Refused"), one.counts[2].to_string());
        let groups = listed(&props, "Groups");
        assert_eq!(said(&groups, "A items-group", "Lag"), "9");
        let members = listed(&props, "Members");
        assert_eq!(said(&members, "A1", "Group"), "A items-group");
        assert!(said(&members, "A1", "Reads").contains("items-list-0"));
        let readers = listed(&props, "Who reads what");
        let of = |place: &str, column: &str| said(&readers, &format!("A items-list-{place}"), column);
        assert_eq!([of("0", "Reader"), of("0", "Next"), of("0", "Commit"), of("0", "Lag")], ["A1", "8", "5", "5"]);
        assert_eq!([of("2", "Commit"), of("2", "Lag")], ["30", "4"]);
        assert!(!listed(&props, "Brokers").rows.is_empty() && !listed(&props, "Copies of partitions").rows.is_empty());
        assert_eq!(listed(&props, "Messages on their way").rows[0][0], "records to a leader");
    }

    #[test]
    fn who_has_committed_nothing_has_no_number_for_its_lag() {
        let mut cluster = fixture::cluster();
        let mut view = (**cluster.groups[0].view.as_ref().expect("a coordinator keeps it")).clone();
        view.commits.clear();
        cluster.groups[0].view = Some(Rc::new(view));
        let props = Props { cluster: Rc::new(cluster), internal: false };
        assert_eq!(said(&listed(&props, "Groups"), "A items-group", "Lag"), "");
        let readers = listed(&props, "Who reads what");
        assert_eq!(said(&readers, "A items-list-0", "Lag"), "");
        let nothing = readers.columns.iter().find(|(name, ..)| *name == "Lag").map(|(_, _, nothing)| *nothing);
        assert_eq!(nothing, Some("nothing committed yet"));
    }
}

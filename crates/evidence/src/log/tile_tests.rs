//! Tests of tiles: names and content as c2sp.org/tlog-tiles has them.

use proptest::prelude::*;

use super::*;

fn leaf(number: u64) -> Hash {
    tree::leaf_hash(&number.to_be_bytes())
}

#[test]
fn merkle_tree_names_as_in_the_specification() {
    for (text, level, number, width) in [
        ("0/x001/x234/067", Level::Hashes(0), 1_234_067, 256),
        ("0/000", Level::Hashes(0), 0, 256),
        ("1/000.p/17", Level::Hashes(1), 0, 17),
        ("63/999.p/1", Level::Hashes(63), 999, 1),
        ("entries/x001/000.p/255", Level::Entries, 1000, 255),
    ] {
        let name = Name { level, number, width };
        assert_eq!(name.to_string(), text);
        assert_eq!(text.parse(), Ok(name));
    }
}

#[test]
fn every_other_text_is_no_name() {
    for bad in [
        "",
        "0",
        "0/",
        "/000",
        "0/0",
        "0/00",
        "0/0000",
        "0/x000/000",
        "0/x001",
        "0/001/000",
        "0/x1/000",
        "00/000",
        "64/000",
        "-1/000",
        "+1/000",
        "0/000.p/0",
        "0/000.p/256",
        "0/000.p/01",
        "0/000.p/",
        "0/000.p",
        "0/000.p/1/2",
        "0/-01",
        "0/+01",
        "data/000",
        "entries",
        "0/xx01/000",
        "0/x001/x000",
        "0/000/",
        "0/x001//000",
        "0/ 00",
        "0/x999/x999/x999/x999/x999/x999/x999/999",
        "../000",
        "0/٠٠٠",
    ] {
        assert_eq!(bad.parse::<Name>(), Err(NotATile), "{bad:?}");
    }
}

proptest! {
    #[test]
    fn a_name_is_read_as_it_is_written(level in 0u8..64, number in any::<u64>(), width in 1usize..=256) {
        let name = Name { level: Level::Hashes(level), number, width };
        prop_assert_eq!(name.to_string().parse(), Ok(name));
    }
}

#[test]
fn partial_tiles_a_tree_of_70_000_has_the_tiles_that_the_specification_lists() {
    let mut tiles = Tiles::new();
    tiles.append(0, (0..70_000).map(leaf)).unwrap();
    let none = Tiles::new();
    let widths = |level| {
        let all = tiles.changed_since(&none).filter(move |tile| tile.0 == level);
        all.map(|(_, _, content)| content.len() / 32).collect::<Vec<_>>()
    };
    assert_eq!(widths(0), [vec![256; 273], vec![112]].concat());
    assert_eq!(widths(1), [256, 17]);
    assert_eq!(widths(2), [1]);
    assert_eq!(widths(3), Vec::<usize>::new());
    assert_eq!(edge(70_000), [(0, 273), (1, 1), (2, 0)]);
}

#[test]
fn partial_tiles_a_tree_of_256_is_one_full_tile_and_one_above_it() {
    let mut tiles = Tiles::new();
    tiles.append(0, (0..256).map(leaf)).unwrap();
    let all: Vec<_> = tiles.changed_since(&Tiles::new()).map(|(l, n, c)| (l, n, c.len() / 32)).collect();
    assert_eq!(all, [(0, 0, 256), (1, 0, 1)]);
    assert_eq!(edge(256), [(1, 0)]);
    assert_eq!(edge(0), []);
}

#[test]
fn appending_needs_the_edge_and_nothing_else() {
    let mut whole = Tiles::new();
    whole.append(0, (0..66_000).map(leaf)).unwrap();
    let mut resumed = Tiles::new();
    for (level, number, content) in whole.changed_since(&Tiles::new()) {
        if edge(66_000).contains(&(level, number)) {
            resumed.insert(level, number, &content).unwrap();
        }
    }
    assert_eq!(resumed.append(66_000, (66_000..66_500).map(leaf)), Some(66_500));
    whole.append(66_000, (66_000..66_500).map(leaf)).unwrap();
    assert_eq!(resumed.root(0..66_500), whole.root(0..66_500));
    assert!(resumed.root(0..66_500).is_some());
}

#[test]
fn a_truncated_tile_is_noticed() {
    let mut whole = Tiles::new();
    whole.append(0, (0..300).map(leaf)).unwrap();
    let content: Vec<u8> = (256..300).flat_map(leaf).collect();

    let mut torn = Tiles::new();
    assert_eq!(torn.insert(0, 1, &content[..content.len() - 1]), None);
    assert_eq!(torn.insert(0, 1, &[]), None);
    assert_eq!(torn.insert(0, 1, &content.repeat(6)), None);

    let mut short = whole.clone();
    short.insert(0, 1, &content[..content.len() - 32]).unwrap();
    assert_eq!(short.root(0..300), None);
    assert_eq!(short.append(300, [leaf(300)]), None);
    assert_eq!(Tiles::new().append(300, [leaf(300)]), None);
}

#[test]
fn log_entries_are_length_prefixed() {
    assert_eq!(bundled(&[7; 32]).unwrap()[..3], [0, 32, 7]);
    assert_eq!(bundled(&vec![0; 65_536]), None);
}

//! Tests of the Merkle tree: the vectors of the Certificate Transparency reference, and properties against the definition.

use proptest::prelude::*;

use super::*;
use crate::log::tile::{self, Tiles};

fn hex(text: &str) -> Hash {
    let digits: Vec<u8> = text.chars().map(|c| u8::try_from(c.to_digit(16).unwrap()).unwrap()).collect();
    digits.chunks(2).map(|pair| pair[0] * 16 + pair[1]).collect::<Vec<u8>>().try_into().unwrap()
}

fn leaves() -> Vec<Hash> {
    let entries: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    entries.map(leaf_hash).to_vec()
}

const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn hashed(ranges: Vec<Range<u64>>, leaves: &[Hash]) -> Vec<Hash> {
    ranges
        .into_iter()
        .map(|r| root(&leaves[usize::try_from(r.start).unwrap()..usize::try_from(r.end).unwrap()]))
        .collect()
}

#[test]
fn rfc_6962_section_2_1_the_roots_of_the_reference() {
    for (size, expected) in ROOTS.iter().enumerate() {
        assert_eq!(root(&leaves()[..size]), hex(expected), "{size}");
    }
}

#[test]
fn rfc_6962_section_2_1_1_the_inclusion_proofs_of_the_reference() {
    let known: [(u64, u64, &[&str]); 3] = [
        (0, 1, &[]),
        (
            0,
            8,
            &[
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            &[
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
    ];
    for (index, size, expected) in known {
        let proof = hashed(inclusion(index, size).unwrap(), &leaves());
        assert_eq!(proof, expected.iter().map(|h| hex(h)).collect::<Vec<_>>());
    }
}

#[test]
fn rfc_6962_section_2_1_2_the_consistency_proofs_of_the_reference() {
    let known: [(u64, u64, &[&str]); 4] = [
        (1, 1, &[]),
        (
            1,
            8,
            &[
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            6,
            8,
            &[
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (
            2,
            5,
            &[
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ];
    for (old, new, expected) in known {
        let proof = hashed(consistency(old, new).unwrap(), &leaves());
        assert_eq!(proof, expected.iter().map(|h| hex(h)).collect::<Vec<_>>(), "{old} {new}");
    }
}

#[test]
fn there_is_no_proof_of_what_is_not_there() {
    assert_eq!(inclusion(3, 3), None);
    assert_eq!(inclusion(0, 0), None);
    assert_eq!(consistency(4, 3), None);
    assert!(!verify_inclusion(&[0; 32], 0, 0, &[], &root(&[])));
    assert!(!verify_consistency(2, &[0; 32], 1, &[0; 32], &[]));
}

#[test]
fn every_small_tree_proves_every_leaf_and_every_prefix_and_nothing_else() {
    let leaves: Vec<Hash> = (0..40u8).map(|n| leaf_hash(&[n])).collect();
    for new in 1..=40u64 {
        let all = &leaves[..usize::try_from(new).unwrap()];
        for old in 0..=new {
            let old_root = root(&leaves[..usize::try_from(old).unwrap()]);
            let proof = hashed(consistency(old, new).unwrap(), all);
            assert!(verify_consistency(old, &old_root, new, &root(all), &proof), "{old} {new}");
            for other in (0..new).filter(|other| *other != old) {
                assert!(
                    !verify_consistency(other, &old_root, new, &root(all), &proof),
                    "{other} {old} {new}"
                );
            }
        }
        for index in 0..new {
            let leaf = &leaves[usize::try_from(index).unwrap()];
            let proof = hashed(inclusion(index, new).unwrap(), all);
            assert!(verify_inclusion(leaf, index, new, &proof, &root(all)), "{index} {new}");
            for other in (0..new).filter(|other| *other != index) {
                assert!(!verify_inclusion(leaf, other, new, &proof, &root(all)), "{other} {index} {new}");
            }
        }
    }
}

#[test]
fn a_fork_two_trees_of_one_size_with_different_roots_is_never_consistent() {
    let honest: Vec<Hash> = (0..9u8).map(|n| leaf_hash(&[n])).collect();
    let mut forked = honest.clone();
    forked[4] = leaf_hash(b"another history");
    assert!(!verify_consistency(9, &root(&honest), 9, &root(&forked), &[]));
    // Nor does the forked log's own proof help it to get away with the older half.
    let proof = hashed(consistency(6, 9).unwrap(), &forked);
    assert!(!verify_consistency(6, &root(&honest[..6]), 9, &root(&forked), &proof));
}

fn numbered(count: u64) -> impl Iterator<Item = Hash> {
    (0..count).map(|n| leaf_hash(&n.to_be_bytes()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// However the leaves arrive, tiles give the roots and proofs of the definition.
    #[test]
    fn tiles_hash_as_the_definition_does(
        steps in prop::collection::vec(1u64..700, 1..4),
        pick in any::<prop::sample::Index>(),
        pick_old in any::<prop::sample::Index>(),
    ) {
        let total: u64 = steps.iter().sum();
        let leaves: Vec<Hash> = numbered(total).collect();
        let mut tiles = Tiles::new();
        let mut size = 0;
        for step in steps {
            let next = leaves.iter().copied().skip(usize::try_from(size).unwrap()).take(usize::try_from(step).unwrap());
            size = tiles.append(size, next).unwrap();
            prop_assert_eq!(tiles.root(0..size).unwrap(), root(&leaves[..usize::try_from(size).unwrap()]));
        }
        let new_root = root(&leaves);

        let index = pick.index(usize::try_from(total).unwrap()) as u64;
        let path: Vec<Hash> = inclusion(index, total).unwrap().into_iter().map(|r| tiles.root(r).unwrap()).collect();
        prop_assert!(verify_inclusion(&leaves[usize::try_from(index).unwrap()], index, total, &path, &new_root));

        let old = pick_old.index(usize::try_from(total).unwrap()) as u64 + 1;
        let proof: Vec<Hash> = consistency(old, total).unwrap().into_iter().map(|r| tiles.root(r).unwrap()).collect();
        prop_assert!(verify_consistency(old, &root(&leaves[..usize::try_from(old).unwrap()]), total, &new_root, &proof));

        // A flipped bit anywhere in the proof is fatal.
        for at in 0..path.len() {
            let mut bent = path.clone();
            bent[at][7] ^= 16;
            prop_assert!(!verify_inclusion(&leaves[usize::try_from(index).unwrap()], index, total, &bent, &new_root));
        }
    }

    /// Proofs of any size and shape are refused or accepted, and never crash or hang.
    #[test]
    fn hostile_numbers_are_harmless(a in any::<u64>(), b in any::<u64>(), length in 0usize..70) {
        let proof = vec![[7; 32]; length];
        prop_assert!(!verify_inclusion(&[1; 32], a, b, &proof, &[2; 32]));
        prop_assert!(!verify_consistency(a, &[1; 32], b, &[2; 32], &proof));
    }

    /// Every range that a proof speaks of is made of complete subtrees that its tiles hold.
    #[test]
    fn the_tiles_needed_are_those_of_the_specification(index in 0u64..1 << 40, more in 1u64..1 << 40) {
        let size = index + more;
        for (level, number) in tile::needed(&inclusion(index, size).unwrap()) {
            let span = 256u64.pow(u32::from(level));
            prop_assert!(number * 256 * span < size);
        }
    }
}

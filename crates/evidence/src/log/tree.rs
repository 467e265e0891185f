//! The Merkle tree of RFC 6962 section 2.1: hashes, roots, inclusion and consistency proofs.
//!
//! Making a proof takes two steps, so that loading tiles may be asynchronous: [`inclusion`] and [`consistency`] say which ranges of
//! leaves are to be hashed, and [`super::tile::Tiles`] hashes them once the tiles that [`super::tile::needed`] names are there.
//! Checking a proof ([`verify_inclusion`], [`verify_consistency`]) needs nothing else.

use std::ops::Range;

use causeway_crypto::digest::sha256;

use super::Hash;

/// The hash of a leaf: SHA-256(0x00 || entry).
pub fn leaf_hash(entry: &[u8]) -> Hash {
    sha256(&[&[0], entry].concat())
}

/// The hash of an inner node: SHA-256(0x01 || left || right).
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    sha256(&[&[1], left.as_slice(), right.as_slice()].concat())
}

/// The root of a tree whose leaves (or whose subtrees of one and the same size) hash to `hashes`: MTH of RFC 6962.
pub fn root(hashes: &[Hash]) -> Hash {
    match hashes {
        [] => sha256(&[]),
        [one] => *one,
        _ => {
            let (left, right) = hashes.split_at(1 << (hashes.len() - 1).ilog2());
            node_hash(&root(left), &root(right))
        }
    }
}

/// The largest power of two smaller than `n`, which is at least 2.
fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

/// The ranges of leaves whose roots prove that leaf `index` is in the tree of `size` leaves, the leaf's sibling first.
///
/// `None` when `index` is not in the tree.
pub fn inclusion(index: u64, size: u64) -> Option<Vec<Range<u64>>> {
    if index >= size {
        return None;
    }
    let mut path = Vec::new();
    let (mut low, mut high) = (0, size);
    while high - low > 1 {
        let middle = low + split(high - low);
        if index < middle {
            path.push(middle..high);
            high = middle;
        } else {
            path.push(low..middle);
            low = middle;
        }
    }
    path.reverse();
    Some(path)
}

/// The ranges of leaves whose roots prove that the tree of `old` leaves is a prefix of that of `new` leaves (RFC 6962 section 2.1.2).
///
/// Empty when `old` is 0 or equals `new`; `None` when `old` is larger.
pub fn consistency(old: u64, new: u64) -> Option<Vec<Range<u64>>> {
    if old > new {
        return None;
    }
    if old == 0 || old == new {
        return Some(Vec::new());
    }
    let mut proof = Vec::new();
    let (mut low, mut high) = (0, new);
    while high != old {
        let middle = low + split(high - low);
        if old <= middle {
            proof.push(middle..high);
            high = middle;
        } else {
            proof.push(low..middle);
            low = middle;
        }
    }
    // The verifier has the old root already: it is not sent when the old tree is itself a node of the new one.
    if low != 0 {
        proof.push(low..high);
    }
    proof.reverse();
    Some(proof)
}

/// The complete subtrees that a range of leaves consists of, largest first, each as (height, index among those of its height).
///
/// The range begins where the recursion of RFC 6962 lets it begin: at a multiple of its largest subtree.
pub fn subtrees(range: Range<u64>) -> Vec<(u32, u64)> {
    let mut out = Vec::new();
    let mut low = range.start;
    while low < range.end {
        let height = (range.end - low).ilog2().min(low.trailing_zeros());
        out.push((height, low >> height));
        low += 1 << height;
    }
    out
}

/// The root over neighbouring subtrees that shrink from left to right.
pub(super) fn fold(peaks: impl DoubleEndedIterator<Item = Hash>) -> Hash {
    peaks.rev().reduce(|right, left| node_hash(&left, &right)).unwrap_or_else(|| root(&[]))
}

/// Whether `proof` shows that the leaf with hash `leaf` is number `index` in the tree of `size` leaves with `root`.
///
/// RFC 9162 section 2.1.3.2.
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut node, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in proof {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            if node & 1 == 0 {
                let up = node.trailing_zeros();
                (node, last) = (node >> up, last >> up);
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    last == 0 && hash == *root
}

/// Whether `proof` shows that the tree of `old` leaves with `old_root` is a prefix of that of `new` leaves with `new_root`.
///
/// RFC 9162 section 2.1.4.2, with the empty tree a prefix of every tree. Two trees of one size are consistent only if their roots
/// are the same: anything else is a fork.
pub fn verify_consistency(old: u64, old_root: &Hash, new: u64, new_root: &Hash, proof: &[Hash]) -> bool {
    if old > new {
        return false;
    }
    if old == new {
        return proof.is_empty() && old_root == new_root;
    }
    if old == 0 {
        return proof.is_empty() && *old_root == root(&[]);
    }
    let mut rest = proof.iter();
    let (mut node, mut last) = (old - 1, new - 1);
    let up = node.trailing_ones();
    (node, last) = (node >> up, last >> up);
    let start = if old.is_power_of_two() { Some(old_root) } else { rest.next() };
    let Some(start) = start else { return false };
    let (mut old_hash, mut new_hash) = (*start, *start);
    for sibling in rest {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            old_hash = node_hash(sibling, &old_hash);
            new_hash = node_hash(sibling, &new_hash);
            if node & 1 == 0 {
                let up = node.trailing_zeros();
                (node, last) = (node >> up, last >> up);
            }
        } else {
            new_hash = node_hash(&new_hash, sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    last == 0 && old_hash == *old_root && new_hash == *new_root
}

#[cfg(test)]
#[path = "tree_tests.rs"]
mod tests;

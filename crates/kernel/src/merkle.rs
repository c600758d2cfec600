//! The hash tree that seals the event log: RFC 9162 (Certificate Transparency) section 2.1 over SHA-256. Leaves and nodes are
//! hashed with different prefixes, so that a node can never pass as an entry.

use sha2::{Digest, Sha256};

/// A SHA-256 value.
pub type Hash = [u8; 32];

/// The hash of one entry.
pub fn leaf(entry: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(entry).finalize().into()
}

fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The root over leaf hashes in order. The root of nothing is the hash of nothing.
pub fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Sha256::digest([]).into(),
        [one] => *one,
        many => {
            let (left, right) = many.split_at(split(many.len()));
            node(&root(left), &root(right))
        }
    }
}

/// The hashes that lead from the leaf at `index` to the root, nearest first. `None` when there is no such leaf.
pub fn inclusion_proof(leaves: &[Hash], index: usize) -> Option<Vec<Hash>> {
    if index >= leaves.len() {
        return None;
    }
    if leaves.len() == 1 {
        return Some(Vec::new());
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let mut path = if index < left.len() { inclusion_proof(left, index)? } else { inclusion_proof(right, index - left.len())? };
    path.push(if index < left.len() { root(right) } else { root(left) });
    Some(path)
}

/// Whether the proof leads from the leaf at `index` of `size` leaves to the root. Needs nothing but its arguments.
pub fn proof_holds(leaf: &Hash, index: usize, size: usize, proof: &[Hash], root: &Hash) -> bool {
    fn climb(leaf: &Hash, index: usize, size: usize, proof: &[Hash]) -> Option<Hash> {
        if size <= 1 {
            return proof.is_empty().then_some(*leaf);
        }
        let (sibling, below) = proof.split_last()?;
        let middle = split(size);
        if index < middle {
            Some(node(&climb(leaf, index, middle, below)?, sibling))
        } else {
            Some(node(sibling, &climb(leaf, index - middle, size - middle, below)?))
        }
    }
    index < size && climb(leaf, index, size, proof).as_ref() == Some(root)
}

/// The largest power of two below `n` (n > 1).
fn split(n: usize) -> usize {
    1 << (usize::BITS - 1 - (n - 1).leading_zeros())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_root_of_nothing_is_the_hash_of_nothing() {
        assert_eq!(hex::encode(root(&[])), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn an_empty_leaf_has_the_known_hash() {
        assert_eq!(hex::encode(leaf(b"")), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    }

    #[test]
    fn roots_of_the_reference_log_are_the_published_ones() {
        let entries = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let leaves: Vec<Hash> = entries.iter().map(|entry| leaf(&hex::decode(entry).unwrap())).collect();
        for (size, expected) in (1..).zip(roots) {
            assert_eq!(hex::encode(root(&leaves[..size])), expected, "{size} entries");
        }
    }

    #[test]
    fn a_proof_holds_only_whole_at_its_place_and_for_its_size() {
        let all: Vec<Hash> = (0u8..34).map(|entry| leaf(&[entry])).collect();
        for size in 1..all.len() {
            let leaves = &all[..size];
            let root = root(leaves);
            for index in 0..size {
                let proof = inclusion_proof(leaves, index).unwrap();
                for place in 0..=size {
                    assert_eq!(proof_holds(&leaves[index], place, size, &proof, &root), place == index);
                }
                let longer = [proof.clone(), vec![[0; 32]]].concat();
                assert!(!proof_holds(&leaves[index], index, size, &longer, &root));
                assert!(proof.is_empty() || !proof_holds(&leaves[index], index, size, &proof[1..], &root));
            }
            assert_eq!(inclusion_proof(leaves, size), None);
        }
    }

    proptest! {
        #[test]
        fn every_leaf_is_proved_and_only_at_its_place(entries in prop::collection::vec(any::<[u8; 4]>(), 1..40), pick in any::<prop::sample::Index>()) {
            let leaves: Vec<Hash> = entries.iter().map(|e| leaf(e)).collect();
            let index = pick.index(leaves.len());
            let root = root(&leaves);
            let proof = inclusion_proof(&leaves, index).unwrap();
            prop_assert!(proof_holds(&leaves[index], index, leaves.len(), &proof, &root));
            prop_assert!(!proof_holds(&leaf(b"another entry"), index, leaves.len(), &proof, &root));
            if leaves.len() > 1 {
                let elsewhere = (index + 1) % leaves.len();
                prop_assert!(leaves[index] == leaves[elsewhere] || !proof_holds(&leaves[index], elsewhere, leaves.len(), &proof, &root));
            }
        }

        #[test]
        fn a_changed_missing_or_inserted_leaf_changes_the_root(entries in prop::collection::vec(any::<[u8; 4]>(), 1..20), pick in any::<prop::sample::Index>()) {
            let leaves: Vec<Hash> = entries.iter().map(|e| leaf(e)).collect();
            let index = pick.index(leaves.len());
            let mut changed = leaves.clone();
            changed[index][0] ^= 1;
            prop_assert_ne!(root(&changed), root(&leaves));
            let mut missing = leaves.clone();
            missing.remove(index);
            prop_assert_ne!(root(&missing), root(&leaves));
            let mut inserted = leaves.clone();
            inserted.insert(index, leaf(b"an inserted entry"));
            prop_assert_ne!(root(&inserted), root(&leaves));
        }
    }
}

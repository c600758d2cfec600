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

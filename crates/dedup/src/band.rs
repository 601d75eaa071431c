//! Signatures become buckets: documents in one bucket may be near duplicates.

use crate::{
    fingerprint::Fingerprint,
    signature::{BANDS, Signature},
};

/// A document stands in a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry {
    pub(crate) document: usize,
    pub(crate) bucket: usize,
}

/// Gives the buckets that at least two of `candidates` share, sorted by document.
///
/// `candidates` are indices into `documents`, ascending. Keys are sorted, one band
/// at a time, and not hashed into a map: less memory, and an order that is the same
/// everywhere. Documents without a signature stand in no bucket.
pub(crate) fn shared_buckets(documents: &[&Fingerprint], candidates: &[usize]) -> Vec<Entry> {
    let signed: Vec<(&Signature, usize)> =
        candidates.iter().filter_map(|&it| Some((documents[it].signature.as_ref()?, it))).collect();
    let mut entries = Vec::new();
    let mut n_buckets = 0;
    for band in 0..BANDS {
        let mut keys: Vec<(u64, usize)> =
            signed.iter().map(|&(signature, document)| (signature.key(band), document)).collect();
        keys.sort_unstable();
        for run in keys.chunk_by(|a, b| a.0 == b.0).filter(|it| it.len() > 1) {
            entries.extend(run.iter().map(|&(_, document)| Entry { document, bucket: n_buckets }));
            n_buckets += 1;
        }
    }
    entries.sort_unstable();
    entries
}

#[cfg(test)]
mod tests {
    use super::shared_buckets;
    use crate::{Fingerprint, signature::BANDS};

    const TEXT: &str = "The mill stood empty for nine winters until a baker from the coast bought it.";

    #[test]
    fn equal_texts_share_every_band() {
        let prints = [TEXT, TEXT].map(Fingerprint::new);
        let entries = shared_buckets(&prints.each_ref(), &[0, 1]);
        assert_eq!(entries.len(), 2 * BANDS);
        assert!(entries.is_sorted());
    }

    #[test]
    fn only_candidates_stand_in_buckets() {
        let prints = [TEXT, TEXT].map(Fingerprint::new);
        assert_eq!(shared_buckets(&prints.each_ref(), &[1]), []);
    }

    #[test]
    fn short_texts_stand_in_no_bucket() {
        let prints = ["Read more", "Read more"].map(Fingerprint::new);
        assert_eq!(shared_buckets(&prints.each_ref(), &[0, 1]), []);
    }
}

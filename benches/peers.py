"""Groups JSON lines with a Python package, by the recipe of its README.

  peers.py PEER WORDS < DOCUMENTS.jsonl > GROUPS.tsv

PEER is `datasketch`, `rensa` or `rensa-rho`. Lower case, `\\w+`, shingles of WORDS words, 128 hashes, a threshold of .5.
Whom a query finds is of one group, and so on (connected components). `rensa-rho` is the fastest way rensa knows: it
flags documents and does not say whose duplicates they are, so there is nothing to score.

Tells `work SECONDS` on standard error, without reading and writing.
"""

import json
import re
import sys
import time

WORD = re.compile(r"\w+")
N_HASHES = 128
THRESHOLD = 0.5
SEED = 42


def main():
    peer, n_words = sys.argv[1:]
    documents = [json.loads(line) for line in sys.stdin.buffer]
    texts = [it["text"] for it in documents]
    work = PEERS[peer]()  # imports come before the clock starts

    start = time.perf_counter()
    group_of = work(texts, int(n_words))
    print(f"work {time.perf_counter() - start:.6f}", file=sys.stderr)

    for document, group in zip(documents, group_of):
        print(document["id"], group, sep="\t")


def shingles(text, n_words):
    words = WORD.findall(text.lower())
    if len(words) <= n_words:
        return [" ".join(words)]
    return list(map(" ".join, zip(*(words[start:] for start in range(n_words)))))


def datasketch():
    from datasketch import MinHash, MinHashLSH

    def work(texts, n_words):
        index = MinHashLSH(threshold=THRESHOLD, num_perm=N_HASHES)
        signatures = []
        for document, text in enumerate(texts):
            signature = MinHash(num_perm=N_HASHES)
            signature.update_batch([it.encode() for it in shingles(text, n_words)])
            signatures.append(signature)
            index.insert(document, signature)
        return components(signatures, map(index.query, signatures))

    return work


def rensa():
    from rensa import RMinHash, RMinHashLSH

    def work(texts, n_words):
        signatures = RMinHash.from_token_sets(
            (shingles(text, n_words) for text in texts), num_perm=N_HASHES, seed=SEED
        )
        index = RMinHashLSH(threshold=THRESHOLD, num_perm=N_HASHES, num_bands=32)
        index.insert_many(signatures)
        return components(signatures, index.query_all(signatures))

    return work


def rensa_rho():
    from rensa import RMinHash, RMinHashLSH

    def work(texts, n_words):
        signatures = RMinHash.digest_matrix_from_token_sets_rho(
            (shingles(text, n_words) for text in texts), num_perm=N_HASHES, seed=SEED
        )
        index = RMinHashLSH(threshold=THRESHOLD, num_perm=N_HASHES, num_bands=32)
        return index.query_duplicate_flags_matrix_one_shot(signatures)

    return work


PEERS = {"datasketch": datasketch, "rensa": rensa, "rensa-rho": rensa_rho}


def components(signatures, candidates):
    """Gives each document the first document of its group: of those that its query found and that are similar enough."""
    group_of = list(range(len(signatures)))

    def first(document):
        while group_of[document] != document:
            group_of[document] = group_of[group_of[document]]
            document = group_of[document]
        return document

    for document, found in enumerate(candidates):
        for other in found:
            if other < document and signatures[document].jaccard(signatures[other]) >= THRESHOLD:
                a, b = first(document), first(other)
                group_of[max(a, b)] = min(a, b)
    return [first(it) for it in range(len(signatures))]


if __name__ == "__main__":
    main()

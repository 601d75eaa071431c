"""Writes the documents of the benchmark, JSON lines with `id` and `text`, and prints how many and how many bytes of text.

  documents.py OUT.jsonl CORPUS.jsonl[.gz]   copies a corpus
  documents.py OUT.jsonl FOLDER              makes 10,000 documents from the texts in a folder, the same ones always
"""

import gzip
import json
import os
import random
import sys


def main():
    out, source = sys.argv[1:]
    lines = made(source) if os.path.isdir(source) else copied(source)
    n_documents = n_bytes = 0
    with open(out, "w", encoding="utf-8", newline="\n") as file:
        for document in lines:
            n_documents += 1
            n_bytes += len(document["text"].encode())
            file.write(json.dumps(document, ensure_ascii=False) + "\n")
    print(n_documents, n_bytes)


def copied(corpus):
    with (gzip.open if corpus.endswith(".gz") else open)(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def made(folder):
    """Four articles in ten are an edit of an earlier one: words exchanged, a paragraph less or one more."""
    chance = random.Random(5)  # Python promises the same numbers for a seed
    paragraphs = []
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            paragraphs += [it for it in file.read().split("\n\n") if len(it.split()) >= 20]
    words = sorted({word for paragraph in paragraphs for word in paragraph.split()})
    articles = []
    for number in range(10_000):
        if articles and chance.random() < 0.4:
            article = list(articles[int(chance.random() * len(articles))])
            if len(article) > 3 and chance.random() < 0.5:
                del article[int(chance.random() * len(article))]
            else:
                article.append(paragraph(chance, paragraphs, words, 0.5))
            article = [exchanged(chance, it, words, 0.03) for it in article]
        else:
            article = [paragraph(chance, paragraphs, words, 0.5) for _ in range(2 + int(chance.random() * 6))]
        articles.append(article)
        yield {"id": f"m{number:05}", "text": "\n\n".join(article)}


def paragraph(chance, paragraphs, words, share):
    return exchanged(chance, paragraphs[int(chance.random() * len(paragraphs))], words, share)


def exchanged(chance, text, words, share):
    """Puts another word in the place of a share of all words."""
    return " ".join(
        words[int(chance.random() * len(words))] if chance.random() < share else word for word in text.split()
    )


if __name__ == "__main__":
    main()

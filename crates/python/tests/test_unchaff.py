"""What the package promises, by way of an installed wheel."""

import pickle
import subprocess
import sys

import pytest

import unchaff

DIRTY = "It left.\n\n**Also: [Ten ferries](https://example.com/ten)**\n\nIt came.\n"
CLEANED = "It left.\n\nIt came.\n"
PAGE = (
    "<html><head><title>Quays</title></head><body><nav><a href='/'>Home</a> <a href='/b'>Boats</a></nav><article>"
    "<h1>Quays</h1>" + "".join(f"<p>On day {it} the keeper wrote that the <a href='/q'>quay</a> was wet, and that "
    "nobody had come to mend the lamp, although he had asked for it twice.</p>" for it in range(9))
    + "</article><footer>All rights reserved</footer></body></html>"
)


def test_clean_and_restore():
    cleaned = unchaff.clean(DIRTY)
    assert (cleaned.text, cleaned.kind) == (CLEANED, "markdown")
    (edit,) = cleaned.edits
    assert (edit.rule, edit.applicability, edit.insert) == ("also-link", "safe", "")
    assert DIRTY.encode()[edit.start : edit.end].decode() == edit.removed
    assert unchaff.restore(cleaned) == unchaff.restore(CLEANED, cleaned.edits) == DIRTY
    assert pickle.loads(pickle.dumps(cleaned)) == cleaned
    assert unchaff.clean(CLEANED).edits == ()


def test_offsets_are_bytes():
    text = "Über dem Kai, 潮 😀.\n\n" + DIRTY
    cleaned = unchaff.clean(text, "markdown")
    assert cleaned.text == "Über dem Kai, 潮 😀.\n\n" + CLEANED
    assert text.encode()[cleaned.edits[0].start :].startswith(b"**Also")
    assert unchaff.restore(cleaned) == text


def test_many_are_the_same_as_one_by_one():
    texts = [DIRTY, "", "Plain.", "\r\n" + DIRTY.replace("\n", "\r\n"), "\0"]
    assert unchaff.clean_many(texts) == [unchaff.clean(it) for it in texts]


def test_wrong_arguments():
    with pytest.raises(unchaff.UnchaffError, match="kind: expected 'markdown'"):
        unchaff.clean("", "pdf")
    with pytest.raises(ValueError, match="taken_for: expected"):
        unchaff.clean("", taken_for="book")
    with pytest.raises(unchaff.UnchaffError, match="the recorded edits do not fit"):
        unchaff.restore("It", unchaff.clean(DIRTY).edits)
    with pytest.raises(TypeError):
        unchaff.restore("It")
    with pytest.raises(UnicodeEncodeError):
        unchaff.clean("\ud800")


def test_extract():
    markdown = unchaff.extract(PAGE, url="https://example.com/a/b")
    assert markdown.startswith("# Quays") and "[quay](https://example.com/q)" in markdown
    assert "Home" not in markdown and "rights reserved" not in markdown
    assert '\ntitle: "Quays"\n' in unchaff.extract(PAGE.encode("utf-16"), front_matter=True)
    assert "[" not in unchaff.extract(PAGE, to="text")
    with pytest.raises(unchaff.UnchaffError, match="is no address"):
        unchaff.extract(PAGE, url="quay")
    with pytest.raises(unchaff.UnchaffError, match="to: expected"):
        unchaff.extract(PAGE, to="pdf")


def test_front_matter():
    text = "---\ntitle: 'Quays'  # wet\ntags: [a, b]\n---\nText\n"
    get = unchaff.front_matter.get
    assert get(text) == {"title": "Quays", "tags": ["a", "b"]} and get("Text\n") == {}
    assert (get(text, "title"), get(text, "date"), get(text, "date", 7)) == ("Quays", None, 7)
    assert unchaff.front_matter.set(text, "title", "Lamps") == text.replace("'Quays'", "'Lamps'")
    assert unchaff.front_matter.remove(text, "tags") == text.replace("tags: [a, b]\n", "")
    with pytest.raises(unchaff.UnchaffError, match="line 3, column 1: found unexpected end"):
        get("---\ntitle: 'x\n---\n")
    with pytest.raises(unchaff.UnchaffError):
        unchaff.front_matter.remove(text, "date")


def test_rules():
    rules = {it.id: it for it in unchaff.rules()}
    assert len(rules) > 40 and rules["also-link"].page.startswith("#")
    assert all(it.summary and it.category for it in rules.values())


def test_fingerprints():
    text = " ".join(f"word{it}" for it in range(300))
    one, same, part, other = unchaff.sign([text, text.upper(), text[:800], "Something else."])
    assert one.compare(same) == "exact" and one == same and hash(one) == hash(same)
    assert one.compare(part) == "contains" and part.compare(one) == "is-contained"
    assert part.containment(one) > 0.98 and 0.3 < one.jaccard(part) < 0.4
    assert one.compare(other) == "different" and other.keys == [] and len(one.keys) == 42
    assert pickle.loads(pickle.dumps(one)) == one
    (strict,) = unchaff.sign([text], parameters="strict")
    with pytest.raises(unchaff.UnchaffError, match="one was made with articles, the other with strict"):
        one.compare(strict)


def test_command_line(tmp_path):
    run = lambda *args, **more: subprocess.run(
        [sys.executable, "-m", "unchaff", *args], capture_output=True, text=True, **more
    )
    assert run("--version").stdout.startswith(f"unchaff {unchaff.__version__}")
    assert run("clean", "-", input=DIRTY).stdout == CLEANED
    assert run("no-such-command").returncode == 2
    (tmp_path / "post.md").write_text(DIRTY)
    assert run("check", str(tmp_path)).returncode == 1

"""Damaged and hostile input, by the thousand: never a wrong figure, a traceback, a long wait or much memory.

``nox -s fuzz`` runs it; the seed, and what came of it, stand in ``tests/fuzz.json``. Each input is made from a number, so that
``FUZZ_SEED=7 FUZZ_ONLY=archives:123`` reads one again.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import platform
import random
import re
import shutil
import time
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import trade_territories as tt
from tests.builders import customs_rows, noted, write_release
from tests.customs_server import Customs
from tests.test_workbook import HEADER, YEARS, workbook
from trade_territories import sources
from trade_territories.download import Client
from trade_territories.errors import TradeTerritoriesError
from trade_territories.flows import _loading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

    from tests.builders import FlowRow

pytestmark = pytest.mark.fuzz

SEED = int(os.environ.get("FUZZ_SEED", "20241126"))
INPUTS = int(os.environ.get("FUZZ_INPUTS", "20000"))
ONLY = os.environ.get("FUZZ_ONLY", "")
RESULT = Path(__file__).with_name("fuzz.json")
#: How the inputs are shared out, in parts of a hundred.
SHARES = {"archives": 25, "texts": 30, "workbooks": 15, "sheets": 10, "caches": 10, "pages": 10}
LONGEST_SECONDS = 5.0
MOST_BYTES = 1 << 30

ROWS: list[FlowRow] = [
    ("export", 2024, quarter, place, a129, cpf4, partner, 1000 + quarter * place_value, 3)
    for quarter in (1, 2, 3, 4)
    for place, place_value in (("51", 7), ("971", 11))
    for a129, cpf4, partner in (("C11Z", "1102", "US"), ("A01Z", "0111", "NA"))
]
DICTIONARY = [
    b'"', b";", b"\n", b"\r", b"\x00", b"\x1b[2J", b"0x1F", b"0X1F", b"-", b"+", b" ", b"\t", b"\xff", b"\xc3\xa9",
    b"\xef\xbb\xbf", b"",
    b"9" * 20, b"E;1;2024;51;13;C11Z;1102;US;5;1\n", b"NA", b"1e5", b"1.5", b"XI", b"\xe2\x80\xae", b"99", b"2A", b"0111;A01Z",
]  # fmt: skip
XML = [
    b"<v/>", b"<f>A1</f>", b't="e"', b't="s"', b'r="XFD1048576"', b"<!DOCTYPE a>", b"&b;", b"<![CDATA[1]]>", b"]]>",
    b"<c>", b"</c>",
    b"<row>", b"</row>", b"<!-- -->", b"NaN", b"1e400", b"-1", b"&#0;", b"_x001B_", b"9" * 50, b"x:", b"", b"\xff", b"Total",
]  # fmt: skip


def damaged(chance: random.Random, content: bytes, dictionary: list[bytes]) -> bytes:
    """Change a few places: flip bits, cut, double, overwrite, put in what is known to hurt."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        place = chance.randrange(len(data) + 1)
        match chance.randrange(7):
            case 0 if place < len(data):
                data[place] ^= 1 << chance.randrange(8)
            case 1 if place < len(data):
                data[place] = chance.choice((0, 255, chance.randrange(256)))
            case 2:
                del data[place : place + chance.choice((1, 2, 40, len(data)))]
            case 3:
                data[place:place] = data[max(place - chance.choice((1, 30)), 0) : place]
            case 4:
                data[place:place] = chance.choice(dictionary)
            case 5:
                word = chance.choice(dictionary)
                data[place : place + len(word)] = word
            case _:
                other = chance.randrange(len(data) + 1)
                data[place:place] = data[other : other + chance.choice((1, 4, 60))]
        if not data:
            break
    return bytes(data)


def figures(flows: pd.DataFrame) -> Counter[tuple[Any, ...]]:
    """Return euros by flow, year, quarter, département, product and partner."""
    keys = ["flow", "year", "quarter", "departement", "a129", "cpf4", "partner"]
    found: Counter[tuple[Any, ...]] = Counter()
    for *key, value in flows[[*keys, "value_eur"]].astype("object").itertuples(index=False):
        found[tuple(map(str, key))] += int(value)
    return found


def plain_sums(text: bytes) -> Counter[tuple[Any, ...]] | None:
    """Read a text file with nothing but splitting; None where a line is not as the Customs publish it."""
    sums: Counter[tuple[Any, ...]] = Counter()
    try:
        lines = re.split("\r\n|\r|\n", text.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return None
    rows = [line for line in lines if line.strip(" \t\v\f\r\x1a")]
    for row in csv.reader(rows, delimiter=";", quoting=csv.QUOTE_NONE):
        if len(row) != 10 or '"' in "".join(row) or row[0] not in ("E", "I"):
            return None
        quarter, year, value, mass = (row[place].strip(" \t") for place in (1, 2, 8, 9))
        codes = [row[place].strip() for place in (3, 5, 6, 7)]
        whole = all(re.fullmatch("-?[0-9]+", number) for number in (quarter, year, value)) and re.fullmatch(
            "-?[0-9]*", mass
        )
        if not whole or mass == "-" or not (1 <= int(quarter) <= 4 and 1900 <= int(year) <= 2099):
            return None
        if max(abs(int(value)), abs(int(mass or 0))) > 10**15 or any(
            len(code) > 12 or not code.isprintable() for code in codes
        ):
            return None
        sums[row[0], int(year)] += int(value)
    return sums if rows else None


class Session:
    """Reads inputs made from numbers, and counts what comes of them."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter[str]] = {}
        self.slowest: tuple[float, str] = (0.0, "")
        self.started = time.monotonic()
        self.whole: set[str] = set()

    def run(self, target: str, once: Callable[[random.Random], str]) -> None:
        """Make the inputs of a target: ``once`` reads one and says how it ended, or fails."""
        counts = self.counts.setdefault(target, Counter())
        numbers = range(INPUTS * SHARES[target] // 100)
        if ONLY:
            numbers = (
                range(int(ONLY.partition(":")[2]), int(ONLY.partition(":")[2]) + 1)
                if ONLY.startswith(target)
                else range(0)
            )
        before = memory()
        for number in numbers:
            name = f"{target}:{number}"
            start = time.process_time()
            try:
                outcome = once(random.Random(f"{SEED}:{name}"))  # noqa: S311  # no secret
            except TradeTerritoriesError as error:
                outcome = "refused" if "\x1b" not in str(error) else f"{name}: a raw sign in a message"
            except Exception as error:  # whatever it is, it is told with the number that makes it again
                raise AssertionError(f"FUZZ_SEED={SEED} FUZZ_ONLY={name}: {type(error).__name__}: {error}") from error
            assert ":" not in outcome, outcome
            seconds = time.process_time() - start
            self.slowest = max(self.slowest, (round(seconds, 3), name))
            assert seconds < LONGEST_SECONDS, f"{name} took {seconds:.1f} s"
            counts[outcome] += 1
        assert memory() - before < MOST_BYTES, target
        self.whole.add(target)

    def written(self) -> dict[str, Any]:
        """Return what is committed."""
        return {
            "seed": SEED,
            "inputs": sum(sum(counts.values()) for counts in self.counts.values()),
            "outcomes": {target: dict(sorted(counts.items())) for target, counts in self.counts.items()},
            "wrong_figures": 0,
            "tracebacks": 0,
            "slowest_processor_seconds": self.slowest[0],
            "slowest_input": self.slowest[1],
            "memory_mb": memory() >> 20,
            "minutes": round((time.monotonic() - self.started) / 60, 1),
            "processor_minutes": round(time.process_time() / 60, 1),
            "python": platform.python_version(),
        }


def memory() -> int:
    """Return the most memory that this process has held, in bytes."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    held = Session()
    yield held
    print(json.dumps(held.written(), indent=2))
    # What was found stops its target: only a session without a wrong figure or a traceback is written.
    if not ONLY and held.whole == set(SHARES):
        RESULT.write_text(json.dumps(held.written(), indent=2) + "\n", encoding="utf-8", newline="\n")


def test_archives(session: Session, tmp_path: Path) -> None:
    """Damage to an archive gives the right figures or an error: every member has a checksum."""
    path = tmp_path / "202502-Regional-2024-export.zip"
    write_release(path, customs_rows(ROWS))
    right = figures(tt.read_flows(path))
    whole = [path.read_bytes()]
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        with zipfile.ZipFile(io.BytesIO(whole[0])) as source, zipfile.ZipFile(path, "w", method) as target:
            for name in source.namelist():
                target.writestr(name, source.read(name))
        whole.append(path.read_bytes())

    def once(chance: random.Random) -> str:
        path.write_bytes(damaged(chance, chance.choice(whole), DICTIONARY))
        assert figures(tt.read_flows(path)) == right, "a wrong figure"
        return "right"

    session.run("archives", once)


def test_texts(session: Session, tmp_path: Path) -> None:
    """A changed text gives what splitting its lines gives, or an error where that finds one."""
    path = tmp_path / "202502-Regional-2024-export.txt"
    text = "".join(";".join(map(str, row)) + "\r\n" for row in customs_rows(ROWS)).encode()

    def once(chance: random.Random) -> str:
        content = damaged(chance, text, DICTIONARY)
        path.write_bytes(content)
        expected = plain_sums(content)
        try:
            flows = tt.read_flows(path)
        except TradeTerritoriesError:
            # Two lines that differ in a code that stands for one of ours may still be more than can be read.
            return "refused" if expected is None else "refused although splitting reads it"
        if expected is not None:
            found = flows.groupby(["flow", "year"], observed=True)["value_eur"].sum()
            keys = found.index.to_frame()
            letters = keys["flow"].astype("str").str[0].str.upper()
            sums = dict(zip(zip(letters, keys["year"].tolist(), strict=True), found.tolist(), strict=True))
            assert sums == dict(expected), "a wrong figure"
            return "right"
        assert flows["value_eur"].sum() == lenient_sum(content), "a wrong figure"
        return "right, with a header, another order or values that lack"

    session.run("texts", once)


def lenient_sum(content: bytes) -> int:
    """Add up the values of a text that is read although it is not as published: in UTF-16, swapped, with empty values."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    rows = [line.split(";") for line in content.decode(encoding).splitlines() if line.strip(" \t\v\f\r\x1a")]
    return sum(int(row[8]) for row in rows if len(row) == 10 and row[8].strip())


def workbook_of(rows: list[list[Any]]) -> bytes:
    return workbook(rows, [*HEADER, *YEARS])


BOOK = [
    ["13", place, "E", a129, partner, 10, 20, 30]
    for place in ("51", "08")
    for a129 in ("C11Z", "C24A")
    for partner in ("US", "NA")
]


def test_workbooks(session: Session, tmp_path: Path) -> None:
    """Damage to a workbook's archive gives the right figures or an error."""
    path = tmp_path / "REGION_13_A_EXPORT.xlsx"
    whole = workbook_of(BOOK)
    path.write_bytes(whole)
    right = figures(tt.read_flows(path))

    def once(chance: random.Random) -> str:
        path.write_bytes(damaged(chance, whole, DICTIONARY))
        assert figures(tt.read_flows(path)) == right, "a wrong figure"
        return "right"

    session.run("workbooks", once)


def test_sheets(session: Session, tmp_path: Path) -> None:
    """A workbook whose XML was changed, and whose checksums are right, is read or refused; nothing else."""
    path = tmp_path / "REGION_13_A_EXPORT.xlsx"
    with zipfile.ZipFile(io.BytesIO(workbook_of(BOOK))) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    named = [name for name in parts if "sheet" in name or "workbook" in name or "sharedStrings" in name]

    def once(chance: random.Random) -> str:
        changed = chance.choice(named)
        with zipfile.ZipFile(path, "w") as target:
            for name, content in parts.items():
                target.writestr(name, damaged(chance, content, XML) if name == changed else content)
        tt.read_flows(path)
        return "read"

    session.run("sheets", once)


def test_caches(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A damaged cache gives the right figures, made again from what is whole, or an error."""
    cache = tmp_path / "cache"
    monkeypatch.setenv("TRADE_TERRITORIES_CACHE", str(cache))
    monkeypatch.setattr(_loading, "CLIENT", Client(sleep=lambda _: None, read_seconds=1.0, connect_seconds=1.0))
    both = [*ROWS, *(("import", *row[1:]) for row in ROWS)]
    with Customs() as server:
        monkeypatch.setenv("TRADE_TERRITORIES_INDEX_URL", server.index)
        for flow in ("export", "import"):
            path = write_release(tmp_path / f"{flow}.zip", customs_rows(both, flow))
            server.publish(f"202502-Regional-2024-{flow}.zip", path.read_bytes())
        right = figures(tt.load_flows(2024))
    kept = tmp_path / "kept"
    shutil.copytree(cache, kept)
    files = sorted(str(path.relative_to(kept)) for path in kept.rglob("*") if path.is_file() and path.stat().st_size)

    def once(chance: random.Random) -> str:
        name = chance.choice(files)
        shutil.rmtree(cache)
        shutil.copytree(kept, cache)
        (cache / name).write_bytes(
            damaged(chance, (kept / name).read_bytes(), [*DICTIONARY, b"{", b"]", b"null", b"[" * 5000])
        )
        flows = tt.load_flows(2024, offline=True)
        lacking = {note.flow for note in noted(flows, "missing_twin")}
        # Where the note beside an archive is damaged the archive is not known, and that its flow lacks is told.
        assert figures(flows) == Counter({key: value for key, value in right.items() if key[0] not in lacking})
        return "right, but for a flow that is said to lack" if lacking else "right"

    session.run("caches", once)


def test_pages(session: Session) -> None:
    """A damaged index page gives links to the Customs' hosts, or an error."""
    page = b"".join(
        b'<div id="gauche"><div class="bande"><a href="2025-02/07/202502-Regional-%d-%s.zip">x</a></div></div>'
        % (year, flow)
        for year in range(2019, 2025)
        for flow in (b"export", b"import")
    )
    words = [
        b"http://[bad/",
        b"//10.0.0.1/",
        b"javascript:",
        b"file:///",
        b"<base href='http://a'>",
        b"charset=punycode",
        b"&#0;",
        b"<" * 999,
    ]
    own = "https://www.douane.gouv.fr/index.asp"

    def once(chance: random.Random) -> str:
        content = damaged(chance, page, [*words, *DICTIONARY])
        charset = chance.choice((None, "utf-8", "undefined", "punycode", "utf-7", "a\x00b", "idna"))
        listing = sources.read_page(content, own, charset=charset)
        if not listing.files:
            raise sources.without_files(own, listing)
        for file in listing.files:
            assert file.address.startswith("http"), file.address
        return "read"

    session.run("pages", once)


def test_inputs_are_made_from_numbers() -> None:
    """The same number makes the same input, so that what was found can be looked at again."""
    digests = {hashlib.sha256(damaged(random.Random("1:a"), b"abc" * 99, DICTIONARY)).hexdigest() for _ in range(3)}  # noqa: S311
    assert len(digests) == 1

"""Lines of the usual form, read without looking for fields: the same numbers as splitting each line, or nothing."""

from __future__ import annotations

import random
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trade_territories.release.lines import usual_lines

LINES = st.tuples(
    st.sampled_from("EI"), st.sampled_from("1234"), st.sampled_from(["2023", "2024"]), st.sampled_from(["51", "2A"]),
    st.sampled_from(["13", "03"]), st.sampled_from(["C11Z", "A01Z"]), st.sampled_from(["1101", "0111"]),
    st.sampled_from(["US", "XI", "NA"]),
    st.integers(0, 10**15 - 1), st.one_of(st.just(""), st.integers(0, 999), st.integers(0, 10**15 - 1)),
)  # fmt: skip
PREFIX = "E;1;2024;51;13;C11Z;1101;US;"


def block(lines: list[tuple[object, ...]], end: str) -> bytes:
    return "".join(";".join(map(str, line)) + end for line in lines).encode()


@given(st.lists(LINES, min_size=1, max_size=20), st.sampled_from(["\n", "\r\n"]))
def test_numbers_and_codes_are_those_of_split_lines(lines: list[tuple[object, ...]], end: str) -> None:
    # The last line is long enough to be looked at, whatever the one before it lacks.
    found = usual_lines(block(lines := [*lines, ("E", "1", "2024", "51", "13", "C11Z", "1101", "US", 1000, 1000)], end))
    assert found is not None
    assert found.value.tolist() == [line[8] for line in lines]
    assert found.mass.tolist() == [line[9] or 0 for line in lines]
    assert found.mass_missing.tolist() == [line[9] == "" for line in lines]
    assert [partner.tobytes().decode() for partner in found.partner] == [line[7] for line in lines]
    assert found.lengths.tolist() == [len(list(run)) for _, run in groupby(lines, key=lambda line: line[:7])]
    of_line = found.runs.repeat(found.lengths)
    for place, name in enumerate(("flow", "quarter", "year", "departement", "region", "a129", "cpf4")):
        assert [code.tobytes().decode() for code in of_line[name]] == [str(line[place]) for line in lines]


@pytest.mark.parametrize("seed", range(20))
def test_a_changed_block_gives_the_numbers_that_stand_in_it_or_nothing(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - drawn the same every time
    for _ in range(200):
        end = draw.choice((b"\n", b"\r\n"))
        lines = [
            f"{PREFIX}{draw.randrange(10 ** draw.randint(1, 15))};{draw.randrange(10 ** draw.randint(1, 9))}".encode()
            for _ in range(4)
        ]
        text = bytearray(b"".join(line + end for line in lines))
        for _ in range(draw.randint(1, 3)):
            place = draw.randrange(len(text))
            match draw.randrange(3):
                case 0:
                    text[place] = draw.choice(b";\r\n-+ 0x9A\xff")
                case 1:
                    del text[place]
                case _:
                    text.insert(place, draw.choice(b";\r\n-0 \x00"))
        found = usual_lines(bytes(text))
        if found is None:
            continue
        rows = [line.removesuffix(b"\r") for line in bytes(text).split(b"\n")[:-1]]
        numbers = (found.value.tolist(), found.mass.tolist(), found.mass_missing.tolist())
        for row, value, mass, is_missing in zip(rows, *numbers, strict=True):
            # Codes are looked at elsewhere, and may hold anything; numbers and what stands around them may not.
            before, written_value, written_mass = row.rsplit(b";", 2)
            assert (int(written_value), int(written_mass or 0)) == (value, mass)
            assert is_missing == (written_mass == b"")
            assert len(before) == len(PREFIX) - 1
            assert [before[place : place + 1] for place in (1, 3, 8, 11, 14, 19, 24)] == [b";"] * 7
            assert written_value.isdigit()
            assert is_missing or written_mass.isdigit()


@pytest.mark.parametrize(
    "line",
    [
        "", "\n", f"{PREFIX}1;2", f"{PREFIX}-1;2\n", f"{PREFIX}1;\n", f"{PREFIX};2\n", f"{PREFIX}1 ;2\n",
        f"{PREFIX}1;2;3\n", f"{PREFIX}{10**15};2\n", f"{PREFIX}1;{10**16}\n", f"{PREFIX}0x1F;2\n", f"{PREFIX}1;2\n\n",
        f"{PREFIX}1;2\r\n{PREFIX}1;2\n", "E;1;2024;51;1;3C11Z;1101;US;1;2\n", "E;1;2024;51;;1;C11Z;1101;US;1;2\n",
        "E;1;2024;51;\r3;C11Z;1101;US;1;2\n", "E;1;2024;51;é;C11Z;1101;US;1;2\n", 'E;1;2024;51;"3;C11Z;1101;US;1;2\n',
        "E;1;2024;51;ab;C11Z;1101;US;1;2\n", "E;1;2024;51;13;C11Z;1101,US;1;2\n", "E;1;2024;971;13;C11Z;1101;US;1;2\n",
        f"{PREFIX}1;2\n{PREFIX[:-1]},1;2\n", f"{PREFIX}1;2\n" + "x" * 40 + "\n",
    ],
)  # fmt: skip
def test_other_lines_are_not_read_here(line: str) -> None:
    assert usual_lines(line.encode()) is None

"""Each guess about the Customs' files has a line in the page of traps, in both languages, and a test that lets it be wrong."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGES = (TESTS.parent / "docs" / "explanation" / "traps.md", TESTS.parent / "docs" / "comprendre" / "pieges.md")
HEADINGS = ("## What is guessed", "## Ce qui est supposé")

#: What the line of a guess begins with -> the tests that play it wrong, file and function.
GUESSES = {
    "the index page is at the known address": (
        "discovery::each_place_may_be_the_one_that_lists_the_files",
        "discovery::whatever_comes_in_the_place_of_a_list_is_one_error_that_names_it",
        "discovery::a_list_that_has_moved_or_comes_in_another_packing_is_read",
    ),
    "full years are called": ("discovery::links_of_any_form_are_judged_by_what_they_lead_to",),
    "a plain request is enough": ("discovery::whatever_comes_in_the_place_of_a_list_is_one_error_that_names_it",),
    "files lie with the Customs or on the portal": ("discovery::only_the_customs_and_the_portal_are_asked",),
    "the last five quarters are called": (
        "discovery::without_a_year_the_last_one_of_the_five_quarters_is_found_among_other_archives",
        "doctor::a_year_is_looked_at_where_no_name_has_one",
    ),
    "an archive's name says what it holds": (
        "discovery::a_file_that_is_not_what_its_name_says_is_refused",
        "discovery::a_whole_year_is_preferred_to_a_part_of_it_whatever_the_names_say",
    ),
    "forms and `javascript:` links": ("discovery::links_of_any_form_are_judged_by_what_they_lead_to",),
    "the portal's 2019 files": ("discovery::the_portal_s_files_of_2019_are_listed_as_to_check_and_tried_last",),
    "the portal lists its files as": ("discovery::a_place_that_lists_nothing_is_named_with_what_it_answered",),
    "a server may answer an error as a page": ("doctor::whatever_goes_wrong_ends_in_a_page_and_a_report",),
    "`YYYYMM` in a name": ("provenance::the_month_in_a_name_is_that_of_the_results_with_its_elision",),
    "the folder in the address": (
        "discovery::the_month_of_results_and_the_day_of_publication_are_told_apart",
        "provenance::what_is_of_publication_is_said_to_be",
    ),
    "the data member stands in a folder": ("release_archive::any_folder_and_any_name",),
    "the data have no header line": (
        "release_text::a_header_line_tells_the_order_of_the_fields",
        "release_text::a_header_line_that_names_other_fields_is_told",
    ),
    "ten fields, in the announced order": (
        "release_text::nine_or_eleven_fields",
        "release_text::a129_and_cpf4_in_the_other_order_are_known_by_their_forms",
        "discovery::a_layout_that_cannot_be_read_is_told_with_the_command",
    ),
    "values are whole euros": (
        "release_text::a_field_that_cannot_be",
        "reconcile::a_territory_beside_what_was_published",
    ),
    "each direction has about 1.75 million rows": ("doctor::rows_far_from_the_known_ones_are_said",),
    "text is UTF-8": ("release_text::bytes_of_another_encoding", "release_labels::encodings"),
    "workbooks of all régions are called": (
        "loading::workbooks_of_a_region_that_lacks_are_named_and_a_silent_server_is_asked_once",
    ),
    "a workbook beside the data holds labels": ("workbook::a_workbook_of_labels_beside_the_data_is_no_data",),
    "workbooks have a sheet `qdf`": ("workbook::what_is_off_is_told_with_its_place",),
    "values of workbooks are euros": ("workbook::what_is_off_is_told_with_its_place",),
    "values of workbooks may be sums of decimals": (
        "workbook::values_that_are_not_whole_are_rounded_and_told",
        "workbook::numbers_in_text_are_read_and_told",
    ),
    "there is a workbook 24": (
        "loading::workbooks_without_those_of_overseas_give_national_sums_that_say_what_they_lack",
    ),
    "`98` is a département code": ("release_text::the_undocumented_departement_is_counted_in_france_without_a_note",),
    "`XI` and `XU`": ("release_text::northern_ireland_is_part_of_the_united_kingdom_from_2021_on",),
    "label files keep their names": (
        "release_labels::the_label_file_of_2019_is_read_by_its_other_name_and_encoding",
        "release_labels::a_release_without_label_files",
    ),
    "products follow CPF rév. 2.1": (
        "release_text::unknown_codes_are_kept_and_reported",
        "reference::product_tables_name_their_one_nomenclature",
    ),
    "revised years differ": ("reconcile::a_territory_beside_what_was_published",),
    "the published totals in the package": ("reconcile::the_notices_of_a_territory_say_so",),
}


@cache
def guesses(page: Path, heading: str) -> tuple[tuple[str, ...], ...]:
    """The lines of the table of guesses, as their cells."""
    if not page.is_file():
        pytest.skip("the documentation is not part of what was installed")
    section = page.read_text(encoding="utf-8").partition(heading)[2]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return tuple(tuple(cell.strip() for cell in line.strip("|").split(" | ")) for line in lines[1:])


@cache
def functions(name: str) -> frozenset[str]:
    tree = ast.parse((TESTS / f"test_{name}.py").read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_guess_has_its_line_and_every_line_its_guess() -> None:
    lines = [cells[0] for cells in guesses(PAGES[0], HEADINGS[0])]
    assert [[start for start in GUESSES if line.startswith(start)] for line in lines] == [[start] for start in GUESSES]


@pytest.mark.parametrize("start", GUESSES)
def test_every_guess_is_played_wrong_by_a_test_that_is_there(start: str) -> None:
    for place in GUESSES[start]:
        name, _, function = place.partition("::")
        assert f"test_{function}" in functions(name)


def test_both_pages_say_how_sure_each_guess_is_what_happens_and_where_it_shows() -> None:
    english, french = (guesses(page, heading) for page, heading in zip(PAGES, HEADINGS, strict=True))
    assert len(english) == len(french)
    for one, other in zip(english, french, strict=True):
        assert len(one) == len(other) == 4
        assert all((*one, *other))
        # The same names of files, fields and functions, in whatever order the sentence has them.
        assert sorted(re.findall("`([^`]+)`", one[0])) == sorted(re.findall("`([^`]+)`", other[0]))

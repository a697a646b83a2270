"""Every answer that is shown in sections is one of an operation, and every figure and word in it has its name once."""

from __future__ import annotations

import pytest
from sagsgang.operations.table import OPERATIONS
from sagsgang.presentation.model import columns
from sagsgang.presentation.model.columns import COLUMNS, FIELDS, column, field
from sagsgang.presentation.model.vocabulary import VOCABULARY, word
from sagsgang.presentation.sections.catalogue import SECTIONS, sections_of
from sagsgang.projections.statistics.measures import MEASURES


@pytest.mark.parametrize("name", sorted(SECTIONS))
def test_what_makes_sections_belongs_to_an_operation(name: str) -> None:
    """Given an entry of the catalogue, then it is an operation, or a group of them, and its function is there."""
    assert name in OPERATIONS or any(one.startswith(f"{name}.") for one in OPERATIONS)
    made = sections_of(name)
    assert made is not None
    assert made.__doc__


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_every_figure_of_a_measure_has_a_column(name: str) -> None:
    """Given a measure, then what its rows hold and what it is divided by has a heading."""
    measure = MEASURES[name]
    assert set(measure.columns) <= set(COLUMNS)
    assert set(measure.fields) <= {one.id for one in FIELDS}


def test_words_and_headings_are_in_both_languages() -> None:
    """Given every column and every word, then none is empty in one language alone."""
    texts = [one.label for one in COLUMNS.values()]
    texts += [text for words in VOCABULARY.values() for text in words.values()]
    assert all(bool(text.da) == bool(text.en) for text in texts)


def test_the_words_of_a_column_are_there() -> None:
    """Given the columns whose values are said by name, then their words are of the house, or come with the answer."""
    of_the_answer = {"type", "deadline", "unit", "check"}
    assert {one.names for one in COLUMNS.values()} - {None} <= VOCABULARY.keys() | of_the_answer


def test_what_the_house_does_not_know_is_said_as_it_stands() -> None:
    """Given a code without a word and a field without a name, then they are told as they are; with a label, by it."""
    assert word("state", "of-another-time").da == "of-another-time"
    assert field("benefit", {}).label.en == "benefit"
    label = word("state", "open")
    assert field("benefit", {"by": {"benefit": label}}).label == label
    assert field("unit", {}).label == column("unit").label


def test_a_column_is_labelled_once() -> None:
    """Given the lists of columns, then no id stands in two of them."""
    groups = [group for group in vars(columns).values() if isinstance(group, tuple)]
    ids = [one.id for one in {id(one): one for group in groups for one in group}.values()]
    assert len(ids) == len(set(ids))

"""Lists of prompts as people paste them: lines or JSON, and what is said where one does not fit."""

import pytest
from django.core.exceptions import ValidationError

from generations.prompt_lists import parse_prompts, prompts_of
from generations.states import State
from projects.models import Session
from tests.generations.rows import a_generation


@pytest.mark.parametrize(
    ("text", "prompts"),
    [
        ("", []),
        ("  \n\n \t \n", []),
        ("dunes", ["dunes"]),
        ("dunes\nwaves", ["dunes", "waves"]),
        ("\ufeffdunes\r\nwaves\rfog\n\n\n", ["dunes", "waves", "fog"]),
        ("  dunes at noon  \n\twaves", ["dunes at noon", "waves"]),
        ("dunes\ndunes", ["dunes", "dunes"]),
        ("- dunes\n2. waves\n* fog", ["- dunes", "2. waves", "* fog"]),
        ("[wide shot] a pier\n{soft light} a pier", ["[wide shot] a pier", "{soft light} a pier"]),
        ("dunes\u2028still dunes", ["dunes\u2028still dunes"]),
        ('["dunes", "waves\\nat night"]', ["dunes", "waves\nat night"]),
        ('\ufeff \n[\n  "dunes",\n  ""\n]', ["dunes"]),
        ('[{"prompt": "dunes", "seed": 4}, {"text": "waves"}, "fog"]', ["dunes", "waves", "fog"]),
        ('{"prompts": ["dunes", {"text": "waves"}], "by": "anna"}', ["dunes", "waves"]),
        ('{"prompt": "dunes"}', ["dunes"]),
        ("[]", []),
    ],
)
def test_what_is_read_from_it(text: str, prompts: list[str]) -> None:
    assert parse_prompts(text) == prompts


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("dunes\n\n" + "x" * 20_001, "Line 3 has 20,001 characters"),
        ("x" * 100_000, "Line 1 has 100,000 characters"),
        ('["dunes", "' + "x" * 20_001 + '"]', "Prompt 2 has 20,001"),
        ("dunes\nwaves\x00", "Line 2 holds a character"),
        ('["\\ud800"]', "Prompt 1 holds a character"),
        ("dunes\n" * 2001, "2,001 prompts; a batch holds at most 2,000"),
        ('[\n  "dunes",\n  "waves"\n  "fog"\n]', "breaks off at line 4"),
        ('["dunes"', "breaks off at line 1"),
        ('["dunes", 5]', "Prompt 2 is no text"),
        ('[{"prompt": null}]', "Prompt 1 is no text"),
        ('[{"prompt": ["dunes"]}]', "Prompt 1 is no text"),
        ('{"prompts": "dunes"}', "no list of prompts"),
        ('{"a": "dunes"}', "Prompt 1 is no text"),
        ("[[" + "[" * 100_000, "no list of prompts"),
        ('{"prompts": ' + "9" * 5000 + "}", "no list of prompts"),
    ],
)
def test_what_does_not_fit_is_named(text: str, told: str) -> None:
    with pytest.raises(ValidationError) as caught:
        parse_prompts(text)
    assert told in caught.value.message_dict["prompts"][0]


def test_a_hundred_thousand_characters_of_lines_are_fine() -> None:
    lines = [f"dunes {number} " + "x" * 80 for number in range(1100)]
    assert parse_prompts("\n".join(lines)) == lines


def test_the_prompts_of_a_batch_in_their_order(session: Session) -> None:
    first = a_generation(session, prompt="dunes", prompt_index=0)
    for index, prompt in [(2, "fog"), (1, "waves"), (1, "waves")]:
        a_generation(session, prompt=prompt, prompt_index=index, batch=first.batch)
    a_generation(session, prompt="fog", prompt_index=3, batch=first.batch, state=State.QUEUED)
    assert prompts_of(first.batch) == ["dunes", "waves", "fog", "fog"]

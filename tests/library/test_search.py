"""What a search finds: the same on both databases."""

from collections.abc import Callable

import pytest
from django.db.models import QuerySet

from generations.models import Document, Generation, Output
from generations.search import gathered, matching, normalise, reading
from projects.models import Session
from tests.generations.rows import a_generation, an_output

Way = Callable[[QuerySet[Generation], str], QuerySet[Generation]]
PROMPTS = {
    "lighthouse": "A lighthouse at dawn, 35mm, f/2.8",
    "light": "light rain over the sea; DAWN_breaking",
    "cafe": "Café Müller, straße in the rain — 4K",
    "strasse": "STRASSE with a well-lit cafe",
    "cyrillic": "Рассвет над морем, маяк и ёлка",
    "japanese": "夕焼けの海、灯台 ガラス",
    "arabic": "مَنَارَة عند الفجر",
    "thai": "ประภาคารยามเช้า",
    "hindi": "सूर्योदय पर लाइटहाउस",
    "apostrophe": "the artist's don’t-look-back portrait",
    "signs": "100% *wild* ^caret_and\\back (AND) OR near NOT",
    "emoji": "❤️ 👩‍🎨 painter 1️⃣ ﬁne soft\u00adhyphen",
    "wide": "Ｆｕｌｌ ｗｉｄｔｈ ２０２６ ①",
    "long": "x" * 70,
}
FINDS = {
    "lighthouse": "lighthouse",
    "LIGHT": "lighthouse light",
    "light sea": "light",
    "dawn": "lighthouse light",
    '"light"': "light",
    '"a lighthouse at"': "lighthouse",
    '"lighthouse a"': "",
    '"lighthouse a': "lighthouse",
    '"dawn at"': "",
    "dawn -lighthouse": "light",
    'dawn -"over the sea"': "lighthouse",
    'rain -"over the"': "cafe",
    "light -ligh": "lighthouse light",
    "35mm": "lighthouse",
    "35": "lighthouse",
    "mm": "",
    "f/2.8": "lighthouse",
    "4k": "cafe",
    "cafe": "cafe strasse",
    "CAFÉ": "cafe strasse",
    "cafe\u0301": "cafe strasse",
    "straße": "cafe strasse",
    "strasse": "cafe strasse",
    "STRASS": "cafe strasse",
    "muller": "cafe",
    "рассвет МОР": "cyrillic",
    "елка": "cyrillic",
    "ассвет": "",
    "夕焼け": "japanese",
    "海": "japanese",
    "灯台 海": "japanese",
    '"の海"': "japanese",
    "海の": "",
    "ガラス": "japanese",
    "ｶﾞﾗｽ": "japanese",
    "カラス": "",
    "منارة": "arabic",
    "الفجر": "arabic",
    "คาร": "thai",
    "लाइट": "hindi",
    "लइट": "",
    "artist's": "apostrophe",
    "artist’s": "apostrophe",
    "don't": "apostrophe",
    "don't-look": "apostrophe",
    '"look back"': "apostrophe",
    "look-backs": "",
    "well-lit": "strasse",
    "lit-well": "",
    "AND": "signs",
    "OR NEAR NOT": "signs",
    "NEAR(wild caret)": "",
    "(wild caret)": "signs",
    "caret_and": "signs",
    "100%": "signs",
    "words:wild": "",
    "wild*": "signs",
    "painter ❤️": "emoji",
    "1": "emoji wide signs",
    '"1"': "emoji wide",
    "fine": "emoji",
    "softhyphen": "emoji",
    "full 2026": "wide",
    "“full width”": "wide",
    "x" * 64: "long",
    "x" * 90: "long",
    "\x00wild\x00": "signs",
    "\ud800 wild": "signs",
    "wild " * 50_000: "signs",
    "wild" * 25_000: "",
    "dawn " * 32 + "nowhere": "lighthouse light",
    "-dawn " * 2 + "light": "",
}
NOTHING_ASKED = ["", " ", '"', '""', "*", "-", "--", "' \" ( ) : ^ % _ \\ ; ❤️", '-""', "\x00"]


@pytest.fixture
def named(session: Session) -> dict[int, str]:
    return {a_generation(session, prompt=prompt).pk: name for name, prompt in PROMPTS.items()}


@pytest.mark.parametrize("way", [matching, reading, gathered])
def test_finds_the_same_everywhere(named: dict[int, str], way: Way) -> None:
    def found(text: str) -> set[str]:
        return {named[row.pk] for row in way(Generation.objects.all(), text)}

    assert {text: found(text) for text in FINDS} == {text: set(names.split()) for text, names in FINDS.items()}
    assert [found(text) for text in NOTHING_ASKED] == [set(PROMPTS)] * len(NOTHING_ASKED)


def test_finds_what_was_typed_and_what_was_sent(session: Session) -> None:
    row = an_output(session, prompt="a harbour", prompt_enhanced="a harbour at night, lanterns")
    for text in ("harbour", "lanterns", '"at night"'):
        assert list(matching(Output.objects.all(), text, "generation__")) == [row]


def test_what_is_deleted_or_said_anew_is_found_no_more(session: Session) -> None:
    kept, gone = a_generation(session, prompt="a heron"), a_generation(session, prompt="a heron")
    gone.batch.delete()
    assert list(matching(Generation.objects.all(), "heron")) == [kept]
    Document.objects.filter(pk=kept.pk).update(words=f" {normalise('a crane')} ")
    assert not matching(Generation.objects.all(), "heron").exists()
    assert list(matching(Generation.objects.all(), "crane")) == [kept]

"""D: content that would act in somebody's browser."""

import re
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template.engine import Engine
from PIL import Image

from accounts.actions import update_profile
from accounts.models import User
from conversations.models import Conversation
from generations.actions import set_output_tags
from generations.models import Generation, Output
from generations.states import State
from projects.models import Project, Session
from ratings.actions import favorite_prompt, rate_outputs
from ratings.models.rating import Value
from tests.accounts.callers import program_of
from tests.generations.rows import a_generation
from tests.security.rows import row
from tests.security.visitors import browser_of
from tests.security.vulnerable import content

pytestmark = [pytest.mark.topology("embedded"), pytest.mark.django_db]

HTML = b"<html><script>alert(1)</script></html>"
ACTIVE = {
    "page.html": HTML,
    "page.xhtml": b'<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
    "style.xml": b'<?xml version="1.0"?><?xml-stylesheet href="//evil.example/x.xsl"?><x/>',
    "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "script.js": b"alert(1)",
    "paper.pdf": b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj",
    "list.m3u8": b"#EXTM3U\nfile:///etc/passwd",
}
PROBE = "\"'><probe-x onprobe=1></title></script><probe-x>{{7*7}}javascript:probe"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def upload(user: User, session: Session, data: bytes, name: str, content_type: str = "image/png") -> Any:
    file = BytesIO(data)
    file.name, file.content_type = name, content_type  # type: ignore[attr-defined]
    return program_of(user).post("/api/uploads/", {"session": session.pk, "file": file})


@row(32, hole=content.believed_by_its_header)
def test_what_acts_in_a_browser_is_no_picture_whatever_it_calls_itself(bob: User, session: Session) -> None:
    for name, data in ACTIVE.items():
        assert upload(bob, session, data, f"{name}.png").status_code == 415
    assert not Output.objects.exists()


@row(33, hole=content.type_by_name)
def test_the_decoder_says_what_it_is(bob: User, session: Session) -> None:
    picture = BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "JPEG")
    for name, said in {"a.html": "text/html", "b.svg": "image/svg+xml", "c.png": "image/png"}.items():
        made = upload(bob, session, picture.getvalue(), name, said).json()
        file = program_of(bob).get(made["url"])
        assert (made["content_type"], file["Content-Type"]) == ("image/jpeg", "image/jpeg")
        assert Output.objects.get(pk=made["id"]).file.name.endswith(".jpg")


@row(34, hole=content.media_without_headers)
def test_a_picture_that_is_a_page_too_comes_back_as_a_picture(bob: User, session: Session) -> None:
    for kind in ("PNG", "JPEG", "GIF", "WEBP", "AVIF"):
        picture = BytesIO()
        Image.new("RGB", (8, 8)).save(picture, kind, **({"comment": HTML} if kind in {"JPEG", "GIF"} else {}))
        made = upload(bob, session, picture.getvalue() + HTML, f"evil.{kind.lower()}.html", "text/html").json()
        file = program_of(bob).get(made["url"])
        assert file["Content-Type"] == f"image/{kind.lower()}"
        assert HEADERS.items() <= file.headers.items()
        assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{64}\.\w{3,4}", Output.objects.get(pk=made["id"]).file.name)


@row(35, hole=content.media_without_headers)
def test_every_answer_with_media_says_how_harmless_it_is(bob: User, output: Output) -> None:
    root = User.objects.create_superuser("root@example.com")
    program, address = program_of(bob), f"/api/outputs/{output.pk}"
    etag = program.get(f"{address}/file/")["ETag"]
    answers = [program.get(f"{address}/file/", headers={"If-None-Match": etag}), program.head(f"{address}/file/")]
    answers += [program.get(f"{address}/file/", headers={"Range": f"bytes={part}"}) for part in ("0-1", "9999-")]
    answers += [program.get(f"{address}/{what}") for what in ("file/", "file/?download", "preview/")]
    answers += [browser_of(root).get(f"/admin/generations/output/{output.pk}/preview/")]
    answers += [browser_of(bob).post("/library/download/", {"outputs": str(output.pk)})]
    answers += [program.delete(f"{address}/") and program.get(f"/api/trash/{output.pk}/preview/")]
    assert [answer.status_code for answer in answers] == [304, 200, 206, 416, 200, 200, 200, 200, 200, 200]
    assert not [answer for answer in answers if not HEADERS.items() <= answer.headers.items()]


class Elements(HTMLParser):
    """Whether a text of ours became part of the page, instead of being shown."""

    found = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        links = [value or "" for name, value in attrs if name in {"href", "src", "action", "hx-get", "hx-post"}]
        self.found |= tag == "probe-x" or "onprobe" in dict(attrs)
        self.found |= any(link.lower().strip().startswith("javascript:") for link in links)


def acts(page: str) -> bool:
    elements = Elements()
    elements.feed(page)
    return elements.found


@pytest.fixture
def poisoned(alice: User, output: Output, project: Project, start: Any) -> list[str]:
    """Whatever people can type holds the probe; the addresses of all pages that show it."""
    conversation: Conversation = start(instruction=PROBE)
    update_profile(user=alice, first_name=PROBE[:100], last_name=PROBE[:100])
    project.name = session_name = PROBE[:100]
    project.save()
    Session.objects.update(name=session_name)
    Conversation.objects.update(title=PROBE[:100])
    Generation.objects.update(
        prompt=PROBE, prompt_sent=PROBE, error_text=PROBE, error_raw=PROBE, model="x\"'><probe-x>"
    )
    output.generation.batch.__class__.objects.update(title=PROBE[:100], concept=PROBE)
    set_output_tags(output=output, names=[PROBE[:20]])
    rate_outputs(outputs=[output], by=alice, value=Value.LIKE, note=PROBE)
    favorite_prompt(by=alice, output=output)
    failed = a_generation(Session.objects.earliest("pk"), state=State.FAILED, prompt=PROBE, error_text=PROBE)
    batch, session, generation = output.generation.batch_id, output.generation.session_id, output.generation_id
    pages = f"""/ /projects/{project.pk}/ /sessions/{session}/ /sessions/{session}/items/ /sessions/{session}/pick/
    /palette/ /outputs/{output.pk}/ /outputs/{output.pk}/details/ /batches/ /batches/items/ /batches/{batch}/
    /batches/{batch}/grid/ /library/ /library/items/ /library/outputs/{output.pk}/ /library/favorites/ /library/tags/
    /edit/ /edit/{conversation.pk}/ /settings/ /tags/suggest/?q=a /projects/{project.pk}/mosaic/
    /live/?f=generation:{generation}&f=generation:{failed.pk}
    /admin/projects/project/ /admin/projects/session/ /admin/accounts/user/{alice.pk}/change/ /admin/accounts/user/
    /admin/generations/batch/ /admin/generations/generation/ /admin/generations/generation/{failed.pk}/change/
    /admin/generations/output/ /admin/conversations/conversation/ /admin/ratings/rating/ /admin/ratings/favorite/"""
    return pages.split()


@row(36, hole=content.no_escaping)
def test_what_people_type_is_shown_and_never_run(poisoned: list[str], alice: User) -> None:
    alice.is_staff = alice.is_superuser = True
    alice.save()
    browser = browser_of(alice)
    shown = {address: browser.get(address) for address in poisoned}
    assert {address: page.status_code for address, page in shown.items() if page.status_code != 200} == {}
    assert [address for address, page in shown.items() if acts(page.content.decode())] == []
    assert sum("probe-x" in page.content.decode() for page in shown.values()) > 25


@row(37, hole=content.a_template_that_trusts)
def test_no_template_and_no_code_calls_a_text_safe() -> None:
    folders = [Path(str(folder)) for folder in Engine.get_default().dirs]
    places = [path for folder in folders for path in folder.rglob("*.html")]
    code = [path for path in settings.BASE_DIR.glob("*/**/*.py") if not {"tests", ".venv"} & set(path.parts)]
    trusting = re.compile(r"\|\s*safe|autoescape\s+off|\bmark_safe\(|SafeString\(\s*f?[\"']")
    assert [str(path) for path in [*places, *code] if trusting.search(path.read_text())] == []


@row(37, hole=content.no_escaping)
def test_what_went_wrong_is_told_as_text(alice: User, session: Session) -> None:
    row = a_generation(session, state=State.FAILED, error_text=PROBE, prompt=PROBE, prompt_enhanced=PROBE)
    page = browser_of(alice).get("/live/", {"f": f"generation:{row.pk}"}).content.decode()
    assert "probe-x" in page
    assert not acts(page)


@row(38, hole=content.browsable)
def test_programs_get_json_also_when_a_browser_asks(alice: User, project: Project) -> None:
    Project.objects.update(name=PROBE[:100])
    for accepts in ("text/html", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "*/*"):
        for address in ("/api/projects/", f"/api/projects/{project.pk}/", "/api/nowhere/", "/api/projects/?format=api"):
            answer = browser_of(alice).get(address, headers={"Accept": accepts})
            assert answer["Content-Type"].partition(";")[0] == "application/json"
            assert answer["X-Content-Type-Options"] == "nosniff"

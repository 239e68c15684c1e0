"""Pictures as input: uploaded, dropped, pasted, from the library, or from the grid."""

import base64

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import choose
from tests.generations.rows import png

pytestmark = pytest.mark.browser
# Hands a picture to the page as the browser does when somebody drops or pastes a file.
GIVE = """([kind, name, type, data]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name, {type}));
  const event = kind === "paste"
    ? new ClipboardEvent("paste", {clipboardData: carried, bubbles: true})
    : new DragEvent(kind, {dataTransfer: carried, bubbles: true, cancelable: true});
  document.body.dispatchEvent(event);
}"""


def _give(page: Page, kind: str, name: str = "sea.png", content_type: str = "image/png", data: bytes = b"") -> None:
    text = base64.b64encode(data or png().getvalue()).decode()
    page.evaluate(GIVE, [kind, name, content_type, text])


def _upload(page: Page, *colours: str) -> None:
    files = [
        {"name": f"{colour}.png", "mimeType": "image/png", "buffer": png(colour=colour).read()} for colour in colours
    ]
    page.locator("#upload").set_input_files(files)  # type: ignore[arg-type]
    expect(page.locator(".tray [name=references]:not([disabled])")).to_have_count(len(colours))


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_a_picture_from_outside_becomes_a_reference(gallery: Page, kind: str) -> None:
    if kind == "drop":
        _give(gallery, "dragenter")
        expect(gallery.get_by_text("Drop pictures to use them as references")).to_be_visible()
    _give(gallery, kind)
    expect(gallery.locator(".tray [name=references]:not([disabled])")).to_have_count(1)
    expect(gallery.get_by_text("Drop pictures to use them as references")).to_be_hidden()
    expect(gallery.locator(".gallery .card .open")).to_have_count(1)
    expect(gallery.get_by_role("button", name="References 1")).to_be_visible()


def test_what_is_no_picture_is_refused(gallery: Page) -> None:
    _give(gallery, "drop", "notes.txt", "text/plain", b"words")
    expect(gallery.locator(".toast")).to_contain_text("notes.txt is not a picture.")
    _give(gallery, "drop", "fake.png", "image/png", b"words")
    expect(gallery.locator(".toast").last).to_contain_text("This is not a PNG")
    expect(gallery.locator(".reference")).to_have_count(0)


def test_references_are_ordered_and_removed(gallery: Page) -> None:
    _upload(gallery, "red", "green", "blue")
    names = gallery.locator(".reference img")

    def order() -> list[str | None]:
        return [picture.get_attribute("alt") for picture in names.all()]

    gallery.get_by_role("button", name="Earlier: blue.png").click(force=True)
    assert order() == ["red.png", "blue.png", "green.png"]
    gallery.get_by_role("button", name="Remove: red.png").click(force=True)
    assert order() == ["blue.png", "green.png"]
    gallery.reload()
    expect(names).to_have_count(2)
    assert order() == ["blue.png", "green.png"]


def test_references_go_to_the_model_and_are_remembered(gallery: Page) -> None:
    _upload(gallery, "red")
    choose(gallery, "FLUX.2 Pro")
    gallery.get_by_label("Prompt", exact=True).fill("the same at night")
    gallery.get_by_role("button", name="Generate").click()
    expect(gallery.locator(".card .open")).to_have_count(2)
    gallery.locator(".card .open").first.click()
    expect(gallery.get_by_role("region", name="Made from").get_by_role("link")).to_have_count(1)


def test_models_that_cannot_take_them_say_so(gallery: Page) -> None:
    _upload(gallery, "red")
    gallery.locator("#models-chip").click()
    row = gallery.locator(".model").filter(has_text="Local · Cosmos")
    expect(row).to_contain_text("Takes no reference pictures.")
    expect(gallery.locator(".composer .warnings")).to_contain_text("takes no reference pictures")


def test_pictures_of_the_library_are_picked(gallery: Page) -> None:
    _upload(gallery, "red", "green")
    gallery.get_by_role("button", name="References 2").click()
    gallery.get_by_role("button", name="From the library…").click()
    library = gallery.get_by_role("dialog", name="Library")
    expect(library.get_by_role("button", name="green.png").first).to_have_attribute("aria-pressed", "true")
    library.get_by_role("button", name="green.png").first.click()
    library.get_by_role("button", name="Done").click()
    expect(gallery.locator(".reference")).to_have_count(1)


def test_a_picture_of_the_grid_becomes_a_reference(gallery: Page) -> None:
    _upload(gallery, "red")
    gallery.get_by_role("button", name="Remove: red.png").click(force=True)
    gallery.locator(".card").first.hover()
    gallery.get_by_role("toolbar").get_by_role("button", name="Use as reference").click()
    expect(gallery.locator(".reference")).to_have_count(1)

"""What a tenant has made: by the studio's own actions, then brought to the state that each button needs."""

import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.models import IdempotencyKey
from conversations.actions import Asked, continue_conversation, start_conversation
from conversations.models import Conversation
from generations.actions import animate_still, create_assets, create_batch, set_output_tags
from generations.models import Batch, Generation, Output
from generations.planning import Order
from generations.states import State
from projects.models import Project, Session
from ratings.actions import favorite_prompt, rate_outputs
from ratings.models.rating import Value
from tests.generations.rows import png
from tests.proof.access.tenants import APART, Tenant, clip_of, digest_of, found_people, found_project, number_from

PAINTER, EDITOR, CAMERA = "local-landscape", "fal-seedream-5", "local-camera"


def plant(tenant: Tenant) -> None:
    number_from(tenant.first)
    found_people(tenant)
    session = found_project(tenant)
    _Garden(tenant, session).grow()
    tenant.note_numbers()
    # Whatever a probe makes has numbers that are nobody's.
    number_from(1_990_000_000 + APART)


class _Garden:
    def __init__(self, tenant: Tenant, session: Session) -> None:
        self.tenant, self.session, self.owner = tenant, session, tenant.people["owner"]
        self.project = Project.objects.get(pk=tenant.rows["project"])

    def grow(self) -> None:
        self.pictures()
        self.batches()
        self.clips()
        self.conversations()
        self.opinions()

    def pictures(self) -> None:
        picture = self.made(self.ask(), "picture")
        self.tenant.rows |= {"generation": picture.generation_id, "batch": picture.generation.batch_id}
        self.made(self.ask(references=(picture.pk,), models=(EDITOR,)), "second_picture")
        thrown = self.made(self.ask(), "thrown_output")
        Output.objects.filter(pk=thrown.pk).update(deleted_at=timezone.now())
        self.keep("open_generation", self.ask())
        self.keep("failed_generation", self.failed(self.ask()))

    def batches(self) -> None:
        word, tags = self.tenant.word, [f"{self.tenant.word} night", f"{self.tenant.word} day"]
        order = Order(models=(PAINTER,), prompts=(f"{word} pier", f"{word} harbour", f"{word} quay"))
        batch = create_assets(
            project=self.project, by=self.owner, order=order, session=self.session, concept=word, tags=tags
        )
        self.failed(batch.generations.all()[0])
        self.made(batch.generations.all()[2], "assets_picture")
        tag, second = batch.tags.all()
        self.tenant.rows |= {"assets": batch.pk, "tag": tag.pk, "second_tag": second.pk}
        set_output_tags(output=self.picture(), names=tags)

    def clips(self) -> None:
        room = Session.objects.get(pk=self.tenant.rows["video_session"])
        order = Order(models=(CAMERA,), prompts=(f"{self.tenant.word} flight",), duration=5)
        batch = animate_still(still=self.picture(), by=self.owner, order=order, session=room)
        clip = self.made(batch.generations.get(), "clip", "mp4")
        self.tenant.rows["clip_generation"] = clip.generation_id

    def conversations(self) -> None:
        talk = self.talk("conversation")
        picture = self.made(self.turn(talk, "turn"), "turn_picture")
        self.tenant.rows["turn_generation"] = picture.generation_id
        continue_conversation(conversation=talk, by=self.owner, asked=self.asked(), continues=None)
        for row in Generation.objects.filter(batch__turn__number=2, batch__turn__conversation=talk):
            self.made(row, "second_turn_picture")
        self.failed(self.turn(self.talk("failed_conversation"), "failed_turn"))
        self.turn(self.talk("running_conversation"), "running_turn")
        thrown = self.talk("thrown_conversation")
        Conversation.objects.filter(pk=thrown.pk).update(deleted_at=timezone.now())

    def opinions(self) -> None:
        picture, word = self.picture(), self.tenant.word
        rate_outputs(outputs=[picture], by=self.owner, value=Value.LIKE, note=f"{word} note")
        favorite, _ = favorite_prompt(by=self.owner, output=picture)
        self.tenant.rows |= {"favorite": favorite.pk, "rating": picture.ratings.get().pk}
        key: dict[str, Any] = {"key": word, "fingerprint": word, "locked_until": timezone.now(), "status": 200}
        IdempotencyKey.objects.create(user=self.owner, answer={"said": word}, **key)

    def ask(self, **changes: Any) -> Generation:
        facts: dict[str, Any] = {"models": (PAINTER,), "prompts": (f"{self.tenant.word} dawn",), **changes}
        batch = create_batch(session=self.session, by=self.owner, order=Order(**facts))
        return batch.generations.get()

    def asked(self) -> Asked:
        return Asked(instruction=f"{self.tenant.word} stars", models=(EDITOR,))

    def talk(self, name: str) -> Conversation:
        row = start_conversation(source=self.picture(), by=self.owner, asked=self.asked())
        self.tenant.rows[name] = row.pk
        return row

    def turn(self, talk: Conversation, name: str) -> Generation:
        turn = talk.turns.get(number=1)
        self.tenant.rows[name] = turn.pk
        return turn.batch.generations.get()

    def picture(self) -> Output:
        return Output.objects.select_related("generation__session").get(pk=self.tenant.rows["picture"])

    def keep(self, name: str, generation: Generation) -> None:
        self.tenant.rows[name] = generation.pk

    def failed(self, generation: Generation) -> Generation:
        self._end(generation, State.FAILED)
        return generation

    def made(self, generation: Generation, name: str, suffix: str = "png") -> Output:
        """With real files; each byte for byte its own."""
        word = self.tenant.word
        self._end(generation, State.SUCCEEDED)
        data = clip_of(self.tenant) if suffix == "mp4" else png(64, 48, "teal").getvalue() + f"{word} {name}".encode()
        files = {"file": self._file(data, f".{suffix}"), "preview": self._file(data + b"small", "-preview.webp")}
        if suffix == "mp4":
            files["poster"] = self._file(data + b"still", "-poster.webp")
        output = Output.objects.create(
            generation=generation, project=self.project, kind=generation.kind, width=64, height=48, bytes=len(data),
            content_type="video/mp4" if suffix == "mp4" else "image/png", sha256=digest_of(data), duration=1, **files,
        )  # fmt: skip
        self.tenant.rows[name] = output.pk
        return output

    def _file(self, data: bytes, ending: str) -> str:
        digest = hashlib.sha256(data).hexdigest()
        self.tenant.digests.add(digest)
        return default_storage.save(f"{digest[:2]}/{digest}{ending}", ContentFile(data))

    def _end(self, generation: Generation, state: State) -> None:
        word = self.tenant.word
        Generation.objects.filter(pk=generation.pk).update(
            state=state, error_raw=word, error_text=word if state == State.FAILED else "", prompt_enhanced=word,
            prompt_sent=word, notes={"said": word}, provider_request_id=f"{word}-{generation.pk}",
        )  # fmt: skip
        Batch.objects.filter(pk=generation.batch_id).update(title=word)
        generation.refresh_from_db()

"""Just enough of multipart/form-data for what the OpenAI library sends."""

from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    filename: str | None
    content_type: str
    data: bytes


def parse(content_type: str, body: bytes) -> list[Part]:
    boundary = _headers(b"Content-Type: " + content_type.encode()).get_param("boundary")
    sections = body.split(f"--{boundary}".encode())[1:-1]
    return [_part(section.removeprefix(b"\r\n").removesuffix(b"\r\n")) for section in sections]


def _headers(head: bytes) -> Message:
    return message_from_bytes(head + b"\r\n\r\n")


def _part(section: bytes) -> Part:
    head, _, data = section.partition(b"\r\n\r\n")
    headers = _headers(head)
    name = headers.get_param("name", header="content-disposition")
    return Part(str(name), headers.get_filename(), headers.get_content_type(), data)

"""Photos, documents and voice notes: what a message says about them and where their bytes are."""

import struct
from typing import Literal, assert_never

from adapters.simulator.telegram.params import Params, Upload
from adapters.simulator.telegram.refusals import Json, Refused, bad
from adapters.simulator.telegram.world import StoredFile, World

Kind = Literal["photo", "document", "voice"]

UPLOAD_LIMIT = 50 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
DOWNLOAD_LIMIT = 20 * 1024 * 1024
PNG_START = b"\x89PNG\r\n\x1a\n"
UNKNOWN_SIZE = (800, 600)
"""Width and height told for pictures that are not PNG."""


def received_media(world: World, params: Params, kind: Kind) -> Json:
    """The file of a call, uploaded or named by an earlier file_id, as the message shows it."""
    upload = params.upload(kind)
    if upload is None:
        return described(kind, _known_file(world, params.text(kind), kind))
    if len(upload.content) > UPLOAD_LIMIT:
        raise Refused(413, "Request Entity Too Large")
    if not upload.content:
        raise bad("file must be non-empty")
    if kind == "photo" and len(upload.content) > PHOTO_LIMIT:
        raise bad("file of size more than 10 MB can't be sent as a photo")
    return described(kind, stored_media(world, kind, upload))


def stored_media(world: World, kind: Kind, upload: Upload) -> StoredFile:
    """Keep an upload's bytes under a new file id."""
    folder = {"photo": "photos", "document": "documents", "voice": "voice"}[kind]
    return world.keep_file(upload.content, upload.name, upload.mime_type, folder)


def described(kind: Kind, stored: StoredFile) -> Json:
    """The message's field for a file, in Telegram's shape."""
    size = {
        "file_id": stored.file_id,
        "file_unique_id": f"u{stored.file_id}",
        "file_size": len(stored.content),
    }
    match kind:
        case "photo":
            width, height = _picture_size(stored.content)
            return {"photo": [size | {"width": width, "height": height}]}
        case "document":
            return {"document": size | {"file_name": stored.name, "mime_type": stored.mime_type}}
        case "voice":
            return {"voice": size | {"duration": 1, "mime_type": "audio/ogg"}}
        case _:
            assert_never(kind)


def file_answer(world: World, params: Params) -> Json:
    """Telegram's File: where the bytes can be fetched."""
    stored = world.files.get(params.text("file_id"))
    if stored is None:
        raise bad("invalid file_id")
    if len(stored.content) > DOWNLOAD_LIMIT:
        raise bad("file is too big")
    return {
        "file_id": stored.file_id,
        "file_unique_id": f"u{stored.file_id}",
        "file_size": len(stored.content),
        "file_path": stored.path,
    }


def _known_file(world: World, file_id: str, kind: Kind) -> StoredFile:
    if not file_id:
        raise bad(f"there is no {kind} in the request")
    if file_id.startswith(("http://", "https://")):
        raise bad("failed to get HTTP URL content")
    if file_id not in world.files:
        raise bad("wrong file identifier/HTTP URL specified")
    return world.files[file_id]


def _picture_size(content: bytes) -> tuple[int, int]:
    if content.startswith(PNG_START) and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return int(width), int(height)
    return UNKNOWN_SIZE

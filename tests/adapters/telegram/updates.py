"""Updates as Telegram sends them, for the tests of this folder."""

from typing import Any

BOT = {"id": 777000111, "is_bot": True, "first_name": "Makegood", "username": "MakegoodBot"}
ASHA = {"id": 1001, "is_bot": False, "first_name": "Asha", "last_name": "Patel", "language_code": "pa"}
PRIVATE = {"id": 1001, "type": "private", "first_name": "Asha"}
GROUP = {"id": -1002003004005, "type": "supergroup", "title": "St Aidan's"}


def message(update_id: int = 1, *, chat: dict[str, Any] = PRIVATE, **content: Any) -> dict[str, Any]:
    told = {"message_id": 5, "date": 1_790_000_000, "chat": chat, "from": ASHA, **content}
    return {"update_id": update_id, "message": told}


def press(data: str | None, update_id: int = 1, *, chat: dict[str, Any] = PRIVATE) -> dict[str, Any]:
    standing = {"message_id": 9, "date": 1_790_000_000, "chat": chat, "from": BOT, "text": "Right?"}
    query = {"id": f"q{update_id}", "from": ASHA, "chat_instance": "1", "message": standing}
    return {"update_id": update_id, "callback_query": query | ({"data": data} if data is not None else {})}


def membership(status: str, *, chat: dict[str, Any] = PRIVATE) -> dict[str, Any]:
    def member(was: str) -> dict[str, Any]:
        return {"user": BOT, "status": was, **({"until_date": 0} if was == "kicked" else {})}

    change = {"chat": chat, "from": ASHA, "date": 1_790_000_000, "old_chat_member": member("member")}
    return {"update_id": 1, "my_chat_member": change | {"new_chat_member": member(status)}}

"""People and bots as users.info shows them, and who is where."""

from zoneinfo import ZoneInfo

from adapters.simulator.slack.forms import CannotDo
from adapters.simulator.slack.workspace import Json, Workspace


def account(workspace: Workspace, user_id: str, name: str, tz: str, locale: str) -> Json:
    """`tz` is an IANA name, `locale` an IETF tag."""
    here = workspace.now().astimezone(ZoneInfo(tz))
    offset = here.utcoffset()
    profile = {"real_name": name, "display_name": name, "team": workspace.team_id}
    return {
        "id": user_id, "team_id": workspace.team_id, "name": name.lower().replace(" ", "."),
        "deleted": False, "real_name": name, "tz": tz, "tz_label": here.tzname(),
        "tz_offset": int(offset.total_seconds()) if offset else 0, "profile": profile, "is_bot": False,
        "is_app_user": False, "is_admin": False, "is_owner": False, "locale": locale,
    }  # fmt: skip


def member_of(workspace: Workspace, user_id: str, channel_id: str) -> None:
    """Complain unless the person can see the conversation."""
    if user_id not in workspace.users:
        raise CannotDo(f"Nobody here is called {user_id}.")
    if user_id not in workspace.channels.get(channel_id, {}).get("members", []):
        raise CannotDo(f"{user_id} is not in {channel_id}.")

"""Add to Slack: the pages with which an employer adds the app to its workspace, by OAuth."""

import html
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from slack_bolt import BoltResponse
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from adapters.slack import trouble
from adapters.slack.ingress import quiet_logger
from adapters.slack.manifest import scopes
from adapters.slack.paths import INSTALL_PATH, REDIRECT_PATH
from adapters.slack.stores import InstallationStore, StateStore, WholeOrganisation
from adapters.slack.trouble import TROUBLE

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class OAuthApp:
    """The app as its page at Slack shows it, our public address, and the keys that seal tokens."""

    client_id: str
    client_secret: str = field(repr=False)
    public_url: str
    keys: str = field(repr=False)


WHY_NOT = {
    "access_denied": "It was declined in Slack, so nothing was added.",
    "invalid_browser": "The page was opened in another browser than the one in which adding began.",
    "invalid_state": "Adding took more than ten minutes, or was done already.",
    "missing_code": "Slack did not say which workspace it is.",
    "invalid_code": "Slack did not confirm it.",
    "whole_organisation": "It was asked for a whole organisation. Please choose one workspace in Slack.",
}
UNREACHED = "Slack could not be reached."
OURS = "Something went wrong on our side."

PAGE = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>
body {{ font: 1.125rem/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; max-width: 38rem;
  margin: 3rem auto; padding: 0 1rem; }}
a {{ color: #0b4f6c; }}
a.button {{ display: inline-block; padding: .75rem 1.25rem; border-radius: .375rem; background: #1d4f4b;
  color: #fff; text-decoration: none; }}
a:focus-visible {{ outline: 3px solid #b35c00; outline-offset: 3px; }}
</style>
</head>
<body><main><h1>{title}</h1>
{body}
</main></body>
</html>
"""


class _Flow(AsyncOAuthFlow):
    """Bolt's flow, with our page, and an address that nobody can add anything to."""

    async def build_authorize_url(self, state: str, request: AsyncBoltRequest) -> str:
        return str(self.settings.authorize_url_generator.generate(state=state))

    async def build_install_page_html(self, url: str, request: AsyncBoltRequest) -> str:
        return _install_page(url)


class Reception:
    """Until it is open it answers 503."""

    def __init__(self, app: OAuthApp, forget: Callable[[str], None]) -> None:
        self._app = app
        self._forget = forget
        self._flow: _Flow | None = None

    def open(self, client: AsyncWebClient, installs: InstallationStore, states: StateStore) -> None:
        site = client.base_url.removesuffix("api/")
        self._flow = _Flow(
            client=client,
            logger=quiet_logger(),
            settings=AsyncOAuthSettings(
                client_id=self._app.client_id,
                client_secret=self._app.client_secret,
                scopes=list(scopes()),
                user_scopes=[],
                redirect_uri=self._app.public_url + REDIRECT_PATH,
                install_path=INSTALL_PATH,
                redirect_uri_path=REDIRECT_PATH,
                authorization_url=f"{site}oauth/v2/authorize",
                installation_store=installs,
                installation_store_bot_only=True,
                state_store=states,
                callback_options=AsyncCallbackOptions(success=self._added, failure=_not_added),
                logger=quiet_logger(),
            ),
        )

    def close(self) -> None:
        self._flow = None

    def routes(self) -> list[Route]:
        return [
            Route(INSTALL_PATH, self._begin, methods=["GET"], name="slack_install"),
            Route(REDIRECT_PATH, self._end, methods=["GET"], name="slack_oauth_redirect"),
        ]

    async def _begin(self, request: Request) -> Response:
        return await self._page(request, lambda flow: flow.handle_installation)

    async def _end(self, request: Request) -> Response:
        return await self._page(request, lambda flow: flow.handle_callback)

    async def _page(
        self,
        request: Request,
        step: Callable[[_Flow], Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]],
    ) -> Response:
        if self._flow is None:
            return HTMLResponse(_trouble_page("We are just starting."), 503)
        try:
            answer = await step(self._flow)(to_async_bolt_request(request, b""))
        except TROUBLE as error:
            log.error("slack.not_installed reason=%s", trouble.code(error))
            return HTMLResponse(_trouble_page(UNREACHED), 502)
        except Exception as error:  # noqa: BLE001 - the edge: whoever adds the app reads a sentence
            log.error("slack.not_installed error=%s", type(error).__name__)
            return HTMLResponse(_trouble_page(OURS), 500)
        return to_starlette_response(answer)

    async def _added(self, args: AsyncSuccessArgs) -> BoltResponse:
        found = args.installation
        self._forget(str(found.team_id))
        log.info("slack.installed team=%s", found.team_id)
        return _page_response(200, _added_page(str(found.team_id), str(found.app_id)))


async def _not_added(args: AsyncFailureArgs) -> BoltResponse:
    """The reason may be what anybody wrote into the address: only known ones are repeated."""
    reason = "whole_organisation" if isinstance(args.error, WholeOrganisation) else args.reason
    why = WHY_NOT.get(reason)
    log.warning("slack.not_installed reason=%s", reason if why else "other")
    status = 400 if reason == "whole_organisation" else args.suggested_status_code
    return _page_response(status, _trouble_page(why or "Slack did not say why."))


def _page_response(status: int, page: str) -> BoltResponse:
    return BoltResponse(status=status, body=page, headers={"Content-Type": "text/html; charset=utf-8"})


def _install_page(url: str) -> str:
    body = (
        "<p>Makegood brings people who want to help together with community groups that need them. "
        "It reads only what is written to it, and a coordinator approves every match.</p>\n"
        f'<p><a class="button" href="{html.escape(url)}">Add to Slack</a></p>\n'
        "<p>Slack shows next what the app may do, and asks which workspace it is for.</p>"
    )
    return PAGE.format(title="Add Makegood to your workspace", body=body)


def _added_page(team: str, app: str) -> str:
    link = html.escape(f"slack://app?team={team}&id={app}")
    body = (
        "<p>Makegood is in your workspace. A coordinator has been told, and looks at every offer "
        "before it is live.</p>\n"
        f'<p><a class="button" href="{link}">Open it in Slack</a></p>\n'
        "<p>There, press <strong>Offer help</strong>, or write what you can do.</p>"
    )
    return PAGE.format(title="Makegood is added", body=body)


def _trouble_page(why: str) -> str:
    body = (
        f"<p>{html.escape(why)}</p>\n"
        f'<p><a class="button" href="{INSTALL_PATH}">Begin again</a></p>\n'
        "<p>If it goes wrong again, please tell whoever gave you this address.</p>"
    )
    return PAGE.format(title="Makegood was not added", body=body)

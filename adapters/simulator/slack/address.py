"""Where the stand-in is served: told, or learned from the first API call."""

from dataclasses import dataclass

from starlette.requests import Request


@dataclass(kw_only=True)
class Address:
    url: str = ""

    def __call__(self) -> str:
        return self.url

    def learn(self, request: Request) -> None:
        """Believe the first caller, unless somebody said."""
        self.url = self.url or str(request.base_url).rstrip("/")

"""The addresses at which Slack, and whoever adds the app to a workspace, finds us."""

EVENTS_PATH = "/slack/events"
INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"

"""Faults told to a Sentry server, if one is set: the same as our log says, and no more."""

import sentry_sdk

from clinic_site.logs import masked, words_of
from clinic_site.request_ids import current_id

# What an event may hold. Requests, users, breadcrumbs and our machine's name are not in it.
KEPT = {"event_id", "timestamp", "level", "platform", "logger", "exception", "tags", "transaction"}
KEPT_OF_A_PLACE = {"filename", "function", "lineno", "module", "in_app"}


def start(dsn):
    """Send faults from now on."""
    sentry_sdk.init(
        dsn,
        before_send=scrubbed,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        include_source_context=False,
        max_breadcrumbs=0,
        traces_sample_rate=None,
        auto_session_tracking=False,
    )


def scrubbed(event, hint):
    """The event with what is known to name nobody; None for one that is no exception."""
    if "exception" not in event:
        return None
    fault = hint["exc_info"][1] if "exc_info" in hint else None
    for value in event["exception"]["values"]:
        is_last = value is event["exception"]["values"][-1]
        value["value"] = (fault and is_last and words_of(fault)) or ""
        places = value.get("stacktrace", {}).get("frames", [])
        places[:] = [{k: v for k, v in each.items() if k in KEPT_OF_A_PLACE} for each in places]
    event["tags"] = {"request_id": current_id.get() or "none"}
    event["transaction"] = masked(event.get("transaction") or "")
    return {name: value for name, value in event.items() if name in KEPT}

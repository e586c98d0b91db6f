"""What went wrong with a request, in a few words, and what its owner can do about it."""

WORDS = {
    "timeout": "no answer in time",
    "deadline": "response incomplete",
    "dns": "name not found",
    "blocked_address": "address not allowed",
    "refused": "connection refused",
    "unreachable": "unreachable",
    "tls": "no secure connection",
    "reset": "connection closed early",
    "protocol": "not an HTTP answer",
    "redirect": "redirect",
    "status": "refused by the receiver",
    "invalid_url": "URL not valid",
    "headers": "headers not readable",
}
"""Every error that an attempt can end with."""

_HINTS = {
    "timeout": "Respond with 200 as soon as the body is stored, and process it afterwards.",
    "deadline": "Send a short response, or only the status, and close the connection.",
    "dns": "Check the spelling of the host name, and that it resolves outside your own network.",
    "blocked_address": "Use a public address, or ask the operator to allow it with WEBHOOK_ALLOWED_NETWORKS.",
    "refused": "Make sure the receiver is running, and check the port.",
    "unreachable": "Check the receiver's network and firewall.",
    "tls": "Use TLS 1.2 or later, and a certificate for this name from a public authority, with its whole chain.",
    "reset": "Check the receiver's log: it, or a proxy in front of it, closed the connection.",
    "protocol": "Check that a web server uses this port, and whether it expects https.",
    "redirect": "Enter the address it redirects to; redirects are never followed.",
    "invalid_url": "Correct the URL.",
    "headers": "Enter the extra headers again, or ask the operator for the key that they were stored with.",
}
_STATUS_HINTS = {
    400: "The receiver could not understand the body. Compare it with the documentation.",
    401: "Add the header that the receiver expects, such as Authorization.",
    403: "The receiver refuses our requests. Check its firewall and the header it expects.",
    404: "Check the path of the URL.",
    405: "The receiver must accept POST at this address.",
    410: "The receiver says that it is gone for good. Enter its new address.",
    413: "The receiver must accept bodies of slightly more than 256 KiB.",
    415: "The receiver must accept application/json.",
    429: "The receiver is overloaded. Events are sent again when it is ready for them.",
}


def word(error: str) -> str:
    return WORDS.get(error, error)


def hint(error: str, status: int | None) -> str:
    """One sentence on what to do. Empty if nothing is wrong."""
    if error != "status":
        return _HINTS.get(error, "")
    otherwise = "Check the receiver's log." if status and status >= 500 else "Respond with a status from 200 to 299."
    return _STATUS_HINTS.get(status or 0, otherwise)

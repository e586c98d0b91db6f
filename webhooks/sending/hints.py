"""What went wrong with a request, in a few words, and what its owner can do about it."""

from webhooks.sending.addresses import SETTING

WORDS = {
    "timeout": "no answer in time",
    "deadline": "answer not complete in time",
    "dns": "name not found",
    "blocked_address": "address not allowed",
    "refused": "connection refused",
    "unreachable": "not reachable",
    "tls": "no secure connection",
    "reset": "connection broken off",
    "protocol": "not an HTTP answer",
    "redirect": "redirect",
    "status": "refused by the receiver",
    "invalid_url": "URL not usable",
}
"""Every error that an attempt can end with."""

_HINTS = {
    "timeout": "Answer with 200 as soon as the body is stored, and do the work afterwards.",
    "deadline": "Send a short answer, or none but the status, and close the connection.",
    "dns": "Check the spelling of the name, and that it is known outside your own network.",
    "blocked_address": f"Use a public address, or have the operator allow its network with {SETTING}.",
    "refused": "Start the receiver, and check the port.",
    "unreachable": "Check the receiver's network and firewall.",
    "tls": "Offer TLS 1.2 or later with a certificate of a public authority, and its whole chain, for this name.",
    "reset": "Look into the receiver's log: it, or a proxy before it, closed the connection.",
    "protocol": "Check that the port is that of a web server, and whether it wants https.",
    "redirect": "Enter the address that it redirects to; redirects are never followed.",
    "invalid_url": "Correct the URL.",
}
_STATUS_HINTS = {
    400: "The receiver does not understand the body: compare it with the documentation.",
    401: "Add the header that the receiver wants, such as Authorization.",
    403: "The receiver refuses us: check its firewall and the header it wants.",
    404: "Check the path of the URL.",
    405: "The receiver must take POST at this address.",
    410: "The receiver says that it is gone for good. Enter its new address.",
    413: "The receiver must take bodies of up to 256 KiB and a little more.",
    415: "The receiver must take application/json.",
    429: "The receiver is overloaded; it is asked again when it wants to be.",
}


def word(error: str) -> str:
    return WORDS.get(error, error)


def hint(error: str, status: int | None) -> str:
    """One sentence on what to do. Empty if nothing is wrong."""
    if error != "status":
        return _HINTS.get(error, "")
    otherwise = "Look into the receiver's log." if status and status >= 500 else "Answer with a status from 200 to 299."
    return _STATUS_HINTS.get(status or 0, otherwise)

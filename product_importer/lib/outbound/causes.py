"""What led to an error of a library."""


def causes_of(error: BaseException) -> list[BaseException]:
    """The error and what led to it: the libraries wrap errors in arguments, reasons and contexts."""
    found: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        each = waiting.pop()
        if isinstance(each, BaseException) and each not in found:
            found.append(each)
            waiting += [*each.args, getattr(each, "reason", None), each.__cause__, each.__context__]
    return found

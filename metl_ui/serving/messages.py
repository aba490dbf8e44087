"""Which of a browser's messages Streamlit gets to see: those that our pages make it send.

The others are meant for whoever writes an app, and Streamlit obeys them for every reader: they
empty the caches of all sessions, have git list the server's files, write settings to its disk.
"""

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg

USED = ("rerun_script", "stop_script", "app_heartbeat", "file_urls_request")
FILES = ("deferred_file",)  # made when a download button is pressed
MOST_UPLOADS = 3  # asked for at once
LONGEST_LINK = 40_000  # bytes; the longest that a page writes has about half of it
TOO_LONG = f"a link of more than {LONGEST_LINK:,} characters="  # the page says it is no setting


def let_in(data: bytes | None) -> bytes | None:
    """The message as Streamlit is to see it; None for one that it must not see.

    Raises ValueError for what is no message at all.
    """
    message = BackMsg()
    try:
        message.ParseFromString(data)
    except (DecodeError, TypeError) as error:  # TypeError: a text, which comes as None
        raise ValueError("a message must be the bytes of a BackMsg") from error
    kind = message.WhichOneof("type")
    if kind == "backend_operation_request":
        wanted = message.backend_operation_request.WhichOneof("payload")
        return data if wanted in FILES else None
    if kind not in USED or len(message.file_urls_request.file_names) > MOST_UPLOADS:
        return None
    if len(message.rerun_script.query_string) > LONGEST_LINK:
        message.rerun_script.query_string = TOO_LONG
        instead: bytes = message.SerializeToString()
        return instead
    return data

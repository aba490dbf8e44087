"""A session keeps its last few files alone; the rest of the door is in tests/hostile."""

from types import SimpleNamespace

from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from metl_ui.serving import door


def test_a_session_keeps_the_last_files_that_were_sent_and_touches_no_other(monkeypatch):
    manager = MemoryUploadedFileManager("/x")
    monkeypatch.setattr(door, "get_instance", lambda: SimpleNamespace(uploaded_file_mgr=manager))
    manager.add_file("other", UploadedFileRec("f", "f.csv", "text/csv", b"x"))
    for number in range(10):
        manager.add_file("mine", UploadedFileRec(str(number), "f.csv", "text/csv", b"x"))
        door._forget_older_files("mine")
        door._forget_older_files("nobody")
    assert list(manager.file_storage["mine"]) == ["7", "8", "9"]
    assert list(manager.file_storage["other"]) == ["f"]

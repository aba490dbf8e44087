"""The app's own Streamlit components: one folder each, with its .py, .js and .css."""

"""Pure functions from data to Plotly figures. Nothing here knows Streamlit."""

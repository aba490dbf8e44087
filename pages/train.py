import streamlit as st

st.title("Train a network")
st.write("What do the gradients do while a network learns?")

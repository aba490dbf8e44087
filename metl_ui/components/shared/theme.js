// The page's theme, as Streamlit hands it to its components: the CSS variables --st-*.

export function readTheme(element) {
  const style = getComputedStyle(element);
  const read = (name) => style.getPropertyValue(`--st-${name}`).trim();
  const theme = {
    text: read("text-color") || style.color,
    background: read("background-color") || "rgba(0,0,0,0)",
    border: read("border-color") || "rgba(128,128,128,0.4)",
    primary: read("primary-color") || style.color,
    font: read("font") || style.fontFamily,
  };
  return { ...theme, id: JSON.stringify(theme) };
}

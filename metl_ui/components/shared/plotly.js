// Plotly.js: loaded once for the whole page, from the server's own copy, and drawn in the page's
// colours and font.

let loading = null;

export function loadPlotly() {
  if (window.Plotly) return Promise.resolve(window.Plotly);
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("../../../vendor/plotly.min.js", import.meta.url).href;
    const fail = (why) => {
      loading = null; // the next figure may try again
      script.remove();
      reject(new Error(why));
    };
    script.onload = () =>
      window.Plotly ? resolve(window.Plotly) : fail(`${script.src} does not hold Plotly.`);
    script.onerror = () => fail(`${script.src} could not be loaded.`);
    document.head.append(script);
  });
  return loading;
}

// What a figure leaves open.
export function template(theme) {
  const axis = {
    gridcolor: theme.border,
    zerolinecolor: theme.border,
    linecolor: theme.border,
    tickcolor: theme.border,
    title: { standoff: 8 },
  };
  return {
    layout: {
      font: { family: theme.font, color: theme.text, size: 13 },
      paper_bgcolor: theme.background,
      plot_bgcolor: "rgba(0,0,0,0)",
      xaxis: axis,
      yaxis: axis,
      hoverlabel: {
        bgcolor: theme.background,
        bordercolor: theme.border,
        font: { family: theme.font, color: theme.text },
        align: "left",
      },
      coloraxis: { colorbar: { outlinewidth: 0 } },
    },
    data: {
      heatmap: [{ colorbar: { outlinewidth: 0, thickness: 12 } }],
      contour: [{ colorbar: { outlinewidth: 0, thickness: 12 } }],
    },
  };
}

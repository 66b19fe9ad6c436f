"""The widgets and notebooks in a real browser: JupyterLab, and Notebook 7 where it is installed."""

"""What stands between the network and the pages: headers, limits, and figures for operators."""

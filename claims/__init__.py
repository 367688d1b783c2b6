"""Factcheck: news articles become a labelled fact-checking data set."""

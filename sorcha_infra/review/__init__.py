"""What a pull request does to each stack: read, compared, judged and told."""

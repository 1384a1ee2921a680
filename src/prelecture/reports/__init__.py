"""What leaves the tool: each module turns a coverage map into one kind of document."""

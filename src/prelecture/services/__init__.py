"""What the app does beyond the pipeline, without Streamlit: reviewing, page images, proposals, names."""

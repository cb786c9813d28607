"""A fourth section, built by docs/add-a-section.md: safety reports with their figures. Only the tests install it."""

"""What a ministry does with other countries: agreements, meetings, outcomes, projects, and the sources of each fact."""

__version__ = "0.1.0"

"""What a developer's machine needs to run the plugin: never shipped in the wheel."""

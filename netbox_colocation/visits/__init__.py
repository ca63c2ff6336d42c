"""Who may be in the room: windows, escorts, the door and its log. Knows no HTTP, and no procedures."""

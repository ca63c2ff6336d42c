"""Tables that come in: requests and existing servers from an agency's inventory sheet."""

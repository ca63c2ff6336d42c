"""What an intervention touches: power, cable and rack paths, collisions of windows, and the work itself."""
